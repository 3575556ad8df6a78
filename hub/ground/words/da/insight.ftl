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
