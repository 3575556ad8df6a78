# Aldre, beløb og hvad sætninger ellers er lavet af. Enheden vælger programmet, flertal står her.
units-neutral = ukendt
units-today = i dag
units-yesterday = i går
units-days-ago = { $count ->
    [one] for { $count } dag siden
   *[other] for { $count } dage siden
 }
units-weeks-ago = { $count ->
    [one] for { $count } uge siden
   *[other] for { $count } uger siden
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
units-sign-dkk = kr.
units-sign-nok = NOK
units-sign-sek = SEK
units-sign-eur = €
units-sign-gbp = £
units-sign-usd = $
