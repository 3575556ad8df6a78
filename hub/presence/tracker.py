"""Sightings in, beliefs out: packets gathered into ticks for the zone filter, and what cannot be used counted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hub.journal import Member
from hub.presence.belief import Belief
from hub.presence.zone_filter import Beliefs, Heard, ZoneFilter
from wire.ids import EdgeId

# No radio hears more than this from a phone in a shop; 0 and +127 are a controller's words for "unknown".
STRONGEST_DBM = -10.0
WEAKEST_DBM = -126.0
# An edge that has said nothing at all for so long may be deaf or cut off: its silence says nothing.
LISTENING_SECONDS = 5.0
# Batches of different edges come in one after the other; what is no later than this counts for the running tick, as if
# heard now: half a metre of walking.
LATE_SECONDS = 1.0
# The advertising interval until it is learned, the share by which a new gap moves it, and what is a pause instead.
FIRST_INTERVAL_SECONDS = 1.0
INTERVAL_MEMORY = 0.1
LONGEST_INTERVAL_SECONDS = 10.0
# After a longer gap in time (a hub that slept, a new day) old beliefs are worth nothing.
LONGEST_GAP_SECONDS = 60.0


@dataclass(slots=True)
class Counts:
    """Sightings that changed nothing, by reason."""

    unknown_edge: int = 0
    impossible_level: int = 0
    late: int = 0
    duplicate: int = 0


@dataclass(slots=True)
class _Known:
    """One member: the column in the arrays, and the rhythm of the phone."""

    column: int
    interval_seconds: float = FIRST_INTERVAL_SECONDS
    heard_at: dict[EdgeId, float] = field(default_factory=dict[EdgeId, float])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member is, if inside: metres, and the root mean square of how far off that may be."""

    x_m: float
    y_m: float
    spread_m: float


