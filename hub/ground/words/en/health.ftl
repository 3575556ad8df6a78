# Why a way out or a part of the hub does not do its job, and what to do about it. Names of settings stay as they are.
health-neutral = It does not work; the log says why
# What an older version of the hub wrote down in its own words.
health-said = { $text }

# Why: stands by itself, and after a colon in an alarm.
health-why-status = HTTP { $status }
health-why-unexpected = HTTP { $status } with an answer that this service does not give
health-why-endless = HTTP { $status } with an endless answer
health-why-useless = the answer is not what was asked for
health-why-no-answer = no answer
health-why-no-answer-timeout = no answer in time
health-why-no-answer-unreachable = it cannot be reached
health-why-no-answer-broken = it hung up, or what it answers is not HTTP
health-why-no-answer-unsendable = the request cannot be sent as it is set
health-why-file = the file cannot be read
health-why-all-refused = everything was refused so far
health-why-refuses-us = it refuses this hub
health-why-away = it is away, or asked us to wait
health-why-our-fault = a fault of this hub
health-why-outbox = the hub cannot read what waits to be sent
health-why-consents-refused = it refuses this hub, and does not know what was withdrawn here
health-why-push-credentials = HTTP 401: our sign-in is refused
health-why-push-forbidden = HTTP 403: we may not send for this project
health-why-push-paced = HTTP 429: too many messages
health-why-push-away = away for a while
health-why-push-apple = Apple refuses the key that Firebase has
health-why-push-other-project = phone after phone belongs to another project
health-why-push-all-gone = phone after phone is unknown there: that is our settings, and not the phones
health-why-push-apns-place = phone after phone is one of another build of the app, or of another app
health-why-push-apns-clock = Apple finds our tokens expired: this machine's clock is wrong
health-why-push-apns-refuses = Apple refuses us
health-why-push-web-refuses = the push service of a browser refuses us
health-why-push-key-file = the key file of the service account cannot be used
health-why-push-no-token = the token service gives no answer
health-why-push-not-a-token = the token service answers something else than a token
health-why-push-clock = the token service finds this machine's clock wrong
health-why-push-unknown-key = the token service does not know this key
health-why-push-no-account = the token service does not know this service account, or it is disabled
health-why-push-refused = the token service refuses this service account
health-why-source-awaited = it has not answered yet
health-why-source-timeout = no answer in time
health-why-source-unreachable = it cannot be reached
health-why-source-auth = it refuses the key
health-why-source-paced = it asked the hub to slow down
health-why-source-open-circuit = it failed again and again, and is left alone for a moment
health-why-source-bad-reply = it answers something else than its documentation says
health-why-source-unsendable = the request cannot be sent as it is set
health-why-source-not-configured = it is not set up
health-why-source-somebody-else = { $count ->
    [one] it answered about somebody else { $count } time
   *[other] it answered about somebody else { $count } times
 }
health-why-source-check = the check at start found something wrong
health-why-no-keys = { $times ->
    [one] no usable key in the answer, { $times } time in a row
   *[other] no usable key in the answer, { $times } times in a row
 }
health-why-no-keys-kept = { $kept ->
    [one] no usable key in the answer ({ $times } in a row); { $kept } from before counts for { $hours } hours
   *[other] no usable key in the answer ({ $times } in a row); { $kept } from before count for { $hours } hours
 }
health-why-feed-too-large = it is larger than { $size } MB, or the disk has no room
health-why-feed-refused = the file was refused; the last good one stays
health-why-model-refused = the new model is no better than counting; the last good one stays
health-why-campaign-stopped = the hub stopped a live campaign: it cannot go on as it is
health-why-campaign-doubt = a live campaign needs somebody to look at it
health-why-training-failed = the training failed; the last good model stays
health-why-no-model = the model cannot be used
health-why-broker-starting = the hub has just started
health-why-broker-canary = the broker takes what the hub sends, and does not bring it
health-why-broker-unreachable = the broker cannot be reached
health-why-broker-refused = the broker refuses the hub
health-why-broker-protocol = what answers there is no broker
health-why-broker-lost = the connection to the broker was lost
health-why-broker-evicted = another program speaks under the hub's name
health-why-broker-stalled = the broker takes nothing
health-why-database = the database cannot be written
health-why-database-busy = another program is writing in the database, and the hub waits
health-why-round = { $seconds ->
    [one] not come round for { $seconds } second
   *[other] not come round for { $seconds } seconds
 }
