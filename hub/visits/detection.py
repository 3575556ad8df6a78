"""When a visit begins, moves on and ends: one decision from one belief."""

from dataclasses import dataclass

from hub.presence.belief import Belief

# Arriving is believed early: a card that comes late is worth little, and the outside state holds back passers-by.
ARRIVE_PROBABILITY = 0.5
# To change zone, another one must be this much likelier than the present one; without a margin, zones flap.
SWITCH_MARGIN = 0.25
# A phone in a pocket turns away from every edge for seconds; gaps of 1-3 s are normal, 10 s happen. Somebody who left
# shall be gone within 30 s.
QUIET_SECONDS = 22.0


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


def on_sighting(current_zone: str | None, belief: Belief) -> Decision:
    """What a fresh belief says; `current_zone` is None when there is no visit."""
    zone, probability = belief.best()
    if current_zone is None:
        return Arrive(zone) if 1 - belief.outside >= ARRIVE_PROBABILITY else Stay()
    if zone != current_zone and probability - belief.zones.get(current_zone, 0.0) >= SWITCH_MARGIN:
        return Move(zone)
    return Stay()


def on_silence(member_heard_at: float, store_heard_at: float) -> Decision:
    """What silence says. It counts only while the store's edges are heard: a dead broker is not an empty shop."""
    return Leave() if store_heard_at - member_heard_at > QUIET_SECONDS else Stay()
