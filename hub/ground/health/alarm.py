"""One thing that somebody has to look after, and how soon."""

from dataclasses import dataclass
from enum import IntEnum

from hub.ground.words.phrase import Phrase


class Urgency(IntEnum):
    """What it keeps from working; the worst first."""

    HUB = 0
    """The hub does not do what it is there for."""
    PEOPLE = 1
    """Somebody's data may be used against their will."""
    WAY_OUT = 2
    """Something is not told, or not heard, outside."""
    EQUIPMENT = 3
    """One device."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What does not pass by itself, or what nobody notices otherwise."""

    urgency: Urgency
    phrase: Phrase
    next_step: str = ""
    """What to do, where that differs from time to time, in the reader's language. Without it `alarms-next-` says it,
    if the sentence itself does not."""
