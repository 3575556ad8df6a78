"""Consent notices and corrections in the shape of Segment's Tracking API, which RudderStack and Jitsu take as well."""

import base64
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hub.customers.consent_notices import ConsentNotice, Told
from hub.customers.correction import Result
from hub.customers.notice_post import NoticePost


class SegmentEvents:
    """Writes to one source with its write key."""

    name = "tracking"

    def __init__(self, post: NoticePost, url: str, write_key: str) -> None:
        self._post = post
        self._url = f"{url.rstrip('/')}/v1/batch"
        self._headers = {"authorization": "Basic " + base64.b64encode(f"{write_key}:".encode()).decode()}

    async def tell(self, notice: ConsentNotice) -> Told:
        """A consent change; every category each time, as the platform takes an absent one for a yes."""
        preferences = {purpose.value: given for purpose, given in notice.purposes.items()}
        event = {
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
        event = {
            "type": "identify",
            "messageId": secrets.token_hex(16),
            "userId": customer_ref,
            "traits": dict(traits),
            "integrations": {},
        }
        return "passed_on" if await self._send(event, at_ms) is Told.TOLD else "not_reached"

    async def _send(self, event: dict[str, Any], at_ms: int) -> Told:
        at = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
        event["timestamp"] = at
        told, _ = await self._post.post(self._url, self._headers, {"batch": [event], "sentAt": at})
        return told
