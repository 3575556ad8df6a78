"""Sightings in, beliefs out: packets gathered into ticks for the zone filter, and what cannot be used counted."""

import math
from array import array
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass, field

import numpy as np
import numpy.typing as npt

from hub.ground.journal import Member
from hub.place.presence.belief import Belief, BeliefBatch, GainEstimate, PhoneState
from hub.place.presence.packets import LaidOut, follow_interval, lay_out
from hub.place.presence.zone_filter import MEMBERS_AT_ONCE, Beliefs, Observation, ZoneFilter
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
# A phone's loudness is learned only of who is certainly inside, and for longer than somebody at the window may seem to
# be: what that would teach makes them seem so the more. A visit of so many ticks counts for half.
SURELY_INSIDE = 0.95
LEAST_TAUGHT_TICKS = 60
HALF_TAUGHT_TICKS = 20
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


def _doubles() -> "array[float]":
    return array("d")


@dataclass(slots=True)
class _MemberBatch:
    """Members whose beliefs are moved on together: as many as stay in a processor's cache."""

    beliefs: Beliefs
    heard_at: Times
    """(listeners, members): -inf where an edge never heard a member, or they a beacon."""
    met_at: Times
    interval_seconds: Floats
    word: npt.NDArray[np.int8]
    word_at: Times
    gain_db: Floats
    """By how much edges hear a member's phone louder than an ordinary one, as known from before."""
    misfit_db: Floats
    """The sum of what was louder than that, of so many ticks inside."""
    taught_ticks: Floats
    members: list[Member] = field(default_factory=list[Member])
    pending: "array[float]" = field(default_factory=_doubles)
    """Four numbers a packet, as in `lay_out`. Bare numbers: thousands of packets a second come in one by one."""

    def waiting(self) -> Times:
        """A copy of the packets that wait, one a row."""
        return np.array(self.pending).reshape(-1, 4)

    def add(self, member: Member, beliefs: Beliefs, at: float, gain_db: float) -> None:
        self.members.append(member)
        self.beliefs = self.beliefs.together(beliefs)
        self.heard_at = np.column_stack([self.heard_at, np.full(len(self.heard_at), -math.inf)])
        self.met_at = np.append(self.met_at, at)
        self.interval_seconds = np.append(self.interval_seconds, np.float32(FIRST_INTERVAL_SECONDS))
        self.word, self.word_at = np.append(self.word, np.int8(PhoneState.NONE)), np.append(self.word_at, -math.inf)
        self.gain_db = np.append(self.gain_db, np.float32(gain_db))
        self.misfit_db = np.append(self.misfit_db, np.float32(0))
        self.taught_ticks = np.append(self.taught_ticks, np.float32(0))

    def remove(self, column: int) -> None:
        del self.members[column]
        kept = np.delete(np.arange(len(self.members) + 1), column)
        self.beliefs = self.beliefs.only(kept)
        self.heard_at = self.heard_at[:, kept]
        self.met_at, self.interval_seconds = self.met_at[kept], self.interval_seconds[kept]
        self.word, self.word_at = self.word[kept], self.word_at[kept]
        self.gain_db, self.misfit_db = self.gain_db[kept], self.misfit_db[kept]
        self.taught_ticks = self.taught_ticks[kept]
        waiting = self.waiting()
        waiting = waiting[waiting[:, 0] != column]
        waiting[:, 0] -= waiting[:, 0] > column
        self.pending = array("d", waiting.ravel())


