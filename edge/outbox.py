"""What was heard, kept until the hub has it. The event loop never waits for the disk: one thread does.

Each event gets its `(boot_id, seq)` here, is committed with others, and leaves only by the hub's acknowledgement.
While the disk takes nothing, events are handed out from memory: one that the hub acknowledges need never be written.
"""

import asyncio
import contextlib
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
# What the hub has is deleted together with the next events that are written; alone, after this long.
ACK_SECONDS = 2.0
# A full or dying disk is tried again at this pace.
RETRY_SECONDS = 1.0
# A write that takes longer is a disk that hangs; customers do not wait for it.
STUCK_SECONDS = 2.0
# What the hub has must not stay on a disk that may be stolen; once a minute spares the SD card.
TIDY_SECONDS = 60.0
# A disk that was full, or not there, is looked at more often.
CRAMPED_SECONDS = 3.0
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
        self._dropped_unwritten_beacons = 0
        self._last_seq = 0
        self._disk_works = True
        self._stuck = False
        self._oldest_known = 1
        self._tidied_at = 0.0
        self._deleted = False
        self._timer: asyncio.TimerHandle | None = None
        self._tidy_timer: asyncio.TimerHandle | None = None
        self.recoveries = 0
        """How often the disk took something again after it had not."""
        self.committed_seq = 0
        """Everything of this boot up to here is on disk, or was."""
        self.on_commit: Callable[[], None] = lambda: None
        """Called when there is more to publish; must return at once."""

    @property
    def boot_id(self) -> BootId:
        return self._store.boot_id

    @property
    def folder(self) -> Path:
        return self._store.path.parent

    @property
    def events(self) -> int:
        """Held, on disk and waiting for it."""
        return self._store.events + len(self._pending)

    @property
    def held_bytes(self) -> int:
        return self._store.held_bytes

    @property
    def waiting(self) -> int:
        """Events that the radio's callback left and the disk has not taken yet; bounded, the oldest go first."""
        return len(self._pending)

    @property
    def dropped_waiting(self) -> int:
        """Events given up before the disk took them."""
        return self._dropped_unwritten

    @property
    def dropped(self) -> int:
        """Events given up since the start."""
        return self._store.dropped + self._dropped_unwritten

    @property
    def dropped_beacons(self) -> int:
        """Those of them that were beacons' sightings."""
        return self._store.dropped_beacons + self._dropped_unwritten_beacons

    @property
    def writable(self) -> bool:
        """Whether the disk takes what it is given."""
        return self._disk_works and not self._store.in_memory

    @property
    def ready_seq(self) -> int:
        """Everything of this boot up to here may be published: it is on disk, or the disk takes nothing."""
        if self._disk_works or not self._pending:
            return self.committed_seq
        return max(self.committed_seq, self._pending[-1].through_seq)

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
        if not self._disk_works:
            self.on_commit()

    def acknowledge(self, boot_id: BootId, contiguous_seq: int) -> None:
        """Forget what the hub has: at once in memory, with the next commit on disk."""
        self._acks[boot_id] = max(contiguous_seq, self._acks.get(boot_id, 0))
        if boot_id == self.boot_id:
            self._forget_pending(contiguous_seq)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(ACK_SECONDS, self._wake.set)

    async def give_up(self, boot_id: BootId, first: int, last: int) -> None:
        """Leave a gap where the hub refuses what it is sent. Raises `OutboxUnavailable`."""
        await self._in_thread(lambda: self._store.apply(Work(given_up=((boot_id, first, last),))))

    async def held(self) -> list[Held]:
        """Every boot that has something to publish, this one first, then newest first. Raises `OutboxUnavailable`.

        While the disk does not answer, only what is in memory: see `recoveries`.
        """
        waiting, ready = self._waiting(), self.ready_seq
        found: list[Held] = []
        try:
            found = await self._in_thread(self._store.held)
        except OutboxUnavailable:
            if not waiting:
                raise
        if not waiting:
            return found
        own = next((h for h in found if h.boot_id == self.boot_id), None)
        oldest = min(waiting[0].seq, own.oldest_seq) if own else waiting[0].seq
        return [Held(self.boot_id, oldest, ready), *(h for h in found if h.boot_id != self.boot_id)]

    async def oldest_seq(self, boot_id: BootId) -> int | None:
        """The lowest seq of that boot still held. Raises `OutboxUnavailable`."""
        if boot_id != self.boot_id:
            return await self._in_thread(lambda: self._store.oldest_seq(boot_id))
        if self._stuck:
            return self._oldest_known
        # Before the disk is asked: what is written meanwhile is found there, too.
        waiting = [self._pending[0].seq] if self._pending else []
        on_disk = await self._in_thread(lambda: self._store.oldest_seq(boot_id))
        found = [*waiting, *([] if on_disk is None else [on_disk])]
        if not found:
            return None
        self._oldest_known = max(self._oldest_known, min(found))
        return min(found)

    async def read(self, boot_id: BootId, first: int, last: int, max_bytes: int, max_rows: int) -> list[Row]:
        """Publishable rows in order. Raises `OutboxUnavailable`."""
        waiting = self._waiting() if boot_id == self.boot_id else []
        rows: list[Row] = []
        if boot_id != self.boot_id or first <= self.committed_seq:
            rows = await self._in_thread(lambda: self._store.read(boot_id, first, last, max_bytes, max_rows))
        size = sum(len(row.body) + 1 for row in rows)
        for row in waiting:
            if not first <= row.seq <= last or (rows and row.seq != rows[-1].through_seq + 1):
                continue
            size += len(row.body) + 1
            if rows and (size > max_bytes or len(rows) == max_rows):
                break
            rows.append(row)
        return rows

    def _waiting(self) -> list[Row]:
        """What is handed out from memory: nothing while the disk works."""
        return [] if self._disk_works else list(self._pending)

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
        if self._tidy_timer is not None:
            self._tidy_timer.cancel()
        await self._commit()

    async def _commit(self) -> bool:
        rows = tuple(self._pending)
        work = Work(rows, tuple(self._acks.items()))
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not (work.rows or work.acks):
            return True
        writing = asyncio.ensure_future(self._in_thread(lambda: self._store.apply(work), even_if_stuck=True))
        done, _ = await asyncio.wait({writing}, timeout=STUCK_SECONDS)
        if not done:
            self._stuck = True
            self._lost_the_disk("the disk does not answer")
        try:
            await writing
        except OutboxUnavailable as error:
            self._lost_the_disk(str(error))
            return False
        finally:
            self._stuck = False
        self._forget(work)
        self._deleted = self._deleted or bool(work.acks)
        if rows:
            self.committed_seq = max(self.committed_seq, rows[-1].through_seq)
        if not self._disk_works:
            log.info("outbox_writes_again")
            self._disk_works = True
            self.recoveries += 1
        self.on_commit()
        return True

    def _lost_the_disk(self, why: str) -> None:
        if self._disk_works:
            log.error("outbox_cannot_write", error=why, waiting=len(self._pending))
            self._disk_works = False
        self.on_commit()

    async def _tidy(self) -> None:
        """Take delivered events out of the write-ahead log, too, and look after the disk."""
        cramped = self._store.cramped
        if not (self._deleted or cramped):
            return
        now = asyncio.get_running_loop().time()
        due = self._tidied_at + (CRAMPED_SECONDS if cramped else TIDY_SECONDS)
        if now < due:
            if self._tidy_timer is not None:
                self._tidy_timer.cancel()
            self._tidy_timer = asyncio.get_running_loop().call_at(due, self._wake.set)
            return
        self._tidied_at = now
        self._deleted = False
        was_in_memory = self._store.in_memory
        with contextlib.suppress(OutboxUnavailable):
            await self._in_thread(self._store.tidy)
        if was_in_memory and not self._store.in_memory:
            log.info("outbox_writes_again")

    def _forget(self, work: Work) -> None:
        """Take what was committed off the queues; more may have come in the meantime, and some been shed."""
        if work.rows:
            self._forget_pending(work.rows[-1].through_seq)
        for boot_id, seq in work.acks:
            if self._acks.get(boot_id) == seq:
                del self._acks[boot_id]

    def _forget_pending(self, through: int) -> None:
        while self._pending and self._pending[0].through_seq <= through:
            self._pending.popleft()
        if self._pending and self._pending[0].seq <= through:  # a gap that grew over rows being committed or sent
            gap = self._pending.popleft()
            self._pending.extendleft(reversed(gap_rows(through + 1, gap.through_seq, "outbox_full")))

    def _shed(self) -> None:
        """Turn the older half of what waits for a disk that takes nothing into one gap."""
        half = [self._pending.popleft() for _ in range(len(self._pending) // 2)]
        self._dropped_unwritten += sum(not row.is_gap for row in half)
        self._dropped_unwritten_beacons += sum(row.is_beacon for row in half)
        self._pending.extendleft(reversed(gap_rows(half[0].seq, half[-1].through_seq, "outbox_full")))

    async def _in_thread(self, call: Callable[[], R], *, even_if_stuck: bool = False) -> R:
        if self._stuck and not even_if_stuck:
            raise OutboxUnavailable("the disk does not answer")
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
