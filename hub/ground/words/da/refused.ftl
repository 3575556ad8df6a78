# Hvorfor hubben ikke gjorde det, der blev bedt om. Programmer holder sig til id'et, ikke til sætningen.
refused-neutral = det blev ikke gjort
refused-not-found = der er ikke noget på denne adresse
refused-method = adressen tager ikke imod den slags forespørgsler
refused-unreadable = forespørgslen kan ikke læses
refused-invalid = noget i forespørgslen mangler eller er forkert; felterne står ved siden af
refused-ambiguous = forespørgslen angiver sin længde på to måder (Content-Length og Transfer-Encoding): send én af dem
refused-elsewhere = hubben kendes ikke under det navn: brug dens adresse, eller få navnet føjet til hubbens indstilling public_name eller allowed_hosts
refused-plain = denne hub er krypteret: brug { $address }
refused-too-large = { $bytes ->
    [one] forespørgslen er større end { $bytes } byte
   *[other] forespørgslen er større end { $bytes } byte
 }
refused-full = hubben har ikke plads til flere store forespørgsler lige nu: send igen om et minut
refused-not-whole = forespørgslen nåede ikke helt frem
refused-not-written = hubben kan ikke skrive i sin database lige nu: send igen
refused-kept-not-written = det, der blev afvist, gælder; hubben kan ikke skrive i sin database lige nu: send igen
refused-no-metrics = tallene læses på hubbens egen maskine eller med tokenet i indstillingen metrics_token (Authorization: Bearer ...)
refused-no-such-sink = der sendes ikke hændelser til et sted med det navn
refused-webhook = { $why }

# Til en kundes app.
refused-not-enrolled = kunden er ikke tilmeldt
refused-unknown-phone = telefonen er ukendt: PUT /v1/app/device først
refused-unknown-message = kunden har ingen sådan besked: brug det id, som push-beskeden eller indbakken nævner
refused-no-web-push = butikken sender ikke beskeder til browsere
refused-not-heard = butikken kan ikke høre din telefon: spørg en af os
refused-erasure-noted = noteret: du slettes, så snart databasen kan skrives, og skal ikke bede om det igen
refused-no-receipt = der er ingen kvittering med det nummer
refused-no-kept-in-part = dit nej gælder fra nu af; det, du sagde ja til, kunne ikke skrives: send igen
refused-no-kept-in-memory = dit nej gælder fra nu af, men kunne ikke gemmes på disken: send igen
refused-choice-text-unknown = den tekstversion er aldrig blevet vist; hent teksten fra /v1/app/texts
refused-choice-text-outdated = teksten er ændret siden: hent den fra /v1/app/texts, vis den, og spørg igen
refused-choice-objected = medlemmet har gjort indsigelse mod profilering: det er først tilladt igen, når indsigelsen trækkes tilbage (DELETE /v1/app/objection)
refused-choice-done-before = forespørgslen er udført før og tæller én gang: spørg kunden igen, og send et nyt request_id
refused-choice-phones = kunden har otte telefoner, alle brugt inden for to døgn: log ud på en af dem (DELETE /v1/app/device), eller vent, til en ikke har været brugt i to døgn
refused-choice-push-host = beskeder går kun til browseres beskedtjenester: adressen er ingen, som push_web_hosts nævner
refused-choice-text-missing = et ja kræver, hvad der blev vist: text_version og language
refused-keys-unavailable = identitetstokens kan ikke kontrolleres lige nu: se indstillingerne app_issuer, app_audience og app_keys, og om udstederen kan nås
refused-token-missing = her kræves kundens identitetstoken: Authorization: Bearer ...
refused-token-malformed = identitetstokenet kan ikke læses
refused-token-algorithm = identitetstokenet er ikke signeret med ES256, RS256, PS256 eller EdDSA
refused-token-unknown-key = identitetstokenet er signeret med en nøgle, som udstederen ikke har offentliggjort
refused-token-signature = identitetstokenets signatur er forkert
refused-token-expired = identitetstokenet er udløbet
refused-token-not-yet = identitetstokenet gælder ikke endnu; kontrollér urene
refused-token-too-long = identitetstokenet gælder længere end et døgn
refused-token-issuer = identitetstokenet er fra en anden udsteder
refused-token-audience = identitetstokenet er til en anden
refused-token-claim = identitetstokenet mangler et felt, der skal være der: iss, aud, exp, iat og kundens id (sub)
refused-token-email = identitetstokenet siger ikke, at e-mailadressen er bekræftet (email_verified)
refused-token-subject = identitetstokenets kunde-id (sub, eller hvad hubbens indstilling app_claim nævner) kan ikke bruges
refused-report-not-permitted = kunden har ikke sagt ja til recognise_in_store: hold op med at rapportere
refused-report-too-often = én rapport i sekundet er nok
refused-report-replayed = sent_at_ms er ikke efter den forrige rapport: hver rapport sendes én gang
refused-report-late = sendt for { $behind } sek. siden efter hubbens ur, eller før hubben startede; højst { $most } sek. er tilladt. Send det, der høres nu, og stil uret efter now_ms i et tidligere svar
refused-report-future = sendt { $ahead } sek. foran hubbens ur: stil uret efter now_ms i et tidligere svar
refused-no-walk = der er ingen gåtur i gang: POST /v1/app/walk først
refused-others-walk = andre går allerede: vent, til de er færdige
refused-wrong-place = stedet kan ikke bruges: { $why }
refused-no-walker = kunden kan ikke gå en måletur: se indstillingen calibration_walkers
refused-walker-not-recognised = den, der går, har ikke sagt ja til at blive genkendt i butikken; sig ja, og begynd forfra

