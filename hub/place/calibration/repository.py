"""Every calibration that was ever made, in order; to undo one is to mark it."""

from hub.ground.database import Database
from hub.ground.holdings import Holding
from hub.place.calibration.model import Calibration, Findings, How, Score

SCHEMA = {
    "create_calibrations": """
        CREATE TABLE calibrations (
            number INTEGER PRIMARY KEY AUTOINCREMENT, how TEXT NOT NULL, made_ms INTEGER NOT NULL, who TEXT,
            source TEXT NOT NULL, findings TEXT NOT NULL, score TEXT NOT NULL, undone_ms INTEGER
        );
        CREATE TABLE calibration_changes (id INTEGER PRIMARY KEY CHECK (id = 1), changes INTEGER NOT NULL);
        INSERT INTO calibration_changes VALUES (1, 0)
    """
}
HOLDINGS = (
    Holding(
        table="calibrations",
        what="who walked the store to calibrate it, as they named themselves",
        why="asking them when a calibration looks wrong (legitimate interest)",
        column="who",
        time="made_ms",
        keep_days=365,
        of_staff=True,
        nobodys="about whoever calibrated, never about a customer",
    ),
    Holding(
        table="calibrations",
        what="how strong radio is at places of the store",
        why="knowing where people are; nothing about anybody",
        until="the store's data folder is removed",
        nobodys="levels at places",
    ),
)
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
