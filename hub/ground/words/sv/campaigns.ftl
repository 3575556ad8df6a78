# Det som sägs om kampanjer: till dem som skriver dem, och till dem som frågar varför.
campaigns-neutral = Något om den här kampanjen kan inte sägas.
campaigns-rule-field = Det finns inget fält "{ $name }". Text måste stå inom citattecken.
campaigns-rule-field-near = Det finns inget fält "{ $name }". Menade du "{ $near }"? Text måste stå inom citattecken.
campaigns-rule-decimal = "{ $name }" jämförs med ett tal av den andra sorten: skriv 100.0 för ett belopp eller en andel, och 3 för ett antal.
campaigns-rule-number = "{ $name }" är ett tal: jämför det med ett tal utan citattecken.
campaigns-rule-list = "{ $name }" är en lista: fråga om något finns i den, som "guld" in { $name }.
campaigns-rule-counts = "{ $name }" räknar per id: skriv vilket, som { $name }["sofa-12"] > 3.
campaigns-rule-types = "{ $name }" kan inte jämföras så: de två sidorna är av olika slag.
campaigns-rule-read-equals = Använd == för att jämföra, && för "och", || för "eller".
campaigns-rule-read-quote = Använd raka citattecken: " eller '.
campaigns-rule-read-word = Använd { $sign } i stället för "{ $word }".
campaigns-rule-read-comma = Använd decimalpunkt, som 1.5.
campaigns-rule-read-end = Regeln slutar för tidigt.
campaigns-rule-read-extra = "{ $token }" står där regeln kunde vara slut: saknas && eller || framför?
campaigns-rule-nested = Regeln har för många nivåer: dela upp den.
campaigns-rule-long = Regeln är längre än { $most } tecken: dela upp den.
campaigns-rule-no-answer = Regeln ger varken ja eller nej: jämför den med något.
campaigns-rule-unreadable = Regeln kan inte läsas.
campaigns-rule-missing = "{ $name }" är inte känt för den här kunden.
campaigns-rule-no-key = Regeln frågar efter ett id som den här kunden inte har något av.
campaigns-rule-zero = Regeln delar med noll för den här kunden.
campaigns-rule-overflow = Ett tal i regeln blir för stort för den här kunden.
campaigns-rule-pattern = Mönstret i regeln är inte giltigt.
campaigns-rule-heavy = Regeln tar för lång tid och är avstängd.
campaigns-rule-unanswered = Regeln kunde inte besvaras för den här kunden.
