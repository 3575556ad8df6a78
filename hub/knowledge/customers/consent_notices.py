"""What customer data platforms are to be told of members' consents: kept until each is told, newest state only."""

import asyncio
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.database import Database
from hub.ground.journal import Member
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from wire.clock import Clock, to_ms


class NoticeResult(StrEnum):
    """How telling went."""

    TOLD = "told"
    NOTHING_TO_TELL = "nothing_to_tell"
    """Nothing of it is for that platform: done, and nothing was sent."""
    LATER = "later"
    """Not reached, or asked to wait: tell again."""
    MISCONFIGURED = "locked"
    """Nothing is taken from us until somebody mends the key or the address: tell again, and say so."""
    REFUSED = "refused"
    """Not in this form: kept, counted, and told again once a day."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a customer said of one purpose, and when (Unix ms)."""

    granted: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class ConsentNotice:
    """What one customer agrees to, all purposes. The same `message_id` is the same notice."""

    customer_ref: str
    message_id: str
    at_ms: int
    purposes: dict[Purpose, bool]
    answers: dict[Purpose, Answered]
    """What they were asked and answered; without what was never asked."""


# Before any platform is connected: it is told by the first that is.
_NOBODY_YET = ""


class ConsentNotices:
    """One row per member and platform that has not been told: a row holds no choice, that is looked up when told."""

    def __init__(
        self, db: Database, members: Members, ledger: ConsentLedger, clock: Clock, platforms: Collection[str]
    ) -> None:
        self._db = db
        self._members = members
        self._ledger = ledger
        self._clock = clock
        self._added = {name: asyncio.Event() for name in platforms}
        with db.atomic():
            for name in self._added:
                db.run(
                    "INSERT OR IGNORE INTO consent_notices SELECT member, ?, seq, at_ms, refused FROM consent_notices"
                    " WHERE platform = ?",
                    name,
                    _NOBODY_YET,
                )
            if self._added:
                db.run("DELETE FROM consent_notices WHERE platform = ?", _NOBODY_YET)

    def add(self, member: Member, seq: int, at_ms: int) -> None:
        """A member changed something; `seq` is the journal's."""
        if self._members.get(member) is None:
            return  # erased since: nothing is written of them any more
        for name in self._added or (_NOBODY_YET,):
            self._db.run(
                "INSERT INTO consent_notices VALUES (?, ?, ?, ?, NULL)"
                " ON CONFLICT (member, platform) DO UPDATE SET"
                " seq = excluded.seq, at_ms = excluded.at_ms, refused = NULL WHERE excluded.seq > seq",
                *(member, name, seq, at_ms),
            )
        for event in self._added.values():
            event.set()

    def added(self, platform: str) -> asyncio.Event:
        """Set when something new may wait for a platform."""
        return self._added[platform]

    def waiting(self, platform: str) -> int:
        """How many members' newest state that platform has not been told, and may still be."""
        return len(self.next(platform))

    def refused(self, platform: str) -> int:
        """How many it took in no form."""
        [(count,)] = self._db.rows(
            "SELECT count(*) FROM consent_notices WHERE platform = ? AND refused IS NOT NULL", platform
        )
        return count

    def next(self, platform: str) -> list[tuple[Member, int]]:
        """Whose state waits, and of which change, oldest first."""
        rows = self._db.rows(
            "SELECT member, seq FROM consent_notices WHERE platform = ? AND refused IS NULL ORDER BY seq", platform
        )
        return [(Member(member), seq) for member, seq in rows]

    def done(self, platform: str, member: Member, seq: int) -> None:
        """It was told. A change that came meanwhile has a newer seq, and stays."""
        self._db.run("DELETE FROM consent_notices WHERE platform = ? AND member = ? AND seq = ?", platform, member, seq)

    def refuse(self, platform: str, member: Member, seq: int) -> None:
        """It is not sent again before the member changes something, or `try_again`."""
        self._db.run(
            "UPDATE consent_notices SET refused = 'refused' WHERE platform = ? AND member = ? AND seq = ?",
            platform,
            member,
            seq,
        )

    def try_again(self, platform: str) -> None:
        """What it took in no form may be taken by now: somebody may have mended it there, or this is a newer hub."""
        self._db.run("UPDATE consent_notices SET refused = NULL WHERE platform = ?", platform)

    def notice(self, member: Member, seq: int) -> ConsentNotice | None:
        """What is to be told as of now; None of somebody who was erased."""
        record = self._members.get(member)
        if record is None:
            return None
        now_ms = to_ms(self._clock.wall())
        standing = self._ledger.standing(member, now_ms)
        purposes = {purpose: purpose in standing for purpose in Purpose}
        lines = {purpose: self._ledger.newest_standing(record.subject, purpose) for purpose in Purpose}
        answers = {
            # A yes that an objection overrides is a no.
            purpose: Answered(line.granted and purposes[purpose], line.at_ms)
            for purpose, line in lines.items()
            if line
        }
        # From the handle, which an erasure takes away: the ledger's lines are not to be joined to a customer elsewhere.
        message_id = hashlib.sha256(f"{member} {seq}".encode()).hexdigest()
        return ConsentNotice(record.customer_ref, message_id, now_ms, purposes, answers)
