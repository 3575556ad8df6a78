# Det som kundens telefon visar. En butik som vill ha andra ord skriver dem själv.
messages-neutral = Välkommen
messages-welcome-title = Roligt att se dig
messages-welcome-body = Fråga oss: vi hjälper dig gärna till rätta.
messages-welcome-line-title = { $line }: nytt sedan du var här sist
messages-welcome-line-body = Be oss visa vad som är nytt.
