"""The one way out over HTTP: a question, and one bounded answer or why there is none.

Nothing passes from one question to the next: no cookie, no redirect, no session. What is asked of one customer or
platform can so never be answered with another's, and no key goes where it was not sent.
"""

import asyncio
import json
import ssl
import time
import zlib
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import IO, Any

import httpx

from hub.ground.health.metric import Timings
from hub.ground.http.json_body import parse_plain
from hub.ground.http.retry_after import retry_after

# Every sort of question is bounded where it is asked; all of them together stay below the descriptors of a process.
MOST_CONNECTIONS = 400
# Each is a line of /metrics.
MOST_HOSTS = 50
# Of the deadline, to connect in: what has no connection by then would have no answer either.
CONNECT_SHARE = 0.6
# Read in pieces of this size, so that a packed answer is unpacked no further than it may be read.
_PIECE_BYTES = 65_536
# A download may take minutes, and a connection no more than this.
_CONNECT_SECONDS = 30.0
# As httpx has it.
_IDLE_SECONDS = 5.0
# A service of HTTP/2 wants one connection kept (Apple takes many new ones for an attack); a router in between forgets a
# silent one after a minute or more, and what is then sent on it gets no answer.
_HTTP2_IDLE_SECONDS = 45.0
# What a refusal says of itself is a page.
_MOST_IN_MEMORY = 200_000_000
_HEADERS = {"Accept": "application/json, */*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "goddag-hub"}
# With gzip's header or zlib's, whichever it is.
_EITHER_HEADER = 32 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a question may take, until the last byte of its answer, and how much of that is read."""

    deadline_seconds: float
    most_bytes: int


class Why(StrEnum):
    """Why there is no answer."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"
    """It answered something that is not HTTP, or hung up within a success."""
    UNSENDABLE = "unsendable"
    """The address, a header or the body is none that can be sent: nothing left the hub."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing that says anything."""

    why: Why
    may_have_arrived: bool = True
    """Whether it may have been taken all the same: surely not before there was a connection."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    is_whole: bool
    """Whether `body` is all there was to say: it was not longer than allowed, nor cut off."""

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def retry_after_seconds(self) -> float | None:
        """How long it asked to be left alone, if it did."""
        return retry_after(self.headers.get("retry-after", ""), time.time())

    def json(self) -> Any:
        """The body as JSON. Raises `ValueError` for anything but one whole document."""
        if not self.is_whole:
            raise ValueError("the answer is longer than is read")
        return parse_plain(self.body)


class Outgoing:
    """Asks. Whoever has one can reach any address, so each user keeps to those of the settings."""

    def __init__(self, client: httpx.AsyncClient, new_http2: Callable[[], httpx.AsyncClient] | None = None) -> None:
        """`new_http2` makes a client that speaks HTTP/2 alone; it is called when something is first asked that way."""
        self._client = client
        self._new_http2 = new_http2 or (lambda: _client(http2=True))
        self._http2: httpx.AsyncClient | None = None
        self.answers: Counter[tuple[str, str]] = Counter()
        """By host and what came: the first digit of the status, or why nothing did."""
        self.took: dict[str, Timings] = {}
        """How long it took, by host."""

    async def ask(
        self,
        method: str,
        url: str,
        limits: Limits,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Answer | NoAnswer:
        """Ask once. Never raises what a network, an answer or a setting can cause, and is never late.

        `body` is sent as it is if it is bytes, and otherwise as JSON.
        """
        try:
            content, kind = _content(body)
            said = httpx.Headers(kind)
            said.update(headers or {})
            # Apart from the rest: what has no connection has surely not arrived.
            timeout = httpx.Timeout(None, connect=CONNECT_SHARE * limits.deadline_seconds)
            request = self._client.build_request(
                method, url, params=query, content=content, headers=said, timeout=timeout
            )
        except (httpx.InvalidURL, ValueError, TypeError):  # also what is no text: UnicodeEncodeError
            return NoAnswer(Why.UNSENDABLE, may_have_arrived=False)
        return await self._counted(request, limits)

    async def ask_at(
        self, address: str, url: str, limits: Limits, headers: Mapping[str, str], counted_as: str
    ) -> Answer | NoAnswer:
        """GET from that IP address, whatever the name in `url` leads to now; a certificate is held to the name."""
        try:
            named = httpx.URL(url)
            timeout = httpx.Timeout(None, connect=CONNECT_SHARE * limits.deadline_seconds)
            request = self._client.build_request(
                "GET",
                named.copy_with(host=address),
                headers={**headers, "Host": named.netloc.decode()},
                timeout=timeout,
                extensions={"sni_hostname": named.host},
            )
        except (httpx.InvalidURL, ValueError, TypeError):
            return NoAnswer(Why.UNSENDABLE, may_have_arrived=False)
        return await self._counted(request, limits, counted_as=counted_as)

    async def ask_http2(
        self, url: str, limits: Limits, headers: Mapping[str, str], body: bytes, *, anew: bool = False
    ) -> Answer | NoAnswer:
        """POST the same way over HTTP/2, which some services speak alone; `anew`: on a connection of its own."""
        if anew:
            async with self._new_http2() as client:
                return await self._posted(client, url, limits, headers, body)
        if self._http2 is None:
            self._http2 = self._new_http2()
        return await self._posted(self._http2, url, limits, headers, body)

    async def _posted(
        self, client: httpx.AsyncClient, url: str, limits: Limits, headers: Mapping[str, str], body: bytes
    ) -> Answer | NoAnswer:
        try:
            timeout = httpx.Timeout(None, connect=CONNECT_SHARE * limits.deadline_seconds)
            request = client.build_request("POST", url, content=body, headers=dict(headers), timeout=timeout)
        except (httpx.InvalidURL, ValueError, TypeError):
            return NoAnswer(Why.UNSENDABLE, may_have_arrived=False)
        return await self._counted(request, limits, client=client)

    async def aclose(self) -> None:
        """Close what was opened here."""
        if self._http2 is not None:
            await self._http2.aclose()

    async def download(
        self, url: str, limits: Limits, to: IO[bytes], headers: Mapping[str, str] | None = None
    ) -> Answer | NoAnswer:
        """Ask for a document and write it to a file as it comes, packed as it is; the answer's `body` is then empty."""
        try:
            timeout = httpx.Timeout(None, connect=min(CONNECT_SHARE * limits.deadline_seconds, _CONNECT_SECONDS))
            request = self._client.build_request("GET", url, headers=dict(headers or {}), timeout=timeout)
        except (httpx.InvalidURL, ValueError, TypeError):
            return NoAnswer(Why.UNSENDABLE, may_have_arrived=False)
        return await self._counted(request, limits, to)

    async def _counted(
        self,
        request: httpx.Request,
        limits: Limits,
        to: IO[bytes] | None = None,
        client: httpx.AsyncClient | None = None,
        counted_as: str = "",
    ) -> Answer | NoAnswer:
        # Addresses are those of the settings, and few; whatever else there may be is one more.
        host = counted_as or request.url.host
        host = host if host in self.took or len(self.took) < MOST_HOSTS else "others"
        began = time.monotonic()
        answer = await self._send(client or self._client, request, limits, to)
        self.took.setdefault(host, Timings()).add(time.monotonic() - began)
        self.answers[host, f"{answer.status // 100}xx" if isinstance(answer, Answer) else answer.why.value] += 1
        return answer

    async def _send(
        self, client: httpx.AsyncClient, request: httpx.Request, limits: Limits, to: IO[bytes] | None
    ) -> Answer | NoAnswer:
        said: httpx.Response | None = None
        try:
            async with asyncio.timeout(limits.deadline_seconds):
                said = await client.send(request, stream=True)
                try:
                    if to is not None and said.is_success:
                        body, is_whole = b"", await _keep(said, limits.most_bytes, to)
                    else:
                        body, is_whole = await _read(said, min(limits.most_bytes, _MOST_IN_MEMORY))
                finally:
                    await said.aclose()
            return _answer(said, body, is_whole=is_whole)
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol):
            return NoAnswer(Why.UNSENDABLE, may_have_arrived=False)
        except (httpx.ConnectTimeout, httpx.PoolTimeout):
            return NoAnswer(Why.TIMEOUT, may_have_arrived=False)
        except (httpx.ConnectError, httpx.ProxyError):
            return NoAnswer(Why.UNREACHABLE, may_have_arrived=False)
        except (TimeoutError, httpx.TimeoutException):
            why = Why.TIMEOUT
        except (httpx.RemoteProtocolError, httpx.DecodingError, zlib.error):
            why = Why.BROKEN
        except httpx.HTTPError:
            why = Why.UNREACHABLE
        # A refusal has been said, whatever becomes of the page that explains it.
        return NoAnswer(why) if said is None or said.is_success else _answer(said, b"", is_whole=False)


