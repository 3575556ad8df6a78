# Siden med alt, hvad vi har om nogen.
held-neutral = ukendt
held-title = Det har vi om dig
held-choices = Dine valg nu
held-channels = E-mail, SMS, push og i butikken
held-consents = Hvad du har sagt ja og nej til
held-visits = Besøg
held-messages = Beskeder, sendt og tilbageholdt
held-phones = Telefoner
held-profile = Fra kundedatabasen
held-cards = Det personalet ser
held-timeline = Tidslinje
held-everything = Alt, som det er gemt
held-none = Intet
held-correction-passed-on = givet videre til kundedataplatformen; kortene viser det, så snart den gør
held-correction-not-reached = kundedataplatformen kunne ikke nås: send det igen senere
