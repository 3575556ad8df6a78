"""Optimizely Data Platform's events, as its own client expects them, and its consents, as documented."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, DroppedResponse, Fault, FaultBoard, lie
from simulators.tracking import Refusing, command_routes, wait_of

KEY = "demo-odp-public-key"
PRIVATE_KEY = "demo-odp-private-key"
MOST_EVENTS = 500
_FORBIDDEN = 403


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    type: Annotated[str, Field(min_length=1)]
    action: str | None = None
    identifiers: Annotated[dict[str, str], Field(min_length=1)]
    data: dict[str, Annotated[str | int | float | bool | None, Field()]]


class _Consent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    identifier_field_name: str
    identifier_value: str
    consent: bool
    consent_update_reason: str = ""
    consent_update_ts: int


_CONSENTS = TypeAdapter(list[_Consent])
_EVENTS = TypeAdapter(Annotated[list[_Event], Field(max_length=MOST_EVENTS)])


class OdpEvents:
    """What was sent, each `idempotence_id` once."""

    def __init__(self, board: FaultBoard) -> None:
        self._board = board
        self._events: dict[str, dict[str, Any]] = {}
        self._refused: str | None = None
        self._consents: dict[tuple[str, str], _Consent] = {}
        self.arrived: list[list[dict[str, Any]]] = []
        """Every request that was taken, in its order."""

    async def events(self, request: Request) -> Response:
        """POST /v3/events."""
        fault = await self._board.next()
        if fault.kind == "drop":
            self._take(request, await request.body())
            return DroppedResponse()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            return _commanded(fault)
        return self._take(request, await request.body())

    async def consent(self, request: Request) -> Response:
        """GET /v3/consent/{field}?id=, with the private key."""
        fault = await self._board.next()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            return _commanded(fault)
        if request.headers.get("x-api-key") != PRIVATE_KEY:
            return JSONResponse({"message": "Forbidden"}, _FORBIDDEN)
        field, value = request.path_params["field"], request.query_params.get("id", "")
        found = self._consents.get((field, value))
        if found is None:
            return JSONResponse({"title": "Not Found", "status": 404, "timestamp": _now()}, 404)
        return JSONResponse(found.model_dump())

    async def set_consents(self, request: Request) -> Response:
        """POST /v3/consent: an array, as marketers' tools send it."""
        if request.headers.get("x-api-key") != PRIVATE_KEY:
            return JSONResponse({"message": "Forbidden"}, _FORBIDDEN)
        try:
            found = _CONSENTS.validate_json(await request.body())
        except ValidationError as error:
            return _invalid([".".join(map(str, each["loc"])) for each in error.errors()])
        for each in found:
            self._consents[each.identifier_field_name, each.identifier_value] = each
        return JSONResponse({"title": "Accepted", "status": 202, "timestamp": _now()}, 202)

    async def received(self, _request: Request) -> Response:
        """Everything that was taken."""
        return JSONResponse({"events": list(self._events.values())})

    async def refuse(self, request: Request) -> Response:
        """POST /refuse {"event": ACTION or null}: a 400 for every request with such an action."""
        self._refused = Refusing.model_validate_json(await request.body()).event
        return JSONResponse({})

    def _take(self, request: Request, raw: bytes) -> Response:
        if request.headers.get("x-api-key") != KEY:
            return JSONResponse({"message": "Forbidden"}, _FORBIDDEN)
        try:
            found = _EVENTS.validate_json(raw)
        except ValidationError as error:
            return _invalid([".".join(map(str, each["loc"])) for each in error.errors()])
        if any(each.action == self._refused for each in found if self._refused):
            return _invalid(["action"])
        sent: list[dict[str, Any]] = json.loads(raw)
        self.arrived.append(sent)
        for event in sent:
            self._events.setdefault(str(event["data"].get("idempotence_id", len(self._events))), event)
        return JSONResponse({"title": "Accepted", "status": 202, "timestamp": _now()}, 202)


def create_app() -> Starlette:
    """The service by itself; what it took is at `app.state.events`."""
    board = FaultBoard()
    events = OdpEvents(board)
    app = Starlette(
        routes=[
            Route("/v3/events", events.events, methods=["POST"]),
            Route("/v3/consent/{field}", events.consent),
            Route("/v3/consent", events.set_consents, methods=["POST"]),
            *command_routes(board, events),
        ],
    )
    app.state.events = events
    return app


def _commanded(fault: Fault) -> Response:
    if fault.kind == "401":  # it says 403 to a bad key
        return JSONResponse({"message": "Forbidden"}, _FORBIDDEN)
    status = STATUSES[fault.kind]
    return JSONResponse({"title": "as commanded", "status": status, "timestamp": _now()}, status, wait_of(fault))


def _invalid(fields: list[str]) -> Response:
    detail = {"invalids": [{"field": field, "reason": "invalid"} for field in fields[:10]]}
    return JSONResponse({"title": "Bad Request", "status": 400, "timestamp": _now(), "detail": detail}, 400)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
