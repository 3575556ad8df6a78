"""Who a campaign is for, as a rule: a small tree that marketers build, or CEL that they write, over typed fields."""
