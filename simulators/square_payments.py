"""The side of Square that lists payments and refunds. See docs/simulators/square-payments.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, FaultBoard, lie
from simulators.square import TOKEN
from simulators.till import LOCATION, Webhook

MOST_A_PAGE = 100
OTHER_LOCATION = "L-AMAGER"


@dataclass(slots=True)
class SquarePayments:
    """What was paid and paid back in this account."""

    locations: tuple[str, ...] = (OTHER_LOCATION, LOCATION)
    """The first one is the main one."""
    faults: FaultBoard = field(default_factory=FaultBoard)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list[tuple[str, dict[str, str]]])
    _payments: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    _refunds: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])

    def keep(self, webhook: Webhook) -> None:
        """The till has sent a payment or a refund to the account."""
        for kind, told in json.loads(webhook.body)["data"]["object"].items():
            (self._payments if kind == "payment" else self._refunds)[told["id"]] = told

    async def list_locations(self, request: Request) -> Response:
        """GET /v2/locations."""
        return await self._answer(request, "locations", [{"id": name, "status": "ACTIVE"} for name in self.locations])

    async def list_payments(self, request: Request) -> Response:
        """GET /v2/payments: of the main location, unless another one is named."""
        location = request.query_params.get("location_id", self.locations[0])
        told = [each for each in self._payments.values() if each["location_id"] == location]
        return await self._answer(request, "payments", told)

    async def list_refunds(self, request: Request) -> Response:
        """GET /v2/refunds: of all locations, unless one is named."""
        location = request.query_params.get("location_id")
        told = [each for each in self._refunds.values() if location in {None, each["location_id"]}]
        return await self._answer(request, "refunds", told)

    async def _answer(self, request: Request, name: str, told: list[dict[str, Any]]) -> Response:
        query = dict(request.query_params)
        self.asked.append((name, query))
        fault = await self.faults.next()
        if (lied := lie(fault)) is not None:
            return lied
        if fault.kind in STATUSES:
            return _error(STATUSES[fault.kind])
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401)
        return JSONResponse({name: told}) if name == "locations" else _page(name, told, query)

    @property
    def app(self) -> Starlette:
        """The service."""
        return Starlette(
            routes=[
                Route("/v2/locations", self.list_locations),
                Route("/v2/payments", self.list_payments),
                Route("/v2/refunds", self.list_refunds),
                Route("/faults", self.faults.command, methods=["POST"]),
            ]
        )


def _page(name: str, told: list[dict[str, Any]], query: Mapping[str, str]) -> Response:
    asked = {key: value for key, value in query.items() if key != "cursor"}
    first = 0
    if cursor := query.get("cursor"):
        said = json.loads(bytes.fromhex(cursor))
        if said["query"] != asked:  # a cursor belongs to the question that it came with
            return _error(400)
        first = said["from"]
    by = "updated_at" if query.get("sort_field") == "UPDATED_AT" else "created_at"
    since, until = query.get("updated_at_begin_time"), query.get("updated_at_end_time")
    begin, end = query.get("begin_time"), query.get("end_time")
    found = sorted(
        (
            each
            for each in told
            if _within(each["updated_at"], since, until) and _within(each["created_at"], begin, end)
        ),
        key=lambda each: each[by],
        reverse=query.get("sort_order", "DESC") != "ASC",
    )
    limit = min(int(query.get("limit", MOST_A_PAGE)), MOST_A_PAGE)
    answer: dict[str, Any] = {name: found[first : first + limit]} if found[first:] else {}
    if first + limit < len(found):
        answer["cursor"] = json.dumps({"query": asked, "from": first + limit}).encode().hex()
    return JSONResponse(answer)


def _within(at: str, since: str | None, until: str | None) -> bool:
    moment = datetime.fromisoformat(at)
    after = since is None or moment >= datetime.fromisoformat(since)
    return after and (until is None or moment <= datetime.fromisoformat(until))


def _error(status: int) -> Response:
    codes = {400: "INVALID_CURSOR", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 429: "RATE_LIMITED"}
    code = codes.get(status, "INTERNAL_SERVER_ERROR")
    return JSONResponse({"errors": [{"category": "API_ERROR", "code": code, "detail": "as said"}]}, status)
