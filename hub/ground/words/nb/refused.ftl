# Hvorfor huben ikke gjorde det den ble bedt om. Programmer holder seg til id-en, ikke til setningen.
refused-neutral = det ble ikke gjort
refused-not-found = det er ingenting på denne adressen
refused-method = adressen tar ikke imot slike forespørsler
refused-unreadable = forespørselen kan ikke leses
refused-invalid = noe i forespørselen mangler eller er feil; feltene står ved siden av
refused-ambiguous = forespørselen oppgir lengden på to måter (Content-Length og Transfer-Encoding): send én av dem
refused-elsewhere = huben er ikke kjent under det navnet: bruk adressen dens, eller få navnet lagt til i innstillingen public_name eller allowed_hosts
refused-plain = denne huben er kryptert: bruk { $address }
refused-too-large = { $bytes ->
    [one] forespørselen er større enn { $bytes } byte
   *[other] forespørselen er større enn { $bytes } byte
 }
refused-full = huben har ikke plass til flere store forespørsler akkurat nå: send på nytt om et minutt
refused-not-whole = forespørselen kom ikke helt fram
refused-not-written = huben kan ikke skrive i databasen sin akkurat nå: send på nytt
refused-kept-not-written = det som ble avvist, gjelder; huben kan ikke skrive i databasen sin akkurat nå: send på nytt
refused-no-metrics = tallene leses på maskinen til huben eller med tokenet i innstillingen metrics_token (Authorization: Bearer ...)
refused-no-such-sink = det sendes ingen hendelser til et sted med det navnet
refused-webhook = { $why }

# Til appen til en kunde.
refused-not-enrolled = kunden er ikke meldt inn
refused-unknown-phone = telefonen er ukjent: PUT /v1/app/device først
refused-unknown-message = kunden har ingen slik melding: bruk id-en som push-meldingen eller innboksen nevner
refused-no-web-push = butikken sender ikke meldinger til nettlesere
refused-not-heard = butikken kan ikke høre telefonen din: spør en av oss
refused-erasure-noted = notert: du slettes så snart databasen kan skrives, og trenger ikke be om det igjen
refused-no-receipt = det finnes ingen kvittering med det nummeret
refused-no-kept-in-part = neiet ditt gjelder fra nå av; det du sa ja til, kunne ikke skrives: send på nytt
refused-no-kept-in-memory = neiet ditt gjelder fra nå av, men kunne ikke lagres på disken: send på nytt
refused-choice-text-unknown = den tekstversjonen er aldri blitt vist; hent teksten fra /v1/app/texts
refused-choice-text-outdated = teksten er endret siden: hent den fra /v1/app/texts, vis den, og spør igjen
refused-choice-objected = medlemmet har protestert mot profilering: det er først tillatt igjen når protesten trekkes tilbake (DELETE /v1/app/objection)
refused-choice-done-before = forespørselen er utført før og teller én gang: spør kunden igjen, og send en ny request_id
refused-choice-phones = kunden har åtte telefoner, alle brukt de siste to døgnene: logg ut på en av dem (DELETE /v1/app/device), eller vent til en ikke har vært brukt på to døgn
refused-choice-push-host = meldinger går bare til nettleseres meldingstjenester: adressen er ingen som push_web_hosts nevner
refused-choice-text-missing = et ja krever det som ble vist: text_version og language
refused-keys-unavailable = identitetstokener kan ikke kontrolleres akkurat nå: se innstillingene app_issuer, app_audience og app_keys, og om utstederen kan nås
refused-token-missing = her kreves identitetstokenet til kunden: Authorization: Bearer ...
refused-token-malformed = identitetstokenet kan ikke leses
refused-token-algorithm = identitetstokenet er ikke signert med ES256, RS256, PS256 eller EdDSA
refused-token-unknown-key = identitetstokenet er signert med en nøkkel som utstederen ikke har publisert
refused-token-signature = signaturen til identitetstokenet er feil
refused-token-expired = identitetstokenet er utløpt
refused-token-not-yet = identitetstokenet gjelder ikke ennå; sjekk klokkene
refused-token-too-long = identitetstokenet gjelder i mer enn et døgn
refused-token-issuer = identitetstokenet er fra en annen utsteder
refused-token-audience = identitetstokenet er til noen andre
refused-token-claim = identitetstokenet mangler et felt som må være der: iss, aud, exp, iat og kundens id (sub)
refused-token-email = identitetstokenet sier ikke at e-postadressen er bekreftet (email_verified)
refused-token-subject = kunde-id-en i identitetstokenet (sub, eller det innstillingen app_claim nevner) kan ikke brukes
refused-report-not-permitted = kunden har ikke sagt ja til recognise_in_store: slutt å rapportere
refused-report-too-often = én rapport i sekundet er nok
refused-report-replayed = sent_at_ms er ikke etter forrige rapport: hver rapport sendes én gang
refused-report-late = sendt for { $behind } sek. siden etter klokken til huben, eller før huben startet; høyst { $most } sek. er tillatt. Send det som høres nå, og still klokken etter now_ms i et tidligere svar
refused-report-future = sendt { $ahead } sek. foran klokken til huben: still klokken etter now_ms i et tidligere svar
refused-no-walk = det er ingen gåtur i gang: POST /v1/app/walk først
refused-others-walk = andre går allerede: vent til de er ferdige
refused-wrong-place = stedet kan ikke brukes: { $why }
refused-no-walker = kunden kan ikke gå en måletur: se innstillingen calibration_walkers
refused-walker-not-recognised = den som går, har ikke sagt ja til å bli gjenkjent i butikken; si ja, og begynn på nytt

