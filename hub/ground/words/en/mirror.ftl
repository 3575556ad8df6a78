# What the customer reads in their app of what the store sees and does.
mirror-neutral = not known
mirror-staff = staff

# Why a card was opened.
mirror-opened-near = You were near, and they wanted to help.
mirror-opened-asked = You asked for help.
mirror-opened-search = They looked for you in the list.
mirror-opened-analysis = They looked at what may be expected of you.
mirror-opened-why = They looked up why you got a campaign, or why not.

# Why a message came: the rule, and why this text of it.
mirror-rule-welcome = A greeting when you come in, once a day at most, because you agreed to messages in the store.
mirror-rule-other = The campaign { $campaign }, because you agreed to messages in the store.
mirror-text-general = The text that everybody gets.
mirror-text-line = The text for { $line }, because most of what you bought is from there.

# Why a message did not come.
mirror-silence-no-consent = You have not agreed to messages in the store.
mirror-silence-no-phone = We have no phone of yours to write to.
mirror-silence-already-this-visit = You had it in this visit already.
mirror-silence-capped = You had it today already.
mirror-silence-held-out = You are among the few who do not get it, so that we can tell whether it helps anybody.
mirror-silence-no-gateway = The store sends no messages.
mirror-silence-gateway-away = The message service cannot be reached just now; it is tried again while you are here.
mirror-silence-not-for-them = It was not meant for you: its rule did not hold.
mirror-silence-sensitive = It is about something that we speak of to nobody.
mirror-silence-complaint = You have a case open with us: we do not advertise meanwhile.
mirror-silence-quiet-hours = It was in the quiet hours of the store.
mirror-silence-visit-cap = You had your message of this visit already.
mirror-silence-day-cap = You had it today already.
mirror-silence-week-cap = You had it often enough this week.
mirror-silence-contact-budget = You have heard enough from us for now.
mirror-silence-bought-lately = You bought it at the full price lately.
mirror-silence-no-codes = There were no more codes for the offer.
mirror-silence-global-holdout = You are among the few who get no campaigns, so that we can tell whether they help anybody.
mirror-silence-outranked = Something else was more important at that moment.
mirror-silence-other = The store decided against it: { $reason }.

# What became of a message.
mirror-result-listed = It stood on your card for staff.
mirror-result-shown = A colleague was told.
mirror-result-sent = It was sent.
mirror-result-inbox = It is in the inbox of the app; none of your phones takes messages.
mirror-result-phone-gone = Your phone no longer takes messages from us.
mirror-result-refused = The message service did not take it.
mirror-result-not-sent = It could not be sent.
mirror-result-unknown = We do not know whether it arrived; it is not sent again.
mirror-result-no-gateway = The store can send no messages at the moment.
mirror-result-called-back = You withdrew while it was under way, and it was called back.
mirror-result-pending = It is under way.

# What holds for a channel.
mirror-channel-open = Open: you agreed, and took it back nowhere.
mirror-channel-not-agreed-here = You have not agreed to it in the store's app.
mirror-channel-denied-elsewhere = You said no to it elsewhere in the chain; that counts here too.
mirror-channel-never-agreed = Nobody here asked, and nothing says that you agreed elsewhere.

mirror-help-asked = The shop knows that you asked for help.
mirror-help-coming = { $who } is on the way to you.
mirror-help-busy = Everybody in the shop is busy right now. You are first in line, and somebody comes as soon as they can.
