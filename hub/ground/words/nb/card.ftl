# Kundekortet: tre linjer til den som går bort og hjelper. En linje begynner med det nye om akkurat denne kunden: listen
# på en håndholdt viser bare de første ordene.
card-neutral = Spør hva som bringer kunden inn i dag
card-need-asked = Har bedt om hjelp
card-need-viewed = { $count ->
    [one] { $article }: sett { $count } gang på nettet
   *[other] { $article }: sett { $count } ganger på nettet
 }
card-need-due = { $article }: snart tid for nytt
card-need-bought = { $article }: kjøpt { $ago }, spør hvordan det går
card-need-bought-today = { $article }: kjøpt i dag, spør om noe mangler
card-need-bought-before = { $article }: kjøpt her tidligere, spør hvordan det går
card-need-ready = { $article }: klar til henting, meldt klar { $ago }
card-need-ready-until = { $article }: klar til henting før kl. { $closes } i dag, meldt klar { $ago }
card-need-case = { $article }: servicesak { $ago }, spør hvordan det går
card-need-cart = { $article }: lagt i handlekurven på nett { $ago }
card-need-unknown = Spør hva som bringer kunden inn i dag
card-next-ask = Gå bort og spør hva kunden trenger
card-next-due = { $article }: snart tid for nytt, spør om det skal være med i dag
card-next-viewed = { $article }: sett på nettet, vis det fram
card-next-line = { $line }: vis hva som er nytt
card-next-offer = { $offer }
card-next-suggested = { $article }. { $why }
card-next-unknown = Tilby å vise rundt
card-avoid-guessing = Gjetning: kunden holder historikken sin for seg selv
card-avoid-line-all = { $count ->
    [one] Alt annet enn { $line }: det eneste kjøpet er derfra
   *[other] Alt annet enn { $line }: alle { $count } kjøpene er derfra
 }
card-avoid-line-most = { $count ->
    [one] Alt annet enn { $line }: { $own } av { $count } kjøp er derfra
   *[other] Alt annet enn { $line }: { $own } av { $count } kjøp er derfra
 }
card-avoid-again = { $article } en gang til: kjøpt { $ago }
card-avoid-nothing = Ingenting spesielt: la kunden styre
card-avoid-unknown = Ingenting kjent: la kunden styre

# Hva linjene bygger på.
card-field-lines-24m = Kjøp per linje, 24 måneder
card-field-orders-24m = Antall kjøp, 24 måneder
card-field-last-order-item = Sist kjøpt
card-field-last-order-at = Siste kjøp
card-field-last-purchase = Siste kjøp, varene ikke kjent
card-value-and-since = { $count }, og kjøpt siden
card-field-viewed-item-30d = Sett på nettet
card-field-viewed-times-30d = Antall ganger sett, 30 dager
card-field-timeline = Hva som skjedde før
card-field-due-item = Snart tid for nytt
card-field-campaigns = Fra kampanjer
card-field-offers = Tilbud
card-field-suggestions = Kan passe
card-field-segments = Grupper
card-field-expectations = Hva som kan ventes
card-field-categories = Kategorier
card-field-platform = Ifølge plattformen
card-field-decisions = Hva en kampanje avgjorde, og hvorfor

# Hva som har skjedd før.
card-event-articles = { $first } og { $more } til
card-event-visit = I butikken
card-event-purchase = Kjøpt
card-event-return = Levert tilbake
card-event-online-view = Sett på nettet
card-event-cart = I handlekurven på nettet
card-event-message = Melding sendt
card-event-note = Resultat av et besøk
card-event-service-case = Servicesak
card-outcome-sold = Solgt
card-outcome-helped = Hjulpet
card-outcome-not-interested = Ikke interessert
card-outcome-left = Gått
card-campaign = { $text }
card-offer-percent = { $value } % på { $article }
card-offer-percent-all = { $value } % på alt
card-offer-amount = { $value } rabatt på { $article }
card-offer-amount-all = { $value } rabatt på kjøpet
card-offer-gift = Gave: { $article }
card-offer-gift-any = En gave
card-note-size-tried = Prøvde en størrelse
card-note-waiting-for-delivery = Venter på levering
card-note-thinks-about-it = Vil tenke på det
card-note-left-alone = Vil helst se seg om selv
card-note-call-when-in-stock = Ring når varen er på lager
card-note-other = Notat
card-note-words = { $template }: { $text }
