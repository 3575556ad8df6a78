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
insight-likely-again-high = Likely in their next basket
insight-likely-again-medium = Now and then in their basket
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
insight-held-facts-are = { $fact }: { $value } (asked for: { $bound })
insight-held-facts-at-least = { $fact }: { $value } (at least { $bound })
insight-held-facts-at-most = { $fact }: { $value } (at most { $bound })
insight-value-from = { $value }, from { $source }
insight-value-from-on = { $value }, from { $source } on { $day }
insight-by-platform = Computed by the platform itself
insight-not-known = not known

# What is expected of somebody, and why.
insight-label-next-visit = Next visit
insight-label-lapse = Stays away for eight weeks
insight-label-upsell = Room for more
insight-label-value = Value
insight-visit-between = Usually between { $earliest } and { $latest }
insight-visit-late = Later than usual: was to be expected until { $latest }
insight-upsell-high = Their baskets grow
insight-upsell-medium = Their baskets stay as they are
insight-upsell-low = Their baskets shrink
insight-value-quarter = Quarter { $quarter } of 4 by what customers spent in 24 months; 4 spends most
insight-of-100 = { $count ->
    [0] Fewer than 1 of 100 customers like this one
    [one] { $count } of 100 customers like this one
   *[other] { $count } of 100 customers like this one
 }
insight-band-low = Seldom
insight-band-medium = Perhaps
insight-band-high = Likely
insight-why-came-once = Came once, on { $last }
insight-why-comes = { $baskets } baskets, about every { $days ->
    [one] day
   *[other] { $days } days
 }, last on { $last }
insight-why-recent = The last three are worth { $percent } % of those before
insight-why-spent = Spent { $amount } in 24 months
insight-why-never-bought = Never bought; others who buy what they buy do
insight-why-bought-of = { $baskets ->
    [one] Bought in { $baskets } basket, on { $last }
   *[other] Bought in { $baskets } baskets, last on { $last }
 }

# Why an article is not offered.
insight-filter-no-permission = They have not agreed to be predicted for
insight-filter-sensitive = Sensitive
insight-filter-owned = They own it and need no second one
insight-filter-other-line = Of another line than theirs
insight-filter-just-returned = Brought back lately
insight-filter-just-bought = Bought lately, too early by their own rhythm
insight-filter-open-complaint = A complaint is open
insight-filter-gift = Bought as a gift for somebody else
insight-filter-no-longer-sold = No longer sold
insight-filter-out-of-stock = Out of stock here
insight-filter-wrong-size = Not their size
insight-filter-unknown-article = Not in the catalogue
