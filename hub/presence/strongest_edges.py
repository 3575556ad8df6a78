"""The first zone estimate: the edges that hear a phone loudest vote for the zones they hang in.

No map and no calibration are needed; a filter over the whole floor takes its place behind the same interface.
"""

import math
from dataclasses import dataclass, field

from hub.journal import Member
from hub.presence.belief import Belief
from hub.presence.floor_plan import FloorPlan
from wire.ids import EdgeId

# Half of a reading's weight is gone after this long: a walker crosses a zone in about 5 s, fading changes in 1-2 s.
HALF_LIFE_SECONDS = 1.5
# An edge that has been silent this long says nothing any more about where somebody is now.
STALE_SECONDS = 6.0
# How many dB louder an edge must be to count e times as much: one edge's readings at a fixed spot spread by 4-6 dB
# (Danis: 4.5 dB residual), and several correlated readings are not several witnesses.
DB_PER_E = 4.0
# Through a shop window and two bodies a phone drops below this at every edge; inside, the nearest hears -50 to -80.
INSIDE_DBM = -86.0
INSIDE_SLOPE_DB = 2.0


@dataclass(slots=True)
class _Level:
    dbm: float
    at: float


@dataclass(slots=True)
class _Heard:
    levels: dict[EdgeId, _Level] = field(default_factory=dict[EdgeId, _Level])


class StrongestEdges:
    """A smoothed level per member and edge, and a soft vote of the loudest."""

    def __init__(self, plan: FloorPlan) -> None:
        self._zones = tuple(zone.id for zone in plan.zones)
        self._zone_of = {edge.id: zone.id for edge in plan.edges if (zone := plan.zone_of(edge.id))}
        self._members: dict[Member, _Heard] = {}

    def hear(self, member: Member, edge: EdgeId, rssi_dbm: float, at: float) -> None:
        """Take in one sighting; an older one than known, or one from an edge not on the plan, changes nothing."""
        if edge not in self._zone_of:
            return
        levels = self._members.setdefault(member, _Heard()).levels
        known = levels.get(edge)
        if known is None or at - known.at > STALE_SECONDS:
            levels[edge] = _Level(rssi_dbm, at)
        elif at >= known.at:
            kept = 0.5 ** ((at - known.at) / HALF_LIFE_SECONDS)
            levels[edge] = _Level(kept * known.dbm + (1 - kept) * rssi_dbm, at)

    def believe(self, member: Member, at: float) -> Belief | None:
        """The vote of the edges that heard the member lately."""
        heard = self._members.get(member)
        if heard is None:
            return None
        fresh = {edge: level.dbm for edge, level in heard.levels.items() if at - level.at <= STALE_SECONDS}
        if not fresh:
            return Belief(dict.fromkeys(self._zones, 0.0), 1.0)
        loudest = max(fresh.values())
        inside = 1 / (1 + math.exp((INSIDE_DBM - loudest) / INSIDE_SLOPE_DB))
        votes = dict.fromkeys(self._zones, 0.0)
        for edge, dbm in fresh.items():
            votes[self._zone_of[edge]] += math.exp((dbm - loudest) / DB_PER_E)
        total = sum(votes.values())
        return Belief({zone: inside * vote / total for zone, vote in votes.items()}, 1 - inside)

    def forget(self, member: Member) -> None:
        """Drop everything about a member."""
        self._members.pop(member, None)
