"""When a visit begins, moves on and ends: one decision from one belief, each with a threshold of its own. Pure."""

import math
from dataclasses import dataclass

from hub.place.presence.belief import Belief, PhoneState
from hub.place.presence.zone_choice import choose_zone

# The curves of `make bench-visits` (ten simulated stores, their radio as rough as the recorded, half furnished and half
# open): 0 of 200 who passed the window were greeted; half of those who came in were known 0.5 s after the door, 95 %
# after 1.8, the last after 3.3. At 0.35: 6 greeted; at 0.25: 21. With phones that differ by 4 dB no threshold does
# that: 35 of 200 are greeted and 7 visitors missed here, 24 and 13 at 0.8; once a visit has taught how loud the phones
# are, 9 and 7 here.
ARRIVE_PROBABILITY = 0.45
# Nobody arrives or walks on by not being heard: a belief that only spreads knows no more than before.
HEARD_SECONDS = 3.0
# Somebody who left was last believed on the way out and has been silent since. The silence has to be longer than phones
# pause (up to ten seconds): with 6 s a pause near the entrance ended 8 of 100 visits that then began anew, with 12 s
# none (the day of `make bench-presence`). Gone within 12.5 s, and none of twenty who stood still for 20 minutes.
OUTSIDE_PROBABILITY = 0.8
OUTSIDE_SILENCE_SECONDS = 12.0
# Where no belief can be outside (a plan without an entrance) silence alone has to tell; 10 s happen.
QUIET_SECONDS = 22.0
# Somebody deep inside whose phone falls silent has not left: nobody gets out unheard. But a battery may be empty.
GHOST_SECONDS = 120.0
# A phone that said it falls silent (an iPhone in a pocket) is believed for so long: longer than nearly every visit to a
# shop. It says itself when it hears the beacons no more; this is for the one whose battery was empty before.
POCKET_SECONDS = 1800.0
# When it says so, the phone's system has waited for about 20-30 s already. Time for another beacon, or an edge, to
# contradict.
EXIT_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Arrive:
    """Start a visit in a zone."""

    zone: str


@dataclass(frozen=True, slots=True)
class Move:
    """The member is in another zone now."""

    zone: str


@dataclass(frozen=True, slots=True)
class Leave:
    """End the visit."""


@dataclass(frozen=True, slots=True)
class NoChange:
    """Nothing changes."""


Decision = Arrive | Move | Leave | NoChange


@dataclass(frozen=True, slots=True)
class Silence:
    """For how long a member has neither been heard nor heard a beacon while the store listened; 0 while they are."""

    seconds: float
    has_way_out: bool
    """Whether the plan has an entrance, without which nobody can be believed outside."""
    word: PhoneState = PhoneState.NONE
    """What the phone itself said last."""
    word_seconds: float = math.inf
    """For how long it has said no more."""

    @property
    def is_endless(self) -> bool:
        """Whether it says enough without any belief."""
        match self.word:
            case PhoneState.NONE:
                return self.seconds > (GHOST_SECONDS if self.has_way_out else QUIET_SECONDS)
            case PhoneState.QUIET:
                return min(self.seconds, self.word_seconds) > POCKET_SECONDS
            case PhoneState.GONE:
                return min(self.seconds, self.word_seconds) > EXIT_SECONDS


def decide(present: str | None, belief: Belief, silence: Silence) -> Decision:
    """What a belief says; `present` is the zone of the visit, None when there is no visit."""
    if present is None:
        is_here = 1 - belief.outside >= ARRIVE_PROBABILITY and silence.seconds <= HEARD_SECONDS
        return Arrive(belief.best()[0]) if is_here else NoChange()
    has_left = belief.outside >= OUTSIDE_PROBABILITY and silence.seconds > OUTSIDE_SILENCE_SECONDS
    if has_left or silence.is_endless:
        return Leave()
    zone = choose_zone(present, belief) if silence.seconds <= HEARD_SECONDS else present
    return Move(zone) if zone and zone != present else NoChange()
