# Why a customer got a campaign, or did not: every rule with the value it saw. Staff and the customer read the same.
why-neutral = Något om det här beslutet kan inte sägas.

# The answer in a sentence.
why-got = Den sades till kunden i varianten "{ $variant }".
why-never = Det togs aldrig ställning till den för kunden: det som utlöser den hände inte i något besök som är sparat.
why-never-not-live = Det togs aldrig ställning till den för kunden: den är inte i gång.
why-stopped-not-for-them = Inte sagd: regeln stämmer inte på kunden.
why-stopped-no-consent = Inte sagd: kunden har inte sagt ja till det.
why-stopped-no-phone = Inte sagd: ingen telefon var känd.
why-stopped-sensitive = Inte sagd: den handlar om något som det inte talas med någon om.
why-stopped-complaint = Inte sagd: kunden har ett öppet ärende.
why-stopped-quiet-hours = Inte sagd: det var under butikens tysta timmar.
why-stopped-visit-cap = Inte sagd: besöket hade redan fått sitt meddelande.
why-stopped-day-cap = Inte sagd: kunden hade redan fått den den dagen.
why-stopped-week-cap = Inte sagd: kunden hade fått den tillräckligt ofta den veckan.
why-stopped-contact-budget = Inte sagd: personal och meddelanden hade sagt tillräckligt.
why-stopped-no-gateway = Inte sagd: butiken skickar inga meddelanden.
why-stopped-bought-lately = Inte sagd: kunden köpte nyligen varan till fullt pris.
why-stopped-no-codes = Inte sagd: koderna till erbjudandet var slut.
why-stopped-global-holdout = Inte sagd: kunden är bland de få som inte får några kampanjer, så att det syns om kampanjer hjälper någon.
why-stopped-held-out = Inte sagd: kunden är bland de få som inte får den, så att det syns om den hjälper någon.
why-stopped-outranked = Inte sagd: något annat var viktigare just då.
why-stopped-other = Inte sagd: { $reason }.

# What sets it off, and where and when it holds.
why-trigger-arrived = Utlöses när kunden kommer in.
why-trigger-entered-zone = Utlöses när kunden går till { $zone }.
why-trigger-dwelled = Utlöses när kunden stannar { $seconds ->
    [one] en sekund
   *[other] { $seconds } sekunder
  } i { $zone }.
why-trigger-left = Utlöses när kunden går.
why-trigger-looked-online = Utlöses när kunden kommer in och har tittat på något på nätet sedan förra besöket.
why-trigger-purchased = Utlöses när kunden köper något.
why-trigger-returned = Utlöses när kunden lämnar tillbaka något.
why-trigger-lapsed = Utlöses när kunden kommer in och inte har köpt något på längre tid än vanligt.
why-trigger-came-back = Utlöses när kunden kommer in efter { $days ->
    [one] en dag
   *[other] { $days } dagar
  } eller mer.
why-period = Den gäller från { $first } till { $last }.
why-stores-every = Den gäller i alla butiker.
why-stores-named = Den gäller i den här butiken.

# The rule on who gets it.
why-audience = Vem den är till.
why-audience-everybody = Vem den är till: alla som har sagt ja.
why-everybody = Alla.
why-all = Allt det här gäller:
why-any = Något av det här gäller:
why-not = Det här gäller inte:
why-cel = Regel: { $rule }
why-name = { $name }
why-value = { $name }: { $value }
why-seen = { $what }: { $seen }; { $asked }.
why-not-known = { $what }: inte känt.
why-not-agreed = { $what }: inte känt, eftersom det inte är sagt ja till { $purpose }.
why-not-shown = { $what }: visas inte, eftersom det inte längre är sagt ja till det.
why-nothing = ingenting
why-within-days = { $what } { $days ->
    [one] i dag
   *[other] de senaste { $days } dagarna
  }
why-within-visits = { $what } { $visits ->
    [one] under det senaste besöket
   *[other] under de senaste { $visits } besöken
  }
