# Ages, money and what else sentences are made of. The unit of an age is chosen by the program, the plural here.
units-neutral = not known
units-today = today
units-yesterday = yesterday
units-days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
 }
units-weeks-ago = { $count ->
    [one] { $count } week ago
   *[other] { $count } weeks ago
 }
units-months-ago = { $count ->
    [one] { $count } month ago
   *[other] { $count } months ago
 }
units-years-ago = { $count ->
    [one] { $count } year ago
   *[other] { $count } years ago
 }
# A name with how many there are of it: "kitchen 14".
units-counted = { $what } { $count }
units-money = { $sign } { $amount }
units-sign-dkk = DKK
units-sign-nok = NOK
units-sign-sek = SEK
units-sign-eur = €
units-sign-gbp = £
units-sign-usd = $
