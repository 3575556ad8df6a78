# Den håndholdte, og det begge skjermene sier.
screens-neutral = ukjent
screens-seconds = { $count } sek.
screens-minutes = { $count } min
screens-hours = { $count ->
    [one] { $count } time
   *[other] { $count } timer
 }
screens-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dager
 }
screens-weeks = { $count ->
    [one] { $count } uke
   *[other] { $count } uker
 }
screens-months = { $count ->
    [one] { $count } måned
   *[other] { $count } måneder
 }
screens-years = { $count ->
    [one] { $count } år
   *[other] { $count } år
 }
screens-ago = for { $age } siden
screens-just-now = akkurat nå
screens-today = i dag
screens-yesterday = i går
screens-age-unknown = ukjent alder
screens-link-connecting = Kobler til
screens-link-live = Live
screens-link-reconnecting = Kobler til igjen
screens-link-offline = Frakoblet
screens-link-locked = Låst
screens-in-the-store = { $count ->
    [one] { $count } kunde
   *[other] { $count } kunder
 }
screens-proof-none = Ingenting hørt ennå · { $online }/{ $total } mottakere
screens-proof-heard = Sist hørt { $heard } · { $online }/{ $total } mottakere
screens-hidden-in = { $age } gammelt · skjules om { $left }
screens-lost-title = Ingen kontakt med butikkens hub
screens-lost-text = Siste kontakt var { $age }. Kundedata er skjult til huben svarer; en kunde kan ha trukket samtykket i mellomtiden.
screens-never-text = Huben har ikke svart ennå. Sjekk at enheten er på butikkens nettverk.
screens-try-again = Prøv igjen
screens-loading = Henter
screens-zones = Soner
screens-everywhere = Alle
screens-sections-mine = Hos deg
screens-sections-open = I butikken
screens-sections-others = Får hjelp
screens-newcomers = { $count ->
    [one] Vis { $count } ny
   *[other] Vis { $count } nye
 }
