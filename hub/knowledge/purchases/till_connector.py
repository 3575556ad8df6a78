"""What a till is to the hub: how it signs, what its webhooks say, and what it can be asked."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from hub.knowledge.catalogue.shopify_products import Told
from hub.knowledge.customers.mapping import JsonPlace
from hub.knowledge.purchases.fetch.asking import Platform, Wait, Webhook
from hub.knowledge.purchases.model import Articles, Delivery, DeliveryResult, NotReached, TillSystem
from hub.knowledge.purchases.notices import Notice
from hub.knowledge.purchases.refusals import RecordRefusal

if TYPE_CHECKING:  # nothing is asked here
    from hub.ground.health.light import Light
    from hub.ground.http.outgoing import Outgoing

Headers = Mapping[str, str]
Read = Delivery | DeliveryResult | RecordRefusal
_LONGEST_ID = 100


class AsksArticles(Protocol):
    """Asks a till what was in an order."""

    async def fetch(self, order_id: str) -> Articles | NotReached | RecordRefusal:
        """What was in it; never raises. A `RecordRefusal` is the same now or later."""
        ...


def _no_notice(_body: bytes, _headers: Headers) -> Notice | DeliveryResult | RecordRefusal | None:
    return None


def _no_product(_body: bytes, _headers: Headers) -> Told | RecordRefusal | None:
    return None


def _no_topic(_headers: Headers) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TillConnector:
    """One till, as a store has set it up."""

    source: TillSystem
    """Also the last part of its address: /v1/till/SOURCE."""
    is_connected: bool
    connect_by: str
    """The settings that connect it."""
    about: str
    """Which webhooks it sends, for the description of the API."""
    headers: tuple[str, ...]
    """What stands beside each body."""
    why_not_signed: Callable[[bytes, Headers, float], DeliveryResult | None]
    """Why a body is not believed, by its headers, at that moment (Unix seconds); None when it is."""
    read: Callable[[bytes, Headers], Read]
    """The order of a body."""
    number_at: tuple[JsonPlace, ...]
    """Where the number stands by which IT finds a record in the till, the best place first."""
    type_at: JsonPlace | None = ("type",)
    """Where a body says what it is about."""
    topic: Callable[[Headers], str] = _no_topic
    """What the headers say that it is about."""
    notice: Callable[[bytes, Headers], Notice | DeliveryResult | RecordRefusal | None] = _no_notice
    """What a body says of a customer instead of an order; None when it is about something else."""
    product: Callable[[bytes, Headers], Told | RecordRefusal | None] = _no_product
    """What a body says of the catalogue instead of an order; None when it is about something else."""
    shape: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
    """JSON Schema of a body."""
    tells_unreadable: bool = False
    """Whether the sender is told that a body cannot be read (422): whoever builds that side reads our answers, and
    there is nobody to fetch it from."""
    host_names: tuple[str | None, ...] = ()
    """Hosts or URLs under which it reaches the hub."""
    sign: Callable[[Webhook, bytes], Headers] | None = None
    """The headers of a webhook that is made here of what its platform was asked for."""
    platform: "Callable[[Outgoing, Wait], Awaitable[Platform]] | None" = None
    """What can be asked again for a period; None where it has no interface for that, or no token is set."""
    articles: "Callable[[Outgoing, Light], AsksArticles] | None" = None
    """Where articles are asked for that its webhooks do not tell."""


@dataclass(frozen=True, slots=True)
class Tills:
    """The tills of a store."""

    connectors: tuple[TillConnector, ...]
    locations: frozenset[str]
    """What tills call this shop; empty when each order in a store is of this one."""
    currency: str | None = None
    """In which the shop sells; None where it does not say."""

    @property
    def asked_for_articles(self) -> TillConnector | None:
        """The till whose articles can be asked for, if one does not tell them by itself."""
        return next((each for each in self.connectors if each.articles), None)


def delivery_id(given: str, body: bytes) -> str:
    """A delivery's id; of a sender that gives none, the same bytes are the same delivery."""
    return given if 0 < len(given) <= _LONGEST_ID else hashlib.sha256(given.encode() or body).hexdigest()


def unless(signed: bool) -> DeliveryResult | None:  # noqa: FBT001 - the one thing that it is about
    """What an unsigned body is answered with."""
    return None if signed else DeliveryResult.BAD_SIGNATURE
