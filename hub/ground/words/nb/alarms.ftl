# Det noen må se til, for butikkens leder og den som passer utstyret.
alarms-neutral = Noe er galt; loggen sier hva
alarms-broker = Mottakere og hub når ikke hverandre: { $why }
alarms-keys-cut-off = Ingen blir gjenkjent: huben har ingen nøkkel for i dag
alarms-keys-run-out = Huben har ingen nøkkel for i morgen: hent nye i dag
alarms-https-refused = Nettlesere avviser denne huben: { $why }
alarms-https-late = Hubens sertifikat utløper { $day } og er ikke fornyet
alarms-https-not-loaded = Hubens fornyede sertifikat kan ikke brukes: { $why }. Det forrige brukes til { $day }
alarms-https-authority = Hubens egen sertifikatutsteder for nettlesere utløper { $day }
alarms-edge-offline = { $edge }: ingenting hørt fra den siden { $since }
alarms-edge-never = { $edge }: aldri hørt fra den
alarms-edge-twice = { $edge }: to enheter snakker under samme navn; stopp den ene, og meld den inn på nytt
alarms-edge-moved = { $edge }: hører beacons annerledes enn før; den henger et annet sted, eller noe står i veien
alarms-edge-off-plan = { $edge }: står ikke på plantegningen, så det den hører, brukes ikke
alarms-way-stopped = { $way } ({ $what }) har stanset: { $reason }
alarms-way-never = { $way } ({ $what }) har aldri virket: { $reason }
alarms-consents-paused = { $platform }: får ikke vite hva kundene har trukket tilbake
alarms-bulk = { $count ->
    [one] { $device }: åpnet { $count } kunde i løpet av en time
   *[other] { $device }: åpnet { $count } kunder i løpet av en time
 }
alarms-passkeys = { $count ->
    [one] { $count } passnøkkel er laget under et annet navn på denne huben og åpner ingenting lenger
   *[other] { $count } passnøkler er laget under et annet navn på denne huben og åpner ingenting lenger
 }
alarms-passkeys-copied = { $count ->
    [one] { $count } passnøkkel kan være kopiert: hvem sin den er, står under Ansatte; de fjerner den og lager en annen
   *[other] { $count } passnøkler kan være kopiert: hvem sine de er, står under Ansatte; de fjerner dem og lager andre
 }
alarms-pins = { $count ->
    [one] Noen gjetter PIN-koder: { $count } feil i løpet av et døgn
   *[other] Noen gjetter PIN-koder: { $count } feil i løpet av et døgn
 }

# Hva man gjør med en alarm som ikke selv sier det.
alarms-next-broker = Sjekk at maskinen til huben er på butikkens nettverk, og start huben på nytt
alarms-next-https-refused = Kjør goddag-hub https check på huben, og rett det den sier
alarms-next-https-late = Se etter at sertifikater blir fornyet: goddag-hub https check
alarms-next-https-not-loaded = Kjør goddag-hub https check på huben, og rett det den sier
alarms-next-https-authority = Lag en ny, og få hver håndholdt til å stole på den: goddag-hub https authority
alarms-next-edge-offline = Sjekk at den har strøm og nettverk
alarms-next-edge-never = Sjekk at den har strøm og nettverk
alarms-next-edge-moved = Heng den der plantegningen sier, eller flytt den på tegningen
alarms-next-edge-off-plan = Tegn den inn på plantegningen
alarms-next-consents-paused = Sjekk adressen og nøkkelen til plattformen
alarms-next-bulk = Spør hvem som brukte den, og hvorfor: goddag-hub audit show
alarms-next-passkeys = Sett public_name slik det var, eller la eierne lage nye
alarms-next-pins = Se hvem som har prøvd: goddag-hub people log; lås opp for dem du kjenner

# Det som går en vei ut.
alarms-what-messages = meldinger til appen
alarms-what-messages-apple = meldinger som går videre til Apple
alarms-what-messages-apns = meldinger rett til Apple
alarms-what-messages-web = meldinger til nettlesere
alarms-what-sales = hva som var i et salg
alarms-what-events = hva som skjer i butikken, så langt medlemmer har sagt ja
alarms-what-corrections = hva kunder retter
alarms-what-erasures = hvem som er slettet her og skal slettes der
alarms-what-consents = endringer av samtykke
alarms-what-profiles = kundeprofiler til kortene
alarms-what-answers = hva kunder har svart der
alarms-what-sign-in = de offentlige nøklene til kundenes innlogging
alarms-what-provider = innlogging hos butikkens innloggingstjeneste
alarms-what-insight = hva kunder kan få bruk for
alarms-what-campaigns = hva som sies til kunder, og når
alarms-what-articles = hva butikken selger
alarms-what-images = bilder av varer
alarms-what-stock = hva denne butikken har på lager
alarms-what-offers = koder til tilbud
