"""One figure of a part: what it is called, what it counts, and how it is read. Pure.

A label has few values, which the code or the settings name: a reason, a state, an edge of the plan. Never anybody.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

# From a look into memory to a platform that is given up.
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Kind(StrEnum):
    """How a figure moves."""

    COUNTER = "counter"
    """It only grows, since the hub started or since it was set up."""
    GAUGE = "gauge"
    """It goes up and down."""
    HISTOGRAM = "histogram"
    """How long something took."""


@dataclass(slots=True)
class Timings:
    """How long things took, counted in steps."""

    within: list[int] = field(default_factory=lambda: [0] * (len(SECONDS) + 1))
    """How many took at most so long, step by step, and at last those that took longer."""
    total_seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.within[bisect_left(SECONDS, seconds)] += 1
        self.total_seconds += seconds

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.within)


Label: TypeAlias = "str | tuple[str, ...]"
Reading: TypeAlias = "float | Mapping[str, float] | Mapping[tuple[str, ...], float] | Mapping[str, Timings] | None"
"""A number, or one for each value of the labels; None where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `read` is called at each scrape, and is quick: nothing is counted row by row for it."""

    kind: Kind
    name: str
    """Without the beginning that all have, and without the end that a counter gets."""
    what: str
    """For docs/metrics.md and for whoever reads the page itself."""
    read: Callable[[], Reading]
    labels: tuple[str, ...] = ()


def counter(name: str, what: str, read: Callable[[], Reading], *labels: str) -> Metric:
    """It only grows."""
    return Metric(Kind.COUNTER, name, what, read, labels)


def gauge(name: str, what: str, read: Callable[[], Reading], *labels: str) -> Metric:
    """It goes up and down."""
    return Metric(Kind.GAUGE, name, what, read, labels)


def timings(name: str, what: str, read: Callable[[], Mapping[str, Timings]], label: str) -> Metric:
    """How long something took, in seconds."""
    return Metric(Kind.HISTOGRAM, name, what, read, (label,))
