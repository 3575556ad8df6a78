# Varför hubben inte gjorde det som begärdes. Program håller sig till id:t, inte till meningen.
refused-neutral = det blev inte gjort
refused-not-found = det finns inget på den här adressen
refused-method = adressen tar inte emot en sådan förfrågan
refused-unreadable = förfrågan går inte att läsa
refused-invalid = något i förfrågan saknas eller är fel; fälten står bredvid
refused-ambiguous = förfrågan anger sin längd på två sätt (Content-Length och Transfer-Encoding): skicka ett av dem
refused-elsewhere = hubben är inte känd under det namnet: använd dess adress, eller låt lägga till namnet i inställningen public_name eller allowed_hosts
refused-plain = den här hubben är krypterad: använd { $address }
refused-too-large = { $bytes ->
    [one] förfrågan är större än { $bytes } byte
   *[other] förfrågan är större än { $bytes } byte
 }
refused-full = hubben har inte plats för fler stora förfrågningar just nu: skicka igen om en minut
refused-not-whole = förfrågan kom inte fram hel
refused-not-written = hubben kan inte skriva i sin databas just nu: skicka igen
refused-kept-not-written = det som nekades gäller; hubben kan inte skriva i sin databas just nu: skicka igen
refused-no-metrics = siffrorna läses på hubbens egen dator eller med token i inställningen metrics_token (Authorization: Bearer ...)
refused-no-such-sink = inga händelser går till en plats med det namnet
refused-webhook = { $why }

# Till en kunds app.
refused-not-enrolled = kunden är inte ansluten
refused-unknown-phone = telefonen är okänd: PUT /v1/app/device först
refused-unknown-message = kunden har inget sådant meddelande: använd det id som pushmeddelandet eller inkorgen nämner
refused-no-web-push = butiken skickar inga meddelanden till webbläsare
refused-not-heard = butiken kan inte höra din telefon: fråga någon av oss
refused-erasure-noted = noterat: du raderas så snart databasen går att skriva i, och behöver inte be om det igen
refused-no-receipt = det finns inget kvitto med det numret
refused-no-kept-in-part = ditt nej gäller från och med nu; det du sa ja till kunde inte skrivas: skicka igen
refused-no-kept-in-memory = ditt nej gäller från och med nu, men kunde inte sparas på disken: skicka igen
refused-choice-text-unknown = den textversionen har aldrig visats; hämta texten från /v1/app/texts
refused-choice-text-outdated = texten har ändrats sedan dess: hämta den från /v1/app/texts, visa den och fråga igen
refused-choice-objected = medlemmen har invänt mot profilering: det tillåts först när invändningen tas tillbaka (DELETE /v1/app/objection)
refused-choice-done-before = förfrågan har utförts förut och räknas en gång: fråga kunden igen och skicka ett nytt request_id
refused-choice-phones = kunden har åtta telefoner, alla använda de senaste två dygnen: logga ut på en av dem (DELETE /v1/app/device), eller vänta tills en inte har använts på två dygn
refused-choice-push-host = meddelanden går bara till webbläsares meddelandetjänster: adressen är ingen som push_web_hosts nämner
refused-choice-text-missing = ett ja kräver det som visades: text_version och language
refused-keys-unavailable = identitetstoken kan inte kontrolleras just nu: se inställningarna app_issuer, app_audience och app_keys, och om utfärdaren kan nås
refused-token-missing = här krävs kundens identitetstoken: Authorization: Bearer ...
refused-token-malformed = identitetstoken går inte att läsa
refused-token-algorithm = identitetstoken är inte signerad med ES256, RS256, PS256 eller EdDSA
refused-token-unknown-key = identitetstoken är signerad med en nyckel som utfärdaren inte har publicerat
refused-token-signature = identitetstokens signatur är fel
refused-token-expired = identitetstoken har gått ut
refused-token-not-yet = identitetstoken gäller inte än; kontrollera klockorna
refused-token-too-long = identitetstoken gäller längre än ett dygn
refused-token-issuer = identitetstoken kommer från en annan utfärdare
refused-token-audience = identitetstoken är till någon annan
refused-token-claim = identitetstoken saknar ett fält som måste finnas: iss, aud, exp, iat och kundens id (sub)
refused-token-email = identitetstoken säger inte att e-postadressen är bekräftad (email_verified)
refused-token-subject = kundens id i identitetstoken (sub, eller det som inställningen app_claim anger) går inte att använda
refused-report-not-permitted = kunden har inte sagt ja till recognise_in_store: sluta rapportera
refused-report-too-often = en rapport i sekunden räcker
refused-report-replayed = sent_at_ms är inte efter förra rapporten: varje rapport skickas en gång
refused-report-late = skickad för { $behind } s sedan enligt hubbens klocka, eller innan hubben startade; högst { $most } s är tillåtet. Skicka det som hörs nu, och ställ klockan efter now_ms i ett tidigare svar
refused-report-future = skickad { $ahead } s före hubbens klocka: ställ klockan efter now_ms i ett tidigare svar
refused-no-walk = ingen mätpromenad pågår: POST /v1/app/walk först
refused-others-walk = andra går redan: vänta tills de är klara
refused-wrong-place = platsen går inte att använda: { $why }
refused-no-walker = kunden kan inte gå någon mätpromenad: se inställningen calibration_walkers
refused-walker-not-recognised = den som går har inte sagt ja till att kännas igen i butiken; säg ja och börja om

