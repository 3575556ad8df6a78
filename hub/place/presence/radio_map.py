"""What every edge should hear from every place: a log-distance law per edge, bent by what a survey found. Pure.

One Gaussian process per edge. Its mean is `ref - 10 n log10(d)` with a prior on the edge's own level and exponent; its
kernel lets neighbouring places deviate alike, and what deviates within centimetres is noise. So a survey of no points,
of ten or of a hundred gives a map by the same formula (Rasmussen & Williams 2006, eq. 2.25, 2.26 and section 2.7), and
the map says how sure it is.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hub.ground.floor_plan.model import PlacedEdge
from wire.ids import EdgeId

Floats = npt.NDArray[np.float64]

# A transmitter is never nearer to an antenna than this; the law has no end at 0.
NEAREST_M = 0.3
# Phones in a shop are worn or held at about this height.
CARRIED_HEIGHT_M = 1.1


@dataclass(frozen=True, slots=True)
class RadioPrior:
    """What is known of a room before anybody measured in it; levels in dBm, spreads in dB."""

    # Measured in one furnished room: -61 dBm at 1 m, edges differing by 2.6 dB. What a phone's own power is, is not a
    # matter of the map (see `Noise.common_db`).
    ref_dbm: float = -61.4
    ref_spread_db: float = 3.0
    # 1.5 was measured in that room, free space has 2.0; edges in one room differ by 0.3-0.4. With 2.0 for all rooms a
    # third of the passers-by of a furnished one were taken for visitors (`make bench-visits`).
    exponent: float = 1.75
    exponent_spread: float = 0.3
    # Who measured at some metres knows level and exponent together better than each alone (0: knows nothing of both).
    correlation: float = 0.0
    # What furniture does to whole areas, alike by exp(-distance / length): marginal likelihood over 81 surveyed points
    # (Danis set_1), where it is likelier than a squared exponential or two of them by 2 to 6 (natural logarithm).
    shadow_db: float = 3.2
    shadow_length_m: float = 6.3
    # What changes within centimetres (interference), from the same fit: no map can hold it.
    fading_db: float = 2.8


@dataclass(frozen=True, slots=True)
class SurveyPoint:
    """A place where somebody stood still, and the mean level that each edge heard."""

    x_m: float
    y_m: float
    height_m: float
    levels_dbm: Mapping[EdgeId, float]


@dataclass(frozen=True, slots=True)
class RadioKnowledge:
    """What calibration found out about one store; empty without any."""

    survey: tuple[SurveyPoint, ...] = ()
    """Levels as a phone of ordinary power would have given them (see `phone_gain`)."""
    laws: Mapping[EdgeId, RadioPrior] = field(default_factory=dict[EdgeId, RadioPrior])
    """Of edges that were measured against fixed beacons: what is known instead of the common prior."""


@dataclass(frozen=True, slots=True, eq=False)
class RadioMap:
    """Levels at the places that were asked for: rows are edges, columns are places."""

    edges: tuple[EdgeId, ...]
    level_dbm: Floats
    doubt_db: Floats
    """How far the true mean may be from the map (one standard deviation)."""


def draw_map(
    edges: Sequence[PlacedEdge],
    survey: Sequence[SurveyPoint],
    places: Floats,
    prior: RadioPrior,
    laws: Mapping[EdgeId, RadioPrior] | None = None,
) -> RadioMap:
    """The map at `places`, an array of (x, y, height) in metres; without survey points it is the prior.

    `laws` are priors of single edges, in place of the common one.
    """
    known = laws or {}
    levels, doubts = zip(*(_one_edge(edge, survey, places, known.get(edge.id, prior)) for edge in edges), strict=True)
    return RadioMap(tuple(edge.id for edge in edges), np.array(levels), np.array(doubts))


def phone_gain(
    edges: Sequence[PlacedEdge],
    survey: Sequence[SurveyPoint],
    prior: RadioPrior,
    laws: Mapping[EdgeId, RadioPrior],
    spread_db: float,
) -> float:
    """By how many dB the phone of a survey is stronger than an ordinary one, as far as its levels tell.

    A gain that is the same at every edge and place, with a prior of 0 and `spread_db`, beside the Gaussian process of
    each edge (its posterior mean). What edges have in common is the phone's; what they differ in is theirs.
    """
    precision, pull = 1 / spread_db**2, 0.0
    for edge in edges:
        known, off, between = _misfit(edge, survey, laws.get(edge.id, prior))
        if len(known):
            weights = np.linalg.solve(between, np.ones(len(known)))
            precision += float(weights.sum())
            pull += float(weights @ off)
    return pull / precision


def _one_edge(
    edge: PlacedEdge, survey: Sequence[SurveyPoint], places: Floats, prior: RadioPrior
) -> tuple[Floats, Floats]:
    expected, law = _law(edge, places, prior)
    variance = prior.shadow_db**2 + (law**2).sum(1)
    known, off, between = _misfit(edge, survey, prior)
    if not len(known):
        return expected, np.sqrt(variance)
    towards = _shadow(places, known, prior) + law @ _law(edge, known, prior)[1].T
    weights = np.linalg.solve(between, towards.T).T
    left = np.maximum(variance - (weights * towards).sum(1), 0.0)
    return expected + weights @ off, np.sqrt(left)


def _misfit(edge: PlacedEdge, survey: Sequence[SurveyPoint], prior: RadioPrior) -> tuple[Floats, Floats, Floats]:
    """Where the edge was surveyed, by how much each level is off the law, and the covariance of that."""
    heard = [point for point in survey if edge.id in point.levels_dbm]
    known = np.array([(p.x_m, p.y_m, p.height_m) for p in heard]).reshape(-1, 3)
    expected, law = _law(edge, known, prior)
    found = np.array([point.levels_dbm[edge.id] for point in heard])
    between = _shadow(known, known, prior) + law @ law.T + prior.fading_db**2 * np.eye(len(heard))
    return known, found - expected, between


def _law(edge: PlacedEdge, places: Floats, prior: RadioPrior) -> tuple[Floats, Floats]:
    """Expected level, and how level and exponent of the edge may move it (one column each, in spreads)."""
    apart = np.sqrt(((places - np.array([edge.x_m, edge.y_m, edge.height_m])) ** 2).sum(1))
    decades = 10.0 * np.log10(np.maximum(apart, NEAREST_M))
    alone = math.sqrt(1 - prior.correlation**2)
    by_exponent = -prior.exponent_spread * decades
    moved = np.stack([prior.ref_spread_db + prior.correlation * by_exponent, alone * by_exponent], axis=1)
    return prior.ref_dbm - prior.exponent * decades, moved


def _shadow(some: Floats, others: Floats, prior: RadioPrior) -> Floats:
    apart = np.sqrt(((some[:, None, :2] - others[None, :, :2]) ** 2).sum(2))
    return prior.shadow_db**2 * np.exp(-apart / prior.shadow_length_m)
