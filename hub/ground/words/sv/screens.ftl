# Handdatorn, och det som båda skärmarna säger.
screens-neutral = okänt
screens-seconds = { $count } s
screens-minutes = { $count } min
screens-hours = { $count ->
    [one] { $count } timme
   *[other] { $count } timmar
 }
screens-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dagar
 }
screens-weeks = { $count ->
    [one] { $count } vecka
   *[other] { $count } veckor
 }
screens-months = { $count ->
    [one] { $count } månad
   *[other] { $count } månader
 }
screens-years = { $count ->
    [one] { $count } år
   *[other] { $count } år
 }
screens-ago = för { $age } sedan
screens-just-now = just nu
screens-today = i dag
screens-yesterday = i går
screens-age-unknown = okänd ålder
screens-link-connecting = Ansluter
screens-link-live = Live
screens-link-reconnecting = Ansluter igen
screens-link-offline = Frånkopplad
screens-link-locked = Låst
screens-in-the-store = { $count ->
    [one] { $count } kund
   *[other] { $count } kunder
 }
screens-proof-none = Inget hört ännu · { $online }/{ $total } mottagare
screens-proof-heard = Senast hört { $heard } · { $online }/{ $total } mottagare
screens-hidden-in = { $age } gammalt · döljs om { $left }
screens-lost-title = Ingen kontakt med butikens hubb
screens-lost-text = Senaste kontakten var { $age }. Kunddata är dolda tills hubben svarar; en kund kan ha tagit tillbaka sitt samtycke under tiden.
screens-never-text = Hubben har inte svarat ännu. Se efter att enheten är på butikens nätverk.
screens-try-again = Försök igen
screens-loading = Hämtar
screens-zones = Zoner
screens-everywhere = Alla
screens-sections-mine = Hos dig
screens-sections-open = I butiken
screens-sections-others = Får hjälp
screens-newcomers = { $count ->
    [one] Visa { $count } ny
   *[other] Visa { $count } nya
 }
