# Hvorfor en vej ud eller en del af hubben ikke gør sit arbejde, og hvad man gør ved det. Indstillingers navne oversættes ikke.
health-neutral = Det virker ikke; loggen siger hvorfor
# Det, en ældre udgave af hubben skrev med egne ord.
health-said = { $text }

# Hvorfor: står for sig selv og efter kolon i en alarm.
health-why-status = HTTP { $status }
health-why-unexpected = HTTP { $status } med et svar, som tjenesten ikke giver
health-why-endless = HTTP { $status } med et svar uden ende
health-why-useless = svaret er ikke det, der blev spurgt om
health-why-no-answer = intet svar
health-why-no-answer-timeout = intet svar i tide
health-why-no-answer-unreachable = den kan ikke nås
health-why-no-answer-broken = den afbrød, eller svaret er ikke HTTP
health-why-no-answer-unsendable = forespørgslen kan ikke sendes, som den er sat op
health-why-file = filen kan ikke læses
health-why-all-refused = alt er afvist indtil nu
health-why-refuses-us = den afviser hubben
health-why-away = den er væk eller har bedt os vente
health-why-our-fault = en fejl i hubben selv
health-why-outbox = hubben kan ikke læse det, der venter på at blive sendt
health-why-consents-refused = den afviser hubben og ved ikke, hvad der er trukket tilbage her
health-why-push-credentials = HTTP 401: vores login afvises
health-why-push-forbidden = HTTP 403: vi må ikke sende for dette projekt
health-why-push-paced = HTTP 429: for mange beskeder
health-why-push-away = væk et stykke tid
health-why-push-apple = Apple afviser den nøgle, Firebase har
health-why-push-other-project = telefon efter telefon hører til et andet projekt
health-why-push-all-gone = telefon efter telefon er ukendt der: det er indstillingerne og ikke telefonerne
health-why-push-apns-place = telefon efter telefon hører til en anden udgave af appen eller til en anden app
health-why-push-apns-clock = Apple finder vores adgangsbevis udløbet: denne maskines ur går forkert
health-why-push-apns-refuses = Apple afviser os
health-why-push-web-refuses = en browsers beskedtjeneste afviser os
health-why-push-key-file = tjenestekontoens nøglefil kan ikke bruges
health-why-push-no-token = tokentjenesten svarer ikke
health-why-push-not-a-token = tokentjenesten svarer med noget andet end et token
health-why-push-clock = tokentjenesten mener, at denne maskines ur går forkert
health-why-push-unknown-key = tokentjenesten kender ikke nøglen
health-why-push-no-account = tokentjenesten kender ikke tjenestekontoen, eller den er spærret
health-why-push-refused = tokentjenesten afviser tjenestekontoen
health-why-source-awaited = den har ikke svaret endnu
health-why-source-timeout = intet svar i tide
health-why-source-unreachable = den kan ikke nås
health-why-source-auth = den afviser nøglen
health-why-source-paced = den bad hubben om at sænke farten
health-why-source-open-circuit = den fejlede igen og igen og får fred et øjeblik
health-why-source-bad-reply = den svarer noget andet, end dens dokumentation siger
health-why-source-unsendable = forespørgslen kan ikke sendes, som den er sat op
health-why-source-not-configured = den er ikke sat op
health-why-source-somebody-else = { $count ->
    [one] den svarede om en anden { $count } gang
   *[other] den svarede om en anden { $count } gange
 }
health-why-source-check = kontrollen ved start fandt noget galt
health-why-no-keys = { $times ->
    [one] ingen brugbar nøgle i svaret, { $times } gang i træk
   *[other] ingen brugbar nøgle i svaret, { $times } gange i træk
 }
health-why-no-keys-kept = { $kept ->
    [one] ingen brugbar nøgle i svaret ({ $times } i træk); { $kept } fra før gælder i { $hours } timer
   *[other] ingen brugbar nøgle i svaret ({ $times } i træk); { $kept } fra før gælder i { $hours } timer
 }
health-why-feed-too-large = den er større end { $size } MB, eller disken er fuld
health-why-feed-refused = filen blev afvist; den seneste gode bruges stadig
health-why-model-refused = den nye model er ikke bedre end at tælle; den seneste gode bruges stadig
health-why-campaign-stopped = hubben har stoppet en kampagne, der var i luften: den kan ikke fortsætte, som den er
health-why-campaign-doubt = en kampagne, der er i luften, skal ses efter
health-why-training-failed = træningen mislykkedes; den seneste gode model bruges stadig
health-why-no-model = modellen kan ikke bruges
health-why-broker-starting = hubben er lige startet
health-why-broker-canary = brokeren tager imod det, hubben sender, men afleverer det ikke
health-why-broker-unreachable = brokeren kan ikke nås
health-why-broker-refused = brokeren afviser hubben
health-why-broker-protocol = det, der svarer, er ikke en broker
health-why-broker-lost = forbindelsen til brokeren blev afbrudt
health-why-broker-evicted = et andet program bruger hubbens navn
health-why-broker-stalled = brokeren tager ikke imod noget
health-why-database = der kan ikke skrives i databasen
health-why-database-busy = et andet program skriver i databasen, og hubben venter
health-why-round = { $seconds ->
    [one] har stået stille i { $seconds } sekund
   *[other] har stået stille i { $seconds } sekunder
 }
