"""The side of Square that is asked: its orders, in the shape of the Orders API."""

import secrets
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, FaultBoard, lie
from simulators.till import CURRENCY, LOCATION, RungUp

TOKEN = "demo-square-token"  # noqa: S105 - an invented one, for an invented service


class SquareOrders:
    """What was rung up at tills of this account."""

    def __init__(self) -> None:
        self.faults = FaultBoard()
        self.asked: list[str] = []
        self._orders: dict[str, dict[str, Any]] = {}

    def keep(self, sale: RungUp, basket: str | None = None) -> None:
        """The till has sent a sale to the account."""
        total = {"amount": sale.total_dkk * 100, "currency": CURRENCY}
        self._orders[f"o-{sale.number}"] = {
            "id": f"o-{sale.number}",
            "location_id": LOCATION,
            "state": "COMPLETED",
            "version": 4,
            "total_money": total,
            "tenders": [{"id": sale.number, "type": "CARD", "amount_money": total, "payment_id": sale.number}],
            **({"reference_id": basket} if basket else {}),
            "line_items": [
                {
                    "uid": secrets.token_hex(8),
                    "name": product.name,
                    "variation_name": "Regular",
                    "quantity": "1",
                    "catalog_object_id": secrets.token_hex(8).upper(),
                    "base_price_money": {"amount": product.price_dkk * 100, "currency": CURRENCY},
                    "total_discount_money": {"amount": 0, "currency": CURRENCY},
                    "total_money": {"amount": product.price_dkk * 100, "currency": CURRENCY},
                }
                for product in sale.products
            ],
        }

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


def _error(status: int) -> Response:
    code = {401: "UNAUTHORIZED", 404: "NOT_FOUND", 429: "RATE_LIMITED"}.get(status, "INTERNAL_SERVER_ERROR")
    return JSONResponse({"errors": [{"category": "API_ERROR", "code": code, "detail": "as said"}]}, status)
