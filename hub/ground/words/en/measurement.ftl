# What a campaign did: each figure that a manager sees, in a sentence.
measurement-neutral = Something about this result cannot be said.
measurement-verdict-better = "{ $variant }" works: customers who got it did more than those held out.
measurement-verdict-worse = "{ $variant }" does harm: customers who got it did less than those held out.
measurement-verdict-no-difference = "{ $variant }": no difference as large as the one looked for. As many customers as planned were counted.
measurement-verdict-not-yet = "{ $variant }": it cannot be said yet.
measurement-range-lift = Best guess { $guess } %; with 95 % certainty between { $low } % and { $high } %.
measurement-range-difference = Best guess { $guess } for each customer; with 95 % certainty between { $low } and { $high }.
measurement-to-go = { $customers ->
    [one] { $customers } more customer
   *[other] { $customers } more customers
 } in the smallest group, about { $days ->
    [one] { $days } day
   *[other] { $days } days
 }.
measurement-to-go-never = { $customers ->
    [one] { $customers } more customer
   *[other] { $customers } more customers
 } in the smallest group, and nobody comes into it at present.
measurement-hidden-broken-assignment = No figure is shown: the groups are not as large as planned, so something other than chance sorted the customers. Ask IT to look at it.
measurement-hidden-too-few = No figure is shown yet: the smallest group has fewer than 100 customers whose time is over.
measurement-hidden-no-control = No effect can be measured: nobody is held out. Give the campaign a holdout.
measurement-horizon-sequential = These ranges may be looked at every day: they stay true however often you look.
measurement-horizon-fixed = This is judged once, when as many customers as planned were counted. Looked at before, it says nothing.
measurement-offer = Those held out have no offer, so this counts how many redeemed it and is no effect. To see the effect, measure purchases or spend.
measurement-bandit = The variants are chosen by what did well so far, so they cannot be compared with each other fairly: all of them together are compared with those held out.
measurement-credited = Credited, not caused: { $purchases ->
    [one] { $purchases } purchase
   *[other] { $purchases } purchases
 } came after a contact, within { $days ->
    [one] { $days } day
   *[other] { $days } days
 }. Many of them would have come anyway.
measurement-credited-few = Credited purchases are not shown: fewer than { $least } customers made them.
measurement-still-open = { $customers ->
    [one] { $customers } customer is
   *[other] { $customers } customers are
 } not counted yet: their time is not over.
measurement-withdrawn = { $customers ->
    [one] { $customers } customer no longer wants to be measured and was
   *[other] { $customers } customers no longer want to be measured and were
 } taken out of every sum.
measurement-withdrawn-few = Fewer than { $least } customers no longer want to be measured and were taken out of every sum.
measurement-plan-fits = It takes { $customers } customers in all, { $smallest } in the smallest group: about { $days ->
    [one] { $days } day
   *[other] { $days } days
 }. The period is long enough.
measurement-plan-never = This campaign can never be judged in its period: it takes { $customers } customers, about { $days ->
    [one] { $days } day
   *[other] { $days } days
 }, and the period has { $period }. Hold out more customers, run it longer, add stores together, or look for a larger effect.
measurement-plan-smallest = In its period it can show an effect of { $lift } % or more.
measurement-plan-nobody = It takes { $customers } customers, and nobody who agreed to be measured came in the last four weeks.
measurement-plan-unknown = Nothing is known of what customers did before, so { $customers } customers in the smallest group are assumed.
