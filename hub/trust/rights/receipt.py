"""What became of an erasure in each place that may have held the person."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class RightsModel(BaseModel):
    """Closed, frozen shapes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ErasureState(StrEnum):
    """How far one place is."""

    DONE = "done"
    PENDING = "pending"
    """Under way; `until_ms` says by when."""
    REFUSED = "refused"
    """Not erased; `detail` says why."""


class ErasurePlace(RightsModel):
    """One place."""

    place: str
    """A code for programs."""
    name: str
    """The place, in the reader's language."""
    state: ErasureState
    state_name: str
    """The state, in the reader's language."""
    detail: str
    """In the reader's language."""
    until_ms: int | None = None


class Receipt(RightsModel):
    """The answer to an erasure; it names nobody, and may be asked for again by its number."""

    receipt: str
    asked_at_ms: int
    sinks: list[ErasurePlace]


class Objection(RightsModel):
    """Whether profiling is stopped, and since when."""

    objected_at_ms: int | None