# Til en håndholdt.
refused-visit-gone = besøket er over eller kan ikke vises lenger
refused-claimed-first = { $who } var først
refused-sensitive = det nevner noe som aldri lagres her: la kunden selv ta det med til kassen
refused-basket-empty = det er ikke noe i kurven ennå, eller den er betalt: legg i noe først
refused-opening-gone = besøket er over eller kan ikke vises lenger
refused-opening-no-card = det er ikke noe kort ennå: prøv igjen om litt
refused-opening-not-asked = kunden har ikke bedt om hjelp: oppgi en annen grunn
refused-opening-too-many = det er åpnet flere kunder her den siste timen enn hjelp kan forklare. Spør butikksjefen; grensen er innstillingen most_opened_per_hour
refused-not-opened = enheten har ikke åpnet det kortet
refused-no-device = det finnes ingen enhet med det navnet
refused-session-unknown = ingen er logget inn på denne enheten: logg inn
refused-session-signed-out = du er logget ut på denne enheten: logg inn
refused-session-locked = enheten er låst: logg inn
refused-session-idle = enheten har ikke vært brukt på en stund: logg inn
refused-session-expired = arbeidsdagen for denne innloggingen er over: logg inn
refused-session-revoked = denne innloggingen ble avsluttet fra et annet sted: logg inn
refused-session-removed = kontoen din er fjernet. Spør en leder hvis det er en feil
refused-session-changed = PIN-en, passnøkkelen eller rollene dine er endret: logg inn igjen
refused-device-unknown = enheten er ikke en av butikkens: be en leder om en kode, og skann den her
refused-device-revoked = enheten er tatt ut av bruk: be en leder om en kode, og skann den her
refused-device-of-another = enheten tilhører noen andre: ta en felles enhet eller din egen
refused-proof-missing = forespørselen er ikke signert med enhetens nøkkel: åpne siden på nytt
refused-proof-stale = signaturen er for gammel eller er brukt før: signer på nytt
refused-proof-wrong = forespørselen er ikke signert med enhetens nøkkel: åpne siden på nytt, eller registrer enheten på nytt
refused-role-missing = { $name } kan ikke gjøre dette; det kan den som har en av disse rollene: { $roles }
refused-step-up = dette kan ikke gjøres om: bevis en gang til hvem du er
refused-link-over = lenken virker ikke lenger: hver lenke virker én gang og bare i noen minutter. Be om en ny
refused-no-passkeys-here = passnøkler virker bare på hubens eget navn over https: se docs/operating/https.md
refused-passkey-wrong = den passnøkkelen åpner ingenting her
refused-passkey-unusable = passnøkkelen kunne ikke lagres: prøv igjen
refused-last-passkey = dette er din eneste vei inn: lag en ny passnøkkel først, eller få en PIN
refused-no-passkey = det finnes ingen slik passnøkkel
refused-no-provider = butikken har ingen innloggingstjeneste: se innstillingen oidc_issuer
refused-provider-away = butikkens innloggingstjeneste svarer ikke: logg inn på en annen måte, eller prøv igjen om litt
refused-provider-denied = det kom ingenting tilbake fra butikkens innloggingstjeneste: prøv igjen
refused-provider-wrong = svaret fra butikkens innloggingstjeneste beviser ikke hvem du er: prøv igjen, og si det til driften hvis det skjer igjen
refused-provider-over = den veien inn er brukt eller tok for lang tid: begynn på nytt
refused-provider-unlinked = du er ikke knyttet til en konto her ennå. Vis en leder denne koden: { $code }
refused-provider-no-claim = butikkens innloggingstjeneste sier ikke hva du har lov til: si det til driften
refused-provider-no-role = etter butikkens innloggingstjeneste har du ingen rolle her: spør en leder
refused-provider-another = en annen logget inn der: bevis som deg selv hvem du er
refused-provider-not-anew = butikkens innloggingstjeneste spurte deg ikke på nytt: bruk PIN-koden din eller en passnøkkel
refused-no-provider-code = ingen venter med den koden: be dem prøve igjen
refused-no-provider-link = kontoen er ikke knyttet til butikkens innloggingstjeneste
refused-no-session = det finnes ingen slik innlogging
refused-no-person = ingen har en konto med det navnet
refused-no-account = du har ingen konto ennå: goddag-hub people add
refused-name-taken = noen heter allerede { $name }: legg til en bokstav fra etternavnet
refused-badge-taken = det kortet tilhører { $name }
refused-last-manager = { $name } er den siste lederen: gjør en annen til leder først
refused-own-roles = ingen gir seg selv en rolle: spør en annen leder
refused-who = si hvem du er: ingen har en konto ennå, så forespørselen må nevne deg
refused-pin-wrong = feil PIN
refused-pin-wait = { $minutes ->
    [one] for mange feil PIN: vent { $minutes } minutt, eller logg inn på en annen enhet
   *[other] for mange feil PIN: vent { $minutes } minutter, eller logg inn på en annen enhet
 }
