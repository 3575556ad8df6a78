"""The sales whose articles are still to be asked for: on disk, so that neither an outage nor a restart loses one."""

import structlog

from hub.ground.database import Database
from hub.knowledge.purchases.model import Articles, DeliveryResult, NotReached, TillSystem
from hub.knowledge.purchases.refusal_log import RefusalLog
from hub.knowledge.purchases.refusals import RecordRefusal
from hub.knowledge.purchases.service import OrderRecorder
from hub.knowledge.purchases.till_connector import AsksArticles

# Half a minute, then twice as long each time up to an hour: a day's outage takes some 30 tries.
FIRST_WAIT_MS = 30 * 1000
LONGEST_WAIT_MS = 3600 * 1000
MOST_TRIES = 36
# An order may have no lines yet when its payment is told of; one of an amount alone never has any. An hour tells.
MOST_TRIES_WITHOUT_LINES = 7
AT_ONCE = 10
# Under which topic a sale whose articles nobody told is listed among what was refused; its number is the payment's.
TOPIC = "order asked for"

log = structlog.get_logger()


def waiting_look_ups(db: Database) -> int:
    """How many sales still wait for their articles."""
    row = db.row("SELECT count(*) FROM till_look_ups")
    return row[0] if row else 0


class PendingArticles:
    """Asks for what is due."""

    def __init__(
        self, db: Database, purchases: OrderRecorder, source: TillSystem, till: AsksArticles, refusals: RefusalLog
    ) -> None:
        self._db = db
        self._refusals = refusals
        self._purchases = purchases
        self._source = source
        self._till = till

    async def tick(self, now_ms: int) -> None:
        """Ask for some of what is due, oldest first."""
        due = self._db.rows(
            "SELECT payment, square_order, tries FROM till_look_ups WHERE ask_at_ms <= ? ORDER BY ask_at_ms LIMIT ?",
            now_ms,
            AT_ONCE,
        )
        for payment, square_order, tries in due:
            answer = await self._till.fetch(square_order)
            if isinstance(answer, NotReached) and tries + 1 < MOST_TRIES:
                self._wait(payment, tries, now_ms)
                return  # whatever keeps one from being answered keeps the others
            if isinstance(answer, Articles) and answer.is_empty and tries + 1 < MOST_TRIES_WITHOUT_LINES:
                self._wait(payment, tries, now_ms)
                continue
            if isinstance(answer, Articles):
                self._purchases.complete(self._source, payment, answer, now_ms)
            else:
                self._give_up(payment, answer, now_ms)
            self._db.run("DELETE FROM till_look_ups WHERE payment = ?", payment)

    def _wait(self, payment: str, tries: int, now_ms: int) -> None:
        wait_ms = min(FIRST_WAIT_MS * 2**tries, LONGEST_WAIT_MS)
        self._db.run(
            "UPDATE till_look_ups SET tries = tries + 1, ask_at_ms = ? WHERE payment = ?", now_ms + wait_ms, payment
        )

    def _give_up(self, payment: str, answer: RecordRefusal | NotReached, now_ms: int) -> None:
        refusal = (
            answer
            if isinstance(answer, RecordRefusal)
            else RecordRefusal(DeliveryResult.UNREADABLE, why="not reached in a day")
        )
        log.warning("a sale stays without its articles", till=self._source, field=refusal.field, why=refusal.why)
        self._refusals.keep(self._source, refusal, TOPIC, payment, now_ms)
        self._purchases.count_refusal(self._source, refusal.reason)
