"""One order of Shopify through its life: paid, edited, exchanged, refunded, cancelled; and what is told of customers.

Each step gives the webhooks that Shopify sends of it. See docs/simulators/shopify-webhooks.md.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from simulators.catalogue import Product
from simulators.till import CURRENCY, LOCATION, Till, Webhook

_GID = "gid://shopify/Customer/"


@dataclass(frozen=True, slots=True)
class Oddity:
    """How Shopify's documents differ from what one would think."""

    presentment_currency: str | None = None
    """The customer paid in another currency: transactions are in it, and everything else in the shop's."""
    total_grows: bool = True
    """Whether `total_price` counts what an edit added; what is due now stands in `current_total_price` alone."""
    transactions_within: bool = False
    """Whether the refunds within an order tell of the money that went back."""
    tip: int = 0
    """A line of its own."""
    one_second: bool = False
    """All that happens, happens in one second: `updated_at` tells no document from another."""


PLAIN = Oddity()


@dataclass(slots=True)
class _Line:
    id: int
    product: Product
    quantity: int
    now: int
    """What is left of it."""


@dataclass(slots=True)
class ShopifyOrder:
    """An order that was rung up at a till of a shop. Money is in kroner."""

    till: Till
    number: int
    customer: int | None
    at: datetime
    oddity: Oddity = PLAIN
    _lines: list[_Line] = field(default_factory=list[_Line])
    _refunds: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    _cancelled: bool = False
    _steps: int = 0
    _first_total: int = 0
    _goodwill: int = 0

    @property
    def total_now(self) -> int:
        """What the order is worth after all that happened."""
        return sum(line.now * line.product.price_dkk for line in self._lines) + self.oddity.tip - self._goodwill

    @property
    def left(self) -> dict[str, int]:
        """What the customer has of it, by name."""
        found: dict[str, int] = {}
        for line in self._lines:
            found[line.product.name] = found.get(line.product.name, 0) + line.now
        return {name: count for name, count in found.items() if count}

    def paid(self, *products: tuple[Product, int]) -> list[Webhook]:
        """It is rung up and paid."""
        self._lines = [_Line(number, *each, each[1]) for number, each in enumerate(products, 1)]
        self._first_total = self.total_now
        return [self._told("orders/create"), self._told("orders/paid")]

    def add(self, product: Product) -> list[Webhook]:
        """An edit puts something into it, and the customer pays the difference."""
        self._lines.append(_Line(len(self._lines) + 1, product, 1, 1))
        return [self._told("orders/updated")]

    def take_off(self, line: int) -> list[Webhook]:
        """An edit takes one of a line off: a refund without any money."""
        return self._back(line, money=False)

    def refund(self, line: int, kept: int = 0) -> list[Webhook]:
        """One of a line comes back and is paid for; `kept` of it is held back."""
        return self._back(line, money=True, kept=kept)

    def goodwill(self, amount: int) -> list[Webhook]:
        """Money goes back, and nothing else does."""
        self._goodwill += amount
        adjustment = {"kind": "refund_discrepancy", "amount": f"-{amount}.00", "amount_set": _set(-amount)}
        refund = self._refund([], amount) | {"order_adjustments": [adjustment]}
        return self._told_of(refund)

    def cancel(self) -> list[Webhook]:
        """It is cancelled."""
        self._cancelled = True
        return [self._told("orders/cancelled"), self._told("orders/updated")]

    def _back(self, number: int, *, money: bool, kept: int = 0) -> list[Webhook]:
        line = self._lines[number - 1]
        line.now -= 1
        self._goodwill -= kept
        back = {
            "id": self.number * 100 + len(self._refunds),
            "line_item_id": line.id,
            "quantity": 1,
            "restock_type": "return" if money else "cancel",
            "subtotal": float(line.product.price_dkk),
            "subtotal_set": _set(line.product.price_dkk),
            "line_item": self._line(line),
        }
        return self._told_of(self._refund([back], line.product.price_dkk - kept if money else None))

    def _refund(self, lines: list[dict[str, Any]], amount: int | None) -> dict[str, Any]:
        abroad = self.oddity.presentment_currency
        transaction = {
            "kind": "refund",
            "status": "success",
            # An invented rate; what matters is that it is another number in another currency.
            "amount": f"{amount * 25 if amount and abroad else amount}.00",
            "currency": abroad or CURRENCY,
        }
        self._steps += 1
        return {
            "id": self.number * 10 + len(self._refunds),
            "order_id": self.number,
            "created_at": self._now(),
            "note": None,
            "refund_line_items": lines,
            "order_adjustments": [],
            "transactions": [] if amount is None else [transaction],
        }

    def _told_of(self, refund: dict[str, Any]) -> list[Webhook]:
        within = refund if self.oddity.transactions_within else refund | {"transactions": None}
        self._refunds = [*self._refunds, within]
        return [self.till.shopify("refunds/create", refund), self._told("orders/updated")]

    def _told(self, topic: str) -> Webhook:
        self._steps += 1
        return self.till.shopify(topic, self._document())

    def _document(self) -> dict[str, Any]:
        total = sum(line.quantity * line.product.price_dkk for line in self._lines) + self.oddity.tip
        tip = {"id": 99, "title": "Tip", "product_id": None, "quantity": 1, "price": f"{self.oddity.tip}.00"}
        refunded = "partially_refunded" if self._refunds else "paid"
        return {
            "id": self.number,
            "test": False,
            "created_at": self._at(0),
            "processed_at": self._at(0),
            "updated_at": self._now(),
            "cancelled_at": self._now() if self._cancelled else None,
            "financial_status": refunded,
            "currency": CURRENCY,
            "presentment_currency": self.oddity.presentment_currency or CURRENCY,
            "total_price": f"{total if self.oddity.total_grows else self._first_total}.00",
            "current_total_price": f"{0 if self._cancelled else self.total_now}.00",
            "source_name": "pos",
            "location_id": LOCATION,
            "customer": {"id": self.customer} if self.customer else None,
            "line_items": [
                *([tip | {"tip_payment_gateway": "shopify_payments"}] if self.oddity.tip else []),
                *(self._line(line) | {"current_quantity": line.now} for line in self._lines),
            ],
            "refunds": self._refunds,
        }

    def _line(self, line: _Line) -> dict[str, Any]:
        product = line.product
        return {
            "id": line.id,
            "product_id": line.id,
            "sku": None,
            "title": product.name,
            "quantity": line.quantity,
            "price": f"{product.price_dkk}.00",
            "discount_allocations": [],
        }

    def _now(self) -> str:
        return self._at(0 if self.oddity.one_second else self._steps)

    def _at(self, seconds: int) -> str:
        """Shopify writes no parts of a second."""
        return (self.at.replace(microsecond=0) + timedelta(seconds=seconds)).astimezone(UTC).isoformat()


def merged(till: Till, old: int, kept: int, status: str = "completed") -> Webhook:
    """Two customers of the shop have become one."""
    about: dict[str, Any] = {"admin_graphql_api_customer_kept_id": f"{_GID}{kept}", "status": status, "errors": []}
    return till.shopify("customers/merge", about | {"admin_graphql_api_customer_deleted_id": f"{_GID}{old}"})


def redacted(till: Till, customer: int, *orders: int) -> Webhook:
    """The shop's owner has a customer erased."""
    about = {"shop_id": 1, "shop_domain": "shop.example", "customer": {"id": customer, "email": "who@example.com"}}
    return till.shopify("customers/redact", about | {"orders_to_redact": list(orders)})


def _set(amount: int) -> dict[str, Any]:
    return {"shop_money": {"amount": f"{amount}.00", "currency_code": CURRENCY}}
