"""Sightings in, beliefs out: packets gathered into ticks for the zone filter, and what cannot be used counted."""

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hub.journal import Member
from hub.presence.belief import Belief, Crowd
from hub.presence.zone_filter import MEMBERS_AT_ONCE, Beliefs, Heard, ZoneFilter
from wire.ids import EdgeId

Floats = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]

# No radio hears more than this from a phone in a shop; 0 and +127 are a controller's words for "unknown".
STRONGEST_DBM = -10.0
WEAKEST_DBM = -126.0
# Edges say something at least every ten seconds (their heartbeat); one that did not may be dead or cut off, and its
# silence says nothing.
LISTENING_SECONDS = 15.0
# Batches of different edges come in one after the other; what is no later than this counts for the running tick, as if
# heard now: half a metre of walking.
LATE_SECONDS = 1.0
# Silence of an edge is news only after this many advertising intervals: what it heard may still be on its way.
OVERDUE_INTERVALS = 1.5
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member is, if inside: metres, and the root mean square of how far off that may be."""

    x_m: float
    y_m: float
    spread_m: float


_Packets = dict[tuple[Member, int], dict[float, float]]


@dataclass(slots=True)
class _Block:
    """Members whose beliefs are moved on together: as many as stay in a processor's cache."""

    beliefs: Beliefs
    heard_at: Times
    """(edges, members): -inf where an edge never heard a member."""
    met_at: Times
    interval_seconds: Floats
    members: list[Member] = field(default_factory=list[Member])
    pending: _Packets = field(default_factory=_Packets)

    def add(self, member: Member, beliefs: Beliefs, at: float) -> None:
        self.members.append(member)
        self.beliefs = self.beliefs.together(beliefs)
        self.heard_at = np.column_stack([self.heard_at, np.full(len(self.heard_at), -math.inf)])
        self.met_at = np.append(self.met_at, at)
        self.interval_seconds = np.append(self.interval_seconds, np.float32(FIRST_INTERVAL_SECONDS))

    def remove(self, column: int) -> None:
        member = self.members.pop(column)
        kept = np.delete(np.arange(len(self.members) + 1), column)
        self.beliefs = self.beliefs.only(kept)
        self.heard_at = self.heard_at[:, kept]
        self.met_at, self.interval_seconds = self.met_at[kept], self.interval_seconds[kept]
        self.pending = {key: levels for key, levels in self.pending.items() if key[0] != member}


