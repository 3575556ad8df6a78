"""Any till that can send our own shape, signed as Standard Webhooks are: one order, at one version, at a time.

`OrderTold` is the published shape. A till with a shape of its own is brought into it by a mapping (`mapped`).
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from hub.ground.customer_ref import CustomerRef
from hub.ground.http.json_body import parse_json
from hub.ground.parsing.money import EXPONENTS
from hub.knowledge.purchases.fields import (
    MOST_LINES,
    Currency,
    Minor,
    Moment,
    Note,
    Quantity,
    Reading,
    Several,
    Text,
    TillModel,
    as_id,
    basket_in,
    moment_ms,
)
from hub.knowledge.purchases.mapped import MOST_VERSION, TillMapping, in_our_shape
from hub.knowledge.purchases.model import (
    Delivery,
    DeliveryResult,
    Discount,
    Line,
    Order,
    OrderKind,
    PickUp,
    PickUpState,
    SalesChannel,
    TillSystem,
)
from hub.knowledge.purchases.refusals import RecordRefusal, in_theirs, unreadable

SOURCE = TillSystem("generic")
TOPIC = "order"


def _shown(text: str) -> str:
    if not text.isprintable():
        raise ValueError("a number on one line, of signs that can be seen")
    return text


Number = Annotated[
    str,
    BeforeValidator(as_id),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_shown),
]
"""What a till calls an order, a line or a shop: 4711, "2026-4711", "Bon 4711/2"."""


class LineTold(TillModel):
    """One article. What comes back has a negative `qty` and `net_minor`."""

    line_id: Number
    sku: Text = ""
    name: Text = ""
    qty: Quantity = Field(Decimal(1), description="As text where it is no whole number, as of goods by weight.")
    unit_minor: Minor = 0
    net_minor: Minor
    discount_minor: Minor = 0
    returns_line: Number | None = None
    gift: bool = Field(False, description="It was bought for somebody else.")
    currency: Currency | None = Field(None, description="Only to be checked: an order has one currency.")


class DiscountTold(TillModel):
    """What was taken off the whole order."""

    code: Text = ""
    minor: Minor


class OrderTold(TillModel):
    """One order as of one version; money in whole minor units (249.00 DKK is 24900).

    What is not required and cannot be used is passed over and counted; unknown fields are never looked at.
    """

    order_id: Number
    version: Annotated[int, Field(ge=0, le=MOST_VERSION)]
    kind: Literal["sale", "return", "exchange", "void"]
    original_order_id: Number | None = None
    occurred_at: Moment
    channel: Literal["store", "online"] = "store"
    store: Number | None = None
    till: Text | None = None
    staff: Text | None = None
    customer_ref: CustomerRef | None = None
    basket: Note | None = None
    currency: Currency
    lines: Annotated[tuple[LineTold, ...], Several(MOST_LINES)] = ()
    discounts: Annotated[tuple[DiscountTold, ...], Several(MOST_LINES)] = ()
    net_minor: Minor
    gift: bool = Field(False, description="All of it was bought for somebody else.")
    pickup: Literal["ready", "collected"] | None = Field(
        None, description="Of an order that is collected: whether it waits, said with a new version of the order."
    )
    test: bool = False


class Event(TillModel):
    """The envelope of Standard Webhooks."""

    type: Text
    data: OrderTold


class _Type(TillModel):
    type: Text


def read(
    delivery_id: str, body: bytes, mapping: TillMapping | None = None
) -> Delivery | DeliveryResult | RecordRefusal:
    """The order of a webhook; `mapping` says where its parts stand, for a till with a shape of its own."""
    reading = Reading()
    try:
        told = parse_json(body)
        found = _read_ours(told, reading) if mapping is None else _read_mapped(told, mapping, reading)
        orders = orders_of(found) if isinstance(found, OrderTold) else found
    except (ValueError, RecursionError) as error:  # pydantic's and `NotAnOrder` among them
        return unreadable(error, mapping)
    if isinstance(orders, RecordRefusal):
        return in_theirs(orders, mapping)
    if not isinstance(orders, tuple) or not isinstance(found, OrderTold):
        return orders if isinstance(orders, DeliveryResult) else DeliveryResult.UNREADABLE
    return Delivery(delivery_id, orders, reading.passed_over, _pick_ups(found))


def _read_mapped(told: Any, mapping: TillMapping, reading: Reading) -> OrderTold | DeliveryResult:
    found = in_our_shape(told, mapping, reading)
    return found if isinstance(found, DeliveryResult) else OrderTold.model_validate(found, context=reading)


def _read_ours(told: Any, reading: Reading) -> OrderTold | DeliveryResult:
    if _Type.model_validate(told).type != TOPIC:
        return DeliveryResult.UNKNOWN_TOPIC
    return Event.model_validate(told, context=reading).data


def _pick_ups(told: OrderTold) -> tuple[PickUp, ...]:
    if told.pickup is None:
        return ()
    state = PickUpState.READY if told.pickup == "ready" and told.kind != "void" else PickUpState.OVER
    return (PickUp(told.order_id, state, None),)


def orders_of(told: OrderTold) -> tuple[Order, ...] | DeliveryResult | RecordRefusal:
    """The one order, or the two of an exchange; or why it is kept nowhere."""
    if told.test:
        return DeliveryResult.TEST
    if told.currency not in EXPONENTS:
        return DeliveryResult.UNKNOWN_CURRENCY
    if any(line.currency not in {None, told.currency} for line in told.lines):
        return DeliveryResult.MIXED_CURRENCIES
    if (told.kind == "sale" and told.net_minor < 0) or (told.kind == "return" and told.net_minor > 0):
        return RecordRefusal(DeliveryResult.UNREADABLE, "net_minor", f"an amount with the wrong sign for a {told.kind}")
    lines = tuple(_line(each, for_another=told.gift) for each in told.lines)
    if told.kind == "exchange":
        return _exchange(told, lines)
    kind = OrderKind(told.kind)
    is_void = kind is OrderKind.VOID
    return (_order(told, kind, () if is_void else lines, 0 if is_void else told.net_minor),)


def _exchange(told: OrderTold, lines: Iterable[Line]) -> tuple[Order, ...]:
    """A return and a sale, always both: a later version may have moved everything to one side."""
    lines = tuple(lines)
    back = tuple(line for line in lines if line.qty < 0 or line.net_minor < 0)
    back_minor = sum(line.net_minor for line in back)
    bought = tuple(line for line in lines if line not in back)
    parts = (
        _order(told, OrderKind.RETURN, back, back_minor),
        _order(told, OrderKind.SALE, bought, told.net_minor - back_minor),
    )
    return tuple(
        replace(part, order_id=f"{told.order_id}/{part.kind.value}", exchange_id=told.order_id) for part in parts
    )


def _order(told: OrderTold, kind: OrderKind, lines: tuple[Line, ...], net_minor: int) -> Order:
    return Order(
        source=SOURCE,
        order_id=told.order_id,
        version=told.version,
        kind=kind,
        occurred_ms=moment_ms(told.occurred_at),
        currency=told.currency,
        net_minor=net_minor,
        lines=lines,
        discounts=tuple(Discount(each.code, each.minor) for each in told.discounts) if kind is OrderKind.SALE else (),
        original=told.original_order_id if kind is OrderKind.RETURN else None,
        channel=SalesChannel(told.channel),
        location=told.store,
        till=told.till or None,
        staff=told.staff or None,
        customer_ref=told.customer_ref,
        basket=basket_in((told.basket,)) if kind is OrderKind.SALE else None,
    )


def _line(told: LineTold, *, for_another: bool) -> Line:
    return Line(
        line_id=told.line_id,
        sku=told.sku,
        name=told.name,
        qty=told.qty,
        unit_minor=told.unit_minor,
        net_minor=told.net_minor,
        discount_minor=told.discount_minor,
        returns_line=told.returns_line,
        is_gift=told.gift or for_another,
    )
