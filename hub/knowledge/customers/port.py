"""The port to customer data: fields with value, source and age, limited to what the customer allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from hub.ground.health.metric import Timings
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose


class Freshness(StrEnum):
    """How far a value can be trusted to be of today."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"


class SourceStatus(StrEnum):
    """How asking went."""

    OK = "ok"
    AWAITED = "awaited"
    """It was asked just now."""
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    NOT_FOUND = "not_found"
    AUTH = "auth"
    PACED = "paced"
    OPEN_CIRCUIT = "open_circuit"
    """It failed again and again, and is left alone for a moment."""
    BAD_REPLY = "bad_reply"
    SOMEBODY_ELSE = "somebody_else"
    """It answered about another customer than the one who was asked for: nothing of it is kept."""
    UNSENDABLE = "unsendable"
    """What the settings say cannot be sent: a key with a line break, an address without a name."""
    NOT_CONFIGURED = "not_configured"


Value = str | int | Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing known of a customer. `observed_at_ms` is the source's own time, None when it did not say."""

    value: Value
    source: str
    observed_at_ms: int | None
    fetched_at_ms: int
    freshness: Freshness = Freshness.FRESH


@dataclass(frozen=True, slots=True)
class CustomerEvent:
    """One thing that happened. `id` is the source's own number of it."""

    name: str
    """One of `HAPPENINGS`."""
    at_ms: int
    source: str
    text: str
    id: str | None = None
    article: str = ""
    """The number or id of the article that it is about, where the source tells it."""
    moments_ms: tuple[int, ...] = ()
    """Of what is shown once an article: every time, the newest first."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a customer, as of now, for the purposes of one permission."""

    traits: Mapping[str, Trait]
    status: SourceStatus
    missing: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why a trait is absent: `no_consent`, `unknown` (not in the profile), `unusable` (no card can show it), or the
    status of the source."""
    awaited: bool = False
    """An answer is still on its way: whoever asks again gets it."""
    happened: tuple[CustomerEvent, ...] = ()
    """What platforms tell beside traits, in no order."""
    has_platform: bool = True
    """Whether anybody but the hub itself was asked: a shop may have a file of customers and a till alone."""


# Which purpose opens which trait of those that every shop knows; with the facts of the shop's own beside them they are
# `hub.knowledge.customers.traits`.
NEEDS: Mapping[str, Purpose] = {
    "first_name": Purpose.GREET_BY_NAME,
    "lines_24m": Purpose.SHOW_HISTORY_TO_STAFF,
    "orders_24m": Purpose.SHOW_HISTORY_TO_STAFF,
    "last_order_item": Purpose.SHOW_HISTORY_TO_STAFF,
    "last_order_at": Purpose.SHOW_HISTORY_TO_STAFF,
    "last_order_line": Purpose.SHOW_HISTORY_TO_STAFF,
    "last_purchase_at": Purpose.SHOW_HISTORY_TO_STAFF,
    "viewed_item_30d": Purpose.JOIN_ONLINE_INSTORE,
    "viewed_item_line": Purpose.JOIN_ONLINE_INSTORE,
    "viewed_times_30d": Purpose.JOIN_ONLINE_INSTORE,
    "due_item": Purpose.PREDICT,
    "due_line": Purpose.PREDICT,
}


# Orders that wait in the store to be collected: what is not told of any more is not waiting.
ORDERS_READY = "orders_ready"
# The same of what happens elsewhere and comes in lists.
HAPPENINGS: Mapping[str, Purpose] = {
    "online_views": Purpose.JOIN_ONLINE_INSTORE,
    "carts": Purpose.JOIN_ONLINE_INSTORE,
    "service_cases": Purpose.SHOW_HISTORY_TO_STAFF,
    ORDERS_READY: Purpose.SHOW_HISTORY_TO_STAFF,
}


# These tell of one thing together: they come from one source, and where one is cut the others say as much.
# When they bought anything at all, also where nobody says what: of its own, so that it wipes no article.
LAST_PURCHASE = "last_purchase_at"
LAST_ORDER = frozenset({"last_order_item", "last_order_at", "last_order_line"})
TOGETHER: tuple[frozenset[str], ...] = (
    LAST_ORDER,
    frozenset({"viewed_item_30d", "viewed_item_line", "viewed_times_30d"}),
    frozenset({"due_item", "due_line"}),
)


def told_together(names: frozenset[str]) -> list[frozenset[str]]:
    """The names in groups, each of which has to come from one source."""
    groups = [group & names for group in TOGETHER if group & names]
    return [*groups, *(frozenset({name}) for name in sorted(names.difference(*groups)))]


# A decision that waits longer than this comes too late; what is not there by then is missing.
DEADLINE_SECONDS = 0.8
# An answer that comes after the deadline is still worth having, for the card and for the next visit; until here.
GIVE_UP_SECONDS = 3.0


def allowed_happenings(permission: Permission) -> frozenset[str]:
    """What of it a permission opens."""
    return frozenset(name for name, purpose in HAPPENINGS.items() if permission.allows(purpose))


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """How asking went since the start."""

    calls: Mapping[tuple[str, str], int]
    """By source and what came of it."""
    took: Mapping[str, Timings]
    """How long each source took."""
    kept: int
    """Customers of whom something is remembered."""


class CustomerSource(Protocol):
    """Where profiles come from."""

    async def get_context(
        self, customer_ref: str, permission: Permission, within_seconds: float = DEADLINE_SECONDS
    ) -> Context:
        """What is known within that time; never raises, never late. The question goes on, for whoever asks again."""
        ...

    def figures(self) -> SourceFigures:
        """How asking went so far."""
        ...

    def prefetch(self, customer_ref: str, permission: Permission) -> None:
        """Somebody may be coming: ask now, so that it is there when they are."""
        ...

    def drop(self, customer_ref: str) -> None:
        """Forget what was kept of a customer, and what is on its way."""
        ...

    def invalidate_own(self, customer_ref: str) -> None:
        """The hub itself has learned something of a customer: ask its own sources anew, and no other."""
        ...

    def kept(self, customer_ref: str) -> Mapping[str, Trait]:
        """What is kept of a customer now."""
        ...

    def happened(self, customer_ref: str) -> tuple[CustomerEvent, ...]:
        """What is kept now of what happened elsewhere."""
        ...

    async def close(self) -> None:
        """Stop asking."""
        ...


class NoSource:
    """A store without a customer data platform."""

    async def get_context(
        self, customer_ref: str, permission: Permission, within_seconds: float = DEADLINE_SECONDS
    ) -> Context:
        """Nothing, and why."""
        del customer_ref, within_seconds
        status = SourceStatus.NOT_CONFIGURED
        allowed = (name for name, purpose in NEEDS.items() if permission.allows(purpose))
        return Context({}, status, dict.fromkeys(allowed, status.value))

    def figures(self) -> SourceFigures:
        """Nobody is asked."""
        return SourceFigures({}, {}, 0)

    def prefetch(self, customer_ref: str, permission: Permission) -> None:
        """Nobody to ask."""

    def drop(self, customer_ref: str) -> None:
        """Nothing is kept."""

    def invalidate_own(self, customer_ref: str) -> None:
        """Nobody to ask."""

    def kept(self, customer_ref: str) -> Mapping[str, Trait]:
        """Nothing."""
        del customer_ref
        return {}

    def happened(self, customer_ref: str) -> tuple[CustomerEvent, ...]:
        """Nothing."""
        del customer_ref
        return ()

    async def close(self) -> None:
        """Nothing is asked."""