class PresenceTracker:
    """Every member's belief, moved on in common ticks of the sightings' own time."""

    def __init__(self, zone_filter: ZoneFilter, zones: tuple[str, ...]) -> None:
        self._filter, self._zones = zone_filter, zones
        self._number = {edge: number for number, edge in enumerate(zone_filter.edges)}
        self._members: dict[Member, _Known] = {}
        self._beliefs: Beliefs = zone_filter.start(0)
        self._pending: dict[tuple[Member, EdgeId], dict[float, float]] = {}
        self._edge_heard_at: dict[EdgeId, float] = {}
        self._ticked_at: float | None = None
        self.counts = Counts()

    def hear(self, member: Member, edge: EdgeId, rssi_dbm: float, at: float) -> None:
        """Take in one sighting; what cannot be used is counted and changes nothing."""
        if edge not in self._number:
            self.counts.unknown_edge += 1
        elif not WEAKEST_DBM <= rssi_dbm <= STRONGEST_DBM or not math.isfinite(at):
            self.counts.impossible_level += 1
        elif self._is_duplicate(member, edge, at):
            self.counts.duplicate += 1
        elif self._is_late(member, edge, at):
            self.counts.late += 1
        else:
            if self._ticked_at is None:
                self._ticked_at = at - self._filter.tick_seconds
            self._advance(math.nextafter(at, -math.inf))  # a packet at the end of a tick belongs to it
            known = self._members.get(member) or self._meet(member)
            self._pending.setdefault((member, edge), {})[at] = rssi_dbm
            self._edge_heard_at[edge] = max(at, self._edge_heard_at.get(edge, at))
            gap = at - known.heard_at.get(edge, at)
            if 0 < gap <= LONGEST_INTERVAL_SECONDS:
                known.interval_seconds += INTERVAL_MEMORY * (gap - known.interval_seconds)
            known.heard_at[edge] = max(at, known.heard_at.get(edge, at))

    def believe(self, member: Member, at: float) -> Belief | None:
        """The belief at a moment, in whole ticks; of somebody new, with what was heard so far."""
        known = self._members.get(member)
        if known is None:
            return None
        self._advance(at)
        belief = self._beliefs.only(np.array([known.column]))
        fresh = {edge: levels for (who, edge), levels in self._pending.items() if who == member}
        if self._is_new(known, fresh):
            belief = self._filter.weigh(
                belief, self._heard({(member, edge): each for edge, each in fresh.items()}, {member: 0}, at)
            )
        zones = self._filter.zones(belief)[:, 0]
        return Belief(dict(zip(self._zones, map(float, zones), strict=True)), max(0.0, 1 - float(zones.sum())))

    def place(self, member: Member) -> Place | None:
        """Where a member is as of the last tick; None for a member of whom nothing was heard."""
        known = self._members.get(member)
        if known is None:
            return None
        found = self._filter.position(self._beliefs.only(np.array([known.column])))
        return Place(float(found.x_m[0]), float(found.y_m[0]), float(found.spread_m[0]))

    def forget(self, member: Member) -> None:
        """Drop everything about a member."""
        known = self._members.pop(member, None)
        if known is None:
            return
        kept = tuple(self._members.values())
        self._beliefs = self._beliefs.only(np.array([other.column for other in kept], dtype=np.intp))
        for column, other in enumerate(kept):
            other.column = column
        self._pending = {key: levels for key, levels in self._pending.items() if key[0] != member}

    def _meet(self, member: Member) -> _Known:
        known = self._members[member] = _Known(self._beliefs.away.shape[1])
        self._beliefs = self._beliefs.together(self._filter.start(1))
        return known

    def _is_duplicate(self, member: Member, edge: EdgeId, at: float) -> bool:
        known = self._members.get(member)
        return at in self._pending.get((member, edge), {}) or (known is not None and known.heard_at.get(edge) == at)

    def _is_late(self, member: Member, edge: EdgeId, at: float) -> bool:
        """Too old for the running tick, or behind something newer from the same edge that has been used."""
        if self._ticked_at is None or at > self._ticked_at:
            return False
        known = self._members.get(member)
        return at < self._ticked_at - LATE_SECONDS or (known is not None and known.heard_at.get(edge, at) > at)

    def _is_new(self, known: _Known, fresh: Mapping[EdgeId, object]) -> bool:
        """Whether all that was ever heard of a member still waits for its tick."""
        return (
            bool(fresh)
            and known.heard_at.keys() == fresh.keys()
            and all(at > (self._ticked_at or at) for at in known.heard_at.values())
        )

    def _advance(self, at: float) -> None:
        """Apply every tick that ended before or at a moment."""
        if self._ticked_at is None:
            return
        tick = self._filter.tick_seconds
        if at - self._ticked_at > LONGEST_GAP_SECONDS:
            self._beliefs = self._filter.start(len(self._members))
            self._pending = {}
            self._ticked_at = at - tick
        while self._ticked_at + tick <= at:
            self._ticked_at += tick
            now = {
                key: {when: rssi for when, rssi in levels.items() if when <= self._ticked_at}
                for key, levels in self._pending.items()
            }
            columns = {member: known.column for member, known in self._members.items()}
            self._beliefs = self._filter.step(self._beliefs, self._heard(now, columns, self._ticked_at))
            self._pending = {
                key: later
                for key, levels in self._pending.items()
                if (later := {when: rssi for when, rssi in levels.items() if when > self._ticked_at})
            }

    def _heard(
        self, packets: Mapping[tuple[Member, EdgeId], Mapping[float, float]], columns: Mapping[Member, int], at: float
    ) -> Heard:
        shape = (len(self._number), len(columns))
        total, count = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
        for (member, edge), levels in packets.items():
            place = self._number[edge], columns[member]
            total[place], count[place] = sum(levels.values()), len(levels)
        with np.errstate(invalid="ignore"):
            mean = np.where(count > 0, total / np.maximum(count, 1), np.float32(np.nan))
        interval = np.array([self._members[member].interval_seconds for member in columns], dtype=np.float32)
        listening = [at - self._edge_heard_at.get(edge, -math.inf) <= LISTENING_SECONDS for edge in self._number]
        return Heard(mean.astype(np.float32), count, np.array(listening), interval)
