"""The log of what tills told and the hub did not keep, for IT: bounded, without a body, retained for a month."""

from dataclasses import dataclass

import structlog

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from hub.knowledge.purchases.model import DeliveryResult, TillSystem
from hub.knowledge.purchases.refusals import RecordRefusal

# A mapping that is wrong refuses each sale: a month of a busy shop has so many.
MOST_ROWS = 10_000
# What anybody can send without a secret costs no more writes than this.
UNSIGNED_EVERY_MS = 60_000
_LONGEST_TOPIC = 60
_NOTHING_MISSED = frozenset(
    {
        DeliveryResult.RECORDED,
        DeliveryResult.DELIVERED_BEFORE,
        DeliveryResult.OLDER_VERSION,
        DeliveryResult.NOT_FINAL,
        DeliveryResult.NOBODY_HERE,
        DeliveryResult.TEST,
    }
)
_UNSIGNED = frozenset(
    {
        DeliveryResult.NOT_CONNECTED,
        DeliveryResult.BAD_SIGNATURE,
        DeliveryResult.TOO_OLD,
        DeliveryResult.TOO_LARGE,
        DeliveryResult.BUSY,
    }
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """One thing that was not kept, however often it was sent. Times are Unix ms."""

    source: str
    topic: str
    order_number: str
    reason: str
    field: str
    why: str
    times: int
    first_ms: int
    last_ms: int


class RefusalLog:
    """The table. What comes without a rightful signature is counted by till and reason alone."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: dict[tuple[TillSystem, DeliveryResult], int] = {}
        self._written_ms: dict[tuple[TillSystem, DeliveryResult], int] = {}

    def keep(self, source: TillSystem, refusal: RecordRefusal, topic: str, order_number: str, now_ms: int) -> None:
        """Write one down. A disk that is full loses the line and nothing else."""
        if refusal.reason in _NOTHING_MISSED:
            return
        times = 1
        if refusal.reason in _UNSIGNED:
            topic = order_number = ""
            key = (source, refusal.reason)
            self._waiting[key] = times = self._waiting.get(key, 0) + 1
            if key in self._written_ms and now_ms - self._written_ms[key] < UNSIGNED_EVERY_MS:
                return
            self._written_ms[key] = now_ms
            self._waiting[key] = 0
        try:
            self._write(source, refusal, topic[:_LONGEST_TOPIC], order_number, times, now_ms)
        except DatabaseFailed as error:
            log.error("a refused webhook could not be written down", till=source, why=str(error))  # noqa: TRY400

    def newest(self, limit: int) -> list[RefusedRecord]:
        """The newest lines, newest first."""
        return newest_refusals(self._db, limit)

    def _write(
        self, source: TillSystem, refusal: RecordRefusal, topic: str, order_number: str, times: int, now_ms: int
    ) -> None:
        with self._db.atomic():
            self._db.run(
                "INSERT INTO till_refusals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (source, topic, order_number, reason, field) DO UPDATE SET"
                " times = times + excluded.times, why = excluded.why, last_ms = excluded.last_ms",
                *(source, topic, order_number, refusal.reason.value, refusal.field, refusal.why),
                *(times, now_ms, now_ms),
            )
            self._db.run(
                "DELETE FROM till_refusals WHERE last_ms < (SELECT last_ms FROM till_refusals"
                " ORDER BY last_ms DESC LIMIT 1 OFFSET ?)",
                MOST_ROWS - 1,
            )


def newest_refusals(db: Database, limit: int) -> list[RefusedRecord]:
    """The same from a database that a command opened. Raises `DatabaseFailed`."""
    if db.row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'till_refusals'") is None:
        return []  # no hub of this version has run with it yet
    rows = db.rows(
        "SELECT source, topic, order_number, reason, field, why, times, first_ms, last_ms FROM till_refusals"
        " ORDER BY last_ms DESC, order_number LIMIT ?",
        limit,
    )
    return [RefusedRecord(*row) for row in rows]
