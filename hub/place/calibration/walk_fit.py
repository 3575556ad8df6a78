"""From a walk to a calibration, and what it is worth: every tap is judged by a map that was made without it. Pure."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from hub.ground.floor_plan.grid import FloorGrid, lay_grid
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member
from hub.place.calibration.model import Findings, Score, TapPoint, where
from hub.place.calibration.walk_file import Tap, Walk, WalkHeard, WalkRefused
from hub.place.presence.model import TICK_SECONDS
from hub.place.presence.radio_map import CARRIED_HEIGHT_M, RadioKnowledge, RadioPrior, SurveyPoint, draw_map, phone_gain
from hub.place.presence.tracker import PresenceTracker
from hub.place.presence.zone_filter import Noise, ZoneFilter
from wire.ids import EdgeId

# After a tap the walker stands and turns once around, which takes this long; the body is then in nobody's way for good.
STANDING_SECONDS = 10.0
# A belief that begins with nothing has found its place by then.
SETTLED_SECONDS = 3.0
# A mean of fewer packets is one direction and one channel, and where most are missed only the strong ones arrive.
FEWEST_PACKETS = 3
# A place heard by fewer edges could be anywhere; fewer taps than this cannot be judged by leaving some out.
FEWEST_EDGES = 2
FEWEST_TAPS = 6
# Taps that follow each other are near each other: left out together, they do not tell on one another.
FOLDS = 10
# Another reading of the taps has to explain the levels that much better before the walk is doubted: on a dozen
# simulated walks every wrong one explained them worse, by a factor of 1.4 and more.
CLEARLY_BETTER = 0.9
# Levels of simulated walks correlate by 0.59 to 0.72 with what distance alone lets expect (81 recorded spots: 0.63),
# levels that have nothing to do with the place by 0.1 and less.
LEAST_LIKENESS = 0.4

PRIOR = RadioPrior()
# What a phone may be stronger or weaker than others at every edge alike, as the filter sees it.
GAIN_SPREAD_DB = Noise().common_db


@dataclass(frozen=True, slots=True)
class Stop:
    """A tap, and what was heard while the walker stood there."""

    tap: Tap
    heard: tuple[WalkHeard, ...]

    @property
    def levels_dbm(self) -> dict[EdgeId, float]:
        """Mean level of each edge that heard enough."""
        by_edge: dict[str, list[WalkHeard]] = {}
        for each in self.heard:
            by_edge.setdefault(each.edge, []).append(each)
        packets = {edge: sum(each.packets for each in told) for edge, told in by_edge.items()}
        return {
            EdgeId(edge): sum(each.rssi_dbm * each.packets for each in told) / packets[edge]
            for edge, told in by_edge.items()
            if packets[edge] >= FEWEST_PACKETS
        }

    @property
    def point(self) -> SurveyPoint | None:
        """As part of a survey; None of a tap that only names a zone."""
        if self.tap.x_m is None or self.tap.y_m is None:
            return None
        return SurveyPoint(self.tap.x_m, self.tap.y_m, CARRIED_HEIGHT_M, self.levels_dbm)


@dataclass(frozen=True, slots=True)
class Fit:
    """What a walk gives."""

    findings: Findings
    score: Score
    unheard: int
    """Taps at which too little was heard to be used."""


def fit_walk(walk: Walk, plan: FloorPlan, known: RadioKnowledge) -> Fit:
    """Calibrate on top of what is known already. Raises `WalkRefused` when the walk cannot be believed."""
    stops = _stops(walk)
    usable = [stop for stop in stops if len(stop.levels_dbm) >= FEWEST_EDGES]
    points = [point for stop in usable if (point := stop.point)]
    if len(points) < FEWEST_TAPS:
        raise WalkRefused(
            f"{len(points)} of {len(walk.taps)} taps can be used, {FEWEST_TAPS} are the fewest: at each, name the"
            f" place, stand for {STANDING_SECONDS:.0f} s, and be heard by {FEWEST_EDGES} edges or more with"
            f" {FEWEST_PACKETS} packets each. Was the phone advertising, and are the edges online?"
        )
    _doubt(points, plan, known)
    gain = _gain(points, plan, known)
    findings = Findings(
        edges=where(plan.edges),
        taps=[TapPoint(at=(p.x_m, p.y_m, p.height_m), levels_dbm=dict(p.levels_dbm)) for p in _without(points, gain)],
        gain_db=round(gain, 2),
    )
    return Fit(findings, _score(usable, plan, known), len(stops) - len(usable))


def _stops(walk: Walk) -> list[Stop]:
    ends = [*(tap.at for tap in walk.taps[1:]), math.inf]
    return [
        Stop(
            tap,
            tuple(h for h in walk.heard if tap.at <= h.at <= min(tap.at + STANDING_SECONDS, end)),
        )
        for tap, end in zip(walk.taps, ends, strict=True)
    ]


def _gain(points: Sequence[SurveyPoint], plan: FloorPlan, known: RadioKnowledge) -> float:
    return phone_gain(plan.edges, points, PRIOR, known.laws, GAIN_SPREAD_DB)


def _without(points: Sequence[SurveyPoint], gain_db: float) -> list[SurveyPoint]:
    """As an ordinary phone would have been heard."""
    return [replace(p, levels_dbm={edge: dbm - gain_db for edge, dbm in p.levels_dbm.items()}) for p in points]


def _doubt(points: Sequence[SurveyPoint], plan: FloorPlan, known: RadioKnowledge) -> None:
    """Are the taps where the walker was? If the levels fit far better when all are turned over, no."""
    left, bottom = (min(corner[axis] for corner in plan.outline) for axis in (0, 1))
    right, top = (max(corner[axis] for corner in plan.outline) for axis in (0, 1))
    readings: Mapping[str, Callable[[SurveyPoint], SurveyPoint]] = {
        "x counted from the other side": lambda p: replace(p, x_m=left + right - p.x_m),
        "y counted from the other side": lambda p: replace(p, y_m=bottom + top - p.y_m),
        "the plan turned by half": lambda p: replace(p, x_m=left + right - p.x_m, y_m=bottom + top - p.y_m),
        "x and y exchanged": lambda p: replace(p, x_m=p.y_m, y_m=p.x_m),
    }
    off = _residuals(points, points, plan, known.laws)
    heard = [dbm - sum(p.levels_dbm.values()) / len(p.levels_dbm) for p in points for dbm in p.levels_dbm.values()]
    likeness = float(np.corrcoef(heard, np.array(heard) - off)[0, 1]) if _rms(heard) else 0.0
    as_told = _rms(off)
    for name, turned in readings.items():
        others = [turned(p) for p in points]
        if _rms(_residuals(others, others, plan, known.laws)) < CLEARLY_BETTER * as_told:
            raise WalkRefused(
                f"the levels fit the taps much better with {name}. Compare the app's floor plan with the one of the"
                " hub (goddag-hub floor draw), and walk again."
            )
    if likeness < LEAST_LIKENESS:
        raise WalkRefused(
            f"the levels hardly depend on how far each edge is from the taps (correlation {likeness:.2f}): is this the"
            " walk's own floor plan, and did the walker tap where they stood?"
        )


def _residuals(
    taps: Sequence[SurveyPoint],
    places: Sequence[SurveyPoint],
    plan: FloorPlan,
    laws: Mapping[EdgeId, RadioPrior],
    survey: Sequence[SurveyPoint] = (),
) -> list[float]:
    """Level against map, for each tap and edge; what all edges of a tap share is the phone's, and left aside."""
    where_m = np.array([(p.x_m, p.y_m, p.height_m) for p in places])
    radio_map = draw_map(plan.edges, survey, where_m, PRIOR, laws)
    row = {edge: number for number, edge in enumerate(radio_map.edges)}
    found: list[float] = []
    for column, tap in enumerate(taps):
        off = [dbm - float(radio_map.level_dbm[row[edge], column]) for edge, dbm in tap.levels_dbm.items()]
        found += [each - sum(off) / len(off) for each in off]
    return found


