"""What Shopify says in a webhook: orders and refunds. Shapes: shopify.dev, REST Admin API, Order and Refund.

Amounts are decimal text in the shop's currency.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from hub.customer_ref import CustomerRef
from hub.purchases.border import MOST_LINES, Currency, Id, Moment, Text, Told, basket_in, moment_ms
from hub.purchases.model import Channel, Delivery, Discount, Kind, Line, Order, Reason, Source
from hub.purchases.money import EXPONENTS, minor_units
from hub.purchases.refusals import Refusal, unreadable

_ORDERS = {"orders/create", "orders/paid", "orders/updated", "orders/cancelled"}
_REFUNDS = {"refunds/create"}
_PAID = {"paid", "partially_refunded", "refunded"}
_POINT_OF_SALE = "pos"


_Count = Annotated[int, Field(ge=0, le=100_000)]


class _Allocation(Told):
    amount: Text


class _Article(Told):
    id: Id
    sku: Text | None = None
    title: Text = ""
    quantity: _Count = 1
    price: Text = "0"
    discount_allocations: Annotated[tuple[_Allocation, ...], Field(max_length=50)] = ()


class _Code(Told):
    code: Text = ""
    amount: Text


class _Customer(Told):
    id: CustomerRef


class _Attribute(Told):
    value: Text | None = None


class _Order(Told):
    id: Id
    test: bool = False
    created_at: Moment
    updated_at: Moment
    cancelled_at: Moment | None = None
    financial_status: Text | None = None
    currency: Currency
    total_price: Text
    source_name: Text | None = None
    location_id: Id | None = None
    device_id: Id | None = None
    user_id: Id | None = None
    customer: _Customer | None = None
    line_items: Annotated[tuple[_Article, ...], Field(max_length=MOST_LINES)] = ()
    discount_codes: Annotated[tuple[_Code, ...], Field(max_length=50)] = ()
    note: Text | None = None
    note_attributes: Annotated[tuple[_Attribute, ...], Field(max_length=50)] = ()


class _ShopMoney(Told):
    amount: Text


class _Sets(Told):
    shop_money: _ShopMoney


class _TakenBack(Told):
    id: Id
    line_item_id: Id
    quantity: _Count
    subtotal_set: _Sets | None = None
    line_item: _Article | None = None


class _Transaction(Told):
    kind: Text
    status: Text
    amount: Text
    currency: Currency
    test: bool = False


class _Refund(Told):
    id: Id
    order_id: Id
    created_at: Moment
    user_id: Id | None = None
    refund_line_items: Annotated[tuple[_TakenBack, ...], Field(max_length=MOST_LINES)] = ()
    transactions: Annotated[tuple[_Transaction, ...], Field(max_length=50)] = ()


def read(topic: str, delivery_id: str, body: bytes, customer: str) -> Delivery | Reason | Refusal:
    """The order or refund of a webhook; `customer` makes our customer id of Shopify's, as "shop-{id}" does."""
    try:
        if topic in _ORDERS:
            read = _sale(_Order.model_validate_json(body), customer)
        elif topic in _REFUNDS:
            read = _return(_Refund.model_validate_json(body))
        else:
            return Reason.UNKNOWN_TOPIC
    except ValueError as error:  # pydantic's, and an amount that is none
        return unreadable(error)
    return read if isinstance(read, Reason) else Delivery(delivery_id, (read,))


def _sale(told: _Order, customer: str) -> Order | Reason:
    if told.test:
        return Reason.TEST
    if told.currency not in EXPONENTS:
        return Reason.UNKNOWN_CURRENCY
    is_void = told.cancelled_at is not None
    if not is_void and told.financial_status not in _PAID:
        return Reason.NOT_FINAL
    return Order(
        source=Source.SHOPIFY,
        order_id=told.id,
        version=moment_ms(told.updated_at),
        kind=Kind.VOID if is_void else Kind.SALE,
        occurred_ms=moment_ms(told.created_at),
        currency=told.currency,
        net_minor=0 if is_void else minor_units(told.total_price, told.currency),
        lines=() if is_void else tuple(_line(each, told.currency) for each in told.line_items),
        discounts=tuple(Discount(each.code, minor_units(each.amount, told.currency)) for each in told.discount_codes),
        channel=Channel.STORE if told.source_name == _POINT_OF_SALE else Channel.ONLINE,
        location=told.location_id,
        till=told.device_id,
        staff=told.user_id,
        customer_ref=customer.replace("{id}", told.customer.id) if told.customer else None,
        basket=basket_in((*(each.value for each in told.note_attributes), told.note)),
    )


def _line(article: _Article, currency: str) -> Line:
    unit = minor_units(article.price, currency)
    discount = sum(minor_units(each.amount, currency) for each in article.discount_allocations)
    return Line(
        line_id=article.id,
        sku=article.sku or "",
        name=article.title,
        qty=Decimal(article.quantity),
        unit_minor=unit,
        net_minor=unit * article.quantity - discount,
        discount_minor=discount,
    )


def _return(told: _Refund) -> Order | Reason:
    paid_back = [each for each in told.transactions if each.kind == "refund" and each.status == "success"]
    if any(each.test for each in told.transactions):
        return Reason.TEST
    if not paid_back:
        return Reason.NOT_FINAL
    currencies = {each.currency for each in paid_back}
    if len(currencies) > 1:
        return Reason.MIXED_CURRENCIES
    [currency] = currencies
    if currency not in EXPONENTS:
        return Reason.UNKNOWN_CURRENCY
    return Order(
        source=Source.SHOPIFY,
        order_id=f"refund-{told.id}",
        version=moment_ms(told.created_at),
        kind=Kind.RETURN,
        occurred_ms=moment_ms(told.created_at),
        currency=currency,
        net_minor=-sum(abs(minor_units(each.amount, currency)) for each in paid_back),
        lines=tuple(_line_back(each, currency) for each in told.refund_line_items),
        original=told.order_id,
        staff=told.user_id,
    )


def _line_back(told: _TakenBack, currency: str) -> Line:
    article = told.line_item
    unit = minor_units(article.price, currency) if article else 0
    # `subtotal` beside it is a JSON number, which every reader turns into a float.
    paid_back = (
        minor_units(told.subtotal_set.shop_money.amount, currency) if told.subtotal_set else unit * told.quantity
    )
    return Line(
        line_id=told.id,
        sku=(article.sku or "") if article else "",
        name=article.title if article else "",
        qty=Decimal(-told.quantity),
        unit_minor=unit,
        net_minor=-abs(paid_back),
        returns_line=told.line_item_id,
    )
