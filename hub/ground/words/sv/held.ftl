# Sidan med allt vi har om någon.
held-neutral = okänt
held-title = Det här har vi om dig
held-choices = Dina val nu
held-channels = E-post, sms, push och i butiken
held-consents = Vad du har sagt ja och nej till
held-visits = Besök
held-messages = Meddelanden, skickade och återhållna
held-phones = Telefoner
held-profile = Från kunddatabasen
held-cards = Det personalen ser
held-timeline = Tidslinje
held-everything = Allt, så som det är sparat
held-none = Ingenting
held-correction-passed-on = vidarebefordrat till kunddataplattformen; korten visar det så snart den gör det
held-correction-not-reached = kunddataplattformen kunde inte nås: skicka det igen senare
