# Siden med alt vi har om noen.
held-neutral = ukjent
held-title = Dette har vi om deg
held-choices = Dine valg nå
held-channels = E-post, SMS, push og i butikken
held-consents = Hva du har sagt ja og nei til
held-visits = Besøk
held-messages = Meldinger, sendt og holdt tilbake
held-phones = Telefoner
held-profile = Fra kundedatabasen
held-cards = Det de ansatte ser
held-timeline = Tidslinje
held-everything = Alt, slik det er lagret
held-none = Ingenting
held-correction-passed-on = gitt videre til kundedataplattformen; kortene viser det så snart den gjør
held-correction-not-reached = kundedataplattformen kunne ikke nås: send det på nytt senere
