"""Firebase Cloud Messaging, HTTP v1: one message for one registration token."""

import json
import time

from hub.ground.journal import VisitId
from hub.service.messages.app_message import AppMessage, fitted
from hub.service.messages.credentials import Credentials, NoToken
from hub.service.messages.fcm_answers import verdict
from hub.service.messages.gate import Gate
from hub.service.messages.post import MessagePost, NoAnswer
from hub.service.messages.verdicts import Later, Stopped, Unknown, Verdict
from hub.trust.members.push_address import PushKind
from hub.trust.members.repository import MemberDevice

# Of FCM, for everything but the token; less is sent, so that what it counts otherwise than we do fits as well.
MOST_BYTES = 4000
# Of RFC 8030, section 5.4.
LONGEST_TOPIC = 32


class FcmChannel:
    """One Firebase project."""

    def __init__(self, post: MessagePost, url: str, project: str, credentials: Credentials, gate: Gate) -> None:
        self._door = post
        self._url = f"{url.rstrip('/')}/v1/projects/{project}/messages:send"
        self._credentials = credentials
        self._gate = gate

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gateway itself."""
        return (self._gate,)

    def gate_of(self, device: MemberDevice) -> Gate | None:
        """Every device is behind the one gateway."""
        del device
        return self._gate

    async def post(self, device: MemberDevice, message: AppMessage, visit: VisitId, ttl_seconds: int) -> Verdict:
        """Send."""
        return await self.ask(body_for(device, message, visit, ttl_seconds))

    async def try_credentials(self) -> None:
        """Get a token."""
        token = await self._credentials.bearer()
        if isinstance(token, NoToken):
            self._gate.learn(_without(token), None)

    async def ask(self, body: bytes) -> Verdict:
        """One request, once more with a new token when the old one is refused."""
        for last in (False, True):
            token = await self._credentials.bearer()
            if isinstance(token, NoToken):
                return _without(token)
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            reply = await self._door.post(self._url, headers, body)
            if isinstance(reply, NoAnswer):
                return Unknown(reply.why) if reply.may_have_arrived else Later(reply.why)
            found = verdict(reply.status, reply.headers, reply.body, time.time())
            # Refused before it was looked at: the same message goes once more with a new token.
            if last or not (isinstance(found, Stopped) and found.credentials and self._credentials.refused(token)):
                return found
        raise AssertionError("the second answer is the last")


def body_for(
    device: MemberDevice, message: AppMessage, visit: VisitId, ttl_seconds: int, *, validate_only: bool = False
) -> bytes:
    """The request. Messages of one visit replace one another, and die with it."""

    def content(told: AppMessage) -> dict[str, object]:
        notification = {"title": told.title, "body": told.body, **({"image": told.image} if told.image else {})}
        ends = int(time.time()) + ttl_seconds
        return {
            "notification": notification,
            "data": told.data(),
            "android": {"ttl": f"{ttl_seconds}s", "collapse_key": visit},
            "apns": {
                "headers": {"apns-collapse-id": visit, "apns-push-type": "alert", "apns-expiration": str(ends)},
                "payload": {"aps": {"interruption-level": "passive"}},
            },
            "webpush": {"headers": {"TTL": str(ttl_seconds), "Topic": visit[:LONGEST_TOPIC]}},
        }

    fits = fitted(message, MOST_BYTES, lambda told: _bytes(content(told)))
    target = "fid" if device.push_kind is PushKind.FID else "token"
    asked: dict[str, object] = {"message": {target: device.push_token, **content(fits)}}
    return _bytes({"validate_only": True, **asked} if validate_only else asked)


def _bytes(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _without(token: NoToken) -> Later | Stopped:
    if token.next_step is None:
        return Later(token.why, detail=token.detail)
    return Stopped(token.why, next_step=token.next_step, detail=token.detail)
