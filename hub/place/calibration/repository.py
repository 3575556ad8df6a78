"""Every calibration that was ever made, in order; to undo one is to mark it."""

from hub.ground.database import Database
from hub.place.calibration.model import Calibration, Findings, How, Score

# The hub calibrates itself for years; more versions than this nobody goes back through.
MOST_OF_BEACONS = 20


class Calibrations:
    """The versions in the hub's database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[Calibration]:
        """Oldest first."""
        rows = self._db.rows(
            "SELECT number, how, made_ms, who, source, findings, score, undone_ms FROM calibrations ORDER BY number"
        )
        return [
            Calibration(
                number,
                How(how),
                made_ms,
                who,
                source,
                Findings.model_validate_json(findings),
                Score.model_validate_json(score),
                undone_ms,
            )
            for number, how, made_ms, who, source, findings, score, undone_ms in rows
        ]

    def add(self, how: How, source: str, findings: Findings, score: Score, made_ms: int, who: str | None = None) -> int:
        """Put a new version in force; returns its number."""
        with self._db.atomic():
            self._db.run(
                "INSERT INTO calibrations (how, made_ms, who, source, findings, score) VALUES (?, ?, ?, ?, ?, ?)",
                how.value,
                made_ms,
                who,
                source,
                findings.model_dump_json(),
                score.model_dump_json(),
            )
            row = self._db.row("SELECT max(number) FROM calibrations")
            self._db.run(
                "DELETE FROM calibrations WHERE how = ? AND number NOT IN"
                " (SELECT number FROM calibrations WHERE how = ? ORDER BY number DESC LIMIT ?)",
                How.BEACONS.value,
                How.BEACONS.value,
                MOST_OF_BEACONS,
            )
            self._changed()
        assert row is not None  # noqa: S101 - it was just written
        return int(row[0])

    def undo(self, number: int, at_ms: int) -> None:
        """Take a version out of force."""
        with self._db.atomic():
            self._db.run("UPDATE calibrations SET undone_ms = ? WHERE number = ?", at_ms, number)
            self._changed()

    def redo(self, number: int) -> None:
        """Put an undone version into force again."""
        with self._db.atomic():
            self._db.run("UPDATE calibrations SET undone_ms = NULL WHERE number = ?", number)
            self._changed()

    def changes(self) -> int:
        """A number that is another one after each change, also one by another process."""
        row = self._db.row("SELECT changes FROM calibration_changes")
        return row[0] if row else 0

    def _changed(self) -> None:
        self._db.run("UPDATE calibration_changes SET changes = changes + 1")
