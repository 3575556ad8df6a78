# Simulatorens side.
simulator-neutral = ukjent
simulator-title = Butikksimulator
simulator-sim-link-connecting = Kobler til
simulator-sim-link-live = Kjører
simulator-sim-link-reconnecting = Kobler til igjen
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
simulator-legend = Tegnforklaring
simulator-legend-member = Medlem, gjenkjent
simulator-legend-invisible = Medlem, ikke gjenkjent
simulator-legend-stranger = Fremmed
simulator-legend-edge = Mottaker
simulator-legend-beacon = Beacon
simulator-members = Medlemmer og telefonene deres
simulator-platform-android = Android
simulator-platform-ios = iPhone
simulator-platform-other = Telefon
simulator-inside = I butikken
simulator-outside = Utenfor
simulator-recognised = Gjenkjenning på
simulator-not-recognised = Gjenkjenning av
simulator-withdraw = Trekk samtykket
simulator-grant = Gi samtykke
simulator-consent-of = { $action }: { $name }
simulator-no-messages = Ingen meldinger ennå
simulator-mirror = Speil
simulator-mirror-of = Dette viser appen { $name }
simulator-mirror-text = Det samme kortet som de ansatte ser, hvem som åpnet det, og hvorfor en melding kom eller ikke kom.
simulator-mirror-failed = Huben svarte ikke; prøver igjen.
simulator-not-here = Ikke i butikken, eller ikke gjenkjent.
simulator-here-in = I butikken: { $zone }
simulator-listed-on = { $count ->
    [one] På listen på { $count } håndholdt
   *[other] På listen på { $count } håndholdte
 }
simulator-nothing-shown = De ansatte kan ikke se noe kort.
simulator-openings = Hvem som så bak de tre linjene
simulator-no-openings = Ingen til nå.
simulator-opened-by = { $who }, { $time }
simulator-looked-for = i { $age }
simulator-got-nothing = Avvist: de fikk ingenting å se.
simulator-saw = De så: { $fields }
simulator-messages = Meldinger
simulator-offers = Tilbud
simulator-offer-open = { $text } · gjelder til { $time }
simulator-offer-redeemed = { $text } · brukt { $time }
simulator-offer-expired = { $text } · utløp { $time }
simulator-came = Sendt
simulator-did-not-come = Ikke sendt
simulator-looks = Sett utenom besøkene dine
simulator-past-visits = Tidligere besøk
simulator-inbox = Meldinger på telefonen til { $name }
simulator-handheld = Håndholdt
simulator-open-handheld = Åpne den håndholdte
simulator-sim-lost = Simulatoren svarer ikke. Start den med goddag-sim demo.
simulator-failed = Det nådde ikke simulatoren. Prøv igjen.
