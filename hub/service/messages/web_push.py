"""Browsers' push services (RFC 8030): encrypted for the browser (RFC 8291), and signed by us (VAPID, RFC 8292)."""

import base64
import json
import os
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import http_ece  # pyright: ignore[reportMissingTypeStubs]
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.ground.journal import VisitId
from hub.service.messages.app_message import AppMessage, fitted
from hub.service.messages.gate import Gate
from hub.service.messages.post import MessagePost, NoAnswer
from hub.service.messages.verdicts import Later, PushRefused, Unknown, Verdict
from hub.service.messages.web_push_answers import web_push_verdict
from hub.trust.members.push_address import Subscription, service_of
from hub.trust.members.repository import MemberDevice
from wire.clock import Clock

# Push services take 4096 bytes, some no more than 3,000 of them; encryption adds 103.
MOST_BYTES = 2800
# RFC 8030, section 5.4.
LONGEST_TOPIC = 32
# RFC 8292: a day at most, and a clock may be wrong.
TOKEN_LIFE_SECONDS = 12 * 3600
# Hosts below a star may be many; each has a token of its own.
MOST_TOKENS = 50


class Vapid:
    """Who we are to a push service: a key that the app's page subscribed with, and where to reach the shop."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, contact: str, clock: Clock) -> None:
        """`contact`: a mailto: or https: URL of whoever runs the shop's messages."""
        self._key = key
        self._contact = contact
        self._clock = clock
        self._tokens: dict[str, tuple[str, float]] = {}

    @property
    def public_key(self) -> str:
        """What the page hands to `PushManager.subscribe` as applicationServerKey."""
        return public_text(self._key)

    def authorization(self, endpoint: str) -> str:
        """The header for one endpoint."""
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
        token, renew_at = self._tokens.get(origin, ("", 0.0))
        if not token or self._clock.mono() >= renew_at:
            if len(self._tokens) >= MOST_TOKENS:
                self._tokens.clear()
            ends = int(self._clock.wall()) + TOKEN_LIFE_SECONDS
            token = jwt.encode({"aud": origin, "exp": ends, "sub": self._contact}, self._key, algorithm="ES256")
            self._tokens[origin] = token, self._clock.mono() + TOKEN_LIFE_SECONDS / 2
        return f"vapid t={token}, k={self.public_key}"


class WebPushChannel:
    """Every push service that the settings name, each behind a gate of its own."""

    def __init__(self, post: MessagePost, vapid: Vapid, gates: Mapping[str, Gate]) -> None:
        """`gates` by service, as `push_web_hosts` names them."""
        self._door = post
        self._vapid = vapid
        self._gates = gates

    @property
    def public_key(self) -> str:
        """What pages subscribe with."""
        return self._vapid.public_key

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Of all services."""
        return tuple(self._gates.values())

    def gate_of(self, device: MemberDevice) -> Gate | None:
        """That of the service that the browser named, if it is one of ours."""
        service = service_of((device.push_token or "").partition(" ")[0], self._gates)
        return self._gates[service] if service else None

    async def post(self, device: MemberDevice, message: AppMessage, visit: VisitId, ttl_seconds: int) -> Verdict:
        """Send."""
        subscription = Subscription.of(device.push_token or "  ")
        headers = {"TTL": str(ttl_seconds), "Urgency": "normal", "Topic": visit[:LONGEST_TOPIC]}
        return await self.ask(subscription, headers, payload(message))

    async def try_credentials(self) -> None:
        """Nothing can be asked that reaches no browser; `goddag-hub push check` does what can be done."""

    async def ask(self, subscription: Subscription, headers: Mapping[str, str], content: bytes) -> Verdict:
        """One request."""
        try:
            body = encrypted(content, subscription)
        except (ValueError, http_ece.ECEException):
            return PushRefused("the keys of the subscription")
        said = {
            "Authorization": self._vapid.authorization(subscription.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **headers,
        }
        reply = await self._door.post(subscription.endpoint, said, body)
        if isinstance(reply, NoAnswer):
            return Unknown(reply.why) if reply.may_have_arrived else Later(reply.why)
        return web_push_verdict(reply.status, reply.headers, time.time())


def payload(message: AppMessage) -> bytes:
    """What the page's service worker reads."""

    def encode(told: AppMessage) -> bytes:
        image = {"image": told.image} if told.image else {}
        shown = {"title": told.title, "body": told.body, **image, **told.data()}
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()

    return encode(fitted(message, MOST_BYTES, encode))


def encrypted(
    content: bytes, subscription: Subscription, ours: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """Encrypt for one browser (RFC 8291). `ours` and `salt` are made anew for each message, but in a published example.

    Raises `ValueError` or `ECEException` for keys that are none.
    """
    key = ours or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    return http_ece.encrypt(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        content, salt=salt, private_key=key, dh=subscription.key, auth_secret=subscription.secret, version="aes128gcm"
    )


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as browsers want it: an uncompressed point in base64url."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
