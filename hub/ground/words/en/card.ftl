# The visit card: three lines for whoever goes to help. A line begins with what is new about this customer: the list
# on a handheld shows its first words only.
card-neutral = Ask what brings them in today
card-need-asked = Asked for help
card-need-viewed = { $count ->
    [one] { $article }: looked { $count } time online
   *[other] { $article }: looked { $count } times online
 }
card-need-due = { $article }: about due again
card-need-bought = { $article }: bought { $ago }, ask how it works out
card-need-bought-today = { $article }: bought today, ask whether anything is missing
card-need-bought-before = { $article }: bought here before, ask how it works out
card-need-ready = { $article }: ready to collect, told { $ago }
card-need-ready-until = { $article }: ready to collect before { $closes } today, told { $ago }
card-need-case = { $article }: service case { $ago }, ask how it stands
card-need-cart = { $article }: left in the online cart { $ago }
card-need-unknown = Ask what brings them in today
card-next-ask = Go and ask what they need
card-next-due = { $article }: about due again, ask whether to take it along today
card-next-viewed = { $article }: looked at online, show it
card-next-line = { $line }: show what is new
card-next-offer = { $offer }
card-next-suggested = { $article }. { $why }
card-next-unknown = Offer to show them around
card-avoid-guessing = Guessing: this customer keeps their history to themselves
card-avoid-line-all = { $count ->
    [one] Anything but { $line }: the only order is from there
   *[other] Anything but { $line }: all { $count } orders are from there
 }
card-avoid-line-most = { $count ->
    [one] Anything but { $line }: { $own } of { $count } order is from there
   *[other] Anything but { $line }: { $own } of { $count } orders are from there
 }
card-avoid-again = { $article } once more: bought { $ago }
card-avoid-nothing = Nothing in particular: let them lead
card-avoid-unknown = Nothing known: let them lead

# What the lines rest on.
card-field-lines-24m = Orders by line, 24 months
card-field-orders-24m = Orders, 24 months
card-field-last-order-item = Last bought
card-field-last-order-at = Last order
card-field-last-purchase = Newest purchase, articles not told
card-value-and-since = { $count }, and bought since
card-field-viewed-item-30d = Looked at online
card-field-viewed-times-30d = Times looked at, 30 days
card-field-timeline = What happened before
card-field-due-item = About due again
card-field-campaigns = From campaigns
card-field-offers = Offers
card-field-suggestions = May suit
card-field-segments = Groups they belong to
card-field-expectations = What is expected
card-field-categories = Categories
card-field-platform = By the platform
card-field-decisions = What a campaign decided, and why

# What happened before.
card-event-articles = { $first } and { $more } more
card-event-visit = In the store
card-event-purchase = Bought
card-event-return = Brought back
card-event-online-view = Looked at online
card-event-cart = In the online cart
card-event-message = Message sent
card-event-note = Outcome of a visit
card-event-service-case = Service case
card-outcome-sold = Sold
card-outcome-helped = Helped
card-outcome-not-interested = Not interested
card-outcome-left = Left
card-campaign = { $text }
card-offer-percent = { $value } % off { $article }
card-offer-percent-all = { $value } % off everything
card-offer-amount = { $value } off { $article }
card-offer-amount-all = { $value } off the purchase
card-offer-gift = Gift: { $article }
card-offer-gift-any = A gift
card-note-size-tried = Tried a size
card-note-waiting-for-delivery = Waits for a delivery
card-note-thinks-about-it = Wants to think about it
card-note-left-alone = Prefers to be left alone
card-note-call-when-in-stock = Call when it is in stock
card-note-other = Note
card-note-words = { $template }: { $text }