# Til en håndholdt.
refused-visit-gone = besøget er slut eller må ikke længere vises
refused-claimed-first = { $who } var først
refused-sensitive = det nævner noget, der aldrig gemmes her: lad kunden selv tage det med til kassen
refused-basket-empty = der er ikke noget i kurven endnu, eller den er betalt: læg noget i først
refused-opening-gone = besøget er slut eller må ikke længere vises
refused-opening-no-card = der er intet kort endnu: prøv igen om lidt
refused-opening-not-asked = kunden har ikke bedt om hjælp: angiv en anden grund
refused-opening-too-many = der er åbnet flere kunder her inden for en time, end hjælp kan forklare. Spørg butikschefen; grænsen er hubbens indstilling most_opened_per_hour
refused-not-opened = enheden har ikke åbnet det kort
refused-no-device = der er ingen enhed med det navn
refused-session-unknown = ingen er logget ind på denne enhed: log ind
refused-session-signed-out = du er logget ud på denne enhed: log ind
refused-session-locked = enheden er låst: log ind
refused-session-idle = enheden har ikke været brugt i et stykke tid: log ind
refused-session-expired = arbejdsdagen for dette login er slut: log ind
refused-session-revoked = dette login er afsluttet fra et andet sted: log ind
refused-session-removed = din konto er fjernet. Spørg en leder, hvis det er en fejl
refused-session-changed = din PIN, adgangsnøgle eller rolle er ændret: log ind igen
refused-device-unknown = enheden er ikke en af butikkens: bed en leder om en kode, og scan den her
refused-device-revoked = enheden er taget ud af brug: bed en leder om en kode, og scan den her
refused-device-of-another = enheden tilhører en anden: tag en fælles enhed eller din egen
refused-proof-missing = forespørgslen er ikke underskrevet med enhedens nøgle: åbn siden igen
refused-proof-stale = underskriften er for gammel eller er brugt før: skriv under igen
refused-proof-wrong = forespørgslen er ikke underskrevet med enhedens nøgle: åbn siden igen, eller tilmeld enheden på ny
refused-role-missing = { $name } må ikke gøre dette; det må den, der har en af disse roller: { $roles }
refused-step-up = dette kan ikke gøres om: bevis en gang til, hvem du er
refused-link-over = linket virker ikke længere: hvert virker én gang og kun i nogle minutter. Bed om et nyt
refused-no-passkeys-here = adgangsnøgler virker kun på hubbens eget navn over https
refused-passkey-wrong = den adgangsnøgle åbner intet her
refused-passkey-unusable = adgangsnøglen kunne ikke gemmes: prøv igen
refused-last-passkey = dette er din eneste vej ind: lav først en ny adgangsnøgle, eller få en PIN
refused-no-passkey = der er ingen sådan adgangsnøgle
refused-no-provider = butikken har ingen login-tjeneste: se indstillingen oidc_issuer
refused-provider-away = butikkens login-tjeneste svarer ikke: log ind på en anden måde, eller prøv igen om lidt
refused-provider-denied = der kom intet tilbage fra butikkens login-tjeneste: prøv igen
refused-provider-wrong = svaret fra butikkens login-tjeneste beviser ikke, hvem du er: prøv igen, og sig det til driften, hvis det sker igen
refused-provider-over = den vej ind er brugt eller tog for lang tid: begynd forfra
refused-provider-unlinked = du er ikke knyttet til en konto her endnu. Vis en leder denne kode: { $code }
refused-provider-no-claim = butikkens login-tjeneste siger ikke, hvad du må: sig det til driften
refused-provider-no-role = efter butikkens login-tjeneste har du ingen rolle her: spørg en leder
refused-provider-another = en anden loggede ind dér: bevis som dig selv, hvem du er
refused-provider-not-anew = butikkens login-tjeneste spurgte dig ikke igen: brug din PIN eller en adgangsnøgle
refused-no-provider-code = ingen venter med den kode: bed dem prøve igen
refused-no-provider-link = kontoen er ikke knyttet til butikkens login-tjeneste
refused-no-session = der er intet sådant login
refused-no-person = ingen har en konto med det navn
refused-no-account = du har ingen konto endnu: goddag-hub people add
refused-name-taken = en anden hedder allerede { $name }: tilføj et bogstav fra efternavnet
refused-badge-taken = det kort er { $name }s
refused-last-manager = { $name } er den sidste leder: gør først en anden til leder
refused-own-roles = ingen giver sig selv en rolle: spørg en anden leder
refused-who = sig, hvem du er: ingen har en konto endnu, så forespørgslen skal nævne dig
refused-pin-wrong = forkert PIN
refused-pin-wait = { $minutes ->
    [one] for mange forkerte PIN: vent { $minutes } minut, eller log ind på en anden enhed
   *[other] for mange forkerte PIN: vent { $minutes } minutter, eller log ind på en anden enhed
 }
