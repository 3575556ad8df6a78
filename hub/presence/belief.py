"""What we believe about where a member is, and the interface that every estimator fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hub.journal import Member
from wire.ids import EdgeId


@dataclass(frozen=True, slots=True)
class Belief:
    """Probability by zone id, and of being outside; together 1."""

    zones: Mapping[str, float]
    outside: float

    def best(self) -> tuple[str, float]:
        """The likeliest zone and its probability."""
        zone = max(self.zones, key=lambda z: self.zones[z])
        return zone, self.zones[zone]


class ZoneEstimator(Protocol):
    """Turns sightings into beliefs. Times are Unix seconds at which the packets were on the air."""

    def hear(self, member: Member, edge: EdgeId, rssi_dbm: float, at: float) -> None:
        """Take in one sighting."""
        ...

    def believe(self, member: Member, at: float) -> Belief | None:
        """The belief at a moment; None for a member of whom nothing was heard."""
        ...

    def forget(self, member: Member) -> None:
        """Drop everything about a member."""
        ...
