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