screens-closed = Stengt nå
screens-closed-until = Stengt nå, åpner { $at }
screens-nobody = Ingen gjenkjent akkurat nå
screens-nobody-here = Ingen i { $zone }
screens-nobody-text = Kunder vises her når de kommer inn og har valgt å bli gjenkjent.
screens-row-gone = Ikke her lenger
screens-member = Medlem
screens-no-card = Ikke noe kort ennå
screens-dwell = I butikken i { $age }
screens-quiet = Sist hørt { $age }
screens-maybe-left = Gått?
screens-asks = Ber om hjelp
screens-asks-since = Ber om hjelp: { $age }
screens-free = Ikke tatt
screens-yours = Du hjelper
screens-theirs = { $who } hjelper
screens-back = Tilbake til listen
screens-choose-customer = Velg en kunde
screens-choose-customer-text = Kortet viser hva kunden trenger, hva du kan foreslå, og hva du bør la ligge.
screens-zone-for = { $zone } i { $age }
screens-certainty-high = helt sikkert her
screens-certainty-middle = sannsynligvis her
screens-certainty-low = kanskje her
screens-need = Behov
screens-next-best = Neste steg
screens-campaign = Kampanje
screens-avoid = Unngå
screens-why = Hvorfor det?
screens-why-again = Kjøpt før
screens-why-new = Ikke kjøpt ennå
screens-why-above = I linjen ovenfor
screens-why-behind = Bygger på { $articles }
screens-why-newest = siste kjøp { $age }
screens-why-groups = Grupper de hører til
screens-fields-title = Dette bygger på
screens-fields-by-name = Kunden kan se hvem som har sett dette, og hvorfor.
screens-show-fields = Si hvem du er, og se
screens-fields-failed = Huben svarte ikke.
screens-fields-offline = Frakoblet: de tre linjene er alt til huben svarer.
screens-fields-too-many = Mange kunder er åpnet her den siste timen, og flere vises ikke. Spør butikksjefen.
screens-freshness-fresh = Oppdatert
screens-freshness-stale = Gammel kopi
screens-freshness-missing = Mangler
screens-no-value = Ikke kjent
screens-from = Fra { $source }
screens-sources-cdp = kundedataplattformen
screens-sources-store = kundekartoteket
screens-sources-hub = denne butikken
screens-sources-insight = butikkens egen beregning
screens-sources-online-shop = nettbutikken
screens-sources-import = importerte filer
screens-sources-till = kassen
screens-sources-generic = kassen
screens-sources-square = Square
screens-sources-shopify = Shopify
screens-reasons-awaited = har ikke svart ennå
screens-reasons-open-circuit = svikter; spørres snart igjen
screens-reasons-unusable = kan ikke brukes slik det står der
screens-reasons-timeout = svarte ikke i tide
screens-reasons-unreachable = kunne ikke nås
screens-reasons-unknown = ikke i profilen
screens-reasons-not-found = kjenner ikke kunden
screens-reasons-auth = ga ikke tilgang
screens-reasons-paced = ba oss vente
screens-reasons-bad-reply = ga ikke noe brukbart svar
screens-reasons-not-configured = ikke koblet til
screens-timeline-title = Det som skjedde før
screens-basket = Kurv
screens-basket-text = Kassen finner den med en referanse. Den nevner ingen.
screens-basket-empty = Det er ikke noe i den ennå.
screens-article = Varenummer
screens-quantity = Antall
screens-add = Legg til
screens-remove = Fjern
screens-remove-article = Fjern: { $sku }
screens-basket-note = Notat til kassen
screens-basket-hand-over = Send til kassen
screens-basket-at-till = Skann den i kassen, eller skriv referansen i notatet til salget.
screens-basket-qr = QR-kode for { $reference }
screens-basket-unknown = Katalogen kjenner ikke dette nummeret; det står slik det er skrevet.
screens-basket-paid = Betalt. Det du legger til nå, er en ny kurv.
screens-basket-failed = Huben svarte ikke. Prøv igjen om litt.
screens-basket-refused = Huben godtok ikke dette: det nevner kanskje noe som aldri lagres her.
screens-no-card-title = Ikke noe kort ennå
screens-no-card-text = Det vises her så snart huben har det. Inntil da hilser du som på alle andre.
screens-ended-withdrawn = Kunden ønsker ikke lenger å bli gjenkjent
screens-ended-left = Kunden har forlatt butikken
screens-ended-ended = Besøket er over
screens-ended-unknown = Besøket er over
screens-ended-text-withdrawn = Kortet er borte fra alle skjermer. Det du ikke hadde sendt om besøket, er kastet.
screens-ended-text-left = Kortet er lukket.
screens-ended-text-ended = Kortet er lukket.
screens-ended-text-unknown = Kortet er lukket.
screens-claim = Jeg hjelper
screens-release = Slipp
screens-outcome = Resultat
screens-outcome-title = Hvordan gikk det?
screens-outcomes-sold = Solgt
screens-outcomes-helped = Hjulpet
screens-outcomes-not-interested = Ikke interessert
screens-outcomes-left = Gått
screens-recorded = Notert: { $outcome }
screens-claimed-first = { $who } var først
screens-claimed-first-by-other = En kollega var først
screens-will-be-sent = Sendes når huben svarer
screens-sending = Sender
screens-waits = Venter
screens-refused = Huben tok ikke imot det. Last siden på nytt.
screens-unsent = { $count } ikke sendt ennå
screens-cancel = Avbryt
screens-who-am-i = Hvem er du?
screens-who-am-i-text = Kolleger ser navnet på kundene du hjelper. Enheten glemmer det når siden lukkes, butikken innen et døgn.
screens-first-name = Fornavn
screens-thats-me = Det er meg
screens-signed-in-as = Du er { $name }. Bytt
screens-screen-language = Språk
screens-pin-title = Skriv butikkens PIN
screens-pin-text = Enheten trenger butikkens PIN for å vise hvem som er her.
screens-pin = PIN
screens-unlock = Lås opp
screens-pin-wrong = Feil PIN. Prøv igjen.
screens-pin-paused = For mange feil. Vent { $count } min.
screens-pin-unreachable = Huben svarer ikke. Prøv igjen om litt.
screens-devices = Enheter som er logget inn
screens-devices-text = Alle enheter som kjenner butikkens PIN. Den som kjenner PIN, kan logge ut hvilken som helst av dem.
screens-devices-failed = Huben svarte ikke.
screens-devices-no-pin = Det er ingen PIN: huben betjener bare denne maskinen, og det er ingenting å logge ut av.
screens-device-this = denne enheten
screens-device-unknown = Ukjent enhet
screens-device-in-use = Åpen nå
screens-device-used = Sist brukt { $age }
screens-device-signed-out = logget ut
screens-device-copied = Brukt to steder samtidig: noen kan ha kopiert innloggingen. Logg den ut, og få PIN endret.
screens-revoke = Logg den ut
screens-revoke-ask = Logge ut { $device }? Da trenger den butikkens PIN igjen.
screens-forget = Glem den
screens-forget-ask = Glemme { $device }? Da forsvinner den fra listen.
screens-yes = Ja
screens-sign-out = Logg ut
screens-sign-out-loses = { $count } ikke sendt ennå: det går tapt når du logger ut.
screens-signed-out-done = Logget ut. Enheten har glemt hvem som brukte den.
screens-signed-out-untold = Logget ut på denne skjermen. Huben svarte ikke; den får beskjed så snart den svarer.
screens-close = Lukk
