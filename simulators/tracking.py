"""The writing side of a customer data platform, with the shape of Segment's Tracking API: POST /v1/batch."""

import base64
import json
import zlib
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulators.faults import STATUSES, FaultBoard, lie

WRITE_KEY = "demo-write-key"
MOST_EVENT_BYTES = 32 * 1024
MOST_BATCH_BYTES = 500 * 1024
LONGEST_MESSAGE_ID = 100


class Tracking:
    """What was written, each message id once."""

    def __init__(self, board: FaultBoard) -> None:
        self._board = board
        self._events: dict[str, dict[str, Any]] = {}

    async def batch(self, request: Request) -> Response:
        """Take a batch: 200, or 400 for what is too large, 401 for another key."""
        fault = await self._board.next()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            return _answer(STATUSES[fault.kind], fault.headers)
        return _answer(self._take(request, _unpacked(request, await request.body())))

    def _take(self, request: Request, body: bytes) -> int:
        try:
            sent = json.loads(body[: MOST_BATCH_BYTES + 1])
            batch: list[dict[str, Any]] = list(sent["batch"])
        except (ValueError, KeyError, TypeError):
            return 400
        if WRITE_KEY not in {_key(request), sent.get("writeKey")}:
            return 401
        if len(body) > MOST_BATCH_BYTES or any(len(json.dumps(event)) > MOST_EVENT_BYTES for event in batch):
            return 400
        for event in batch:
            message_id = str(event.get("messageId", ""))
            # The live service answers 200 and forgets an event whose id is too long.
            if 0 < len(message_id) <= LONGEST_MESSAGE_ID:
                self._events.setdefault(message_id, event)
        return 200

    async def received(self, _request: Request) -> Response:
        """Everything that was taken, in its order; not part of the live service."""
        return JSONResponse({"events": list(self._events.values())})


def _answer(status: int, headers: dict[str, str] | None = None) -> Response:
    """Clients read `code` and `message` of whatever is not a success."""
    if status == 200:
        return JSONResponse({"success": True})
    return JSONResponse({"success": False, "code": f"error_{status}", "message": "not taken"}, status, headers)


def _unpacked(request: Request, body: bytes) -> bytes:
    """The body as it was before gzip, up to one byte more than is taken; empty when it is none."""
    if request.headers.get("content-encoding") != "gzip":
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, MOST_BATCH_BYTES + 1)
    except zlib.error:
        return b""


def _key(request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        user = base64.b64decode(given, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""
    return user if scheme.lower() == "basic" else ""
