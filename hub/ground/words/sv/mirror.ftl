# Det kunden läser i sin app om vad butiken ser och gör.
mirror-neutral = okänt
mirror-staff = personalen

# Varför ett kort öppnades.
mirror-opened-near = Du var i närheten och de ville hjälpa.
mirror-opened-asked = Du bad om hjälp.
mirror-opened-search = De letade efter dig i listan.
mirror-opened-analysis = De tittade på vad som kan väntas av dig.
mirror-opened-why = De tittade efter varför du fick en kampanj, eller varför inte.

# Varför ett meddelande kom: regeln, och varför just den texten.
mirror-rule-welcome = En hälsning när du kommer in, högst en om dagen, eftersom du har sagt ja till meddelanden i butiken.
mirror-rule-other = Kampanjen { $campaign }, eftersom du har sagt ja till meddelanden i butiken.
mirror-text-general = Texten som alla får.
mirror-text-line = Texten om { $line }, eftersom det mesta du har köpt är därifrån.

# Varför ett meddelande inte kom.
mirror-silence-no-consent = Du har inte sagt ja till meddelanden i butiken.
mirror-silence-no-phone = Vi har ingen telefon att skriva till.
mirror-silence-already-this-visit = Du har redan fått det under det här besöket.
mirror-silence-capped = Du har redan fått det i dag.
mirror-silence-held-out = Du är bland de få som inte får det, så att vi kan se om det hjälper någon.
mirror-silence-no-gateway = Butiken skickar inga meddelanden.
mirror-silence-gateway-away = Meddelandetjänsten kan inte nås just nu; vi försöker igen medan du är här.
mirror-silence-not-for-them = Det var inte till dig: regeln stämde inte.
mirror-silence-sensitive = Det handlar om något som vi inte talar med någon om.
mirror-silence-complaint = Du har ett öppet ärende hos oss: under tiden skickar vi ingen reklam.
mirror-silence-quiet-hours = Det var under butikens tysta timmar.
mirror-silence-visit-cap = Du hade redan fått besökets meddelande.
mirror-silence-day-cap = Du har redan fått det i dag.
mirror-silence-week-cap = Du har fått det tillräckligt ofta den här veckan.
mirror-silence-contact-budget = Du har hört tillräckligt från oss för nu.
mirror-silence-bought-lately = Du köpte den nyligen till fullt pris.
mirror-silence-no-codes = Koderna till erbjudandet var slut.
mirror-silence-global-holdout = Du är bland de få som inte får några kampanjer, så att vi kan se om de hjälper någon.
mirror-silence-outranked = Något annat var viktigare just då.
mirror-silence-other = Butiken valde bort det: { $reason }.

# Vad det blev av ett meddelande.
mirror-result-listed = Det stod på ditt kort hos personalen.
mirror-result-shown = En kollega fick veta det.
mirror-result-sent = Det skickades.
mirror-result-inbox = Det ligger i appens inkorg; ingen av dina telefoner tar emot meddelanden.
mirror-result-phone-gone = Din telefon tar inte längre emot meddelanden från oss.
mirror-result-refused = Meddelandetjänsten tog inte emot det.
mirror-result-not-sent = Det kunde inte skickas.
mirror-result-unknown = Vi vet inte om det kom fram; det skickas inte igen.
mirror-result-no-gateway = Butiken kan inte skicka meddelanden just nu.
mirror-result-called-back = Du tog tillbaka ditt samtycke under tiden, och det kallades tillbaka.
mirror-result-pending = Det är på väg.

# Vad som gäller för en kanal.
mirror-channel-open = Öppen: du har sagt ja och inte tagit tillbaka det någonstans.
mirror-channel-not-agreed-here = Du har inte sagt ja till det i butikens app.
mirror-channel-denied-elsewhere = Du har sagt nej till det på annat håll i kedjan; det gäller även här.
mirror-channel-never-agreed = Ingen har frågat här, och inget säger att du har sagt ja på annat håll.

mirror-help-asked = Butiken vet att du har bett om hjälp.
mirror-help-coming = { $who } är på väg till dig.
mirror-help-busy = Alla i butiken är upptagna just nu. Du står först i kön, och någon kommer så fort de kan.
