# Hvorfor et kort er tyndere, end det kunne være.
notices-neutral = Her mangler noget.
notices-awaited = Kundedataplatformen har ikke svaret endnu.
notices-timeout = Kundedataplatformen svarede ikke i tide.
notices-unreachable = Kundedataplatformen kan ikke nås.
notices-not-found = Kundedataplatformen kender ikke denne kunde.
notices-not-in-file = Kundekartoteket kender ikke denne kunde.
notices-auth = Kundedataplatformen afviste hubbens adgang; sig det til IT.
notices-paced = Kundedataplatformen bad hubben om at sænke farten.
notices-open-circuit = Kundedataplatformen fejler og spørges snart igen.
notices-bad-reply = Kundedataplatformen gav intet brugbart svar.
notices-somebody-else = Kundedataplatformen svarede om en anden; sig det til IT.
notices-unsendable = Kundedataplatformen kan ikke spørges, som den er sat op; sig det til IT.
notices-known-before = { $notice } Her vises det, vi vidste før.