def _rms(values: Sequence[float]) -> float:
    return math.sqrt(sum(value**2 for value in values) / max(len(values), 1))


@dataclass(slots=True)
class _Judged:
    """What the hub would have made of some stops."""

    apart_m: list[float] = field(default_factory=list[float])
    """Of each tap that named a place."""
    zones: list[bool] = field(default_factory=list[bool])
    """Whether the likeliest zone is the right one, at each tick of each tap."""
    off_db: list[float] = field(default_factory=list[float])

    def add(self, other: "_Judged") -> None:
        self.apart_m += other.apart_m
        self.zones += other.zones
        self.off_db += other.off_db


def _score(stops: Sequence[Stop], plan: FloorPlan, known: RadioKnowledge) -> Score:
    """Judged as if the walk's phone were of ordinary power: that it is not must not be held against the map."""
    grid = _indoors(lay_grid(plan))
    before = _judge(stops, plan, grid, known, _gain(_points(stops), plan, known))
    after = _Judged()
    for out in np.array_split(np.arange(len(stops)), min(FOLDS, len(stops))):
        first, last = int(out[0]), int(out[-1])
        others = _points((*stops[:first], *stops[last + 1 :]))
        gain = _gain(others, plan, known)
        survey = (*known.survey, *_without(others, gain))
        after.add(_judge(stops[first : last + 1], plan, grid, replace(known, survey=survey), gain))
    return Score(
        points=len(stops),
        error_m_before=round(float(np.median(before.apart_m)), 2),
        error_m_after=round(float(np.median(after.apart_m)), 2),
        worst_m_before=round(max(before.apart_m), 2),
        worst_m_after=round(max(after.apart_m), 2),
        zone_right_before=round(float(np.mean(before.zones)), 3),
        zone_right_after=round(float(np.mean(after.zones)), 3),
        residual_db_before=round(_rms(before.off_db), 2),
        residual_db_after=round(_rms(after.off_db), 2),
    )


