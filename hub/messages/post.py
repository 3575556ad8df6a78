"""The way out of messages: one POST with a deadline and a bound, and whether it can have arrived."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

DEADLINE_SECONDS = 5.0
# Apart from the rest: what has no connection has surely not arrived, and may be sent again.
CONNECT_SECONDS = 3.0
# An answer is a line or an error of a few; more is a page or a fault.
MOST_BYTES = 65_536
# Nothing was written before any of these.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; headers by lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing usable came back."""

    why: str
    may_have_arrived: bool


class MessagePost:
    """Sends requests of the push gateway, and of its token service."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer | NoAnswer:
        """POST once; never raises what a network raises, never late."""
        ours = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        timeout = httpx.Timeout(DEADLINE_SECONDS, connect=CONNECT_SECONDS)
        try:
            async with (
                asyncio.timeout(DEADLINE_SECONDS),
                self._client.stream("POST", url, content=body, headers=ours, timeout=timeout) as reply,
            ):
                read = bytearray()
                async for part in reply.aiter_raw():
                    read += part
                    if len(read) > MOST_BYTES:
                        return NoAnswer("an answer without end", may_have_arrived=True)
                found = {name.lower(): value for name, value in reply.headers.items()}
                return Answer(reply.status_code, found, bytes(read))
        except _BEFORE_SENDING as error:
            return NoAnswer(f"no connection ({type(error).__name__})", may_have_arrived=False)
        except TimeoutError:
            return NoAnswer(f"no answer within {DEADLINE_SECONDS:g} s", may_have_arrived=True)
        except httpx.HTTPError as error:
            return NoAnswer(f"no whole answer ({type(error).__name__})", may_have_arrived=True)