refused-pin-pair = for mange feil PIN på denne enheten: en leder låser opp for deg. På andre enheter virker PIN-en din
refused-pin-device = for mange feil PIN på denne enheten: spør en leder, eller ta en annen enhet
refused-pin-person = for mange feil PIN for deg i dag: logg inn med en passnøkkel, eller spør en leder

# Til den som analyserer.
refused-look-nobody = det kan ikke sies noe om denne kunden: enten ikke medlem her, eller uten samtykke til det
refused-look-no-model = ingen modell er i bruk, så det ventes ikke noe av noen: goddag-hub insight train
refused-look-too-many = det er sett på flere kunder her den siste timen enn arbeidet kan forklare. Spør butikksjefen; grensen er innstillingen most_opened_per_hour
refused-no-why = det kan ikke sies noe om denne kunden: enten ikke medlem her, eller viser ikke de ansatte historikken sin
refused-no-campaign = det finnes ingen slik kampanje, eller ingen slik versjon av den
refused-offer-paused = For mange feil koder: vent et minutt.
refused-offer-no-code = Det er ikke en kode: et tegn er feil. Les den igjen.
refused-offer-unknown = Det finnes ikke noe tilbud med den koden i denne butikken. Se etter om koden er fra oss og ikke fra en annen butikk.
refused-offer-expired = Tilbudet er utløpt. Trekk det ikke fra; utløpet står i meldingen kunden fikk.
refused-offer-twice = Koden er allerede brukt, og den gjelder én gang. Trekk den ikke fra; spør om kunden har en annen.
refused-offer-anothers = Koden er til en annen kunde. Be om koden til den som betaler.
refused-manager-gives = bare en leder gir noen rollen { $roles }: spør en leder