health-why-stuck = { $seconds ->
    [one] at event { $event } for { $seconds } second
   *[other] at event { $event } for { $seconds } seconds
 }

# What to do: a sentence by itself, without a full stop.
health-next-look-at-it = It passes by itself when the other side is back; if it stays, check the address and the firewall
health-next-check-all = Check address, key and names in the settings: nothing was taken there yet
health-next-check-key = Check the key, and what it may do
health-next-check-address = Check the address: region, path, redirects
health-next-check-setting = Check address and key for blanks and line breaks
health-next-refuses-us = Check the address and the key
health-next-log = Look into the hub's log
health-next-app-keys = Check the setting app_keys
health-next-consents-refused = It refuses what some members answered, and is told again each day: look into its log for the reason
health-next-push-url = Check push_url and push_project: nothing there speaks FCM HTTP v1 for this project
health-next-push-enable = Enable the Firebase Cloud Messaging API (V1) for the project push_project in the Google Cloud console
health-next-push-apple = Renew the APNs key in the Firebase console: Project settings, Cloud Messaging
health-next-push-token = push_token is refused; a token of Google's own ends within the hour: set push_service_account
health-next-push-role = Give the service account the role Firebase Cloud Messaging API Admin in the project push_project
health-next-push-new-key = Make a new key (Firebase console: Project settings, Service accounts), and put it in place of the old file (push_service_account)
health-next-push-clock = Set the clock of this machine (NTP)
health-next-push-apns = Check push_apns_key, push_apns_key_id, push_apns_team and push_apns_topic; a test build of the app needs Apple's development service in push_apns_url
health-next-push-vapid = Check push_vapid_key and push_contact: browsers subscribe with the public half of exactly that key
health-next-source-timeout = It did not answer within { $seconds } s. Check url, region and firewall
health-next-source-unreachable = It cannot be reached. Check the url, the name in it and the firewall
health-next-source-auth = It refused the key. Check key or key_env, and that the key may read profiles
health-next-source-somebody-else = Nothing of such an answer is used. Check url, id and identifier, and that no session or cache in between answers
health-next-source-unsendable = This cannot be sent. Check the url, and key or key_env for blanks and line breaks
health-next-source-paced = It asked to slow down. Wait, or lower requests_per_second
health-next-source-bad-reply = It answered something else than its documentation says. Check the url (region, path, redirects) and the kind
health-next-source-check = Run: goddag-hub customers check
health-next-feed-address = Open the address in a browser: it must be the product feed itself, without a login or a redirect
health-next-feed-refused = Run: goddag-hub catalogue show
health-next-model-refused = Run: goddag-hub insight report
health-next-training = Run: goddag-hub insight train
health-next-campaigns = Run: goddag-hub campaigns list
health-why-offers-dry = a list of codes is used up
health-why-offers-few = a list of codes is nearly used up
health-next-offers = Add codes: goddag-hub offers import

# Why browsers refuse the hub's certificate, or why it cannot be loaded. After a colon.
health-https-file = { $file } cannot be read: { $why }
health-https-certificate = { $file } holds no certificate that can be used (PEM)
health-https-key = { $file } holds no private key that can be used (PEM)
health-https-locked = the key in { $file } is locked with a password, which nobody could type when the hub starts
health-https-mismatch = the key in { $key_file } is not that of the certificate in { $file }
health-https-kind = browsers do not take keys of this kind: use ECDSA P-256, or RSA with 2048 bits or more
health-https-usage = the certificate was not made for web servers (serverAuth)
health-https-name = the certificate is for { $names } and not for { $name }
health-https-early = by this machine's clock the certificate counts only from { $day }
health-https-ended = the certificate ended on { $day }
