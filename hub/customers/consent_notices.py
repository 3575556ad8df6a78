"""Telling the customer data platform what members agree to: kept until it is told, newest state only."""

import asyncio
import hashlib
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog

from hub.database import Database
from hub.holdings import Holding, Key, Names
from hub.journal import Member
from hub.members.ledger import ConsentLedger
from hub.members.purposes import Purpose
from hub.members.repository import Members
from wire.clock import Clock, to_ms

SCHEMA = {
    "create_consent_notices": """
        CREATE TABLE consent_notices (
            member INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, refused TEXT
        )
    """
}
HOLDINGS = (
    Holding(
        table="consent_notices",
        what="that a member changed what they agree to, until the customer data platform is told; not what",
        why="the platform must not go on with what was withdrawn (legal obligation, GDPR art. 7(3), 19)",
        keys=(Key("member", Names.MEMBER),),
        until="the platform is told",
    ),
)
# Segment takes 1,000 requests a second; a chain has fewer consent changes in an hour.
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

log = structlog.get_logger()


class Told(StrEnum):
    """How telling went."""

    TOLD = "told"
    LATER = "later"
    """Not reached, or asked to wait: tell again."""
    REFUSED = "refused"
    """Never in this form: kept, counted, not sent again."""


@dataclass(frozen=True, slots=True)
class ConsentNotice:
    """What one customer agrees to, all purposes. The same `message_id` is the same notice."""

    customer_ref: str
    message_id: str
    at_ms: int
    purposes: dict[Purpose, bool]


class ConsentSink(Protocol):
    """A customer data platform that can be told."""

    async def tell(self, notice: ConsentNotice) -> Told:
        """Tell it; never raises, never late."""
        ...


class ConsentNotices:
    """One row per member whose newest state has not been told: a row holds no choice, that is looked up when told."""

    def __init__(self, db: Database, members: Members, ledger: ConsentLedger, clock: Clock) -> None:
        self._db = db
        self._members = members
        self._ledger = ledger
        self._clock = clock
        self._added = asyncio.Event()

    def add(self, member: Member, seq: int, at_ms: int) -> None:
        """A member changed something; `seq` is the journal's."""
        self._db.run(
            # Somebody may have been erased since: nothing is written of them any more.
            "INSERT INTO consent_notices SELECT member, ?, ?, NULL FROM members WHERE member = ?"
            " ON CONFLICT (member) DO UPDATE SET"
            " seq = excluded.seq, at_ms = excluded.at_ms, refused = NULL WHERE excluded.seq > seq",
            seq,
            at_ms,
            member,
        )
        self._added.set()

    def waiting(self) -> int:
        """How many members' newest state has not been told."""
        return len(self._db.rows("SELECT 1 FROM consent_notices"))

    async def run(self, sink: ConsentSink) -> None:
        """Tell, oldest first, until cancelled."""
        pause = PAUSE_SECONDS
        while True:
            self._added.clear()
            if await self._tell_all(sink):
                pause = PAUSE_SECONDS
                await self._added.wait()
            else:
                # All hubs of a chain find the platform back at the same moment: not all in one second.
                await self._clock.sleep(pause * random.uniform(0.75, 1.25))  # noqa: S311 - not a secret
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _tell_all(self, sink: ConsentSink) -> bool:
        """Whether everything that was waiting is told or refused."""
        for member, seq in self._db.rows("SELECT member, seq FROM consent_notices WHERE refused IS NULL ORDER BY seq"):
            notice = self._notice(Member(member), seq)
            told = await sink.tell(notice) if notice else Told.TOLD
            if told is Told.LATER:
                return False
            if told is Told.REFUSED:
                log.warning("the customer data platform refused a consent notice", seq=seq)
                self._db.run("UPDATE consent_notices SET refused = 'refused' WHERE member = ? AND seq = ?", member, seq)
            else:
                # A change that came meanwhile has a newer seq, and stays.
                self._db.run("DELETE FROM consent_notices WHERE member = ? AND seq = ?", member, seq)
        return True

    def _notice(self, member: Member, seq: int) -> ConsentNotice | None:
        record = self._members.get(member)
        if record is None:
            return None
        now_ms = to_ms(self._clock.wall())
        standing = self._ledger.standing(member, now_ms)
        purposes = {purpose: purpose in standing for purpose in Purpose}
        # From the handle, which an erasure takes away: the ledger's lines are not to be joined to a customer elsewhere.
        message_id = hashlib.sha256(f"{member} {seq}".encode()).hexdigest()
        return ConsentNotice(record.customer_ref, message_id, now_ms, purposes)
