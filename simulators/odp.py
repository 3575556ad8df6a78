"""A customer data platform with the shape of Optimizely's (ODP), filled with the same invented customers.

Held by the vendor's own client (optimizely-sdk); the fields of `customer` are an invented account's.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, Fault, FaultBoard, lie
from simulators.graphql import Customer, NotGraphql, parse_customer_query, selected
from simulators.orders import Trait, history_of, iso, traits_of
from simulators.people import MEMBERS, Persona
from simulators.shops.model import DemoShop
from simulators.tracking import Refusing, command_routes

PUBLIC_KEY = "demo-odp-public-key"
PRIVATE_KEY = "demo-odp-public-key.private"
MOST_EVENTS = 500
IDENTIFIERS = frozenset({"fs_user_id", "vuid", "email"})
AUDIENCE = "bought_this_year"
# The account's own fields: flat, as ODP has them; counts by discipline are JSON in a text, times are Unix seconds.
TRAITS = {name: name for name in ("first_name", "orders_24m", "lines_24m", "due_item", "due_line")} | {
    "last_order_item": "last_order.item",
    "last_order_at": "last_order.ts",
    "last_order_line": "last_order.discipline",
    "viewed_item_30d": "viewed_item",
    "viewed_item_line": "viewed_discipline",
    "viewed_times_30d": "viewed_times",
}
_FIELDS = frozenset(TRAITS.values()) | IDENTIFIERS | {"last_modified_ts"}


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    type: str = Field(min_length=1)
    action: str | None = None
    identifiers: Annotated[
        dict[Literal["email", "fs_user_id", "vuid", "fs-user-id"], str], Field(min_length=1, strict=False)
    ]
    data: dict[str, str | int | float | bool | None] = Field(default_factory=dict[str, Any])


class _Consent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    identifier_field_name: str
    identifier_value: str
    consent: bool
    consent_update_reason: str = ""
    consent_update_ts: int


_CONSENTS = TypeAdapter(list[_Consent])
_EVENTS = TypeAdapter(Annotated[list[_Event], Field(min_length=1, max_length=MOST_EVENTS)])


@dataclass(slots=True)
class Odp:
    """One account: customers by id, consents, and the events that were taken, each `idempotence_id` once."""

    board: FaultBoard
    customers: dict[str, dict[str, Any]]
    arrived: list[list[dict[str, Any]]] = field(default_factory=list[list[dict[str, Any]]])
    """Every request with events that was taken, in its order."""
    _events: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    _consents: dict[tuple[str, str], _Consent] = field(default_factory=dict[tuple[str, str], _Consent])
    _refused_action: str | None = None
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
        # As GraphQL says: a query is validated whole before anything of it is looked up.
        if wrong := sorted(path for path in query.leaves() if path not in _FIELDS and path != "audiences"):
            return {
                "errors": [
                    _error(f"Validation error (FieldUndefined@[customer/{path.replace('.', '/')}])", "ValidationError")
                    for path in wrong
                ]
            }
        known = self.customers.get(query.value)
        if known is None:
            unknown = _error("Exception while fetching data (/customer)", "DataFetchingException")
            unknown["extensions"]["code"] = "INVALID_IDENTIFIER_EXCEPTION"
            return {"errors": [unknown | {"path": ["customer"]}], "data": {"customer": None}}
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
        fault = await self.board.next()
        if fault.kind == "drop":  # it arrived, and the answer to it did not
            self._take(request, await request.body())
        if (refused := _refused(fault, request, {PUBLIC_KEY, PRIVATE_KEY})) is not None:
            return refused
        return self._take(request, await request.body())

    def _take(self, request: Request, raw: bytes) -> Response:
        if request.headers.get("x-api-key") not in {PUBLIC_KEY, PRIVATE_KEY}:
            return JSONResponse({"message": "Forbidden"}, 403)
        try:
            found = _EVENTS.validate_json(raw)
        except ValidationError as error:
            return _invalid(error)
        if any(each.action == self._refused_action for each in found if self._refused_action):
            return _problem(400, [{"field": "action", "reason": "invalid"}])
        sent: list[dict[str, Any]] = json.loads(raw)
        self.arrived.append(sent)
        for event in sent:
            key = event.get("data", {}).get("idempotence_id", len(self._events))
            self._events.setdefault(str(key), event)
        return _accepted()

    async def consent(self, request: Request) -> Response:
        """GET /v3/consent/{field}?id=, with the private key."""
        if (refused := _refused(await self.board.next(), request, {PRIVATE_KEY})) is not None:
            return refused
        found = self._consents.get((request.path_params["field"], request.query_params.get("id", "")))
        return JSONResponse(found.model_dump()) if found else _problem(404, [])

    async def set_consents(self, request: Request) -> Response:
        """POST /v3/consent: an array."""
        if (refused := _refused(await self.board.next(), request, {PRIVATE_KEY})) is not None:
            return refused
        try:
            found = _CONSENTS.validate_json(await request.body())
        except ValidationError as error:
            return _invalid(error)
        for each in found:
            self._consents[each.identifier_field_name, each.identifier_value] = each
        return _accepted()

    async def received(self, _request: Request) -> Response:
        """GET /received: what was taken, and what was asked; not part of ODP."""
        return JSONResponse({"events": list(self._events.values()), "queries": self.queries})

    async def refuse(self, request: Request) -> Response:
        """POST /refuse {"event": ACTION or null}: a 400 for every request with such an action; not part of ODP."""
        self._refused_action = Refusing.model_validate_json(await request.body()).event
        return JSONResponse({})


def create_app(
    seed: int, now: datetime | None = None, people: Iterable[Persona] = MEMBERS, shop: DemoShop | None = None
) -> Starlette:
    """The service; `now` is the moment that its histories are told from."""
    board, at = FaultBoard(), now or datetime.now(UTC)
    customers = {
        each.ref: _customer(traits_of(each, history_of(each, seed, at, shop), at), each.ref) for each in people
    }
    odp = Odp(board, customers)
    app = Starlette(
        routes=[
            Route("/v3/graphql", odp.graphql, methods=["POST"]),
            Route("/v3/events", odp.take, methods=["POST"]),
            Route("/v3/consent/{field}", odp.consent),
            Route("/v3/consent", odp.set_consents, methods=["POST"]),
            *command_routes(board, odp),
        ]
    )
    app.state.odp = odp
    return app


def _customer(traits: dict[str, Trait], ref: str) -> dict[str, Any]:
    changed = int(max(each.updated_at for each in traits.values()).timestamp())
    # All identifiers of a customer are fields of theirs.
    made: dict[str, Any] = {"last_modified_ts": changed} | dict.fromkeys(IDENTIFIERS) | {"fs_user_id": ref}
    for name, path in TRAITS.items():
        value = traits[name].value if name in traits else None
        if name == "lines_24m" and value is not None:
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


def _accepted() -> Response:
    return JSONResponse({"title": "Accepted", "status": 202, "timestamp": iso(datetime.now(UTC))}, 202)


def _invalid(error: ValidationError) -> Response:
    found = error.errors(include_input=False, include_url=False)[:10]
    return _problem(400, [{"field": ".".join(map(str, each["loc"])), "reason": each["msg"]} for each in found])


def _problem(status: int, invalids: list[dict[str, str]], headers: dict[str, str] | None = None) -> Response:
    title = {400: "Bad Request", 404: "Not Found", 429: "Too Many Requests"}.get(status, "Internal Server Error")
    body = {"title": title, "status": status, "timestamp": iso(datetime.now(UTC)), "detail": {"invalids": invalids}}
    return JSONResponse(body, status, headers)


def _error(message: str, classification: str) -> dict[str, Any]:
    where = [{"line": 1, "column": 1}]
    return {"message": message, "locations": where, "extensions": {"classification": classification}}
