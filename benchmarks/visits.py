"""Operating curves of a visit: whom each threshold greets in vain, and how late it tells who came and who left.

    make bench-visits

People of the simulators come into the demo store, pass its window, or stand in it for twenty minutes; their packets go
through the simulated radio field, the edges' own windows and the hub's tracker. What the tracker believed is kept, and
every threshold is tried on it afterwards. `hub/visits/detection.py` holds the thresholds that were chosen.

Receivers, shelves and walls differ from store to store far more than people do, so they come to several stores: half of
them furnished as the recorded room was (levels fall with an exponent of 1.5), half as open as free space (2.0).
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
from tables import report

from edge.decode import MemberFrame
from edge.window import SightingWindow
from hub.journal import Member
from hub.presence.floor_plan import FloorPlan
from hub.presence.floor_plan_file import load_floor_plan
from hub.presence.model import TICK_SECONDS, track
from hub.visits.detection import (
    ARRIVE_PROBABILITY,
    GHOST_SECONDS,
    HEARD_SECONDS,
    OUTSIDE_PROBABILITY,
    OUTSIDE_SILENCE_SECONDS,
)
from simulators.field import DANIS, RadioModel, Receiver, Transmitter, heard
from simulators.stage import PHONE_INTERVAL_SECONDS, POCKET_HEIGHT_M
from simulators.walk import Route, passing_route, visit_route
from wire.ids import EdgeId, Token

STORE = Path(__file__).parents[1] / "simulators" / "stores" / "bicycle_shop.toml"
WINDOW_SECONDS = 1.0
APART_SECONDS = 3.0
STANDING_SECONDS = 1200.0
ARRIVE = (0.25, 0.35, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
# Free space has an exponent of 2.0; -58 dBm is what half of all phones are heard with at a metre.
OPEN = replace(DANIS, exponent=2.0, ref_dbm=-58.0)
LEAVE = ((0.8, 6.0), (0.5, 12.0), (0.8, 12.0), (0.8, 20.0))


@dataclass(frozen=True, slots=True)
class Believed:
    """One belief of one person: the moment, the probability of being outside, and for how long nobody heard them."""

    at: float
    outside: float
    silent: float


@dataclass(slots=True)
class Person:
    """Somebody with the app, and what was believed of them."""

    number: int
    kind: str
    route: Route
    came: float
    believed: list[Believed] = field(default_factory=list[Believed])

    def arrives(self, threshold: float) -> float | None:
        """When they would be told to be here."""
        return next((b.at for b in self.believed if b.silent <= HEARD_SECONDS and 1 - b.outside >= threshold), None)

    def leaves(self, arrived: float, outside: float, silence: float) -> float | None:
        """When their visit would end."""
        return next(
            (
                b.at
                for b in self.believed
                if b.at > arrived and ((b.outside >= outside and b.silent > silence) or b.silent > GHOST_SECONDS)
            ),
            None,
        )


Sighting = tuple[float, float, EdgeId, float, int]


@dataclass(frozen=True, slots=True)
class Room:
    """One store's radio, of which the hub knows nothing."""

    seed: int
    radio: RadioModel


def rooms(count: int, seed: int) -> list[Room]:
    """So many stores."""
    return [Room(100 * seed + number, (DANIS, OPEN)[number % 2]) for number in range(count)]


def sightings(plan: FloorPlan, person: Person, room: Room) -> list[Sighting]:
    """What edges tell of one person: when told, when heard, edge, level, who."""
    dice, frame = Random(f"{room.seed} {person.number}"), MemberFrame(Token(person.number.to_bytes(16)), None)
    receivers = [Receiver(str(edge.id), edge.x_m, edge.y_m, edge.height_m) for edge in plan.edges]
    windows = {receiver.name: SightingWindow(WINDOW_SECONDS, WINDOW_SECONDS) for receiver in receivers}
    found: list[Sighting] = []
    now, packet = dice.random() * PHONE_INTERVAL_SECONDS, 0
    while (place := person.route.at(now)) is not None:
        packet += 1
        inside = person.route.inside(now)
        antenna = Transmitter(
            str(person.number), place.x_m, place.y_m, POCKET_HEIGHT_M, place.facing_rad, outside=not inside
        )
        for receiver in receivers:
            rssi = heard(room.radio, room.seed, antenna, receiver, packet)
            window = windows[receiver.name]
            made = window.close_due(now) if rssi is None else window.hear(frame, rssi, now)
            found += [(now, each.last_mono, EdgeId(receiver.name), each.rssi_dbm, person.number) for each in made]
        now += PHONE_INTERVAL_SECONDS + dice.random() * 0.01
    for name, window in windows.items():
        found += [
            (now + WINDOW_SECONDS, each.last_mono, EdgeId(name), each.rssi_dbm, person.number)
            for each in window.close_all()
        ]
    return [(person.came + told, person.came + at, edge, rssi, who) for told, at, edge, rssi, who in found]


