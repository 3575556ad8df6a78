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
insight-likely-again-high = Troligen i nästa korg
insight-likely-again-medium = Då och då i korgen
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
insight-held-spent-minor-at-least = Har handlat för, på 24 månader: { $value } (minst { $bound })
insight-held-lapse-at-least = Av 100 liknande kunder stannar så många borta i åtta veckor: { $value } (minst { $bound })
insight-held-line = Köper från: { $value } (det frågas efter: { $bound })
insight-held-facts-are = { $fact }: { $value } (det frågas efter: { $bound })
insight-held-facts-at-least = { $fact }: { $value } (minst { $bound })
insight-held-facts-at-most = { $fact }: { $value } (högst { $bound })
insight-value-from = { $value }, från { $source }
insight-value-from-on = { $value }, från { $source } { $day }
insight-by-platform = Beräknat av plattformen själv
insight-not-known = inte känt

# Vad som kan väntas av en kund, och varför.
insight-label-next-visit = Nästa besök
insight-label-lapse = Stannar borta i åtta veckor
insight-label-upsell = Utrymme för mer
insight-label-value = Värde
insight-visit-between = Oftast mellan { $earliest } och { $latest }
insight-visit-late = Senare än vanligt: väntades senast { $latest }
insight-upsell-high = Korgarna växer
insight-upsell-medium = Korgarna är som de brukar vara
insight-upsell-low = Korgarna blir mindre
insight-value-quarter = Grupp { $quarter } av 4 efter vad kunderna har handlat för på 24 månader; grupp 4 handlar för mest
insight-of-100 = { $count ->
    [0] Färre än 1 av 100 kunder som denna
    [one] { $count } av 100 kunder som denna
   *[other] { $count } av 100 kunder som denna
 }
insight-band-low = Sällan
insight-band-medium = Kanske
insight-band-high = Troligt
insight-why-came-once = Har handlat en gång, { $last }
insight-why-comes = { $baskets } korgar, ungefär var { $days ->
    [one] dag
   *[other] { $days }:e dag
 }, senast { $last }
insight-why-recent = De tre senaste är värda { $percent } % av dem före
insight-why-spent = Har handlat för { $amount } på 24 månader
insight-why-never-bought = Aldrig köpt; andra med samma köp gör det
insight-why-bought-of = { $baskets ->
    [one] Köpt i { $baskets } korg, { $last }
   *[other] Köpt i { $baskets } korgar, senast { $last }
 }

# Varför en vara inte erbjuds.
insight-filter-no-permission = Kunden har inte sagt ja till förutsägelser
insight-filter-sensitive = Känslig
insight-filter-owned = Kunden har den och behöver ingen till
insight-filter-other-line = Hör till en annan linje än kundens
insight-filter-just-returned = Återlämnad nyligen
insight-filter-just-bought = Köpt nyligen, för tidigt enligt kundens egen rytm
insight-filter-open-complaint = Ett klagomål är öppet
insight-filter-gift = Köpt som present till någon annan
insight-filter-no-longer-sold = Säljs inte längre
insight-filter-out-of-stock = Slut här
insight-filter-wrong-size = Inte kundens storlek
insight-filter-unknown-article = Inte i katalogen
