"""What we believe about where members are, and the interface that every estimator fills."""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from hub.ground.journal import Member
from wire.ids import EdgeId


class PhoneState(IntEnum):
    """What a member's own phone said last about the store's beacons, and about itself. A claim, never proof."""

    NONE = 0
    """Nothing, or that it advertises: then edges would hear it."""
    QUIET = 1
    """It is near the beacons and does not advertise (an iPhone in a pocket): that no edge hears it says nothing."""
    GONE = 2
    """It has not heard a beacon for a while."""


@dataclass(frozen=True, slots=True)
class Belief:
    """Probability by zone id, and of being outside; together 1."""

    zones: Mapping[str, float]
    outside: float

    def best(self) -> tuple[str, float]:
        """The likeliest zone and its probability."""
        zone = max(self.zones, key=lambda z: self.zones[z])
        return zone, self.zones[zone]


@dataclass(frozen=True, slots=True, eq=False)
class BeliefBatch:
    """What is believed of several members at one moment; a column each."""

    members: tuple[Member, ...]
    zone_ids: tuple[str, ...]
    zones: npt.NDArray[np.float32]
    """(zones, members): probability."""
    outside: npt.NDArray[np.float32]
    """(members,): probability of being in none of them."""
    heard_at: npt.NDArray[np.float64]
    """(members,): when any edge heard them, or they a beacon, Unix seconds; -inf for not since we know of them."""
    known_at: npt.NDArray[np.float64]
    """(members,): since when we know of them, Unix seconds."""
    word: npt.NDArray[np.int8]
    """(members,): what their phones said last, as `Word`."""
    word_at: npt.NDArray[np.float64]
    """(members,): when, Unix seconds; -inf for never."""


@dataclass(frozen=True, slots=True)
class GainEstimate:
    """What a visit taught of a phone, beside what was known when it began."""

    gain_db: float
    """By how much edges heard it louder."""


class ZoneEstimator(Protocol):
    """Turns sightings into beliefs. Times are Unix seconds at which the packets were on the air."""

    def hear(self, member: Member, edge: EdgeId, rssi_dbm: float, at: float) -> None:
        """Take in one sighting."""
        ...

    def told(self, member: Member, word: PhoneState, at: float, *, entered: bool) -> None:
        """Take in the word of a member's own phone; `entered` when nothing but the word says that they came."""
        ...

    def edge_said(self, edge: EdgeId, at: float) -> None:
        """An edge said anything at all: it is not dead."""
        ...

    def edge_is_deaf(self, edge: EdgeId) -> None:
        """An edge is gone or hears nothing: its silence says nothing until it speaks again."""
        ...

    def advance(self, at: float) -> Generator[None]:
        """Bring every belief to a moment. Yields between shares of the work."""
        ...

    def believe_now(self, member: Member) -> Belief | None:
        """The belief as of now; None for a member of whom nothing was heard."""
        ...

    def crowds(self) -> Iterable[BeliefBatch]:
        """Everybody's belief as of the moment that was last advanced to."""
        ...

    def resume(self, member: Member, zone: str, outside: float, at: float) -> None:
        """Somebody is known to have been in a zone, or with that probability on their way out of it."""
        ...

    def taught(self, member: Member) -> GainEstimate | None:
        """What was learned of a member's phone since they were met; None when nothing was."""
        ...

    def unused(self) -> Mapping[str, int]:
        """Sightings that changed nothing, by reason."""
        ...

    def forget(self, member: Member) -> None:
        """Drop everything about a member."""
        ...
