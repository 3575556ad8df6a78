# Hvorfor en vei ut eller en del av huben ikke gjør jobben sin, og hva man gjør med det. Navn på innstillinger oversettes ikke.
health-neutral = Det virker ikke; loggen sier hvorfor
# Det en eldre utgave av huben skrev med egne ord.
health-said = { $text }

# Hvorfor: står for seg selv og etter kolon i en alarm.
health-why-status = HTTP { $status }
health-why-unexpected = HTTP { $status } med et svar som tjenesten ikke gir
health-why-endless = HTTP { $status } med et svar uten ende
health-why-useless = svaret er ikke det det ble spurt om
health-why-no-answer = ikke noe svar
health-why-no-answer-timeout = ikke noe svar i tide
health-why-no-answer-unreachable = den kan ikke nås
health-why-no-answer-broken = den brøt av, eller svaret er ikke HTTP
health-why-no-answer-unsendable = forespørselen kan ikke sendes slik den er satt opp
health-why-file = filen kan ikke leses
health-why-all-refused = alt er avvist hittil
health-why-refuses-us = den avviser huben
health-why-away = den er borte eller har bedt oss vente
health-why-our-fault = en feil i huben selv
health-why-outbox = huben kan ikke lese det som venter på å bli sendt
health-why-consents-refused = den avviser huben og vet ikke hva som er trukket tilbake her
health-why-push-credentials = HTTP 401: innloggingen vår avvises
health-why-push-forbidden = HTTP 403: vi får ikke sende for dette prosjektet
health-why-push-paced = HTTP 429: for mange meldinger
health-why-push-away = borte en stund
health-why-push-apple = Apple avviser nøkkelen som Firebase har
health-why-push-other-project = telefon etter telefon hører til et annet prosjekt
health-why-push-all-gone = telefon etter telefon er ukjent der: det er innstillingene og ikke telefonene
health-why-push-apns-place = telefon etter telefon hører til en annen utgave av appen eller til en annen app
health-why-push-apns-clock = Apple mener at tokenene våre er utløpt: klokken på denne maskinen går feil
health-why-push-apns-refuses = Apple avviser oss
health-why-push-web-refuses = meldingstjenesten til en nettleser avviser oss
health-why-push-key-file = nøkkelfilen til tjenestekontoen kan ikke brukes
health-why-push-no-token = tokentjenesten svarer ikke
health-why-push-not-a-token = tokentjenesten svarer med noe annet enn et token
health-why-push-clock = tokentjenesten mener at klokken på denne maskinen går feil
health-why-push-unknown-key = tokentjenesten kjenner ikke nøkkelen
health-why-push-no-account = tokentjenesten kjenner ikke tjenestekontoen, eller den er sperret
health-why-push-refused = tokentjenesten avviser tjenestekontoen
health-why-source-awaited = den har ikke svart ennå
health-why-source-timeout = ikke noe svar i tide
health-why-source-unreachable = den kan ikke nås
health-why-source-auth = den avviser nøkkelen
health-why-source-paced = den ba huben om å senke farten
health-why-source-open-circuit = den feilet gang på gang og får være i fred et øyeblikk
health-why-source-bad-reply = den svarer noe annet enn dokumentasjonen sier
health-why-source-unsendable = forespørselen kan ikke sendes slik den er satt opp
health-why-source-not-configured = den er ikke satt opp
health-why-source-somebody-else = { $count ->
    [one] den svarte om noen andre { $count } gang
   *[other] den svarte om noen andre { $count } ganger
 }
health-why-source-check = kontrollen ved oppstart fant noe galt
health-why-no-keys = { $times ->
    [one] ingen brukbar nøkkel i svaret, { $times } gang på rad
   *[other] ingen brukbar nøkkel i svaret, { $times } ganger på rad
 }
health-why-no-keys-kept = { $kept ->
    [one] ingen brukbar nøkkel i svaret ({ $times } på rad); { $kept } fra før gjelder i { $hours } timer
   *[other] ingen brukbar nøkkel i svaret ({ $times } på rad); { $kept } fra før gjelder i { $hours } timer
 }
health-why-feed-too-large = den er større enn { $size } MB, eller disken er full
health-why-feed-refused = filen ble avvist; den siste gode brukes fortsatt
health-why-model-refused = den nye modellen er ikke bedre enn å telle; den siste gode brukes fortsatt
health-why-campaign-stopped = hubben har stoppet en kampanje som var i gang: den kan ikke fortsette som den er
health-why-campaign-doubt = en kampanje som er i gang, må ses på
health-why-training-failed = treningen mislyktes; den siste gode modellen brukes fortsatt
health-why-no-model = modellen kan ikke brukes
health-why-broker-starting = huben har nettopp startet
health-why-broker-canary = brokeren tar imot det huben sender, men leverer det ikke
health-why-broker-unreachable = brokeren kan ikke nås
health-why-broker-refused = brokeren avviser huben
health-why-broker-protocol = det som svarer, er ikke en broker
health-why-broker-lost = forbindelsen til brokeren ble brutt
health-why-broker-evicted = et annet program bruker navnet til huben
health-why-broker-stalled = brokeren tar ikke imot noe
health-why-database = det kan ikke skrives i databasen
health-why-database-busy = et annet program skriver i databasen, og huben venter
health-why-round = { $seconds ->
    [one] har stått stille i { $seconds } sekund
   *[other] har stått stille i { $seconds } sekunder
 }
