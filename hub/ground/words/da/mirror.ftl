# Det kunden læser i sin app om, hvad butikken ser og gør.
mirror-neutral = ukendt
mirror-staff = personalet

# Hvorfor et kort blev åbnet.
mirror-opened-near = Du var i nærheden, og de ville hjælpe.
mirror-opened-asked = Du bad om hjælp.
mirror-opened-search = De ledte efter dig på listen.
mirror-opened-analysis = De så på, hvad der kan ventes af dig.
mirror-opened-why = De så efter, hvorfor du fik en kampagne, eller hvorfor ikke.

# Hvorfor en besked kom: reglen, og hvorfor netop den tekst.
mirror-rule-welcome = En hilsen, når du kommer ind, højst én om dagen, fordi du har sagt ja til beskeder i butikken.
mirror-rule-other = Kampagnen { $campaign }, fordi du har sagt ja til beskeder i butikken.
mirror-text-general = Teksten, som alle får.
mirror-text-line = Teksten om { $line }, fordi det meste, du har købt, er derfra.

# Hvorfor en besked ikke kom.
mirror-silence-no-consent = Du har ikke sagt ja til beskeder i butikken.
mirror-silence-no-phone = Vi har ingen telefon at skrive til.
mirror-silence-already-this-visit = Du har allerede fået den under dette besøg.
mirror-silence-capped = Du har allerede fået den i dag.
mirror-silence-held-out = Du er blandt de få, som ikke får den, så vi kan se, om den hjælper nogen.
mirror-silence-no-gateway = Butikken sender ikke beskeder.
mirror-silence-gateway-away = Beskedtjenesten kan ikke nås lige nu; vi prøver igen, mens du er her.
mirror-silence-not-for-them = Den var ikke til dig: dens regel passede ikke.
mirror-silence-sensitive = Den handler om noget, som vi ikke taler med nogen om.
mirror-silence-complaint = Du har en åben sag hos os: imens sender vi ingen reklame.
mirror-silence-quiet-hours = Det var i butikkens stille timer.
mirror-silence-visit-cap = Du havde allerede fået besøgets besked.
mirror-silence-day-cap = Du har allerede fået den i dag.
mirror-silence-week-cap = Du har fået den ofte nok i denne uge.
mirror-silence-contact-budget = Du har hørt nok fra os for nu.
mirror-silence-bought-lately = Du har for nylig købt den til fuld pris.
mirror-silence-no-codes = Der var ikke flere koder til tilbuddet.
mirror-silence-global-holdout = Du er blandt de få, der ikke får kampagner, så vi kan se, om de hjælper nogen.
mirror-silence-outranked = Noget andet var vigtigere i det øjeblik.
mirror-silence-other = Butikken valgte den fra: { $reason }.

# Hvad der blev af en besked.
mirror-result-listed = Det stod på dit kort hos personalet.
mirror-result-shown = En kollega fik det at vide.
mirror-result-sent = Den blev sendt.
mirror-result-inbox = Den ligger i appens indbakke; ingen af dine telefoner tager imod beskeder.
mirror-result-phone-gone = Din telefon tager ikke længere imod beskeder fra os.
mirror-result-refused = Beskedtjenesten tog ikke imod den.
mirror-result-not-sent = Den kunne ikke sendes.
mirror-result-unknown = Vi ved ikke, om den kom frem; den sendes ikke igen.
mirror-result-no-gateway = Butikken kan ikke sende beskeder lige nu.
mirror-result-called-back = Du trak dit samtykke tilbage undervejs, og den blev kaldt tilbage.
mirror-result-pending = Den er på vej.

# Hvad der gælder for en kanal.
mirror-channel-open = Åben: du har sagt ja og ikke taget det tilbage noget sted.
mirror-channel-not-agreed-here = Du har ikke sagt ja til det i butikkens app.
mirror-channel-denied-elsewhere = Du har sagt nej til det et andet sted i kæden; det gælder også her.
mirror-channel-never-agreed = Ingen har spurgt her, og intet siger, at du har sagt ja et andet sted.

mirror-help-asked = Butikken ved, at du har bedt om hjælp.
mirror-help-coming = { $who } er på vej til dig.
mirror-help-busy = Alle i butikken er optaget lige nu. Du står først i køen, og nogen kommer, så snart de kan.
