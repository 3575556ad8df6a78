"""GA4's Measurement Protocol: 204 to whatever comes, and silently nothing of what breaks a documented limit."""

import re
import time
from typing import Any, cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, DroppedResponse, FaultBoard, lie
from simulators.tracking import command_routes, wait_of

MEASUREMENT_ID = "G-DEMO123"
API_SECRET = "demo-measurement-secret"  # noqa: S105 - an invented one, for an invented service
MOST_EVENTS, MOST_PARAMS, LONGEST_NAME, LONGEST_TEXT = 25, 25, 40, 100
HOURS_BACK = 72
RESERVED_PREFIXES = ("ga_", "google_", "firebase_", "gtag.")
RESERVED_NAMES = frozenset({"session_start", "first_visit", "user_engagement", "first_open", "app_remove", "error"})


class Collect:
    """Counts what a report would show, and what it would not."""

    def __init__(self, board: FaultBoard) -> None:
        self._board = board
        self.arrived: list[dict[str, Any]] = []
        self.thrown_away: list[str] = []
        """Why, for each request; the live service tells nobody."""

    async def collect(self, request: Request) -> Response:
        """POST /mp/collect."""
        fault = await self._board.next()
        if fault.kind in STATUSES:
            return Response(status_code=STATUSES[fault.kind], headers=wait_of(fault))
        if fault.kind != "drop" and (told := lie(fault)) is not None:
            return told
        body, problems = await _checked(request)
        if problems:
            self.thrown_away.append("; ".join(problems))
        else:
            self.arrived.append(body)
        return DroppedResponse() if fault.kind == "drop" else Response(status_code=204)

    async def debug(self, request: Request) -> Response:
        """POST /debug/mp/collect: what is wrong; nothing is counted."""
        _, problems = await _checked(request)
        found = [{"fieldPath": "events", "description": each, "validationCode": "VALUE_INVALID"} for each in problems]
        return JSONResponse({"validationMessages": found})

    async def received(self, _request: Request) -> Response:
        """What would be counted."""
        return JSONResponse({"events": [event for body in self.arrived for event in body["events"]]})

    async def refuse(self, _request: Request) -> Response:
        """It refuses nothing."""
        return JSONResponse({"detail": "GA4 refuses nothing"}, 422)


def create_app() -> Starlette:
    """The service by itself; what it counted is at `app.state.collect`."""
    board = FaultBoard()
    collect = Collect(board)
    app = Starlette(
        routes=[
            Route("/mp/collect", collect.collect, methods=["POST"]),
            Route("/debug/mp/collect", collect.debug, methods=["POST"]),
            *command_routes(board, collect),
        ]
    )
    app.state.collect = collect
    return app


async def _checked(request: Request) -> tuple[dict[str, Any], list[str]]:
    query = request.query_params
    problems: list[str] = []
    if (query.get("measurement_id"), query.get("api_secret")) != (MEASUREMENT_ID, API_SECRET):
        problems.append("measurement_id or api_secret")
    try:
        body = cast("dict[str, Any]", await request.json())
        events = cast("list[dict[str, Any]]", body["events"])
        if not isinstance(body["client_id"], str) or not body["client_id"]:
            problems.append("client_id")
        if not 1 <= len(events) <= MOST_EVENTS:
            problems.append("events: 1 to 25")
        for event in events:
            problems += _problems(event, body)
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}, ["not a payload"]
    return body, problems


def _problems(event: dict[str, Any], body: dict[str, Any]) -> list[str]:
    found: list[str] = []
    params = event.get("params", {})
    for name in (event["name"], *params):
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or len(name) > LONGEST_NAME:
            found.append("a name")
        if name.startswith(RESERVED_PREFIXES):
            found.append("a reserved prefix")
    if event["name"] in RESERVED_NAMES:
        found.append("a reserved name")
    if len(params) > MOST_PARAMS:
        found.append("more than 25 params")
    if any(isinstance(value, str) and len(value) > LONGEST_TEXT for value in params.values()):
        found.append("a value of more than 100 characters")
    micros = event.get("timestamp_micros", body.get("timestamp_micros", time.time() * 1e6))
    if time.time() * 1e6 - micros > HOURS_BACK * 3600 * 1e6:
        found.append("more than 72 hours back")
    return found
