"""A browser's push service, simulated (RFC 8030, 8291, 8292), and the browsers that subscribe to it and decrypt."""

import base64
import json
import os
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import http_ece  # pyright: ignore[reportMissingTypeStubs]
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.faults import FaultBoard, healthy, lie

MOST_BYTES = 4096
LONGEST_TOKEN_SECONDS = 86_400
INBOX_LENGTH = 50
_BASE64URL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass(slots=True)
class Browser:
    """One subscription, and what arrived on it."""

    key: ec.EllipticCurvePrivateKey
    secret: bytes
    application_server_key: str
    got: deque[dict[str, Any]] = field(default_factory=lambda: deque[dict[str, Any]](maxlen=INBOX_LENGTH))
    state: int = 201
    """What the service answers for it."""


@dataclass(slots=True)
class PushService:
    """One push service, and every browser behind it."""

    board: FaultBoard = field(default_factory=FaultBoard)
    browsers: dict[str, Browser] = field(default_factory=dict[str, Browser])
    answers: deque[tuple[int, dict[str, str]]] = field(default_factory=deque[tuple[int, dict[str, str]]])

    def subscribe(self, url: str, application_server_key: str) -> dict[str, Any]:
        """A new browser's subscription, as `PushSubscription.toJSON()` gives it."""
        key, secret, name = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), secrets.token_urlsafe(24)
        self.browsers[name] = Browser(key, secret, application_server_key)
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": f"{url.rstrip('/')}/push/{name}",
            "expirationTime": None,
            "keys": {"p256dh": _text(point), "auth": _text(secret)},
        }

    async def push(self, request: Request) -> Response:
        """POST to an endpoint."""
        fault = await self.board.next()
        if (told := lie(fault)) is not None:
            return told
        if self.answers:
            status, headers = self.answers.popleft()
            return Response(status_code=status, headers=headers)
        browser = self.browsers.get(request.path_params["name"])
        if browser is None:
            return Response(status_code=404)
        if browser.state != 201:
            return Response(status_code=browser.state)
        wrong = _wrong(request, browser) or _wrong_body(request, await request.body())
        if wrong is not None:
            return Response(wrong[1], wrong[0])
        try:
            content = http_ece.decrypt(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                await request.body(), private_key=browser.key, auth_secret=browser.secret, version="aes128gcm"
            )
        except http_ece.ECEException:
            content = b'"this browser cannot read it"'
        headers = {name: request.headers.get(name) for name in ("ttl", "urgency", "topic")}
        browser.got.append({"headers": headers, "content": json.loads(content) if content else None})
        return Response(status_code=201, headers={"Location": f"{request.url}/{len(browser.got)}"})

    async def new(self, request: Request) -> Response:
        """POST /subscribe {"applicationServerKey": ...}: a browser subscribes; not part of any live service."""
        told = await request.json()
        return JSONResponse(self.subscribe(str(request.base_url), told["applicationServerKey"]))

    async def inbox(self, request: Request) -> Response:
        """GET /push/NAME/inbox: what the browser got, decrypted."""
        browser = self.browsers.get(request.path_params["name"])
        return JSONResponse({"messages": list(browser.got) if browser else []})

    async def make_odd(self, request: Request) -> Response:
        """PUT /push/NAME/is/410: what is answered for this browser from now on; 201 is well."""
        self.browsers[request.path_params["name"]].state = int(request.path_params["status"])
        return Response(status_code=204)

    async def answer(self, request: Request) -> Response:
        """POST /answers {"status": 429, "headers": {"Retry-After": "30"}, "times": 1}: to whatever comes next."""
        told = await request.json()
        self.answers.clear()
        self.answers.extend([(told["status"], told.get("headers", {}))] * told.get("times", 1))
        return Response(status_code=204)


def _wrong(request: Request, browser: Browser) -> tuple[int, str] | None:  # noqa: PLR0911 - one a line
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    parts = [part.strip().partition("=") for part in rest.split(",")]
    said = {name: value for name, _, value in parts}
    if scheme.lower() != "vapid" or not {"t", "k"} <= said.keys():
        return 401, "no VAPID"
    if said["k"].rstrip("=") != browser.application_server_key.rstrip("="):
        return 403, "the subscription was made with another key"
    try:
        point = base64.urlsafe_b64decode(said["k"] + "=" * (-len(said["k"]) % 4))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        origin = f"{request.url.scheme}://{request.url.netloc}"
        claims = jwt.decode(said["t"], key, algorithms=["ES256"], audience=origin, options={"require": ["aud", "exp"]})
    except (ValueError, jwt.InvalidTokenError) as error:
        return 403, f"VAPID: {error}"
    if claims["exp"] - time.time() > LONGEST_TOKEN_SECONDS:
        return 403, "VAPID: exp is more than a day away"
    if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
        return 400, "VAPID: sub is a mailto: or https: URL"
    if not request.headers.get("ttl", "").isdecimal():
        return 400, "TTL"
    topic = request.headers.get("topic", "t")
    if len(topic) > 32 or not set(topic) <= _BASE64URL:
        return 400, "Topic"
    return None


def _wrong_body(request: Request, body: bytes) -> tuple[int, str] | None:
    if len(body) > MOST_BYTES:
        return 413, "too large"
    if body and request.headers.get("content-encoding") != "aes128gcm":
        return 400, "Content-Encoding"
    return None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def create_app(service: PushService) -> Starlette:
    """The service."""
    return Starlette(
        routes=[
            Route("/push/{name}", service.push, methods=["POST"]),
            Route("/push/{name}/inbox", service.inbox),
            Route("/push/{name}/is/{status:int}", service.make_odd, methods=["PUT"]),
            Route("/subscribe", service.new, methods=["POST"]),
            Route("/answers", service.answer, methods=["POST"]),
            Route("/faults", service.board.command, methods=["POST"]),
            Route("/healthz", healthy),
        ]
    )
