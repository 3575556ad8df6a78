# Simulatorns sida.
simulator-neutral = okänt
simulator-title = Butikssimulator
simulator-sim-link-connecting = Ansluter
simulator-sim-link-live = Kör
simulator-sim-link-reconnecting = Ansluter igen
simulator-plan = Planritning
simulator-plan-members = { $count ->
    [one] { $count } medlem
   *[other] { $count } medlemmar
 }
simulator-plan-strangers = { $count ->
    [one] { $count } främling
   *[other] { $count } främlingar
 }
simulator-plan-text = { $members } och { $strangers } i butiken
simulator-legend = Teckenförklaring
simulator-legend-member = Medlem, igenkänd
simulator-legend-invisible = Medlem, inte igenkänd
simulator-legend-stranger = Främling
simulator-legend-edge = Mottagare
simulator-legend-beacon = Beacon
simulator-members = Medlemmar och deras telefoner
simulator-platform-android = Android
simulator-platform-ios = iPhone
simulator-platform-other = Telefon
simulator-inside = I butiken
simulator-outside = Utanför
simulator-recognised = Igenkänning på
simulator-not-recognised = Igenkänning av
simulator-withdraw = Ta tillbaka samtycket
simulator-grant = Ge samtycke
simulator-consent-of = { $action }: { $name }
simulator-no-messages = Inga meddelanden ännu
simulator-mirror = Spegel
simulator-mirror-of = Det här visar appen { $name }
simulator-mirror-text = Samma kort som personalen ser, vem som öppnade det, och varför ett meddelande kom eller inte kom.
simulator-mirror-failed = Hubben svarade inte; försöker igen.
simulator-not-here = Inte i butiken, eller inte igenkänd.
simulator-here-in = I butiken: { $zone }
simulator-listed-on = { $count ->
    [one] På listan på { $count } handdator
   *[other] På listan på { $count } handdatorer
 }
simulator-nothing-shown = Personalen kan inte se något kort.
simulator-openings = Vem som tittade bakom de tre raderna
simulator-no-openings = Ingen hittills.
simulator-opened-by = { $who }, { $time }
simulator-looked-for = i { $age }
simulator-got-nothing = Nekad: de fick inget se.
simulator-saw = De såg: { $fields }
simulator-messages = Meddelanden
simulator-offers = Erbjudanden
simulator-offer-open = { $text } · gäller till { $time }
simulator-offer-redeemed = { $text } · använt { $time }
simulator-offer-expired = { $text } · gick ut { $time }
simulator-came = Skickat
simulator-did-not-come = Inte skickat
simulator-looks = Tittat på utanför dina besök
simulator-past-visits = Tidigare besök
simulator-inbox = Meddelanden på { $name }s telefon
simulator-handheld = Handdator
simulator-open-handheld = Öppna handdatorn
simulator-sim-lost = Simulatorn svarar inte. Starta den med goddag-sim demo.
simulator-failed = Det nådde inte simulatorn. Försök igen.
