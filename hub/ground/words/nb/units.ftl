# Aldre, beløp og hva setninger ellers er laget av. Enheten velger programmet, flertall står her.
units-neutral = ukjent
units-today = i dag
units-yesterday = i går
units-days-ago = { $count ->
    [one] for { $count } dag siden
   *[other] for { $count } dager siden
 }
units-weeks-ago = { $count ->
    [one] for { $count } uke siden
   *[other] for { $count } uker siden
 }
units-months-ago = { $count ->
    [one] for { $count } måned siden
   *[other] for { $count } måneder siden
 }
units-years-ago = { $count ->
    [one] for { $count } år siden
   *[other] for { $count } år siden
 }
units-counted = { $what } { $count }
units-money = { $amount } { $sign }
units-sign-dkk = DKK
units-sign-nok = kr
units-sign-sek = SEK
units-sign-eur = €
units-sign-gbp = £
units-sign-usd = $