class PresenceTracker:
    """Every member's belief, moved on in common ticks of the sightings' own time."""

    def __init__(self, zone_filter: ZoneFilter, zones: tuple[str, ...]) -> None:
        self._filter, self._zones = zone_filter, zones
        self._number = {edge: number for number, edge in enumerate(zone_filter.edges)}
        self._blocks: list[_Block] = []
        self._where: dict[Member, tuple[_Block, int]] = {}
        self._edge_heard_at = np.full(len(self._number), -math.inf)
        self._ticked_at: float | None = None
        self.counts = Counts()

    def use(self, zone_filter: ZoneFilter) -> None:
        """Go on with another radio map of the same plan; what is believed stays."""
        self._filter = zone_filter

    def hear(self, member: Member, edge: EdgeId, rssi_dbm: float, at: float) -> None:
        """Take in one sighting; what cannot be used is counted and changes nothing."""
        number = self._number.get(edge)
        if number is None:
            self.counts.unknown_edge += 1
            return
        if not WEAKEST_DBM <= rssi_dbm <= STRONGEST_DBM or not math.isfinite(at):
            self.counts.impossible_level += 1
            return
        if self._ticked_at is None:
            self._ticked_at = at - self._filter.tick_seconds
        block, column = self._where.get(member) or self._meet(member, at)
        heard_at = float(block.heard_at[number, column])
        pending = block.pending.get((member, number))
        if at == heard_at or (pending and at in pending):
            self.counts.duplicate += 1
        elif at < self._ticked_at - LATE_SECONDS or at < heard_at:
            # Behind something newer of the same edge, or too old for the running tick.
            self.counts.late += 1
        else:
            if pending is None:
                pending = block.pending[(member, number)] = {}
            pending[at] = rssi_dbm
            self.edge_said(edge, at)

    def edge_said(self, edge: EdgeId, at: float) -> None:
        """An edge said anything at all: until it falls silent, it would tell if it heard somebody."""
        number = self._number.get(edge)
        if number is not None:
            self._edge_heard_at[number] = max(at, self._edge_heard_at[number])

    def edge_is_deaf(self, edge: EdgeId) -> None:
        """An edge is gone or hears nothing: its silence says nothing until it speaks again."""
        number = self._number.get(edge)
        if number is not None:
            self._edge_heard_at[number] = -math.inf

    def advance(self, at: float) -> Generator[None]:
        """Apply every tick that ended at or before a moment. Yields between shares of the work, for others' sake."""
        if self._ticked_at is None:
            return
        tick = self._filter.tick_seconds
        if at - self._ticked_at > LONGEST_GAP_SECONDS:
            for block in self._blocks:
                block.beliefs, block.pending = self._filter.start(len(block.members)), {}
            self._ticked_at = at - tick
        while self._ticked_at + tick <= at:
            self._ticked_at += tick
            for block in tuple(self._blocks):
                self._tick(block, self._ticked_at)
                yield

    def believe(self, member: Member, at: float) -> Belief | None:
        """The belief at a moment, in whole ticks; of somebody new, with what was heard so far. None of nobody."""
        for _ in self.advance(at):
            pass
        if member not in self._where:
            return None
        block, column = self._where[member]
        return self._belief(member, with_fresh=bool((block.heard_at[:, column] == -math.inf).all()))

    def believe_now(self, member: Member) -> Belief | None:
        """The belief as of the last tick, weighed with what was heard since. None of nobody."""
        return self._belief(member, with_fresh=True) if member in self._where else None

    def _belief(self, member: Member, *, with_fresh: bool) -> Belief:
        block, column = self._where[member]
        belief = block.beliefs.only(np.array([column]))
        fresh = {(member, number): levels for (who, number), levels in block.pending.items() if who == member}
        if fresh and with_fresh:
            # That other edges have not told of them means little so early.
            mean, packets = self._levels(fresh, {member: 0})
            silent = np.zeros_like(mean, dtype=np.bool_)
            belief = self._filter.weigh(belief, Heard(mean, packets, silent, block.interval_seconds[[column]]))
        zones = self._filter.zones(belief)[:, 0]
        return Belief(dict(zip(self._zones, map(float, zones), strict=True)), max(0.0, 1 - float(zones.sum())))

    def crowds(self) -> Generator[Crowd]:
        """Everybody's belief as of the last tick, in shares."""
        for block in self._blocks:
            zones = self._filter.zones(block.beliefs)
            heard_at = block.heard_at.max(0, initial=-math.inf)
            outside = np.maximum(1 - zones.sum(0), 0.0)
            yield Crowd(tuple(block.members), self._zones, zones, outside, heard_at, block.met_at)

    def place(self, member: Member) -> Place | None:
        """Where a member is as of the last tick; None for a member of whom nothing was heard."""
        if member not in self._where:
            return None
        block, column = self._where[member]
        found = self._filter.position(block.beliefs.only(np.array([column])))
        return Place(float(found.x_m[0]), float(found.y_m[0]), float(found.spread_m[0]))

    def resume(self, member: Member, zone: str, at: float) -> None:
        """Somebody is known to have been in a zone: the hub was started anew while they were there."""
        if self._ticked_at is None:
            self._ticked_at = at
        self._put(member, self._filter.start_in(zone), at)

    def forget(self, member: Member) -> None:
        """Drop everything about a member."""
        found = self._where.pop(member, None)
        if found is None:
            return
        block, column = found
        block.remove(column)
        if not block.members:
            self._blocks.remove(block)
        self._where.update({other: (block, number) for number, other in enumerate(block.members)})

    def _meet(self, member: Member, at: float) -> tuple[_Block, int]:
        return self._put(member, self._filter.start(1), at)

    def _put(self, member: Member, beliefs: Beliefs, at: float) -> tuple[_Block, int]:
        block = next((block for block in self._blocks if len(block.members) < MEMBERS_AT_ONCE), None)
        if block is None:
            nobody = np.zeros(0)
            empty = np.zeros((len(self._number), 0))
            block = _Block(self._filter.start(0), empty, nobody, nobody.astype(np.float32))
            self._blocks.append(block)
        block.add(member, beliefs, at)
        self._where[member] = block, len(block.members) - 1
        return self._where[member]

    def _tick(self, block: _Block, ended_at: float) -> None:
        now: _Packets = {}
        later: _Packets = {}
        for key, levels in block.pending.items():
            for at, rssi in levels.items():
                (now if at <= ended_at else later).setdefault(key, {})[at] = rssi
        block.pending = later
        columns = {member: column for column, member in enumerate(block.members)}
        mean, packets = self._levels(now, columns)
        for (member, number), levels in now.items():
            column, newest = columns[member], max(levels)
            gap = (newest - block.heard_at[number, column]) / len(levels)
            if 0 < gap <= LONGEST_INTERVAL_SECONDS:
                block.interval_seconds[column] += INTERVAL_MEMORY * (gap - block.interval_seconds[column])
            block.heard_at[number, column] = newest
        alive = (ended_at - self._edge_heard_at <= LISTENING_SECONDS)[:, None]
        quiet = ended_at - np.maximum(block.heard_at, block.met_at) > OVERDUE_INTERVALS * block.interval_seconds
        block.beliefs = self._filter.step(block.beliefs, Heard(mean, packets, alive & quiet, block.interval_seconds))

    def _levels(
        self, packets: Mapping[tuple[Member, int], Mapping[float, float]], columns: Mapping[Member, int]
    ) -> tuple[Floats, Floats]:
        """Mean level and number of packets, each (edges, members)."""
        shape = (len(self._number), len(columns))
        total, count = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
        for (member, number), levels in packets.items():
            place = number, columns[member]
            total[place], count[place] = sum(levels.values()), len(levels)
        with np.errstate(invalid="ignore"):
            return np.where(count > 0, total / np.maximum(count, 1), np.float32(np.nan)).astype(np.float32), count
