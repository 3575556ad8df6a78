# Det kundens telefon viser. En butikk som vil ha andre ord, skriver dem selv.
messages-neutral = Velkommen
messages-welcome-title = Godt å se deg
messages-welcome-body = Spør oss: vi hjelper deg gjerne på vei.
messages-welcome-line-title = { $line }: nytt siden sist du var her
messages-welcome-line-body = Be oss vise deg det nye.
