"""The simulator's own web server: the floor plan with people moving, and what their phones got."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import quote, urljoin

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.web.screens import BUILT, NOT_BUILT, SafeHeaders, Screens
from simulators.observer import InboxWatch
from simulators.people import RECOGNISE
from simulators.phone import Phone
from simulators.stage import Stage

FRAME_SECONDS = 0.25
KEPT_MESSAGES = 50


class Console:
    """The routes of the simulator page."""

    def __init__(self, plan: FloorPlan, stage: Stage, inbox: InboxWatch, handheld_url: str) -> None:
        self._plan = plan
        self._stage = stage
        self._inbox = inbox
        self._handheld_url = handheld_url

    async def world(self, request: Request) -> Response:  # noqa: ARG002 - starlette's signature
        plan = self._plan
        return JSONResponse(
            {
                "store": {"id": plan.store_id, "name": plan.store_name, "outline": plan.outline},
                "zones": [{"id": z.id, "name": z.name, "kind": z.kind, "polygon": z.polygon} for z in plan.zones],
                "edges": [{"id": e.id, "x_m": e.x_m, "y_m": e.y_m} for e in plan.edges],
                "beacons": [{"id": b.id, "x_m": b.x_m, "y_m": b.y_m} for b in plan.beacons],
                "handheld_url": self._handheld_url,
            }
        )

    async def people(self, request: Request) -> Response:  # noqa: ARG002 - starlette's signature
        inboxes: dict[str, list[dict[str, Any]]] = {}
        for got in self._inbox.received:
            message = {"title": got.title, "body": got.body, "at_ms": got.at_ms}
            inboxes.setdefault(got.customer, []).append(message)
        listed = [{"person_id": person, "messages": kept[-KEPT_MESSAGES:]} for person, kept in inboxes.items()]
        return JSONResponse({"people": self._stage.people(), "inboxes": listed})

    async def stream(self, request: Request) -> Response:  # noqa: ARG002 - starlette's signature
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._frames(), media_type="text/event-stream", headers=headers)

    async def _frames(self) -> AsyncIterator[str]:
        told = len(self._inbox.received)
        while True:
            now_ms = round(time.time() * 1000)
            yield _event("people", {"at_ms": now_ms, "people": self._stage.people()})
            for got in self._inbox.received[told:]:
                body = {"person_id": got.customer, "title": got.title, "body": got.body, "at_ms": got.at_ms}
                yield _event("inbox", body)
            told = len(self._inbox.received)
            await asyncio.sleep(FRAME_SECONDS)

    async def withdraw(self, request: Request) -> Response:
        async def act(phone: Phone) -> None:
            await phone.consent(RECOGNISE, granted=False)
            phone.forget_tokens()

        return await self._change(request, act)

    async def consent(self, request: Request) -> Response:
        async def act(phone: Phone) -> None:
            await phone.consent(RECOGNISE, granted=True)
            await phone.fetch_tokens()

        return await self._change(request, act)

    async def mirror(self, request: Request) -> Response:
        """What a member's app shows of what the store sees; passed on as the hub says it."""
        phone = self._stage.phones.get(request.path_params["person"])
        if phone is None:
            return JSONResponse({"detail": "no member of that id"}, 404)
        try:
            return JSONResponse(await phone.mirror(request.query_params.get("language")))
        except httpx.HTTPError as error:
            return JSONResponse({"detail": f"the hub did not answer: {error}"}, 502)

    async def words(self, request: Request) -> Response:
        """The shop's own words, which its hub has."""
        url = urljoin(self._handheld_url, f"/api/words/{quote(request.path_params['language'], safe='')}")
        asked = {name: request.headers[name] for name in ("if-none-match",) if name in request.headers}
        try:
            async with httpx.AsyncClient() as client:
                answer = await client.get(url, headers=asked)
        except httpx.HTTPError as error:
            return JSONResponse({"detail": f"the hub did not answer: {error}"}, 502)
        told = {
            name: answer.headers[name] for name in ("content-type", "etag", "cache-control") if name in answer.headers
        }
        return Response(answer.content, answer.status_code, told)

    async def _change(self, request: Request, act: Callable[[Phone], Awaitable[None]]) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and origin != f"http://{request.headers.get('host')}":
            return JSONResponse({"detail": "only the simulator's own page may do this"}, 403)
        phone = self._stage.phones.get(request.path_params["person"])
        if phone is None:
            return JSONResponse({"detail": "no member of that id"}, 404)
        try:
            await act(phone)
        except httpx.HTTPError as error:
            return JSONResponse({"detail": f"the hub did not take it: {error}"}, 502)
        return Response(status_code=202)


def create_app(console: Console) -> Starlette:
    """The console's routes, and the same built screens as the hub's."""
    routes: list[BaseRoute] = [
        Route("/api/sim/world", console.world),
        Route("/api/sim/people", console.people),
        Route("/api/sim/stream", console.stream),
        Route("/api/sim/people/{person}/mirror", console.mirror),
        Route("/api/sim/people/{person}/withdraw", console.withdraw, methods=["POST"]),
        Route("/api/sim/people/{person}/consent", console.consent, methods=["POST"]),
        Route("/api/words/{language}", console.words),
        Route("/", _home),
    ]
    if BUILT.is_dir() and any(BUILT.iterdir()):
        routes.append(Mount("/app", Screens(directory=BUILT, html=True)))
    else:
        routes.append(Route("/app/{page:path}", _not_built))
    # A page from elsewhere must not steer the simulation by giving its own name this address.
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    headers = Middleware(SafeHeaders, framed_by_neighbours=True, frames_neighbours=True)
    return Starlette(routes=routes, middleware=[headers, hosts])


async def _home(request: Request) -> Response:  # noqa: ARG001 - starlette's signature
    return RedirectResponse("/app/simulator/")


async def _not_built(request: Request) -> Response:  # noqa: ARG001 - starlette's signature
    return PlainTextResponse(NOT_BUILT + "\n", 503)


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
