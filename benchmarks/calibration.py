"""What calibration is worth to people who walk through the store: none, by the beacons, by a walk, and by both.

    make bench-calibration

In the simulated bicycle shop, in three radio fields: the calibration is made as the hub makes it, then visitors whom it
never saw walk through, with phones of ordinary power, louder and quieter ones, and passers-by go along the window.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from tables import report

from edge.decode import MemberFrame
from edge.window import SightingWindow
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member
from hub.place.calibration.beacon_ears import BeaconEars
from hub.place.calibration.beacon_fit import fit_beacons
from hub.place.calibration.model import Calibration, Findings, How, Score, knowledge, where
from hub.place.calibration.walk_file import read_walk
from hub.place.calibration.walk_fit import fit_walk
from hub.place.presence.model import TICK_SECONDS, track
from hub.place.presence.radio_map import RadioKnowledge
from hub.place.visits.detection import ARRIVE_PROBABILITY
from simulators.field import DANIS, Receiver, Transmitter, heard
from simulators.stage import PHONE_INTERVAL_SECONDS, POCKET_HEIGHT_M
from simulators.walk import Route, passing_route, visit_route
from simulators.walked import walked
from wire.ids import EdgeId, Token

STORE = Path(__file__).parents[1] / "simulators" / "stores" / "bicycle_shop.toml"
FIELDS = (1, 2, 3)
GAINS_DB = (0.0, 6.0, -6.0)
WAYS = ("none", "by beacons", "by a walk", "by both")
BEACON_PACKETS = 500
WINDOW_SECONDS = 1.0
# Whoever has just come in is not placed yet.
SETTLED_SECONDS = 3.0

NOT_JUDGED = Score(points=0, residual_db_before=0, residual_db_after=0)

Sighting = tuple[float, float, EdgeId, float, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of some people."""

    errors_m: list[float]
    right: list[bool]
    greeted: int
    passers: int


def learned(plan: FloorPlan, field: int) -> dict[str, RadioKnowledge]:
    """What each way of calibrating makes known of that field."""
    by_beacons = _version(1, How.BEACONS, _beacons(plan, field))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "walk.jsonl"
        file.write_text(walked(plan, field))
        walk = read_walk(file, plan)
    alone = fit_walk(walk, plan, RadioKnowledge()).findings
    after = fit_walk(walk, plan, knowledge(plan, [by_beacons])).findings
    ways = (
        RadioKnowledge(),
        knowledge(plan, [by_beacons]),
        knowledge(plan, [_version(2, How.WALK, alone)]),
        knowledge(plan, [by_beacons, _version(2, How.WALK, after)]),
    )
    return dict(zip(WAYS, ways, strict=True))


def _version(number: int, how: How, findings: Findings) -> Calibration:
    return Calibration(number, how, 0, None, "", findings, NOT_JUDGED, None)


def _beacons(plan: FloorPlan, field: int) -> Findings:
    ears = BeaconEars(plan)
    for edge in plan.edges:
        receiver = Receiver(str(edge.id), edge.x_m, edge.y_m, edge.height_m)
        for b in plan.beacons:
            antenna = Transmitter(b.id, b.x_m, b.y_m, b.height_m, None)
            for number in range(BEACON_PACKETS):
                if (rssi := heard(DANIS, field, antenna, receiver, number)) is not None:
                    ears.heard(edge.id, plan.beacon_uuid, b.major, b.minor, rssi, 1)
    ears.end_period()
    fit = fit_beacons(plan, ears.links)
    if fit is None:
        raise SystemExit("the plan has too few beacons")
    return Findings(edges=where(plan.edges), laws=fit[0])


