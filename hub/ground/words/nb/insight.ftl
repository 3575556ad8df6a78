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
insight-likely-again-high = Kjøpes sannsynligvis igjen nå
insight-likely-again-medium = Kjøpes igjen av og til
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
insight-not-known = vites ikke