health-why-stuck = { $seconds ->
    [one] har vært ved hendelse { $event } i { $seconds } sekund
   *[other] har vært ved hendelse { $event } i { $seconds } sekunder
 }

# Hva man gjør: en setning for seg selv, uten punktum.
health-next-look-at-it = Det går over av seg selv når den andre siden er tilbake; hvis ikke, sjekk adressen og brannmuren
health-next-check-all = Sjekk adresse, nøkkel og navn i innstillingene: ingenting er mottatt der ennå
health-next-check-key = Sjekk nøkkelen, og hva den gir tilgang til
health-next-check-address = Sjekk adressen: region, sti og omdirigeringer
health-next-check-setting = Sjekk adresse og nøkkel for mellomrom og linjeskift
health-next-refuses-us = Sjekk adressen og nøkkelen
health-next-log = Se i loggen til huben
health-next-app-keys = Sjekk innstillingen app_keys
health-next-consents-refused = Den avviser noen medlemmers svar og får dem på nytt hver dag: se årsaken i loggen dens
health-next-push-url = Sjekk push_url og push_project: ingenting der snakker FCM HTTP v1 for prosjektet
health-next-push-enable = Slå på Firebase Cloud Messaging API (V1) for prosjektet push_project i Google Cloud-konsollen
health-next-push-apple = Forny APNs-nøkkelen i Firebase-konsollen: Project settings, Cloud Messaging
health-next-push-token = push_token avvises; et av Googles egne utløper innen en time: bruk push_service_account
health-next-push-role = Gi tjenestekontoen rollen Firebase Cloud Messaging API Admin i prosjektet push_project
health-next-push-new-key = Lag en ny nøkkel (Firebase-konsollen: Project settings, Service accounts), og legg den i stedet for den gamle filen (push_service_account)
health-next-push-clock = Still klokken på maskinen (NTP)
health-next-push-apns = Sjekk push_apns_key, push_apns_key_id, push_apns_team og push_apns_topic; en testutgave av appen krever Apples tjeneste for utvikling i push_apns_url
health-next-push-vapid = Sjekk push_vapid_key og push_contact: nettlesere abonnerer med den offentlige halvdelen av nettopp den nøkkelen
health-next-source-timeout = Den svarte ikke innen { $seconds } sek. Sjekk url, region og brannmur
health-next-source-unreachable = Den kan ikke nås. Sjekk url, navnet i den og brannmuren
health-next-source-auth = Den avviste nøkkelen. Sjekk key eller key_env, og at nøkkelen får lese profiler
health-next-source-somebody-else = Ingenting av et slikt svar brukes. Sjekk url, id og identifier, og at ingen økt eller cache svarer underveis
health-next-source-unsendable = Det kan ikke sendes. Sjekk url, og key eller key_env for mellomrom og linjeskift
health-next-source-paced = Den ba om lavere fart. Vent, eller senk requests_per_second
health-next-source-bad-reply = Den svarte noe annet enn dokumentasjonen sier. Sjekk url (region, sti, omdirigeringer) og kind
health-next-source-check = Kjør: goddag-hub customers check
health-next-feed-address = Åpne adressen i en nettleser: den må være selve produktfeeden, uten innlogging og omdirigering
health-next-feed-refused = Kjør: goddag-hub catalogue show
health-next-model-refused = Kjør: goddag-hub insight report
health-next-training = Kjør: goddag-hub insight train
health-next-campaigns = Kjør: goddag-hub campaigns list
health-why-offers-dry = en liste med koder er brukt opp
health-why-offers-few = en liste med koder er nesten brukt opp
health-next-offers = Legg inn flere koder: goddag-hub offers import

# Hvorfor nettlesere avviser hubens sertifikat, eller hvorfor det ikke kan lastes inn. Etter et kolon.
health-https-file = { $file } kan ikke leses: { $why }
health-https-certificate = { $file } inneholder ikke noe sertifikat som kan brukes (PEM)
health-https-key = { $file } inneholder ingen privat nøkkel som kan brukes (PEM)
health-https-locked = nøkkelen i { $file } er låst med et passord som ingen kan skrive inn når huben starter
health-https-mismatch = nøkkelen i { $key_file } hører ikke til sertifikatet i { $file }
health-https-kind = nettlesere godtar ikke nøkler av denne typen: bruk ECDSA P-256 eller RSA med minst 2048 bit
health-https-usage = sertifikatet er ikke laget for webservere (serverAuth)
health-https-name = sertifikatet gjelder for { $names } og ikke for { $name }
health-https-early = etter klokken på denne maskinen gjelder sertifikatet først fra { $day }
health-https-ended = sertifikatet utløp { $day }
