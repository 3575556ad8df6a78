"""Faults on command: a simulated service that is slow, broken, or lying, for as long as it is told to be."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

# Far above any real answer, so that a client that reads without a limit is found out.
HUGE_BYTES = 20_000_000

ENDLESS_BYTES = 1_000_000_000
_PART = b"x" * 65_536

STATUSES = {"500": 500, "401": 401, "403": 403, "404": 404, "429": 429, "503": 503}


_Told = Literal["none", "slow", "held", "500", "401", "403", "404", "429", "503"]
_Lied = Literal["garbage", "huge", "endless", "redirect", "drop", "truncated", "shape", "partial"]
_TEXTS = {
    "garbage": b"<html>502 upstream said nothing sensible</html>",
    "truncated": b'{"traits":{"first_name":{"value":"S',
    "shape": b'["not", {"what": "was promised"}]',
    "huge": b'{"traits":{"x":"' + b"x" * HUGE_BYTES + b'"}}',
}


class Fault(BaseModel):
    """What to do to the next requests."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: _Told | _Lied
    """`held`: no answer before the next command; then the right one."""
    delay_ms: Annotated[int, Field(ge=0, le=600_000)] = 0
    """Before the answer, whatever the kind."""
    times: Annotated[int, Field(ge=1)] | None = None
    """For so many requests; then all is well again. None: until told otherwise."""
    retry_after_s: Annotated[int, Field(ge=0)] | None = None
    """The Retry-After header of a 429 or 503."""

    @property
    def headers(self) -> dict[str, str]:
        """What comes with the status of this fault."""
        says_when = self.retry_after_s is not None and self.kind in {"429", "503"}
        return {"Retry-After": str(self.retry_after_s)} if says_when else {}


NO_FAULT = Fault(kind="none")


@dataclass(slots=True)
class FaultBoard:
    """The fault in force."""

    fault: Fault = NO_FAULT
    asked: int = 0
    """Requests so far, well or ill answered."""
    _left: int | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, fault: Fault) -> None:
        self.fault = fault
        self._left = fault.times
        self._changed.set()
        self._changed = asyncio.Event()

    async def next(self) -> Fault:
        """The fault for this request, after its delay."""
        self.asked += 1
        fault = self.fault
        if self._left is not None:
            self._left -= 1
            if self._left <= 0:
                self.set(NO_FAULT)
        if fault.delay_ms:
            await asyncio.sleep(fault.delay_ms / 1000)
        if fault.kind == "held":
            await self._changed.wait()
        return fault

    async def count(self, _request: Request) -> Response:
        """GET /asked: how many requests the service got; not part of any live service."""
        return JSONResponse({"requests": self.asked})

    async def command(self, request: Request) -> Response:
        """POST /faults {"kind": ..., "delay_ms": ..., "times": ..., "retry_after_s": ...}."""
        try:
            self.set(Fault.model_validate_json(await request.body()))
        except ValidationError as error:
            return JSONResponse({"detail": error.errors(include_url=False, include_input=False)}, 422)
        return JSONResponse(self.fault.model_dump())


class DroppedResponse(Response):
    """Promises a body and hangs up in the middle of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"tra', "more_body": True})
        # The server closes a connection whose answer is shorter than it said.


async def _endless() -> AsyncIterator[bytes]:
    """A gigabyte of a JSON text that never closes."""
    yield b'{"x":"'
    for _ in range(ENDLESS_BYTES // len(_PART)):
        yield _PART
        await asyncio.sleep(0)  # a client that has hung up is noticed


def lie(fault: Fault) -> Response | None:
    """The answer of the faults that look alike in every service; None when the service itself has to answer."""
    if fault.kind in _TEXTS:
        return Response(_TEXTS[fault.kind], 200, media_type="application/json")
    match fault.kind:
        case "redirect":
            return RedirectResponse("http://127.0.0.1:9/elsewhere", 302)
        case "drop":
            return DroppedResponse()
        case "endless":
            return StreamingResponse(_endless(), 200, media_type="application/json")
        case _:
            return None


async def healthy(request: Request) -> Response:  # noqa: ARG001 - starlette's signature
    """GET /healthz: the service is up."""
    return JSONResponse({"status": "ok"})