refused-pin-pair = for mange forkerte PIN på denne enhed: en leder låser op for dig. På andre enheder virker din PIN
refused-pin-device = for mange forkerte PIN på denne enhed: spørg en leder, eller tag en anden enhed
refused-pin-person = for mange forkerte PIN for dig i dag: log ind med en adgangsnøgle, eller spørg en leder

# Til den, der analyserer.
refused-look-nobody = der må ikke siges noget om denne kunde: enten ikke medlem her, eller uden samtykke til det
refused-look-no-model = ingen model er i brug, så der ventes ikke noget af nogen: goddag-hub insight train
refused-look-too-many = der er set på flere kunder her inden for en time, end arbejdet kan forklare. Spørg butikschefen; grænsen er hubbens indstilling most_opened_per_hour
refused-no-why = der må ikke siges noget om denne kunde: enten ikke medlem her, eller viser ikke personalet sin historik
refused-no-campaign = der er ingen sådan kampagne, eller ingen sådan version af den
refused-offer-paused = For mange forkerte koder: vent et minut.
refused-offer-no-code = Det er ikke en kode: et tegn er forkert. Læs den igen.
refused-offer-unknown = Der er intet tilbud med den kode i denne butik. Se efter, om koden er fra os og ikke fra en anden butik.
refused-offer-expired = Tilbuddet er udløbet. Træk det ikke fra; udløbet står i den besked, kunden fik.
refused-offer-twice = Koden er allerede brugt, og den gælder én gang. Træk den ikke fra; spørg, om kunden har en anden.
refused-offer-anothers = Koden er til en anden kunde. Bed om koden fra den, der betaler.
refused-manager-gives = kun en leder giver nogen rollen { $roles }: spørg en leder
