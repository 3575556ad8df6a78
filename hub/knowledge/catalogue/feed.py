"""A feed by address: asked for on a schedule, downloaded only when it has changed, and imported in its own process."""

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from hub.ground.health.heard import http, no_answer
from hub.ground.health.light import Light
from hub.ground.http.outgoing import Answer, Limits, Outgoing
from hub.ground.words.phrase import phrase
from hub.knowledge.catalogue.opening import MOST_BYTES
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.worker import Job

# A shop system makes a feed of 100,000 articles while it is asked for it.
DOWNLOAD = Limits(deadline_seconds=900.0, most_bytes=MOST_BYTES)
IMPORT_SECONDS = 1800.0
# A shop that is away is asked again sooner than one that has nothing new.
TRY_AGAIN_MS = 15 * 60 * 1000
_NOT_MODIFIED, _TOO_MANY, _THEIR_FAULT = 304, 429, 500
# Beside the hub's database: a feed never takes the room that this needs.
_SHARE_OF_FREE_ROOM = 0.25
_MEND = phrase("health-next-feed-address")

log = structlog.get_logger()


@dataclass(slots=True)
class Feed:
    """One address, and when it is asked next."""

    url: str
    what: str
    """What comes from it, as an import is noted: articles, or stock."""
    job: Job
    light: Light
    due_ms: int = 0


def name_of(url: str) -> str:
    """An address as it may stand in a log: feeds carry their keys behind the ?."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


@dataclass(frozen=True, slots=True)
class FeedFetcher:
    """Fetches what is due."""

    outgoing: Outgoing
    catalogue: StoredCatalogue
    feeds: tuple[Feed, ...]
    every_ms: int
    now_ms: Callable[[], int]
    folder: Path
    limits: Limits = DOWNLOAD

    async def tick(self, _round: int) -> None:
        """Fetch each feed whose time has come, one after the other: stock joins the articles that are there."""
        for feed in self.feeds:
            if feed.due_ms <= self.now_ms():
                is_done = await self.fetch(feed)
                feed.due_ms = self.now_ms() + (self.every_ms if is_done else min(self.every_ms, TRY_AGAIN_MS))

    async def fetch(self, feed: Feed) -> bool:
        """Whether the catalogue is now what the feed says."""
        known = next((each for each in self.catalogue.imports() if each.what == feed.what), None)
        headers: dict[str, str] = {}
        if known is not None and known.source == feed.job.name:
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix="feed-", dir=self.folder) as file:
            room = int(shutil.disk_usage(self.folder).free * _SHARE_OF_FREE_ROOM)
            limits = replace(self.limits, most_bytes=min(self.limits.most_bytes, room))
            answer = await self.outgoing.download(feed.url, limits, file, headers)
            if not isinstance(answer, Answer):
                feed.light.waits(no_answer(answer.why))
                return False
            if answer.status == _NOT_MODIFIED:
                feed.light.works()
                return True
            if answer.status >= _THEIR_FAULT or answer.status == _TOO_MANY:
                feed.light.waits(http(answer.status))
                return False
            if not answer.is_success:
                feed.light.stops(http(answer.status), _MEND)
                return False
            if not answer.is_whole:
                feed.light.stops(phrase("health-why-feed-too-large", size=limits.most_bytes // 10**6), _MEND)
                return False
            return await self._import(feed, Path(file.name), answer)

    async def _import(self, feed: Feed, path: Path, answer: Answer) -> bool:
        job = replace(
            feed.job,
            path=str(path),
            now_ms=self.now_ms(),
            etag=answer.headers.get("etag", "")[:500],
            last_modified=answer.headers.get("last-modified", "")[:100],
        )
        said = await in_a_process(job)
        if "refused" in said:
            why, next_step = phrase("health-why-feed-refused"), phrase("health-next-feed-refused")
            feed.light.stops(why, next_step, str(said["refused"]))
            return False
        feed.light.works()
        log.info("a feed was imported", what=feed.what, articles=said.get("articles"))
        return True


async def in_a_process(job: Job) -> dict[str, object]:
    """What the import says of itself: `articles`, or why it `refused`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub.knowledge.catalogue.worker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(IMPORT_SECONDS):
            out, _ = await process.communicate(job.text().encode())
    except TimeoutError:
        return {"refused": f"the import has not ended within {IMPORT_SECONDS:g} s"}
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        return dict(json.loads(out))
    except ValueError:
        return {"refused": f"the import ended with code {process.returncode}: goddag-hub catalogue check FILE says why"}
