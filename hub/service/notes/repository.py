"""Notes in the database; each one is kept once however often it is sent."""

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.service.notes.model import Note


class Notes:
    """Of one store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, member: Member) -> list[Note]:
        """All about a member, newest first."""
        rows = self._db.rows(
            "SELECT visit, id, template, text, staff, at_ms FROM staff_notes WHERE member = ? ORDER BY at_ms DESC, id",
            member,
        )
        return [Note(VisitId(visit), *rest) for visit, *rest in rows]

    def count(self, visit: VisitId) -> int:
        """How many were written in a visit."""
        row = self._db.row("SELECT count(*) FROM staff_notes WHERE visit = ?", visit)
        return int(row[0]) if row else 0

    def has(self, visit: VisitId, id_: str) -> bool:
        """Whether that one is kept."""
        return self._db.row("SELECT 1 FROM staff_notes WHERE visit = ? AND id = ?", visit, id_) is not None

    def add(self, member: Member, note: Note) -> None:
        """Keep one; one that is kept stays as it is."""
        self._db.run(
            "INSERT OR IGNORE INTO staff_notes (visit, id, member, template, text, staff, at_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            note.visit,
            note.id,
            member,
            note.template,
            note.text,
            note.staff,
            note.at_ms,
        )

    def remove(self, member: Member, id_: str) -> None:
        """Take one back, of whichever visit of theirs."""
        self._db.run("DELETE FROM staff_notes WHERE member = ? AND id = ?", member, id_)

    def withdraw(self, member: Member) -> None:
        """A member does not show staff their history any more."""
        self._db.run("DELETE FROM staff_notes WHERE member = ?", member)
