# Åldrar, belopp och vad meningar annars är gjorda av. Enheten väljer programmet, plural står här.
units-neutral = okänt
units-today = i dag
units-yesterday = i går
units-days-ago = { $count ->
    [one] för { $count } dag sedan
   *[other] för { $count } dagar sedan
 }
units-weeks-ago = { $count ->
    [one] för { $count } vecka sedan
   *[other] för { $count } veckor sedan
 }
units-months-ago = { $count ->
    [one] för { $count } månad sedan
   *[other] för { $count } månader sedan
 }
units-years-ago = { $count ->
    [one] för { $count } år sedan
   *[other] för { $count } år sedan
 }
units-counted = { $what } { $count }
units-money = { $amount } { $sign }
units-sign-dkk = DKK
units-sign-nok = NOK
units-sign-sek = kr
units-sign-eur = €
units-sign-gbp = £
units-sign-usd = $
