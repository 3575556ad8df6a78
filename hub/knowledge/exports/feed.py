"""From the journal into the outbox of one sink: read in order, each entry once, whatever happens in between."""

import asyncio
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import structlog

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from hub.ground.journal import (
    ConsentWithdrawn,
    Entry,
    Journal,
    Member,
    OutcomeRecorded,
    VisitEnded,
    VisitStarted,
    ZoneEntered,
)
from hub.knowledge.exports.events import ExportEvent, exportable_events
from hub.knowledge.exports.outbox import Count, Outbox
from hub.knowledge.exports.sink import Sink, kinds_that_need, needs
from hub.place.visits.repository import Visits
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from wire.clock import Clock

# One transaction on the loop that also serves handhelds: it stays in the milliseconds.
PAGE = 50
# A full disk is mended by a person.
PAUSE_SECONDS = 5.0

log = structlog.get_logger()


class Feed:
    """Where the reading stands is committed with what was queued, so that neither is there without the other."""

    def __init__(
        self,
        db: Database,
        journal: Journal,
        ledger: ConsentLedger,
        visits: Visits,
        outbox: Outbox,
        sink: Sink,
        zones: AbstractSet[str],
    ) -> None:
        """`zones`: those that may be named outside."""
        self._db = db
        self._journal = journal
        self._ledger = ledger
        self._visits = visits
        self._outbox = outbox
        self._sink = sink
        self._zones = zones
        self._seq = outbox.read_until(sink.name, journal.last_seq())
        self.added = asyncio.Event()

    async def run(self, clock: Clock) -> None:
        """Read until the journal is closed, or cancelled."""
        while not self._journal.closed:
            try:
                read = self.take()
            except DatabaseFailed as failed:
                # Nothing of the page is kept, and all of it is read again.
                log.error("events could not be queued for export", sink=self._sink.name, why=str(failed))  # noqa: TRY400
                await clock.sleep(PAUSE_SECONDS)
                continue
            except Exception:  # what is told outside must not stop what is done inside
                log.exception("the journal could not be read for export", sink=self._sink.name)
                await clock.sleep(PAUSE_SECONDS)
                continue
            if read:
                self.added.set()
                await asyncio.sleep(0)
            else:
                await self._journal.grown_beyond(self._seq)

    def take(self) -> int:
        """Read one page; returns how many entries it had. Raises `DatabaseFailed`, and then nothing has changed."""
        page = self._journal.read(self._seq, PAGE)
        if not page:
            return 0
        with self._db.atomic():
            if sum(self._take(entry) for entry in page):
                self._outbox.make_room(self._sink.name)
            self._outbox.has_read(self._sink.name, page[-1].seq)
        self._seq = page[-1].seq
        return len(page)

    def _take(self, entry: Entry) -> int:
        try:
            with self._db.atomic():
                if isinstance(entry.event, ConsentWithdrawn):
                    self._withdrawn(entry.event.member, Purpose(entry.event.purpose))
                    return 0
                permitted = [each for each in self._told(entry) if self._may(each)]
                return self._outbox.add(self._sink.name, entry.seq, permitted)
        except DatabaseFailed:
            raise
        except Exception:  # one entry's fault must not stop all that come after it
            log.exception("an entry of the journal was not exported", seq=entry.seq, sink=self._sink.name)
            self._outbox.count(self._sink.name, Count.FAILED)
            return 0

    def _told(self, entry: Entry) -> Iterator[ExportEvent]:
        event = entry.event
        owner = self._visits.owner(event.visit) if isinstance(event, OutcomeRecorded) else None
        path: list[Entry] = []
        if isinstance(event, VisitEnded):
            about = self._journal.about(event.member, VisitStarted, ZoneEntered, VisitEnded)
            path = [each for each in about if getattr(each.event, "visit", None) == event.visit]
        return exportable_events(entry, owner, path, self._zones)

    def _may(self, told: ExportEvent) -> bool:
        """Agreed to when it happened, and not withdrawn since.

        What was learned before a withdrawal stays untold even if the member agrees again.
        """
        if told.kind not in self._sink.kinds:
            return False
        wanted = needs(self._sink, told.kind)
        return self._ledger.permission(told.member, *wanted, at_ms=told.at_ms) is not None

    def _withdrawn(self, member: Member, purpose: Purpose) -> None:
        self._outbox.withdraw(self._sink.name, member, kinds_that_need(self._sink, purpose))
        if purpose is Purpose.MEASURE:
            self._outbox.renew_client_id(member)
