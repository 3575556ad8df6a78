"""Apple's push service, without Firebase in between: HTTP/2, and tokens that we sign ourselves."""

import json
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from hub.ground.journal import VisitId
from hub.service.messages.apns_answers import apns_verdict
from hub.service.messages.app_message import AppMessage, fitted
from hub.service.messages.gate import Gate
from hub.service.messages.post import MessagePost, NoAnswer
from hub.service.messages.verdicts import Dropped, Later, Stopped, Unknown, Verdict
from hub.trust.members.repository import MemberDevice
from wire.clock import Clock

# Of Apple, for an alert.
MOST_BYTES = 4096
# Apple refuses a token that is older than an hour, and one that is renewed more often than every 20 minutes.
RENEW_SECONDS = 50 * 60.0
LONGEST_COLLAPSE_ID = 64
# What a check sends to: of the length of a device token, and nobody's.
NO_DEVICE = "0" * 64


class ProviderToken:
    """Who we are to Apple: a key of a team."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, key_id: str, team: str, clock: Clock) -> None:
        self._key, self._key_id, self._team = key, key_id, team
        self._clock = clock
        self._token = ""
        self._made: float | None = None

    def bearer(self) -> str:
        """The token that counts now."""
        if self._made is None or self._clock.mono() - self._made >= RENEW_SECONDS:
            claims = {"iss": self._team, "iat": int(self._clock.wall())}
            self._token = jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._key_id})
            self._made = self._clock.mono()
        return self._token

    def refused(self) -> None:
        """Apple finds it too old: make a new one."""
        self._made = None


class ApnsChannel:
    """One app of one team."""

    def __init__(self, post: MessagePost, url: str, topic: str, token: ProviderToken, gate: Gate) -> None:
        self._door = post
        self._url = url.rstrip("/")
        self._topic = topic
        self._token = token
        self._gate = gate

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Apple's service."""
        return (self._gate,)

    def gate_of(self, device: MemberDevice) -> Gate | None:
        """Every device is behind the one service."""
        del device
        return self._gate

    async def post(self, device: MemberDevice, message: AppMessage, visit: VisitId, ttl_seconds: int) -> Verdict:
        """Send."""
        # The visit is the collapse id: a second message of a visit takes the place of the first.
        headers = {
            "apns-collapse-id": visit[:LONGEST_COLLAPSE_ID],
            "apns-expiration": str(int(time.time()) + ttl_seconds),
            "apns-id": str(uuid.uuid5(uuid.NAMESPACE_OID, message.id)),
        }
        return await self.ask(device.push_token or NO_DEVICE, headers, payload(message))

    async def try_credentials(self) -> None:
        """Nothing can be asked that reaches no phone and costs nothing; `goddag-hub push check` does it on request."""

    async def ask(self, device_token: str, headers: dict[str, str], body: bytes) -> Verdict:
        """One request; once more with a new token when Apple finds the old one expired, or when Apple is away."""
        found = await self._once(device_token, headers, body, anew=False)
        if isinstance(found, Stopped) and found.credentials:
            self._token.refused()
            return await self._once(device_token, headers, body, anew=False)
        if isinstance(found, Dropped):
            return await self._once(device_token, headers, body, anew=True)
        return found

    async def _once(self, device_token: str, headers: dict[str, str], body: bytes, *, anew: bool) -> Verdict:
        said = {
            "authorization": f"bearer {self._token.bearer()}",
            "apns-topic": self._topic,
            "apns-push-type": "alert",
            "apns-priority": "10",
            "content-type": "application/json",
            **headers,
        }
        reply = await self._door.post_http2(f"{self._url}/3/device/{device_token}", said, body, anew=anew)
        if isinstance(reply, NoAnswer):
            return Unknown(reply.why) if reply.may_have_arrived else Later(reply.why)
        return apns_verdict(reply.status, reply.body)


def payload(message: AppMessage) -> bytes:
    """What the phone gets. It shows without a sound and lights no screen: somebody in a shop is not to be startled."""

    def encode(told: AppMessage) -> bytes:
        aps: dict[str, object] = {
            "alert": {"title": told.title, "body": told.body},
            "interruption-level": "passive",
            # The app's own extension fetches the picture.
            **({"mutable-content": 1} if told.image else {}),
        }
        beside = {**told.data(), **({"image": told.image} if told.image else {})}
        return json.dumps({"aps": aps, **beside}, ensure_ascii=False, separators=(",", ":")).encode()

    return encode(fitted(message, MOST_BYTES, encode))
