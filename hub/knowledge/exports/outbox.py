"""What waits to be told outside: durable, oldest first, bounded; and what was refused for good."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.knowledge.exports.events import ExportEvent, ExportKind, Value
from hub.trust.members.repository import Members

# Ten days of a store with 2,000 visits a day, some 30 MB. More is dropped, the oldest first, and counted.
MOST_WAITING = 100_000
# Enough to see a pattern.
MOST_DEAD_LETTERS = 1000


class Count(StrEnum):
    """What became of events."""

    SENT = "sent"
    REFUSED = "refused"
    DROPPED_FULL = "dropped_full"
    """The outbox was full: the oldest went."""
    DROPPED_OLD = "dropped_old"
    """Older than the place takes."""
    WITHDRAWN = "withdrawn"
    """Not sent, because the member had withdrawn or left by then, or had agreed for that visit only."""
    FAILED = "failed"
    """Entries of the journal that could not be read: a fault of ours, see the log."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the outbox."""

    id: int
    member: Member
    visit: VisitId
    kind: ExportKind
    at_ms: int
    message_id: str
    properties: dict[str, Value]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event that was refused, without what it said."""

    kind: str
    at_ms: int
    why: str


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Made with a secret: the same each time, and with nothing to tell them from chance once it is gone.

    Each sink has names of its own: what is counted without a customer is not to be joined to what is told with one.
    """

    secret: str
    client_id: str
    """The random id for analytics, of this member in this store."""

    def of_visit(self, sink: str, visit: VisitId) -> str:
        """Ours stays on screens a while after an erasure; this one means nothing then."""
        return self._made(sink, f"visit {visit}")[:32]

    def of_event(self, sink: str, seq: int, at_ms: int, number: int) -> str:
        """The message id of one of the events that a journal entry says."""
        return self._made(sink, f"{seq} {at_ms} {number}")

    def _made(self, sink: str, what: str) -> str:
        return hashlib.sha256(f"{self.secret} {sink} {what}".encode()).hexdigest()


