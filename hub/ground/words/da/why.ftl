# Why a customer got a campaign, or did not: every rule with the value it saw. Staff and the customer read the same.
why-neutral = Noget om denne beslutning kan ikke siges.

# The answer in a sentence.
why-got = Den blev sagt til kunden i varianten "{ $variant }".
why-never = Der blev aldrig taget stilling til den for kunden: det, der udløser den, skete ikke i noget besøg, som er gemt.
why-never-not-live = Der blev aldrig taget stilling til den for kunden: den kører ikke.
why-stopped-not-for-them = Ikke sagt: dens regel passer ikke på kunden.
why-stopped-no-consent = Ikke sagt: kunden har ikke sagt ja til det.
why-stopped-no-phone = Ikke sagt: der var ingen kendt telefon.
why-stopped-sensitive = Ikke sagt: den handler om noget, som der ikke tales med nogen om.
why-stopped-complaint = Ikke sagt: kunden har en åben sag.
why-stopped-quiet-hours = Ikke sagt: det var i butikkens stille timer.
why-stopped-visit-cap = Ikke sagt: besøget havde allerede fået sin besked.
why-stopped-day-cap = Ikke sagt: kunden havde allerede fået den den dag.
why-stopped-week-cap = Ikke sagt: kunden havde fået den ofte nok den uge.
why-stopped-contact-budget = Ikke sagt: personale og beskeder havde sagt nok.
why-stopped-no-gateway = Ikke sagt: butikken sender ikke beskeder.
why-stopped-bought-lately = Ikke sagt: kunden har for nylig købt varen til fuld pris.
why-stopped-no-codes = Ikke sagt: der var ikke flere koder til tilbuddet.
why-stopped-global-holdout = Ikke sagt: kunden er blandt de få, der ikke får kampagner, så det kan ses, om kampagner hjælper nogen.
why-stopped-held-out = Ikke sagt: kunden er blandt de få, der ikke får den, så det kan ses, om den hjælper nogen.
why-stopped-outranked = Ikke sagt: noget andet var vigtigere i det øjeblik.
why-stopped-other = Ikke sagt: { $reason }.

# What sets it off, and where and when it holds.
why-trigger-arrived = Udløses, når kunden kommer ind.
why-trigger-entered-zone = Udløses, når kunden går til { $zone }.
why-trigger-dwelled = Udløses, når kunden bliver { $seconds ->
    [one] et sekund
   *[other] { $seconds } sekunder
  } i { $zone }.
why-trigger-left = Udløses, når kunden går.
why-trigger-looked-online = Udløses, når kunden kommer ind og har kigget på noget på nettet siden sidste besøg.
why-trigger-purchased = Udløses, når kunden køber noget.
why-trigger-returned = Udløses, når kunden leverer noget tilbage.
why-trigger-lapsed = Udløses, når kunden kommer ind og ikke har købt noget i længere tid end ellers.
why-trigger-came-back = Udløses, når kunden kommer ind efter { $days ->
    [one] en dag
   *[other] { $days } dage
  } eller mere.
why-period = Den gælder fra { $first } til { $last }.
why-stores-every = Den gælder i alle butikker.
why-stores-named = Den gælder i denne butik.

# The rule on who gets it.
why-audience = Hvem den er til.
why-audience-everybody = Hvem den er til: alle, der har sagt ja.
why-everybody = Alle.
why-all = Alt dette gælder:
why-any = Noget af dette gælder:
why-not = Dette gælder ikke:
why-cel = Regel: { $rule }
why-name = { $name }
why-value = { $name }: { $value }
why-seen = { $what }: { $seen }; { $asked }.
why-not-known = { $what }: kendes ikke.
why-not-agreed = { $what }: kendes ikke, fordi der ikke er sagt ja til { $purpose }.
why-not-shown = { $what }: vises ikke, fordi der ikke længere er sagt ja til det.
why-nothing = intet
why-within-days = { $what } { $days ->
    [one] i dag
   *[other] de seneste { $days } dage
  }
why-within-visits = { $what } { $visits ->
    [one] i det seneste besøg
   *[other] i de seneste { $visits } besøg
  }
