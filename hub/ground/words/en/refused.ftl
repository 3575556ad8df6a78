# Why the hub did not do what was asked. What programs rely on is the id, not the sentence.
refused-neutral = this was not done
refused-not-found = there is nothing under this address
refused-method = this address does not take such a request
refused-unreadable = the request cannot be read
refused-invalid = something in the request is missing or wrong; the fields are named beside this
refused-ambiguous = the request says its length in two ways (Content-Length and Transfer-Encoding): send one of them
refused-elsewhere = this hub is not known by that name: use its address, or have the name added to the hub's setting public_name or allowed_hosts
refused-plain = this hub is encrypted: ask { $address }
refused-too-large = { $bytes ->
    [one] the request is larger than { $bytes } byte
   *[other] the request is larger than { $bytes } bytes
 }
refused-full = the hub is taking in as many large requests as it has room for: send it again in a minute
refused-not-whole = the request did not arrive whole
refused-not-written = the hub cannot write to its database now: send it again
refused-kept-not-written = what was refused holds; the hub cannot write to its database now: send it again
refused-no-metrics = figures are read on the hub's own machine, or with the token of its setting metrics_token (Authorization: Bearer ...)
refused-no-such-sink = no events go to a place of that name
refused-webhook = { $why }

# To the app of a customer.
refused-not-enrolled = this customer has not enrolled
refused-unknown-phone = this phone is not known: PUT /v1/app/device first
refused-unknown-message = no such message of this customer: give the id that the push or the inbox names
refused-no-web-push = this shop sends no messages to browsers
refused-not-heard = the store does not hear your phone: please ask in person
refused-erasure-noted = noted: you are erased as soon as the database takes it, without asking again
refused-no-receipt = there is no such receipt
refused-no-kept-in-part = what you refused holds from now on; what you agreed to could not be written: send it again
refused-no-kept-in-memory = what you refused holds from now on, but it could not be kept on the disk: send it again
refused-choice-text-unknown = no such text version was ever shown; get the text from /v1/app/texts
refused-choice-text-outdated = the text has changed since: get it from /v1/app/texts, show it, and ask again
refused-choice-objected = this member objected to profiling: only taking that back (DELETE /v1/app/objection) allows it again
refused-choice-done-before = this request was done before, and counts once: ask the customer again, and send a new request_id
refused-choice-phones = this customer has eight phones, all used within two days: sign out on one (DELETE /v1/app/device), or wait until one was not used for two days
refused-choice-push-host = messages go to push services of browsers alone: this address is none that push_web_hosts names
refused-choice-text-missing = agreeing needs what was shown: text_version and language
refused-keys-unavailable = identity tokens cannot be checked now: see the settings app_issuer, app_audience and app_keys, and whether the issuer can be reached
refused-token-missing = this needs an identity token of the customer: Authorization: Bearer ...
refused-token-malformed = the identity token cannot be read
refused-token-algorithm = the identity token is not signed with ES256, RS256, PS256 or EdDSA
refused-token-unknown-key = the identity token is signed with a key that its issuer does not publish
refused-token-signature = the identity token's signature is not right
refused-token-expired = the identity token has expired
refused-token-not-yet = the identity token does not count yet; check the clocks
refused-token-too-long = the identity token counts for longer than a day
refused-token-issuer = the identity token is from another issuer
refused-token-audience = the identity token is for somebody else
refused-token-claim = the identity token lacks a claim that is needed: iss, aud, exp, iat, and the customer id (sub)
refused-token-email = the identity token does not say that the e-mail address is verified (email_verified)
refused-token-subject = the identity token's customer id (sub, or what the hub's setting app_claim names) is none
refused-report-not-permitted = the customer has not agreed to recognise_in_store: stop reporting
refused-report-too-often = one report a second is enough
refused-report-replayed = sent_at_ms is not after that of the report before: each report is sent once
refused-report-late = sent { $behind } s ago by the hub's clock, or before the hub started; { $most } s are the most. Send what is heard now, and set the clock by now_ms of an earlier answer
refused-report-future = sent { $ahead } s ahead of the hub's clock: set the clock by now_ms of an earlier answer
refused-no-walk = no walk is under way: POST /v1/app/walk first
refused-others-walk = others are walking: wait until they have finished
refused-wrong-place = the place cannot be used: { $why }
refused-no-walker = no walk is open to this customer: see the setting calibration_walkers
refused-walker-not-recognised = the walker has not agreed to be recognised in store; agree, and begin anew