# Till en handdator.
refused-visit-gone = besöket är slut eller får inte längre visas
refused-claimed-first = { $who } var först
refused-sensitive = det nämner något som aldrig sparas här: låt kunden själv ta det till kassan
refused-basket-empty = det finns inget i korgen än, eller så är den betald: lägg i något först
refused-opening-gone = besöket är slut eller får inte längre visas
refused-opening-no-card = det finns inget kort än: försök igen om en stund
refused-opening-not-asked = kunden har inte bett om hjälp: ange ett annat skäl
refused-opening-too-many = fler kunder har öppnats här under en timme än vad hjälp kan förklara. Fråga butikschefen; gränsen är inställningen most_opened_per_hour
refused-not-opened = enheten har inte öppnat det kortet
refused-no-device = det finns ingen enhet med det namnet
refused-session-unknown = ingen är inloggad på den här enheten: logga in
refused-session-signed-out = du har loggat ut på den här enheten: logga in
refused-session-locked = enheten är låst: logga in
refused-session-idle = enheten har inte använts på ett tag: logga in
refused-session-expired = arbetsdagen för den här inloggningen är slut: logga in
refused-session-revoked = den här inloggningen avslutades från ett annat ställe: logga in
refused-session-removed = ditt konto har tagits bort. Fråga en chef om det är ett misstag
refused-session-changed = din PIN-kod, nyckel eller roll har ändrats: logga in igen
refused-device-unknown = enheten är inte en av butikens: be en chef om en kod och skanna den här
refused-device-revoked = enheten är tagen ur bruk: be en chef om en kod och skanna den här
refused-device-of-another = enheten tillhör någon annan: ta en gemensam enhet eller din egen
refused-proof-missing = begäran är inte signerad med enhetens nyckel: öppna sidan igen
refused-proof-stale = signaturen är för gammal eller har redan använts: signera igen
refused-proof-wrong = begäran är inte signerad med enhetens nyckel: öppna sidan igen, eller registrera enheten på nytt
refused-role-missing = { $name } får inte göra detta; det får den som har någon av dessa roller: { $roles }
refused-step-up = detta kan inte ångras: visa en gång till vem du är
refused-link-over = länken fungerar inte längre: varje länk fungerar en gång och bara i några minuter. Be om en ny
refused-no-passkeys-here = nycklar fungerar bara på hubbens eget namn över https
refused-passkey-wrong = den nyckeln öppnar ingenting här
refused-passkey-unusable = nyckeln kunde inte sparas: försök igen
refused-last-passkey = detta är din enda väg in: skapa en annan nyckel först, eller få en PIN-kod
refused-no-passkey = det finns ingen sådan nyckel
refused-no-provider = butiken har ingen inloggningstjänst: se inställningen oidc_issuer
refused-provider-away = butikens inloggningstjänst svarar inte: logga in på ett annat sätt eller försök igen om en stund
refused-provider-denied = inget kom tillbaka från butikens inloggningstjänst: försök igen
refused-provider-wrong = svaret från butikens inloggningstjänst bevisar inte vem du är: försök igen, och säg till driften om det händer igen
refused-provider-over = den vägen in är använd eller tog för lång tid: börja om
refused-provider-unlinked = du är inte kopplad till ett konto här än. Visa en chef den här koden: { $code }
refused-provider-no-claim = butikens inloggningstjänst säger inte vad du får göra: säg till driften
refused-provider-no-role = enligt butikens inloggningstjänst har du ingen roll här: fråga en chef
refused-provider-another = någon annan loggade in där: bevisa som dig själv vem du är
refused-provider-not-anew = butikens inloggningstjänst frågade dig inte igen: använd din PIN-kod eller en nyckel
refused-no-provider-code = ingen väntar med den koden: be dem försöka igen
refused-no-provider-link = kontot är inte kopplat till butikens inloggningstjänst
refused-no-session = det finns ingen sådan inloggning
refused-no-person = ingen har ett konto med det namnet
refused-no-account = du har inget konto än: goddag-hub people add
refused-name-taken = någon heter redan { $name }: lägg till en bokstav från efternamnet
refused-badge-taken = det kortet tillhör { $name }
refused-last-manager = { $name } är den sista chefen: gör någon annan till chef först
refused-own-roles = ingen ger sig själv en roll: fråga en annan chef
refused-who = säg vem du är: ingen har ett konto än, så begäran måste nämna dig
refused-pin-wrong = fel PIN-kod
refused-pin-wait = { $minutes ->
    [one] för många felaktiga PIN-koder: vänta { $minutes } minut, eller logga in på en annan enhet
   *[other] för många felaktiga PIN-koder: vänta { $minutes } minuter, eller logga in på en annan enhet
 }
