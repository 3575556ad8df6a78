"""What an order of Square says was in it: what was sold, and what came back for it. Shapes: Orders API. Pure.

An order names its articles before tips, and after what came back in the same order its net amounts; a payment says what
was paid without the tip. Any amount may be null.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from hub.knowledge.purchases.fields import (
    MOST_LINES,
    Currency,
    Id,
    Minor,
    Note,
    Quantity,
    Reading,
    Several,
    Text,
    TillModel,
    basket_in,
)
from hub.knowledge.purchases.model import Articles, CameBack, Line

# An amount that somebody typed, and a gift card, are no articles of a catalogue; the first one may have a name.
_GIFT_CARD = "GIFT_CARD"


class _Money(TillModel):
    amount: Minor
    currency: Currency


class _Article(TillModel):
    uid: Id | None = None
    name: Text | None = None
    variation_name: Text | None = None
    note: Note | None = None
    quantity: Quantity = Decimal(1)
    item_type: Text | None = None
    catalog_object_id: Id | None = None
    base_price_money: _Money | None = None
    total_discount_money: _Money | None = None
    total_money: _Money | None = None
    source_line_item_uid: Id | None = None


class _Amounts(TillModel):
    total_money: _Money | None = None
    tip_money: _Money | None = None


class _Return(TillModel):
    source_order_id: Id | None = None
    return_line_items: Annotated[tuple[_Article, ...], Several(MOST_LINES)] = ()
    return_amounts: _Amounts | None = None


class _Discount(TillModel):
    name: Text | None = None


class _Order(TillModel):
    id: Id | None = None
    discounts: Annotated[tuple[_Discount, ...], Several(MOST_LINES)] = ()
    reference_id: Note | None = None
    total_money: _Money | None = None
    total_tip_money: _Money | None = None
    net_amounts: _Amounts | None = None
    line_items: Annotated[tuple[_Article, ...], Several(MOST_LINES)] = ()
    returns: Annotated[tuple[_Return, ...], Several(MOST_LINES)] = ()


class _Reply(TillModel):
    order: _Order


def articles_of(told: Any) -> Articles:
    """What was in an order, from the reply of Square. Raises `ValueError` for one that holds no order."""
    reading = Reading()
    order = _Reply.model_validate(told, context=reading).order
    currency = _currency(order)
    lines = tuple(_line(each, str(n)) for n, each in enumerate(order.line_items, 1))
    back = tuple(_came_back(each) for each in order.returns)
    return Articles(
        lines if _is_in(currency, order.line_items) else (),
        _paid(order, lines, back),
        currency,
        basket_in((order.reference_id, *(line.note for line in order.line_items))),
        back if all(_is_in(currency, each.return_line_items) for each in order.returns) else (),
        reading.passed_over,
        order.id,
        tuple(each.name for each in order.discounts if each.name),
    )


def _paid(order: _Order, lines: Sequence[Line], back: Sequence[CameBack]) -> int | None:
    net, total, tip = order.net_amounts, order.total_money, order.total_tip_money
    if net and net.total_money:
        # Of an order without returns both are the same; a tip may stand in either.
        kept = net.tip_money or (None if order.returns else tip)
        return net.total_money.amount - (kept.amount if kept else 0)
    if total:
        return total.amount - (tip.amount if tip else 0) + sum(each.net_minor for each in back)
    return sum(line.net_minor for line in lines) + sum(each.net_minor for each in back) if lines else None


def _currency(order: _Order) -> str | None:
    every = [line.total_money or line.base_price_money for line in (*order.line_items, *_returned(order))]
    said = [order.total_money, order.net_amounts.total_money if order.net_amounts else None, *every]
    return next((money.currency for money in said if money), None)


def _returned(order: _Order) -> list[_Article]:
    return [line for each in order.returns for line in each.return_line_items]


def _is_in(currency: str | None, lines: Sequence[_Article]) -> bool:
    return all(line.total_money is None or line.total_money.currency == currency for line in lines)


def _came_back(told: _Return) -> CameBack:
    lines = tuple(_line_back(each, str(n)) for n, each in enumerate(told.return_line_items, 1))
    total = told.return_amounts.total_money if told.return_amounts else None
    net_minor = -abs(total.amount) if total else sum(line.net_minor for line in lines)
    # A refund that was made with an amount alone has one line of that amount: nobody knows what came back.
    known = all(each.source_line_item_uid or each.catalog_object_id for each in told.return_line_items)
    return CameBack(told.source_order_id, lines if known else (), net_minor)


def _line(told: _Article, number: str) -> Line:
    name = " ".join(part for part in (told.name, told.variation_name) if part and part != "Regular")
    unit = told.base_price_money.amount if told.base_price_money else 0
    discount = told.total_discount_money.amount if told.total_discount_money else 0
    line = Line(
        line_id=told.uid or number,
        sku=told.catalog_object_id or "",
        name=name,
        qty=told.quantity,
        unit_minor=unit,
        net_minor=told.total_money.amount if told.total_money else round(unit * told.quantity) - discount,
        discount_minor=discount,
    )
    return line.unnamed() if told.item_type == _GIFT_CARD else line


def _line_back(told: _Article, number: str) -> Line:
    line = _line(told, number)
    return Line(
        line_id=line.line_id,
        sku=line.sku,
        name=line.name,
        qty=-abs(line.qty),
        unit_minor=line.unit_minor,
        net_minor=-abs(line.net_minor),
        returns_line=told.source_line_item_uid,
    )
