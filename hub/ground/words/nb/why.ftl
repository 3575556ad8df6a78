# Why a customer got a campaign, or did not: every rule with the value it saw. Staff and the customer read the same.
why-neutral = Noe om denne avgjørelsen kan ikke sies.

# The answer in a sentence.
why-got = Den ble sagt til kunden i varianten "{ $variant }".
why-never = Det ble aldri tatt stilling til den for kunden: det som utløser den, skjedde ikke i noe besøk som er lagret.
why-never-not-live = Det ble aldri tatt stilling til den for kunden: den kjører ikke.
why-stopped-not-for-them = Ikke sagt: regelen passer ikke på kunden.
why-stopped-no-consent = Ikke sagt: kunden har ikke sagt ja til det.
why-stopped-no-phone = Ikke sagt: ingen telefon var kjent.
why-stopped-sensitive = Ikke sagt: den handler om noe det ikke snakkes med noen om.
why-stopped-complaint = Ikke sagt: kunden har en åpen sak.
why-stopped-quiet-hours = Ikke sagt: det var i butikkens stille timer.
why-stopped-visit-cap = Ikke sagt: besøket hadde allerede fått sin melding.
why-stopped-day-cap = Ikke sagt: kunden hadde allerede fått den den dagen.
why-stopped-week-cap = Ikke sagt: kunden hadde fått den ofte nok den uken.
why-stopped-contact-budget = Ikke sagt: ansatte og meldinger hadde sagt nok.
why-stopped-no-gateway = Ikke sagt: butikken sender ikke meldinger.
why-stopped-bought-lately = Ikke sagt: kunden har nylig kjøpt varen til hele prisen.
why-stopped-no-codes = Ikke sagt: det var ikke flere koder til tilbudet.
why-stopped-global-holdout = Ikke sagt: kunden er blant de få som ikke får kampanjer, så det kan sees om kampanjer hjelper noen.
why-stopped-held-out = Ikke sagt: kunden er blant de få som ikke får den, så det kan sees om den hjelper noen.
why-stopped-outranked = Ikke sagt: noe annet var viktigere i det øyeblikket.
why-stopped-other = Ikke sagt: { $reason }.

# What sets it off, and where and when it holds.
why-trigger-arrived = Utløses når kunden kommer inn.
why-trigger-entered-zone = Utløses når kunden går til { $zone }.
why-trigger-dwelled = Utløses når kunden blir { $seconds ->
    [one] ett sekund
   *[other] { $seconds } sekunder
  } i { $zone }.
why-trigger-left = Utløses når kunden går.
why-trigger-looked-online = Utløses når kunden kommer inn og har sett på noe på nettet siden forrige besøk.
why-trigger-purchased = Utløses når kunden kjøper noe.
why-trigger-returned = Utløses når kunden leverer noe tilbake.
why-trigger-lapsed = Utløses når kunden kommer inn og ikke har kjøpt noe på lengre tid enn vanlig.
why-trigger-came-back = Utløses når kunden kommer inn etter { $days ->
    [one] én dag
   *[other] { $days } dager
  } eller mer.
why-period = Den gjelder fra { $first } til { $last }.
why-stores-every = Den gjelder i alle butikker.
why-stores-named = Den gjelder i denne butikken.

# The rule on who gets it.
why-audience = Hvem den er til.
why-audience-everybody = Hvem den er til: alle som har sagt ja.
why-everybody = Alle.
why-all = Alt dette gjelder:
why-any = Noe av dette gjelder:
why-not = Dette gjelder ikke:
why-cel = Regel: { $rule }
why-name = { $name }
why-value = { $name }: { $value }
why-seen = { $what }: { $seen }; { $asked }.
why-not-known = { $what }: ikke kjent.
why-not-agreed = { $what }: ikke kjent, fordi det ikke er sagt ja til { $purpose }.
why-not-shown = { $what }: vises ikke, fordi det ikke lenger er sagt ja til det.
why-nothing = ingenting
why-within-days = { $what } { $days ->
    [one] i dag
   *[other] de siste { $days } dagene
  }
why-within-visits = { $what } { $visits ->
    [one] i det siste besøket
   *[other] i de siste { $visits } besøkene
  }
