# Skylten vid ingången. De stora raderna läses på två meters håll.
sign-neutral = okänt
sign-title = Vill du bli igenkänd här? Du bestämmer.
sign-without-app = Utan vår app registrerar antennerna i taket ingenting om dig.
sign-with-app = Med appen känner de igen din telefon, men bara om du har sagt ja.
sign-unrecorded = I { $zones } registreras ingenting.
sign-say-no = Säg nej eller ångra dig när som helst i appen: välj "{ $invisible }".
sign-responsible = Ansvarig:
sign-period = Besök raderas efter { $days } dagar.
sign-profile = Har du sagt ja hämtas dina köp från { $host }.
sign-told = Vad du säger ja till meddelas { $host }.
sign-push = Meddelanden skickas genom { $host }.
sign-complain = Klagomål: { $authority }
sign-scan = Läs mer:
