"""A customer data platform with the shape of Segment's Profile API, filled with invented customers.

Routes, errors and limits as documented for profiles.segment.com; nothing here was held against the live service.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import STATUSES, FaultBoard, healthy, lie
from simulators.orders import History, Trait, history_of, iso, traits_of
from simulators.people import MEMBERS, Persona
from simulators.regulations import Regulations
from simulators.shops.model import DemoShop, Product
from simulators.tracking import Tracking

SPACE = "bicycle-shop"
TOKEN = "demo-profile-token"  # noqa: S105 - an invented one, for an invented service
DEFAULT_LIMIT = 10
MOST_TRAITS = 200
MOST_EVENTS = 100
EVENT_DAYS = 14
SOURCE_ID = "src-online-shop"

_CODES = {
    400: "validation_error",
    401: "authentication_error",
    403: "authentication_error",
    404: "not_found",
    429: "rate_limit_error",
    500: "internal_error",
    503: "internal_error",
}


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        self.status, self.message = status, message
        super().__init__(message)


class Profiles:
    """The profiles of one space, as they were when the service started."""

    def __init__(self, seed: int, now: datetime, people: Iterable[Persona], shop: DemoShop | None) -> None:
        self._known: dict[str, tuple[Persona, History, dict[str, Trait]]] = {}
        for persona in people:
            history = history_of(persona, seed, now, shop)
            # Ids match in small letters only, however they were written.
            self._known[f"user_id:{persona.ref.lower()}"] = (persona, history, traits_of(persona, history, now))

    def traits(self, profile: str) -> dict[str, Trait]:
        return self._find(profile)[2]

    def external_ids(self, profile: str) -> list[dict[str, Any]]:
        persona, history, _ = self._find(profile)
        created = iso(history.orders[0].at) if history.orders else None
        entry = {"source_id": SOURCE_ID, "collection": "users", "created_at": created, "encoding": "none"}
        return [entry | {"id": persona.ref, "type": "user_id"}]

    def events(self, profile: str) -> list[dict[str, Any]]:
        persona, history, _ = self._find(profile)
        bought = [
            _event(persona, order.order_id, "Order Completed", order.at, _named(order.product))
            for order in history.orders
        ]
        seen = [
            _event(persona, view.message_id, "Product Viewed", view.at, _named(view.product)) for view in history.views
        ]
        return sorted(bought + seen, key=lambda event: event["timestamp"], reverse=True)

    def _find(self, profile: str) -> tuple[Persona, History, dict[str, Trait]]:
        try:
            return self._known[profile]
        except KeyError:
            raise _Refused(404, "The resource was not found.") from None


class ProfileApi:
    """The routes of one space."""

    def __init__(self, profiles: Profiles, board: FaultBoard, space: str, token: str, *, own_ids: bool) -> None:
        self._profiles = profiles
        self._board = board
        self._space = space
        self._token = token
        self._own_ids = own_ids

    async def traits(self, request: Request) -> Response:
        return await self._answer(request, self._traits)

    async def external_ids(self, request: Request) -> Response:
        return await self._answer(request, self._external_ids)

    async def events(self, request: Request) -> Response:
        return await self._answer(request, self._events)

    async def _answer(self, request: Request, answer: Callable[[Request], Any]) -> Response:
        fault = await self._board.next()
        if (told := lie(fault)) is not None:
            return told
        if fault.kind in STATUSES:
            status = STATUSES[fault.kind]
            return _reply(request, status, _error(status, "as commanded"), fault.headers)
        try:
            _check(request, self._space, self._token)
            return _reply(request, 200, answer(request))
        except _Refused as refused:
            return _reply(request, refused.status, _error(refused.status, refused.message))

    def _traits(self, request: Request) -> Any:
        wanted = request.query_params.get("include")
        limit = _limit(request, MOST_TRAITS)
        verbose = request.query_params.get("verbose") == "true"
        after = request.query_params.get("next", "")
        found = [
            (name, trait)
            for name, trait in sorted(self._profiles.traits(request.path_params["profile"]).items())
            if name > after and (not wanted or name in wanted.split(","))
        ]
        page = found[:limit]
        return {
            "traits": {name: _verbose(trait) if verbose else trait.value for name, trait in page},
            "cursor": _cursor(request, page[-1][0] if len(found) > limit else "", limit, own_ids=self._own_ids),
        }

    def _external_ids(self, request: Request) -> Any:
        limit = _limit(request, MOST_EVENTS)
        found = self._profiles.external_ids(request.path_params["profile"])
        return {"data": found[:limit], "cursor": _cursor(request, "", limit, own_ids=self._own_ids)}

    def _events(self, request: Request) -> Any:
        limit = _limit(request, MOST_EVENTS)
        start = max(request.query_params.get("start", ""), iso(datetime.now(UTC) - timedelta(days=EVENT_DAYS)))
        end = request.query_params.get("end", "9999")
        wanted = request.query_params.get("include")
        found = [
            event
            for event in self._profiles.events(request.path_params["profile"])
            if start <= event["timestamp"] <= end and (not wanted or event["event"] in wanted.split(","))
        ]
        return {"data": found[:limit], "cursor": _cursor(request, "", limit, own_ids=self._own_ids)}


def create_app(
    seed: int,
    now: datetime | None = None,
    space: str = SPACE,
    token: str = TOKEN,
    people: Iterable[Persona] = MEMBERS,
    *,
    own_ids: bool = False,
    shop: DemoShop | None = None,
) -> Starlette:
    """The service; `now` is the moment that its histories are told from.

    `own_ids`: addresses in its answers have Segment's own id of a profile; the documentation shows both forms.
    """
    board = FaultBoard()
    api = ProfileApi(Profiles(seed, now or datetime.now(UTC), people, shop), board, space, token, own_ids=own_ids)
    tracking, regulations = Tracking(board), Regulations(board)
    root = "/v1/spaces/{space}/collections/users/profiles/{profile:path}"
    return Starlette(
        routes=[
            Route(f"{root}/traits", api.traits),
            Route(f"{root}/external_ids", api.external_ids),
            Route(f"{root}/events", api.events),
            Route("/regulations", regulations.create, methods=["POST"]),
            Route("/regulations/{number}", regulations.status),
            Route("/erased", regulations.erased),
            Route("/v1/batch", tracking.batch, methods=["POST"]),
            Route("/received", tracking.received),
            Route("/asked", board.count),
            Route("/faults", board.command, methods=["POST"]),
            Route("/healthz", healthy),
        ]
    )


def _check(request: Request, space: str, token: str) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        user, password = "", ""
    if scheme.lower() != "basic" or user != token or password:
        raise _Refused(401, "The supplied access token is invalid.")
    if b"+" in request.scope["raw_path"]:
        raise _Refused(500, "An internal error occurred.")  # what the live service says to an unescaped sign
    if request.path_params["space"] != space:
        raise _Refused(404, "The resource was not found.")


def _limit(request: Request, most: int) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise _Refused(400, f"limit must be a number from 1 to {most}.")
    return int(text)


def _verbose(trait: Trait) -> dict[str, Any]:
    return {"value": trait.value, "source_id": SOURCE_ID, "updated_at": iso(trait.updated_at)}


def _cursor(request: Request, after: str, limit: int, *, own_ids: bool) -> dict[str, Any]:
    profile: str = request.path_params["profile"]
    shown = f"use_{sha256(profile.encode()).hexdigest()[:24]}" if own_ids else profile
    url = request.url.path.replace(f"/profiles/{profile}/", f"/profiles/{shown}/")
    return {"url": url, "has_more": bool(after), "next": after, "limit": limit}


def _named(product: Product) -> dict[str, str]:
    """As Segment's events of a shop name an article (its ecommerce specification)."""
    return {"name": product.name} | ({"sku": product.sku} if product.sku else {})


def _event(persona: Persona, message_id: str, name: str, at: datetime, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "external_ids": [{"collection": "users", "type": "user_id", "id": persona.ref, "encoding": "none"}],
        "context": {},
        "type": "track",
        "message_id": message_id,
        "source_id": SOURCE_ID,
        "timestamp": iso(at),
        "properties": properties,
        "event": name,
        "related": {},
    }


def _error(status: int, message: str) -> dict[str, Any]:
    return {"error": {"code": _CODES[status], "message": message}}


def _reply(request: Request, status: int, body: Any, headers: dict[str, str] | None = None) -> Response:
    request_id = sha256(str(request.url).encode()).hexdigest()[:16]
    return JSONResponse(body, status, headers={"Request-Id": request_id, **(headers or {})})
