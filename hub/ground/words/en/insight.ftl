# Why an article is suggested to somebody.
insight-neutral = From what they bought
insight-why-rhythm = Bought { $times } times, about every { $days } { $days ->
    [one] day
   *[other] days
 }, last on { $last }
insight-why-worn = Bought on { $last }: time for a new one
insight-why-once = Bought on { $last }
insight-why-because = Because they bought { $bought }
insight-why-popular = Much bought just now

# How likely it is, in words.
insight-likely-again-high = Likely to buy it again now
insight-likely-again-medium = Buys it again now and then
insight-likely-again-low = Bought before, seldom again
insight-likely-new-high = Likely to want it
insight-likely-new-medium = May want it
insight-likely-new-low = An idea
insight-likely-unknown = Too little is known to say

# A condition of a segment, and the value that it was asked of.
insight-held-orders-at-least = Orders in 24 months: { $value } (at least { $bound })
insight-held-orders-at-most = Orders in 24 months: { $value } (at most { $bound })
insight-held-days-since-last-order-at-least = Days since the last order: { $value } (at least { $bound })
insight-held-days-since-last-order-at-most = Days since the last order: { $value } (at most { $bound })
insight-held-visits-at-least = Visits in 90 days: { $value } (at least { $bound })
insight-held-discount-share-at-least = Orders with a discount, of 100: { $value } (at least { $bound })
insight-held-spent-minor-at-least = Spent in 24 months: { $value } (at least { $bound })
insight-held-lapse-at-least = Of 100 customers like this one, so many stay away for eight weeks: { $value } (at least { $bound })
insight-held-line = Buys of: { $value } (asked for: { $bound })
insight-not-known = not known
