"""When a visit begins, moves on and ends: one decision from one belief, each with a threshold of its own. Pure."""

from dataclasses import dataclass

from hub.presence.belief import Belief
from hub.presence.zone_choice import choose_zone

# Not yet chosen on an operating curve.
# Arriving is believed early, for a card that comes late is worth little. Of somebody 1.5 m outside the window or the
# wall of the demo store 0.24 is believed inside, of one who lingers at the door more; a step inside it is 0.7 at once.
ARRIVE_PROBABILITY = 0.25
# Nobody arrives by not being heard.
HEARD_SECONDS = 3.0
# Somebody who left was last believed on the way out and has been silent since. The silence has to be longer than the
# pauses of a phone that turns away from every edge: gaps of 1-3 s are normal.
OUTSIDE_PROBABILITY = 0.8
OUTSIDE_SILENCE_SECONDS = 6.0
# Where no belief can be outside (a plan without an entrance) silence alone has to tell; 10 s happen.
QUIET_SECONDS = 22.0
# Somebody deep inside whose phone falls silent has not left: nobody gets out unheard. But a battery may be empty.
GHOST_SECONDS = 120.0


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
class Stay:
    """Nothing changes."""


Decision = Arrive | Move | Leave | Stay


@dataclass(frozen=True, slots=True)
class Silence:
    """For how long a member has not been heard while the store was; 0 while they are heard."""

    seconds: float
    has_way_out: bool
    """Whether the plan has an entrance, without which nobody can be believed outside."""

    @property
    def is_endless(self) -> bool:
        """Whether it says enough without any belief."""
        return self.seconds > (GHOST_SECONDS if self.has_way_out else QUIET_SECONDS)


def decide(present: str | None, belief: Belief, silence: Silence) -> Decision:
    """What a belief says; `present` is the zone of the visit, None when there is no visit."""
    if present is None:
        is_here = 1 - belief.outside >= ARRIVE_PROBABILITY and silence.seconds <= HEARD_SECONDS
        return Arrive(belief.best()[0]) if is_here else Stay()
    has_left = belief.outside >= OUTSIDE_PROBABILITY and silence.seconds > OUTSIDE_SILENCE_SECONDS
    if has_left or silence.is_endless:
        return Leave()
    zone = choose_zone(present, belief)
    return Move(zone) if zone and zone != present else Stay()
