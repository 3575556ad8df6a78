"""How well zones were told: correct time and changes, against the recorded truth. Pure.

As the measured bars: every quarter of a second from the start of a track, causal, pooled over time.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from simulators.recording import Track, near_border, zone_of

STEP_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class ZoneScore:
    """Steps of time, and what was told in them."""

    steps: int
    correct: int
    steps_clear: int
    """Steps whose truth is not within the margin of a border."""
    correct_clear: int
    reported_changes: int
    true_changes: int

    @property
    def accuracy(self) -> float:
        return self.correct / self.steps if self.steps else 0.0

    @property
    def accuracy_clear(self) -> float:
        return self.correct_clear / self.steps_clear if self.steps_clear else 0.0

    def __add__(self, other: "ZoneScore") -> "ZoneScore":
        return ZoneScore(
            self.steps + other.steps,
            self.correct + other.correct,
            self.steps_clear + other.steps_clear,
            self.correct_clear + other.correct_clear,
            self.reported_changes + other.reported_changes,
            self.true_changes + other.true_changes,
        )


NOTHING = ZoneScore(0, 0, 0, 0, 0, 0)


def score(track: Track, told: Sequence[tuple[float, str | None]], margin_m: float) -> ZoneScore:
    """Score one track; `told` holds (seconds since its start, zone or None for nobody), in order of time."""
    steps = correct = steps_clear = correct_clear = reported = true_changes = 0
    last_told: str | None = None
    last_true: str | None = None
    for number in range(int(track.seconds / STEP_SECONDS) + 1):
        at = number * STEP_SECONDS
        x, y = track.truth_at(at)
        truth = zone_of(x, y)
        index = bisect_right(told, at, key=lambda pair: pair[0]) - 1
        zone = told[index][1] if index >= 0 else None
        right = zone == truth
        steps += 1
        correct += right
        if not near_border(x, y, margin_m):
            steps_clear += 1
            correct_clear += right
        if zone is not None:
            reported += last_told is not None and zone != last_told
            last_told = zone
        true_changes += last_true is not None and truth != last_true
        last_true = truth
    return ZoneScore(steps, correct, steps_clear, correct_clear, reported, true_changes)
