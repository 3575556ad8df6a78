"""A full store at once: what the presence of a crowd costs, and how the cost grows with it.

    make bench-presence

A simulated store of 60 x 40 m with 60 edges and 40 zones; everybody walks with a phone in a pocket and is heard
about once a second by every edge that physically would. Cost is processor time of this process per simulated second:
through the tracker as in the hub, packet by packet, with everybody's zones asked after every second; once with one
update a second, once at the hub's own tick; and of that the filter alone. Then a day of ten hours in
the demo store, whose visits are counted against the truth.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from presence_day import OPEN_SECONDS, day, judge_day
from tables import report

from hub.ground.floor_plan.grid import FloorGrid, lay_grid
from hub.ground.floor_plan.model import FloorPlan, PlacedEdge, Zone, ZoneKind
from hub.ground.journal import Member
from hub.place.presence.model import TICK_SECONDS as HUB_TICK_SECONDS
from hub.place.presence.radio_map import CARRIED_HEIGHT_M, RadioPrior, draw_map
from hub.place.presence.tracker import PresenceTracker
from hub.place.presence.zone_filter import MEMBERS_AT_ONCE, DetectionModel, Observation, ZoneFilter
from wire.ids import EdgeId, StoreId

T = TypeVar("T")
Floats = npt.NDArray[np.float64]

WIDTH_M, DEPTH_M = 60.0, 40.0
EDGES_ACROSS, EDGES_DEEP = 10, 6
ZONES_ACROSS, ZONES_DEEP = 8, 5
CROWDS = (250, 500, 1000, 2000)
UPDATE_SECONDS = 1.0
# The first ticks find everybody; what follows is the day.
SETTLING_TICKS, TICKS = 5, 10
GOAL_SHARE = 0.20
# Timings on a shared computer differ by about so much from run to run.
MOST_GROWTH = 1.3
# Free space, as the map believes of a store where nobody measured; a pocket and a body take this in the mean.
PRIOR, CARRIED_LOSS_DB, SPREAD_DB = RadioPrior(), 8.0, 6.0
WALKING_M_S = 0.8


@dataclass(frozen=True, slots=True)
class Second:
    """What was on the air in one second: levels by edge and member, NaN where nothing was heard."""

    levels: npt.NDArray[np.float32]


def large_store() -> FloorPlan:
    """60 x 40 m; the zone in the middle of the front is the entrance."""
    wide, deep = WIDTH_M / ZONES_ACROSS, DEPTH_M / ZONES_DEEP
    zones = [
        Zone(
            f"zone-{i}-{j}",
            f"{i}, {j}",
            ZoneKind.ENTRANCE if (i, j) == (ZONES_ACROSS // 2, 0) else ZoneKind.SALES,
            (
                (i * wide, j * deep),
                ((i + 1) * wide, j * deep),
                ((i + 1) * wide, (j + 1) * deep),
                (i * wide, (j + 1) * deep),
            ),
        )
        for i in range(ZONES_ACROSS)
        for j in range(ZONES_DEEP)
    ]
    edges = [
        PlacedEdge(EdgeId(f"edge-{i}-{j}"), (i + 0.5) * WIDTH_M / EDGES_ACROSS, (j + 0.5) * DEPTH_M / EDGES_DEEP, 3.0)
        for i in range(EDGES_ACROSS)
        for j in range(EDGES_DEEP)
    ]
    outline = ((0.0, 0.0), (WIDTH_M, 0.0), (WIDTH_M, DEPTH_M), (0.0, DEPTH_M))
    return FloorPlan(StoreId("large"), "Large store", "", outline, tuple(zones), tuple(edges), ())


def walk_about(plan: FloorPlan, members: int, seconds: int, seed: int) -> list[Second]:
    """Everybody goes straight on and turns back at walls; every edge hears what physics lets it."""
    dice, hearing, room = np.random.default_rng(seed), DetectionModel(), np.array([WIDTH_M, DEPTH_M])
    places, ways = dice.uniform((0, 0), room, (members, 2)), dice.uniform(0, 2 * np.pi, members)
    speed = WALKING_M_S * np.stack([np.cos(ways), np.sin(ways)], axis=1)
    edges = np.array([(edge.x_m, edge.y_m, edge.height_m - CARRIED_HEIGHT_M) for edge in plan.edges])
    found: list[Second] = []
    for _ in range(seconds):
        places = places + speed
        speed = np.where((places < 0) | (places > room), -speed, speed)
        places = np.clip(places, 0, room)
        away = np.hypot(np.hypot(*(edges[:, None, :2] - places).transpose(2, 0, 1)), edges[:, None, 2])
        level = PRIOR.ref_dbm - 10 * PRIOR.exponent * np.log10(away) - CARRIED_LOSS_DB
        level += dice.normal(0, SPREAD_DB, level.shape)
        chance = hearing.reception / (1 + np.exp((hearing.sensitivity_dbm - level) / hearing.width_db))
        found.append(Second(np.where(dice.random(level.shape) < chance, level, np.nan).astype(np.float32)))
    return found


def model_of(plan: FloorPlan, grid: FloorGrid, tick_seconds: float) -> ZoneFilter:
    """The filter of a store without a survey."""
    return ZoneFilter(grid, draw_map(plan.edges, (), grid.places(CARRIED_HEIGHT_M), PRIOR), tick_seconds)


Packet = tuple[Member, EdgeId, float, float]


def on_the_air(plan: FloorPlan, seconds: list[Second]) -> list[list[Packet]]:
    """The packets of every second in order of time: member, edge, level, when."""
    dice, found = np.random.default_rng(0), []
    for number, second in enumerate(seconds):
        edges, members = np.nonzero(~np.isnan(second.levels))
        at = np.sort(number + UPDATE_SECONDS * (1 - dice.random(len(edges))))
        order = dice.permutation(len(edges))
        edges, members = edges[order], members[order]
        levels = second.levels[edges, members].tolist()
        found.append(
            [
                (Member(member), plan.edges[edge].id, level, when)
                for member, edge, level, when in zip(members.tolist(), edges.tolist(), levels, at.tolist(), strict=True)
            ]
        )
    return found


def cpu_seconds(work: Callable[[int, T], None], seconds: list[T]) -> float:
    """Processor time for one simulated second, once everybody has been found."""
    for number, second in enumerate(seconds[:SETTLING_TICKS]):
        work(number, second)
    before = time.process_time()
    for number, second in enumerate(seconds[SETTLING_TICKS:], SETTLING_TICKS):
        work(number, second)
    return (time.process_time() - before) / (len(seconds) - SETTLING_TICKS)


def filter_alone(model: ZoneFilter, members: int) -> Callable[[int, Second], None]:
    """The filter with the levels laid out for it already, in the tracker's shares of the crowd."""
    shares = [slice(first, first + MEMBERS_AT_ONCE) for first in range(0, members, MEMBERS_AT_ONCE)]
    beliefs = [model.prior(len(range(members)[share])) for share in shares]

    def work(number: int, second: Second) -> None:
        del number
        there = ~np.isnan(second.levels)
        heard = Observation(second.levels, there.astype(np.float32), ~there, np.ones(members, dtype=np.float32))
        for block, share in enumerate(shares):
            beliefs[block] = model.step(beliefs[block], heard.only(share))
            model.zones(beliefs[block])

    return work


