"""What a shop system tells of a customer instead of an order: merged, to be erased, wants to know what is held.

Shapes: shopify.dev, customers/merge and Privacy law compliance; developer.squareup.com, customer.deleted. Pure.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from hub.ground.customer_ref import CustomerRef
from hub.ground.http.json_body import parse_json
from hub.knowledge.purchases.fields import MOST_LINES, Id, Several, Text, TillModel
from hub.knowledge.purchases.model import DeliveryResult, TillSystem
from hub.knowledge.purchases.refusals import RecordRefusal, unreadable

_GID = re.compile(r"gid://shopify/Customer/(\d{1,20})")
_SQUARE_TOPICS = {"customer.deleted", "customer.created"}


@dataclass(frozen=True, slots=True)
class Merged:
    """Several customers of the shop system turned out to be one; ids as this hub has them."""

    old_refs: tuple[str, ...]
    new_ref: str


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """A customer is to be erased, and what is known of these orders."""

    customer_ref: str | None
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataAsked:
    """A customer wants to know what is held of them. `reference`: the shop system's number of that."""

    customer_ref: str | None
    reference: str


@dataclass(frozen=True, slots=True)
class ShopErasureAsked:
    """The shop has left the shop system, which wants everything of the shop erased."""


Notice = Merged | ErasureAsked | DataAsked | ShopErasureAsked


class TakesNotices(Protocol):
    """Does what a notice asks for."""

    async def take(self, source: TillSystem, body: bytes, notice: Notice, now_ms: int) -> DeliveryResult:
        """What became of it; `body`: what it was read from, the same for the same notice. Raises `DatabaseFailed`."""
        ...


class _Customer(TillModel):
    id: CustomerRef


class _Merge(TillModel):
    admin_graphql_api_customer_kept_id: CustomerRef
    admin_graphql_api_customer_deleted_id: CustomerRef
    status: Text = "completed"


class _Request(TillModel):
    id: Id


class _Erasure(TillModel):
    """The list of orders is needed, though it is not: an order that is played back as this topic must erase nobody.

    The topic stands outside of what is signed, and an order has a customer as well.
    """

    customer: _Customer | None = None
    orders_to_redact: Annotated[tuple[Id, ...], Several(MOST_LINES)]


class _DataRequest(TillModel):
    """Nothing is done by itself here: the owner looks at it."""

    customer: _Customer | None = None
    data_request: _Request | None = None


class _SquareMerge(TillModel):
    from_customer_ids: Annotated[tuple[CustomerRef, ...], Several(MOST_LINES)] = ()
    to_customer_id: CustomerRef


class _SquareContext(TillModel):
    merge: _SquareMerge | None = None


class _SquareObject(TillModel):
    event_context: _SquareContext | None = None


class _SquareData(TillModel):
    id: CustomerRef | None = None
    object: _SquareObject | None = None


class _SquareEvent(TillModel):
    type: Text
    data: _SquareData


def of_shopify(topic: str, body: bytes, customer: str) -> Notice | DeliveryResult | RecordRefusal | None:
    """The notice of a webhook; None of one about something else."""
    read = {
        "customers/merge": _merged,
        "customers/redact": _erasure,
        "customers/data_request": _data_request,
        "shop/redact": _shop_erasure,
    }.get(topic)
    try:
        return read(parse_json(body), customer) if read else None
    except ValueError as error:  # pydantic's
        return unreadable(error)


def _merged(body: Any, customer: str) -> Notice | DeliveryResult:
    told = _Merge.model_validate(body)
    if told.status != "completed":
        return DeliveryResult.NOT_FINAL
    old, new = told.admin_graphql_api_customer_deleted_id, told.admin_graphql_api_customer_kept_id
    return Merged((_ours(customer, old),), _ours(customer, new))


def _erasure(body: Any, customer: str) -> Notice:
    told = _Erasure.model_validate(body)
    return ErasureAsked(_ref(customer, told.customer), told.orders_to_redact)


def _data_request(body: Any, customer: str) -> Notice:
    told = _DataRequest.model_validate(body)
    return DataAsked(_ref(customer, told.customer), told.data_request.id if told.data_request else "")


def _shop_erasure(_body: Any, _customer: str) -> Notice:
    return ShopErasureAsked()


def of_square(body: bytes, customer: str) -> Notice | DeliveryResult | RecordRefusal | None:
    """The notice of an event; None of one about something else."""
    try:
        told: Any = parse_json(body)
        topic: Any = told.get("type") if isinstance(told, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if not isinstance(topic, str) or topic not in _SQUARE_TOPICS:
            return None
        event = _SquareEvent.model_validate(told)
    except ValueError as error:
        return unreadable(error)
    context = event.data.object.event_context if event.data.object else None
    if context is None or context.merge is None:
        # A shop that deletes a profile has not been asked by its customer to; and a new one is told of by its orders.
        return DeliveryResult.UNKNOWN_TOPIC
    new = context.merge.to_customer_id
    old = {*context.merge.from_customer_ids, event.data.id} - {None, new}
    refs = tuple(customer.replace("{id}", each) for each in sorted(filter(None, old)))
    return Merged(refs, customer.replace("{id}", new))


def _ref(customer: str, told: _Customer | None) -> str | None:
    return _ours(customer, told.id) if told else None


def _ours(customer: str, theirs: str) -> str:
    """Our customer id of Shopify's, which a merge writes as a gid and an order as a number."""
    found = _GID.fullmatch(theirs)
    return customer.replace("{id}", found[1] if found else theirs)
