# Varför en väg ut eller en del av hubben inte gör sitt jobb, och vad man gör åt det. Inställningars namn översätts inte.
health-neutral = Det fungerar inte; loggen säger varför
# Det som en äldre version av hubben skrev med egna ord.
health-said = { $text }

# Varför: står för sig självt och efter kolon i ett larm.
health-why-status = HTTP { $status }
health-why-unexpected = HTTP { $status } med ett svar som tjänsten inte ger
health-why-endless = HTTP { $status } med ett svar utan slut
health-why-useless = svaret är inte det som efterfrågades
health-why-no-answer = inget svar
health-why-no-answer-timeout = inget svar i tid
health-why-no-answer-unreachable = den kan inte nås
health-why-no-answer-broken = den avbröt, eller svaret är inte HTTP
health-why-no-answer-unsendable = förfrågan kan inte skickas så som den är inställd
health-why-file = filen kan inte läsas
health-why-all-refused = allt har avvisats hittills
health-why-refuses-us = den avvisar hubben
health-why-away = den är borta eller har bett oss vänta
health-why-our-fault = ett fel i hubben själv
health-why-outbox = hubben kan inte läsa det som väntar på att skickas
health-why-consents-refused = den avvisar hubben och vet inte vad som har återkallats här
health-why-push-credentials = HTTP 401: vår inloggning avvisas
health-why-push-forbidden = HTTP 403: vi får inte skicka för det här projektet
health-why-push-paced = HTTP 429: för många meddelanden
health-why-push-away = borta en stund
health-why-push-apple = Apple avvisar nyckeln som Firebase har
health-why-push-other-project = telefon efter telefon hör till ett annat projekt
health-why-push-all-gone = telefon efter telefon är okänd där: det är inställningarna och inte telefonerna
health-why-push-apns-place = telefon efter telefon hör till en annan utgåva av appen eller till en annan app
health-why-push-apns-clock = Apple anser att våra token har gått ut: den här maskinens klocka går fel
health-why-push-apns-refuses = Apple avvisar oss
health-why-push-web-refuses = en webbläsares meddelandetjänst avvisar oss
health-why-push-key-file = tjänstekontots nyckelfil går inte att använda
health-why-push-no-token = tokentjänsten svarar inte
health-why-push-not-a-token = tokentjänsten svarar med något annat än en token
health-why-push-clock = tokentjänsten anser att datorns klocka går fel
health-why-push-unknown-key = tokentjänsten känner inte till nyckeln
health-why-push-no-account = tokentjänsten känner inte till tjänstekontot, eller så är det spärrat
health-why-push-refused = tokentjänsten avvisar tjänstekontot
health-why-source-awaited = den har inte svarat än
health-why-source-timeout = inget svar i tid
health-why-source-unreachable = den kan inte nås
health-why-source-auth = den avvisar nyckeln
health-why-source-paced = den bad hubben att sakta ner
health-why-source-open-circuit = den misslyckades gång på gång och får vara i fred en stund
health-why-source-bad-reply = den svarar något annat än dess dokumentation säger
health-why-source-unsendable = förfrågan kan inte skickas så som den är inställd
health-why-source-not-configured = den är inte inställd
health-why-source-somebody-else = { $count ->
    [one] den svarade om någon annan { $count } gång
   *[other] den svarade om någon annan { $count } gånger
 }
health-why-source-check = kontrollen vid start hittade något fel
health-why-no-keys = { $times ->
    [one] ingen användbar nyckel i svaret, { $times } gång i rad
   *[other] ingen användbar nyckel i svaret, { $times } gånger i rad
 }
health-why-no-keys-kept = { $kept ->
    [one] ingen användbar nyckel i svaret ({ $times } i rad); { $kept } från tidigare gäller i { $hours } timmar
   *[other] ingen användbar nyckel i svaret ({ $times } i rad); { $kept } från tidigare gäller i { $hours } timmar
 }
health-why-feed-too-large = den är större än { $size } MB, eller så är disken full
health-why-feed-refused = filen avvisades; den senaste bra används fortfarande
health-why-model-refused = den nya modellen är inte bättre än att räkna; den senaste bra används fortfarande
health-why-campaign-stopped = hubben har stoppat en kampanj som var igång: den kan inte fortsätta som den är
health-why-campaign-doubt = en kampanj som är igång behöver ses över
health-why-training-failed = träningen misslyckades; den senaste bra modellen används fortfarande
health-why-no-model = modellen går inte att använda
health-why-broker-starting = hubben har just startat
health-why-broker-canary = brokern tar emot det hubben skickar men lämnar inte ut det
health-why-broker-unreachable = brokern kan inte nås
health-why-broker-refused = brokern avvisar hubben
health-why-broker-protocol = det som svarar är ingen broker
health-why-broker-lost = anslutningen till brokern bröts
health-why-broker-evicted = ett annat program använder hubbens namn
health-why-broker-stalled = brokern tar inte emot något
health-why-database = det går inte att skriva i databasen
health-why-database-busy = ett annat program skriver i databasen, och hubben väntar
health-why-round = { $seconds ->
    [one] har stått stilla i { $seconds } sekund
   *[other] har stått stilla i { $seconds } sekunder
 }
