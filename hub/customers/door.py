"""The way out to sources of customer data: one question, one bounded answer in JSON, or why there is none."""

import json as json_text
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from hub.customers.connector import Failed
from hub.customers.port import SourceStatus

# One trait of a megabyte costs that trait, not the card; ten megabytes of anything are a fault, and parsing them would
# stall every card.
MOST_BYTES = 2_000_000


class Door:
    """Asks over HTTP. Follows no redirect: an answer from elsewhere is not the source's, and would get its key."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Any | Failed:
        """The parsed body of a 200, else why not. Never raises what a network or a broken answer raises."""
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        try:
            async with self._client.stream(method, url, params=query, json=body, headers=headers) as reply:
                if reply.status_code != 200:
                    return _failed(reply)
                raw = bytearray()
                async for part in reply.aiter_bytes():
                    raw += part
                    if len(raw) > MOST_BYTES:
                        return Failed(SourceStatus.BAD_REPLY)
        except httpx.TimeoutException:
            return Failed(SourceStatus.TIMEOUT)
        except (httpx.RemoteProtocolError, httpx.DecodingError):
            return Failed(SourceStatus.BAD_REPLY)
        except (httpx.HTTPError, httpx.InvalidURL):
            return Failed(SourceStatus.UNREACHABLE)
        return _parsed(raw)


@asynccontextmanager
async def open_door() -> AsyncGenerator[Door]:
    """A door of its own, for a command."""
    async with httpx.AsyncClient(follow_redirects=False) as client:
        yield Door(client)


def _parsed(raw: bytearray) -> Any | Failed:
    try:
        return json_text.loads(raw)
    except (ValueError, RecursionError):
        return Failed(SourceStatus.BAD_REPLY)


def _failed(reply: httpx.Response) -> Failed:
    match reply.status_code:
        case 401 | 403:
            return Failed(SourceStatus.AUTH)
        case 204 | 404 | 410:
            return Failed(SourceStatus.NOT_FOUND)
        case 429 | 503 if "retry-after" in reply.headers:
            return Failed(SourceStatus.PACED, retry_after(reply.headers["retry-after"]))
        case 429:
            return Failed(SourceStatus.PACED)
        case _:
            return Failed(SourceStatus.BAD_REPLY)


def retry_after(text: str) -> float | None:
    """Seconds of a Retry-After (RFC 9110, 10.2.3): a number of seconds or a date; None for anything else."""
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
