# The simulator's page.
simulator-neutral = not known
simulator-title = Store simulator
simulator-sim-link-connecting = Connecting
simulator-sim-link-live = Running
simulator-sim-link-reconnecting = Reconnecting
simulator-plan = Floor plan
simulator-plan-members = { $count ->
    [one] { $count } member
   *[other] { $count } members
 }
simulator-plan-strangers = { $count ->
    [one] { $count } stranger
   *[other] { $count } strangers
 }
simulator-plan-text = { $members } and { $strangers } in the store
simulator-legend = Legend
simulator-legend-member = Member, recognised
simulator-legend-invisible = Member, not recognised
simulator-legend-stranger = Stranger
simulator-legend-edge = Edge
simulator-legend-beacon = Beacon
simulator-members = Members and their phones
simulator-platform-android = Android
simulator-platform-ios = iPhone
simulator-platform-other = Phone
simulator-inside = In the store
simulator-outside = Outside
simulator-recognised = Recognition on
simulator-not-recognised = Recognition off
simulator-withdraw = Withdraw consent
simulator-grant = Give consent
simulator-consent-of = { $action }: { $name }
simulator-no-messages = No messages yet
simulator-mirror = Mirror
simulator-mirror-of = What the app shows { $name }
simulator-mirror-text = The very card that staff see, who opened it, and why each message came or did not.
simulator-mirror-failed = The hub did not answer; asking again.
simulator-not-here = Not in the store, or not recognised.
simulator-here-in = In the store: { $zone }
simulator-listed-on = { $count ->
    [one] On the list of { $count } handheld
   *[other] On the list of { $count } handhelds
 }
simulator-nothing-shown = Staff can see no card.
simulator-openings = Who looked behind the three lines
simulator-no-openings = Nobody so far.
simulator-opened-by = { $who }, { $time }
simulator-looked-for = for { $age }
simulator-got-nothing = Refused: they got nothing.
simulator-saw = They saw: { $fields }
simulator-messages = Messages
simulator-offers = Offers
simulator-offer-open = { $text } · valid until { $time }
simulator-offer-redeemed = { $text } · used { $time }
simulator-offer-expired = { $text } · over since { $time }
simulator-came = Sent
simulator-did-not-come = Not sent
simulator-looks = Looked at beside your visits
simulator-past-visits = Earlier visits
simulator-inbox = Messages on the phone of { $name }
simulator-handheld = Handheld
simulator-open-handheld = Open the handheld
simulator-sim-lost = The simulator does not answer. Start it with goddag-sim demo.
simulator-failed = That did not reach the simulator. Try again.
