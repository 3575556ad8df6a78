"""The side of Square that is asked: its orders, in the shape of the Orders API."""

import secrets
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.catalogue import Product
from simulators.faults import STATUSES, FaultBoard, lie
from simulators.till import CURRENCY, LOCATION, RungUp

TOKEN = "demo-square-token"  # noqa: S105 - an invented one, for an invented service


@dataclass(frozen=True, slots=True)
class Oddity:
    """How an order of Square differs from a plain one. Money is in kroner."""

    tip: int = 0
    """In the order's total, and in no line."""
    came_back: tuple[RungUp, Product] | None = None
    """An article of another sale that came back in this one, which was paid with the difference."""
    is_return: bool = False
    """Nothing was sold in it: `total_money` is null then, and the amount stands with what came back."""
    nulls: frozenset[str] = frozenset()
    """Of `total_money` and `line_total_money`, which are null."""
    lines_come_later: bool = False
    """Nothing stands in it when its payment is told of."""
    by_amount: bool = False
    """What came back is one line of an amount, as a refund that is made by the API has it."""
    discounts: tuple[str, ...] = ()
    """What the discounts of the whole order are called."""


PLAIN = Oddity()


class SquareOrders:
    """What was rung up at tills of this account."""

    def __init__(self) -> None:
        self.faults = FaultBoard()
        self.asked: list[str] = []
        self._orders: dict[str, dict[str, Any]] = {}

    def keep(self, sale: RungUp, basket: str | None = None, oddity: Oddity = PLAIN) -> None:
        """The till has sent a sale to the account."""
        sold = [] if oddity.is_return else list(sale.products)
        total = sum(product.price_dkk for product in sold) + oddity.tip
        back = oddity.came_back[1].price_dkk if oddity.came_back else 0
        order: dict[str, Any] = {
            "id": f"o-{sale.number}",
            "location_id": LOCATION,
            "state": "COMPLETED",
            "version": 4,
            "total_money": None if oddity.is_return or "total_money" in oddity.nulls else _money(total),
            "total_tip_money": _money(oddity.tip),
            "net_amounts": {"total_money": _money(total - back), "tip_money": _money(oddity.tip)},
            # A tender counts the tip in, and a payment beside it.
            "tenders": [
                {"id": sale.number, "type": "CARD", "amount_money": _money(total - back), "payment_id": sale.number}
            ],
            **({"reference_id": basket} if basket else {}),
            "line_items": [_line(sale, number) for number in range(1, len(sold) + 1)],
        }
        if "line_total_money" in oddity.nulls:
            order["line_items"][0]["total_money"] = None
        if "total_money" in oddity.nulls:
            order["net_amounts"] = None
        if oddity.discounts:
            order["discounts"] = [
                {"uid": secrets.token_hex(8), "name": each, "type": "FIXED_PERCENTAGE", "scope": "ORDER"}
                for each in oddity.discounts
            ]
        if oddity.came_back:
            order |= _returns(*oddity.came_back)
        if oddity.by_amount:
            [returned] = order["returns"]
            [line] = returned["return_line_items"]
            line |= {
                "item_type": "CUSTOM_AMOUNT",
                "name": None,
                "catalog_object_id": None,
                "source_line_item_uid": None,
            }
        if oddity.lines_come_later:
            del order["line_items"]
        self._orders[order["id"]] = order

    async def get(self, request: Request) -> Response:
        """GET /v2/orders/{order_id}."""
        self.asked.append(request.path_params["order_id"])
        fault = await self.faults.next()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            return _error(STATUSES[fault.kind])
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401)
        order = self._orders.get(request.path_params["order_id"])
        return JSONResponse({"order": order}) if order else _error(404)

    @property
    def app(self) -> Starlette:
        """The service."""
        return Starlette(
            routes=[
                Route("/v2/orders/{order_id}", self.get),
                Route("/faults", self.faults.command, methods=["POST"]),
            ]
        )


def _money(kroner: int) -> dict[str, Any]:
    return {"amount": kroner * 100, "currency": CURRENCY}


def _line(sale: RungUp, number: int) -> dict[str, Any]:
    product = sale.products[number - 1]
    return {
        "uid": f"{sale.number}-{number}",
        "name": product.name,
        "variation_name": "Regular",
        "quantity": "1",
        "item_type": "ITEM",
        "catalog_object_id": secrets.token_hex(8).upper(),
        "base_price_money": _money(product.price_dkk),
        "total_discount_money": _money(0),
        "total_money": _money(product.price_dkk),
    }


def _returns(sale: RungUp, product: Product) -> dict[str, Any]:
    line = _line(sale, sale.products.index(product) + 1)
    back = line | {"uid": secrets.token_hex(8), "source_line_item_uid": line["uid"]}
    amounts = {"total_money": _money(product.price_dkk), "tip_money": _money(0)}
    returned = {"source_order_id": f"o-{sale.number}", "return_line_items": [back], "return_amounts": amounts}
    return {"returns": [returned], "return_amounts": amounts}


def _error(status: int) -> Response:
    code = {401: "UNAUTHORIZED", 404: "NOT_FOUND", 429: "RATE_LIMITED"}.get(status, "INTERNAL_SERVER_ERROR")
    return JSONResponse({"errors": [{"category": "API_ERROR", "code": code, "detail": "as said"}]}, status)
