# Det som sies om kampanjer: til dem som skriver dem, og til dem som spør hvorfor.
campaigns-neutral = Noe om denne kampanjen kan ikke sies.
campaigns-rule-field = Det finnes ikke noe felt "{ $name }". Tekst må stå i anførselstegn.
campaigns-rule-field-near = Det finnes ikke noe felt "{ $name }". Mente du "{ $near }"? Tekst må stå i anførselstegn.
campaigns-rule-decimal = "{ $name }" sammenlignes med et tall av den andre typen: skriv 100.0 for et beløp eller en andel, og 3 for et antall.
campaigns-rule-number = "{ $name }" er et tall: sammenlign det med et tall uten anførselstegn.
campaigns-rule-list = "{ $name }" er en liste: spør om noe er i den, som "gull" in { $name }.
campaigns-rule-counts = "{ $name }" teller per id: skriv hvilken, som { $name }["sofa-12"] > 3.
campaigns-rule-types = "{ $name }" kan ikke sammenlignes slik: de to sidene er av ulik type.
campaigns-rule-read-equals = Bruk == for å sammenligne, && for "og", || for "eller".
campaigns-rule-read-quote = Bruk rette anførselstegn: " eller '.
campaigns-rule-read-word = Bruk { $sign } i stedet for "{ $word }".
campaigns-rule-read-comma = Bruk punktum i desimaltall, som 1.5.
campaigns-rule-read-end = Regelen slutter for tidlig.
campaigns-rule-read-extra = "{ $token }" står der regelen kunne vært slutt: mangler det && eller || foran?
campaigns-rule-nested = Regelen har for mange lag: del den opp.
campaigns-rule-long = Regelen er lengre enn { $most } tegn: del den opp.
campaigns-rule-no-answer = Regelen gir verken ja eller nei: sammenlign den med noe.
campaigns-rule-unreadable = Regelen kan ikke leses.
campaigns-rule-missing = "{ $name }" er ikke kjent for denne kunden.
campaigns-rule-no-key = Regelen spør etter en id som denne kunden ikke har noe av.
campaigns-rule-zero = Regelen deler på null for denne kunden.
campaigns-rule-overflow = Et tall i regelen blir for stort for denne kunden.
campaigns-rule-pattern = Mønsteret i regelen er ikke gyldig.
campaigns-rule-heavy = Regelen tar for lang tid og er slått av.
campaigns-rule-unanswered = Regelen kunne ikke besvares for denne kunden.
