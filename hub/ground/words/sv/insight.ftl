# Varför en vara föreslås.
insight-neutral = Utifrån tidigare köp
insight-why-rhythm = Köpt { $times } gånger, ungefär var { $days ->
    [one] dag
   *[other] { $days }:e dag
 }, senast { $last }
insight-why-worn = Köpt { $last }: dags för en ny
insight-why-once = Köpt { $last }
insight-why-because = Eftersom kunden har köpt { $bought }
insight-why-popular = Köps mycket just nu

# Hur troligt det är, med ord.
insight-likely-again-high = Köps troligen igen nu
insight-likely-again-medium = Köps igen då och då
insight-likely-again-low = Köpt förut, sällan igen
insight-likely-new-high = Faller troligen i smaken
insight-likely-new-medium = Kan falla i smaken
insight-likely-new-low = En idé
insight-likely-unknown = För lite är känt för att säga det

# Ett villkor för ett segment, och värdet som det prövades mot.
insight-held-orders-at-least = Köp på 24 månader: { $value } (minst { $bound })
insight-held-orders-at-most = Köp på 24 månader: { $value } (högst { $bound })
insight-held-days-since-last-order-at-least = Dagar sedan senaste köpet: { $value } (minst { $bound })
insight-held-days-since-last-order-at-most = Dagar sedan senaste köpet: { $value } (högst { $bound })
insight-held-visits-at-least = Besök på 90 dagar: { $value } (minst { $bound })
insight-held-discount-share-at-least = Köp med rabatt, av 100: { $value } (minst { $bound })
insight-held-spent-minor-at-least = Spenderat på 24 månader: { $value } (minst { $bound })
insight-held-lapse-at-least = Så många av 100 kunder som denna stannar borta i åtta veckor: { $value } (minst { $bound })
insight-held-line = Köper från: { $value } (det frågas efter: { $bound })
insight-not-known = inte känt
