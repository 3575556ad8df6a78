"""Our filter under the positioning benchmark, through the same tracker that the hub would use."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from positioning_score import Split, Told, steps

from hub.ground.floor_plan.grid import lay_grid
from hub.ground.floor_plan.model import FloorPlan, PlacedEdge, Zone, ZoneKind
from hub.ground.journal import Member
from hub.place.presence.radio_map import RadioPrior, SurveyPoint, draw_map
from hub.place.presence.tracker import PresenceTracker
from hub.place.presence.zone_choice import choose_zone
from hub.place.presence.zone_filter import Noise, ZoneFilter
from simulators.recording import SIZE_X_M, SIZE_Y_M, Sensor, Track
from simulators.survey import read_survey
from wire.ids import EdgeId, StoreId

TICK_SECONDS = 0.5
# The recorded transmitter was at this height, on a pole: no body was in the way, and its power is the one that the
# survey was made with. Each surveyed point against a map of all others (set_1): 5 % of packets are 9.8 dB below the
# median and 5 % 6.8 dB above, of a spread of 5.2.
HEIGHT_M = 1.85
# Temper: of 0.35, 0.45, 0.5, 0.55 and 0.65 on simulated walks, the highest whose log loss over the zones of A and B is
# within 0.001 of the least; 0.6 and more is over-confident on B.
POLE = Noise(below=1.15, above=0.8, common_db=0.0, temper=0.45)


def plan_of(sensors: Sequence[Sensor], split: Split) -> FloorPlan:
    """The recorded area as a store with the zones of a split; zone ids are their numbers."""
    xs = (0.0, split.x_m, SIZE_X_M)
    ys = (0.0, SIZE_Y_M) if split.y_m is None else (0.0, split.y_m, SIZE_Y_M)
    zones = [
        Zone(str(i + 2 * j), f"{i}, {j}", ZoneKind.SALES, ((left, low), (right, low), (right, high), (left, high)))
        for j, (low, high) in enumerate(pairwise(ys))
        for i, (left, right) in enumerate(pairwise(xs))
    ]
    outline = ((0.0, 0.0), (SIZE_X_M, 0.0), (SIZE_X_M, SIZE_Y_M), (0.0, SIZE_Y_M))
    edges = tuple(PlacedEdge(EdgeId(s.edge), s.x_m, s.y_m, s.z_m) for s in sensors)
    return FloorPlan(StoreId("danis"), "Danis recordings", "", outline, tuple(zones), edges, ())


def survey_of(folder: Path, name: str, sensors: tuple[Sensor, ...]) -> tuple[SurveyPoint, ...]:
    """A static set as what an installer's survey would give: the mean level of each edge at each spot."""
    return tuple(
        SurveyPoint(spot.x_m, spot.y_m, spot.z_m, {EdgeId(edge): _mean(each) for edge, each in spot.levels.items()})
        for spot in read_survey(folder, name, sensors)
    )


def _mean(levels: dict[int, int]) -> float:
    return sum(rssi * count for rssi, count in levels.items()) / sum(levels.values())


def build(plan: FloorPlan, survey: Sequence[SurveyPoint], noise: Noise = POLE) -> ZoneFilter:
    """A filter for a plan, knowing what the survey says."""
    grid = lay_grid(plan)
    return ZoneFilter(grid, draw_map(plan.edges, survey, grid.places(HEIGHT_M), RadioPrior()), TICK_SECONDS, noise)


def follow(
    model: ZoneFilter, plan: FloorPlan, tracks: Sequence[Track], out: frozenset[str] = frozenset()
) -> list[list[Told]]:
    """All tracks at once, each a member; the edges in `out` are dead, though the plan still has them."""
    ids = tuple(zone.id for zone in plan.zones)
    tracker = PresenceTracker(model, ids)
    packets = sorted(
        (p.at_s, n, p.edge, p.rssi_dbm) for n, track in enumerate(tracks) for p in track.packets if p.edge not in out
    )
    told: list[list[Told]] = [[] for _ in tracks]
    present: list[str | None] = [None for _ in tracks]
    taken = 0
    for at in steps(max(tracks, key=lambda track: track.seconds)):
        while taken < len(packets) and packets[taken][0] <= at:
            when, number, edge, rssi = packets[taken]
            tracker.hear(Member(number), EdgeId(edge), rssi, when)
            taken += 1
        for number, track in enumerate(tracks):
            if at > track.seconds:
                continue
            member = Member(number)
            belief, place = tracker.believe(member, float(at)), tracker.place(member)
            if belief is None or place is None:
                told[number].append(Told(None))
                continue
            present[number] = zone = choose_zone(present[number], belief)
            stated = tuple(belief.zones[each] for each in ids)
            told[number].append(Told(None if zone is None else ids.index(zone), place.x_m, place.y_m, stated))
    return told
