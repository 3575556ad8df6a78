"""Operating curves of a visit: whom each threshold greets in vain, and how late it tells who came and who left.

    make bench-visits

People of the simulators come into the demo store, pass its window, or stand in it for twenty minutes; their packets go
through the simulated radio field, the edges' own windows and the hub's tracker. What the tracker believed is kept, and
every threshold is tried on it afterwards. `hub/place/visits/detection.py` holds the thresholds that were chosen.

Receivers, shelves and walls differ from store to store far more than people do, so they come to several stores: half of
them furnished as the recorded room was (levels fall with an exponent of 1.5), half as open as free space (2.0).

Everything is told three times: of people whose phones are all of ordinary power, of the same people with phones that
differ, and of these once they have been in the store before.
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
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member
from hub.place.presence.belief import GainEstimate
from hub.place.presence.model import TICK_SECONDS, track
from hub.place.visits.detection import (
    ARRIVE_PROBABILITY,
    GHOST_SECONDS,
    HEARD_SECONDS,
    OUTSIDE_PROBABILITY,
    OUTSIDE_SILENCE_SECONDS,
)
from hub.place.visits.phone_gain import add_up
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
# By how many dB phones send louder or quieter than an ordinary one. The transmit corrections that Google published for
# Exposure Notifications (en-calibration-2020-12-14.csv): 94 models of five makers spread by 5.5 dB, two thirds within 5
# of the median and nine tenths within 8. So 4 dB is rather mild.
DIFFERING_DB = 4.0
PHONES = {
    "ordinary": {"spread_db": 0.0, "before": 0},
    "differing": {"spread_db": DIFFERING_DB, "before": 0},
    "differing, known": {"spread_db": DIFFERING_DB, "before": 1},
}
# For how long somebody stood at each of three places then.
BEFORE_SECONDS = (30.0, 100.0)
MOST_GAIN_DB = 8.0
GAIN_BANDS_DB = ((-8, -5), (-5, -2), (-2, 2), (2, 5), (5, 8))
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
    gain_db: float
    """By how much their phone is louder than an ordinary one."""
    known_db: float = 0.0
    """By how much the hub knows it to be louder, from visits before."""
    taught: GainEstimate | None = None
    """What this visit taught beside that."""
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
            str(person.number), place.x_m, place.y_m, POCKET_HEIGHT_M, place.facing_rad, not inside, person.gain_db
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
    tracker = track(plan, gain_db=lambda member: people[member].known_db)
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
                    people[member].taught = tracker.taught(member)
                    tracker.forget(member)


def everybody(plan: FloorPlan, many: int, standing: int, seed: int, spread_db: float) -> list[Person]:
    """So many visitors, as many passers-by, and some who stand still, in no order; phones differ by that spread."""
    dice = Random(seed)
    zones = [zone for zone in plan.zones if zone.id != "entrance"]
    routes = [("visit", visit_route(plan, dice, dice.sample(zones, 2), dice.uniform(10, 30))) for _ in range(many)]
    routes += [("passing", passing_route(plan, dice)) for _ in range(many)]
    routes += [("standing", visit_route(plan, dice, [dice.choice(zones)], STANDING_SECONDS)) for _ in range(standing)]
    dice.shuffle(routes)
    gains = np.random.default_rng(seed).normal(0, spread_db, len(routes)).clip(-MOST_GAIN_DB, MOST_GAIN_DB).tolist()
    return [
        Person(n, kind, route, 1000 + n * APART_SECONDS, gain)
        for n, ((kind, route), gain) in enumerate(zip(routes, gains, strict=True))
    ]


def arriving(people: list[Person], phones: str) -> list[dict[str, object]]:
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
                "phones": phones,
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


def by_gain(people: list[Person], phones: str) -> list[dict[str, object]]:
    """One row for each band of phones, at the chosen threshold."""
    rows: list[dict[str, object]] = []
    for low, high in GAIN_BANDS_DB:
        some = [person for person in people if low <= person.gain_db <= high]
        greeted = [p.arrives(ARRIVE_PROBABILITY) is not None for p in some if p.kind == "passing"]
        known = [p.arrives(ARRIVE_PROBABILITY) is not None for p in some if p.kind == "visit"]
        rows.append(
            {
                "phones": phones,
                "louder by": f"{low:+d} to {high:+d} dB",
                "passers-by greeted": f"{sum(greeted)} of {len(greeted)}",
                "visitors missed": f"{len(known) - sum(known)} of {len(known)}",
            }
        )
    return rows


def leaving(people: list[Person], phones: str) -> list[dict[str, object]]:
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
                "phones": phones,
                "leave at": f"{outside} and {silence} s silent{' (chosen)' if chosen else ''}",
                "left too early": too_early["visit"],
                "of those standing": too_early["standing"],
                "s after the last packet, median": round(float(np.median(late)), 1),
                "p95": round(float(np.percentile(late, 95)), 1),
                "latest": round(max(late), 1),
            }
        )
    return rows


def been_before(plan: FloorPlan, people: list[Person], room: Room) -> None:
    """Let each of them come in for some minutes, so that the hub knows how loud their phones are."""
    dice = Random(room.seed + 1)
    zones = [zone for zone in plan.zones if zone.id != "entrance"]
    earlier = [
        replace(
            person,
            kind="visit",
            route=visit_route(plan, dice, dice.sample(zones, 3), dice.uniform(*BEFORE_SECONDS)),
            believed=[],
        )
        for person in people
    ]
    follow(plan, earlier, room)
    for person, before in zip(people, earlier, strict=True):
        # What a visit that was never noticed would have taught, nobody kept.
        if before.taught and before.arrives(ARRIVE_PROBABILITY) is not None:
            person.known_db = add_up(before.known_db, before.taught)


def one_room(
    plan: FloorPlan, many: int, standing: int, room: Room, spread_db: float = 0.0, before: int = 0
) -> list[Person]:
    """Everybody who comes to one store, followed; their phones differ by that spread, and they came so often before."""
    people = everybody(plan, many, standing, room.seed, spread_db)
    for _ in range(before):
        been_before(plan, people, room)
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
    stores = rooms(args.rooms, args.seed)
    print(f"following people through {args.rooms} stores; about eight minutes", file=sys.stderr)
    with ProcessPoolExecutor() as pool:
        found = {
            phones: [
                person
                for people in pool.map(partial(one_room, plan, args.many, args.standing, **which), stores)
                for person in people
            ]
            for phones, which in PHONES.items()
        }
    report("visits_arriving", [row for phones, people in found.items() for row in arriving(people, phones)])
    report(
        "visits_by_gain",
        [row for phones in ("differing", "differing, known") for row in by_gain(found[phones], phones)],
    )
    report("visits_leaving", [row for phones, people in found.items() for row in leaving(people, phones)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
