"""What Shopify says in a webhook: orders and refunds. Shapes: shopify.dev, REST Admin API, Order and Refund.

Amounts are decimal text in the shop's currency, but for transactions, which are in the customer's. An order is told of
whole each time, with what is left of each line; the refunds stand within it, and are told of once more by themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from hub.ground.customer_ref import CustomerRef
from hub.ground.http.json_body import parse_json
from hub.ground.parsing.money import EXPONENTS, minor_units
from hub.knowledge.purchases.fields import (
    MOST_LINES,
    Amount,
    Currency,
    Id,
    Moment,
    Note,
    Reading,
    Several,
    Text,
    TillModel,
    basket_in,
    moment_ms,
)
from hub.knowledge.purchases.gift_marks import is_gift_mark
from hub.knowledge.purchases.mapped import NotAnOrder
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
from hub.knowledge.purchases.refusals import RecordRefusal, unreadable

SOURCE = TillSystem("shopify")
_ORDERS = {"orders/create", "orders/paid", "orders/updated", "orders/cancelled"}
_REFUNDS = {"refunds/create"}
_FULFILLMENTS = {"fulfillments/create", "fulfillments/update"}
_FULFILLMENT_EVENTS = {"fulfillment_events/create"}
# Of a fulfillment that is handed over at the counter. One that is shipped has words of its own, and means nothing here.
_READY = {"ready_for_pickup"}
_OVER = {"picked_up", "delivered", "failure"}
_PAID = {"paid", "partially_refunded", "refunded"}
_POINT_OF_SALE = "pos"
# Of two documents of one second the later one has more lines, more that is gone and more refunds; a cancelled one is
# the last. One number says all of it, the weightiest first.
_MOST_COUNTED, _MOST_REFUNDS = 10**6 - 1, 10**3 - 1
_REMOVED_STEP, _SOLD_STEP, _CANCELLED_STEP = 10**3, 10**9, 10**15


_Count = Annotated[int, Field(ge=0, le=100_000)]


def _is_said(value: Any) -> bool:
    """A time, however it is written: an order that has one is cancelled."""
    if value is None:
        return False
    if not isinstance(value, str):
        raise ValueError("no time")  # noqa: TRY004 - pydantic reads ValueError
    return bool(value.strip())


_IsSaid = Annotated[bool, BeforeValidator(_is_said)]


class _Money(TillModel):
    amount: Amount
    currency_code: Currency | None = None


class _Sets(TillModel):
    shop_money: _Money


class _Allocation(TillModel):
    amount: Amount


class _Named(TillModel):
    name: Text = ""
    value: Note | None = None


class _Article(TillModel):
    id: Id | None = None
    sku: Text | None = None
    title: Text | None = None
    quantity: _Count = 1
    current_quantity: _Count | None = None
    price: Amount = "0"
    discount_allocations: Annotated[tuple[_Allocation, ...], Several(MOST_LINES)] = ()
    gift_card: bool = False
    properties: Annotated[tuple[_Named, ...], Several(MOST_LINES)] = ()
    tip_payment_gateway: Text | None = None


class _Code(TillModel):
    code: Text = ""
    amount: Amount


class _Customer(TillModel):
    id: CustomerRef


class _TakenBack(TillModel):
    id: Id | None = None
    line_item_id: Id | None = None
    quantity: _Count = 1
    subtotal_set: _Sets | None = None
    line_item: _Article | None = None


class _Adjustment(TillModel):
    amount_set: _Sets


class _Transaction(TillModel):
    kind: Text
    status: Text
    amount: Amount
    currency: Currency | None = None
    test: bool = False


class _Refund(TillModel):
    id: Id
    order_id: Id
    created_at: Moment
    user_id: Id | None = None
    refund_line_items: Annotated[tuple[_TakenBack, ...], Several(MOST_LINES)] = ()
    order_adjustments: Annotated[tuple[_Adjustment, ...], Several(MOST_LINES)] = ()
    transactions: Annotated[tuple[_Transaction, ...], Several(MOST_LINES)] = ()


class _Fulfillment(TillModel):
    """Of orders and of the topics of fulfillments; an event of one says its `status` and when it happened."""

    order_id: Id
    status: Text | None = None
    shipment_status: Text | None = None
    happened_at: Moment | None = None
    updated_at: Moment | None = None
    created_at: Moment


class _Order(TillModel):
    id: Id
    test: bool = False
    processed_at: Moment | None = None
    created_at: Moment
    updated_at: Moment
    cancelled_at: _IsSaid = False
    financial_status: Text
    currency: Currency
    total_price: Amount
    current_total_price: Amount | None = None
    source_name: Text | None = None
    location_id: Id | None = None
    device_id: Id | None = None
    user_id: Id | None = None
    customer: _Customer | None = None
    line_items: Annotated[tuple[_Article, ...], Several(MOST_LINES)] = ()
    discount_codes: Annotated[tuple[_Code, ...], Several(MOST_LINES)] = ()
    refunds: Annotated[tuple[_Refund, ...], Several(MOST_LINES)] = ()
    fulfillments: Annotated[tuple[_Fulfillment, ...], Several(MOST_LINES)] = ()
    note: Note | None = None
    note_attributes: Annotated[tuple[_Named, ...], Several(MOST_LINES)] = ()


def read(topic: str, delivery_id: str, body: bytes, customer: str) -> Delivery | DeliveryResult | RecordRefusal:
    """The order or refund of a webhook; `customer` makes our customer id of Shopify's, as "shop-{id}" does."""
    reading = Reading()
    pick_ups: tuple[PickUp, ...] = ()
    try:
        if topic in _ORDERS:
            told = _Order.model_validate(parse_json(body), context=reading)
            orders = _sale(told, customer, reading)
            pick_ups = tuple(each for one in told.fulfillments for each in _pick_ups(one, one.shipment_status))
        elif topic in _FULFILLMENTS | _FULFILLMENT_EVENTS:
            moved = _Fulfillment.model_validate(parse_json(body), context=reading)
            orders = ()
            pick_ups = _pick_ups(moved, moved.shipment_status if topic in _FULFILLMENTS else moved.status)
            if not pick_ups:
                return DeliveryResult.NOT_FINAL
        elif topic in _REFUNDS:
            orders = _return(_Refund.model_validate(parse_json(body), context=reading), reading)
        else:
            return DeliveryResult.UNKNOWN_TOPIC
    except ValueError as error:  # pydantic's, and an amount that is none
        return unreadable(error)
    return (
        orders if isinstance(orders, DeliveryResult) else Delivery(delivery_id, orders, reading.passed_over, pick_ups)
    )


