"""The push gateway, in the shape of FCM HTTP v1: what may be sent now, and what became of what was sent."""

import json
import random
import time
from enum import StrEnum
from typing import assert_never

from hub.ground.health.light import Light
from hub.ground.journal import VisitId
from hub.ground.words.phrase import Phrase, phrase
from hub.service.campaigns.campaign import Text
from hub.service.messages.answers import (
    CHECK_URL,
    Later,
    PhoneGone,
    PushRefused,
    Sent,
    Stopped,
    ThirdParty,
    Unknown,
    Verdict,
    verdict,
)
from hub.service.messages.credentials import Credentials, NoToken
from hub.service.messages.post import MessagePost, NoAnswer
from hub.trust.members.repository import MemberDevice
from wire.clock import Clock

# The likely rest of a visit: a message that comes after the customer has left is worse than none.
TIME_TO_LIVE_SECONDS = 300
# What passes by itself is tried again soon, as visits are short; each time twice as long, up to a minute.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5.0, 60.0
# A gateway may ask for a long rest; by then everybody who is in the store now has left.
LONGEST_RETRY_AFTER_SECONDS = 3600.0
# A key is mended by a person: often enough to go on soon after, too seldom to look like an attack.
STOPPED_SECONDS = 60.0
# One phone may come from the test build of an app; three in a row are our settings, and the phones are not at fault.
MOST_OF_ANOTHER_PROJECT = 3
THIRD_PARTY_STEP = phrase("health-next-push-apple")


class SendResult(StrEnum):
    """What became of a message."""

    SENT = "sent"
    PHONE_GONE = "phone_gone"
    """The gateway does not know this phone any more: forget its token."""
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    """Surely not taken, through no fault of the message: it was not shown, and may be sent later in the visit."""
    UNKNOWN = "unknown"
    """No answer, or one that says nothing: it may have arrived, so it is never sent again by itself."""
    CALLED_BACK = "called_back"
    """The customer withdrew while it was under way; it may have left, and is never sent again."""


# What a customer surely has not seen.
NOT_SHOWN = frozenset({SendResult.PHONE_GONE, SendResult.REFUSED, SendResult.NOT_SENT})


class PushGateway:
    """Sends one message to one phone, unless the way is closed just now."""

    def __init__(
        self, post: MessagePost, url: str, project: str, credentials: Credentials, lights: tuple[Light, Light],
        clock: Clock,
    ) -> None:  # fmt: skip
        """`lights`: of the gateway, and of Apple's service behind it."""
        self._door = post
        self._url = f"{url.rstrip('/')}/v1/projects/{project}/messages:send"
        self._credentials = credentials
        self._light, self._apple = lights
        self._clock = clock
        self._closed_until: float | None = None
        self._pause_seconds = PAUSE_SECONDS
        self._probing = False
        self._of_another_project = 0

    @property
    def is_open(self) -> bool:
        """Whether a message may be tried now: after a pause one is, and decides for the others."""
        return self._closed_until is None or (not self._probing and self._clock.mono() >= self._closed_until)

    async def send(self, device: MemberDevice, text: Text, visit: VisitId) -> SendResult:
        """Send; at most once."""
        if not self.is_open:
            return SendResult.NOT_SENT
        self._probing = self._closed_until is not None
        try:
            found = await self._post(
                {
                    "message": {
                        "token": device.push_token,
                        "notification": {"title": text.title, "body": text.body},
                        "android": {"ttl": f"{TIME_TO_LIVE_SECONDS}s", "collapse_key": visit},
                        "apns": {
                            "headers": {"apns-collapse-id": visit, "apns-push-type": "alert"},
                            "payload": {"aps": {"interruption-level": "passive"}},
                        },
                    }
                }
            )
            if isinstance(found, Sent) and device.platform == "ios":
                self._apple.works()
            return self._learn(found)
        finally:
            self._probing = False

    async def try_credentials(self) -> None:
        """At start: what does not work is said before the first customer comes."""
        token = await self._credentials.bearer()
        if isinstance(token, NoToken):
            self._learn(_without(token))

    async def _post(self, message: dict[str, object]) -> Verdict:
        body = json.dumps(message).encode()
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

    def _learn(self, found: Verdict) -> SendResult:  # noqa: PLR0911 - one case a verdict
        if not isinstance(found, PhoneGone) or not found.other_project:
            self._of_another_project = 0
        match found:
            case Sent():
                self._well()
                return SendResult.SENT
            case PhoneGone(other_project=True):
                return self._another_project()
            case PhoneGone():
                self._well()
                return SendResult.PHONE_GONE
            case PushRefused(detail):
                self._well()
                self._light.refuses(detail)
                return SendResult.REFUSED
            case Later(why, wait_seconds, detail):
                self._light.waits(why, detail=detail)
                self._close(wait_seconds)
                return SendResult.NOT_SENT
            case Stopped(why, _, next_step, detail):
                self._stop(why, next_step or self._credentials.next_step, detail)
                return SendResult.NOT_SENT
            case ThirdParty():
                # Other phones may be behind another service: the gateway itself stays open.
                self._apple.stops(phrase("health-why-push-apple"), THIRD_PARTY_STEP, "THIRD_PARTY_AUTH_ERROR")
                return SendResult.NOT_SENT
            case Unknown(why):
                self._light.waits(why)
                self._close(None)
                return SendResult.UNKNOWN
            case _:
                assert_never(found)

    def _another_project(self) -> SendResult:
        self._of_another_project += 1
        if self._of_another_project > MOST_OF_ANOTHER_PROJECT:
            self._stop(phrase("health-why-push-other-project"), CHECK_URL, "SENDER_ID_MISMATCH")
            return SendResult.NOT_SENT
        return SendResult.PHONE_GONE

    def _well(self) -> None:
        self._light.works()
        self._closed_until, self._pause_seconds = None, PAUSE_SECONDS

    def _stop(self, why: Phrase, next_step: Phrase, detail: str) -> None:
        self._light.stops(why, next_step, detail)
        self._closed_until = self._clock.mono() + STOPPED_SECONDS

    def _close(self, wait_seconds: float | None) -> None:
        seconds = self._pause_seconds if wait_seconds is None else min(wait_seconds, LONGEST_RETRY_AFTER_SECONDS)
        self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)
        # All hubs of a chain find the gateway back at the same moment: not all in one second.
        self._closed_until = self._clock.mono() + seconds * random.uniform(1.0, 1.25)  # noqa: S311 - not a secret


def _without(token: NoToken) -> Later | Stopped:
    if token.next_step is None:
        return Later(token.why, detail=token.detail)
    return Stopped(token.why, next_step=token.next_step, detail=token.detail)
