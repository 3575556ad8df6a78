# Simulatorens side.
simulator-neutral = ukendt
simulator-title = Butikssimulator
simulator-sim-link-connecting = Forbinder
simulator-sim-link-live = Kører
simulator-sim-link-reconnecting = Forbinder igen
simulator-plan = Plantegning
simulator-plan-members = { $count ->
    [one] { $count } medlem
   *[other] { $count } medlemmer
 }
simulator-plan-strangers = { $count ->
    [one] { $count } fremmed
   *[other] { $count } fremmede
 }
simulator-plan-text = { $members } og { $strangers } i butikken
simulator-legend = Signaturer
simulator-legend-member = Medlem, genkendt
simulator-legend-invisible = Medlem, ikke genkendt
simulator-legend-stranger = Fremmed
simulator-legend-edge = Modtager
simulator-legend-beacon = Beacon
simulator-members = Medlemmer og deres telefoner
simulator-platform-android = Android
simulator-platform-ios = iPhone
simulator-platform-other = Telefon
simulator-inside = I butikken
simulator-outside = Udenfor
simulator-recognised = Genkendelse til
simulator-not-recognised = Genkendelse fra
simulator-withdraw = Træk samtykke tilbage
simulator-grant = Giv samtykke
simulator-consent-of = { $action }: { $name }
simulator-no-messages = Ingen beskeder endnu
simulator-mirror = Spejl
simulator-mirror-of = Det viser appen { $name }
simulator-mirror-text = Det samme kort, som personalet ser, hvem der åbnede det, og hvorfor en besked kom eller ikke kom.
simulator-mirror-failed = Hubben svarede ikke; prøver igen.
simulator-not-here = Ikke i butikken, eller ikke genkendt.
simulator-here-in = I butikken: { $zone }
simulator-listed-on = { $count ->
    [one] På listen på { $count } håndholdt
   *[other] På listen på { $count } håndholdte
 }
simulator-nothing-shown = Personalet kan ikke se noget kort.
simulator-openings = Hvem der så bag de tre linjer
simulator-no-openings = Ingen indtil nu.
simulator-opened-by = { $who }, { $time }
simulator-looked-for = i { $age }
simulator-got-nothing = Afvist: de fik intet at se.
simulator-saw = De så: { $fields }
simulator-messages = Beskeder
simulator-offers = Tilbud
simulator-offer-open = { $text } · gælder til { $time }
simulator-offer-redeemed = { $text } · brugt { $time }
simulator-offer-expired = { $text } · udløb { $time }
simulator-came = Sendt
simulator-did-not-come = Ikke sendt
simulator-looks = Set uden for dine besøg
simulator-past-visits = Tidligere besøg
simulator-inbox = Beskeder på { $name }s telefon
simulator-handheld = Håndholdt
simulator-open-handheld = Åbn den håndholdte
simulator-sim-lost = Simulatoren svarer ikke. Start den med goddag-sim demo.
simulator-failed = Det nåede ikke simulatoren. Prøv igen.
