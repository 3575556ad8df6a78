# The page with everything that is held of somebody.
held-neutral = not known
held-title = What we hold about you
held-choices = Your choices now
held-channels = E-mail, SMS, push and in store
held-consents = What you agreed to and refused
held-visits = Visits
held-messages = Messages, sent and withheld
held-phones = Phones
held-profile = From the customer database
held-cards = What staff see
held-timeline = Timeline
held-everything = Everything, as it is stored
held-none = Nothing
held-correction-passed-on = passed on to the customer data platform; cards show it as soon as the platform does
held-correction-not-reached = the customer data platform could not be reached: please send it again later