class Outbox:
    """The tables of all sinks. Changes are called within a transaction where they belong to one."""

    def __init__(self, db: Database, most_waiting: int = MOST_WAITING) -> None:
        self._db = db
        self._members = Members(db)
        self._most_waiting = most_waiting

    def read_until(self, sink: str, newest_seq: int) -> int:
        """How far the journal was read for a sink; one that is new starts with what happens from now on."""
        self._db.run("INSERT OR IGNORE INTO export_read VALUES (?, ?)", sink, newest_seq)
        [(seq,)] = self._db.rows("SELECT seq FROM export_read WHERE sink = ?", sink)
        return seq

    def has_read(self, sink: str, seq: int) -> None:
        """The journal was read up to there."""
        self._db.run("UPDATE export_read SET seq = ? WHERE sink = ?", seq, sink)

    def add(self, sink: str, seq: int, told: Iterable[ExportEvent]) -> int:
        """Queue what one entry says; the same again changes nothing. Returns how many are new."""
        return sum(
            self._db.run(
                "INSERT OR IGNORE INTO export_outbox (sink, member, visit, kind, at_ms, message_id, properties)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                sink,
                each.member,
                each.visit,
                each.kind.value,
                each.at_ms,
                self.names(each.member).of_event(sink, seq, each.at_ms, number),
                json.dumps(each.properties),
            )
            for number, each in enumerate(told)
        )

    def make_room(self, sink: str) -> None:
        """Drop the oldest of what is too much."""
        row = self._db.row("SELECT count(*) FROM export_outbox WHERE sink = ?", sink)
        if row and row[0] > self._most_waiting:
            dropped = self._db.run(
                "DELETE FROM export_outbox WHERE id IN"
                " (SELECT id FROM export_outbox WHERE sink = ? ORDER BY id LIMIT ?)",
                sink,
                row[0] - self._most_waiting,
            )
            self.count(sink, Count.DROPPED_FULL, dropped)

    def withdraw(self, sink: str, member: Member, kinds: Collection[ExportKind]) -> None:
        """A member withdrew what these kinds need: what waits and what was refused goes."""
        wanted = json.dumps(sorted(kinds))
        where = "WHERE sink = ? AND member = ? AND kind IN (SELECT value FROM json_each(?))"
        self.count(sink, Count.WITHDRAWN, self._db.run(f"DELETE FROM export_outbox {where}", sink, member, wanted))  # noqa: S608 - fixed text
        self._db.run(f"DELETE FROM export_dead_letters {where}", sink, member, wanted)  # noqa: S608

    def oldest(self, sink: str, limit: int) -> list[Waiting]:
        """What waits longest."""
        rows = self._db.rows(
            "SELECT id, member, visit, kind, at_ms, message_id, properties FROM export_outbox WHERE sink = ?"
            " ORDER BY id LIMIT ?",
            sink,
            limit,
        )
        return [
            Waiting(number, Member(member), VisitId(visit), ExportKind(kind), at_ms, message_id, json.loads(properties))
            for number, member, visit, kind, at_ms, message_id, properties in rows
        ]

    def remove(self, sink: str, ids: Iterable[int], what: Count) -> None:
        """They need not be sent any more."""
        with self._db.atomic():
            removed = self._db.run(
                "DELETE FROM export_outbox WHERE id IN (SELECT value FROM json_each(?))", json.dumps(list(ids))
            )
            self.count(sink, what, removed)

    def dead_letter(self, sink: str, number: int, why: str, now_ms: int) -> None:
        """Keep an event that is never taken where it blocks no other."""
        with self._db.atomic():
            self._db.run(
                "INSERT INTO export_dead_letters"
                " (sink, member, visit, kind, at_ms, message_id, properties, why, refused_at_ms)"
                " SELECT sink, member, visit, kind, at_ms, message_id, properties, ?, ? FROM export_outbox"
                " WHERE id = ?",
                why,
                now_ms,
                number,
            )
            self.remove(sink, [number], Count.REFUSED)
            self._db.run(
                "DELETE FROM export_dead_letters WHERE sink = ? AND id NOT IN"
                " (SELECT id FROM export_dead_letters WHERE sink = ? ORDER BY id DESC LIMIT ?)",
                sink,
                sink,
                MOST_DEAD_LETTERS,
            )

    def try_again(self, sink: str) -> int:
        """Put what was refused back to the end of the queue, under its old message ids; returns how many."""
        with self._db.atomic():
            self._db.run(
                "INSERT OR IGNORE INTO export_outbox (sink, member, visit, kind, at_ms, message_id, properties)"
                " SELECT sink, member, visit, kind, at_ms, message_id, properties FROM export_dead_letters"
                " WHERE sink = ? ORDER BY id",
                sink,
            )
            return self._db.run("DELETE FROM export_dead_letters WHERE sink = ?", sink)

    def waiting(self, sink: str) -> tuple[int, int | None]:
        """How many wait, and when the oldest of them happened (Unix ms)."""
        row = self._db.row("SELECT count(*), min(at_ms) FROM export_outbox WHERE sink = ?", sink)
        return (row[0], row[1]) if row else (0, None)

    def dead_letters(self, sink: str, limit: int = 20) -> list[DeadLetter]:
        """The newest that were refused."""
        rows = self._db.rows(
            "SELECT kind, at_ms, why FROM export_dead_letters WHERE sink = ? ORDER BY id DESC LIMIT ?", sink, limit
        )
        return [DeadLetter(*row) for row in rows]

    def counts(self, sink: str) -> dict[str, int]:
        """What became of events so far."""
        return dict(self._db.rows("SELECT what, times FROM export_counts WHERE sink = ? ORDER BY what", sink))

    def count(self, sink: str, what: Count, times: int = 1) -> None:
        """Count an outcome."""
        if times:
            self._db.run(
                "INSERT INTO export_counts VALUES (?, ?, ?)"
                " ON CONFLICT (sink, what) DO UPDATE SET times = times + excluded.times",
                sink,
                what.value,
                times,
            )

    def renew_client_id(self, member: Member) -> None:
        """Whoever is measured again later is somebody new."""
        self._db.run("UPDATE export_secrets SET client_id = ? WHERE member = ?", secrets.token_hex(16), member)

    def names(self, member: Member) -> Pseudonyms:
        """What a member and their visits are called outside; made when they are first needed."""
        row = self._db.row("SELECT secret, client_id FROM export_secrets WHERE member = ?", member)
        if row is None:
            row = (secrets.token_hex(16), secrets.token_hex(16))
            # Of somebody who was erased meanwhile nothing is written any more.
            if self._members.get(member) is not None:
                self._db.run("INSERT INTO export_secrets VALUES (?, ?, ?)", member, *row)
        return Pseudonyms(*row)
