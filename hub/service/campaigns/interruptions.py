"""Whether a colleague may be interrupted now: their attention is a budget as the customer's is. Pure.

Both sides of the experiment entered before this is asked: what does not fit stands on the card, silently, so the effect
of telling staff is measured as it is in a shop that is busy at times.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Floor:
    """What the colleagues of a store have in hand."""

    nudged_ms: Sequence[int]
    """When they were nudged in the last hour."""
    waiting: int
    """Nudges of customers who are here and whom nobody has taken yet."""


def may_interrupt(floor: Floor, now_ms: int, *, per_hour: int, at_once: int) -> bool:
    """Whether one more fits."""
    recent = [each for each in floor.nudged_ms if 0 <= now_ms - each < HOUR_MS]
    return floor.waiting < at_once and len(recent) < per_hour
