# What is said of campaigns: to those who write them, and to those who ask why.
campaigns-neutral = Something about this campaign cannot be said.
campaigns-rule-field = There is no field "{ $name }". Text needs quotes.
campaigns-rule-field-near = There is no field "{ $name }". Did you mean "{ $near }"? Text needs quotes.
campaigns-rule-decimal = "{ $name }" is compared with a number of the other kind: write 100.0 for an amount or a share, and 3 for a count.
campaigns-rule-number = "{ $name }" is a number: compare it with a number, without quotes.
campaigns-rule-list = "{ $name }" is a list: ask whether something is in it, as in "gold" in { $name }.
campaigns-rule-counts = "{ $name }" counts by id: name which one, as in { $name }["sofa-12"] > 3.
campaigns-rule-types = "{ $name }" cannot be compared so: the two sides are of different kinds.
campaigns-rule-read-equals = Use == to compare, && for "and", || for "or".
campaigns-rule-read-quote = Use straight quotes: " or '.
campaigns-rule-read-word = Use { $sign } in place of "{ $word }".
campaigns-rule-read-comma = Use a decimal point, as in 1.5.
campaigns-rule-read-end = The rule stops too early.
campaigns-rule-read-extra = "{ $token }" stands where the rule could be over: is && or || missing before it?
campaigns-rule-nested = The rule is nested too deep: split it into parts.
campaigns-rule-long = The rule is longer than { $most } letters: split it into parts.
campaigns-rule-no-answer = The rule gives no yes or no: compare it with something.
campaigns-rule-unreadable = The rule cannot be read.
campaigns-rule-missing = "{ $name }" is not known of this customer.
campaigns-rule-no-key = The rule asks for an id that this customer has nothing of.
campaigns-rule-zero = The rule divides by zero for this customer.
campaigns-rule-overflow = A number in the rule becomes too large for this customer.
campaigns-rule-pattern = The pattern in the rule is not valid.
campaigns-rule-heavy = The rule takes too long, and is off.
campaigns-rule-unanswered = The rule could not be answered for this customer.