health-why-stuck = { $seconds ->
    [one] har varit vid händelse { $event } i { $seconds } sekund
   *[other] har varit vid händelse { $event } i { $seconds } sekunder
 }

# Vad man gör: en mening för sig själv, utan punkt.
health-next-look-at-it = Det går över av sig självt när den andra sidan är tillbaka; annars kontrollera adressen och brandväggen
health-next-check-all = Kontrollera adress, nyckel och namn i inställningarna: inget har tagits emot där än
health-next-check-key = Kontrollera nyckeln och vad den ger åtkomst till
health-next-check-address = Kontrollera adressen: region, sökväg och omdirigeringar
health-next-check-setting = Kontrollera adress och nyckel: inga blanksteg eller radbrytningar
health-next-refuses-us = Kontrollera adressen och nyckeln
health-next-log = Titta i hubbens logg
health-next-app-keys = Kontrollera inställningen app_keys
health-next-consents-refused = Den avvisar några medlemmars svar och får dem igen varje dag: se orsaken i dess logg
health-next-push-url = Kontrollera push_url och push_project: inget där talar FCM HTTP v1 för projektet
health-next-push-enable = Slå på Firebase Cloud Messaging API (V1) för projektet push_project i Google Cloud-konsolen
health-next-push-apple = Förnya APNs-nyckeln i Firebase-konsolen: Project settings, Cloud Messaging
health-next-push-token = push_token avvisas; en av Googles egna går ut inom en timme: använd push_service_account
health-next-push-role = Ge tjänstekontot rollen Firebase Cloud Messaging API Admin i projektet push_project
health-next-push-new-key = Skapa en ny nyckel (Firebase-konsolen: Project settings, Service accounts) och lägg den i stället för den gamla filen (push_service_account)
health-next-push-clock = Ställ datorns klocka (NTP)
health-next-push-apns = Kontrollera push_apns_key, push_apns_key_id, push_apns_team och push_apns_topic; en testutgåva av appen kräver Apples tjänst för utveckling i push_apns_url
health-next-push-vapid = Kontrollera push_vapid_key och push_contact: webbläsare prenumererar med den publika halvan av just den nyckeln
health-next-source-timeout = Den svarade inte inom { $seconds } s. Kontrollera url, region och brandvägg
health-next-source-unreachable = Den kan inte nås. Kontrollera url, namnet i den och brandväggen
health-next-source-auth = Den avvisade nyckeln. Kontrollera key eller key_env, och att nyckeln får läsa profiler
health-next-source-somebody-else = Inget av ett sådant svar används. Kontrollera url, id och identifier, och att ingen session eller cache svarar emellan
health-next-source-unsendable = Det går inte att skicka. Kontrollera url, och key eller key_env: inga blanksteg eller radbrytningar
health-next-source-paced = Den bad om lägre takt. Vänta, eller sänk requests_per_second
health-next-source-bad-reply = Den svarade något annat än dess dokumentation säger. Kontrollera url (region, sökväg, omdirigeringar) och kind
health-next-source-check = Kör: goddag-hub customers check
health-next-feed-address = Öppna adressen i en webbläsare: den ska vara själva produktfeeden, utan inloggning och omdirigering
health-next-feed-refused = Kör: goddag-hub catalogue show
health-next-model-refused = Kör: goddag-hub insight report
health-next-training = Kör: goddag-hub insight train
health-next-campaigns = Kör: goddag-hub campaigns list
health-why-offers-dry = en lista med koder är slut
health-why-offers-few = en lista med koder är nästan slut
health-next-offers = Lägg till koder: goddag-hub offers import

# Varför webbläsare avvisar hubbens certifikat, eller varför det inte kan läsas in. Efter ett kolon.
health-https-file = { $file } kan inte läsas: { $why }
health-https-certificate = { $file } innehåller inget certifikat som kan användas (PEM)
health-https-key = { $file } innehåller ingen privat nyckel som kan användas (PEM)
health-https-locked = nyckeln i { $file } är låst med ett lösenord som ingen kan skriva in när hubben startar
health-https-mismatch = nyckeln i { $key_file } hör inte till certifikatet i { $file }
health-https-kind = webbläsare godtar inte nycklar av det här slaget: använd ECDSA P-256 eller RSA med minst 2048 bitar
health-https-usage = certifikatet är inte gjort för webbservrar (serverAuth)
health-https-name = certifikatet gäller för { $names } och inte för { $name }
health-https-early = enligt klockan på den här datorn gäller certifikatet först från { $day }
health-https-ended = certifikatet gick ut { $day }
