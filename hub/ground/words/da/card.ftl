# Kundekortet: tre linjer til den, der går hen og hjælper. En linje begynder med det nye om netop denne kunde: listen på
# en håndholdt viser kun de første ord.
card-neutral = Spørg, hvad der bringer kunden herind i dag
card-need-asked = Har bedt om hjælp
card-need-viewed = { $count ->
    [one] { $article }: set { $count } gang på nettet
   *[other] { $article }: set { $count } gange på nettet
 }
card-need-due = { $article }: snart tid til nyt
card-need-bought = { $article }: købt { $ago }, spørg, hvordan det går med den
card-need-bought-today = { $article }: købt i dag, spørg, om der mangler noget
card-need-bought-before = { $article }: købt her tidligere, spørg, hvordan det går med den
card-need-ready = { $article }: klar til afhentning, meldt klar { $ago }
card-need-ready-until = { $article }: klar til afhentning inden kl. { $closes } i dag, meldt klar { $ago }
card-need-case = { $article }: servicesag { $ago }, spørg, hvordan det går
card-need-cart = { $article }: lagt i kurven på nettet { $ago }
card-need-unknown = Spørg, hvad der bringer kunden herind i dag
card-next-ask = Gå hen og spørg, hvad kunden har brug for
card-next-due = { $article }: snart tid til nyt, spørg, om det skal med i dag
card-next-viewed = { $article }: set på nettet, vis den frem
card-next-line = { $line }: vis, hvad der er nyt
card-next-offer = { $offer }
card-next-suggested = { $article }. { $why }
card-next-unknown = Tilbyd at vise rundt
card-avoid-guessing = Gæt: kunden holder sin historik for sig selv
card-avoid-line-all = { $count ->
    [one] Alt andet end { $line }: det eneste køb er derfra
   *[other] Alt andet end { $line }: alle { $count } køb er derfra
 }
card-avoid-line-most = { $count ->
    [one] Alt andet end { $line }: { $own } af { $count } køb er derfra
   *[other] Alt andet end { $line }: { $own } af { $count } køb er derfra
 }
card-avoid-again = { $article } en gang til: købt { $ago }
card-avoid-nothing = Intet særligt: lad kunden styre
card-avoid-unknown = Intet kendt: lad kunden styre

# Hvad linjerne bygger på.
card-field-lines-24m = Køb pr. linje, 24 måneder
card-field-orders-24m = Antal køb, 24 måneder
card-field-last-order-item = Senest købt
card-field-last-order-at = Seneste køb
card-field-last-purchase = Seneste køb, varerne ikke kendt
card-value-and-since = { $count }, og købt siden
card-field-viewed-item-30d = Set på nettet
card-field-viewed-times-30d = Antal gange set, 30 dage
card-field-timeline = Hvad der skete før
card-field-due-item = Snart tid til nyt
card-field-campaigns = Fra kampagner
card-field-offers = Tilbud
card-field-suggestions = Kan passe
card-field-segments = Grupper
card-field-expectations = Hvad der kan ventes
card-field-categories = Kategorier
card-field-platform = Ifølge platformen
card-field-decisions = Hvad en kampagne besluttede, og hvorfor

# Hvad der er sket før.
card-event-articles = { $first } og { $more } til
card-event-visit = I butikken
card-event-purchase = Købt
card-event-return = Leveret tilbage
card-event-online-view = Set på nettet
card-event-cart = I kurven på nettet
card-event-message = Besked sendt
card-event-note = Resultat af et besøg
card-event-service-case = Servicesag
card-outcome-sold = Solgt
card-outcome-helped = Hjulpet
card-outcome-not-interested = Ikke interesseret
card-outcome-left = Gået
card-campaign = { $text }
card-offer-percent = { $value } % på { $article }
card-offer-percent-all = { $value } % på alt
card-offer-amount = { $value } rabat på { $article }
card-offer-amount-all = { $value } rabat på købet
card-offer-gift = Gave: { $article }
card-offer-gift-any = En gave
card-note-size-tried = Prøvede en størrelse
card-note-waiting-for-delivery = Venter på levering
card-note-thinks-about-it = Vil tænke over det
card-note-left-alone = Vil helst kigge selv
card-note-call-when-in-stock = Ring, når varen er på lager
card-note-other = Note
card-note-words = { $template }: { $text }
