"""What fixed beacons tell of the edges that hear them: level and exponent of each edge. Pure.

One linear model of all links: an edge hears a beacon at the common law, plus its own level, minus its own and the
store's exponent times the distance in decades, plus the beacon's power, plus what furniture does to that one path.
Each unknown has a prior; the posterior is a weighted ridge regression (Rasmussen & Williams 2006, section 2.1).
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from hub.ground.floor_plan.model import FloorPlan
from hub.place.calibration.model import EdgeLaw, LinkLevel, Score
from hub.place.presence.radio_map import NEAREST_M, Floats, RadioPrior
from wire.ids import EdgeId

PRIOR = RadioPrior()
# Rooms lie between 1.4 and 3.0, edges of one room close together.
STORE_EXPONENT_SPREAD, EDGE_EXPONENT_SPREAD = 0.4, 0.2
# Beacons are sold with powers between -12 and +4 dBm, and batteries run down.
BEACON_SPREAD_DB = 5.0
# What one path has of its own and no time averages away: the map's shadowing and fading.
PATH_DB = math.hypot(PRIOR.shadow_db, PRIOR.fading_db)
# What comes and goes with people and doors, from one period of listening to the next.
PERIOD_DB = 2.0
FEWEST_BEACONS = 3
"""Of fewer, an edge's level cannot be told from what is in the way."""
FEWEST_EDGES = 3


def fit_beacons(plan: FloorPlan, links: Sequence[LinkLevel]) -> tuple[dict[EdgeId, EdgeLaw], Score] | None:
    """Laws of the edges, judged on each beacon by a fit without it; None when too little is heard to tell anything."""
    per_edge = {edge.id: sum(link.edge == edge.id for link in links) for edge in plan.edges}
    told = [link for link in links if per_edge.get(link.edge, 0) >= FEWEST_BEACONS]
    beacons = {link.beacon for link in told}
    if len({link.edge for link in told}) < FEWEST_EDGES or len(beacons) < FEWEST_BEACONS:
        return None
    decades = _decades(plan, told)
    before: list[float] = []
    after: list[float] = []
    for out in sorted(beacons):
        rest = [number for number, link in enumerate(told) if link.beacon != out]
        judged = [number for number, link in enumerate(told) if link.beacon == out]
        laws = _laws([told[number] for number in rest], decades[rest])
        heard = [(told[n], decades[n]) for n in judged if told[n].edge in laws]
        before += _apart(heard, {})
        after += _apart(heard, laws)
    return _laws(told, decades), Score(points=len(told), residual_db_before=_rms(before), residual_db_after=_rms(after))


def _rms(values: Sequence[float]) -> float:
    return round(math.sqrt(sum(value**2 for value in values) / max(len(values), 1)), 2)


def level_at(law: EdgeLaw | None, decades: float) -> float:
    """DBm so many decades of metres (times 10) away; without a law the common one's."""
    return (law.ref_dbm - law.exponent * decades) if law else PRIOR.ref_dbm - PRIOR.exponent * decades


def _apart(heard: Sequence[tuple[LinkLevel, float]], laws: Mapping[EdgeId, EdgeLaw]) -> list[float]:
    """Levels of one beacon against the laws; its own power, which all share, left aside."""
    off = [link.mean_dbm - level_at(laws.get(link.edge), decades) for link, decades in heard]
    return [each - sum(off) / len(off) for each in off]


def _decades(plan: FloorPlan, links: Sequence[LinkLevel]) -> Floats:
    edges = {edge.id: (edge.x_m, edge.y_m, edge.height_m) for edge in plan.edges}
    beacons = {beacon.id: (beacon.x_m, beacon.y_m, beacon.height_m) for beacon in plan.beacons}
    apart = [math.dist(edges[link.edge], beacons[link.beacon]) for link in links]
    return 10 * np.log10(np.maximum(np.array(apart), NEAREST_M))


def _laws(links: Sequence[LinkLevel], decades: Floats) -> dict[EdgeId, EdgeLaw]:
    edges = sorted({link.edge for link in links})
    beacons = sorted({link.beacon for link in links})
    # Unknowns: the store's exponent, each edge's level, each edge's exponent, each beacon's power.
    spreads = np.array(
        [
            STORE_EXPONENT_SPREAD,
            *[PRIOR.ref_spread_db] * len(edges),
            *[EDGE_EXPONENT_SPREAD] * len(edges),
            *[BEACON_SPREAD_DB] * len(beacons),
        ]
    )
    rows = np.zeros((len(links), len(spreads)))
    for row, link, far in zip(rows, links, decades, strict=True):
        edge = edges.index(link.edge)
        row[0] = row[1 + len(edges) + edge] = -far
        row[1 + edge] = row[1 + 2 * len(edges) + beacons.index(link.beacon)] = 1
    off = np.array([link.mean_dbm for link in links]) - (PRIOR.ref_dbm - PRIOR.exponent * decades)
    certainty = 1 / np.array([PATH_DB**2 + PERIOD_DB**2 / max(link.periods, 1) for link in links])
    covariance = np.linalg.inv((rows.T * certainty) @ rows + np.diag(1 / spreads**2))
    found = covariance @ (rows.T * certainty) @ off
    # How strong a carried phone is on the whole, beacons cannot tell: the edges' common level stays where it was.
    common = float((rows[:, : 1 + 2 * len(edges)] @ found[: 1 + 2 * len(edges)]).mean())
    laws: dict[EdgeId, EdgeLaw] = {}
    for number, edge in enumerate(edges):
        picks = np.zeros((2, len(spreads)))
        picks[0, 1 + number] = picks[1, 0] = picks[1, 1 + len(edges) + number] = 1
        level, exponent = picks @ found
        spread = picks @ covariance @ picks.T
        deviations = np.sqrt(np.diag(spread))
        laws[edge] = EdgeLaw(
            ref_dbm=round(PRIOR.ref_dbm + float(level) - common, 3),
            ref_spread_db=round(float(deviations[0]), 3),
            exponent=round(PRIOR.exponent + float(exponent), 3),
            exponent_spread=round(float(deviations[1]), 3),
            correlation=round(float(spread[0, 1] / deviations.prod()), 3),
        )
    return laws
