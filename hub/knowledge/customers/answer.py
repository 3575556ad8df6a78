"""What is kept of what one source said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.knowledge.customers.port import CustomerEvent, SourceStatus, Trait


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source said about one customer. Times are monotonic seconds."""

    status: SourceStatus
    """`OK` or `NOT_FOUND`: both are answers."""
    asked: frozenset[str]
    at: float
    fresh_until: float
    traits: Mapping[str, Trait] = field(default_factory=dict[str, Trait])
    happened: Mapping[str, tuple[CustomerEvent, ...]] = field(default_factory=dict[str, tuple[CustomerEvent, ...]])
    unusable: frozenset[str] = field(default_factory=frozenset[str])
    broken: frozenset[str] = field(default_factory=frozenset[str])
