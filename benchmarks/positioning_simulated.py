"""Simulated stores to choose thresholds on: a room with the recorded geometry and statistics, surveyed, then walked in.

No place of the recorded tracks is used: levels follow the law, the shadowing and the fading that were fitted to the
static survey, packets at one spot differ as they did at some spot of the survey, and people walk as in a shop
(0.15-1.2 m/s, straight to somewhere, every third time a pause). What the noise of the tracks itself told is named.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hub.ground.floor_plan.model import PlacedEdge
from hub.place.presence.radio_map import Floats, RadioPrior, SurveyPoint
from simulators.recording import SIZE_X_M, SIZE_Y_M, Packet, Track
from simulators.survey import Spot

# Static survey, set_1: its log-distance fit, the spread of its edges, and (RadioPrior) how alike neighbours are.
ROOM = replace(RadioPrior(), ref_dbm=-60.7, ref_spread_db=2.6, exponent=1.56, exponent_spread=0.3)
# Advertising period and share of received packets of the recorded transmitter.
PERIOD_SECONDS = 0.455
RECEIVED = 0.87
# Interference patterns repeat within a few wavelengths (12 cm).
FADING_LENGTH_M = 0.3
# What else moves levels in seconds (people, doors, turning): without it a walk's misfits to the map are less alike
# after 2 and 5 s than on the tracks (0.15 and 0.07 where 0.22 and 0.14 were recorded; with it 0.19 and 0.10).
DRIFT_DB, DRIFT_SECONDS = 1.7, 5.0
SECONDS = 75.0
HEIGHT_M = 1.85


@dataclass(frozen=True, slots=True)
class Store:
    """One simulated room: what a survey found in it, and walks through it."""

    survey: tuple[SurveyPoint, ...]
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class Scatter:
    """How packets of one edge differed at one spot: deviations from their mean in dB, and the share up to each."""

    off_db: Floats
    up_to: Floats


def scatter_of(spots: Iterable[Spot]) -> list[Scatter]:
    """Every edge at every surveyed spot."""
    found: list[Scatter] = []
    for spot in spots:
        for levels in spot.levels.values():
            dbm, count = np.array(list(levels), dtype=float), np.array(list(levels.values()), dtype=float)
            share = count / count.sum()
            found.append(Scatter(dbm - dbm @ share, share.cumsum()))
    return found


def make_store(
    seed: int, edges: tuple[PlacedEdge, ...], spots: Floats, walks: int, scatter: Sequence[Scatter]
) -> Store:
    """A room of that seed, surveyed at `spots` (x, y, height)."""
    dice = np.random.default_rng(seed)
    fields = [_field(dice, edge) for edge in edges]
    static = np.stack([large(spots) + dice.normal(0, ROOM.fading_db, len(spots)) for large, _ in fields], axis=1)
    survey = tuple(
        SurveyPoint(*map(float, spot), {edge.id: float(level) for edge, level in zip(edges, levels, strict=True)})
        for spot, levels in zip(spots, static, strict=True)
    )
    return Store(survey, tuple(_walk(dice, edges, fields, scatter, f"walk-{number}") for number in range(walks)))


_Field = tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]


def _field(dice: np.random.Generator, edge: PlacedEdge) -> _Field:
    """Level by place: law and shadowing, and apart from it the fading."""
    ref = dice.normal(ROOM.ref_dbm, ROOM.ref_spread_db)
    exponent = dice.normal(ROOM.exponent, ROOM.exponent_spread)
    shadow = _waves(dice, ROOM.shadow_length_m, ROOM.shadow_db, rough=True)

    def large(places: Floats) -> Floats:
        apart = np.sqrt(((places - np.array([edge.x_m, edge.y_m, edge.height_m])) ** 2).sum(1))
        return ref - 10 * exponent * np.log10(np.maximum(apart, 0.3)) + shadow(places)

    return large, _waves(dice, FADING_LENGTH_M, ROOM.fading_db)


def _waves(
    dice: np.random.Generator, length_m: float, spread: float, *, rough: bool = False, count: int = 400
) -> Callable[[Floats], Floats]:
    """A random surface (random Fourier features, Rahimi & Recht 2007) of a Gaussian kernel or, rough, of exp(-d)."""
    ways, phases = dice.normal(0, 1 / length_m, (2, count)), dice.uniform(0, 2 * np.pi, count)
    if rough:
        ways /= np.abs(dice.normal(0, 1, count))  # the spectrum of exp(-d) in the plane is a Cauchy distribution
    sizes = dice.normal(0, 1, count) * spread * np.sqrt(2 / count)
    return lambda places: np.cos(places[:, :2] @ ways + phases) @ sizes


def _walk(
    dice: np.random.Generator,
    edges: tuple[PlacedEdge, ...],
    fields: list[_Field],
    scatter: Sequence[Scatter],
    name: str,
) -> Track:
    at, places = [0.0], [dice.uniform([1, 1], [SIZE_X_M - 1, SIZE_Y_M - 1])]
    while at[-1] < SECONDS:
        goal = dice.uniform([1, 1], [SIZE_X_M - 1, SIZE_Y_M - 1])
        at.append(at[-1] + float(np.hypot(*(goal - places[-1]))) / dice.uniform(0.15, 1.2))
        places.append(goal)
        if dice.random() < 0.3:
            at.append(at[-1] + dice.exponential(6.0))
            places.append(goal)
    times = np.arange(0, SECONDS, PERIOD_SECONDS)
    x, y = (np.interp(times, at, [place[axis] for place in places]) for axis in (0, 1))
    here = np.stack([x, y, np.full(len(times), HEIGHT_M)], axis=1)
    gone = np.hypot(np.diff(x, prepend=x[0]), np.diff(y, prepend=y[0])).cumsum()
    packets = [
        (float(t), edge.id, round(float(level)), float(px), float(py))
        for edge, (large, small) in zip(edges, fields, strict=True)
        for t, px, py, level, luck in zip(
            times,
            x,
            y,
            large(here) + small(here) + _scattered(dice, scatter, gone) + _drift(dice, len(times)),
            dice.random(len(times)),
            strict=True,
        )
        if luck < RECEIVED
    ]
    return Track(name, tuple(Packet(*packet) for packet in sorted(packets)))


def _scattered(dice: np.random.Generator, scatter: Sequence[Scatter], gone_m: Floats) -> Floats:
    """Deviation of each packet: every few steps those of another surveyed spot."""
    stretch = (gone_m / FADING_LENGTH_M).astype(int)
    spots = dice.integers(0, len(scatter), stretch.max() + 1)
    luck = dice.random(len(gone_m))
    return np.array(
        [
            scatter[spot].off_db[min(int(np.searchsorted(scatter[spot].up_to, at)), len(scatter[spot].off_db) - 1)]
            for spot, at in zip(spots[stretch], luck, strict=True)
        ]
    )


def _drift(dice: np.random.Generator, packets: int) -> Floats:
    """A level that wanders and returns (Ornstein-Uhlenbeck)."""
    keep = np.exp(-PERIOD_SECONDS / DRIFT_SECONDS)
    pushes = dice.normal(0, DRIFT_DB, packets) * np.sqrt(1 - keep**2)
    found = [dice.normal(0, DRIFT_DB)]
    for push in pushes[1:]:
        found.append(keep * found[-1] + push)
    return np.array(found)
