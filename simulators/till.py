"""A till: rings up invented sales and tells of them as Square, Shopify or any sender of Standard Webhooks would.

It can do what real ones do: tell ten times, tell late, tell in the wrong order, and have a clock that is an hour off.
"""

import base64
import codecs
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import httpx

from simulators.catalogue import Product

Kind = Literal["square", "shopify", "generic"]
SQUARE_URL = "https://hub.example/v1/till/square"
SQUARE_KEY = "demo-square-signature-key"
SHOPIFY_SECRET = "demo-shopify-client-secret"  # noqa: S105 - invented, for an invented shop
GENERIC_SECRET = f"whsec_{base64.b64encode(b'a till that nobody has built').decode()}"
LOCATION = "L-VESTERBRO"
CURRENCY = "DKK"


@dataclass(frozen=True, slots=True)
class Webhook:
    """One request as it goes over the wire."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class RungUp:
    """A sale as the till remembers it."""

    number: str
    products: Sequence[Product]
    at: datetime

    @property
    def total_dkk(self) -> int:
        """What was paid."""
        return sum(product.price_dkk for product in self.products)


@dataclass(slots=True)
class Till:
    """One till of one kind. `clock_off_s`: how far its clock is ahead of the world's."""

    hub: httpx.AsyncClient
    kind: Kind
    clock_off_s: float = 0.0
    secret: str | None = None
    """Instead of the one that the hub expects."""
    byte_order_mark: bool = False
    """Whether it writes one before a body, and signs it as well."""
    sent: list[Webhook] = field(default_factory=list[Webhook])

    def ring_up(self, *products: Product) -> RungUp:
        """A new sale; the hub hears nothing of it yet."""
        at = datetime.fromtimestamp(time.time() + self.clock_off_s, UTC)
        return RungUp(str(secrets.randbits(48)), products, at)

    async def tell(
        self, sale: RungUp, customer: str | None = None, *, basket: str | None = None, times: int = 1, **changes: Any
    ) -> list[httpx.Response]:
        """Tell the hub of a sale; `changes` go into what is said of the order itself."""
        return await self.send(self.sale_webhook(sale, customer, basket, **changes), times)

    async def take_back(self, sale: RungUp, *products: Product, times: int = 1) -> list[httpx.Response]:
        """Tell the hub that these came back."""
        return await self.send(self.return_webhook(sale, *products), times)

    async def send(self, webhook: Webhook, times: int = 1) -> list[httpx.Response]:
        """The very same request, as often as said."""
        self.sent.append(webhook)
        return [
            await self.hub.post(webhook.path, content=webhook.body, headers=dict(webhook.headers)) for _ in range(times)
        ]

    def sale_webhook(self, sale: RungUp, customer: str | None, basket: str | None, **changes: Any) -> Webhook:
        """What is sent of a sale."""
        match self.kind:
            case "square":
                payment = _square_sale(sale, customer, basket) | changes
                return self.square("payment.updated", {"payment": payment})
            case "shopify":
                return self.shopify("orders/paid", _shopify_order(sale, customer, basket) | changes)
            case "generic":
                return self.generic("order", _generic_sale(sale, customer, basket) | changes)

    async def ready(self, sale: RungUp, customer: str | None = None) -> list[httpx.Response]:
        """Tell the hub that an order waits to be collected."""
        return await self.send(self.pick_up_webhook(sale, customer, collected=False))

    async def collected(self, sale: RungUp, customer: str | None = None) -> list[httpx.Response]:
        """Tell the hub that it was handed over."""
        return await self.send(self.pick_up_webhook(sale, customer, collected=True))

    def pick_up_webhook(self, sale: RungUp, customer: str | None, *, collected: bool) -> Webhook:
        """What is sent of an order that somebody comes for."""
        match self.kind:
            case "square":
                states = ("PREPARED", "COMPLETED") if collected else ("RESERVED", "PREPARED")
                return self.square("order.fulfillment.updated", _square_fulfillment(sale, *states))
            case "shopify":
                status = "picked_up" if collected else "ready_for_pickup"
                return self.shopify("fulfillments/update", _shopify_fulfillment(sale, status))
            case "generic":
                told = {"version": 3 if collected else 2, "pickup": "collected" if collected else "ready"}
                return self.generic("order", _generic_sale(sale, customer, None) | told)

    def gift(self) -> dict[str, Any]:
        """What is said of an order that is a gift, as `changes` of `tell`. Square has no word for it."""
        match self.kind:
            case "square":
                return {}
            case "shopify":
                return {"note_attributes": [{"name": "Gift message", "value": "Many happy returns"}]}
            case "generic":
                return {"gift": True}

    def return_webhook(self, sale: RungUp, *products: Product) -> Webhook:
        """What is sent of a return."""
        back = self.ring_up(*products)
        match self.kind:
            case "square":
                refund = _square_paid(back) | {"payment_id": sale.number, "order_id": f"o-{back.number}"}
                return self.square("refund.updated", {"refund": refund})
            case "shopify":
                return self.shopify("refunds/create", _shopify_refund(sale, back))
            case "generic":
                return self.generic("order", _generic_return(sale, back))

    def square(self, topic: str, told: Mapping[str, Any]) -> Webhook:
        """Signed as Square signs."""
        about = {"merchant_id": "M1", "type": topic, "event_id": secrets.token_hex(16), "created_at": _iso(_now())}
        return self.sign_square(
            _json({**about, "data": {"type": topic.split(".", maxsplit=1)[0], "id": "x", "object": told}})
        )

    def sign_square(self, body: bytes) -> Webhook:
        """The same for a body as it is."""
        signature = _hmac((self.secret or SQUARE_KEY).encode(), SQUARE_URL.encode() + body)
        return Webhook("/v1/till/square", {"x-square-hmacsha256-signature": signature}, body)

    def shopify(self, topic: str, told: Mapping[str, Any]) -> Webhook:
        """Signed as Shopify signs."""
        return self.sign_shopify(topic, _json(told))

    def sign_shopify(self, topic: str, body: bytes) -> Webhook:
        """The same for a body as it is."""
        body = self._marked(body)
        headers = {
            "x-shopify-topic": topic,
            "x-shopify-webhook-id": secrets.token_hex(16),
            "x-shopify-hmac-sha256": _hmac((self.secret or SHOPIFY_SECRET).encode(), body),
        }
        return Webhook("/v1/till/shopify", headers, body)

    def generic(self, topic: str, told: Mapping[str, Any], *, signed_at: float | None = None) -> Webhook:
        """Signed as Standard Webhooks are."""
        body = _json({"type": topic, "timestamp": _iso(_now()), "data": told})
        return self.sign(body, time.time() if signed_at is None else signed_at)

    def sign(self, body: bytes, signed_at: float) -> Webhook:
        """A webhook of any till that signs as Standard Webhooks are signed."""
        body = self._marked(body)
        number, at = f"msg_{secrets.token_hex(12)}", str(int(signed_at))
        key = base64.b64decode((self.secret or GENERIC_SECRET).removeprefix("whsec_"))
        signature = f"v1,{_hmac(key, f'{number}.{at}.'.encode() + body)}"
        headers = {"webhook-id": number, "webhook-timestamp": at, "webhook-signature": signature}
        return Webhook("/v1/till/generic", headers, body)

    def _marked(self, body: bytes) -> bytes:
        return codecs.BOM_UTF8 + body if self.byte_order_mark else body


