"""Consent notices and corrections to Segment's Tracking API and the two that speak it as well."""

import secrets
from collections.abc import Mapping
from typing import assert_never

from hub.ground.health.heard import CHECK_KEY
from hub.ground.health.light import Light
from hub.ground.words.phrase import phrase
from hub.knowledge.customers.consent_notices import ConsentNotice, NoticeResult
from hub.knowledge.customers.correction import Result
from hub.knowledge.exports.answers import BatchAccepted, BatchRefused, Later, Locked
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.sink import Payload
from hub.knowledge.exports.tracking import TrackingApi, iso


class TrackingNotices:
    """Writes to one source."""

    name = "tracking"

    def __init__(self, post: Post, api: TrackingApi, corrections: Light | None = None) -> None:
        """`corrections`: the light of what customers correct; that of consents is with whoever tells them."""
        self._light = corrections or Light("corrections")
        self._post = post
        self._api = api

    async def tell(self, notice: ConsentNotice) -> NoticeResult:
        """A consent change; every category each time, as the platform takes an absent one for a yes."""
        preferences = {purpose.value: given for purpose, given in notice.purposes.items()}
        event: Payload = {
            "type": "track",
            "event": "Segment Consent Preference Updated",
            "messageId": notice.message_id,
            "userId": notice.customer_ref,
            "properties": {},
            "context": {"consent": {"categoryPreferences": preferences}},
            "integrations": {},
        }
        return await self._send(event, notice.at_ms)

    async def correct(self, customer_ref: str, traits: Mapping[str, str], at_ms: int) -> Result:
        """An `identify` call with what the customer says is right."""
        event: Payload = {
            "type": "identify",
            "messageId": secrets.token_hex(16),
            "userId": customer_ref,
            "traits": dict(traits),
            "integrations": {},
        }
        told = await self._send(event, at_ms)
        match told:
            case NoticeResult.TOLD:
                self._light.works()
                return "passed_on"
            case NoticeResult.MISCONFIGURED:
                self._light.stops(phrase("health-why-refuses-us"), CHECK_KEY)
            case NoticeResult.REFUSED:
                self._light.refuses()
            case NoticeResult.LATER | NoticeResult.NOTHING_TO_TELL:
                self._light.waits(phrase("health-why-away"))
            case _:
                assert_never(told)
        return "not_reached"

    async def _send(self, event: Payload, at_ms: int) -> NoticeResult:
        reply = await self._post.post(self._api.request([event | {"timestamp": iso(at_ms)}], at_ms))
        if reply is None:
            return NoticeResult.LATER
        verdict = self._api.verdict(reply, at_ms)
        match verdict:
            case BatchAccepted():
                return NoticeResult.TOLD
            case Later():
                return NoticeResult.LATER
            case Locked():
                return NoticeResult.MISCONFIGURED
            case BatchRefused():
                return NoticeResult.REFUSED
            case _:
                assert_never(verdict)
