# Det som någon måste se till, för butikens chef och den som sköter utrustningen.
alarms-neutral = Något är fel; loggen säger vad
alarms-broker = Mottagare och hubb når inte varandra: { $why }
alarms-keys-cut-off = Ingen känns igen: hubben har ingen nyckel för i dag
alarms-keys-run-out = Hubben har ingen nyckel för i morgon: hämta nya i dag
alarms-https-refused = Webbläsare avvisar den här hubben: { $why }
alarms-https-late = Hubbens certifikat går ut { $day } och har inte förnyats
alarms-https-not-loaded = Hubbens förnyade certifikat kan inte användas: { $why }. Det förra används till { $day }
alarms-https-authority = Hubbens egen certifikatutfärdare för webbläsare går ut { $day }
alarms-edge-offline = { $edge }: inget hört från den sedan { $since }
alarms-edge-never = { $edge }: aldrig hört något från den
alarms-edge-twice = { $edge }: två enheter använder samma namn; stoppa den ena och anslut den på nytt
alarms-edge-moved = { $edge }: hör sändarna annorlunda än förut; den hänger någon annanstans, eller något står i vägen
alarms-edge-off-plan = { $edge }: finns inte på planritningen, så det den hör används inte
alarms-way-stopped = { $way } ({ $what }) har stannat: { $reason }
alarms-way-never = { $way } ({ $what }) har aldrig fungerat: { $reason }
alarms-consents-paused = { $platform }: får inte veta vad kunderna har tagit tillbaka
alarms-bulk = { $count ->
    [one] { $device }: öppnade { $count } kund inom en timme
   *[other] { $device }: öppnade { $count } kunder inom en timme
 }
alarms-passkeys = { $count ->
    [one] { $count } nyckel skapades under ett annat namn på hubben och öppnar ingenting längre
   *[other] { $count } nycklar skapades under ett annat namn på hubben och öppnar ingenting längre
 }
alarms-passkeys-copied = { $count ->
    [one] { $count } nyckel kan vara kopierad: vems den är står under Personal; de tar bort den och skapar en annan
   *[other] { $count } nycklar kan vara kopierade: vems de är står under Personal; de tar bort dem och skapar andra
 }
alarms-pins = { $count ->
    [one] Någon gissar PIN-koder: { $count } felaktig inom ett dygn
   *[other] Någon gissar PIN-koder: { $count } felaktiga inom ett dygn
 }

# Vad man gör åt ett larm som inte själv säger det.
alarms-next-broker = Se efter att hubbens dator är på butikens nätverk, och starta om hubben
alarms-next-https-refused = Kör goddag-hub https check på hubben och rätta till det som står där
alarms-next-https-late = Se till att certifikat förnyas: goddag-hub https check
alarms-next-https-not-loaded = Kör goddag-hub https check på hubben och rätta till det som står där
alarms-next-https-authority = Gör en ny och låt varje handdator lita på den: goddag-hub https authority
alarms-next-edge-offline = Se efter att den har ström och nätverk
alarms-next-edge-never = Se efter att den har ström och nätverk
alarms-next-edge-moved = Häng den där planritningen säger, eller flytta den på ritningen
alarms-next-edge-off-plan = Rita in den på planritningen
alarms-next-consents-paused = Kontrollera plattformens adress och nyckel
alarms-next-bulk = Fråga vem som använde den och varför: goddag-hub audit show
alarms-next-passkeys = Sätt public_name som det var, eller låt ägarna skapa nya
alarms-next-pins = Se vem som har försökt: goddag-hub people log; lås upp för dem du känner

# Det som går en väg ut.
alarms-what-messages = meddelanden till appen
alarms-what-messages-apple = meddelanden som går vidare till Apple
alarms-what-messages-apns = meddelanden direkt till Apple
alarms-what-messages-web = meddelanden till webbläsare
alarms-what-sales = vad som ingick i ett köp
alarms-what-events = vad som händer i butiken, så långt medlemmar har sagt ja
alarms-what-corrections = vad kunder rättar
alarms-what-erasures = vem som har raderats här och ska raderas där
alarms-what-consents = ändringar av samtycke
alarms-what-profiles = kundprofiler till korten
alarms-what-answers = vad kunder har svarat där
alarms-what-sign-in = de offentliga nycklarna till kundernas inloggning
alarms-what-provider = inloggning hos butikens inloggningstjänst
alarms-what-insight = vad kunder kan behöva
alarms-what-campaigns = vad som sägs till kunder, och när
alarms-what-articles = vad butiken säljer
alarms-what-images = bilder på varor
alarms-what-stock = vad den här butiken har i lager
alarms-what-offers = koder till erbjudanden
