"""Apple's push service, simulated: HTTP/2, provider tokens that are checked, and phones behind it."""

import json
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Any, cast

import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import FaultBoard, healthy, lie

MOST_BYTES = 4096
# Apple's: a provider token is refused after an hour.
TOKEN_LIFE_SECONDS = 3600
PUSH_TYPES = frozenset(
    {"alert", "background", "location", "voip", "complication", "fileprovider", "mdm", "liveactivity", "pushtotalk"}
)
INBOX_LENGTH = 50
# What a phone can be told to be, and what Apple then says.
PHONES = {
    "unregistered": (410, "Unregistered"),
    "expired": (410, "ExpiredToken"),
    "bad": (400, "BadDeviceToken"),
    "other_topic": (400, "DeviceTokenNotForTopic"),
    "throttled": (429, "TooManyRequests"),
}


@dataclass(frozen=True, slots=True)
class Team:
    """Who may send: the public half of a key, and what it is called."""

    public_key: str
    key_id: str
    team: str
    topics: frozenset[str]


@dataclass(slots=True)
class Apple:
    """The service and every phone behind it."""

    team: Team
    board: FaultBoard = field(default_factory=FaultBoard)
    phones: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    """By device token: its state, and since when in milliseconds."""
    inboxes: dict[str, deque[dict[str, Any]]] = field(default_factory=dict[str, deque[dict[str, Any]]])
    reasons: deque[tuple[int, str]] = field(default_factory=deque[tuple[int, str]])
    """What the next requests are answered, whatever they are."""
    connections: set[Any] = field(default_factory=set[Any])
    tokens: list[str] = field(default_factory=list[str])
    """Every provider token that was used, once."""

    async def send(self, request: Request) -> Response:
        """POST /3/device/{token}. Whatever the answer is, it names the message."""
        answer = await self._answer(request)
        answer.headers["apns-id"] = request.headers.get("apns-id") or str(uuid.uuid4()).upper()
        return answer

    async def _answer(self, request: Request) -> Response:
        self.connections.add(request.scope.get("client"))
        # Whole, before anything is said: hypercorn drops a connection on which more comes after the answer.
        await request.body()
        fault = await self.board.next()
        if (told := lie(fault)) is not None:
            return told
        if self.reasons:
            return _refusal(*self.reasons.popleft())
        wrong = self._wrong(request) or await _wrong_body(request)
        if wrong is not None:
            return wrong
        token = request.path_params["token"]
        if token in self.phones:
            state, since_ms = self.phones[token]
            status, reason = PHONES[state]
            return _refusal(status, reason, since_ms if status == 410 else None)
        headers = {name: value for name, value in request.headers.items() if name.startswith("apns-")}
        delivered = {"headers": headers, "payload": json.loads(await request.body())}
        self.inboxes.setdefault(token, deque(maxlen=INBOX_LENGTH)).append(delivered)
        return Response(status_code=200)

    def _wrong(self, request: Request) -> Response | None:  # noqa: PLR0911 - one a line, in Apple's order
        headers = request.headers
        if request.scope["http_version"] != "2":
            return Response("HTTP/2 alone is spoken here", 505)
        bearer = headers.get("authorization", "")
        if not bearer.lower().startswith("bearer "):
            return _refusal(403, "MissingProviderToken")
        if reason := self._token_fault(bearer[7:]):
            return _refusal(403, reason)
        topic = headers.get("apns-topic")
        if not topic:
            return _refusal(400, "MissingTopic")
        if topic not in self.team.topics:
            return _refusal(400, "TopicDisallowed")
        if headers.get("apns-push-type", "alert") not in PUSH_TYPES:
            return _refusal(400, "InvalidPushType")
        if headers.get("apns-priority", "10") not in {"1", "5", "10"}:
            return _refusal(400, "BadPriority")
        if not headers.get("apns-expiration", "0").isdecimal():
            return _refusal(400, "BadExpirationDate")
        if len(headers.get("apns-collapse-id", "").encode()) > 64:
            return _refusal(400, "BadCollapseId")
        token = request.path_params["token"]
        is_token = len(token) >= 64 and all(letter in "0123456789abcdefABCDEF" for letter in token)
        return None if is_token and set(token) != {"0"} else _refusal(400, "BadDeviceToken")

    def _token_fault(self, token: str) -> str | None:
        if token not in self.tokens:
            self.tokens.append(token)
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(
                token, self.team.public_key, algorithms=["ES256"], options={"require": ["iss", "iat"]}, leeway=60
            )
        except jwt.InvalidTokenError:
            return "InvalidProviderToken"
        if header.get("kid") != self.team.key_id or claims["iss"] != self.team.team:
            return "InvalidProviderToken"
        return "ExpiredProviderToken" if time.time() - claims["iat"] > TOKEN_LIFE_SECONDS else None

    async def inbox(self, request: Request) -> Response:
        """GET /inbox/TOKEN: what the phone got; not part of any live service."""
        return JSONResponse({"messages": list(self.inboxes.get(request.path_params["token"], ()))})

    async def make_odd(self, request: Request) -> Response:
        """PUT /inbox/TOKEN/is/STATE?since_ms=...: what the phone is from now on; anything unknown is well."""
        token, state = request.path_params["token"], request.path_params["state"]
        self.phones.pop(token, None)
        if state in PHONES:
            since_ms = request.query_params.get("since_ms")
            self.phones[token] = state, int(since_ms) if since_ms else round(time.time() * 1000)
        return Response(status_code=204)

    async def answer(self, request: Request) -> Response:
        """POST /answers {"status": 403, "reason": "InvalidProviderToken", "times": 1}: to whatever comes next."""
        told = await request.json()
        self.reasons.clear()
        self.reasons.extend([(told["status"], told["reason"])] * told.get("times", 1))
        return Response(status_code=204)


async def _wrong_body(request: Request) -> Response | None:
    body = await request.body()
    if not body:
        return _refusal(400, "PayloadEmpty")
    if len(body) > MOST_BYTES:
        return _refusal(413, "PayloadTooLarge")
    try:
        told: Any = json.loads(body)
    except ValueError:
        told = None
    aps: Any = cast("dict[str, Any]", told).get("aps") if isinstance(told, dict) else None
    return None if isinstance(aps, dict) else _refusal(400, "PayloadEmpty")


def _refusal(status: int, reason: str, timestamp_ms: int | None = None) -> Response:
    since = {} if timestamp_ms is None else {"timestamp": timestamp_ms}
    return JSONResponse({"reason": reason, **since}, status)


async def _no_path(request: Request, _error: Exception) -> Response:
    """Apple's words for an address that it does not have."""
    del request
    return _refusal(404, "BadPath")


async def _no_method(request: Request, _error: Exception) -> Response:
    del request
    return _refusal(405, "MethodNotAllowed")


def create_app(apple: Apple) -> Starlette:
    """The service. Any device token is a phone, unless it was told to be something else."""
    return Starlette(
        routes=[
            Route("/3/device/{token}", apple.send, methods=["POST"]),
            Route("/inbox/{token}/is/{state}", apple.make_odd, methods=["PUT"]),
            Route("/inbox/{token}", apple.inbox),
            Route("/answers", apple.answer, methods=["POST"]),
            Route("/faults", apple.board.command, methods=["POST"]),
            Route("/healthz", healthy),
        ],
        exception_handlers={404: _no_path, 405: _no_method},
    )