def _pick_ups(told: _Fulfillment, status: str | None) -> tuple[PickUp, ...]:
    """How far an order is that is collected; nothing of one that is on its way to somebody."""
    cancelled = told.status == "cancelled"
    if not cancelled and status not in _READY | _OVER:
        return ()
    state = PickUpState.READY if status in _READY and not cancelled else PickUpState.OVER
    return (PickUp(told.order_id, state, moment_ms(told.happened_at or told.updated_at or told.created_at)),)


def _sale(told: _Order, customer: str, reading: Reading) -> tuple[Order, ...] | DeliveryResult:
    if told.test:
        return DeliveryResult.TEST
    if told.currency not in EXPONENTS:
        return DeliveryResult.UNKNOWN_CURRENCY
    is_void = told.cancelled_at
    if not is_void and told.financial_status not in _PAID:
        return DeliveryResult.NOT_FINAL
    total = _needed(told.total_price, told.currency, "total_price")
    now = _minor(told.current_total_price, told.currency, reading, "current_total_price", otherwise=total)
    for_another = any(is_gift_mark(each.name, each.value or "") for each in told.note_attributes)
    read = (_line(each, str(n), told.currency, reading) for n, each in enumerate(told.line_items, 1))
    lines = tuple(replace(each, is_gift=each.is_gift or for_another) for each in read)
    gone = sum(round(line.net_minor * line.removed / line.qty) for line in lines if line.qty)
    within = [_return(refund, reading, told.currency) for refund in told.refunds if refund.order_id == told.id]
    returns = [order for each in within if not isinstance(each, DeliveryResult) for order in each]
    # An item that an edit added is in what is due now, and not in every shop's total: neither alone is what was sold.
    removed = max(total - now, gone, -sum(each.net_minor for each in returns), 0)
    sale = Order(
        source=SOURCE,
        order_id=told.id,
        version=moment_ms(told.updated_at),
        kind=OrderKind.VOID if is_void else OrderKind.SALE,
        # Orders that are brought in from another shop were made today, and bought long ago.
        occurred_ms=moment_ms(told.processed_at or told.created_at),
        currency=told.currency,
        net_minor=0 if is_void else now + removed,
        lines=() if is_void else lines,
        discounts=tuple(
            Discount(each.code, _minor(each.amount, told.currency, reading, "discount_codes.amount"))
            for each in told.discount_codes
        ),
        channel=SalesChannel.STORE if told.source_name == _POINT_OF_SALE else SalesChannel.ONLINE,
        location=told.location_id,
        till=told.device_id,
        staff=told.user_id,
        customer_ref=customer.replace("{id}", told.customer.id) if told.customer else None,
        basket=basket_in((*(each.value for each in told.note_attributes), told.note)),
        step=_step(lines, len(told.refunds), is_void=is_void),
        removed_minor=0 if is_void else removed,
    )
    return sale, *returns


def _step(lines: Sequence[Line], refunds: int, *, is_void: bool) -> int:
    sold, gone = sum(int(line.qty) for line in lines), sum(int(line.removed) for line in lines)
    happened = min(sold, _MOST_COUNTED) * _SOLD_STEP + min(gone, _MOST_COUNTED) * _REMOVED_STEP
    return is_void * _CANCELLED_STEP + happened + min(refunds, _MOST_REFUNDS)


