# Det, der siges om kampagner: til dem, der skriver dem, og til dem, der spørger hvorfor.
campaigns-neutral = Noget om denne kampagne kan ikke siges.
campaigns-rule-field = Der er intet felt "{ $name }". Tekst skal stå i anførselstegn.
campaigns-rule-field-near = Der er intet felt "{ $name }". Mente du "{ $near }"? Tekst skal stå i anførselstegn.
campaigns-rule-decimal = "{ $name }" sammenlignes med et tal af den anden slags: skriv 100.0 for et beløb eller en andel, og 3 for et antal.
campaigns-rule-number = "{ $name }" er et tal: sammenlign det med et tal uden anførselstegn.
campaigns-rule-list = "{ $name }" er en liste: spørg, om noget er i den, som "guld" in { $name }.
campaigns-rule-counts = "{ $name }" tæller pr. id: skriv hvilket, som { $name }["sofa-12"] > 3.
campaigns-rule-types = "{ $name }" kan ikke sammenlignes sådan: de to sider er af hver sin slags.
campaigns-rule-read-equals = Brug == til at sammenligne, && for "og", || for "eller".
campaigns-rule-read-quote = Brug lige anførselstegn: " eller '.
campaigns-rule-read-word = Brug { $sign } i stedet for "{ $word }".
campaigns-rule-read-comma = Brug punktum i decimaltal, som 1.5.
campaigns-rule-read-end = Reglen holder op for tidligt.
campaigns-rule-read-extra = "{ $token }" står, hvor reglen kunne være slut: mangler der && eller || foran?
campaigns-rule-nested = Reglen er delt op i for mange lag: del den.
campaigns-rule-long = Reglen er længere end { $most } tegn: del den.
campaigns-rule-no-answer = Reglen giver hverken ja eller nej: sammenlign den med noget.
campaigns-rule-unreadable = Reglen kan ikke læses.
campaigns-rule-missing = "{ $name }" kendes ikke for denne kunde.
campaigns-rule-no-key = Reglen spørger om et id, som denne kunde intet har af.
campaigns-rule-zero = Reglen dividerer med nul for denne kunde.
campaigns-rule-overflow = Et tal i reglen bliver for stort for denne kunde.
campaigns-rule-pattern = Mønstret i reglen er ikke gyldigt.
campaigns-rule-heavy = Reglen tager for lang tid og er slået fra.
campaigns-rule-unanswered = Reglen kunne ikke besvares for denne kunde.