@asynccontextmanager
async def open_outgoing(verify: ssl.SSLContext | bool = True) -> AsyncGenerator[Outgoing]:  # noqa: FBT001, FBT002 - httpx's name and values
    """The way out, for as long as it is open."""
    async with _client(verify) as client:
        outgoing = Outgoing(client, lambda: _client(verify, http2=True))
        try:
            yield outgoing
        finally:
            await outgoing.aclose()


def _client(verify: ssl.SSLContext | bool = True, *, http2: bool = False) -> httpx.AsyncClient:  # noqa: FBT001, FBT002 - as above
    return httpx.AsyncClient(
        verify=verify,
        headers=_HEADERS,
        # A jar that takes a cookie of nobody.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        follow_redirects=False,
        timeout=None,  # noqa: S113 - each question has one deadline over everything
        limits=httpx.Limits(
            max_connections=MOST_CONNECTIONS, keepalive_expiry=_HTTP2_IDLE_SECONDS if http2 else _IDLE_SECONDS
        ),
        http1=not http2,
        http2=http2,
    )


def _content(body: object) -> tuple[bytes | None, dict[str, str]]:
    if body is None:
        return None, {}
    if not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return body, {"Content-Type": "application/json"}


async def _read(said: httpx.Response, most_bytes: int) -> tuple[bytes, bool]:
    """As much of a body as is allowed, and whether that is all of it. It is unpacked here, within the same limit."""
    packing = said.headers.get("content-encoding", "identity").strip().lower()
    unpack = _Unpacking() if packing in {"gzip", "x-gzip", "deflate"} else None
    if unpack is None and packing not in {"identity", ""}:
        raise httpx.DecodingError(f"packed as {packing[:20]}, which was not asked for", request=said.request)
    body = bytearray()
    async for piece in said.aiter_raw(_PIECE_BYTES):
        body += unpack.next(piece, most_bytes + 1 - len(body)) if unpack else piece
        if len(body) > most_bytes:
            return bytes(body[:most_bytes]), False
    return bytes(body), unpack is None or unpack.is_at_an_end


async def _keep(said: httpx.Response, most_bytes: int, to: IO[bytes]) -> bool:
    """Write a body to a file; whether that is all of it."""
    kept = 0
    async for piece in said.aiter_raw(_PIECE_BYTES):
        kept += len(piece)
        if kept > most_bytes:
            return False
        to.write(piece)
    to.flush()
    return True


class _Unpacking:
    """Of gzip or zlib, and no further than asked. Gzip may come in several members (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_EITHER_HEADER)

    @property
    def is_at_an_end(self) -> bool:
        return self._member.eof

    def next(self, piece: bytes, most_bytes: int) -> bytes:
        """Raises `zlib.error`. `most_bytes` is one or more: zero would be no limit to zlib."""
        found = self._member.decompress(piece, most_bytes)
        while self._member.eof and (rest := self._member.unused_data) and len(found) < most_bytes:
            self._member = zlib.decompressobj(_EITHER_HEADER)
            found += self._member.decompress(rest, most_bytes - len(found))
        return found


def _answer(said: httpx.Response, body: bytes, *, is_whole: bool) -> Answer:
    return Answer(said.status_code, {name.lower(): value for name, value in said.headers.items()}, body, is_whole)