refused-pin-pair = för många felaktiga PIN-koder på den här enheten: en chef låser upp åt dig. På andra enheter fungerar din PIN-kod
refused-pin-device = för många felaktiga PIN-koder på den här enheten: fråga en chef, eller ta en annan enhet
refused-pin-person = för många felaktiga PIN-koder för dig i dag: logga in med en nyckel, eller fråga en chef

# Till den som analyserar.
refused-look-nobody = inget får sägas om den här kunden: antingen inte medlem här, eller utan samtycke till det
refused-look-no-model = ingen modell används, så inget förväntas av någon: goddag-hub insight train
refused-look-too-many = fler kunder har granskats här under en timme än vad arbetet kan förklara. Fråga butikschefen; gränsen är inställningen most_opened_per_hour
refused-no-why = inget får sägas om den här kunden: antingen inte medlem här, eller visar inte personalen sin historik
refused-no-campaign = det finns ingen sådan kampanj, eller ingen sådan version av den
refused-offer-paused = För många felaktiga koder: vänta en minut.
refused-offer-no-code = Det är ingen kod: ett tecken är fel. Läs den igen.
refused-offer-unknown = Det finns inget erbjudande med den koden i den här butiken. Se efter om koden är från oss och inte från en annan butik.
refused-offer-expired = Erbjudandet har gått ut. Dra inte av det; när det går ut står i meddelandet som kunden fick.
refused-offer-twice = Koden är redan använd och gäller en gång. Dra inte av den; fråga om kunden har en annan.
refused-offer-anothers = Koden är till en annan kund. Be om koden från den som betalar.
refused-manager-gives = bara en chef ger någon rollen { $roles }: fråga en chef
