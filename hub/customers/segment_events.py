"""The consent sink in the shape of Segment's Tracking API, which RudderStack and Jitsu take as well."""

import asyncio
from datetime import UTC, datetime

import httpx

from hub.customers.consent_notices import ConsentNotice, Told

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
        at = datetime.fromtimestamp(notice.at_ms / 1000, UTC).isoformat(timespec="milliseconds")
        preferences = {purpose.value: given for purpose, given in notice.purposes.items()}
        event = {
            "type": "track",
            "event": "Segment Consent Preference Updated",
            "messageId": notice.message_id,
            "userId": notice.customer_ref,
            "timestamp": at,
            "properties": {},
            "context": {"consent": {"categoryPreferences": preferences}},
            "integrations": {},
        }
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                reply = await self._client.post(self._url, json={"batch": [event], "sentAt": at}, auth=self._auth)
        except (TimeoutError, httpx.HTTPError):
            return Told.LATER
        if reply.is_success:
            return Told.TOLD
        return Told.REFUSED if reply.is_client_error and reply.status_code not in _LATER else Told.LATER
