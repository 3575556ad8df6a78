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
