# Hvorfor en vare foreslås.
insight-neutral = Ut fra tidligere kjøp
insight-why-rhythm = Kjøpt { $times } ganger, omtrent hver { $days ->
    [one] dag
   *[other] { $days }. dag
 }, sist { $last }
insight-why-worn = Kjøpt { $last }: på tide med en ny
insight-why-once = Kjøpt { $last }
insight-why-because = Fordi kunden har kjøpt { $bought }
insight-why-popular = Kjøpes mye akkurat nå

# Hvor sannsynlig det er, med ord.
insight-likely-again-high = Sannsynligvis i neste kurv
insight-likely-again-medium = Av og til i kurven
insight-likely-again-low = Kjøpt før, sjelden igjen
insight-likely-new-high = Faller sannsynligvis i smak
insight-likely-new-medium = Kan falle i smak
insight-likely-new-low = En idé
insight-likely-unknown = Det vites for lite til å si det

# Et vilkår for et segment, og verdien det ble holdt opp mot.
insight-held-orders-at-least = Kjøp på 24 måneder: { $value } (minst { $bound })
insight-held-orders-at-most = Kjøp på 24 måneder: { $value } (høyst { $bound })
insight-held-days-since-last-order-at-least = Dager siden siste kjøp: { $value } (minst { $bound })
insight-held-days-since-last-order-at-most = Dager siden siste kjøp: { $value } (høyst { $bound })
insight-held-visits-at-least = Besøk på 90 dager: { $value } (minst { $bound })
insight-held-discount-share-at-least = Kjøp med rabatt, av 100: { $value } (minst { $bound })
insight-held-spent-minor-at-least = Brukt på 24 måneder: { $value } (minst { $bound })
insight-held-lapse-at-least = Så mange av 100 kunder som denne blir borte i åtte uker: { $value } (minst { $bound })
insight-held-line = Kjøper fra: { $value } (det spørres etter: { $bound })
insight-held-facts-are = { $fact }: { $value } (det spørres etter: { $bound })
insight-held-facts-at-least = { $fact }: { $value } (minst { $bound })
insight-held-facts-at-most = { $fact }: { $value } (høyst { $bound })
insight-value-from = { $value }, fra { $source }
insight-value-from-on = { $value }, fra { $source } { $day }
insight-by-platform = Beregnet av plattformen selv
insight-not-known = vites ikke

# Hva som kan ventes av en kunde, og hvorfor.
insight-label-next-visit = Neste besøk
insight-label-lapse = Blir borte i åtte uker
insight-label-upsell = Rom for mer
insight-label-value = Verdi
insight-visit-between = Som regel mellom { $earliest } og { $latest }
insight-visit-late = Senere enn vanlig: ventet senest { $latest }
insight-upsell-high = Kurvene vokser
insight-upsell-medium = Kurvene er som de pleier
insight-upsell-low = Kurvene blir mindre
insight-value-quarter = Fjerdedel { $quarter } av 4 etter forbruk på 24 måneder; 4 bruker mest
insight-of-100 = { $count ->
    [0] Færre enn 1 av 100 kunder som denne
    [one] { $count } av 100 kunder som denne
   *[other] { $count } av 100 kunder som denne
 }
insight-band-low = Sjelden
insight-band-medium = Kanskje
insight-band-high = Sannsynlig
insight-why-came-once = Har kjøpt én gang, { $last }
insight-why-comes = { $baskets } kurver, omtrent hver { $days ->
    [one] dag
   *[other] { $days }. dag
 }, sist { $last }
insight-why-recent = De siste tre er verdt { $percent } % av dem før
insight-why-spent = Brukt { $amount } på 24 måneder
insight-why-never-bought = Aldri kjøpt; andre med de samme kjøpene gjør det
insight-why-bought-of = { $baskets ->
    [one] Kjøpt i { $baskets } kurv, { $last }
   *[other] Kjøpt i { $baskets } kurver, sist { $last }
 }

# Hvorfor en vare ikke tilbys.
insight-filter-no-permission = Kunden har ikke sagt ja til forutsigelser
insight-filter-sensitive = Sensitiv
insight-filter-owned = Kunden har den og trenger ikke en til
insight-filter-other-line = Fra en annen linje enn kundens
insight-filter-just-returned = Levert tilbake nylig
insight-filter-just-bought = Kjøpt nylig, for tidlig etter egen rytme
insight-filter-open-complaint = En klage er åpen
insight-filter-gift = Kjøpt som gave til en annen
insight-filter-no-longer-sold = Selges ikke lenger
insight-filter-out-of-stock = Ikke på lager her
insight-filter-wrong-size = Ikke kundens størrelse
insight-filter-unknown-article = Ikke i katalogen
