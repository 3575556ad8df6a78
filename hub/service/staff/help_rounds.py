"""Whom a customer's request for help calls, and how that widens while nobody comes. Pure.

The rounds are the store's, and no clock runs against a colleague: who does not come is not asked why, nothing is
counted by name, and nobody is reminded. A request that was made is an answer to a customer's wish, so the budget of
campaigns' interruptions does not count it; of those who are free, the one who was interrupted least is called first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from hub.ground.shop.model import ContactPolicy
from hub.service.staff.interruptions import Associate, burden


class HelpRound(IntEnum):
    """How far a request has come."""

    FIRST = 0
    """One colleague who is free."""
    FREE = 1
    """All who are free."""
    EVERYBODY = 2
    """Those, and who leads the shop; every list has the customer on top."""
    BUSY = 3
    """The same; the customer is told that everybody is busy."""


@dataclass(frozen=True, slots=True)
class Called:
    """Those whom a request calls now."""

    first: str | None
    """Who was called first; they stay it while they are free."""
    associates: frozenset[str]


def round_at(age_seconds: float, policy: ContactPolicy) -> HelpRound:
    """The round of a request that nobody has taken for so long."""
    return HelpRound(min(int(max(0.0, age_seconds) // policy.help_round_seconds), HelpRound.BUSY))


def whom_to_call(
    now: HelpRound, associates: Sequence[Associate], managers: Collection[str], first: str | None, now_ms: int
) -> Called:
    """Who is called in a round. Who serves a customer is not, unless they lead the shop and nobody has come."""
    free = [each for each in associates if not each.is_busy]
    if first not in {each.id for each in free}:
        least = min(free, key=lambda each: burden(each, now_ms), default=None)
        first = least.id if least else None
    if now is HelpRound.FIRST:
        return Called(first, frozenset({first} if first else ()))
    everybody = {each.id for each in free}
    return Called(first, frozenset(everybody | {*managers} if now >= HelpRound.EVERYBODY else everybody))