def sightings(plan: FloorPlan, number: int, route: Route, field: int, gain_db: float) -> list[Sighting]:
    """What edges tell of one person: when told, when heard, edge, level, who."""
    dice, frame = Random(f"{field} {number}"), MemberFrame(Token(number.to_bytes(16)), None)
    receivers = [Receiver(str(edge.id), edge.x_m, edge.y_m, edge.height_m) for edge in plan.edges]
    windows = {receiver.name: SightingWindow(WINDOW_SECONDS, WINDOW_SECONDS) for receiver in receivers}
    found: list[Sighting] = []
    now, packet = dice.random() * PHONE_INTERVAL_SECONDS, 0
    while (place := route.at(now)) is not None:
        packet += 1
        antenna = Transmitter(
            str(number), place.x_m, place.y_m, POCKET_HEIGHT_M, place.facing_rad, not route.inside(now), gain_db
        )
        for receiver in receivers:
            rssi, window = heard(DANIS, field, antenna, receiver, packet), windows[receiver.name]
            made = window.close_due(now) if rssi is None else window.hear(frame, rssi, now)
            found += [(now, each.last_mono, EdgeId(receiver.name), each.rssi_dbm, number) for each in made]
        now += PHONE_INTERVAL_SECONDS + dice.random() * 0.01
    return found


def judge(plan: FloorPlan, known: RadioKnowledge, routes: Sequence[Route], told: Sequence[Sighting]) -> Figures:
    """Let a calibrated tracker hear them all."""
    tracker = track(plan, known)
    errors: list[float] = []
    right: list[bool] = []
    greeted: set[int] = set()
    taken = 0
    for at in np.arange(TICK_SECONDS, max(route.seconds for route in routes), TICK_SECONDS).tolist():
        while taken < len(told) and told[taken][0] <= at:
            _, when, edge, rssi, who = told[taken]
            tracker.hear(Member(who), edge, rssi, when)
            taken += 1
        for edge in plan.edges:
            tracker.edge_said(edge.id, at)
        for _ in tracker.advance(at):
            pass
        for number, route in enumerate(routes):
            place, found, belief = route.at(at), tracker.place(Member(number)), tracker.believe_now(Member(number))
            if place is None or found is None or belief is None:
                continue
            if route.enters_s is None and 1 - belief.outside >= ARRIVE_PROBABILITY:
                greeted.add(number)
            zone = plan.zone_at(place.x_m, place.y_m)
            if zone and route.enters_s is not None and route.inside(at) and at >= route.enters_s + SETTLED_SECONDS:
                errors.append(math.hypot(found.x_m - place.x_m, found.y_m - place.y_m))
                right.append(belief.best()[0] == zone.id)
    return Figures(errors, right, len(greeted), sum(route.enters_s is None for route in routes))


def row(gain_db: float, name: str, figures: Sequence[Figures]) -> dict[str, object]:
    """All fields of one gain and one calibration."""
    errors = [error for each in figures for error in each.errors_m]
    right = [each for some in figures for each in some.right]
    worst = max(float(np.median(each.errors_m)) for each in figures)
    return {
        "phone": f"{gain_db:+.0f} dB",
        "calibrated": name,
        "median m": round(float(np.median(errors)), 2),
        "p95 m": round(float(np.percentile(errors, 95)), 2),
        "worst field, median m": round(worst, 2),
        "right zone": f"{np.mean(right):.0%}",
        "passers-by greeted": f"{sum(f.greeted for f in figures)} of {sum(f.passers for f in figures)}",
    }


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=10)
    parser.add_argument("--passers", type=int, default=20)
    options = parser.parse_args()
    plan = load_floor_plan(STORE)
    zones = [zone for zone in plan.zones if zone.id != "entrance"]
    found: dict[tuple[float, str], list[Figures]] = {(gain, name): [] for gain in GAINS_DB for name in WAYS}
    for field in FIELDS:
        dice = Random(f"calibration {field}")
        routes = [visit_route(plan, dice, dice.sample(zones, 2), 25) for _ in range(options.visitors)]
        routes += [passing_route(plan, dice) for _ in range(options.passers)]
        ways = learned(plan, field)
        for gain_db in GAINS_DB:
            told = sorted(s for n, route in enumerate(routes) for s in sightings(plan, n, route, field, gain_db))
            for name, known in ways.items():
                found[gain_db, name].append(judge(plan, known, routes, told))
    report("calibration", [row(*key, figures) for key, figures in found.items()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
