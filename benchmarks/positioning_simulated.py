"""Simulated stores to choose thresholds on: a room with the recorded geometry and statistics, surveyed, then walked in.

Nothing of the recorded tracks is used: levels follow the law, the shadowing and the fading that were fitted to the
static survey, and people walk as in a shop (0.15-1.2 m/s, straight to somewhere, every third time a pause).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hub.presence.floor_plan import PlacedEdge
from hub.presence.radio_map import Floats, RadioPrior, SurveyPoint
from simulators.recording import SIZE_X_M, SIZE_Y_M, Packet, Track

# Static survey, set_1: its log-distance fit, the spread of its edges, and the spread of packets at a fixed spot.
ROOM = replace(RadioPrior(), ref_dbm=-60.7, ref_spread_db=2.6, exponent=1.56, exponent_spread=0.3)
PACKET_SPREAD_DB = 3.8
# Advertising period and share of received packets of the recorded transmitter.
PERIOD_SECONDS = 0.455
RECEIVED = 0.87
# Interference patterns repeat within a few wavelengths (12 cm).
FADING_LENGTH_M = 0.3
SECONDS = 75.0
HEIGHT_M = 1.85


@dataclass(frozen=True, slots=True)
class Store:
    """One simulated room: what a survey found in it, and walks through it."""

    survey: tuple[SurveyPoint, ...]
    tracks: tuple[Track, ...]


def make_store(seed: int, edges: tuple[PlacedEdge, ...], spots: Floats, walks: int) -> Store:
    """A room of that seed, surveyed at `spots` (x, y, height)."""
    dice = np.random.default_rng(seed)
    fields = [_field(dice, edge) for edge in edges]
    static = np.stack([large(spots) + dice.normal(0, ROOM.fading_db, len(spots)) for large, _ in fields], axis=1)
    survey = tuple(
        SurveyPoint(*map(float, spot), {edge.id: float(level) for edge, level in zip(edges, levels, strict=True)})
        for spot, levels in zip(spots, static, strict=True)
    )
    return Store(survey, tuple(_walk(dice, edges, fields, f"walk-{number}") for number in range(walks)))


_Field = tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]


def _field(dice: np.random.Generator, edge: PlacedEdge) -> _Field:
    """Level by place: law and shadowing, and apart from it the fading."""
    ref = dice.normal(ROOM.ref_dbm, ROOM.ref_spread_db)
    exponent = dice.normal(ROOM.exponent, ROOM.exponent_spread)
    shadow = _waves(dice, ROOM.shadow_length_m, ROOM.shadow_db)

    def large(places: Floats) -> Floats:
        apart = np.sqrt(((places - np.array([edge.x_m, edge.y_m, edge.height_m])) ** 2).sum(1))
        return ref - 10 * exponent * np.log10(np.maximum(apart, 0.3)) + shadow(places)

    return large, _waves(dice, FADING_LENGTH_M, ROOM.fading_db)


def _waves(dice: np.random.Generator, length_m: float, spread: float, count: int = 200) -> Callable[[Floats], Floats]:
    """A random smooth surface (random Fourier features of a Gaussian kernel, Rahimi & Recht 2007)."""
    ways, phases = dice.normal(0, 1 / length_m, (2, count)), dice.uniform(0, 2 * np.pi, count)
    sizes = dice.normal(0, 1, count) * spread * np.sqrt(2 / count)
    return lambda places: np.cos(places[:, :2] @ ways + phases) @ sizes


def _walk(dice: np.random.Generator, edges: tuple[PlacedEdge, ...], fields: list[_Field], name: str) -> Track:
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
    packets = [
        (float(t), edge.id, round(float(level)), float(px), float(py))
        for edge, (large, small) in zip(edges, fields, strict=True)
        for t, px, py, level, luck in zip(
            times,
            x,
            y,
            large(here) + small(here) + dice.normal(0, PACKET_SPREAD_DB, len(times)),
            dice.random(len(times)),
            strict=True,
        )
        if luck < RECEIVED
    ]
    return Track(name, tuple(Packet(*packet) for packet in sorted(packets)))
