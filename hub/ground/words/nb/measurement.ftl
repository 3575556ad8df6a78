# Hva en kampanje gjorde: hvert tall en leder ser, i en setning.
measurement-neutral = Noe ved dette resultatet kan ikke sies.
measurement-verdict-better = "{ $variant }" virker: kunder som fikk den, gjorde mer enn de som ble holdt utenfor.
measurement-verdict-worse = "{ $variant }" skader: kunder som fikk den, gjorde mindre enn de som ble holdt utenfor.
measurement-verdict-no-difference = "{ $variant }": ingen forskjell så stor som den det letes etter. Så mange kunder som planlagt er talt med.
measurement-verdict-not-yet = "{ $variant }": det kan ikke sies ennå.
measurement-range-lift = Beste anslag { $guess } %; med 95 % sikkerhet mellom { $low } % og { $high } %.
measurement-range-difference = Beste anslag { $guess } for hver kunde; med 95 % sikkerhet mellom { $low } og { $high }.
measurement-to-go = { $customers ->
    [one] { $customers } kunde
   *[other] { $customers } kunder
 } til i den minste gruppen, omtrent { $days ->
    [one] { $days } dag
   *[other] { $days } dager
 }.
measurement-to-go-never = { $customers ->
    [one] { $customers } kunde
   *[other] { $customers } kunder
 } til i den minste gruppen, og det kommer ingen i den for tiden.
measurement-hidden-broken-assignment = Ingen tall vises: gruppene er ikke så store som planlagt, så noe annet enn tilfeldigheten har fordelt kundene. Be IT se på det.
measurement-hidden-too-few = Ingen tall vises ennå: den minste gruppen har færre enn 100 kunder der tiden er over.
measurement-hidden-no-control = Ingen effekt kan måles: ingen holdes utenfor. Gi kampanjen en kontrollgruppe.
measurement-horizon-sequential = Disse intervallene kan du se på hver dag: de holder uansett hvor ofte du ser på dem.
measurement-horizon-fixed = Dette bedømmes én gang, når så mange kunder som planlagt er talt med. Før det sier det ingenting.
measurement-offer = De som holdes utenfor, har ikke noe tilbud, så her telles hvor mange som løste det inn, og det er ingen effekt. Mål kjøp eller omsetning for å se effekten.
measurement-bandit = Variantene velges etter hva som har gått bra hittil, så de kan ikke sammenlignes rettferdig med hverandre: alle samlet sammenlignes med dem som holdes utenfor.
measurement-credited = Tilskrevet, ikke forårsaket: { $purchases ->
    [one] { $purchases } kjøp
   *[other] { $purchases } kjøp
 } kom etter en kontakt, innen { $days ->
    [one] { $days } dag
   *[other] { $days } dager
 }. Mange av dem ville ha kommet likevel.
measurement-credited-few = Tilskrevne kjøp vises ikke: færre enn { $least } kunder sto for dem.
measurement-still-open = { $customers ->
    [one] { $customers } kunde
   *[other] { $customers } kunder
 } er ikke talt med ennå: tiden deres er ikke over.
measurement-withdrawn = { $customers ->
    [one] { $customers } kunde
   *[other] { $customers } kunder
 } vil ikke lenger måles og er tatt ut av alle summer.
measurement-withdrawn-few = Færre enn { $least } kunder vil ikke lenger måles og er tatt ut av alle summer.
measurement-plan-fits = Det krever { $customers } kunder i alt, { $smallest } i den minste gruppen: omtrent { $days ->
    [one] { $days } dag
   *[other] { $days } dager
 }. Perioden er lang nok.
measurement-plan-never = Denne kampanjen kan aldri bedømmes i perioden sin: det krever { $customers } kunder, omtrent { $days ->
    [one] { $days } dag
   *[other] { $days } dager
 }, og perioden har { $period }. Hold flere kunder utenfor, kjør den lenger, legg butikker sammen, eller let etter en større effekt.
measurement-plan-smallest = I perioden sin kan den vise en effekt på { $lift } % eller mer.
measurement-plan-nobody = Det krever { $customers } kunder, og ingen som har sagt ja til å bli målt, kom de siste fire ukene.
measurement-plan-unknown = Ingenting er kjent om hva kundene gjorde før, så det regnes med { $customers } kunder i den minste gruppen.