health-why-stuck = { $seconds ->
    [one] har været ved hændelse { $event } i { $seconds } sekund
   *[other] har været ved hændelse { $event } i { $seconds } sekunder
 }

# Hvad man gør: en sætning for sig selv, uden punktum.
health-next-look-at-it = Det går over af sig selv, når den anden side er tilbage; bliver det ved, så kontrollér adressen og firewallen
health-next-check-all = Kontrollér adresse, nøgle og navne i indstillingerne: der er intet modtaget endnu
health-next-check-key = Kontrollér nøglen, og hvad den giver adgang til
health-next-check-address = Kontrollér adressen: region, sti og omdirigeringer
health-next-check-setting = Kontrollér adresse og nøgle for mellemrum og linjeskift
health-next-refuses-us = Kontrollér adressen og nøglen
health-next-log = Se i hubbens log
health-next-app-keys = Kontrollér indstillingen app_keys
health-next-consents-refused = Den afviser nogle medlemmers svar og får dem igen hver dag: se årsagen i dens log
health-next-push-url = Kontrollér push_url og push_project: intet dér taler FCM HTTP v1 for projektet
health-next-push-enable = Slå Firebase Cloud Messaging API (V1) til for projektet push_project i Google Cloud-konsollen
health-next-push-apple = Forny APNs-nøglen i Firebase-konsollen: Project settings, Cloud Messaging
health-next-push-token = push_token afvises; et af Googles egne udløber inden for en time: brug push_service_account
health-next-push-role = Giv tjenestekontoen rollen Firebase Cloud Messaging API Admin i projektet push_project
health-next-push-new-key = Lav en ny nøgle (Firebase-konsollen: Project settings, Service accounts), og læg den i stedet for den gamle fil (push_service_account)
health-next-push-clock = Stil maskinens ur (NTP)
health-next-push-apns = Kontrollér push_apns_key, push_apns_key_id, push_apns_team og push_apns_topic; en testudgave af appen kræver Apples tjeneste for udvikling i push_apns_url
health-next-push-vapid = Kontrollér push_vapid_key og push_contact: browsere abonnerer med den offentlige halvdel af netop den nøgle
health-next-source-timeout = Den svarede ikke inden for { $seconds } sek. Kontrollér url, region og firewall
health-next-source-unreachable = Den kan ikke nås. Kontrollér url, navnet i den og firewallen
health-next-source-auth = Den afviste nøglen. Kontrollér key eller key_env, og at nøglen må læse profiler
health-next-source-somebody-else = Intet af et sådant svar bruges. Kontrollér url, id og identifier, og at ingen session eller cache svarer undervejs
health-next-source-unsendable = Det kan ikke sendes. Kontrollér url, og key eller key_env for mellemrum og linjeskift
health-next-source-paced = Den bad om lavere fart. Vent, eller sænk requests_per_second
health-next-source-bad-reply = Den svarede noget andet, end dens dokumentation siger. Kontrollér url (region, sti, omdirigeringer) og kind
health-next-source-check = Kør: goddag-hub customers check
health-next-feed-address = Åbn adressen i en browser: den skal være selve produktfeedet, uden login og omdirigering
health-next-feed-refused = Kør: goddag-hub catalogue show
health-next-model-refused = Kør: goddag-hub insight report
health-next-training = Kør: goddag-hub insight train
health-next-campaigns = Kør: goddag-hub campaigns list
health-why-offers-dry = en liste med koder er brugt op
health-why-offers-few = en liste med koder er næsten brugt op
health-next-offers = Læg flere koder ind: goddag-hub offers import

# Hvorfor browsere afviser hubbens certifikat, eller hvorfor det ikke kan indlæses. Efter et kolon.
health-https-file = { $file } kan ikke læses: { $why }
health-https-certificate = { $file } indeholder intet certifikat, der kan bruges (PEM)
health-https-key = { $file } indeholder ingen privat nøgle, der kan bruges (PEM)
health-https-locked = nøglen i { $file } er låst med en adgangskode, som ingen kan taste, når hubben starter
health-https-mismatch = nøglen i { $key_file } hører ikke til certifikatet i { $file }
health-https-kind = browsere godtager ikke nøgler af denne slags: brug ECDSA P-256 eller RSA med mindst 2048 bit
health-https-usage = certifikatet er ikke lavet til webservere (serverAuth)
health-https-name = certifikatet gælder for { $names } og ikke for { $name }
health-https-early = ifølge denne maskines ur gælder certifikatet først fra { $day }
health-https-ended = certifikatet udløb { $day }
