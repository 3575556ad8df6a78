# Hvad en kampagne gjorde: hvert tal, som en leder ser, i en sætning.
measurement-neutral = Noget ved dette resultat kan ikke siges.
measurement-verdict-better = "{ $variant }" virker: kunder, der fik den, gjorde mere end dem, der blev holdt udenfor.
measurement-verdict-worse = "{ $variant }" skader: kunder, der fik den, gjorde mindre end dem, der blev holdt udenfor.
measurement-verdict-no-difference = "{ $variant }": ingen forskel så stor som den, der søges. Så mange kunder, som planlagt, er talt med.
measurement-verdict-not-yet = "{ $variant }": det kan ikke siges endnu.
measurement-range-lift = Bedste bud { $guess } %; med 95 % sikkerhed mellem { $low } % og { $high } %.
measurement-range-difference = Bedste bud { $guess } for hver kunde; med 95 % sikkerhed mellem { $low } og { $high }.
measurement-to-go = { $customers ->
    [one] { $customers } kunde
   *[other] { $customers } kunder
 } mere i den mindste gruppe, omkring { $days ->
    [one] { $days } dag
   *[other] { $days } dage
 }.
measurement-to-go-never = { $customers ->
    [one] { $customers } kunde
   *[other] { $customers } kunder
 } mere i den mindste gruppe, og der kommer ingen i den for tiden.
measurement-hidden-broken-assignment = Der vises intet tal: grupperne er ikke så store som planlagt, så noget andet end tilfældet har fordelt kunderne. Bed it om at se på det.
measurement-hidden-too-few = Der vises intet tal endnu: den mindste gruppe har færre end 100 kunder, hvis tid er gået.
measurement-hidden-no-control = Ingen effekt kan måles: ingen holdes udenfor. Giv kampagnen en kontrolgruppe.
measurement-horizon-sequential = Disse intervaller må ses hver dag: de holder, uanset hvor ofte du ser på dem.
measurement-horizon-fixed = Dette bedømmes én gang, når så mange kunder, som planlagt, er talt med. Før det siger det intet.
measurement-offer = De, der holdes udenfor, har intet tilbud, så her tælles, hvor mange der indløste det, og det er ingen effekt. Mål køb eller omsætning for at se effekten.
measurement-bandit = Varianterne vælges efter, hvad der hidtil gik godt, så de kan ikke sammenlignes retfærdigt med hinanden: alle under ét sammenlignes med dem, der holdes udenfor.
measurement-credited = Tilskrevet, ikke forårsaget: { $purchases ->
    [one] { $purchases } køb
   *[other] { $purchases } køb
 } kom efter en kontakt, inden for { $days ->
    [one] { $days } dag
   *[other] { $days } dage
 }. Mange af dem ville være kommet alligevel.
measurement-credited-few = Tilskrevne køb vises ikke: færre end { $least } kunder stod for dem.
measurement-still-open = { $customers ->
    [one] { $customers } kunde
   *[other] { $customers } kunder
 } er ikke talt med endnu: deres tid er ikke gået.
measurement-withdrawn = { $customers ->
    [one] { $customers } kunde
   *[other] { $customers } kunder
 } vil ikke længere måles og er taget ud af alle summer.
measurement-withdrawn-few = Færre end { $least } kunder vil ikke længere måles og er taget ud af alle summer.
measurement-plan-fits = Det kræver { $customers } kunder i alt, { $smallest } i den mindste gruppe: omkring { $days ->
    [one] { $days } dag
   *[other] { $days } dage
 }. Perioden er lang nok.
measurement-plan-never = Denne kampagne kan aldrig bedømmes i sin periode: det kræver { $customers } kunder, omkring { $days ->
    [one] { $days } dag
   *[other] { $days } dage
 }, og perioden har { $period }. Hold flere kunder udenfor, kør den længere, læg butikker sammen, eller søg en større effekt.
measurement-plan-smallest = I sin periode kan den vise en effekt på { $lift } % eller mere.
measurement-plan-nobody = Det kræver { $customers } kunder, og ingen, der har sagt ja til at blive målt, kom de seneste fire uger.
measurement-plan-unknown = Intet vides om, hvad kunderne gjorde før, så der regnes med { $customers } kunder i den mindste gruppe.
