# Det kunden leser i appen sin om hva butikken ser og gjør.
mirror-neutral = ukjent
mirror-staff = de ansatte

# Hvorfor et kort ble åpnet.
mirror-opened-near = Du var i nærheten, og de ville hjelpe.
mirror-opened-asked = Du ba om hjelp.
mirror-opened-search = De lette etter deg i listen.
mirror-opened-analysis = De så på hva som kan ventes av deg.
mirror-opened-why = De så etter hvorfor du fikk en kampanje, eller hvorfor ikke.

# Hvorfor en melding kom: regelen, og hvorfor akkurat den teksten.
mirror-rule-welcome = En hilsen når du kommer inn, høyst én om dagen, fordi du har sagt ja til meldinger i butikken.
mirror-rule-other = Kampanjen { $campaign }, fordi du har sagt ja til meldinger i butikken.
mirror-text-general = Teksten som alle får.
mirror-text-line = Teksten om { $line }, fordi det meste du har kjøpt, er derfra.

# Hvorfor en melding ikke kom.
mirror-silence-no-consent = Du har ikke sagt ja til meldinger i butikken.
mirror-silence-no-phone = Vi har ingen telefon å skrive til.
mirror-silence-already-this-visit = Du har allerede fått den under dette besøket.
mirror-silence-capped = Du har allerede fått den i dag.
mirror-silence-held-out = Du er blant de få som ikke får den, så vi kan se om den hjelper noen.
mirror-silence-no-gateway = Butikken sender ikke meldinger.
mirror-silence-gateway-away = Meldingstjenesten kan ikke nås akkurat nå; vi prøver igjen mens du er her.
mirror-silence-not-for-them = Den var ikke ment for deg: regelen passet ikke.
mirror-silence-sensitive = Den handler om noe vi ikke snakker med noen om.
mirror-silence-complaint = Du har en åpen sak hos oss: imens sender vi ingen reklame.
mirror-silence-quiet-hours = Det var i butikkens stille timer.
mirror-silence-visit-cap = Du hadde allerede fått besøkets melding.
mirror-silence-day-cap = Du har allerede fått den i dag.
mirror-silence-week-cap = Du har fått den ofte nok denne uken.
mirror-silence-contact-budget = Du har hørt nok fra oss for nå.
mirror-silence-bought-lately = Du har nylig betalt hele prisen for den.
mirror-silence-no-codes = Det var ikke flere koder til tilbudet.
mirror-silence-global-holdout = Du er blant de få som ikke får kampanjer, så vi kan se om de hjelper noen.
mirror-silence-outranked = Noe annet var viktigere i det øyeblikket.
mirror-silence-other = Butikken valgte den bort: { $reason }.

# Hva det ble av en melding.
mirror-result-listed = Det sto på kortet ditt hos de ansatte.
mirror-result-shown = En kollega fikk vite det.
mirror-result-sent = Den ble sendt.
mirror-result-inbox = Den ligger i appens innboks; ingen av telefonene dine tar imot meldinger.
mirror-result-phone-gone = Telefonen din tar ikke lenger imot meldinger fra oss.
mirror-result-refused = Meldingstjenesten tok ikke imot den.
mirror-result-not-sent = Den kunne ikke sendes.
mirror-result-unknown = Vi vet ikke om den kom fram; den sendes ikke på nytt.
mirror-result-no-gateway = Butikken kan ikke sende meldinger akkurat nå.
mirror-result-called-back = Du trakk samtykket tilbake underveis, og den ble kalt tilbake.
mirror-result-pending = Den er på vei.

# Hva som gjelder for en kanal.
mirror-channel-open = Åpen: du har sagt ja og ikke tatt det tilbake noe sted.
mirror-channel-not-agreed-here = Du har ikke sagt ja til det i butikkens app.
mirror-channel-denied-elsewhere = Du har sagt nei til det et annet sted i kjeden; det gjelder også her.
mirror-channel-never-agreed = Ingen har spurt her, og ingenting sier at du har sagt ja et annet sted.

mirror-help-asked = Butikken vet at du har bedt om hjelp.
mirror-help-coming = { $who } er på vei til deg.
mirror-help-busy = Alle i butikken er opptatt akkurat nå. Du står først i køen, og noen kommer så snart de kan.
