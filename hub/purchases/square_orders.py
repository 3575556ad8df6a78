"""Asks Square what was in a sale: its webhooks carry the amount alone. Nobody else here speaks HTTP to a till."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated
from urllib.parse import quote

import httpx
from pydantic import Field, ValidationError

from hub.purchases.border import MOST_LINES, Currency, Id, Minor, Quantity, Text, Told, basket_in
from hub.purchases.model import Line

# The amount is on disk already; articles may take their time, but no connection hangs for ever.
DEADLINE_SECONDS = 10.0
MOST_BYTES = 1024 * 1024
_VERSION = "2026-09-16"


@dataclass(frozen=True, slots=True)
class Articles:
    """What was in an order."""

    lines: tuple[Line, ...]
    net_minor: int
    currency: str
    basket: str | None


@dataclass(frozen=True, slots=True)
class NotReached:
    """No answer that says anything: worth asking again."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Square will not tell, now or later."""

    status: int


class _Money(Told):
    amount: Minor
    currency: Currency


class _Article(Told):
    uid: Id
    name: Text | None = None
    variation_name: Text | None = None
    note: Text | None = None
    quantity: Quantity
    catalog_object_id: Id | None = None
    base_price_money: _Money | None = None
    total_discount_money: _Money | None = None
    total_money: _Money


class _Order(Told):
    reference_id: Text | None = None
    total_money: _Money
    line_items: Annotated[tuple[_Article, ...], Field(max_length=MOST_LINES)] = ()


class _Reply(Told):
    order: _Order


class SquareOrders:
    """The orders of one account."""

    def __init__(self, client: httpx.AsyncClient, url: str, token: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/v2/orders"
        self._headers = {"Authorization": f"Bearer {token}", "Square-Version": _VERSION}

    async def fetch(self, order_id: str) -> Articles | NotReached | Refused:
        """What was in the order; never raises."""
        try:
            async with (
                asyncio.timeout(DEADLINE_SECONDS),
                self._client.stream("GET", f"{self._url}/{quote(order_id, safe='')}", headers=self._headers) as reply,
            ):
                # A wrong token is mended in the settings, a limit passes: both are asked again.
                if reply.is_client_error and reply.status_code not in {401, 403, 408, 429}:
                    return Refused(reply.status_code)
                if not reply.is_success:
                    return NotReached()
                body = bytearray()
                async for part in reply.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        return NotReached()
            return _articles(_Reply.model_validate_json(bytes(body)).order)
        except (TimeoutError, httpx.HTTPError, ValidationError):
            return NotReached()


def _articles(told: _Order) -> Articles:
    total = told.total_money
    same = all(line.total_money.currency == total.currency for line in told.line_items)
    return Articles(
        tuple(map(_line, told.line_items)) if same else (),
        total.amount,
        total.currency,
        basket_in((told.reference_id, *(line.note for line in told.line_items))),
    )


def _line(told: _Article) -> Line:
    name = " ".join(part for part in (told.name, told.variation_name) if part and part != "Regular")
    return Line(
        line_id=told.uid,
        sku=told.catalog_object_id or "",
        name=name,
        qty=Decimal(told.quantity),
        unit_minor=told.base_price_money.amount if told.base_price_money else 0,
        net_minor=told.total_money.amount,
        discount_minor=told.total_discount_money.amount if told.total_discount_money else 0,
    )
