# What somebody has to look after, for the store's manager and whoever keeps the equipment.
alarms-neutral = Something is wrong; the log says what
alarms-broker = Edges and hub do not reach each other: { $why }
alarms-keys-cut-off = Nobody is recognised: the hub has no key for today
alarms-keys-run-out = The hub has no key for tomorrow: fetch new ones today
alarms-https-refused = Browsers refuse this hub: { $why }
alarms-https-late = The hub's certificate ends on { $day } and was not renewed
alarms-https-not-loaded = The hub's renewed certificate cannot be used: { $why }. The last one is served until { $day }
alarms-https-authority = The hub's own authority for browsers ends on { $day }
alarms-edge-offline = { $edge }: not heard from since { $since }
alarms-edge-never = { $edge }: never heard from
alarms-edge-twice = { $edge }: two devices speak under this name; stop one and let it enrol anew
alarms-edge-moved = { $edge }: hears the beacons otherwise than before; it hangs elsewhere, or something stands in its way
alarms-edge-off-plan = { $edge }: not on the floor plan, so what it hears is not used
alarms-way-stopped = { $way } ({ $what }) has stopped: { $reason }
alarms-way-never = { $way } ({ $what }) has never worked: { $reason }
alarms-consents-paused = { $platform }: is not told what customers withdrew
alarms-bulk = { $count ->
    [one] { $device }: opened { $count } customer within an hour
   *[other] { $device }: opened { $count } customers within an hour
 }
alarms-passkeys = { $count ->
    [one] { $count } passkey was made under another name of this hub, and opens nothing any more
   *[other] { $count } passkeys were made under another name of this hub, and open nothing any more
 }
alarms-passkeys-copied = { $count ->
    [one] { $count } passkey may have been copied: whose it is stands at People; they remove it and make another
   *[other] { $count } passkeys may have been copied: whose they are stands at People; they remove them and make others
 }
alarms-pins = { $count ->
    [one] Somebody guesses PINs: { $count } wrong one within a day
   *[other] Somebody guesses PINs: { $count } wrong ones within a day
 }

# What to do about an alarm whose sentence does not say it.
alarms-next-broker = See that the hub's machine is on the store's network, and start the hub again
alarms-next-https-refused = Run goddag-hub https check on the hub, and put right what it says
alarms-next-https-late = See that certificates are renewed: goddag-hub https check
alarms-next-https-not-loaded = Run goddag-hub https check on the hub, and put right what it says
alarms-next-https-authority = Make a new one and have every handheld trust it: goddag-hub https authority
alarms-next-edge-offline = See that it has power and network
alarms-next-edge-never = See that it has power and network
alarms-next-edge-moved = Hang it where the floor plan says, or move it on the plan
alarms-next-edge-off-plan = Draw it on the floor plan
alarms-next-consents-paused = Check the address and the key of the platform
alarms-next-bulk = Ask who used it, and why: goddag-hub audit show
alarms-next-passkeys = Set public_name as it was, or have their owners make new ones
alarms-next-pins = See who has tried: goddag-hub people log; unlock whom you know

# What goes along a way out.
alarms-what-messages = messages to the app
alarms-what-messages-apple = messages that go on to Apple
alarms-what-messages-apns = messages straight to Apple
alarms-what-messages-web = messages to browsers
alarms-what-sales = what was in a sale
alarms-what-events = what happens in the store, as far as members agreed
alarms-what-corrections = what customers correct
alarms-what-erasures = who was erased here and asked to be erased there
alarms-what-consents = changes of consent
alarms-what-profiles = profiles of customers, for their cards
alarms-what-answers = what customers answered there
alarms-what-sign-in = the public keys of the customers' sign-in
alarms-what-provider = signing in at the shop's identity provider
alarms-what-insight = what customers may need
alarms-what-campaigns = what is said to customers, and when
alarms-what-articles = what the shop sells
alarms-what-images = pictures of articles
alarms-what-stock = what this store has
alarms-what-offers = codes for offers