def _indoors(grid: FloorGrid) -> FloorGrid:
    """Without doors: whoever taps is in the store, and where in it is the question."""
    return replace(grid, entrance_share=np.zeros_like(grid.entrance_share), around=np.zeros((0, 2)))


def _points(stops: Iterable[Stop]) -> list[SurveyPoint]:
    return [point for stop in stops if (point := stop.point)]


def _judge(stops: Sequence[Stop], plan: FloorPlan, grid: FloorGrid, known: RadioKnowledge, gain_db: float) -> _Judged:
    """Let the hub's own tracker hear each stop, by a phone that is so much stronger than others."""
    radio_map = draw_map(plan.edges, known.survey, grid.places(CARRIED_HEIGHT_M), PRIOR, known.laws)
    tracker = PresenceTracker(ZoneFilter(grid, radio_map, TICK_SECONDS), grid.zone_ids)
    told = sorted(
        (each.at - stop.tap.at, each.edge, each.rssi_dbm - gain_db, number)
        for number, stop in enumerate(stops)
        for each in stop.heard
    )
    taken, zones = 0, list[bool]()
    apart: list[list[float]] = [[] for _ in stops]
    for at in np.arange(TICK_SECONDS, STANDING_SECONDS, TICK_SECONDS):
        while taken < len(told) and told[taken][0] <= at:
            when, edge, rssi_dbm, number = told[taken]
            tracker.hear(Member(number), EdgeId(edge), rssi_dbm, when)
            taken += 1
        for _ in tracker.advance(float(at)):
            pass
        for number, stop in enumerate(stops if at >= SETTLED_SECONDS else ()):
            place, belief, point = tracker.place(Member(number)), tracker.believe_now(Member(number)), stop.point
            if place and belief:
                zones += [belief.best()[0] == right for right in _zones(stop.tap, plan)]
                if point:
                    apart[number].append(math.hypot(place.x_m - point.x_m, place.y_m - point.y_m))
    points = _points(stops)
    return _Judged(
        [sum(each) / len(each) for each in apart if each],
        zones,
        _residuals(points, points, plan, known.laws, known.survey),
    )


def _zones(tap: Tap, plan: FloorPlan) -> tuple[str, ...]:
    """The zone of a tap; none between zones."""
    if tap.x_m is None or tap.y_m is None:
        return (tap.zone,) if tap.zone else ()
    zone = plan.zone_at(tap.x_m, tap.y_m)
    return (zone.id,) if zone else ()