def _line(article: _Article, number: str, currency: str, reading: Reading) -> Line:
    unit = _minor(article.price, currency, reading, "line_items.price")
    place = "line_items.discount_allocations.amount"
    discount = sum(_minor(each.amount, currency, reading, place) for each in article.discount_allocations)
    left = article.quantity if article.current_quantity is None else article.current_quantity
    line = Line(
        line_id=article.id or number,
        sku=article.sku or "",
        name=article.title or "",
        qty=Decimal(article.quantity),
        unit_minor=unit,
        net_minor=unit * article.quantity - discount,
        discount_minor=discount,
        removed=Decimal(max(0, article.quantity - left)),
        is_gift=any(is_gift_mark(each.name, each.value or "") for each in article.properties),
    )
    return line.unnamed() if _is_no_article(article) else line


def _is_no_article(article: _Article | None) -> bool:
    return article is not None and (article.gift_card or article.tip_payment_gateway is not None)


def _return(told: _Refund, reading: Reading, shop_currency: str | None = None) -> tuple[Order] | DeliveryResult:
    """The refund. `shop_currency`: as its order says it; by itself a refund says it with what it is for."""
    if any(each.test for each in told.transactions):
        return DeliveryResult.TEST
    paid_back = [each for each in told.transactions if each.kind == "refund" and each.status == "success"]
    # Goods that come back for others, or that an edit takes off the order, come back without any money.
    if not (paid_back or told.refund_line_items or told.order_adjustments):
        return DeliveryResult.NOT_FINAL
    currency = shop_currency or _currency(told, paid_back)
    if currency is None or currency not in EXPONENTS:
        return DeliveryResult.UNKNOWN_CURRENCY
    lines = tuple(_line_back(each, str(n), currency, reading) for n, each in enumerate(told.refund_line_items, 1))
    if paid_back and all(each.currency in {None, currency} for each in paid_back):
        net = -sum(abs(_needed(each.amount, currency, "transactions.amount")) for each in paid_back)
    elif lines or told.order_adjustments:
        # What shipping was paid back is written with a minus, and what was held back of the lines without.
        amounts = (each.amount_set.shop_money.amount for each in told.order_adjustments)
        adjusted = sum(_minor(each, currency, reading, "order_adjustments.amount_set") for each in amounts)
        net = min(0, sum(line.net_minor for line in lines) + adjusted)
    else:
        return DeliveryResult.MIXED_CURRENCIES
    taken_back = Order(
        source=SOURCE,
        order_id=f"refund-{told.id}",
        version=moment_ms(told.created_at),
        kind=OrderKind.RETURN,
        occurred_ms=moment_ms(told.created_at),
        currency=currency,
        net_minor=net,
        lines=lines,
        original=told.order_id,
        staff=told.user_id,
        # Within an order the transactions may be missing, and come with the refund itself.
        step=len(paid_back),
    )
    return (taken_back,)


def _currency(told: _Refund, paid_back: Iterable[_Transaction]) -> str | None:
    """The shop's, as far as it is said; a transaction says the customer's."""
    sets = (
        *(each.subtotal_set for each in told.refund_line_items),
        *(each.amount_set for each in told.order_adjustments),
    )
    said = (each.shop_money.currency_code for each in sets if each)
    found = {each for each in said if each} or {each.currency for each in paid_back if each.currency}
    return found.pop() if len(found) == 1 else None


def _line_back(told: _TakenBack, number: str, currency: str, reading: Reading) -> Line:
    article = told.line_item
    unit = _minor(article.price, currency, reading, "refund_line_items.line_item.price") if article else 0
    # `subtotal` beside it is a JSON number, which every reader turns into a float.
    subtotal = told.subtotal_set.shop_money.amount if told.subtotal_set else None
    paid_back = _minor(subtotal, currency, reading, "refund_line_items.subtotal_set", otherwise=unit * told.quantity)
    line = Line(
        line_id=told.id or number,
        sku=(article.sku or "") if article else "",
        name=(article.title or "") if article else "",
        qty=Decimal(-told.quantity),
        unit_minor=unit,
        net_minor=-abs(paid_back),
        returns_line=told.line_item_id,
    )
    return line.unnamed() if _is_no_article(article) else line


def _needed(amount: str, currency: str, place: str) -> int:
    """An amount without which there is no order. Raises `NotAnOrder`, with the place."""
    try:
        return minor_units(amount, currency)
    except ValueError as error:
        raise NotAnOrder((place,), str(error)) from None


def _minor(amount: str | None, currency: str, reading: Reading, place: str, otherwise: int = 0) -> int:
    """An amount that an order can do without."""
    if amount is None:
        return otherwise
    try:
        return minor_units(amount, currency)
    except ValueError:
        reading.pass_over(place)
        return otherwise