def _square_paid(sale: RungUp) -> dict[str, Any]:
    money = {"amount": sale.total_dkk * 100, "currency": CURRENCY}
    when = {"created_at": _iso(sale.at), "updated_at": _iso(sale.at)}
    return {"id": sale.number, "status": "COMPLETED", "amount_money": money, "location_id": LOCATION, **when}


def _square_sale(sale: RungUp, customer: str | None, basket: str | None) -> dict[str, Any]:
    known = {"customer_id": customer} if customer else {}
    note = {"note": f"basket {basket}"} if basket else {}
    return {**_square_paid(sale), "order_id": f"o-{sale.number}", "team_member_id": "TM-1", **known, **note}


def _square_fulfillment(sale: RungUp, before: str, now: str) -> dict[str, Any]:
    """See docs/simulators/square-orders.md."""
    moved = {"fulfillment_uid": f"f-{sale.number}", "old_state": before, "new_state": now}
    about = {"order_id": f"o-{sale.number}", "version": 3, "state": "OPEN", "location_id": LOCATION}
    when = {"created_at": _iso(sale.at), "updated_at": _iso(_now())}
    return {"order_fulfillment_updated": {**about, **when, "fulfillment_update": [moved]}}


def _shopify_fulfillment(sale: RungUp, status: str) -> dict[str, Any]:
    lines = [{"id": line, "title": each.name, "quantity": 1} for line, each in enumerate(sale.products, 1)]
    about = {"id": int(sale.number) + 1, "order_id": int(sale.number), "status": "success", "service": "manual"}
    when = {"created_at": _iso(sale.at), "updated_at": _iso(_now())}
    return {**about, **when, "shipment_status": status, "location_id": LOCATION, "line_items": lines}


