"""One calibration: what was found, how well it did, and what of it still holds for a plan. Pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hub.ground.floor_plan.model import FloorPlan, PlacedEdge
from hub.place.presence.radio_map import RadioKnowledge, RadioPrior, SurveyPoint
from wire.ids import EdgeId

# Within a hand's width an edge is where it was: what is measured of it changes with its place.
SAME_PLACE_M = 0.3

Spot = tuple[float, float, float]
"""x, y and height in metres."""


class How(StrEnum):
    """Where a calibration came from."""

    WALK = "walk"
    BEACONS = "beacons"


class _Stored(BaseModel):
    """As it stands in the database, in JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TapPoint(_Stored):
    """A tap of a walk: what each edge heard there of an ordinary phone, in dBm."""

    at: Spot
    levels_dbm: dict[EdgeId, float]


class EdgeLaw(_Stored):
    """What fixed beacons told of one edge; see `RadioPrior`."""

    ref_dbm: float
    ref_spread_db: float
    exponent: float
    exponent_spread: float
    correlation: float


class LinkLevel(_Stored):
    """How an edge has been hearing a beacon."""

    edge: EdgeId
    beacon: str
    mean_dbm: float
    periods: float
    """Over how many periods of listening the mean was taken, at most."""


class Findings(_Stored):
    """What was found, version 1."""

    version: Literal[1] = 1
    edges: dict[EdgeId, Spot]
    """Where each edge hung then: of one that hangs elsewhere now, nothing counts."""
    beacons: dict[str, Spot] = {}
    taps: list[TapPoint] = []
    gain_db: float = 0.0
    """By how much the walk's phone was stronger than an ordinary one; taken out of `taps` already."""
    laws: dict[EdgeId, EdgeLaw] = {}
    links: list[LinkLevel] = []


class Score(_Stored):
    """Judged on what was left out of the calibration, each time; None where nothing can be said."""

    points: int
    """Taps of a walk; links of beacons."""
    error_m_before: float | None = None
    """Median distance between a tap and where the hub believed the phone."""
    error_m_after: float | None = None
    worst_m_before: float | None = None
    worst_m_after: float | None = None
    zone_right_before: float | None = None
    """Share of the time at the taps that the hub believed the right zone."""
    zone_right_after: float | None = None
    residual_db_before: float
    """Root mean square of what an edge heard against what the map said; what all edges share is left aside."""
    residual_db_after: float

    @property
    def is_better(self) -> bool:
        """Neither positions nor levels got worse, and one of them got better."""
        pairs = [(self.residual_db_before, self.residual_db_after)]
        if self.error_m_before is not None and self.error_m_after is not None:
            pairs.append((self.error_m_before, self.error_m_after))
        return all(after <= before for before, after in pairs) and any(after < before for before, after in pairs)


@dataclass(frozen=True, slots=True)
class Calibration:
    """One version."""

    number: int
    how: How
    made_ms: int
    who: str | None
    """As they named themselves; None of the hub itself."""
    source: str
    """File and SHA-256 of a walk; the beacons' period of listening."""
    findings: Findings
    score: Score
    undone_ms: int | None


def where(edges: Iterable[PlacedEdge]) -> dict[EdgeId, Spot]:
    """Where each edge hangs."""
    return {edge.id: (edge.x_m, edge.y_m, edge.height_m) for edge in edges}


def is_same_place(one: Spot, other: Spot | None) -> bool:
    """Whether something hangs where it hung."""
    return other is not None and math.dist(one, other) <= SAME_PLACE_M


def edges_that_moved(plan: FloorPlan, findings: Findings) -> tuple[EdgeId, ...]:
    """Edges that were calibrated and hang elsewhere on the plan now, or are gone from it."""
    now = where(plan.edges)
    return tuple(sorted(edge for edge, at in findings.edges.items() if not is_same_place(at, now.get(edge))))


def in_force(calibrations: Iterable[Calibration]) -> tuple[Calibration, ...]:
    """Of the walks all that are not undone; of the beacons the newest."""
    standing = [each for each in calibrations if each.undone_ms is None]
    beacons = [each for each in standing if each.how is How.BEACONS]
    return (*(each for each in standing if each.how is How.WALK), *beacons[-1:])


def knowledge(plan: FloorPlan, calibrations: Iterable[Calibration]) -> RadioKnowledge:
    """What the radio map is to know, of everything that is in force and still fits the plan."""
    survey: list[SurveyPoint] = []
    laws: Mapping[EdgeId, RadioPrior] = {}
    for each in in_force(calibrations):
        gone = set(edges_that_moved(plan, each.findings))
        survey += [
            SurveyPoint(*tap.at, {edge: level for edge, level in tap.levels_dbm.items() if edge not in gone})
            for tap in each.findings.taps
        ]
        if each.how is How.BEACONS:
            laws = {
                edge: RadioPrior(**law.model_dump()) for edge, law in each.findings.laws.items() if edge not in gone
            }
    return RadioKnowledge(tuple(survey), laws)
