# Det, kundens telefon viser. En butik, der vil have andre ord, skriver dem selv.
messages-neutral = Velkommen
messages-welcome-title = Godt at se dig
messages-welcome-body = Spørg os: vi hjælper dig gerne på vej.
messages-welcome-line-title = { $line }: nyt, siden du sidst var her
messages-welcome-line-body = Bed os vise dig det nye.
