"""Asks Square what was in a sale: its webhooks carry the amount alone. Nobody else here speaks HTTP to a till."""

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from hub.json_body import NotJson, parse_json
from hub.purchases.model import Reason
from hub.purchases.refusals import Refusal, unreadable
from hub.purchases.square_articles import Articles, articles_of

# The amount is on disk already; articles may take their time, but no connection hangs for ever.
DEADLINE_SECONDS = 10.0
# An order of 500 lines with notes, taxes and modifiers has some megabytes.
MOST_BYTES = 8 * 1024 * 1024
_VERSION = "2026-09-16"


@dataclass(frozen=True, slots=True)
class NotReached:
    """No answer that says anything: worth asking again."""


class SquareOrders:
    """The orders of one account."""

    def __init__(self, client: httpx.AsyncClient, url: str, token: str) -> None:
        self._client = client
        self._url = f"{url.rstrip('/')}/v2/orders"
        self._headers = {"Authorization": f"Bearer {token}", "Square-Version": _VERSION}

    async def fetch(self, order_id: str) -> Articles | NotReached | Refusal:
        """What was in the order; never raises. A `Refusal` is the same now or later."""
        try:
            async with (
                asyncio.timeout(DEADLINE_SECONDS),
                self._client.stream("GET", f"{self._url}/{quote(order_id, safe='')}", headers=self._headers) as reply,
            ):
                # A wrong token is mended in the settings, a limit passes: both are asked again.
                if reply.is_client_error and reply.status_code not in {401, 403, 408, 429}:
                    return Refusal(Reason.UNREADABLE, "order", f"Square answers {reply.status_code}")
                if not reply.is_success:
                    return NotReached()
                body = bytearray()
                async for part in reply.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        return NotReached()
            told = parse_json(bytes(body))
        except (TimeoutError, httpx.HTTPError, NotJson):
            return NotReached()
        try:
            return articles_of(told)
        except ValueError as error:  # whole and JSON, and no order that can be used: it will not be another one later
            return unreadable(error)