class PresenceTracker:
    """Every member's belief, moved on in common ticks of the sightings' own time."""

    def __init__(
        self,
        zone_filter: ZoneFilter,
        zones: tuple[str, ...],
        beacons: int = 0,
        gain_db: Callable[[Member], float] = lambda _: 0.0,
    ) -> None:
        """The last so many of the filter's listeners are beacons, which phones report; the others are edges.

        `gain_db` says of a member who is met how much louder than an ordinary phone edges hear theirs.
        """
        self._filter, self._zones = zone_filter, zones
        self._gain_db = gain_db
        self._edges = len(zone_filter.edges) - beacons
        self._number = {edge: number for number, edge in enumerate(zone_filter.edges)}
        self._blocks: list[_MemberBatch] = []
        self._where: dict[Member, tuple[_MemberBatch, int]] = {}
        self._edge_heard_at = [-math.inf] * len(self._number)
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
        if at < self._ticked_at - LATE_SECONDS:
            self.counts.late += 1
            return
        # How loud a phone sends; how well it hears the beacons is another thing.
        gain_db = float(block.gain_db[column]) if number < self._edges else 0.0
        block.pending.extend((column, number, rssi_dbm - gain_db, at))
        self._edge_heard_at[number] = max(self._edge_heard_at[number], at)

    def told(self, member: Member, word: PhoneState, at: float, *, entered: bool) -> None:
        """Take in the word of a member's own phone; `entered` when nothing but the word says that they came."""
        if self._ticked_at is None:
            self._ticked_at = at
        is_new = member not in self._where
        block, column = self._where.get(member) or self._meet(member, at)
        before, block.word[column], block.word_at[column] = block.word[column], word, at
        if self._edges == len(self._number):
            return
        came = entered and word != PhoneState.GONE and (is_new or before == PhoneState.GONE)
        went = word == PhoneState.GONE and before != PhoneState.GONE
        if came or went:
            who = np.array([column])
            block.beliefs.put(who, self._filter.update_region(block.beliefs.only(who), self._edges, near=came))

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
            self._begin_anew(at - tick)
        while self._ticked_at + tick <= at:
            self._ticked_at += tick
            for block in tuple(self._blocks):
                self._tick(block, self._ticked_at)
                yield

    def _begin_anew(self, at: float) -> None:
        """Forget everybody; whoever is on a visit is resumed in its zone, not met in the street."""
        waiting = [
            (block.members[int(column)], int(number), rssi_dbm + float(block.gain_db[int(column)]), heard_at)
            for block in self._blocks
            for column, number, rssi_dbm, heard_at in block.waiting().tolist()
            if heard_at >= at
        ]
        self._blocks.clear()
        self._where.clear()
        self._ticked_at = at
        names = tuple(self._number)
        for member, number, rssi_dbm, heard_at in waiting:
            self.hear(member, names[number], rssi_dbm, heard_at)

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
        if with_fresh and block.pending:
            fresh = block.waiting()
            fresh = fresh[fresh[:, 0] == column]
            fresh[:, 0] = 0
            laid = lay_out(fresh, block.heard_at[:, [column]])
            # That other edges have not told of them means little so early.
            silent, edges = np.zeros((self._edges, 1), dtype=np.bool_), slice(self._edges)
            heard = Observation(laid.mean_dbm[edges], laid.packets[edges], silent, block.interval_seconds[[column]])
            belief = self._filter.update(belief, heard)
            self._update_by_reports(belief, laid)
        zones = self._filter.zones(belief)[:, 0]
        return Belief(dict(zip(self._zones, map(float, zones), strict=True)), max(0.0, 1 - float(zones.sum())))

    def crowds(self) -> Generator[BeliefBatch]:
        """Everybody's belief as of the last tick, in shares."""
        for block in self._blocks:
            zones = self._filter.zones(block.beliefs)
            heard_at = block.heard_at.max(0, initial=-math.inf)
            outside = np.maximum(1 - zones.sum(0), 0.0)
            yield BeliefBatch(
                tuple(block.members), self._zones, zones, outside, heard_at, block.met_at, block.word, block.word_at
            )

    @property
    def followed(self) -> int:
        """Of how many members a belief is kept."""
        return len(self._where)

    def unused(self) -> dict[str, int]:
        """Sightings that changed nothing, by reason."""
        return {f"sighting_{reason}": times for reason, times in asdict(self.counts).items()}

    def place(self, member: Member) -> Place | None:
        """Where a member is as of the last tick; None for a member of whom nothing was heard."""
        if member not in self._where:
            return None
        block, column = self._where[member]
        found = self._filter.position(block.beliefs.only(np.array([column])))
        return Place(float(found.x_m[0]), float(found.y_m[0]), float(found.spread_m[0]))

    def taught(self, member: Member) -> GainEstimate | None:
        """What was learned of a member's phone since they were met; None when nothing was."""
        if member not in self._where:
            return None
        block, column = self._where[member]
        ticks = float(block.taught_ticks[column])
        if ticks < LEAST_TAUGHT_TICKS:
            return None
        return GainEstimate(float(block.misfit_db[column]) / (ticks + HALF_TAUGHT_TICKS))

    def resume(self, member: Member, zone: str, outside: float, at: float) -> None:
        """Somebody is known to have been in a zone, or with that probability on their way out of it."""
        if self._ticked_at is None:
            self._ticked_at = at
        self._put(member, self._filter.prior_in(zone, outside), at)

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

    def _meet(self, member: Member, at: float) -> tuple[_MemberBatch, int]:
        return self._put(member, self._filter.prior(1), at)

    def _put(self, member: Member, beliefs: Beliefs, at: float) -> tuple[_MemberBatch, int]:
        block = next((block for block in self._blocks if len(block.members) < MEMBERS_AT_ONCE), None)
        if block is None:
            nobody = np.zeros(0)
            empty = np.zeros((len(self._number), 0))
            block = _MemberBatch(
                self._filter.prior(0),
                empty,
                nobody,
                interval_seconds=nobody.astype(np.float32),
                word=nobody.astype(np.int8),
                word_at=nobody,
                gain_db=nobody.astype(np.float32),
                misfit_db=nobody.astype(np.float32),
                taught_ticks=nobody.astype(np.float32),
            )
            self._blocks.append(block)
        block.add(member, beliefs, at, self._gain_db(member))
        self._where[member] = block, len(block.members) - 1
        return self._where[member]

    def _tick(self, block: _MemberBatch, ended_at: float) -> None:
        laid, edges = self._take_in(block, ended_at), slice(self._edges)
        alive = (ended_at - np.array(self._edge_heard_at[edges]) <= LISTENING_SECONDS)[:, None]
        silent_since = np.maximum(block.heard_at[edges], block.met_at)
        quiet = ended_at - silent_since > OVERDUE_INTERVALS * block.interval_seconds
        interval = np.where(block.word == PhoneState.QUIET, np.float32(np.inf), block.interval_seconds)
        heard = Observation(laid.mean_dbm[edges], laid.packets[edges], alive & quiet, interval)
        block.beliefs = self._filter.step(block.beliefs, heard)
        self._learn_loudness(block, heard)
        self._update_by_reports(block.beliefs, laid)

    def _learn_loudness(self, block: _MemberBatch, heard: Observation) -> None:
        misfit = self._filter.residual(block.beliefs, heard)
        learns = ~np.isnan(misfit) & (block.beliefs.away.sum(0) < 1 - SURELY_INSIDE)
        block.misfit_db += np.where(learns, misfit, 0)
        block.taught_ticks += learns

    def _update_by_reports(self, beliefs: Beliefs, laid: LaidOut) -> None:
        """Bayes' rule with what phones heard of beacons, in place.

        Apart from what edges heard of the phones, so that each direction has an unknown gain of its own: how loud a
        phone sends and how well it hears are two things. That it did not tell of a beacon says nothing.
        """
        beacons = slice(self._edges, None)
        who = np.flatnonzero(laid.packets[beacons].any(0))
        if who.size:
            mean, packets = laid.mean_dbm[beacons][:, who], laid.packets[beacons][:, who]
            silent, never = np.zeros_like(mean, dtype=np.bool_), np.full(who.size, np.inf, dtype=np.float32)
            heard = Observation(mean, packets, silent, never, first=self._edges)
            beliefs.put(who, self._filter.update(beliefs.only(who), heard))

    def _take_in(self, block: _MemberBatch, until: float) -> LaidOut:
        """Lay out what was on the air until then, and learn from it how often each phone advertises."""
        waiting = block.waiting()
        later = waiting[:, 3] > until
        block.pending = array("d", waiting[later].ravel())
        laid = lay_out(waiting[~later], block.heard_at)
        self.counts.late += laid.late
        self.counts.duplicate += laid.duplicate
        gap = (laid.newest_at - block.heard_at[laid.listener, laid.member]) / laid.count
        known = (gap > 0) & (gap <= LONGEST_INTERVAL_SECONDS) & (laid.listener < self._edges)
        block.interval_seconds = follow_interval(
            block.interval_seconds, laid.member[known], gap[known], INTERVAL_MEMORY
        )
        block.heard_at[laid.listener, laid.member] = laid.newest_at
        return laid
