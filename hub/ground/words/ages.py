"""How long ago, in the one unit that a person would use."""

from hub.ground.words.phrase import Phrase, phrase

# Nobody says "39 days ago" of what they bought in spring, nor "2 weeks" of what arrived on Tuesday a week ago.
DAYS_UNTIL, WEEKS_UNTIL, MONTHS_UNTIL = 14, 61, 730
DAYS_OF_A_MONTH, DAYS_OF_A_YEAR = 30.44, 365.25


def ago(days: int) -> Phrase:
    """`today`, `yesterday`, `9 months ago`: whole units that are over."""
    if days <= 0:
        return phrase("units-today")
    if days == 1:
        return phrase("units-yesterday")
    if days < DAYS_UNTIL:
        return phrase("units-days-ago", count=days)
    if days < WEEKS_UNTIL:
        return phrase("units-weeks-ago", count=days // 7)
    if days < MONTHS_UNTIL:
        return phrase("units-months-ago", count=int(days / DAYS_OF_A_MONTH))
    return phrase("units-years-ago", count=int(days / DAYS_OF_A_YEAR))
