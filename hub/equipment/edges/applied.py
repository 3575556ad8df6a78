"""Each event of an edge is applied once: marks per boot, and a log of keys that an outsider can check."""

from collections import OrderedDict
from dataclasses import dataclass

from hub.equipment.edges.sequence_marks import Mark, Range
from hub.ground.database import Database

# An edge begins a boot at each start and sends what earlier ones left, oldest first. More boots than these never wait
# at once; whoever makes up boots must not fill the database with marks.
BOOTS_PER_EDGE = 100
# Marks in memory: of the newest boot of each edge in a large store, and of some that catch up.
MOST_IN_MEMORY = 1000


@dataclass(slots=True)
class _Kept:
    """A mark as it is now, and what of it is in the database."""

    mark: Mark
    saved: frozenset[Range]


class AppliedEvents:
    """Marks in memory, written through; `applied_events` has no unique key, so that a double would show."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._marks: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def forget(self) -> None:
        """Drop what is in memory: the transaction that it came from was undone."""
        self._marks.clear()

    def mark(self, edge: str, boot_id: str) -> Mark:
        """The mark of one boot, as the database has it."""
        return self._kept(edge, boot_id).mark

    def log(self, edge: str, boot_id: str, seq: int, now_ms: int) -> None:
        """Note one event as applied; call within the transaction that applies it."""
        self._db.run("INSERT INTO applied_events VALUES (?, ?, ?, ?)", edge, boot_id, seq, now_ms)

    def save(self, edge: str, boot_id: str) -> None:
        """Write what changed of a mark; call within the transaction that applies its events."""
        kept = self._kept(edge, boot_id)
        self._db.run(
            "INSERT INTO marks (edge, boot_id, contiguous, used)"
            " VALUES (?, ?, ?, (SELECT ifnull(max(used), 0) + 1 FROM marks WHERE edge = ?))"
            " ON CONFLICT DO UPDATE SET contiguous = excluded.contiguous, used = excluded.used",
            edge,
            boot_id,
            kept.mark.contiguous,
            edge,
        )
        ahead = frozenset(kept.mark.ahead)
        for first, _ in kept.saved - ahead:
            self._db.run(
                "DELETE FROM ahead_ranges WHERE edge = ? AND boot_id = ? AND first_seq = ?", edge, boot_id, first
            )
        for first, last in ahead - kept.saved:
            self._db.run("INSERT INTO ahead_ranges VALUES (?, ?, ?, ?)", edge, boot_id, first, last)
        kept.saved = ahead
        self._forget_oldest_boot(edge)

    def _forget_oldest_boot(self, edge: str) -> None:
        """Let go of the boot that was not heard of for longest, once there are too many."""
        row = self._db.row(
            "SELECT boot_id FROM marks WHERE edge = ? ORDER BY used DESC, rowid DESC LIMIT 1 OFFSET ?",
            edge,
            BOOTS_PER_EDGE,
        )
        if row is None:
            return
        self._db.run("DELETE FROM marks WHERE edge = ? AND boot_id = ?", edge, row[0])
        self._db.run("DELETE FROM ahead_ranges WHERE edge = ? AND boot_id = ?", edge, row[0])
        self._marks.pop((edge, row[0]), None)

    def _kept(self, edge: str, boot_id: str) -> _Kept:
        key = (edge, boot_id)
        if key not in self._marks:
            row = self._db.row("SELECT contiguous FROM marks WHERE edge = ? AND boot_id = ?", edge, boot_id)
            ahead = self._db.rows(
                "SELECT first_seq, last_seq FROM ahead_ranges WHERE edge = ? AND boot_id = ? ORDER BY first_seq",
                edge,
                boot_id,
            )
            self._marks[key] = _Kept(Mark(row[0] if row else 0, list(ahead)), frozenset(ahead))
            if len(self._marks) > MOST_IN_MEMORY:  # the first was last touched in an earlier transaction: it is saved
                self._marks.popitem(last=False)
        self._marks.move_to_end(key)
        return self._marks[key]
