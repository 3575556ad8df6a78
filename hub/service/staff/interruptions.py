"""Which colleague a campaign may interrupt now, if any: their attention is a budget as the customer's is. Pure.

A colleague is a person who is signed in with a screen open; while nobody has an account, whoever holds a handheld. One
is interrupted, not all; what does not fit stands on the card, silently. Both sides of the experiment were entered
before this is asked, so what telling staff does is measured as in any shop that is busy at times.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.ground.shop.model import ContactPolicy

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Associate:
    """One that is open, and what its colleague has in hand."""

    id: str
    is_busy: bool
    """With a customer, or with another nudge."""
    nudged_ms: Sequence[int] = ()
    """When it was nudged."""

    def lately(self, now_ms: int) -> tuple[int, ...]:
        """When within the last hour; what is yet to come, after a clock was set back, counts for nothing."""
        return tuple(each for each in self.nudged_ms if 0 <= now_ms - each < HOUR_MS)


def whom_to_nudge(
    associates: Sequence[Associate], waiting: int, policy: ContactPolicy, now_ms: int, owner: str | None = None
) -> str | None:
    """The id of who is free and was interrupted least, and of equals longest ago; None where it does not fit.

    `waiting`: nudges of the store that nobody has answered yet. `owner`: who looks after the customer; they go first.
    """
    if waiting >= policy.nudges_at_once:
        return None
    free = [each for each in associates if not each.is_busy and len(each.lately(now_ms)) < policy.nudges_per_hour]
    first = min(free, key=lambda each: (each.id != owner, burden(each, now_ms)), default=None)
    return first.id if first else None


def burden(associate: Associate, now_ms: int) -> tuple[int, int, str]:
    """By which the least interrupted comes first, and of equals whoever was longest ago."""
    lately = associate.lately(now_ms)
    return len(lately), max(lately, default=0), associate.id
