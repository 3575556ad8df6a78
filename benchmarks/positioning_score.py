"""How well positions and zones were told, against the recorded truth: the figures of the positioning benchmark. Pure.

Causal, from the very start of each track, pooled by time. Correct time stands beside changes and latency, because each
alone can be gamed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulators.recording import Track

# Zones and probabilities are judged this often, positions at every second step.
STEP_SECONDS = 0.25
POSITION_STEPS = 2
# The truth is known to 0.04 m, but a zone near its border is a matter of opinion.
MARGIN_M = 0.5
RELIABILITY_BINS = 10


@dataclass(frozen=True, slots=True)
class Split:
    """How the recorded area is cut into zones."""

    name: str
    x_m: float
    y_m: float | None

    @property
    def zones(self) -> int:
        return 2 if self.y_m is None else 4

    def zone(self, x_m: float, y_m: float) -> int:
        return int(x_m >= self.x_m) + (0 if self.y_m is None else 2 * int(y_m >= self.y_m))

    def near_border(self, x_m: float, y_m: float) -> bool:
        return abs(x_m - self.x_m) < MARGIN_M or (self.y_m is not None and abs(y_m - self.y_m) < MARGIN_M)


SPLIT_A = Split("A", 10.1, None)
SPLIT_B = Split("B", 10.0, 9.0)


@dataclass(frozen=True, slots=True)
class Told:
    """What a policy says at one moment; NaN where it says nothing of the kind."""

    zone: int | None
    x_m: float = float("nan")
    y_m: float = float("nan")
    probabilities: tuple[float, ...] = ()
    """Of each zone, before any hysteresis; empty when the policy states none."""


@dataclass(frozen=True, slots=True)
class ZoneFigures:
    """One policy on one split."""

    correct: float
    correct_clear: float
    changes: int
    true_changes: int
    latency_s: float
    ece: float
    confusion: np.ndarray
    reliability: np.ndarray
    """Rows of (stated, correct, steps) for each bin with steps in it."""


def steps(track: Track) -> np.ndarray:
    """The moments at which a track is judged, in seconds since its start."""
    return np.arange(int(track.seconds / STEP_SECONDS) + 1) * STEP_SECONDS


def position_errors(tracks: Sequence[Track], told: Sequence[Sequence[Told]]) -> np.ndarray:
    """Metres between told and true position, all tracks pooled; a policy that says nothing yet is not judged."""
    errors = [
        np.hypot(one.x_m - x, one.y_m - y)
        for track, sayings in zip(tracks, told, strict=True)
        for at, one in list(zip(steps(track), sayings, strict=True))[::POSITION_STEPS]
        for x, y in [track.truth_at(at)]
    ]
    found = np.array(errors)
    return found[~np.isnan(found)]


def zone_figures(split: Split, tracks: Sequence[Track], told: Sequence[Sequence[Told]]) -> ZoneFigures:
    """All tracks pooled by time."""
    confusion = np.zeros((split.zones, split.zones + 1), dtype=int)  # the last column: nothing told
    clear, clear_right, changes, true_changes = 0, 0, 0, 0
    latencies: list[float] = []
    stated: list[tuple[float, bool]] = []
    for track, sayings in zip(tracks, told, strict=True):
        at = steps(track)
        truth = [track.truth_at(t) for t in at]
        true_zones = np.array([split.zone(x, y) for x, y in truth])
        zones = np.array([-1 if one.zone is None else one.zone for one in sayings])
        np.add.at(confusion, (true_zones, zones), 1)
        kept = np.array([not split.near_border(x, y) for x, y in truth])
        clear += int(kept.sum())
        clear_right += int((zones == true_zones)[kept].sum())
        spoken = zones[zones >= 0]
        changes += int((np.diff(spoken) != 0).sum())
        true_changes += int((np.diff(true_zones) != 0).sum())
        latencies += change_latencies(true_zones, zones)
        for zone, one in zip(true_zones, sayings, strict=True):
            if one.probabilities:
                best = int(np.argmax(one.probabilities))
                stated.append((one.probabilities[best], best == zone))
    right = int(np.trace(confusion[:, : split.zones]))
    table = reliability(stated)
    return ZoneFigures(
        right / confusion.sum(),
        clear_right / clear if clear else float("nan"),
        changes,
        true_changes,
        float(np.median(latencies)) if latencies else float("nan"),
        calibration_error(table),
        confusion,
        table,
    )


def change_latencies(true_zones: np.ndarray, told_zones: np.ndarray) -> list[float]:
    """Seconds from each true change until it was told; one that never was counts until the next change, or the end."""
    turns = [*(np.flatnonzero(np.diff(true_zones)) + 1).tolist(), len(true_zones)]
    found: list[float] = []
    for begin, end in pairwise(turns):
        hits = np.flatnonzero(told_zones[begin:end] == true_zones[begin])
        found.append(float(hits[0] if hits.size else end - begin) * STEP_SECONDS)
    return found


def reliability(stated: Sequence[tuple[float, bool]]) -> np.ndarray:
    """How often what was stated with a probability was so, in bins of equal width."""
    if not stated:
        return np.zeros((0, 3))
    probability, right = np.array(stated).T
    bins = np.minimum((probability * RELIABILITY_BINS).astype(int), RELIABILITY_BINS - 1)
    return np.array(
        [(probability[bins == n].mean(), right[bins == n].mean(), (bins == n).sum()) for n in np.unique(bins)]
    )


def calibration_error(table: np.ndarray) -> float:
    """Expected calibration error (Guo et al. 2017, eq. 3): mean gap between stated and correct, weighted by steps."""
    if not table.size:
        return float("nan")
    return float((np.abs(table[:, 0] - table[:, 1]) * table[:, 2]).sum() / table[:, 2].sum())
