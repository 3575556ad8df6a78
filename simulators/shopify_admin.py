"""The side of Shopify that is asked: orders of a shop, by the REST Admin API. See docs/simulators/shopify-admin.md."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, FaultBoard, lie
from simulators.till import SHOPIFY_SECRET, Webhook

TOKEN = "shpat_demo"  # noqa: S105 - an invented one, for an invented shop
CLIENT_ID = "demo-client-id"
MOST_A_PAGE = 250
_FILTERS = frozenset({"status", "order", "updated_at_min", "updated_at_max", "created_at_min", "since_id"})


@dataclass(slots=True)
class ShopifyAdmin:
    """The orders of one shop."""

    faults: FaultBoard = field(default_factory=FaultBoard)
    next_host: str | None = None
    """Name the next page at another host, as after the move of a shop."""
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    tokens_given: int = 0
    _orders: dict[Any, dict[str, Any]] = field(default_factory=dict[Any, dict[str, Any]])
    _tokens: set[str] = field(default_factory=lambda: {TOKEN})

    def keep(self, webhook: Webhook) -> None:
        """The till has told the shop of an order or a refund; what is kept is its newest document."""
        told: dict[str, Any] = json.loads(webhook.body)
        if webhook.headers["x-shopify-topic"].startswith("refunds/"):
            order = self._orders[told["order_id"]]
            order.setdefault("refunds", []).append(told)
            _take_off(order, told)
            order["updated_at"] = max(order["updated_at"], told["created_at"])
        else:
            self._orders[told["id"]] = {"refunds": [], "closed_at": told["updated_at"], **told}

    async def token(self, request: Request) -> Response:
        """POST /admin/oauth/access_token: the client credentials grant."""
        asked = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if asked != {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": SHOPIFY_SECRET}:
            return JSONResponse({"error": "invalid_request"}, 400)
        token = f"shpat_{secrets.token_hex(8)}"
        self._tokens.add(token)
        self.tokens_given += 1
        return JSONResponse({"access_token": token, "scope": "read_orders", "expires_in": 86399})

    async def orders(self, request: Request) -> Response:
        """GET /admin/api/{version}/orders.json."""
        query = dict(request.query_params)
        self.asked.append(query)
        fault = await self.faults.next()
        if (lied := lie(fault)) is not None:
            return lied
        if fault.kind in STATUSES:
            # Decimals, where others send a whole number.
            wait = {} if fault.retry_after_s is None else {"Retry-After": f"{fault.retry_after_s:.1f}"}
            return JSONResponse({"errors": "Exceeded 2 calls per second for api client."}, STATUSES[fault.kind], wait)
        if request.headers.get("x-shopify-access-token") not in self._tokens:
            return JSONResponse({"errors": "[API] Invalid API key or access token (unrecognized login)"}, 401)
        if "page_info" in query:
            if refused := sorted(query.keys() & _FILTERS):
                return JSONResponse({"errors": {refused[0]: "cannot be passed when page_info is present"}}, 400)
            query = json.loads(bytes.fromhex(query["page_info"]))
        return self._page(request, query)

    def _page(self, request: Request, query: Mapping[str, str]) -> Response:
        found = sorted(self._matching(query), key=lambda order: order["updated_at"])
        if query.get("order", "").lower() != "updated_at asc":
            found.reverse()
        limit, first = min(int(query.get("limit", "50")), MOST_A_PAGE), int(query.get("from", "0"))
        headers: dict[str, str] = {}
        if first + limit < len(found):
            info = json.dumps({**query, "from": str(first + limit)}).encode().hex()
            host = self.next_host or f"{request.url.scheme}://{request.url.netloc}"
            where = f"{host}{request.url.path}?{urlencode({'limit': limit, 'page_info': info})}"
            before = f'<{where}x>; rel="previous", ' if first else ""
            headers["Link"] = f'{before}<{where}>; rel="next"'
        return JSONResponse({"orders": found[first : first + limit]}, headers=headers)

    def _matching(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """Only open orders, unless any are asked for."""
        since, until = (query.get(name) for name in ("updated_at_min", "updated_at_max"))
        return [
            order
            for order in self._orders.values()
            if (query.get("status") == "any" or order["closed_at"] is None)
            and (since is None or _at(order["updated_at"]) >= _at(since))
            and (until is None or _at(order["updated_at"]) <= _at(until))
        ]

    @property
    def app(self) -> Starlette:
        """The service."""
        return Starlette(
            routes=[
                Route("/admin/oauth/access_token", self.token, methods=["POST"]),
                Route("/admin/api/{version}/orders.json", self.orders),
                Route("/faults", self.faults.command, methods=["POST"]),
            ]
        )


def _take_off(order: dict[str, Any], refund: Mapping[str, Any]) -> None:
    """What is left of an order after a refund, as each newer document of it says."""
    back = {each["line_item_id"]: each["quantity"] for each in refund["refund_line_items"]}
    for line in order["line_items"]:
        left = line.get("current_quantity", line["quantity"])
        line["current_quantity"] = left - back.get(line["id"], 0)
    paid_back = sum(Decimal(each["amount"]) for each in refund["transactions"])
    order["current_total_price"] = str(Decimal(order.get("current_total_price", order["total_price"])) - paid_back)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
