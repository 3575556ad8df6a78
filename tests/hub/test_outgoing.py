import asyncio
import gzip
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from hub.ground.http.outgoing import Answer, Limits, NoAnswer, Outgoing, Why, open_outgoing
from simulators.faults import DroppedResponse
from simulators.serving import free_ports, served

LIMITS = Limits(deadline_seconds=5.0, most_bytes=1000)


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    async with open_outgoing() as opened:
        yield opened


def packed(as_: str, body: bytes) -> Response:
    return Response(body, headers={"content-encoding": as_})


def busy() -> Response:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    return Response(b"", 503, headers={"retry-after": when})


ANSWERS: dict[str, Callable[[], Response]] = {
    "cookie": lambda: Response(b"{}", headers={"set-cookie": "customer_session=u-1; Path=/; Max-Age=9999"}),
    "plain": lambda: Response(b'\xef\xbb\xbf{"a": 1}'),
    "gzip": lambda: packed("gzip", gzip.compress(b'{"a": 1}')),
    "two-members": lambda: packed("gzip", gzip.compress(b'{"a"') + gzip.compress(b": 1}")),
    "deflate": lambda: packed("deflate", zlib.compress(b'{"a": 1}')),
    "half-gzip": lambda: packed("gzip", gzip.compress(b'{"a": 1}')[:-6]),
    "bomb": lambda: packed("gzip", gzip.compress(bytes(50_000_000))),
    "bombs": lambda: packed("gzip", gzip.compress(bytes(900)) * 50_000),
    "br": lambda: packed("br", b"\x0b\x02\x80{}\x03"),
    "elsewhere": lambda: RedirectResponse("/cookie", 307),
    "drops": DroppedResponse,
    "wait": busy,
    "deep": lambda: Response(b"[" * 900),
    "hangs": lambda: Response(b"{}"),
}


class Theirs:
    """A server that does what the path says, and keeps what it was sent."""

    def __init__(self) -> None:
        self.seen: list[Request] = []
        self.sent_bytes = 0
        self.hangs = asyncio.Event()

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[str]:
        async with served(Starlette(routes=[Route("/{what}", self.answer, methods=["GET", "POST"])])) as url:
            yield url
            self.hangs.set()

    async def answer(self, request: Request) -> Response:
        self.seen.append(request)
        what = request.path_params["what"]
        if what == "hangs":
            await self.hangs.wait()
        if what in {"endless", "trickles"}:
            return StreamingResponse(self._endless(request) if what == "endless" else self._trickle())
        return ANSWERS[what]()

    async def _endless(self, request: Request) -> AsyncIterator[bytes]:
        while not await request.is_disconnected():
            self.sent_bytes += 65_536
            yield bytes(65_536)

    async def _trickle(self) -> AsyncIterator[bytes]:
        yield b"{"
        await self.hangs.wait()
        yield b"}"


@pytest.fixture
async def theirs() -> AsyncIterator[tuple[Theirs, str]]:
    server = Theirs()
    async with server.serving() as url:
        yield server, url


async def test_a_cookie_is_neither_kept_nor_sent(outgoing: Outgoing, theirs: tuple[Theirs, str]) -> None:
    server, url = theirs
    for _ in range(3):
        assert isinstance(await outgoing.ask("GET", f"{url}/cookie", LIMITS), Answer)
    assert len(server.seen) == 3
    assert not any("cookie" in each.headers for each in server.seen)


async def test_a_redirect_is_an_answer_and_is_not_followed(outgoing: Outgoing, theirs: tuple[Theirs, str]) -> None:
    server, url = theirs
    answer = await outgoing.ask("GET", f"{url}/elsewhere", LIMITS, headers={"authorization": "secret"})
    assert isinstance(answer, Answer)
    assert answer.status == 307
    assert len(server.seen) == 1


