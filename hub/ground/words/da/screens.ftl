# Den håndholdte, og hvad begge skærme siger.
screens-neutral = ukendt
screens-seconds = { $count } sek.
screens-minutes = { $count } min.
screens-hours = { $count ->
    [one] { $count } time
   *[other] { $count } timer
 }
screens-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dage
 }
screens-weeks = { $count ->
    [one] { $count } uge
   *[other] { $count } uger
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
screens-just-now = lige nu
screens-today = i dag
screens-yesterday = i går
screens-age-unknown = ukendt alder
screens-link-connecting = Forbinder
screens-link-live = Live
screens-link-reconnecting = Forbinder igen
screens-link-offline = Offline
screens-link-locked = Låst
screens-in-the-store = { $count ->
    [one] { $count } kunde
   *[other] { $count } kunder
 }
screens-proof-none = Intet hørt endnu · { $online }/{ $total } modtagere
screens-proof-heard = Sidst hørt { $heard } · { $online }/{ $total } modtagere
screens-hidden-in = { $age } gammelt · skjules om { $left }
screens-lost-title = Ingen kontakt til butikkens hub
screens-lost-text = Sidste kontakt var { $age }. Kundedata er skjult, indtil hubben svarer; en kunde kan have trukket sit samtykke tilbage imens.
screens-never-text = Hubben har ikke svaret endnu. Se efter, om enheden er på butikkens netværk.
screens-try-again = Prøv igen
screens-loading = Henter
screens-zones = Zoner
screens-everywhere = Alle
screens-sections-mine = Hos dig
screens-sections-open = I butikken
screens-sections-others = Bliver hjulpet
screens-newcomers = { $count ->
    [one] Vis { $count } ny
   *[other] Vis { $count } nye
 }
screens-closed = Lukket nu
screens-closed-until = Lukket nu, åbner { $at }
screens-nobody = Ingen genkendt lige nu
screens-nobody-here = Ingen i { $zone }
screens-nobody-text = Kunder vises her, når de kommer ind og har valgt at blive genkendt.
screens-row-gone = Ikke her mere
screens-member = Medlem
screens-no-card = Intet kort endnu
screens-dwell = I butikken i { $age }
screens-quiet = Sidst hørt { $age }
screens-maybe-left = Gået?
screens-asks = Beder om hjælp
screens-asks-since = Beder om hjælp: { $age }
screens-free = Ikke taget
screens-yours = Du hjælper
screens-theirs = { $who } hjælper
screens-back = Tilbage til listen
screens-choose-customer = Vælg en kunde
screens-choose-customer-text = Kortet viser, hvad kunden har brug for, hvad du kan foreslå, og hvad du skal lade ligge.
screens-zone-for = { $zone } i { $age }
screens-certainty-high = helt sikkert her
screens-certainty-middle = sandsynligvis her
screens-certainty-low = måske her
screens-need = Behov
screens-next-best = Næste skridt
screens-campaign = Kampagne
screens-avoid = Undgå
screens-why = Hvorfor det?
screens-why-again = Købt før
screens-why-new = Ikke købt endnu
screens-why-above = I linjen ovenfor
screens-why-behind = Bygger på { $articles }
screens-why-newest = seneste køb { $age }
screens-why-groups = Grupper, de hører til
screens-fields-title = Det bygger på
screens-fields-by-name = Kunden kan se, hvem der har set det her, og hvorfor.
screens-show-fields = Sig, hvem du er, og se det
screens-fields-failed = Hubben svarede ikke.
screens-fields-offline = Offline: de tre linjer er alt, indtil hubben svarer.
screens-fields-too-many = Mange kunder er åbnet her inden for en time, og der vises ikke flere. Spørg butikschefen.
screens-freshness-fresh = Opdateret
screens-freshness-stale = Gammel kopi
screens-freshness-missing = Mangler
screens-no-value = Ikke kendt
screens-from = Fra { $source }
screens-sources-cdp = kundedataplatformen
screens-sources-store = kundekartoteket
screens-sources-hub = denne butik
screens-sources-insight = butikkens egen beregning
screens-sources-online-shop = webshoppen
screens-sources-import = indlæste filer
screens-sources-till = kassen
screens-sources-generic = kassen
screens-sources-square = Square
screens-sources-shopify = Shopify
screens-reasons-awaited = har ikke svaret endnu
screens-reasons-open-circuit = svigter; spørges snart igen
screens-reasons-unusable = kan ikke bruges, som det står der
screens-reasons-timeout = svarede ikke i tide
screens-reasons-unreachable = kunne ikke nås
screens-reasons-unknown = ikke i profilen
screens-reasons-not-found = kender ikke kunden
screens-reasons-auth = gav ikke adgang
screens-reasons-paced = bad os vente
screens-reasons-bad-reply = gav intet brugbart svar
screens-reasons-not-configured = ikke tilsluttet
screens-timeline-title = Det skete før
screens-basket = Kurv
screens-basket-text = Kassen finder den med en reference. Den nævner ingen.
screens-basket-empty = Der er ikke noget i den endnu.
screens-article = Varenummer
screens-quantity = Antal
screens-add = Tilføj
screens-remove = Fjern
screens-remove-article = Fjern: { $sku }
screens-basket-note = Note til kassen
screens-basket-hand-over = Send til kassen
screens-basket-at-till = Scan den ved kassen, eller skriv referencen i salgets note.
screens-basket-qr = QR-kode for { $reference }
screens-basket-unknown = Kataloget kender ikke dette nummer; det står, som det er skrevet.
screens-basket-paid = Betalt. Det du tilføjer nu, er en ny kurv.
screens-basket-failed = Hubben svarede ikke. Prøv igen om lidt.
screens-basket-refused = Hubben tog ikke imod det: det nævner måske noget, der aldrig gemmes her.
screens-no-card-title = Intet kort endnu
screens-no-card-text = Det vises her, så snart hubben har det. Indtil da hilser du som på enhver anden.
screens-ended-withdrawn = Kunden ønsker ikke længere at blive genkendt
screens-ended-left = Kunden har forladt butikken
screens-ended-ended = Besøget er slut
screens-ended-unknown = Besøget er slut
screens-ended-text-withdrawn = Kortet er væk fra alle skærme. Det, du ikke havde sendt om besøget, er kasseret.
screens-ended-text-left = Kortet er lukket.
screens-ended-text-ended = Kortet er lukket.
screens-ended-text-unknown = Kortet er lukket.
screens-claim = Jeg hjælper
screens-release = Slip
screens-outcome = Resultat
screens-outcome-title = Hvordan gik det?
screens-outcomes-sold = Solgt
screens-outcomes-helped = Hjulpet
screens-outcomes-not-interested = Ikke interesseret
screens-outcomes-left = Gået
screens-recorded = Noteret: { $outcome }
screens-claimed-first = { $who } var først
screens-claimed-first-by-other = En kollega var først
screens-will-be-sent = Sendes, når hubben svarer
screens-sending = Sender
screens-waits = Venter
screens-refused = Hubben tog ikke imod det. Hent siden igen.
screens-unsent = { $count } ikke sendt endnu
screens-cancel = Annuller
screens-who-am-i = Hvem er du?
screens-who-am-i-text = Kolleger ser navnet ved de kunder, du hjælper. Enheden glemmer det, når siden lukkes, butikken inden for et døgn.
screens-first-name = Fornavn
screens-thats-me = Det er mig
screens-signed-in-as = Du er { $name }. Skift
screens-screen-language = Sprog
screens-pin-title = Indtast butikkens PIN
screens-pin-text = Enheden skal bruge butikkens PIN for at vise, hvem der er her.
screens-pin = PIN
screens-unlock = Lås op
screens-pin-wrong = Forkert PIN. Prøv igen.
screens-pin-paused = For mange forkerte PIN. Vent { $count } min.
screens-pin-unreachable = Hubben svarer ikke. Prøv igen om lidt.
screens-devices = Enheder, der er logget ind
screens-devices-text = Alle enheder, der kender butikkens PIN. Den, der kender PIN, kan logge enhver af dem ud.
screens-devices-failed = Hubben svarede ikke.
screens-devices-no-pin = Der er ingen PIN: hubben betjener kun denne maskine, og der er intet at logge ud af.
screens-device-this = denne enhed
screens-device-unknown = Ukendt enhed
screens-device-in-use = Åben nu
screens-device-used = Sidst brugt { $age }
screens-device-signed-out = logget ud
screens-device-copied = Brugt to steder på én gang: nogen kan have kopieret dens login. Log den ud, og få PIN ændret.
screens-revoke = Log den ud
screens-revoke-ask = Log { $device } ud? Så skal den bruge butikkens PIN igen.
screens-forget = Glem den
screens-forget-ask = Glem { $device }? Så forsvinder den fra listen.
screens-yes = Ja
screens-sign-out = Log ud
screens-sign-out-loses = { $count } ikke sendt endnu: det går tabt, når du logger ud.
screens-signed-out-done = Logget ud. Enheden har glemt, hvem der brugte den.
screens-signed-out-untold = Logget ud på denne skærm. Hubben svarede ikke; den får besked, så snart den svarer.
screens-close = Luk
