"""What was refused: when, where and why; never what it held."""

from hub.ground.database import Database
from wire.errors import RejectReason

# Enough to see a pattern; a flood of rubbish must not fill the disk.
KEPT = 1000


class RejectionLog:
    """The newest refusals one by one, and all of them counted by reason."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, reason: str, topic: str, field: str, at_ms: int) -> None:
        """Note one refusal; call within a transaction."""
        self._db.run(
            "INSERT INTO dead_letters (at_ms, topic, reason, field) VALUES (?, ?, ?, ?)",
            at_ms,
            # A foreign topic may be long and hold anything; its beginning is enough to find who sends it.
            topic[:120] if reason != RejectReason.FOREIGN_TOPIC else topic[:40],
            reason,
            field[:120],
        )
        self._db.run("DELETE FROM dead_letters WHERE id <= (SELECT max(id) FROM dead_letters) - ?", KEPT)
        self.count(reason)

    def count(self, reason: str, times: int = 1) -> None:
        """Count refusals without keeping them."""
        self._db.run(
            "INSERT INTO refusals VALUES (?, ?) ON CONFLICT (reason) DO UPDATE SET times = times + excluded.times",
            reason,
            times,
        )

    def counts(self) -> dict[str, int]:
        """How often each reason came up."""
        return dict(self._db.rows("SELECT reason, times FROM refusals ORDER BY reason"))

    def newest(self, limit: int = 50) -> list[tuple[int, str, str, str]]:
        """The newest refusals: at_ms, topic, reason, field."""
        return [
            (at_ms, topic, reason, field)
            for at_ms, topic, reason, field in self._db.rows(
                "SELECT at_ms, topic, reason, field FROM dead_letters ORDER BY id DESC LIMIT ?", limit
            )
        ]
