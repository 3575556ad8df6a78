"""A shop's own customer service, as many have one: a record in JSON by id, in a shape that nobody else has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, FaultBoard, healthy, lie
from simulators.orders import History, Trait, history_of, iso, traits_of, views_of
from simulators.people import MEMBERS, Persona
from simulators.shops.model import DemoShop

COOKIE = "customer_session"
KEY = "Bearer demo-crm-key"
TRAITS = {
    "first_name": "name.given",
    "orders_24m": "orders.total",
    "lines_24m": "orders.by_discipline",
    "last_order_item": "orders.latest[0].lines[0].title",
    "last_order_at": "orders.latest[0].placed",
    "last_order_line": "orders.latest[0].lines[0].discipline",
}


@dataclass(slots=True)
class Crm:
    """The records by id."""

    board: FaultBoard
    believes_cookies: bool
    """Whoever was asked for first is remembered in a session, and the session is believed afterwards."""
    records: dict[str, dict[str, Any]]

    async def customer(self, request: Request) -> Response:
        """GET /customers/{id}."""
        fault = await self.board.next()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            return JSONResponse({"error": "as commanded"}, STATUSES[fault.kind], fault.headers)
        if request.headers.get("authorization") != KEY:
            return JSONResponse({"error": "who are you?"}, 401)
        asked: str = request.path_params["customer"]
        if self.believes_cookies:
            asked = request.cookies.get(COOKIE) or asked
        record = self.records.get(asked)
        answer = JSONResponse({"customer": record}) if record else JSONResponse({"error": "no such customer"}, 404)
        if self.believes_cookies:
            answer.set_cookie(COOKIE, asked)
        return answer


def create_app(
    seed: int,
    now: datetime | None = None,
    people: Iterable[Persona] = MEMBERS,
    *,
    believes_cookies: bool = False,
    shop: DemoShop | None = None,
) -> Starlette:
    """The service; `now` is the moment that its histories are told from."""
    board, at = FaultBoard(), now or datetime.now(UTC)
    records = {each.ref: _record(each, history_of(each, seed, at, shop), at) for each in people}
    crm = Crm(board, believes_cookies, records)
    return Starlette(
        routes=[
            Route("/customers/{customer:path}", crm.customer),
            Route("/asked", board.count),
            Route("/faults", board.command, methods=["POST"]),
            Route("/healthz", healthy),
        ]
    )


def _record(persona: Persona, history: History, at: datetime) -> dict[str, Any]:
    traits: dict[str, Trait] = traits_of(persona, history, at)
    latest = [
        {
            "placed": iso(order.at),
            "lines": [{"title": order.product.name, "discipline": order.product.line, "qty": 1}],
        }
        for order in reversed(history.orders[-3:])
    ]
    return {
        "id": persona.ref,
        "name": {"given": persona.first_name},
        "facts": dict(persona.facts),
        # A total as text: such services exist.
        "orders": {
            "total": str(traits["orders_24m"].value),
            "by_discipline": traits["lines_24m"].value if "lines_24m" in traits else None,
            "latest": latest,
        },
        "views": views_of(history),
        "changed": iso(traits["orders_24m"].updated_at),
    }
