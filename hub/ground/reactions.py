"""Reads the journal, and lets every part answer what happened."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from hub.ground.ground import Ground
from hub.ground.health.metric import counter, gauge
from hub.ground.health.readiness import Progress
from hub.ground.journal import Entry, Event, Journal
from hub.ground.part import Job, Part

# Each may wait for a customer data platform or a push gateway; more at once would only queue there.
AT_ONCE = 32

log = structlog.get_logger()


class Reactions:
    """What was not finished when the hub stopped is done again at the next start."""

    def __init__(self, db: Database, journal: Journal, parts: Sequence[Part]) -> None:
        """`parts` in the order of the floors: so they answer one and the same event."""
        self._db = db
        self._journal = journal
        self._parts = parts
        self._read_seq = self._saved_seq()
        self._unfinished: set[int] = set()
        self.failed = 0
        """How many answers broke, since the start."""

    async def react(self, event: Event, seq: int) -> None:
        """One event, an answer of each part that has one. All of it can be done twice without harm."""
        self._apply(event, seq)
        for part in self._parts:
            if isinstance(event, part.reacts_to):
                await part.act(event, seq)

    async def run(self) -> None:
        """React until cancelled."""
        slots = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._apply_first(self._read_seq))
            while True:
                for entry in self._journal.read(self._read_seq):
                    self._read_seq = entry.seq
                    self._unfinished.add(entry.seq)
                    await slots.acquire()
                    tasks.create_task(self._one(entry, slots))
                await self._journal.grown_beyond(self._read_seq)
                if self._journal.closed:
                    return

    def oldest_unfinished(self) -> int | None:
        """The oldest event that has not been answered; None when all are."""
        if self._unfinished:
            return min(self._unfinished)
        return self._read_seq + 1 if self._journal.last_seq() > self._read_seq else None

    @property
    def waiting(self) -> int:
        """How many events are read and not answered."""
        return len(self._unfinished)

    @property
    def behind(self) -> int:
        """How many events of the journal nobody has begun to answer."""
        return self._journal.last_seq() - self._read_seq

    def save_progress(self) -> None:
        """Remember how far everything is done."""
        done = min(self._unfinished, default=self._read_seq + 1) - 1
        if done != self._saved_seq():
            self._db.run("INSERT OR REPLACE INTO reactions VALUES (1, ?)", done)

    def _saved_seq(self) -> int:
        row = self._db.row("SELECT done_seq FROM reactions")
        return row[0] if row else 0

    async def _one(self, entry: Entry, slots: asyncio.Semaphore) -> None:
        try:
            await self.react(entry.event, entry.seq)
        except Exception:  # one customer's fault must not stop the shop
            self.failed += 1
            log.exception("a reaction failed", reacting_to=type(entry.event).__name__, seq=entry.seq)
        finally:
            self._unfinished.discard(entry.seq)
            slots.release()

    async def _apply_first(self, seq: int) -> None:
        """What ends something overtakes whatever waits for a slot, and waits for nobody outside itself."""
        told: tuple[Event, ...] = ()
        while not self._journal.closed:
            new, told = [event for event in self._journal.unwritten() if event not in told], self._journal.unwritten()
            for event in new:
                try:
                    self._apply(event, seq)
                except DatabaseFailed:
                    log.warning("a withdrawal holds and waits to be written")  # its visit ends with its entry
            for entry in self._journal.read(seq):
                seq = entry.seq
                try:
                    self._apply(entry.event, seq)
                except Exception:  # `react` tries it again; one customer's fault must not stop the shop
                    log.exception("a withdrawal has to wait", seq=seq)
            await self._journal.grown_beyond(seq, told=told)

    def _apply(self, event: Event, seq: int) -> None:
        """From the top floor down: what is shown goes before what it rests on, and one that fails spares none."""
        failed: Exception | None = None
        for part in reversed(self._parts):
            if isinstance(event, part.reacts_to):
                try:
                    part.apply(event, seq)
                except Exception as error:  # noqa: BLE001 - raised below, when every part has taken back what is its own
                    failed = failed or error
        if failed:
            raise failed


@dataclass(frozen=True, slots=True)
class ReactionsPart:
    """What the app may use."""

    part: Part
    service: Reactions


def reactions(ground: Ground, parts: Sequence[Part]) -> ReactionsPart:
    """Build the part: it lets `parts` answer, in their order."""
    service = Reactions(ground.db, ground.journal, parts)
    progress = Progress(service.oldest_unfinished, time.monotonic)
    part = Part(
        name="reactions",
        jobs=(Job(name="reactions", run=service.run, told_elsewhere="/readyz asks which event it has got to"),),
        checks={"reactions": progress},
        upkeep=lambda _now: service.save_progress(),
        metrics=(
            gauge("reactions_under_way", f"Events that are being answered; {AT_ONCE} at most", lambda: service.waiting),
            gauge("reactions_behind", "Events that nobody has begun to answer", lambda: service.behind),
            counter("reactions_failed", "Answers to events that broke, since the start", lambda: service.failed),
        ),
        save=service.save_progress,
    )
    return ReactionsPart(part, service)
