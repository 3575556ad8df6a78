# Det, nogen skal se til, for butikkens leder og den, der passer udstyret.
alarms-neutral = Noget er galt; loggen siger hvad
alarms-broker = Modtagere og hub kan ikke nå hinanden: { $why }
alarms-keys-cut-off = Ingen bliver genkendt: hubben har ingen nøgle til i dag
alarms-keys-run-out = Hubben har ingen nøgle til i morgen: hent nye i dag
alarms-https-refused = Browsere afviser denne hub: { $why }
alarms-https-late = Hubbens certifikat udløber { $day } og er ikke blevet fornyet
alarms-https-not-loaded = Hubbens fornyede certifikat kan ikke bruges: { $why }. Det forrige bruges indtil { $day }
alarms-https-authority = Hubbens egen certifikatudsteder til browsere udløber { $day }
alarms-edge-offline = { $edge }: intet hørt fra den siden { $since }
alarms-edge-never = { $edge }: aldrig hørt fra den
alarms-edge-twice = { $edge }: to enheder taler under samme navn; stop den ene, og tilmeld den igen
alarms-edge-moved = { $edge }: hører beacons anderledes end før; den hænger et andet sted, eller noget står i vejen
alarms-edge-off-plan = { $edge }: står ikke på plantegningen, så det, den hører, bruges ikke
alarms-way-stopped = { $way } ({ $what }) er standset: { $reason }
alarms-way-never = { $way } ({ $what }) har aldrig virket: { $reason }
alarms-consents-paused = { $platform }: får ikke at vide, hvad kunderne har trukket tilbage
alarms-bulk = { $count ->
    [one] { $device }: åbnede { $count } kunde inden for en time
   *[other] { $device }: åbnede { $count } kunder inden for en time
 }
alarms-passkeys = { $count ->
    [one] { $count } adgangsnøgle er lavet under et andet navn på denne hub og åbner intet længere
   *[other] { $count } adgangsnøgler er lavet under et andet navn på denne hub og åbner intet længere
 }
alarms-passkeys-copied = { $count ->
    [one] { $count } adgangsnøgle kan være kopieret: hvis den er, står under Personale; de fjerner den og laver en anden
   *[other] { $count } adgangsnøgler kan være kopieret: hvis de er, står under Personale; de fjerner dem og laver andre
 }
alarms-pins = { $count ->
    [one] Nogen gætter PIN-koder: { $count } forkert inden for et døgn
   *[other] Nogen gætter PIN-koder: { $count } forkerte inden for et døgn
 }

# Hvad man gør ved en alarm, som ikke selv siger det.
alarms-next-broker = Se efter, om hubbens maskine er på butikkens netværk, og start hubben igen
alarms-next-https-refused = Kør goddag-hub https check på hubben, og ret det, den siger
alarms-next-https-late = Se efter, at certifikater bliver fornyet: goddag-hub https check
alarms-next-https-not-loaded = Kør goddag-hub https check på hubben, og ret det, den siger
alarms-next-https-authority = Lav en ny, og få hver håndholdt til at stole på den: goddag-hub https authority
alarms-next-edge-offline = Se efter, om den har strøm og netværk
alarms-next-edge-never = Se efter, om den har strøm og netværk
alarms-next-edge-moved = Hæng den, hvor plantegningen siger, eller flyt den på tegningen
alarms-next-edge-off-plan = Tegn den ind på plantegningen
alarms-next-consents-paused = Kontrollér platformens adresse og nøgle
alarms-next-bulk = Spørg, hvem der brugte den, og hvorfor: goddag-hub audit show
alarms-next-passkeys = Sæt public_name, som det var, eller lad ejerne lave nye
alarms-next-pins = Se, hvem der har prøvet: goddag-hub people log; lås op for dem, du kender

# Det, der går en vej ud.
alarms-what-messages = beskeder til appen
alarms-what-messages-apple = beskeder, der går videre til Apple
alarms-what-messages-apns = beskeder direkte til Apple
alarms-what-messages-web = beskeder til browsere
alarms-what-sales = hvad der var i et salg
alarms-what-events = hvad der sker i butikken, så vidt medlemmer har sagt ja
alarms-what-corrections = hvad kunder retter
alarms-what-erasures = hvem der er slettet her og skal slettes dér
alarms-what-consents = ændringer af samtykke
alarms-what-profiles = kundeprofiler til kortene
alarms-what-answers = hvad kunder har svaret dér
alarms-what-sign-in = de offentlige nøgler til kundernes login
alarms-what-provider = login hos butikkens login-tjeneste
alarms-what-insight = hvad kunder kan få brug for
alarms-what-campaigns = hvad der siges til kunder, og hvornår
alarms-what-articles = hvad butikken sælger
alarms-what-images = billeder af varer
alarms-what-stock = hvad denne butik har på lager
alarms-what-offers = koder til tilbud