why-asked-is = der kræves { $value }
why-asked-is-not = der kræves alt andet end { $value }
why-asked-more-than = der kræves mere end { $value }
why-asked-at-least = der kræves mindst { $value }
why-asked-less-than = der kræves mindre end { $value }
why-asked-at-most = der kræves højst { $value }
why-asked-has = { $value } skal være iblandt
why-asked-has-not = { $value } må ikke være iblandt
why-field-zone = Hvor kunden er
why-field-zones = Hvor kunden har været under besøget
why-field-dwell-seconds = Sekunder i { $of } under besøget
why-field-hour = Klokketime
why-field-weekday = Ugedag (1 er mandag)
why-field-language = Sprog
why-field-visits = Besøg
why-field-days-since-visit = Dage siden forrige besøg
why-field-orders = Ordrer
why-field-spent = Købt for
why-field-bought = Købt { $of }
why-field-bought-categories = Købt i kategorien { $of }
why-field-bought-lines = Købt i linjen { $of }
why-field-days-since-order = Dage siden nyeste ordre
why-field-line = Den linje, kunden hører til
why-field-viewed = Set på { $of } på nettet
why-field-cart = I kurven på nettet
why-field-segments = Grupper
why-field-likely = Hvor sandsynligt et køb af { $of } er (0 til 1)
why-field-lapse = Hvor sandsynligt det er, at kunden bliver væk (0 til 1)
why-field-next-visit = Dage til kunden senest ventes
why-field-upsell = Hvor sandsynligt det er, at kunden tager den bedre (0 til 1)
why-purpose-recognise-in-store = at blive genkendt i butikken
why-purpose-show-history-to-staff = at personalet ser historikken
why-purpose-greet-by-name = at blive hilst med navn
why-purpose-marketing-push = tilbud på telefonen
why-purpose-service-push = servicebeskeder på telefonen
why-purpose-join-online-instore = at det, der gøres på nettet, føres sammen med besøg
why-purpose-predict = forudsigelser
why-purpose-measure = måling

# What comes after the rule, in this order.
why-consent-marketing = Har sagt ja til at blive genkendt og til tilbud på telefonen.
why-consent-service = Har sagt ja til at blive genkendt og til servicebeskeder på telefonen.
why-consent-staff = Har sagt ja til at blive genkendt, og til at personalet ser historikken.
why-step-no-phone = En telefon, der kan skrives til.
why-step-sensitive = Handler ikke om noget følsomt.
why-step-complaint = Ingen åben sag hos butikken.
why-step-quiet-hours = Uden for butikkens stille timer; det var { $at }.
why-step-visit-cap = Ikke for ofte i ét besøg.
why-step-day-cap = Ikke for ofte på én dag.
why-step-week-cap = Ikke for ofte i én uge.
why-step-contact-budget = Personale og beskeder har endnu ikke sagt nok.
why-counted-visit-cap = Fik den { $had } gange i dette besøg; højst { $most }, og ét tilbud pr. besøg af alle kampagner.
why-counted-day-cap = Fik den { $had } gange den dag; højst { $most }.
why-counted-week-cap = Fik den { $had } gange den uge; højst { $most }.
why-counted-contact-budget = Personale og beskeder må sige { $had } ting mere.
why-step-no-gateway = Butikken har en vej til kundens app.
why-step-bought-lately = Har ikke for nylig købt varen til fuld pris.
why-step-no-codes = Der er en kode til tilbuddet.
why-step-global-holdout = Ikke blandt de få, der ikke får kampagner.
why-step-held-out = Ikke blandt de få, der ikke får denne.
why-step-not-measured = Kunden måles ikke: så holdes ingen ude for det.
why-step-variant = Varianten er "{ $variant }".
why-step-variant-open = Varianten vælges.
why-step-outranked = Intet andet var vigtigere (prioritet { $priority }).

# How each rule went.
why-state-passed = bestået
why-state-stopped = stoppet her
why-state-not-reached = ikke nået
why-state-holds = passer
why-state-holds-not = passer ikke
why-state-not-known = kendes ikke
why-state-seen = set

# What became of the message.
why-became-pending = Den er på vej.
why-became-shown = Personalet fik det at vide.
why-became-sent = Den blev sendt til telefonen.
why-became-inbox = Den ligger i appens indbakke; ingen telefon tager imod beskeder.
why-became-phone-gone = Telefonen tager ikke længere imod beskeder; den ligger i appens indbakke.
why-became-refused = Beskedtjenesten tog ikke imod den.
why-became-not-sent = Den kunne ikke sendes.
why-became-unknown = Det vides ikke, om den kom frem; den sendes ikke igen.
why-became-no-gateway = Butikken kunne ikke sende beskeder.
why-became-called-back = Den blev kaldt tilbage, mens den var på vej.
