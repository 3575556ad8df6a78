"""Pictures of articles: the hub fetches each once, so that no handheld tells anybody what staff look at."""

import asyncio
import hashlib
import socket
import sys
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from hub.ground.errors import DatabaseDamaged, DatabaseFailed
from hub.ground.health.heard import http, no_answer
from hub.ground.health.light import Light
from hub.ground.http.outgoing import Answer, Limits, NoAnswer, Outgoing
from hub.knowledge.catalogue.image_address import allowed, place_of, redirected
from hub.knowledge.catalogue.image_store import ImageStore

FETCH = Limits(deadline_seconds=10.0, most_bytes=8_000_000)
# From http to https, from a shop's name to where its pictures lie.
_MOST_REDIRECTS = 3
_DRAW_SECONDS = 20.0
_NAME_SECONDS = 5.0
_MOST_KNOWN, _MOST_WAITING, _AT_ONCE = 20_000, 400, 2
# A shop that has nothing there today may have it tomorrow; one that is away is back sooner.
_FRESH_MS, _REFUSED_MS, _AWAY_MS = 7 * 24 * 3_600_000, 6 * 3_600_000, 10 * 60_000
_ACCEPT = {"Accept": "image/webp, image/jpeg, image/png, image/gif"}
# How files of pictures begin. An SVG or a page begins otherwise, whatever its sender calls it.
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"RIFF")

log = structlog.get_logger()


class Outcome(StrEnum):
    """What became of a picture."""

    KEPT = "kept"
    AWAY = "away"
    REFUSED_THERE = "refused_there"
    FORBIDDEN = "forbidden"
    """It lies in a private network, or where no picture may lie."""
    TOO_LARGE = "too_large"
    NO_PICTURE = "no_picture"


class Awaited:
    """It is being fetched."""


AWAITED = Awaited()
Resolve = Callable[[str, int], Awaitable[list[str]]]
Draw = Callable[[bytes], Awaitable[bytes | None]]


async def resolved(host: str, port: int) -> list[str]:
    """All addresses of a name; none where it has none."""
    with suppress(OSError, UnicodeError, TimeoutError):
        async with asyncio.timeout(_NAME_SECONDS):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(each[4][0]) for each in found))
    return []


async def in_a_process(picture: bytes) -> bytes | None:
    """The picture made small; None of what is no picture, or takes too long or too much memory."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub.knowledge.catalogue.thumbnail"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_DRAW_SECONDS):
            out, _ = await process.communicate(picture)
    except (TimeoutError, OSError):
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return out if process.returncode == 0 and out else None


@dataclass(slots=True)
class ArticleImages:
    """Fetches what a screen asked for, in the background, and keeps it small."""

    outgoing: Outgoing
    store: ImageStore
    light: Light
    now_ms: Callable[[], int]
    own_hosts: frozenset[str] = frozenset()
    """Hosts in the shop's own network that have its pictures."""
    resolve: Resolve = resolved
    draw: Draw = in_a_process
    limits: Limits = FETCH
    outcomes: Counter[str] = field(default_factory=Counter[str])
    _urls: OrderedDict[str, str] = field(default_factory=OrderedDict[str, str])
    _again_ms: dict[str, int] = field(default_factory=dict[str, int])
    _waiting: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING))
    _asked: set[str] = field(default_factory=set[str])

    def key(self, url: str) -> str:
        """Under which a screen may ask for that picture; empty without one. It says nothing of where it lies."""
        if not url:
            return ""
        key = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32]
        self._urls[key] = url
        self._urls.move_to_end(key)
        while len(self._urls) > _MOST_KNOWN:
            gone, _ = self._urls.popitem(last=False)
            self._again_ms.pop(gone, None)
        return key

    def picture(self, key: str) -> bytes | Awaited | None:
        """The picture, a WebP; whether it is on its way; or None where there is none to be had."""
        with suppress(DatabaseFailed):
            kept = self.store.get(key, self.now_ms())
            if kept is not None:
                if self.now_ms() - kept[1] > _FRESH_MS:
                    self._ask(key)
                return kept[0]
        return AWAITED if self._ask(key) else None

    async def run(self) -> None:
        """For as long as the hub runs."""
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(self._run())

    def waiting(self) -> int:
        """How many are asked for."""
        return len(self._asked)

    def _ask(self, key: str) -> bool:
        if key not in self._urls or self._again_ms.get(key, 0) > self.now_ms():
            return False
        if key in self._asked:
            return True
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait(key)
            self._asked.add(key)
        return key in self._asked

    async def _run(self) -> None:
        while True:
            await self.take_next()

    async def take_next(self) -> None:
        """Fetch the picture that was asked for first; waits until one is."""
        key = await self._waiting.get()
        try:
            await self._take(key)
        finally:
            self._asked.discard(key)

    async def _take(self, key: str) -> None:
        found = await self.fetch(self._urls.get(key, ""))
        outcome = found if isinstance(found, Outcome) else Outcome.KEPT
        if isinstance(found, bytes):
            self._keep(key, found)
        self.outcomes[outcome.value] += 1
        if outcome is not Outcome.KEPT:
            self._again_ms[key] = self.now_ms() + (_AWAY_MS if outcome is Outcome.AWAY else _REFUSED_MS)

    def _keep(self, key: str, picture: bytes) -> None:
        try:
            try:
                self.store.put(key, picture, self.now_ms())
            except DatabaseDamaged:
                self.store.begin_again()
                self.store.put(key, picture, self.now_ms())
        except (DatabaseFailed, OSError) as failed:
            # Asked for again at once, it would be fetched for ever.
            self._again_ms[key] = self.now_ms() + _AWAY_MS
            log.warning("a picture of an article cannot be kept", error=str(failed))

    async def fetch(self, url: str) -> bytes | Outcome:
        """The picture, small; or why not."""
        for _ in range(_MOST_REDIRECTS + 1):
            place = place_of(url)
            if place is None:
                return Outcome.FORBIDDEN
            address = allowed(await self.resolve(*place), is_ours=place[0] in self.own_hosts)
            if address is None:
                return Outcome.FORBIDDEN
            # At the address that was looked at: the name may lead elsewhere a moment later.
            answer = await self.outgoing.ask_at(address, url, self.limits, _ACCEPT, "images")
            if isinstance(answer, Answer) and 300 <= answer.status < 400:
                url = redirected(url, answer.headers.get("location", ""))
                continue
            return await self._drawn(answer)
        return Outcome.REFUSED_THERE

    async def _drawn(self, answer: Answer | NoAnswer) -> bytes | Outcome:
        if isinstance(answer, NoAnswer):
            self.light.waits(no_answer(answer.why))
            return Outcome.AWAY
        if answer.status >= 500 or answer.status == 429:
            self.light.waits(http(answer.status))
            return Outcome.AWAY
        if not answer.is_success:
            self.light.refuses(f"HTTP {answer.status}")
            return Outcome.REFUSED_THERE
        if not answer.is_whole:
            return Outcome.TOO_LARGE
        small = await self.draw(answer.body) if answer.body.startswith(_BEGINNINGS) else None
        if small is None:
            self.light.refuses("no picture")
            return Outcome.NO_PICTURE
        self.light.works()
        return small
