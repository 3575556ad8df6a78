"""What was heard, kept until the hub has it. The event loop never waits for the disk: one thread does.

Each event gets its `(boot_id, seq)` here, is committed with others, and leaves only by the hub's acknowledgement.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import structlog

from edge.errors import OutboxUnavailable
from edge.outbox_store import Held, OutboxStore, Row, Work, gap_rows
from wire.ids import BootId, Seq
from wire.messages import BeaconSighting, TokenSighting

# An SD card likes few, larger writes, and a member at the door does not notice 50 ms.
COMMIT_SECONDS = 0.05
COMMIT_EVENTS = 100
# A full or dying disk is tried again at this pace.
RETRY_SECONDS = 1.0
# What the hub has must not stay on a disk that may be stolen; once a minute spares the SD card.
TIDY_SECONDS = 60.0
# While the disk takes nothing, this many events wait in memory: half an hour of a busy shop, about 10 MB.
MOST_PENDING = 20_000

R = TypeVar("R")

log = structlog.get_logger()


class Outbox:
    """Made by `open_outbox`; every method belongs to the event loop."""

    def __init__(self, store: OutboxStore, executor: ThreadPoolExecutor, most_pending: int = MOST_PENDING) -> None:
        self._store = store
        self._executor = executor
        self._most_pending = most_pending
        self._pending: deque[Row] = deque()
        self._acks: dict[BootId, int] = {}
        self._wake = asyncio.Event()
        self._full = asyncio.Event()
        self._dropped_unwritten = 0
        self._last_seq = 0
        self._disk_works = True
        self._tidied_at = 0.0
        self.committed_seq = 0
        """Everything of this boot up to here is on disk, or was."""
        self.on_commit: Callable[[], None] = lambda: None
        """Called after each commit; must return at once."""

    @property
    def boot_id(self) -> BootId:
        return self._store.boot_id

    @property
    def events(self) -> int:
        """Held, on disk and waiting for it."""
        return self._store.events + len(self._pending)

    @property
    def held_bytes(self) -> int:
        return self._store.held_bytes

    @property
    def dropped(self) -> int:
        """Events given up since the start."""
        return self._store.dropped + self._dropped_unwritten

    def put(self, build: Callable[[Seq], TokenSighting | BeaconSighting]) -> None:
        """Number an event and queue it for the next commit."""
        self._last_seq += 1
        event = build(Seq(self._last_seq))
        self._pending.append(Row(event.seq, event.seq, is_gap=False, body=event.model_dump_json()))
        if len(self._pending) > self._most_pending:
            self._shed()
        self._wake.set()
        if len(self._pending) >= COMMIT_EVENTS:
            self._full.set()

    def acknowledge(self, boot_id: BootId, contiguous_seq: int) -> None:
        """Forget what the hub has, with the next commit."""
        self._acks[boot_id] = max(contiguous_seq, self._acks.get(boot_id, 0))
        self._wake.set()

    async def give_up(self, boot_id: BootId, first: int, last: int) -> None:
        """Leave a gap where the hub refuses what it is sent. Raises `OutboxUnavailable`."""
        await self._in_thread(lambda: self._store.apply(Work(given_up=((boot_id, first, last),))))

    async def held(self) -> list[Held]:
        """Every boot that has something on disk, this one first, then newest first. Raises `OutboxUnavailable`."""
        return await self._in_thread(self._store.held)

    async def oldest_seq(self, boot_id: BootId) -> int | None:
        """The lowest seq of that boot still held. Raises `OutboxUnavailable`."""
        return await self._in_thread(lambda: self._store.oldest_seq(boot_id))

    async def read(self, boot_id: BootId, first: int, last: int, max_bytes: int, max_rows: int) -> list[Row]:
        """Committed rows in order. Raises `OutboxUnavailable`."""
        return await self._in_thread(lambda: self._store.read(boot_id, first, last, max_bytes, max_rows))

    async def run(self) -> None:
        """Commit for ever: at once when idle, then at most every `COMMIT_SECONDS` or `COMMIT_EVENTS`."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            if not await self._commit():
                self._wake.set()
                await asyncio.sleep(RETRY_SECONDS)
                continue
            self._full.clear()
            await self._tidy()
            if len(self._pending) < COMMIT_EVENTS:
                try:
                    async with asyncio.timeout(COMMIT_SECONDS):
                        await self._full.wait()
                except TimeoutError:
                    pass

    async def drain(self) -> None:
        """Commit what is pending, for a clean stop."""
        await self._commit()

    async def _commit(self) -> bool:
        rows = tuple(self._pending)
        work = Work(rows, tuple(self._acks.items()))
        if not (work.rows or work.acks):
            return True
        try:
            await self._in_thread(lambda: self._store.apply(work))
        except OutboxUnavailable as error:
            if self._disk_works:
                log.error("outbox_cannot_write", error=str(error), waiting=len(self._pending))  # noqa: TRY400 - the text says it all
                self._disk_works = False
            return False
        if not self._disk_works:
            log.info("outbox_writes_again")
            self._disk_works = True
        self._forget(work)
        if rows:
            self.committed_seq = max(self.committed_seq, rows[-1].through_seq)
        self.on_commit()
        return True

    async def _tidy(self) -> None:
        """Take delivered events out of the write-ahead log, too, when nothing else is held."""
        now = asyncio.get_running_loop().time()
        if self._store.events == 0 and now - self._tidied_at >= TIDY_SECONDS:
            self._tidied_at = now
            await self._in_thread(self._store.checkpoint)

    def _forget(self, work: Work) -> None:
        """Take what was committed off the queues; more may have come in the meantime, and some been shed."""
        if work.rows:
            through = work.rows[-1].through_seq
            while self._pending and self._pending[0].through_seq <= through:
                self._pending.popleft()
            if self._pending and self._pending[0].seq <= through:  # a gap that grew over rows being committed
                gap = self._pending.popleft()
                self._pending.extendleft(reversed(gap_rows(through + 1, gap.through_seq, "outbox_full")))
        for boot_id, seq in work.acks:
            if self._acks.get(boot_id) == seq:
                del self._acks[boot_id]

    def _shed(self) -> None:
        """Turn the older half of what waits for a disk that takes nothing into one gap."""
        half = [self._pending.popleft() for _ in range(len(self._pending) // 2)]
        self._dropped_unwritten += sum(not row.is_gap for row in half)
        self._pending.extendleft(reversed(gap_rows(half[0].seq, half[-1].through_seq, "outbox_full")))

    async def _in_thread(self, call: Callable[[], R]) -> R:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, call)
        except sqlite3.Error as error:
            raise OutboxUnavailable(str(error)) from error


@asynccontextmanager
async def open_outbox(path: Path, boot_id: BootId, max_bytes: int) -> AsyncGenerator[Outbox]:
    """An outbox whose file survives power cuts. Leaving commits what is pending. Raises `OutboxUnavailable`."""
    loop = asyncio.get_running_loop()
    executor = ThreadPoolExecutor(1, thread_name_prefix="outbox")
    try:
        try:
            store = await loop.run_in_executor(executor, lambda: OutboxStore(path, boot_id, max_bytes))
        except sqlite3.Error as error:
            raise OutboxUnavailable(f"{path}: {error}") from error
        outbox = Outbox(store, executor)
        try:
            yield outbox
        finally:
            await outbox.drain()
            await loop.run_in_executor(executor, store.close)
    finally:
        executor.shutdown(wait=False)
