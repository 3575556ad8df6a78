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
insight-likely-again-high = Købes sandsynligvis igen nu
insight-likely-again-medium = Købes igen af og til
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
insight-not-known = vides ikke
