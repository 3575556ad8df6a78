"""Orders that wait to be collected: which of them a till or shop says are ready, and whose they are."""

import json
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.knowledge.purchases.model import OrderKind, PickUp, PickUpState, TillSystem

# What is the most that a line says of an order; the dearest first.
_MOST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order of a member that is ready."""

    order_id: str
    since_ms: int
    what: str
    """The dearest of its articles; its number where nobody can say what is in it."""


@dataclass(frozen=True, slots=True)
class Whose:
    """The order that a notice is about, as far as it is somebody's."""

    number: int
    member: Member
    visit: VisitId | None


class PickUps:
    """Writes and finds; call what writes within a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, source: TillSystem, told: PickUp, now_ms: int) -> bool:
        """Note how far an order is; False of what is no news. Of one moment, that it was collected counts."""
        at_ms = now_ms if told.at_ms is None else min(told.at_ms, now_ms)
        changed = self._db.run(
            "INSERT INTO pick_ups VALUES (?, ?, ?, ?) ON CONFLICT (source, order_id) DO UPDATE SET"
            " state = excluded.state, at_ms = excluded.at_ms WHERE excluded.state <> state"
            " AND (excluded.at_ms > at_ms OR (excluded.at_ms = at_ms AND excluded.state = ?))",
            *(source, told.order_id, told.state, at_ms, PickUpState.OVER),
        )
        return changed == 1

    def whose(self, source: TillSystem, order_id: str) -> Whose | None:
        """Whose order it is, if a member's."""
        row = self._db.row(
            "SELECT number, member, visit FROM orders WHERE source = ? AND ? IN (order_id, exchange_id)"
            " AND kind <> ? AND member IS NOT NULL",
            *(source, order_id, OrderKind.RETURN),
        )
        return Whose(*row) if row else None

    def waiting(self, member: Member) -> list[Waiting]:
        """What of a member's orders is ready, the newest first. One that was voided waits for nobody."""
        rows = self._db.rows(
            "SELECT pick_ups.order_id, pick_ups.at_ms, orders.lines FROM orders JOIN pick_ups"
            " ON pick_ups.source = orders.source AND pick_ups.order_id IN (orders.order_id, orders.exchange_id)"
            " WHERE orders.member = ? AND orders.kind = ? AND pick_ups.state = ? ORDER BY pick_ups.at_ms DESC",
            *(member, OrderKind.SALE, PickUpState.READY),
        )
        found: dict[str, Waiting] = {}
        for order_id, at_ms, lines in rows:
            found.setdefault(order_id, Waiting(order_id, at_ms, _what(lines) or order_id))
        return list(found.values())


def _what(lines: str) -> str:
    read = sorted(json.loads(lines), key=lambda line: -line["net_minor"])
    names = [name for line in read if (name := line.get("name") or line.get("sku"))]
    return ", ".join(names[:_MOST_NAMES])