@pytest.mark.parametrize("what", ["endless", "bomb", "bombs"])
async def test_no_more_is_read_or_unpacked_than_allowed(
    outgoing: Outgoing, theirs: tuple[Theirs, str], what: str
) -> None:
    server, url = theirs
    answer = await outgoing.ask("GET", f"{url}/{what}", LIMITS)
    assert isinstance(answer, Answer)
    assert (len(answer.body), answer.is_whole) == (LIMITS.most_bytes, False)
    with pytest.raises(ValueError, match="longer than is read"):
        answer.json()
    # What the kernel's buffers take, and not the gigabyte that was meant.
    assert server.sent_bytes < 50_000_000


@pytest.mark.parametrize("what", ["plain", "gzip", "two-members", "deflate"])
async def test_a_whole_answer_is_read_packed_or_not(outgoing: Outgoing, theirs: tuple[Theirs, str], what: str) -> None:
    answer = await outgoing.ask("GET", f"{theirs[1]}/{what}", LIMITS)
    assert isinstance(answer, Answer)
    assert (answer.is_success, answer.is_whole, answer.json()) == (True, True, {"a": 1})


async def test_half_of_a_packed_answer_is_not_whole(outgoing: Outgoing, theirs: tuple[Theirs, str]) -> None:
    answer = await outgoing.ask("GET", f"{theirs[1]}/half-gzip", LIMITS)
    assert isinstance(answer, Answer)
    assert not answer.is_whole


@pytest.mark.parametrize(
    ("what", "why"), [("hangs", Why.TIMEOUT), ("trickles", Why.TIMEOUT), ("drops", Why.BROKEN), ("br", Why.BROKEN)]
)
async def test_what_is_no_answer_says_why(outgoing: Outgoing, theirs: tuple[Theirs, str], what: str, why: Why) -> None:
    deadline_seconds = 0.3 if why is Why.TIMEOUT else 5.0
    assert await outgoing.ask("GET", f"{theirs[1]}/{what}", Limits(deadline_seconds, 1000)) == NoAnswer(why)


async def test_nobody_there_is_unreachable(outgoing: Outgoing) -> None:
    nobody = f"http://127.0.0.1:{free_ports(1)[0]}/"
    assert await outgoing.ask("GET", nobody, LIMITS) == NoAnswer(Why.UNREACHABLE, may_have_arrived=False)


@pytest.mark.parametrize(
    "wrong",
    [{"headers": {"authorization": "Bearer "}}, {"headers": {"authorization": "Bearer æ\n"}},
     {"headers": {"x": "a\r\nb: c"}}, {"body": {"a": float("nan")}}, {"body": {"a": "\ud800"}}, {"body": object()}],
)  # fmt: skip
async def test_what_cannot_be_sent_leaves_nothing_on_the_way(
    outgoing: Outgoing, theirs: tuple[Theirs, str], wrong: dict[str, Any]
) -> None:
    server, url = theirs
    assert await outgoing.ask("POST", f"{url}/plain", LIMITS, **wrong) == NoAnswer(
        Why.UNSENDABLE, may_have_arrived=False
    )
    assert not server.seen


@pytest.mark.parametrize("url", ["http://[::1", "ftp://x/", "http://", "x", "http://a b/", "http://x:99999/"])
async def test_an_address_that_is_none_raises_nothing(outgoing: Outgoing, url: str) -> None:
    assert isinstance(await outgoing.ask("GET", url, LIMITS), NoAnswer)


async def test_it_says_how_long_to_wait(outgoing: Outgoing, theirs: tuple[Theirs, str]) -> None:
    answer = await outgoing.ask("GET", f"{theirs[1]}/wait", LIMITS)
    assert isinstance(answer, Answer)
    assert answer.retry_after_seconds is not None
    assert 60 < answer.retry_after_seconds <= 101


async def test_an_answer_nested_without_end_is_no_json(outgoing: Outgoing, theirs: tuple[Theirs, str]) -> None:
    answer = await outgoing.ask("GET", f"{theirs[1]}/deep", LIMITS)
    assert isinstance(answer, Answer)
    with pytest.raises(ValueError):  # noqa: PT011 - either of the two that say so
        answer.json()
