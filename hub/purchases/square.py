"""What Square says in a webhook: completed payments and refunds. Shapes: developer.squareup.com, webhooks of payments.

A sale is a payment here, because refunds name the payment, and an order that was paid twice over is two of them.
"""

from pydantic import ValidationError

from hub.customer_ref import CustomerRef
from hub.purchases.border import Currency, Id, Minor, Moment, Text, Told, basket_in, moment_ms
from hub.purchases.model import Delivery, Kind, Order, Reason, Source
from hub.purchases.money import EXPONENTS
from hub.purchases.refusals import Refusal, unreadable

_PAYMENTS = {"payment.created", "payment.updated"}
_REFUNDS = {"refund.created", "refund.updated"}


class _Money(Told):
    amount: Minor
    currency: Currency


class _Paid(Told):
    id: Id
    status: Text
    amount_money: _Money
    location_id: Id | None = None
    created_at: Moment
    updated_at: Moment


class _Payment(_Paid):
    customer_id: CustomerRef | None = None
    reference_id: Text | None = None
    note: Text | None = None
    order_id: Id | None = None
    team_member_id: Id | None = None


class _Refund(_Paid):
    payment_id: Id


class _Object(Told):
    payment: _Payment | None = None
    refund: _Refund | None = None


class _Data(Told):
    object: _Object


class _Type(Told):
    type: Text
    event_id: Id


class _Event(_Type):
    data: _Data


def read(body: bytes, customer: str) -> Delivery | Reason | Refusal:
    """The payment or refund of a webhook; `customer` makes our customer id of Square's, as "sq-{id}" does."""
    try:
        about = _Type.model_validate_json(body)
        if about.type not in _PAYMENTS | _REFUNDS:
            return Reason.UNKNOWN_TOPIC
        told = _Event.model_validate_json(body).data.object
    except ValidationError as error:
        return unreadable(error)
    paid = told.payment if about.type in _PAYMENTS else told.refund
    if paid is None:
        return Refusal(Reason.UNREADABLE, "data.object", f"no object of {about.type}")
    if paid.status != "COMPLETED":
        return Reason.NOT_FINAL
    if paid.amount_money.currency not in EXPONENTS:
        return Reason.UNKNOWN_CURRENCY
    return Delivery(about.event_id, (_order(paid, customer),))


def _order(paid: _Paid, customer: str) -> Order:
    payment = paid if isinstance(paid, _Payment) else None
    return Order(
        source=Source.SQUARE,
        order_id=paid.id,
        version=moment_ms(paid.updated_at),
        kind=Kind.RETURN if isinstance(paid, _Refund) else Kind.SALE,
        occurred_ms=moment_ms(paid.created_at),
        currency=paid.amount_money.currency,
        net_minor=-abs(paid.amount_money.amount) if isinstance(paid, _Refund) else paid.amount_money.amount,
        original=paid.payment_id if isinstance(paid, _Refund) else None,
        location=paid.location_id,
        staff=payment.team_member_id if payment else None,
        customer_ref=customer.replace("{id}", payment.customer_id) if payment and payment.customer_id else None,
        basket=basket_in((payment.reference_id, payment.note)) if payment else None,
        articles_at=payment.order_id if payment else None,
    )
