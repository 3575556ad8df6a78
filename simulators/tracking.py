"""The writing side of a customer data platform: Segment's Tracking API, as Segment, RudderStack and Jitsu speak it.

Segment and RudderStack answer as documented and as their own clients expect; what Jitsu answers is not documented.
"""

import base64
import binascii
import gzip
import json
import zlib
from dataclasses import dataclass
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, DroppedResponse, Fault, FaultBoard, healthy, lie

Vendor = Literal["segment", "rudderstack", "jitsu"]
WRITE_KEY = "demo-write-key"
MOST_EVENT_BYTES = 32 * 1024
MOST_BATCH_BYTES = {"segment": 500 * 1024, "rudderstack": 4000 * 1024, "jitsu": 4000 * 1024}
LONGEST_MESSAGE_ID = 100
MOST_PROPERTIES = 300
TYPES = ("identify", "track", "page", "screen", "group", "alias")


class Refusing(BaseModel):
    """POST /refuse: from now on every batch with an event of that name is a 400; none of the live services has this."""

    model_config = ConfigDict(extra="forbid")
    event: str | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """One request as it arrived."""

    body: dict[str, Any]
    headers: dict[str, str]


class Tracking:
    """What was written: each message id once, and each request as it came."""

    def __init__(self, board: FaultBoard, vendor: Vendor = "segment") -> None:
        self._board = board
        self._vendor: Vendor = vendor
        self._events: dict[str, dict[str, Any]] = {}
        self._refused: str | None = None
        self.arrived: list[Envelope] = []
        """Every request that was taken, in its order."""

    async def batch(self, request: Request) -> Response:
        """POST /v1/batch."""
        return await self._answer(request, None)

    async def single(self, request: Request) -> Response:
        """POST /v1/{type}, or /api/s/s2s/{type} at Jitsu."""
        return await self._answer(request, request.path_params["type"])

    async def received(self, _request: Request) -> Response:
        """Everything that was taken, in its order; not part of the live service."""
        return JSONResponse({"events": list(self._events.values())})

    async def refuse(self, request: Request) -> Response:
        """POST /refuse {"event": NAME or null}."""
        try:
            self._refused = Refusing.model_validate_json(await request.body()).event
        except ValidationError:
            return JSONResponse({"detail": "event: a name, or null"}, 422)
        return JSONResponse({})

    async def _answer(self, request: Request, kind: str | None) -> Response:
        fault = await self._board.next()
        if fault.kind == "drop":  # the worst of them: it was taken, and nobody hears of it
            self._take(request, await request.body(), kind)
            return DroppedResponse()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            return self._say(STATUSES[fault.kind], wait_of(fault))
        return self._say(self._take(request, await request.body(), kind))

    def _take(self, request: Request, raw: bytes, kind: str | None) -> int:
        try:
            body = _unpacked(request, raw)
            sent = cast("dict[str, Any]", json.loads(body))
            batch: list[dict[str, Any]] = [{**sent, "type": kind}] if kind else list(sent["batch"])
        except (ValueError, KeyError, TypeError):
            return 400
        if WRITE_KEY not in self._keys(request, sent):
            return 401
        if len(body) > MOST_BATCH_BYTES[self._vendor]:
            return 413 if self._vendor == "rudderstack" else 400
        if any(self._is_bad(event) for event in batch):
            return 400
        self.arrived.append(Envelope(sent, dict(request.headers)))
        for event in batch:
            message_id = str(event.get("messageId", ""))
            properties = cast("dict[str, Any]", event.get("properties") or {})
            # The live service answers 200 and forgets an event whose id is too long, or with too many properties.
            if 0 < len(message_id) <= LONGEST_MESSAGE_ID and len(properties) <= MOST_PROPERTIES:
                self._events.setdefault(message_id, event)
        return 200

    def _is_bad(self, event: dict[str, Any]) -> bool:
        if event.get("type") not in TYPES or (self._refused and event.get("event") == self._refused):
            return True
        return self._vendor == "segment" and len(_encoded(event)) > MOST_EVENT_BYTES

    def _keys(self, request: Request, sent: dict[str, Any]) -> set[str]:
        keys = {_user(request)}
        if self._vendor == "segment":
            keys.add(str(sent.get("writeKey", "")))
        if self._vendor == "jitsu":
            keys.add(request.headers.get("x-write-key", ""))
        return keys

    def _say(self, status: int, headers: dict[str, str] | None = None) -> Response:
        match self._vendor:
            case "segment":
                return JSONResponse({"success": status == 200}, status, headers)
            case "rudderstack":
                return PlainTextResponse("OK" if status == 200 else f"error {status}", status, headers)
            case "jitsu":
                return JSONResponse({"ok": status == 200}, status, headers)


def create_app(vendor: Vendor = "segment") -> Starlette:
    """One vendor's API by itself; what it took is at `app.state.tracking`."""
    board = FaultBoard()
    tracking = Tracking(board, vendor)
    single = "/api/s/s2s/{type}" if vendor == "jitsu" else "/v1/{type}"
    app = Starlette(
        routes=[
            Route("/v1/batch", tracking.batch, methods=["POST"]),
            Route(single, tracking.single, methods=["POST"]),
            *command_routes(board, tracking),
        ]
    )
    app.state.tracking = tracking
    return app


def command_routes(board: FaultBoard, tracking: "Tracking | Any") -> list[Route]:
    """What tests and operators ask of a simulated event API; not part of any live service."""
    return [
        Route("/received", tracking.received),
        Route("/refuse", tracking.refuse, methods=["POST"]),
        Route("/asked", board.count),
        Route("/faults", board.command, methods=["POST"]),
        Route("/healthz", healthy),
    ]


def wait_of(fault: Fault) -> dict[str, str]:
    """The headers of an answer that was commanded."""
    if fault.kind != "429" or fault.retry_after_s is None:
        return {}
    return {"Retry-After": str(fault.retry_after_s)}


def _unpacked(request: Request, raw: bytes) -> bytes:
    """Raises `ValueError` for what is not gzip although it says so."""
    if request.headers.get("content-encoding") != "gzip":
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("not gzip") from error


def _encoded(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _user(request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        user = base64.b64decode(given, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return user if scheme.lower() == "basic" else ""
