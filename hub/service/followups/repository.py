"""Follow-ups in the database; each one is made once however often it is sent."""

from datetime import date
from typing import Any

from hub.ground.database import Database
from hub.ground.journal import Member
from hub.service.followups.model import FollowUp

_COLUMNS = "id, what, text, member, due, for_person, for_name, made_by, made_ms, done_by, done_ms"


class FollowUpsKept:
    """Of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def since(self, done_since_ms: int) -> list[FollowUp]:
        """Everything that is to be done, and what was done since then."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM follow_ups WHERE done_ms IS NULL OR done_ms >= ? ORDER BY due, made_ms, id",  # noqa: S608 - our own columns
            done_since_ms,
        )
        return [_of(row) for row in rows]

    def named(self, id_: str) -> FollowUp | None:
        """One of them."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM follow_ups WHERE id = ?", id_)  # noqa: S608 - our own columns
        return _of(row) if row else None

    def open(self) -> int:
        """How many are not done."""
        row = self._db.row("SELECT count(*) FROM follow_ups WHERE done_ms IS NULL")
        return int(row[0]) if row else 0

    def add(self, made: FollowUp, over_ms: int) -> None:
        """Keep one. `over_ms`: from when on it is only kept to look at."""
        self._db.run(
            "INSERT OR IGNORE INTO follow_ups"
            " (id, what, text, member, due, for_person, for_name, made_by, made_ms, over_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            made.id,
            made.what,
            made.text,
            made.member,
            made.due.isoformat(),
            made.for_person,
            made.for_name,
            made.made_by,
            made.made_ms,
            over_ms,
        )

    def done(self, id_: str, by: str, at_ms: int) -> None:
        """Somebody did it; who did it first stands there."""
        self._db.run(
            "UPDATE follow_ups SET done_by = ?, done_ms = ?, over_ms = ? WHERE id = ? AND done_ms IS NULL",
            by,
            at_ms,
            at_ms,
            id_,
        )

    def undone(self, id_: str, over_ms: int) -> None:
        """It is to be done after all."""
        self._db.run("UPDATE follow_ups SET done_by = NULL, done_ms = NULL, over_ms = ? WHERE id = ?", over_ms, id_)

    def give(self, id_: str, person: str | None, name: str | None) -> None:
        """Somebody else is to do it."""
        self._db.run("UPDATE follow_ups SET for_person = ?, for_name = ? WHERE id = ?", person, name, id_)

    def withdraw(self, member: Member) -> None:
        """A member does not show staff their history any more: what was to be done for them goes with it."""
        self._db.run("DELETE FROM follow_ups WHERE member = ?", member)


def _of(row: tuple[Any, ...]) -> FollowUp:
    id_, what, text, member, due, *rest = row
    whose = None if member is None else Member(int(member))
    return FollowUp(id_, what, text, whose, date.fromisoformat(due), *rest)
