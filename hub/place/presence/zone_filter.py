"""Where each member is: a Bayes filter over the cells of the floor, a vestibule and the outside. Pure, for all at once.

Every tick moves the beliefs as people walk, then weighs them by what the edges heard and by what they did not hear.
The last axis of each array is the member, so that one product serves thousands.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from hub.ground.floor_plan.grid import FloorGrid
from hub.place.presence.motion import Motion, walk
from hub.place.presence.radio_map import RadioMap

Floats = npt.NDArray[np.float32]
DoubleFloats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Levels outside of this say no more than its ends; more packets in a tick are no better witnesses than so many.
WEAKEST_DBM, STRONGEST_DBM = -110, -25
MOST_PACKETS = 2
# So many beliefs stay in a processor's cache while they are worked on.
MEMBERS_AT_ONCE = 64
# Mean of a split normal: its peak + sqrt(2 / pi) (above - below), in the units of the spreads (Wallis 2014).
SPLIT_NORMAL_MEAN = math.sqrt(2 / math.pi)


@dataclass(frozen=True, slots=True)
class Noise:
    """What makes a level differ from the map, and how much of it to believe. Spreads in dB."""

    # Interference within centimetres (fit of the map) and the spread of packets at a fixed spot (Danis set_1: 3.8 rms).
    fading_db: float = 2.8
    packet_db: float = 3.8
    # Spread below and above the map. For a transmitter that nobody carries 1.15 and 0.8 were measured (each point of
    # Danis set_1 against a map of the others): what is in the way only takes. For a carried phone that is common_db's.
    below: float = 1.0
    above: float = 1.0
    # A phone's own power, and the pocket or body that takes something at every edge alike (7-14 dB between best and
    # worst way to turn): unknown for each phone and moment. 0 for a transmitter whose power the survey knows.
    common_db: float = 6.0
    # A misfit beyond this many spreads is an accident of the radio and says no more than this.
    most_spreads: float = 3.0
    # Packets are not independent witnesses: fading lasts for about a second of walking, an error of the map for metres.
    # On simulated walks stated probabilities were right between 0.35 and 0.6, depending on how the room was simulated.
    temper: float = 0.6


@dataclass(frozen=True, slots=True)
class DetectionModel:
    """When an edge hears a packet, and what silence says."""

    # Close by 13 % of packets are missed; half are at the sensitivity of a USB adapter, with a soft edge.
    reception: float = 0.87
    sensitivity_dbm: float = -94.0
    width_db: float = 2.0
    # A phone sleeps or pauses its advertising: silence of all edges at once may be that instead of absence.
    pause_share: float = 0.3


@dataclass(frozen=True, slots=True)
class Doors:
    """The way in and out. Without an entrance on the plan nobody can leave, and outside stays impossible."""

    # A customer passes a doorway in about a second; passers-by stay outside it.
    pass_seconds: float = 1.0
    # Of those in the entrance zone somebody leaves only every so often. Who comes in was outside a moment ago: on the
    # curves of `make bench-visits` 10 s tells them from passers-by better than 3, 5 or 20.
    leave_seconds: float = 30.0
    enter_seconds: float = 10.0
    # Who is outside does not stay where they are for longer than this; half of them are out of everybody's reach.
    wander_seconds: float = 5.0
    far_share: float = 0.5
    # Where somebody of whom nothing was heard yet is: few appear in the middle of a store.
    first_floor: float = 0.02
    first_door: float = 0.1
    first_vestibule: float = 0.2
    # A shop window or a wall costs this at 2.4 GHz; who is farther off is weaker still.
    wall_loss_db: float = 9.0
    street_loss_db: float = 18.0
    doubt_db: float = 5.0
    # Most of the outside is out of reach of every edge; of those in the vestibule some have turned away already.
    vestibule_reach: float = 0.8
    around_reach: float = 0.8
    far_reach: float = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """What happened within one tick. NaN in `mean_dbm` where an edge heard nothing of a member."""

    mean_dbm: Floats
    """(edges, members)"""
    packets: Floats
    """(edges, members)"""
    overdue: Mask
    """(edges, members): where an edge that listens should have heard something by now; else silence says nothing."""
    interval_seconds: Floats
    """(members,): the advertising interval as learned; inf for a phone whose silence says nothing."""
    first: int = 0
    """The row of the map that the first of these rows is about."""

    def only(self, members: slice) -> "Observation":
        """Of some members."""
        return Observation(
            self.mean_dbm[:, members],
            self.packets[:, members],
            self.overdue[:, members],
            self.interval_seconds[members],
            self.first,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """About all members; over all states of one member the sum is 1."""

    cells: Floats
    """(modes, cells, members)"""
    away: Floats
    """(2 + places around, members): vestibule, far outside, and outside along the walls."""

    def only(self, members: npt.NDArray[np.intp] | slice) -> "Beliefs":
        """Of some members."""
        return Beliefs(self.cells[..., members], self.away[..., members])

    def put(self, members: npt.NDArray[np.intp], others: "Beliefs") -> None:
        """Put what is believed of some members in place of what was."""
        self.cells[..., members], self.away[..., members] = others.cells, others.away

    def together(self, other: "Beliefs") -> "Beliefs":
        return Beliefs(
            np.concatenate([self.cells, other.cells], axis=-1), np.concatenate([self.away, other.away], axis=-1)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Position:
    """Where members are if they are inside: mean and spread of each, in metres."""

    x_m: Floats
    y_m: Floats
    spread_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """What each level says of each place: asked so often that it is worth a table."""

    says: Floats
    """(edges x packets in a tick x levels in whole dB, places or twice as many): log-likelihood; where a gain common to
    all edges is possible also misfit over variance, how much such a gain would explain."""
    certainty: Floats
    """(edges, places): one over the variance."""


def _tables(level: DoubleFloats, doubt: DoubleFloats, noise: Noise) -> _Tables:
    packets = np.arange(1, MOST_PACKETS + 1)[:, None, None]
    heard = np.arange(WEAKEST_DBM, STRONGEST_DBM + 1)[:, None]
    places = level.shape[1]
    says = np.empty((len(level), MOST_PACKETS, len(heard), places * (2 if noise.common_db else 1)), dtype=np.float32)
    for says_edge, expected, unsure in zip(says, level, doubt, strict=True):
        variance = unsure**2 + noise.fading_db**2 + noise.packet_db**2 / packets
        spread = np.sqrt(variance)
        # Split normal: one spread on either side of its peak, which lies so that the mean is the map's.
        misfit = heard - expected - SPLIT_NORMAL_MEAN * (noise.below - noise.above) * spread
        spread = spread * np.where(misfit < 0, noise.below, noise.above)
        misfit = np.clip(misfit / spread, -noise.most_spreads, noise.most_spreads)
        says_edge[..., :places] = -(misfit**2 + np.log(variance)) / 2
        if noise.common_db:
            says_edge[..., places:] = misfit / spread
    # The narrower side, so that a common gain never explains more than there is.
    certainty = 1 / (
        min(noise.below, noise.above) ** 2 * (doubt**2 + noise.fading_db**2 + noise.packet_db**2 / MOST_PACKETS)
    )
    return _Tables(says.reshape(-1, says.shape[-1]) if len(says) else says[:, 0, 0], certainty.astype(np.float32))


def _street(doors: Doors, states: int) -> Floats:
    """How those outside are spread over the states there: far, and along the walls."""
    share = np.full(states, (1 - doors.far_share) / max(states - 1, 1), dtype=np.float32)
    share[0] = 1 - share[1:].sum()
    return share


def _street_moves(doors: Doors, street: Floats, tick_seconds: float) -> Floats:
    """(away, away): one tick among vestibule and street; a column's sum misses 1 by who comes in."""
    passing, entering, wandering = (
        1 - math.exp(-tick_seconds / mean) for mean in (doors.pass_seconds, doors.enter_seconds, doors.wander_seconds)
    )
    moves = np.zeros((1 + len(street), 1 + len(street)))
    moves[0, 0], moves[1:, 0] = 1 - passing, passing / 2 * street
    moves[0, 1:] = entering
    moves[1:, 1:] = (1 - entering) * (wandering * street[:, None] + (1 - wandering) * np.eye(len(street)))
    return moves.astype(np.float32)


