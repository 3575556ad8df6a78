# Vad en kampanj gjorde: varje tal som en chef ser, i en mening.
measurement-neutral = Något om det här resultatet kan inte sägas.
measurement-verdict-better = "{ $variant }" fungerar: kunder som fick den gjorde mer än de som hölls utanför.
measurement-verdict-worse = "{ $variant }" skadar: kunder som fick den gjorde mindre än de som hölls utanför.
measurement-verdict-no-difference = "{ $variant }": ingen skillnad så stor som den som söks. Så många kunder som planerats är räknade.
measurement-verdict-not-yet = "{ $variant }": det går inte att säga ännu.
measurement-range-lift = Bästa gissning { $guess } %; med 95 % säkerhet mellan { $low } % och { $high } %.
measurement-range-difference = Bästa gissning { $guess } för varje kund; med 95 % säkerhet mellan { $low } och { $high }.
measurement-to-go = { $customers ->
    [one] { $customers } kund
   *[other] { $customers } kunder
 } till i den minsta gruppen, ungefär { $days ->
    [one] { $days } dag
   *[other] { $days } dagar
 }.
measurement-to-go-never = { $customers ->
    [one] { $customers } kund
   *[other] { $customers } kunder
 } till i den minsta gruppen, och ingen kommer i den för närvarande.
measurement-hidden-broken-assignment = Inget tal visas: grupperna är inte så stora som planerat, så något annat än slumpen har fördelat kunderna. Be IT titta på det.
measurement-hidden-too-few = Inget tal visas ännu: den minsta gruppen har färre än 100 kunder vars tid är över.
measurement-hidden-no-control = Ingen effekt kan mätas: ingen hålls utanför. Ge kampanjen en kontrollgrupp.
measurement-horizon-sequential = De här intervallen får ses varje dag: de håller hur ofta du än tittar.
measurement-horizon-fixed = Det här bedöms en gång, när så många kunder som planerats är räknade. Innan dess säger det ingenting.
measurement-offer = De som hålls utanför har inget erbjudande, så här räknas hur många som löste in det, och det är ingen effekt. Mät köp eller omsättning för att se effekten.
measurement-bandit = Varianterna väljs efter vad som gått bra hittills, så de kan inte jämföras rättvist med varandra: alla tillsammans jämförs med dem som hålls utanför.
measurement-credited = Tillskrivet, inte orsakat: { $purchases ->
    [one] { $purchases } köp
   *[other] { $purchases } köp
 } kom efter en kontakt, inom { $days ->
    [one] { $days } dag
   *[other] { $days } dagar
 }. Många av dem hade kommit ändå.
measurement-credited-few = Tillskrivna köp visas inte: färre än { $least } kunder stod för dem.
measurement-still-open = { $customers ->
    [one] { $customers } kund är inte räknad
   *[other] { $customers } kunder är inte räknade
 } ännu: deras tid är inte över.
measurement-withdrawn = { $customers ->
    [one] { $customers } kund vill inte längre mätas och är borttagen
   *[other] { $customers } kunder vill inte längre mätas och är borttagna
 } ur alla summor.
measurement-withdrawn-few = Färre än { $least } kunder vill inte längre mätas och är borttagna ur alla summor.
measurement-plan-fits = Det krävs { $customers } kunder totalt, { $smallest } i den minsta gruppen: ungefär { $days ->
    [one] { $days } dag
   *[other] { $days } dagar
 }. Perioden är tillräckligt lång.
measurement-plan-never = Den här kampanjen kan aldrig bedömas under sin period: det krävs { $customers } kunder, ungefär { $days ->
    [one] { $days } dag
   *[other] { $days } dagar
 }, och perioden har { $period }. Håll fler kunder utanför, kör den längre, lägg ihop butiker eller sök en större effekt.
measurement-plan-smallest = Under sin period kan den visa en effekt på { $lift } % eller mer.
measurement-plan-nobody = Det krävs { $customers } kunder, och ingen som sagt ja till att mätas kom de senaste fyra veckorna.
measurement-plan-unknown = Inget är känt om vad kunderna gjorde förut, så { $customers } kunder i den minsta gruppen antas.
