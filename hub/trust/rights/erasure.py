"""Erasing a person: the tombstone first, then every place, then an account of each."""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from hub.ground.holdings import DAY_MS, Holding
from hub.ground.journal import Journal, Member, VisitErased, VisitId
from hub.ground.words.languages import FALLBACK
from hub.ground.words.words import Words, WordsIn
from hub.trust.consents.kept_noes import ERASURE
from hub.trust.consents.ledger import ConsentLedger, Statement
from hub.trust.consents.permission import Grant
from hub.trust.consents.refusing import refuse_unwritten
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.rights.elsewhere import Accepted, CustomerErasure, ErasureRefused, Finished, NotReached
from hub.trust.rights.erasure_report import ErasureReport, ErasureRow
from hub.trust.rights.receipt import ErasureState, Receipt
from hub.trust.rights.rows_of_member import rows_of, seen_since, visits_of
from hub.trust.suppression.suppression_list import SuppressionList

# A handheld's session is half a day: older visits stand on no screen any more.
ON_A_SCREEN_MS = DAY_MS
ASK_AGAIN_MS = 15 * 1000
LOOK_AGAIN_MS = 6 * 3600 * 1000
_ERASED = Statement(text_version="", text_hash="", language="", screen="erasure", app_version="hub")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class InMemory:
    """What the running hub holds besides its files."""

    forget: Callable[[MemberRecord, frozenset[VisitId]], None]
    may_have_been_shown: Callable[[VisitId], bool]


@dataclass(frozen=True, slots=True)
class _Asked:
    record: MemberRecord
    at_ms: int
    receipt: str
    platform_spared: str | None


@dataclass(frozen=True, slots=True)
class ErasurePlaces:
    """Where somebody is erased."""

    holdings: Iterable[Holding]
    memory: InMemory
    platform: CustomerErasure


NOTHING_IN_MEMORY = InMemory(lambda _record, _visits: None, lambda _visit: True)


