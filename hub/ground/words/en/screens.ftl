# The handheld, and what both screens say.
screens-neutral = not known
screens-seconds = { $count } s
screens-minutes = { $count } min
screens-hours = { $count ->
    [one] { $count } h
   *[other] { $count } h
 }
screens-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
screens-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
 }
screens-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
 }
screens-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
 }
screens-ago = { $age } ago
screens-just-now = just now
screens-today = today
screens-yesterday = yesterday
screens-age-unknown = age unknown
screens-link-connecting = Connecting
screens-link-live = Live
screens-link-reconnecting = Reconnecting
screens-link-offline = Offline
screens-link-locked = Locked
screens-in-the-store = { $count ->
    [one] { $count } customer
   *[other] { $count } customers
 }
screens-proof-none = Nothing heard yet · { $online }/{ $total } edges
screens-proof-heard = Last heard { $heard } · { $online }/{ $total } edges
screens-hidden-in = { $age } old · hidden in { $left }
screens-lost-title = No contact with the store hub
screens-lost-text = The last contact was { $age }. Customer data is hidden until the hub answers; a customer may have withdrawn meanwhile.
screens-never-text = The hub has not answered yet. Check that this device is on the store network.
screens-try-again = Try again
screens-loading = Loading
screens-zones = Zones
screens-everywhere = All
screens-sections-mine = With you
screens-sections-open = In the shop
screens-sections-others = Taken care of
screens-newcomers = Show { $count } new
screens-closed = Closed now
screens-closed-until = Closed now, opens { $at }
screens-nobody = Nobody recognised right now
screens-nobody-here = Nobody in { $zone }
screens-nobody-text = Customers appear here when they walk in and have chosen to be recognised.
screens-row-gone = No longer here
screens-member = Member
screens-no-card = No card yet
screens-dwell = In the store for { $age }
screens-quiet = Last heard { $age }
screens-maybe-left = Left?
screens-asks = Asks for help
screens-asks-since = Asks for help: { $age }
screens-free = Not claimed
screens-yours = You are helping
screens-theirs = { $who } is helping
screens-back = Back to the list
screens-choose-customer = Choose a customer
screens-choose-customer-text = The card shows what they need, what to suggest and what to leave out.
screens-zone-for = { $zone } for { $age }
screens-certainty-high = certainly here
screens-certainty-middle = probably here
screens-certainty-low = perhaps here
screens-need = Need
screens-next-best = Next best
screens-campaign = Campaign
screens-avoid = Avoid
screens-why = Why this?
screens-why-again = Bought before
screens-why-new = Not bought yet
screens-why-above = In the line above
screens-why-behind = Rests on { $articles }
screens-why-newest = newest purchase { $age }
screens-why-groups = Groups they belong to
screens-fields-title = What this builds on
screens-fields-by-name = The customer can see who looked at this, and why.
screens-show-fields = Say who you are and look
screens-fields-failed = The hub did not answer.
screens-fields-offline = Offline: the three lines above are all there is until the hub answers.
screens-fields-too-many = Many customers were opened here within the hour, and no more are shown. Ask the store manager.
screens-freshness-fresh = Up to date
screens-freshness-stale = Old copy
screens-freshness-missing = Missing
screens-no-value = Not known
screens-from = From { $source }
screens-sources-cdp = customer data platform
screens-sources-store = customer file
screens-sources-hub = this store
screens-sources-insight = this store's own forecast
screens-sources-online-shop = online shop
screens-sources-import = imported files
screens-sources-till = the till
screens-sources-generic = till
screens-sources-square = Square
screens-sources-shopify = Shopify
screens-reasons-awaited = has not answered yet
screens-reasons-open-circuit = fails; asked again soon
screens-reasons-unusable = not usable as it is there
screens-reasons-timeout = did not answer in time
screens-reasons-unreachable = could not be reached
screens-reasons-unknown = not in the profile
screens-reasons-not-found = customer not known there
screens-reasons-auth = refused access
screens-reasons-paced = asked us to slow down
screens-reasons-bad-reply = gave no usable answer
screens-reasons-not-configured = not connected
screens-timeline-title = What happened before
screens-basket = Basket
screens-basket-text = For the till to find by a reference. It names nobody.
screens-basket-empty = Nothing in it yet.
screens-article = Article number
screens-quantity = Quantity
screens-add = Add
screens-remove = Remove
screens-remove-article = Remove: { $sku }
screens-basket-note = Note for the till
screens-basket-hand-over = Hand over to the till
screens-basket-at-till = Scan this at the till, or type the reference into the note of the sale.
screens-basket-qr = QR code of { $reference }
screens-basket-unknown = The catalogue does not know this number; it stands as typed.
screens-basket-paid = Paid. What you add now is a new basket.
screens-basket-failed = The hub did not answer. Try again in a moment.
screens-basket-refused = The hub did not accept this: it may name something that is never kept here.
screens-no-card-title = No card yet
screens-no-card-text = It appears here as soon as the hub has it. Until then, greet them as you would greet anyone.
screens-ended-withdrawn = The customer no longer wishes to be recognised
screens-ended-left = The customer has left the store
screens-ended-ended = This visit has ended
screens-ended-unknown = This visit has ended
screens-ended-text-withdrawn = Their card is gone from every screen. Anything you had not sent about this visit was dropped.
screens-ended-text-left = Their card is closed.
screens-ended-text-ended = Their card is closed.
screens-ended-text-unknown = Their card is closed.
screens-claim = I'll help
screens-release = Release
screens-outcome = Outcome
screens-outcome-title = How did it go?
screens-outcomes-sold = Sold
screens-outcomes-helped = Helped
screens-outcomes-not-interested = Not interested
screens-outcomes-left = Left
screens-recorded = Recorded: { $outcome }
screens-claimed-first = { $who } claimed first
screens-claimed-first-by-other = A colleague claimed first
screens-will-be-sent = Will be sent when the hub answers
screens-sending = Sending
screens-waits = Waits
screens-refused = The hub did not accept this. Load the page again.
screens-unsent = { $count } not sent yet
screens-cancel = Cancel
screens-who-am-i = Who are you?
screens-who-am-i-text = Colleagues see this name on customers you help. This device forgets it when the page closes, the shop within a day.
screens-first-name = First name
screens-thats-me = That's me
screens-signed-in-as = You are { $name }. Change
screens-screen-language = Language
screens-pin-title = Enter the store PIN
screens-pin-text = This device needs the PIN of the store to show who is here.
screens-pin = PIN
screens-unlock = Unlock
screens-pin-wrong = That PIN is not right. Try again.
screens-pin-paused = Too many wrong PINs. Wait { $count } min.
screens-pin-unreachable = The hub does not answer. Try again in a moment.
screens-devices = Signed-in devices
screens-devices-text = Every device that knows the store PIN. Whoever knows the PIN may sign out any of them.
screens-devices-failed = The hub did not answer.
screens-devices-no-pin = No PIN is set: the hub serves this machine only, and there is nothing to sign out of.
screens-device-this = this device
screens-device-unknown = Unknown device
screens-device-in-use = Open now
screens-device-used = Last used { $age }
screens-device-signed-out = signed out
screens-device-copied = Used from two places at once: somebody may have copied its sign-in. Sign it out, and have the PIN changed.
screens-revoke = Sign it out
screens-revoke-ask = Sign out { $device }? It then needs the store PIN again.
screens-forget = Forget it
screens-forget-ask = Forget { $device }? It leaves this list.
screens-yes = Yes
screens-sign-out = Sign out
screens-sign-out-loses = { $count } not sent yet: signing out drops them.
screens-signed-out-done = Signed out. This device has forgotten who used it.
screens-signed-out-untold = Signed out on this screen. The hub did not answer; it is told as soon as it does.
screens-close = Close
