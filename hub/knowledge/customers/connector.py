"""What one source of customer data is to the engine: it is asked about one customer, and answers or says why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from hub.knowledge.customers.port import SourceStatus


@dataclass(frozen=True, slots=True)
class Raw:
    """A value as the source has it, not yet checked. `source` is who told the source, where it says so."""

    value: Any
    observed_at_ms: int | None = None
    source: str | None = None
    time_unread: bool = False
    """Whether the source said when, in a way that is no moment, or could be two."""


@dataclass(frozen=True, slots=True)
class RawHappening:
    """One thing that happened, as the source has it, not yet checked."""

    at: Any
    text: Any
    id: Any = None
    article: Any = None
    """The number or id of the article that it is about."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a source told, by our trait names; what it does not have is left out."""

    about: str | None
    """The customer that the answer itself names, as they were asked for; None when it names nobody."""
    traits: Mapping[str, Raw]
    broken: frozenset[str] = field(default_factory=frozenset[str])
    """What the source reported an error of its own for; it may be there next time."""
    happened: Mapping[str, Iterable[RawHappening]] = field(default_factory=dict[str, Iterable[RawHappening]])
    """By our names of what happens elsewhere (`hub.knowledge.customers.events`)."""
    consents: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the customer answered there, in the source's own shape, if it tells that with a profile."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no answer. `retry_after_seconds` as the source asked for it."""

    status: SourceStatus
    retry_after_seconds: float | None = None
    why: str | None = None
    """What is wrong and the next step, where the source says more than its status does. Names nobody, only what the
    configuration names."""


class Connector(Protocol):
    """One source. It knows its protocol and nothing of caches, limits or deadlines."""

    name: str
    """What the card calls it when the source does not say who told it."""
    traits: frozenset[str]
    """Our names of what it can be asked for: traits, and what happens elsewhere."""
    cannot_check: str | None
    """Why nobody can tell whom its answers are about, and the next step; None where each answer names its customer."""

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """Ask for some of `traits` of one customer, and for nothing else."""
        ...


def about_whom_asked(found: Found | Failed, customer_ref: str, connector: Connector) -> Found | Failed:
    """An answer, if it is about the customer who was asked for; what names another one goes no further.

    Of an answer that names nobody, consents are not believed: a no of somebody else would end what was agreed here.
    """
    if isinstance(found, Failed) or (found.about == customer_ref and not connector.cannot_check):
        return found
    if found.about not in {None, customer_ref}:
        return Failed(SourceStatus.SOMEBODY_ELSE)
    return replace(found, consents={})