class Erasure:
    """Erases people from this hub, and asks the customer data platform to."""

    def __init__(
        self,
        db: Database,
        journal: Journal,
        members: Members,
        ledger: ConsentLedger,
        tombstones: SuppressionList,
        places: ErasurePlaces,
        reckoning: ErasureReport,
    ) -> None:
        self._db = db
        self._journal = journal
        self._members = members
        self._ledger = ledger
        self._tombstones = tombstones
        self._holdings = tuple(each for each in places.holdings if each.column is None and each.keys)
        self._memory = places.memory
        self._platform = places.platform
        self._reckoning = reckoning
        self._interrupted: dict[Member, _Asked] = {}

    async def erase(
        self, record: MemberRecord, now_ms: int, receipt: str | None = None, *, platform_spared: str | None = None
    ) -> Receipt:
        """Erase a person; everything in this hub is gone when this returns. `platform_spared`: why it is not asked.

        Raises `DatabaseFailed`; what was asked for is remembered then, and done as soon as it can be.
        """
        asked = _Asked(record, now_ms, receipt or secrets.token_hex(16), platform_spared)
        try:
            number = self._erase_here(asked)
        except DatabaseFailed:
            self._interrupted[record.member] = asked
            if platform_spared is None:
                # Nobody shows or uses anything of them from now on, and the next start goes on with it as well.
                refuse_unwritten(self._ledger, self._journal, record.member, [ERASURE], now_ms)
            raise
        await self._ask_platform(self._row(number), now_ms)
        return self._reckoning.receipt(self._row(number), now_ms, Words().of(FALLBACK))

    def resume(self) -> int:
        """At start, before anything is served: whoever has a tombstone is not in the database, whatever backup it is.

        Returns how many were. Raises `DatabaseFailed`.
        """
        records = {record.member: record for record in self._members.all()}
        found = self._tombstones.among(records)
        for member, stone in found.items():
            asked = _Asked(records[member], stone.at_ms, secrets.token_hex(16), None)
            # Of an erasure that was finished once there is a receipt, and the platform knows already.
            if stone.finished:
                self._remove(asked, again=True)
            else:
                self._erase_here(asked)
            log.info("somebody with a tombstone was erased from the database", finished_before=stone.finished)
        for member in self._ledger.kept.members():
            self._interrupted |= self._asked_before(member)
        # Who could not be asked in time by the last run is asked at once by this one.
        self._db.run("UPDATE erasures SET ask_at_ms = 0 WHERE customer_ref IS NOT NULL")
        self._flush()
        return len(found)

    def _asked_before(self, member: Member) -> dict[Member, _Asked]:
        """An erasure that the run before could not begin."""
        record = self._members.get(member)
        asked = [each for each in self._ledger.kept.of(member) if each.choice == ERASURE]
        return {member: _Asked(record, asked[0].at_ms, secrets.token_hex(16), None)} if record and asked else {}

    async def tick(self, now_ms: int) -> None:
        """Go on with whatever is not done yet."""
        for member, asked in list(self._interrupted.items()):
            if self._members.get(member):
                self._erase_here(asked)
            del self._interrupted[member]
        if self._db.row("SELECT 1 FROM erasures WHERE flushed = 0"):
            self._flush()
        due = self._db.rows("SELECT receipt FROM erasures WHERE ask_at_ms IS NOT NULL AND ask_at_ms <= ?", now_ms)
        for (receipt,) in due:
            await self._ask_platform(self._row(receipt), now_ms)

    def receipt(self, number: str, now_ms: int, words: WordsIn | None = None) -> Receipt | None:
        """The receipt of that number as of now; for whoever keeps the hub in English."""
        found = self._db.row("SELECT 1 FROM erasures WHERE receipt = ?", number)
        return self._reckoning.receipt(self._row(number), now_ms, words or Words().of(FALLBACK)) if found else None

    def by_state(self) -> dict[str, int]:
        """How many erasures there are, by what the platform said."""
        return dict(self._db.rows("SELECT platform_state, count(*) FROM erasures GROUP BY platform_state"))

    def _erase_here(self, asked: _Asked) -> str:
        member = asked.record.member
        # What was refused and is not written yet is to stand in the ledger as given until now.
        taken = self._ledger.kept.take(member)
        try:
            # First of all: whatever happens from here on, the next start finishes it.
            spared = asked.platform_spared is not None
            customer_ref = "" if spared else asked.record.customer_ref
            self._tombstones.erase(member, asked.at_ms, finished=spared, customer_ref=customer_ref)
            self._remove(asked)
            self._tombstones.finish(member)
        except DatabaseFailed:
            self._ledger.kept.put_back(taken)
            raise
        self._ledger.kept.remove(taken)
        self._journal.forget_unwritten(member)
        self._flush()
        return asked.receipt

    def _remove(self, asked: _Asked, *, again: bool = False) -> None:
        record, now_ms = asked.record, asked.at_ms
        visits = visits_of(self._db, self._holdings, record.member)
        recent = seen_since(self._db, self._holdings, visits, now_ms - ON_A_SCREEN_MS)
        on_a_screen = [visit for visit in sorted(recent) if self._memory.may_have_been_shown(visit)]
        removed: dict[str, int] = {}
        with self._journal.transaction():
            for purpose in sorted(self._ledger.standing(record.member, now_ms)):
                grant = Grant(record.member, purpose, granted=False, at_ms=now_ms)
                self._ledger.record(record.subject, grant, _ERASED)
            for holding in self._holdings:
                if holding.kept_after_erasure is None:
                    where, values = rows_of(holding, record, visits)
                    removed[holding.table] = self._db.run(f"DELETE FROM {holding.table} WHERE {where}", *values)
            for visit in on_a_screen:
                self._journal.append(VisitErased(visit), now_ms)
            if not again:
                self._write_receipt(asked, removed)
        self._memory.forget(record, visits)

    def _write_receipt(self, asked: _Asked, removed: dict[str, int]) -> None:
        if asked.platform_spared is None:
            platform = asked.record.customer_ref, ErasureState.PENDING, "not-asked", asked.at_ms + ASK_AGAIN_MS
        else:
            platform = None, ErasureState.REFUSED, asked.platform_spared, None
        self._db.run(
            "INSERT INTO erasures (receipt, at_ms, removed, customer_ref, platform_state, platform_detail, ask_at_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            asked.receipt,
            asked.at_ms,
            json.dumps(removed),
            *platform,
        )

    def _flush(self) -> None:
        """Rows that were deleted are overwritten in the log as well; while somebody reads, `tick` tries again."""
        if self._db.flush():
            self._db.run("UPDATE erasures SET flushed = 1 WHERE flushed = 0")

    async def _ask_platform(self, row: ErasureRow, now_ms: int) -> None:
        if row.customer_ref is not None:
            answer = await self._platform.erase(row.customer_ref)
        elif row.reference is not None:
            answer = await self._platform.progress(row.reference)
        else:
            return
        match answer:
            case Accepted(reference):
                row = row.settled(ErasureState.PENDING, "taken", reference, now_ms + LOOK_AGAIN_MS)
            case Finished(how):
                row = row.settled(ErasureState.DONE, how, None, None)
            case ErasureRefused(why):
                row = row.settled(ErasureState.REFUSED, why, None, None)
            case NotReached():
                row = row.unanswered(now_ms + ASK_AGAIN_MS)
        self._db.run(
            "UPDATE erasures SET customer_ref = ?, reference = ?, platform_state = ?, platform_detail = ?,"
            " ask_at_ms = ? WHERE receipt = ?",
            row.customer_ref,
            row.reference,
            row.platform_state,
            row.platform_detail,
            row.ask_at_ms,
            row.receipt,
        )
        self._flush()

    def _row(self, receipt: str) -> ErasureRow:
        row = self._db.row("SELECT * FROM erasures WHERE receipt = ?", receipt)
        assert row is not None  # noqa: S101 - asked for by a number from this table
        return ErasureRow.read(row)
