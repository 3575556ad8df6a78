"""Consent notices and corrections in the shape of Segment's Tracking API, which RudderStack and Jitsu take as well."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from hub.customers.consent_notices import ConsentNotice, Told
from hub.customers.correction import Result

# Nobody waits for this; a platform that takes longer is asked again.
DEADLINE_SECONDS = 5.0
# These may be better later; every other 4xx will say the same tomorrow.
_LATER = frozenset({401, 403, 408, 429})


class SegmentEvents:
    """Writes to one source with its write key."""

    def __init__(self, client: httpx.AsyncClient, url: str, write_key: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/v1/batch"
        self._auth = httpx.BasicAuth(write_key, "")

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
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                reply = await self._client.post(self._url, json={"batch": [event], "sentAt": at}, auth=self._auth)
        except (TimeoutError, httpx.HTTPError):
            return Told.LATER
        if reply.is_success:
            return Told.TOLD
        return Told.REFUSED if reply.is_client_error and reply.status_code not in _LATER else Told.LATER
