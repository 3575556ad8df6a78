# Hvorfor en vare foreslås.
insight-neutral = Ud fra tidligere køb
insight-why-rhythm = Købt { $times } gange, cirka hver { $days ->
    [one] dag
   *[other] { $days }. dag
 }, senest { $last }
insight-why-worn = Købt { $last }: tid til en ny
insight-why-once = Købt { $last }
insight-why-because = Fordi kunden har købt { $bought }
insight-why-popular = Købes meget lige nu

# Hvor sandsynligt det er, med ord.
insight-likely-again-high = Sandsynligvis i den næste kurv
insight-likely-again-medium = Af og til i kurven
insight-likely-again-low = Købt før, sjældent igen
insight-likely-new-high = Falder sandsynligvis i smag
insight-likely-new-medium = Kan falde i smag
insight-likely-new-low = En idé
insight-likely-unknown = Der vides for lidt til at sige det

# En betingelse for et segment, og den værdi den blev holdt op imod.
insight-held-orders-at-least = Køb på 24 måneder: { $value } (mindst { $bound })
insight-held-orders-at-most = Køb på 24 måneder: { $value } (højst { $bound })
insight-held-days-since-last-order-at-least = Dage siden seneste køb: { $value } (mindst { $bound })
insight-held-days-since-last-order-at-most = Dage siden seneste køb: { $value } (højst { $bound })
insight-held-visits-at-least = Besøg på 90 dage: { $value } (mindst { $bound })
insight-held-discount-share-at-least = Køb med rabat, ud af 100: { $value } (mindst { $bound })
insight-held-spent-minor-at-least = Brugt på 24 måneder: { $value } (mindst { $bound })
insight-held-lapse-at-least = Så mange ud af 100 kunder som denne bliver væk i otte uger: { $value } (mindst { $bound })
insight-held-line = Køber fra: { $value } (der spørges om: { $bound })
insight-held-facts-are = { $fact }: { $value } (der spørges om: { $bound })
insight-held-facts-at-least = { $fact }: { $value } (mindst { $bound })
insight-held-facts-at-most = { $fact }: { $value } (højst { $bound })
insight-value-from = { $value }, fra { $source }
insight-value-from-on = { $value }, fra { $source } { $day }
insight-by-platform = Beregnet af platformen selv
insight-not-known = vides ikke

# Hvad der kan ventes af en kunde, og hvorfor.
insight-label-next-visit = Næste besøg
insight-label-lapse = Bliver væk i otte uger
insight-label-upsell = Plads til mere
insight-label-value = Værdi
insight-visit-between = Som regel mellem { $earliest } og { $latest }
insight-visit-late = Senere end sædvanligt: ventet senest { $latest }
insight-upsell-high = Kurvene vokser
insight-upsell-medium = Kurvene er, som de plejer
insight-upsell-low = Kurvene bliver mindre
insight-value-quarter = Fjerdedel { $quarter } af 4 efter forbrug på 24 måneder; 4 bruger mest
insight-of-100 = { $count ->
    [0] Færre end 1 af 100 kunder som denne
    [one] { $count } af 100 kunder som denne
   *[other] { $count } af 100 kunder som denne
 }
insight-band-low = Sjældent
insight-band-medium = Måske
insight-band-high = Sandsynligt
insight-why-came-once = Har købt én gang, { $last }
insight-why-comes = { $baskets } kurve, cirka hver { $days ->
    [one] dag
   *[other] { $days }. dag
 }, senest { $last }
insight-why-recent = De seneste tre er { $percent } % værd af dem før
insight-why-spent = Brugt { $amount } på 24 måneder
insight-why-never-bought = Aldrig købt; andre med de samme køb gør det
insight-why-bought-of = { $baskets ->
    [one] Købt i { $baskets } kurv, { $last }
   *[other] Købt i { $baskets } kurve, senest { $last }
 }

# Hvorfor en vare ikke tilbydes.
insight-filter-no-permission = Kunden har ikke sagt ja til forudsigelser
insight-filter-sensitive = Følsom
insight-filter-owned = Kunden har den og behøver ikke en til
insight-filter-other-line = Fra en anden linje end kundens
insight-filter-just-returned = Leveret tilbage for nylig
insight-filter-just-bought = Købt for nylig, for tidligt efter egen rytme
insight-filter-open-complaint = En klage er åben
insight-filter-gift = Købt som gave til en anden
insight-filter-no-longer-sold = Sælges ikke længere
insight-filter-out-of-stock = Ikke på lager her
insight-filter-wrong-size = Ikke kundens størrelse
insight-filter-unknown-article = Ikke i kataloget