def _shopify_order(sale: RungUp, customer: str | None, basket: str | None) -> dict[str, Any]:
    return {
        "id": int(sale.number),
        "test": False,
        "created_at": _iso(sale.at),
        "updated_at": _iso(sale.at),
        "financial_status": "paid",
        "currency": CURRENCY,
        "total_price": f"{sale.total_dkk}.00",
        "source_name": "pos",
        "location_id": LOCATION,
        "user_id": 77,
        "device_id": 3,
        "customer": {"id": customer, "email": "somebody@example.com", "first_name": "Sombre"} if customer else None,
        "note": f"basket {basket}" if basket else None,
        "line_items": [
            {
                "id": line,
                "sku": _sku(product),
                "title": product.name,
                "quantity": 1,
                "price": f"{product.price_dkk}.00",
                "discount_allocations": [],
            }
            for line, product in enumerate(sale.products, 1)
        ],
    }


def _shopify_refund(sale: RungUp, back: RungUp) -> dict[str, Any]:
    amount = f"{back.total_dkk}.00"
    return {
        "id": int(back.number),
        "order_id": int(sale.number),
        "created_at": _iso(back.at),
        "user_id": 77,
        "refund_line_items": [
            {
                "id": int(back.number) + line,
                "line_item_id": line,
                "quantity": 1,
                "subtotal": float(product.price_dkk),
                "subtotal_set": {"shop_money": {"amount": f"{product.price_dkk}.00", "currency_code": CURRENCY}},
                "line_item": {"id": line, "sku": _sku(product), "title": product.name, "price": amount},
            }
            for line, product in ((sale.products.index(each) + 1, each) for each in back.products)
        ],
        "transactions": [{"kind": "refund", "status": "success", "amount": amount, "currency": CURRENCY}],
    }


def _generic_sale(sale: RungUp, customer: str | None, basket: str | None) -> dict[str, Any]:
    return {
        "order_id": sale.number,
        "version": 1,
        "kind": "sale",
        "occurred_at": _iso(sale.at),
        "store": LOCATION,
        "till": "till 2",
        "staff": "Maja",
        "customer_ref": customer,
        "basket": basket,
        "currency": CURRENCY,
        "net_minor": sale.total_dkk * 100,
        "lines": [_generic_line(line, product, 1) for line, product in enumerate(sale.products, 1)],
    }


def _generic_return(sale: RungUp, back: RungUp) -> dict[str, Any]:
    lines = [_generic_line(line, product, -1) for line, product in enumerate(back.products, 1)]
    told = {"kind": "return", "original_order_id": sale.number, "net_minor": -back.total_dkk * 100, "lines": lines}
    return _generic_sale(back, None, None) | told


def _generic_line(line: int, product: Product, qty: int) -> dict[str, Any]:
    minor = product.price_dkk * 100
    article = {"line_id": str(line), "sku": _sku(product), "name": product.name}
    return {**article, "qty": qty, "unit_minor": minor, "net_minor": qty * minor}


def _sku(product: Product) -> str:
    return product.sku or product.name.upper().replace(" ", "-")[:40]


def _hmac(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _json(told: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(told, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a name that was cut within an emoji: as an escape it can be sent
        return json.dumps(told).encode()


def _now() -> datetime:
    return datetime.now(UTC)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
