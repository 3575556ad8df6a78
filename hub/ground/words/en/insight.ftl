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
