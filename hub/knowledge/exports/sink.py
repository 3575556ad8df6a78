"""A sink: somewhere that events go, with its shape, its limits and what its answers mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hub.knowledge.exports.answers import Reply, Request, Verdict
from hub.knowledge.exports.events import NEEDS, ExportKind, Value
from hub.trust.consents.purposes import Purpose

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform takes at once, and from how far back."""

    events: int
    event_bytes: int
    batch_bytes: int
    oldest_ms: int | None = None
    """Events that are older than this are refused or forgotten there; None for no such limit."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One event, ready to be put into a sink's shape."""

    message_id: str
    kind: ExportKind
    at_ms: int
    customer_ref: str
    client_id: str
    """Random, of this member in this store; names nobody."""
    visit_ref: str
    """Names a visit outside; joined to the visit here by a secret that an erasure takes away."""
    store: str
    properties: Mapping[str, Value]
    consents: Mapping[Purpose, bool]
    """Every purpose, given or not, as of now."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The platform takes the event in no form."""

    why: str


class Sink(Protocol):
    """Pure: it makes requests and reads answers, and sends nothing."""

    name: str
    limits: Limits
    kinds: frozenset[ExportKind]
    """What is told there."""
    also_needs: frozenset[Purpose]

    def payload(self, event: Outgoing) -> Payload | Unfit:
        """One event in the platform's shape."""
        ...

    def batch_key(self, event: Outgoing) -> str:
        """Only events of the same batch key go into one request."""
        ...

    def request(self, events: list[Payload], now_ms: int) -> Request:
        """All of a batch; with an empty list, what a batch weighs without events."""
        ...

    def verdict(self, reply: Reply, now_ms: int) -> Verdict:
        """What the answer says."""
        ...


def needs(sink: Sink, kind: ExportKind) -> frozenset[Purpose]:
    """The purposes without which a kind does not go to a sink."""
    return NEEDS[kind] | sink.also_needs


def kinds_that_need(sink: Sink, purpose: Purpose) -> frozenset[ExportKind]:
    """What of a sink ends with a purpose."""
    return frozenset(kind for kind in sink.kinds if purpose in needs(sink, kind))