class ZoneFilter:
    """The model of one store: grid, motion, radio map. It holds no beliefs."""

    def __init__(
        self,
        grid: FloorGrid,
        radio_map: RadioMap,
        tick_seconds: float,
        noise: Noise = Noise(),
        hearing: DetectionModel = DetectionModel(),
        doors: Doors = Doors(),
    ) -> None:
        """The map's places are `grid.places()`, in their order."""
        self._grid, self._doors = grid, doors
        self.tick_seconds = tick_seconds
        self._pause_share = hearing.pause_share
        self._motion: Motion = walk(grid, tick_seconds)
        self._door = grid.entrance_share.astype(np.float32)
        self._has_door = bool(self._door.any())
        self.edges = radio_map.edges
        cells = len(grid.centres)
        # Vestibule and street are heard as from the door but through a wall; whoever walks along it, as from there.
        door = radio_map.level_dbm[:, :cells] @ grid.entrance_share
        if not self._has_door:
            door = np.full(len(radio_map.edges), float(WEAKEST_DBM))
        around = radio_map.level_dbm[:, cells:] - doors.wall_loss_db
        near = np.stack([door - doors.wall_loss_db, door - doors.street_loss_db], axis=1)
        level = np.concatenate([radio_map.level_dbm[:, :cells], near, around], axis=1)
        doubt = np.concatenate(
            [
                radio_map.doubt_db[:, :cells],
                np.full_like(near, doors.doubt_db),
                np.hypot(radio_map.doubt_db[:, cells:], doors.doubt_db),
            ],
            axis=1,
        )
        self._cells = cells
        self._level = radio_map.level_dbm[:, :cells].astype(np.float32)
        self._street = _street(doors, level.shape[1] - cells - 1)
        self._street_moves = _street_moves(doors, self._street, tick_seconds)
        self._tables = _tables(level, doubt, noise)
        self._common_variance = np.float32(noise.common_db**2)
        self._temper = np.float32(noise.temper)
        reach = np.ones(level.shape[1])
        reach[cells:] = doors.around_reach
        reach[cells], reach[cells + 1] = doors.vestibule_reach, doors.far_reach
        missed = 1 - reach * hearing.reception / (1 + np.exp((hearing.sensitivity_dbm - level) / hearing.width_db))
        self._log_missed = np.log(missed).astype(np.float32)

    def prior(self, members: int) -> Beliefs:
        """Somebody of whom nothing was heard yet: most likely in the street, least likely deep inside."""
        inside = self._grid.inside.astype(np.float32)
        floor = inside / inside.sum()
        away = np.zeros(1 + len(self._street), dtype=np.float32)
        if self._has_door:
            first = self._doors
            floor = first.first_floor * floor + first.first_door * self._door
            away[0] = first.first_vestibule
            away[1:] = (1 - first.first_floor - first.first_door - first.first_vestibule) * self._street
        cells = self._motion.start[:, None] * floor[None, :]
        return Beliefs(
            np.repeat(cells[..., None], members, axis=-1).astype(np.float32), np.repeat(away[:, None], members, axis=-1)
        )

    def prior_in(self, zone: str, outside: float = 0.0) -> Beliefs:
        """One member, who is known to be in a zone of the plan or, if it has no such zone any more, anywhere.

        With probability `outside` they were in the street by then, where the plan has one.
        """
        if zone not in self._grid.zone_ids:
            return self.prior(1)
        share = self._grid.zone_share[self._grid.zone_ids.index(zone)].astype(np.float32)
        cells = self._motion.start[:, None] * (share / share.sum())[None, :]
        away = np.zeros((1 + len(self._street), 1), dtype=np.float32)
        if self._has_door:
            cells = cells * np.float32(1 - outside)
            away[1:, 0] = outside * self._street / self._street.sum()
        return Beliefs(cells[..., None], away)

    def step(self, beliefs: Beliefs, heard: Observation) -> Beliefs:
        """One tick later, having heard that."""
        after = Beliefs(np.empty_like(beliefs.cells), np.empty_like(beliefs.away))
        for first in range(0, after.away.shape[1], MEMBERS_AT_ONCE):
            some = slice(first, first + MEMBERS_AT_ONCE)
            likely = self._log_likelihood(heard.only(some))
            self._update_into(after.only(some), self.predict(beliefs.only(some)), likely)
        return after

    def predict(self, beliefs: Beliefs) -> Beliefs:
        """One tick of walking, and through the doors."""
        motion, grid = self._motion, self._grid
        modes, cells, members = beliefs.cells.shape
        # Beyond the first and the last column there is nobody.
        margin = max(block.shape[2] // grid.rows for block in motion.blocks) * grid.rows
        turned = np.zeros((cells + 2 * margin, members), dtype=np.float32)
        moved = np.empty((modes, grid.columns, grid.rows, members), dtype=np.float32)
        standing, walking = beliefs.cells[0], beliefs.cells[1:].sum(0)
        setting_out = motion.turn * walking + motion.go * standing
        for mode, (block, first) in enumerate(zip(motion.blocks, motion.first, strict=True)):
            if mode == 0:
                turned[margin:-margin] = (1 - (modes - 1) * motion.go) * standing + motion.stop * walking
            else:
                np.multiply(beliefs.cells[mode], motion.keep, out=turned[margin:-margin])
                turned[margin:-margin] += setting_out
            begin = turned[margin - first * grid.rows :]
            around = np.lib.stride_tricks.as_strided(
                begin,
                (grid.columns, block.shape[2], members),
                (grid.rows * begin.strides[0], *begin.strides),
                writeable=False,
            )
            np.matmul(block, around, out=moved[mode])
        there = Beliefs(moved.reshape(modes, cells, members), beliefs.away.copy())
        if self._has_door:
            self._go_through_doors(there)
        return there

    def _go_through_doors(self, beliefs: Beliefs) -> None:
        doors, tick = self._doors, self.tick_seconds
        leaving, passing = (np.float32(1 - np.exp(-tick / mean)) for mean in (doors.leave_seconds, doors.pass_seconds))
        at_door = np.flatnonzero(self._door)
        out = beliefs.cells[:, at_door] * leaving
        # From the vestibule half go in and half go out; whoever comes in is anywhere at the door.
        entering = beliefs.away[0] * passing / 2
        beliefs.cells[:, at_door] += (
            self._motion.start[:, None, None] * self._door[None, at_door, None] * entering - out
        )
        beliefs.away[:] = self._street_moves @ beliefs.away
        beliefs.away[0] += out.sum((0, 1))

    def update(self, beliefs: Beliefs, heard: Observation) -> Beliefs:
        """Bayes' rule with what was heard, and with what was not."""
        after = Beliefs(np.empty_like(beliefs.cells), np.empty_like(beliefs.away))
        self._update_into(after, beliefs, self._log_likelihood(heard))
        return after

    def update_region(self, beliefs: Beliefs, first_beacon: int, *, near: bool) -> Beliefs:
        """Bayes' rule with a phone's word that it hears some beacon of the store, or that for a while it heard none.

        No levels, so it tells only who is out of reach; and a phone may pause its listening, so that hearing none is
        weak evidence. The beacons are the map's rows from `first_beacon` on; one at least.
        """
        after = Beliefs(np.empty_like(beliefs.cells), np.empty_like(beliefs.away))
        heard_none = self._silence_of_all(self._log_missed[first_beacon:].sum(0))
        likely = self._temper * np.log(1 - heard_none if near else heard_none)
        self._update_into(after, beliefs, np.tile(likely, (beliefs.away.shape[1], 1)))
        return after

    def _silence_of_all(self, log_missed: Floats) -> Floats:
        """How likely nothing at all was heard: either that was a pause, which says nothing, or it was too far off."""
        return np.float32(self._pause_share) + np.float32(1 - self._pause_share) * np.exp(log_missed)

    def _update_into(self, after: Beliefs, beliefs: Beliefs, likely: Floats) -> None:
        """`likely` is the log-likelihood of each place for each member (rows); it is used up."""
        likely -= likely.max(1, keepdims=True)
        weight = np.ascontiguousarray(np.exp(likely, out=likely).T)
        total = np.einsum("cm,cm->m", beliefs.cells.sum(0), weight[: self._cells]) + (
            beliefs.away * weight[self._cells :]
        ).sum(0)
        # What contradicts all that was believed leaves nothing: then believe as of somebody new.
        lost = ~(total > np.finfo(np.float32).tiny)
        weight /= np.where(lost, 1, total)
        np.multiply(beliefs.cells, weight[: self._cells], out=after.cells)
        np.multiply(beliefs.away, weight[self._cells :], out=after.away)
        if lost.any():
            fresh = self.prior(int(lost.sum()))
            after.cells[..., lost], after.away[..., lost] = fresh.cells, fresh.away

    def _log_likelihood(self, heard: Observation) -> Floats:
        """For each member (rows), of each cell and each state away (columns)."""
        there = ~np.isnan(heard.mean_dbm.T)
        rows = slice(heard.first, heard.first + there.shape[1])
        sums = self._sum_of_levels(heard, there)
        likely = sums[:, : self._log_missed.shape[1]]
        if self._common_variance:
            # A gain common to all edges, integrated out: the misfits' common part costs less (matrix inversion lemma).
            pull = sums[:, self._log_missed.shape[1] :]
            known = 1 + self._common_variance * (there.astype(np.float32) @ self._tables.certainty[rows])
            pull *= pull
            pull *= self._common_variance / known
            pull -= np.log(known)
            pull /= 2
            likely += pull
        sent = self.tick_seconds / heard.interval_seconds
        quiet = (~there & heard.overdue.T) * sent[:, None]
        silent = quiet.astype(np.float32) @ self._log_missed[rows]
        nothing = ~there.any(1)
        silent[nothing] = np.log(self._silence_of_all(silent[nothing]))
        likely += silent
        likely *= self._temper
        return likely

    def _sum_of_levels(self, heard: Observation, there: Mask) -> Floats:
        """The table's rows for what each member was heard with, summed."""
        member, edge = np.nonzero(there)
        level = np.clip(heard.mean_dbm[edge, member], WEAKEST_DBM, STRONGEST_DBM) - WEAKEST_DBM
        packets = np.clip(heard.packets[edge, member], 1, MOST_PACKETS) - 1
        levels = STRONGEST_DBM - WEAKEST_DBM + 1
        rows = (((edge + heard.first) * MOST_PACKETS + packets) * levels + np.rint(level)).astype(np.intp)
        sums = np.empty((len(there), self._tables.says.shape[1]), dtype=np.float32)
        # A member at a time: so few rows stay in the processor's cache.
        said = np.empty((len(self.edges), sums.shape[1]), dtype=np.float32)
        for who, (begin, end) in enumerate(pairwise([0, *np.cumsum(there.sum(1)).tolist()])):
            np.take(self._tables.says, rows[begin:end], axis=0, out=said[: end - begin], mode="clip")
            np.add.reduce(said[: end - begin], axis=0, out=sums[who])
        return sums

    def residual(self, beliefs: Beliefs, heard: Observation) -> Floats:
        """(members,): by how many dB, in the mean of the edges that heard them, they were louder than the map says.

        Of where they are inside by the belief; NaN for who was not heard. Where somebody is, the differences between
        edges tell; how loud their phone is, what all edges have in common.
        """
        floor = beliefs.cells.sum(0)
        rows = slice(heard.first, heard.first + len(heard.mean_dbm))
        expected = self._level[rows] @ (floor / np.maximum(floor.sum(0), np.finfo(np.float32).tiny))
        there = ~np.isnan(heard.mean_dbm)
        misfit = np.where(there, heard.mean_dbm - expected, 0).sum(0)
        return np.where(there.any(0), misfit / np.maximum(there.sum(0), 1), np.float32(np.nan))

    def zones(self, beliefs: Beliefs) -> Floats:
        """(zones, members): the probability of each zone; vestibule and outside make up the rest."""
        return self._grid.zone_share.astype(np.float32) @ beliefs.cells.sum(0)

    def position(self, beliefs: Beliefs) -> Position:
        """Mean place of each member inside, and how far off it may be (root mean square, metres)."""
        floor = beliefs.cells.sum(0)
        floor = floor / np.maximum(floor.sum(0), np.finfo(np.float32).tiny)
        x, y = (self._grid.centres.T.astype(np.float32)) @ floor
        squares = (self._grid.centres**2).sum(1).astype(np.float32) @ floor
        return Position(x, y, np.sqrt(np.maximum(squares - x * x - y * y, 0.0)))