why-asked-is = det krävs { $value }
why-asked-is-not = det krävs något annat än { $value }
why-asked-more-than = det krävs mer än { $value }
why-asked-at-least = det krävs minst { $value }
why-asked-less-than = det krävs mindre än { $value }
why-asked-at-most = det krävs högst { $value }
why-asked-has = { $value } ska vara med
why-asked-has-not = { $value } ska inte vara med
why-field-zone = Var kunden är
why-field-zones = Var kunden har varit under besöket
why-field-dwell-seconds = Sekunder i { $of } under besöket
why-field-hour = Timme på dygnet
why-field-weekday = Veckodag (1 är måndag)
why-field-language = Språk
why-field-visits = Besök
why-field-days-since-visit = Dagar sedan förra besöket
why-field-orders = Beställningar
why-field-spent = Köpt för
why-field-bought = Köpt { $of }
why-field-bought-categories = Köpt i kategorin { $of }
why-field-bought-lines = Köpt i linjen { $of }
why-field-days-since-order = Dagar sedan senaste beställningen
why-field-line = Linjen som kunden hör till
why-field-viewed = Tittat på { $of } på nätet
why-field-cart = I korgen på nätet
why-field-segments = Grupper
why-field-likely = Hur troligt ett köp av { $of } är (0 till 1)
why-field-lapse = Hur troligt det är att kunden stannar borta (0 till 1)
why-field-next-visit = Dagar tills kunden senast väntas
why-field-upsell = Hur troligt det är att kunden tar den bättre (0 till 1)
why-purpose-recognise-in-store = att bli igenkänd i butiken
why-purpose-show-history-to-staff = att personalen ser historiken
why-purpose-greet-by-name = att bli hälsad vid namn
why-purpose-marketing-push = erbjudanden i telefonen
why-purpose-service-push = servicemeddelanden i telefonen
why-purpose-join-online-instore = att det som görs på nätet förs ihop med besök
why-purpose-predict = förutsägelser
why-purpose-measure = mätning

# What comes after the rule, in this order.
why-consent-marketing = Har sagt ja till att bli igenkänd och till erbjudanden i telefonen.
why-consent-service = Har sagt ja till att bli igenkänd och till servicemeddelanden i telefonen.
why-consent-staff = Har sagt ja till att bli igenkänd och till att personalen ser historiken.
why-step-no-phone = En telefon som det går att skriva till.
why-step-sensitive = Handlar inte om något känsligt.
why-step-complaint = Inget öppet ärende hos butiken.
why-step-quiet-hours = Utanför butikens tysta timmar; det var { $at }.
why-step-visit-cap = Inte för ofta under ett besök.
why-step-day-cap = Inte för ofta på en dag.
why-step-week-cap = Inte för ofta på en vecka.
why-step-contact-budget = Personal och meddelanden har inte sagt tillräckligt än.
why-counted-visit-cap = Fick den { $had } gånger under det här besöket; högst { $most }, och ett erbjudande per besök av alla kampanjer.
why-counted-day-cap = Fick den { $had } gånger den dagen; högst { $most }.
why-counted-week-cap = Fick den { $had } gånger den veckan; högst { $most }.
why-counted-contact-budget = Personal och meddelanden får säga { $had } saker till.
why-step-no-gateway = Butiken har en väg till kundens app.
why-step-bought-lately = Har inte nyligen köpt varan till fullt pris.
why-step-no-codes = Det finns en kod till erbjudandet.
why-step-global-holdout = Inte bland de få som inte får några kampanjer.
why-step-held-out = Inte bland de få som inte får just den här.
why-step-not-measured = Kunden mäts inte: då hålls ingen utanför för det.
why-step-variant = Varianten är "{ $variant }".
why-step-variant-open = Varianten väljs.
why-step-outranked = Inget annat var viktigare (prioritet { $priority }).

# How each rule went.
why-state-passed = godkänt
why-state-stopped = stoppat här
why-state-not-reached = inte nått
why-state-holds = stämmer
why-state-holds-not = stämmer inte
why-state-not-known = inte känt
why-state-seen = sett

# What became of the message.
why-became-pending = Den är på väg.
why-became-shown = Personalen fick veta det.
why-became-sent = Den skickades till telefonen.
why-became-inbox = Den ligger i appens inkorg; ingen telefon tar emot meddelanden.
why-became-phone-gone = Telefonen tar inte längre emot meddelanden; den ligger i appens inkorg.
why-became-refused = Meddelandetjänsten tog inte emot den.
why-became-not-sent = Den kunde inte skickas.
why-became-unknown = Det är inte känt om den kom fram; den skickas inte igen.
why-became-no-gateway = Butiken kunde inte skicka meddelanden.
why-became-called-back = Den kallades tillbaka medan den var på väg.
