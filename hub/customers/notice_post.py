"""The way out of consent notices and corrections: one POST with a deadline, and what its answer means."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx

from hub.customers.consent_notices import Told

# Nobody waits for this; a platform that takes longer is asked again.
DEADLINE_SECONDS = 5.0
# Unomi answers with all consents of a customer; more than this is no answer to a notice.
MOST_BYTES = 256 * 1024
# These may be better later; every other 4xx will say the same tomorrow.
_LATER = frozenset({408, 425, 429})
# Somebody has to mend the key, the contract or the address.
_LOCKED = frozenset({401, 402, 403, 404, 405, 407, 410})


class NoticePost:
    """Sends one at a time."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def post(self, url: str, headers: Mapping[str, str], body: object) -> tuple[Told, Any]:
        """What became of it, and the parsed answer to a success (None for anything but JSON). Never raises."""
        try:
            async with (
                asyncio.timeout(DEADLINE_SECONDS),
                self._client.stream("POST", url, json=body, headers=dict(headers)) as reply,
            ):
                if not reply.is_success:
                    return _unsuccessful(reply.status_code), None
                raw = bytearray()
                async for part in reply.aiter_bytes():
                    raw += part
                    if len(raw) > MOST_BYTES:
                        return Told.TOLD, None
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
            return Told.LATER, None
        try:
            return Told.TOLD, json.loads(raw)
        except (ValueError, RecursionError):
            return Told.TOLD, None


def _unsuccessful(status: int) -> Told:
    if status in _LOCKED or 300 <= status < 400:
        return Told.LOCKED
    return Told.REFUSED if 400 <= status < 500 and status not in _LATER else Told.LATER
