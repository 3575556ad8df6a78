"""A customer data platform with the shape of Optimizely's (ODP), filled with the same invented customers.

Held by the vendor's own client (optimizely-sdk); the fields of `customer` are an invented account's.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, Fault, FaultBoard, healthy, lie
from simulators.graphql import Customer, NotGraphql, parse_customer_query, selected
from simulators.orders import Trait, history_of, iso, traits_of
from simulators.people import MEMBERS

PUBLIC_KEY = "demo-odp-public-key"
PRIVATE_KEY = "demo-odp-public-key.private"
MOST_EVENTS = 500
IDENTIFIERS = frozenset({"fs_user_id", "vuid", "email"})
AUDIENCE = "bought_this_year"
# The account's own fields: flat, as ODP has them; counts by discipline are JSON in a text, times are Unix seconds.
TRAITS = {name: name for name in ("first_name", "orders_24m", "disciplines_24m", "due_item", "due_discipline")} | {
    "last_order_item": "last_order.item",
    "last_order_at": "last_order.ts",
    "last_order_discipline": "last_order.discipline",
    "viewed_item_30d": "viewed_item",
    "viewed_item_discipline": "viewed_discipline",
    "viewed_times_30d": "viewed_times",
}
_FIELDS = frozenset(TRAITS.values()) | {"last_modified_ts"}


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid")
    type: str = Field(min_length=1)
    action: str | None = None
    identifiers: dict[Literal["email", "fs_user_id", "vuid", "fs-user-id"], str] = Field(min_length=1)
    data: dict[str, Any] = Field(default_factory=dict[str, Any])


_EVENTS = TypeAdapter(list[_Event])


@dataclass(slots=True)
class Odp:
    """One account: customers by id, and the events that were taken."""

    board: FaultBoard
    customers: dict[str, dict[str, Any]]
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    queries: list[str] = field(default_factory=list[str])

    async def graphql(self, request: Request) -> Response:
        """POST /v3/graphql. A public key may ask for audiences only."""
        fault = await self.board.next()
        if (refused := _refused(fault, request, {PUBLIC_KEY, PRIVATE_KEY})) is not None:
            return refused
        body = await request.body()
        try:
            sent = json.loads(body)
            query = parse_customer_query(sent["query"], sent.get("variables") or {}, IDENTIFIERS)
        except (ValueError, KeyError, TypeError):
            return _problem(400, [{"field": "query", "reason": "is not a query"}])
        except NotGraphql as problem:
            return JSONResponse({"errors": [_error(str(problem), "InvalidSyntax")]})
        self.queries.append(sent["query"])
        if request.headers["x-api-key"] == PUBLIC_KEY and query.fields.keys() != {"audiences"}:
            return JSONResponse({"message": "Forbidden"}, 403)
        return JSONResponse(self._answer(query, partial=fault.kind == "partial"))

    def _answer(self, query: Customer, *, partial: bool) -> dict[str, Any]:
        known = self.customers.get(query.value)
        if known is None:
            unknown = _error("Exception while fetching data (/customer)", "DataFetchingException")
            unknown["extensions"]["code"] = "INVALID_IDENTIFIER_EXCEPTION"
            return {"errors": [unknown | {"path": ["customer"]}], "data": {"customer": None}}
        if wrong := sorted(path for path in query.leaves() if path not in _FIELDS and path != "audiences"):
            said = f"Validation error (FieldUndefined@[customer/{wrong[0]}])"
            return {"errors": [_error(said, "ValidationError")]}
        data = selected(known, query.fields)
        if "audiences" in query.fields:
            subset = query.arguments.get("audiences")
            names = [AUDIENCE] if known["orders_24m"] else []
            edges = [{"node": {"name": name, "state": "qualified"}} for name in names if not subset or name in subset]
            data["audiences"] = {"edges": edges}
        if not partial or not data:
            return {"data": {"customer": data}}
        name = min(data)
        failed = _error(f"Exception while fetching data (/customer/{name})", "DataFetchingException")
        return {"errors": [failed | {"path": ["customer", name]}], "data": {"customer": data | {name: None}}}

    async def take(self, request: Request) -> Response:
        """POST /v3/events: 202 for what is taken, which is not yet processed."""
        if (refused := _refused(await self.board.next(), request, {PUBLIC_KEY, PRIVATE_KEY})) is not None:
            return refused
        try:
            events = _EVENTS.validate_json(await request.body())
        except ValidationError as error:
            invalids = [{"field": str(each["loc"]), "reason": each["msg"]} for each in error.errors()]
            return _problem(400, invalids)
        if not 0 < len(events) <= MOST_EVENTS:
            return _problem(400, [{"field": "events", "reason": f"1 to {MOST_EVENTS}"}])
        self.events += [event.model_dump(exclude_none=True) for event in events]
        return JSONResponse({"title": "Accepted", "status": 202, "timestamp": iso(datetime.now(UTC))}, 202)

    async def received(self, _request: Request) -> Response:
        """GET /received: what was taken, and what was asked; not part of ODP."""
        return JSONResponse({"events": self.events, "queries": self.queries})


def create_app(seed: int, now: datetime | None = None) -> Starlette:
    """The service; `now` is the moment that its histories are told from."""
    board, at = FaultBoard(), now or datetime.now(UTC)
    odp = Odp(board, {each.ref: _customer(traits_of(each, history_of(each, seed, at), at)) for each in MEMBERS})
    return Starlette(
        routes=[
            Route("/v3/graphql", odp.graphql, methods=["POST"]),
            Route("/v3/events", odp.take, methods=["POST"]),
            Route("/received", odp.received),
            Route("/asked", board.count),
            Route("/faults", board.command, methods=["POST"]),
            Route("/healthz", healthy),
        ]
    )


def _customer(traits: dict[str, Trait]) -> dict[str, Any]:
    made: dict[str, Any] = {"last_modified_ts": int(max(each.updated_at for each in traits.values()).timestamp())}
    for name, path in TRAITS.items():
        value = traits[name].value if name in traits else None
        if name == "disciplines_24m" and value is not None:
            value = json.dumps(value)
        if name == "last_order_at" and value is not None:
            value = int(traits[name].updated_at.timestamp())
        *groups, last = path.split(".")
        here = made
        for group in groups:
            here = here.setdefault(group, {})
        here[last] = value
    return made


def _refused(fault: Fault, request: Request, keys: set[str]) -> Response | None:
    if (told := lie(fault)) is not None:
        return told
    if fault.kind in {"401", "403"} or request.headers.get("x-api-key") not in keys:
        return JSONResponse({"message": "Forbidden"}, 403)
    if fault.kind in STATUSES:
        return _problem(STATUSES[fault.kind], [], fault.headers)
    return None


def _problem(status: int, invalids: list[dict[str, str]], headers: dict[str, str] | None = None) -> Response:
    title = {400: "Bad Request", 404: "Not Found", 429: "Too Many Requests"}.get(status, "Internal Server Error")
    body = {"title": title, "status": status, "timestamp": iso(datetime.now(UTC)), "detail": {"invalids": invalids}}
    return JSONResponse(body, status, headers)


def _error(message: str, classification: str) -> dict[str, Any]:
    where = [{"line": 1, "column": 1}]
    return {"message": message, "locations": where, "extensions": {"classification": classification}}