why-asked-is = det kreves { $value }
why-asked-is-not = det kreves noe annet enn { $value }
why-asked-more-than = det kreves mer enn { $value }
why-asked-at-least = det kreves minst { $value }
why-asked-less-than = det kreves mindre enn { $value }
why-asked-at-most = det kreves høyst { $value }
why-asked-has = { $value } skal være blant dem
why-asked-has-not = { $value } skal ikke være blant dem
why-field-zone = Hvor kunden er
why-field-zones = Hvor kunden har vært i dette besøket
why-field-dwell-seconds = Sekunder i { $of } i dette besøket
why-field-hour = Klokketime
why-field-weekday = Ukedag (1 er mandag)
why-field-language = Språk
why-field-visits = Besøk
why-field-days-since-visit = Dager siden forrige besøk
why-field-orders = Ordrer
why-field-spent = Kjøpt for
why-field-bought = Kjøpt { $of }
why-field-bought-categories = Kjøpt i kategorien { $of }
why-field-bought-lines = Kjøpt i linjen { $of }
why-field-days-since-order = Dager siden nyeste ordre
why-field-line = Linjen kunden hører til
why-field-viewed = Sett på { $of } på nettet
why-field-cart = I kurven på nettet
why-field-segments = Grupper
why-field-likely = Hvor sannsynlig et kjøp av { $of } er (0 til 1)
why-field-lapse = Hvor sannsynlig det er at kunden blir borte (0 til 1)
why-field-next-visit = Dager til kunden senest ventes
why-field-upsell = Hvor sannsynlig det er at kunden tar den bedre (0 til 1)
why-purpose-recognise-in-store = å bli gjenkjent i butikken
why-purpose-show-history-to-staff = at ansatte ser historikken
why-purpose-greet-by-name = å bli hilst med navn
why-purpose-marketing-push = tilbud på telefonen
why-purpose-service-push = servicemeldinger på telefonen
why-purpose-join-online-instore = at det som gjøres på nettet, knyttes til besøk
why-purpose-predict = forutsigelser
why-purpose-measure = måling

# What comes after the rule, in this order.
why-consent-marketing = Har sagt ja til å bli gjenkjent og til tilbud på telefonen.
why-consent-service = Har sagt ja til å bli gjenkjent og til servicemeldinger på telefonen.
why-consent-staff = Har sagt ja til å bli gjenkjent og til at ansatte ser historikken.
why-step-no-phone = En telefon det kan skrives til.
why-step-sensitive = Handler ikke om noe følsomt.
why-step-complaint = Ingen åpen sak hos butikken.
why-step-quiet-hours = Utenfor butikkens stille timer; det var { $at }.
why-step-visit-cap = Ikke for ofte i ett besøk.
why-step-day-cap = Ikke for ofte på én dag.
why-step-week-cap = Ikke for ofte i én uke.
why-step-contact-budget = Ansatte og meldinger har ikke sagt nok ennå.
why-counted-visit-cap = Fikk den { $had } ganger i dette besøket; høyst { $most }, og ett tilbud per besøk av alle kampanjer.
why-counted-day-cap = Fikk den { $had } ganger den dagen; høyst { $most }.
why-counted-week-cap = Fikk den { $had } ganger den uken; høyst { $most }.
why-counted-contact-budget = Ansatte og meldinger kan si { $had } ting til.
why-step-no-gateway = Butikken har en vei til kundens app.
why-step-bought-lately = Har ikke nylig kjøpt varen til hele prisen.
why-step-no-codes = Det er en kode til tilbudet.
why-step-global-holdout = Ikke blant de få som ikke får kampanjer.
why-step-held-out = Ikke blant de få som ikke får denne.
why-step-not-measured = Kunden måles ikke: da holdes ingen utenfor for det.
why-step-variant = Varianten er "{ $variant }".
why-step-variant-open = Varianten velges.
why-step-outranked = Ingenting annet var viktigere (prioritet { $priority }).

# How each rule went.
why-state-passed = bestått
why-state-stopped = stoppet her
why-state-not-reached = ikke nådd
why-state-holds = passer
why-state-holds-not = passer ikke
why-state-not-known = ikke kjent
why-state-seen = sett

# What became of the message.
why-became-pending = Den er på vei.
why-became-shown = De ansatte fikk beskjed.
why-became-sent = Den ble sendt til telefonen.
why-became-inbox = Den ligger i appens innboks; ingen telefon tar imot meldinger.
why-became-phone-gone = Telefonen tar ikke lenger imot meldinger; den ligger i appens innboks.
why-became-refused = Meldingstjenesten tok ikke imot den.
why-became-not-sent = Den kunne ikke sendes.
why-became-unknown = Det er ikke kjent om den kom fram; den sendes ikke igjen.
why-became-no-gateway = Butikken kunne ikke sende meldinger.
why-became-called-back = Den ble kalt tilbake mens den var på vei.