def whole_chain(model: ZoneFilter, zones: tuple[str, ...]) -> Callable[[int, list[Packet]], None]:
    """Every packet heard by the tracker, then everybody's belief asked."""
    tracker = PresenceTracker(model, zones)

    def work(number: int, packets: list[Packet]) -> None:
        for packet in packets:
            tracker.hear(*packet)
        for _ in tracker.advance(number + UPDATE_SECONDS):
            pass
        for _ in tracker.crowds():
            pass

    return work


def crowd(sizes: tuple[int, ...]) -> list[dict[str, object]]:
    """One row for each size of the crowd."""
    plan = large_store()
    grid = lay_grid(plan)
    once, often = (model_of(plan, grid, tick) for tick in (UPDATE_SECONDS, HUB_TICK_SECONDS))
    rows: list[dict[str, object]] = []
    for members in sizes:
        seconds = walk_about(plan, members, SETTLING_TICKS + TICKS, seed=members)
        air = on_the_air(plan, seconds)
        cost = cpu_seconds(whole_chain(once, grid.zone_ids), air)
        at_hub_tick = cpu_seconds(whole_chain(often, grid.zone_ids), air)
        alone = cpu_seconds(filter_alone(once, members), seconds)
        rows.append(
            {
                "members": members,
                "packets a second": round(sum(map(len, air)) / len(air)),
                "share of a core": f"{cost:.1%}",
                "us a member": round(cost / members * 1e6, 1),
                "of it the filter": round(alone / members * 1e6, 1),
                f"us at {HUB_TICK_SECONDS} s ticks": round(at_hub_tick / members * 1e6, 1),
            }
        )
    return rows


def judge_crowd(rows: list[dict[str, object]]) -> None:
    """Say whether the cost stays below the goal and grows no faster than the crowd."""
    (few, many), (cheap, dear) = (
        [float(str(row[key])) for row in (rows[0], rows[-1])] for key in ("members", "us a member")
    )
    share = dear * many / 1e6
    for text, kept in (
        (f"{many:.0f} members on <= {GOAL_SHARE:.0%} of a core: {share:.1%}", share <= GOAL_SHARE),
        (
            f"cost grows linearly: {many / few:.0f} times the members cost {dear / cheap:.2f} times as much each",
            dear <= MOST_GROWTH * cheap,
        ),
    ):
        print(f"  goal {'kept  ' if kept else 'MISSED'} {text}")


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    rows = crowd(CROWDS)
    report("presence", rows)
    judge_crowd(rows)
    print(f"\na day of {OPEN_SECONDS / 3600:.0f} h, counted against the truth; some minutes", file=sys.stderr)
    counted, speed = day()
    report("presence_day", counted)
    judge_day(counted, speed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
