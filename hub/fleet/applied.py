"""Each event of an edge is applied once: marks per boot, and a log of keys that an outsider can check."""

from hub.database import Database
from hub.fleet.marks import Mark
from hub.holdings import Holding

SCHEMA = {
    "create_applied": """
        CREATE TABLE marks (edge TEXT, boot_id TEXT, contiguous INTEGER NOT NULL, PRIMARY KEY (edge, boot_id));
        CREATE TABLE ahead (edge TEXT, boot_id TEXT, seq INTEGER, PRIMARY KEY (edge, boot_id, seq)) WITHOUT ROWID;
        CREATE TABLE applied_events (
            edge TEXT NOT NULL, boot_id TEXT NOT NULL, seq INTEGER NOT NULL, applied_at_ms INTEGER NOT NULL
        );
        CREATE INDEX applied_events_at ON applied_events (applied_at_ms)
    """
}
HOLDINGS = (
    Holding(
        table="applied_events",
        what="that a numbered event of an edge was applied, not what it said",
        why="looking back after a fault",
        time="applied_at_ms",
        keep_days=1,
        nobodys="a number of an edge",
    ),
)


class AppliedEvents:
    """Marks in memory, written through; `applied_events` has no unique key, so that a double would show."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._marks: dict[tuple[str, str], Mark] = {}

    def forget(self) -> None:
        """Drop what is in memory: the transaction that it came from was undone."""
        self._marks.clear()

    def mark(self, edge: str, boot_id: str) -> Mark:
        """The mark of one boot, as the database has it."""
        key = (edge, boot_id)
        if key not in self._marks:
            row = self._db.row("SELECT contiguous FROM marks WHERE edge = ? AND boot_id = ?", edge, boot_id)
            ahead = self._db.rows("SELECT seq FROM ahead WHERE edge = ? AND boot_id = ?", edge, boot_id)
            self._marks[key] = Mark(row[0] if row else 0, {seq for (seq,) in ahead})
        return self._marks[key]

    def log(self, edge: str, boot_id: str, seq: int, now_ms: int) -> None:
        """Note one event as applied; call within the transaction that applies it."""
        self._db.run("INSERT INTO applied_events VALUES (?, ?, ?, ?)", edge, boot_id, seq, now_ms)

    def save(self, edge: str, boot_id: str) -> None:
        """Write a mark; call within the transaction that applies its events."""
        mark = self.mark(edge, boot_id)
        self._db.run(
            "INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET contiguous = excluded.contiguous",
            edge,
            boot_id,
            mark.contiguous,
        )
        self._db.run("DELETE FROM ahead WHERE edge = ? AND boot_id = ? AND seq <= ?", edge, boot_id, mark.contiguous)
        for seq in mark.ahead:
            self._db.run("INSERT OR IGNORE INTO ahead VALUES (?, ?, ?)", edge, boot_id, seq)