screens-closed = Stängt nu
screens-closed-until = Stängt nu, öppnar { $at }
screens-nobody = Ingen igenkänd just nu
screens-nobody-here = Ingen i { $zone }
screens-nobody-text = Kunder visas här när de kommer in och har valt att bli igenkända.
screens-row-gone = Inte kvar här
screens-member = Medlem
screens-no-card = Inget kort ännu
screens-dwell = I butiken i { $age }
screens-quiet = Senast hört { $age }
screens-maybe-left = Gått?
screens-asks = Ber om hjälp
screens-asks-since = Ber om hjälp: { $age }
screens-free = Ledig
screens-yours = Du hjälper
screens-theirs = { $who } hjälper
screens-back = Tillbaka till listan
screens-choose-customer = Välj en kund
screens-choose-customer-text = Kortet visar vad kunden behöver, vad du kan föreslå och vad du ska låta vara.
screens-zone-for = { $zone } i { $age }
screens-certainty-high = säkert här
screens-certainty-middle = troligen här
screens-certainty-low = kanske här
screens-need = Behov
screens-next-best = Nästa steg
screens-campaign = Kampanj
screens-avoid = Undvik
screens-why = Varför det?
screens-why-again = Köpt förut
screens-why-new = Inte köpt än
screens-why-above = På raden ovan
screens-why-behind = Bygger på { $articles }
screens-why-newest = senaste köpet { $age }
screens-why-groups = Grupper de hör till
screens-fields-title = Det här bygger på
screens-fields-by-name = Kunden kan se vem som har tittat på det här, och varför.
screens-show-fields = Säg vem du är och titta
screens-fields-failed = Hubben svarade inte.
screens-fields-offline = Frånkopplad: de tre raderna är allt tills hubben svarar.
screens-fields-too-many = Många kunder har öppnats här den senaste timmen, och fler visas inte. Fråga butikschefen.
screens-freshness-fresh = Aktuell
screens-freshness-stale = Gammal kopia
screens-freshness-missing = Saknas
screens-no-value = Inte känt
screens-from = Från { $source }
screens-sources-cdp = kunddataplattformen
screens-sources-store = kundregistret
screens-sources-hub = den här butiken
screens-sources-insight = butikens egen beräkning
screens-sources-online-shop = nätbutiken
screens-sources-import = importerade filer
screens-sources-till = kassan
screens-sources-generic = kassan
screens-sources-square = Square
screens-sources-shopify = Shopify
screens-reasons-awaited = har inte svarat än
screens-reasons-open-circuit = fungerar inte; frågas snart igen
screens-reasons-unusable = går inte att använda som det står där
screens-reasons-timeout = svarade inte i tid
screens-reasons-unreachable = kunde inte nås
screens-reasons-unknown = finns inte i profilen
screens-reasons-not-found = känner inte kunden
screens-reasons-auth = gav inte åtkomst
screens-reasons-paced = bad oss vänta
screens-reasons-bad-reply = gav inget användbart svar
screens-reasons-not-configured = inte ansluten
screens-timeline-title = Det som hände förut
screens-basket = Korg
screens-basket-text = Kassan hittar den med en referens. Den nämner ingen.
screens-basket-empty = Det är inget i den ännu.
screens-article = Artikelnummer
screens-quantity = Antal
screens-add = Lägg till
screens-remove = Ta bort
screens-remove-article = Ta bort: { $sku }
screens-basket-note = Anteckning till kassan
screens-basket-hand-over = Skicka till kassan
screens-basket-at-till = Skanna den i kassan, eller skriv referensen i köpets anteckning.
screens-basket-qr = QR-kod för { $reference }
screens-basket-unknown = Katalogen känner inte till numret; det står som det är skrivet.
screens-basket-paid = Betalt. Det du lägger till nu är en ny korg.
screens-basket-failed = Hubben svarade inte. Försök igen om en stund.
screens-basket-refused = Hubben tog inte emot det: det nämner kanske något som aldrig sparas här.
screens-no-card-title = Inget kort ännu
screens-no-card-text = Det visas här så snart hubben har det. Tills dess hälsar du som på vem som helst.
screens-ended-withdrawn = Kunden vill inte längre bli igenkänd
screens-ended-left = Kunden har lämnat butiken
screens-ended-ended = Besöket är slut
screens-ended-unknown = Besöket är slut
screens-ended-text-withdrawn = Kortet är borta från alla skärmar. Det du inte hann skicka om besöket är borttaget.
screens-ended-text-left = Kortet är stängt.
screens-ended-text-ended = Kortet är stängt.
screens-ended-text-unknown = Kortet är stängt.
screens-claim = Jag hjälper
screens-release = Släpp
screens-outcome = Resultat
screens-outcome-title = Hur gick det?
screens-outcomes-sold = Sålt
screens-outcomes-helped = Hjälpt
screens-outcomes-not-interested = Inte intresserad
screens-outcomes-left = Gått
screens-recorded = Noterat: { $outcome }
screens-claimed-first = { $who } var först
screens-claimed-first-by-other = En kollega var först
screens-will-be-sent = Skickas när hubben svarar
screens-sending = Skickar
screens-waits = Väntar
screens-refused = Hubben tog inte emot det. Ladda om sidan.
screens-unsent = { $count } inte skickat ännu
screens-cancel = Avbryt
screens-who-am-i = Vem är du?
screens-who-am-i-text = Kollegor ser namnet på kunder du hjälper. Enheten glömmer det när sidan stängs, butiken inom ett dygn.
screens-first-name = Förnamn
screens-thats-me = Det är jag
screens-signed-in-as = Du är { $name }. Byt
screens-screen-language = Språk
screens-pin-title = Ange butikens PIN
screens-pin-text = Enheten behöver butikens PIN för att visa vem som är här.
screens-pin = PIN
screens-unlock = Lås upp
screens-pin-wrong = Fel PIN. Försök igen.
screens-pin-paused = För många fel. Vänta { $count } min.
screens-pin-unreachable = Hubben svarar inte. Försök igen om en stund.
screens-devices = Inloggade enheter
screens-devices-text = Alla enheter som har butikens PIN. Den som känner till PIN kan logga ut vilken som helst av dem.
screens-devices-failed = Hubben svarade inte.
screens-devices-no-pin = Ingen PIN är satt: hubben betjänar bara den här maskinen, och det finns inget att logga ut från.
screens-device-this = den här enheten
screens-device-unknown = Okänd enhet
screens-device-in-use = Öppen nu
screens-device-used = Senast använd { $age }
screens-device-signed-out = utloggad
screens-device-copied = Använd på två ställen samtidigt: någon kan ha kopierat inloggningen. Logga ut den och byt PIN.
screens-revoke = Logga ut den
screens-revoke-ask = Logga ut { $device }? Då behöver den butikens PIN igen.
screens-forget = Glöm den
screens-forget-ask = Glömma { $device }? Då försvinner den från listan.
screens-yes = Ja
screens-sign-out = Logga ut
screens-sign-out-loses = { $count } inte skickat ännu: det går förlorat när du loggar ut.
screens-signed-out-done = Utloggad. Enheten har glömt vem som använde den.
screens-signed-out-untold = Utloggad på den här skärmen. Hubben svarade inte; den får veta det så snart den svarar.
screens-close = Stäng
