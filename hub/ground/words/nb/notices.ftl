# Hvorfor et kort er tynnere enn det kunne være.
notices-neutral = Her mangler noe.
notices-awaited = Kundedataplattformen har ikke svart ennå.
notices-timeout = Kundedataplattformen svarte ikke i tide.
notices-unreachable = Kundedataplattformen kan ikke nås.
notices-not-found = Kundedataplattformen kjenner ikke denne kunden.
notices-not-in-file = Kundekartoteket kjenner ikke denne kunden.
notices-auth = Kundedataplattformen avviste hubens tilgang; si fra til IT.
notices-paced = Kundedataplattformen ba huben om å senke farten.
notices-open-circuit = Kundedataplattformen feiler og blir snart spurt igjen.
notices-bad-reply = Kundedataplattformen ga ikke noe brukbart svar.
notices-somebody-else = Kundedataplattformen svarte om noen andre; si fra til IT.
notices-unsendable = Kundedataplattformen kan ikke spørres slik den er satt opp; si fra til IT.
notices-known-before = { $notice } Her vises det vi visste fra før.
