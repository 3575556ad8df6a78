# Why a customer got a campaign, or did not: every rule with the value it saw. Staff and the customer read the same.
why-neutral = Something about this decision cannot be said.

# The answer in a sentence.
why-got = It was said to them, in the variant "{ $variant }".
why-never = It was never decided on for them: in no visit that is kept did what sets it off happen.
why-never-not-live = It was never decided on for them: it is not live.
why-stopped-not-for-them = Not said: its rule does not hold of them.
why-stopped-no-consent = Not said: they have not agreed to it.
why-stopped-no-phone = Not said: no phone of theirs was known.
why-stopped-sensitive = Not said: it is about something that is spoken of to nobody.
why-stopped-complaint = Not said: they have a case open.
why-stopped-quiet-hours = Not said: it was in the quiet hours of the store.
why-stopped-visit-cap = Not said: this visit had its message already.
why-stopped-day-cap = Not said: they had it that day already.
why-stopped-week-cap = Not said: they had it often enough that week.
why-stopped-contact-budget = Not said: staff and messages had said enough to them.
why-stopped-no-gateway = Not said: the store sends no messages.
why-stopped-bought-lately = Not said: they bought it at the full price lately.
why-stopped-no-codes = Not said: there were no more codes for the offer.
why-stopped-global-holdout = Not said: they are among the few who get no campaigns, so that it can be told whether campaigns help anybody.
why-stopped-held-out = Not said: they are among the few who do not get it, so that it can be told whether it helps anybody.
why-stopped-outranked = Not said: something else was more important at that moment.
why-stopped-other = Not said: { $reason }.

# What sets it off, and where and when it holds.
why-trigger-arrived = Set off when they come in.
why-trigger-entered-zone = Set off when they go to { $zone }.
why-trigger-dwelled = Set off when they stay { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
  } in { $zone }.
why-trigger-left = Set off when they leave.
why-trigger-looked-online = Set off when they come in and have looked at something online since their last visit.
why-trigger-purchased = Set off when they buy something.
why-trigger-returned = Set off when they bring something back.
why-trigger-lapsed = Set off when they come in and have bought nothing for longer than they use to.
why-trigger-came-back = Set off when they come in after { $days ->
    [one] one day
   *[other] { $days } days
  } or more.
why-period = It holds from { $first } to { $last }.
why-stores-every = It holds in every store.
why-stores-named = It holds in this store.

# The rule on who gets it.
why-audience = Whom it is for.
why-audience-everybody = Whom it is for: everybody who agreed.
why-everybody = Everybody.
why-all = All of these hold:
why-any = One of these holds, or more:
why-not = This does not hold:
why-cel = Rule: { $rule }
why-name = { $name }
why-value = { $name }: { $value }
why-seen = { $what }: { $seen }; { $asked }.
why-not-known = { $what }: not known.
why-not-agreed = { $what }: not known, because { $purpose } was not agreed to.
why-not-shown = { $what }: not shown, because it is not agreed to any more.
why-nothing = nothing
why-within-days = { $what } in the last { $days ->
    [one] day
   *[other] { $days } days
  }
why-within-visits = { $what } in the last { $visits ->
    [one] visit
   *[other] { $visits } visits
  }
why-asked-is = { $value } is asked
why-asked-is-not = anything but { $value } is asked
why-asked-more-than = more than { $value } is asked
why-asked-at-least = at least { $value } is asked
why-asked-less-than = less than { $value } is asked
why-asked-at-most = at most { $value } is asked
why-asked-has = { $value } is to be among it
why-asked-has-not = { $value } is not to be among it
why-field-zone = Where they are
why-field-zones = Where they were in this visit
why-field-dwell-seconds = Seconds in { $of } in this visit
why-field-hour = Hour of the day
why-field-weekday = Day of the week (1 is Monday)
why-field-language = Language
why-field-visits = Visits
why-field-days-since-visit = Days since the visit before
why-field-orders = Orders
why-field-spent = Spent
why-field-bought = Bought { $of }
why-field-bought-categories = Bought of the category { $of }
why-field-bought-lines = Bought of the line { $of }
why-field-days-since-order = Days since the newest order
why-field-line = The line they belong to
why-field-viewed = Looked at { $of } online
why-field-cart = In the basket online
why-field-segments = Groups
why-field-likely = How likely they buy of { $of } (0 to 1)
why-field-lapse = How likely they stay away (0 to 1)
why-field-next-visit = Days until they are expected at the latest
why-field-upsell = How likely they take the better one (0 to 1)
why-purpose-recognise-in-store = being recognised in the store
why-purpose-show-history-to-staff = showing staff the history
why-purpose-greet-by-name = being greeted by name
why-purpose-marketing-push = offers to the phone
why-purpose-service-push = service messages to the phone
why-purpose-join-online-instore = joining what is done online with visits
why-purpose-predict = being predicted for
why-purpose-measure = being measured

# What comes after the rule, in this order.
why-consent-marketing = Agreed to being recognised and to offers to the phone.
why-consent-service = Agreed to being recognised and to service messages to the phone.
why-consent-staff = Agreed to being recognised and to showing staff the history.
why-step-no-phone = A phone that can be written to.
why-step-sensitive = About nothing of a sensitive kind.
why-step-complaint = No case open with the store.
why-step-quiet-hours = Outside the quiet hours of the store; it was { $at }.
why-step-visit-cap = Not too often in one visit.
why-step-day-cap = Not too often in one day.
why-step-week-cap = Not too often in one week.
why-step-contact-budget = Staff and messages have not said enough to them yet.
why-counted-visit-cap = In this visit they had it { $had } times; at most { $most }, and one offer in a visit of all campaigns.
why-counted-day-cap = That day they had it { $had } times; at most { $most }.
why-counted-week-cap = That week they had it { $had } times; at most { $most }.
why-counted-contact-budget = Staff and messages may say { $had } more things to them.
why-step-no-gateway = The store has a way to the customer's app.
why-step-bought-lately = Did not buy it at the full price lately.
why-step-no-codes = There is a code for the offer.
why-step-global-holdout = Not among the few who get no campaigns.
why-step-held-out = Not among the few who do not get this one.
why-step-not-measured = They are not measured: nobody is held out for that.
why-step-variant = The variant is "{ $variant }".
why-step-variant-open = The variant is chosen.
why-step-outranked = Nothing else was more important (priority { $priority }).

# How each rule went.
why-state-passed = passed
why-state-stopped = stopped here
why-state-not-reached = not reached
why-state-holds = holds
why-state-holds-not = does not hold
why-state-not-known = not known
why-state-seen = was seen

# What became of the message.
why-became-pending = It is under way.
why-became-shown = Staff were told.
why-became-sent = It was sent to their phone.
why-became-inbox = It is in the inbox of the app; no phone of theirs takes messages.
why-became-phone-gone = Their phone takes no messages any more; it is in the inbox of the app.
why-became-refused = The message service did not take it.
why-became-not-sent = It could not be sent.
why-became-unknown = Whether it arrived is not known; it is not sent again.
why-became-no-gateway = The store could send no messages.
why-became-called-back = It was called back while it was under way.