# To a handheld.
refused-visit-gone = this visit has ended, or may no longer be shown
refused-claimed-first = { $who } claimed first
refused-sensitive = this names something that is never kept here: let the customer take it to the till themselves
refused-basket-empty = there is nothing in this basket yet, or it was paid: put something in first
refused-opening-gone = this visit has ended, or may no longer be shown
refused-opening-no-card = there is no card yet: try again in a moment
refused-opening-not-asked = this customer has not asked for help: say another reason
refused-opening-too-many = more customers were opened here within the hour than helping explains. Ask the store's manager; the limit is the hub's setting most_opened_per_hour
refused-not-opened = this device has not opened that card
refused-no-device = there is no such device
refused-session-unknown = nobody is signed in on this device: sign in
refused-session-signed-out = you have signed out on this device: sign in
refused-session-locked = this device is locked: sign in
refused-session-idle = this device was not used for a while: sign in
refused-session-expired = the working day of this sign-in is over: sign in
refused-session-revoked = this sign-in was ended from elsewhere: sign in
refused-session-removed = your account was removed. If that is a mistake, ask a manager
refused-session-changed = your PIN, passkey or roles have changed: sign in again
refused-device-unknown = this device is not one of the shop's: ask a manager for a code, and scan it here
refused-device-revoked = this device was taken out of use: ask a manager for a code, and scan it here
refused-device-of-another = this device belongs to somebody else: take a shared one, or your own
refused-proof-missing = the request is not signed by the key of this device: open the page anew
refused-proof-stale = the signature is too old, or was used before: sign anew
refused-proof-wrong = the request is not signed by the key of this device: open the page anew, or enrol the device anew
refused-role-missing = { $name } may not do this; who has one of these roles may: { $roles }
refused-step-up = this cannot be taken back: prove once more who you are
refused-link-over = that link works no more: each works once, and only for a few minutes. Ask for a new one
refused-no-passkeys-here = passkeys work only at the hub's own name over https
refused-passkey-wrong = that passkey opens nothing here
refused-passkey-unusable = the passkey could not be kept: try again
refused-last-passkey = this is your only way in: make another passkey first, or get a PIN
refused-no-passkey = there is no such passkey
refused-no-provider = this shop has no identity provider: see oidc_issuer in the settings
refused-provider-away = the shop's sign-in service does not answer: sign in another way, or try again in a moment
refused-provider-denied = nothing came back from the shop's sign-in service: try again
refused-provider-wrong = the answer of the shop's sign-in service proves nobody: try again, and tell IT if it happens once more
refused-provider-over = that way in was used or took too long: begin again
refused-provider-unlinked = you are not linked with an account here yet. Show a manager this code: { $code }
refused-provider-no-claim = the shop's sign-in service does not say what you may do: tell IT
refused-provider-no-role = by the shop's sign-in service you have no role here: ask a manager
refused-provider-another = somebody else signed in there: prove who you are as yourself
refused-provider-not-anew = the shop's sign-in service did not ask you again: take your PIN or a passkey
refused-no-provider-code = nobody waits with that code: ask them to try once more
refused-no-provider-link = they are not linked with the shop's sign-in service
refused-no-session = there is no such sign-in
refused-no-person = nobody has an account of that name
refused-no-account = you have no account yet: goddag-hub people add
refused-name-taken = somebody is called { $name } already: add a letter of the surname
refused-badge-taken = that badge is { $name }'s
refused-last-manager = { $name } is the last manager: make somebody else a manager first
refused-own-roles = nobody gives themselves a role: ask another manager
refused-who = say who you are: nobody has an account yet, so the request has to name you
refused-pin-wrong = that PIN is not right
refused-pin-wait = { $minutes ->
    [one] too many wrong PINs: wait { $minutes } minute, or sign in on another device
   *[other] too many wrong PINs: wait { $minutes } minutes, or sign in on another device
 }
refused-pin-pair = too many wrong PINs on this device: a manager unlocks it for you. On other devices your PIN works
refused-pin-device = too many wrong PINs on this device: ask a manager, or take another device
refused-pin-person = too many wrong PINs for you today: sign in with a passkey, or ask a manager

# To whoever analyses.
refused-look-nobody = nothing may be said of this customer: they are no member here, or have not agreed to it
refused-look-no-model = no model is in use, so nothing is expected of anybody: goddag-hub insight train
refused-look-too-many = more customers were looked at here within the hour than work explains. Ask the store's manager; the limit is the hub's setting most_opened_per_hour
refused-no-why = nothing may be said of this customer: they are no member here, or do not show staff their history
refused-no-campaign = there is no such campaign, or no such version of it
refused-offer-paused = Too many wrong codes: wait a minute.
refused-offer-no-code = That is no code: a letter is wrong. Read it again.
refused-offer-unknown = There is no offer with that code in this store. Check that it is from this shop and not from another one.
refused-offer-expired = The offer is over. Do not take it off; its end stands in the message that the customer got.
refused-offer-twice = The code was used before, and counts once. Do not take it off; ask the customer whether they have another.
refused-offer-anothers = The code belongs to another customer. Ask for the code of whoever pays.
refused-manager-gives = only a manager gives somebody the role { $roles }: ask one