def follow(plan: FloorPlan, people: list[Person], room: Room) -> None:
    """Let the tracker hear them all, in order of time, and keep what it believed."""
    tracker = track(plan)
    waiting = sorted(each for person in people for each in sightings(plan, person, room))
    end = waiting[-1][0] + GHOST_SECONDS + 10
    taken, now = 0, waiting[0][0]
    while now < end:
        now += TICK_SECONDS
        while taken < len(waiting) and waiting[taken][0] <= now:
            told, at, edge, rssi, who = waiting[taken]
            taken += 1
            tracker.hear(Member(who), edge, rssi, at)
            if belief := tracker.believe_now(Member(who)):
                people[who].believed.append(Believed(told, belief.outside, 0.0))
        for edge in plan.edges:
            tracker.edge_said(edge.id, now)
        for _ in tracker.advance(now):
            pass
        for crowd in list(tracker.crowds()):
            for member, outside, heard_at in zip(crowd.members, crowd.outside, crowd.heard_at, strict=True):
                people[member].believed.append(Believed(now, float(outside), now - float(heard_at)))
                if now - heard_at > GHOST_SECONDS + 5:
                    tracker.forget(member)


def everybody(plan: FloorPlan, many: int, standing: int, seed: int) -> list[Person]:
    """So many visitors, as many passers-by, and some who stand still, in no order."""
    dice = Random(seed)
    zones = [zone for zone in plan.zones if zone.id != "entrance"]
    routes = [("visit", visit_route(plan, dice, dice.sample(zones, 2), dice.uniform(10, 30))) for _ in range(many)]
    routes += [("passing", passing_route(plan, dice)) for _ in range(many)]
    routes += [("standing", visit_route(plan, dice, [dice.choice(zones)], STANDING_SECONDS)) for _ in range(standing)]
    dice.shuffle(routes)
    return [Person(n, kind, route, 1000 + n * APART_SECONDS) for n, (kind, route) in enumerate(routes)]


def arriving(people: list[Person]) -> list[dict[str, object]]:
    """One row for each threshold of arriving."""
    visitors = [person for person in people if person.kind == "visit"]
    passers = [person for person in people if person.kind == "passing"]
    rows: list[dict[str, object]] = []
    for threshold in ARRIVE:
        late = [
            at - person.came - (person.route.enters_s or 0.0)
            for person in visitors
            if (at := person.arrives(threshold)) is not None
        ]
        rows.append(
            {
                "arrive at": f"{threshold}{' (chosen)' if threshold == ARRIVE_PROBABILITY else ''}",
                "passers-by greeted": f"{sum(p.arrives(threshold) is not None for p in passers)} of {len(passers)}",
                "visitors missed": f"{len(visitors) - len(late)} of {len(visitors)}",
                "told before the door": sum(each < 0 for each in late),
                "s after the door, median": round(float(np.median(late)), 2),
                "p95": round(float(np.percentile(late, 95)), 2),
                "latest": round(max(late), 2),
            }
        )
    return rows


def leaving(people: list[Person]) -> list[dict[str, object]]:
    """One row for each rule of leaving."""
    rows: list[dict[str, object]] = []
    for outside, silence in LEAVE:
        late, too_early = list[float](), {"visit": 0, "standing": 0}
        for person in people:
            arrived = person.arrives(ARRIVE_PROBABILITY)
            if person.kind == "passing" or arrived is None or person.route.leaves_s is None:
                continue
            left = person.leaves(arrived, outside, silence)
            if left is not None and left < person.came + person.route.leaves_s:
                too_early[person.kind] += 1
            elif left is not None:
                late.append(left - person.came - person.route.seconds)
        chosen = (outside, silence) == (OUTSIDE_PROBABILITY, OUTSIDE_SILENCE_SECONDS)
        rows.append(
            {
                "leave at": f"{outside} and {silence} s silent{' (chosen)' if chosen else ''}",
                "left too early": too_early["visit"],
                "of those standing": too_early["standing"],
                "s after the last packet, median": round(float(np.median(late)), 1),
                "p95": round(float(np.percentile(late, 95)), 1),
                "latest": round(max(late), 1),
            }
        )
    return rows


def one_room(plan: FloorPlan, many: int, standing: int, room: Room) -> list[Person]:
    """Everybody who comes to one store, followed."""
    people = everybody(plan, many, standing, room.seed)
    follow(plan, people, room)
    return people


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--many", type=int, default=20, help="visitors of each store, and as many passers-by")
    asked.add_argument("--standing", type=int, default=2, help="who stand still for twenty minutes in each store")
    asked.add_argument("--rooms", type=int, default=10, help="stores")
    asked.add_argument("--seed", type=int, default=3)
    args = asked.parse_args()
    plan = load_floor_plan(STORE)
    each = partial(one_room, plan, args.many, args.standing)
    print(f"following people through {args.rooms} stores; about two minutes", file=sys.stderr)
    with ProcessPoolExecutor() as pool:
        people = [person for found in pool.map(each, rooms(args.rooms, args.seed)) for person in found]
    report("visits_arriving", arriving(people))
    report("visits_leaving", leaving(people))
    return 0


if __name__ == "__main__":
    sys.exit(main())
