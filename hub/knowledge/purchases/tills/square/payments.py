"""What Square says in a webhook: completed payments and refunds. Shapes: developer.squareup.com, webhooks of payments.

A sale is a payment here, because refunds name the payment, and an order that was paid twice over is two of them. What
was in it, and what came back, Square tells when it is asked (`square_orders`).
"""

from typing import Annotated, Any

from hub.ground.customer_ref import CustomerRef
from hub.ground.http.json_body import parse_json
from hub.ground.parsing.money import EXPONENTS
from hub.knowledge.purchases.fields import (
    MOST_LINES,
    Currency,
    Id,
    Minor,
    Moment,
    Note,
    Reading,
    Several,
    Text,
    TillModel,
    basket_in,
    moment_ms,
)
from hub.knowledge.purchases.model import Delivery, DeliveryResult, Order, OrderKind, PickUp, PickUpState, TillSystem
from hub.knowledge.purchases.refusals import RecordRefusal, unreadable

SOURCE = TillSystem("square")
_PAYMENTS = {"payment.created", "payment.updated"}
_REFUNDS = {"refund.created", "refund.updated"}
_FULFILLMENT = "order.fulfillment.updated"
_STATES = {
    "PREPARED": PickUpState.READY,
    "COMPLETED": PickUpState.OVER,
    "CANCELED": PickUpState.OVER,
    "FAILED": PickUpState.OVER,
}


class _Money(TillModel):
    amount: Minor
    currency: Currency


class _Paid(TillModel):
    id: Id
    status: Text
    amount_money: _Money
    location_id: Id | None = None
    order_id: Id | None = None
    team_member_id: Id | None = None
    created_at: Moment
    updated_at: Moment


class _Payment(_Paid):
    customer_id: CustomerRef | None = None
    reference_id: Note | None = None
    note: Note | None = None


class _Refund(_Paid):
    payment_id: Id | None = None


class _PaymentObject(TillModel):
    payment: _Payment


class _RefundObject(TillModel):
    refund: _Refund


class _PaymentData(TillModel):
    object: _PaymentObject


class _RefundData(TillModel):
    object: _RefundObject


class _Moved(TillModel):
    new_state: Text | None = None


class _Fulfillment(TillModel):
    order_id: Id
    updated_at: Moment | None = None
    created_at: Moment
    fulfillment_update: Annotated[tuple[_Moved, ...], Several(MOST_LINES)] = ()


class _FulfillmentObject(TillModel):
    order_fulfillment_updated: _Fulfillment


class _FulfillmentData(TillModel):
    object: _FulfillmentObject


class _About(TillModel):
    type: Text
    event_id: Id


class _PaymentEvent(_About):
    data: _PaymentData


class _FulfillmentEvent(_About):
    data: _FulfillmentData


class _RefundEvent(_About):
    data: _RefundData


def read(body: bytes, customer: str, *, are_collected: bool = False) -> Delivery | DeliveryResult | RecordRefusal:
    """The payment or refund of a webhook; `customer` makes our customer id of Square's, as "sq-{id}" does.

    `are_collected`: Square says that a fulfillment is prepared, and not whether somebody comes for it or it is sent.
    """
    reading = Reading()
    try:
        told: Any = parse_json(body)
        about = _About.model_validate(told)
        if about.type in _PAYMENTS:
            paid = _PaymentEvent.model_validate(told, context=reading).data.object.payment
        elif about.type in _REFUNDS:
            paid = _RefundEvent.model_validate(told, context=reading).data.object.refund
        elif about.type == _FULFILLMENT and are_collected:
            moved = _FulfillmentEvent.model_validate(told, context=reading).data.object.order_fulfillment_updated
            found = _pick_ups(moved)
            passed_over = reading.passed_over
            return Delivery(about.event_id, (), passed_over, found) if found else DeliveryResult.NOT_FINAL
        else:
            return DeliveryResult.UNKNOWN_TOPIC
    except ValueError as error:  # pydantic's
        return unreadable(error)
    if paid.status != "COMPLETED":
        return DeliveryResult.NOT_FINAL
    if paid.amount_money.currency not in EXPONENTS:
        return DeliveryResult.UNKNOWN_CURRENCY
    order = _refund(paid) if isinstance(paid, _Refund) else _payment(paid, customer)
    return Delivery(about.event_id, (order,), reading.passed_over)


def _pick_ups(told: _Fulfillment) -> tuple[PickUp, ...]:
    at_ms = moment_ms(told.updated_at or told.created_at)
    states = [_STATES[each.new_state] for each in told.fulfillment_update if each.new_state in _STATES]
    return tuple(PickUp(told.order_id, state, at_ms) for state in states)


def _payment(paid: _Payment, customer: str) -> Order:
    return Order(
        source=SOURCE,
        order_id=paid.id,
        version=moment_ms(paid.updated_at),
        kind=OrderKind.SALE,
        occurred_ms=moment_ms(paid.created_at),
        currency=paid.amount_money.currency,
        # Without the tip, which stands beside it: nobody bought one.
        net_minor=paid.amount_money.amount,
        # A return names the order that was sold, a refund the payment.
        exchange_id=paid.order_id,
        location=paid.location_id,
        staff=paid.team_member_id,
        customer_ref=customer.replace("{id}", paid.customer_id) if paid.customer_id else None,
        basket=basket_in((paid.reference_id, paid.note)),
        articles_at=paid.order_id,
    )


def _refund(paid: _Refund) -> Order:
    return Order(
        source=SOURCE,
        order_id=paid.id,
        version=moment_ms(paid.updated_at),
        kind=OrderKind.RETURN,
        occurred_ms=moment_ms(paid.created_at),
        currency=paid.amount_money.currency,
        net_minor=-abs(paid.amount_money.amount),
        original=paid.payment_id,
        location=paid.location_id,
        staff=paid.team_member_id,
        articles_at=paid.order_id,
    )
