"""The book of what a shop system asked for by law on a customer's behalf, each with its clock."""

from dataclasses import dataclass
from enum import StrEnum

from hub.ground.database import Database
from hub.ground.holdings import DAY_MS

# GDPR art. 12(3): a month; Shopify: 30 days.
DUE_MS = 30 * DAY_MS


class ShopRequestKind(StrEnum):
    """What was asked for."""

    ERASE = "erase"
    HAND_OVER = "hand_over_data"
    ERASE_SHOP = "erase_shop"


NEXT: dict[ShopRequestKind, str] = {
    ShopRequestKind.ERASE: "the hub erases them by itself; the receipt says what became of it",
    ShopRequestKind.HAND_OVER: "hand them what is held: they get it in the app (GET /v1/app/data); then: goddag-hub"
    " members answered NUMBER",
    ShopRequestKind.ERASE_SHOP: "the shop system says that the shop has left it: stop the hub and delete its folder and"
    " backups when the shop is closed, or set other tills up; then: goddag-hub members answered NUMBER",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. Times are Unix ms."""

    number: str
    source: str
    kind: ShopRequestKind
    reference: str
    """The shop system's own number of it."""
    customer_ref: str | None
    received_ms: int
    due_ms: int
    receipt: str | None
    """Of the erasure that follows from it: goddag-hub prints it, and the app shows it."""
    done_ms: int | None
    answer: str | None


def write_down(db: Database, asked: Asked) -> None:
    """Write a new one down."""
    db.run(
        "INSERT INTO shop_requests VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(asked.number, asked.source, asked.kind, asked.reference, asked.customer_ref),
        *(asked.received_ms, asked.due_ms, asked.receipt, asked.done_ms, asked.answer),
    )


def is_known(db: Database, number: str) -> bool:
    """Whether it was written down before."""
    return db.row("SELECT 1 FROM shop_requests WHERE number = ?", number) is not None


def answered(db: Database, receipt: str, answer: str, now_ms: int) -> None:
    """An order to erase was carried out, or refused."""
    db.run(
        "UPDATE shop_requests SET done_ms = ?, answer = ?, customer_ref = NULL WHERE receipt = ?",
        *(now_ms, answer, receipt),
    )


def answered_by_hand(db: Database, number: str, now_ms: int) -> bool:
    """The owner has done what was asked for; False where nothing of that number is open."""
    return (
        db.run(
            "UPDATE shop_requests SET done_ms = ?, answer = 'answered by the shop', customer_ref = NULL"
            " WHERE number = ? AND done_ms IS NULL AND receipt IS NULL",
            *(now_ms, number),
        )
        == 1
    )


def waiting_for_an_answer(db: Database) -> int:
    """How many are open."""
    row = db.row("SELECT count(*) FROM shop_requests WHERE done_ms IS NULL")
    return row[0] if row else 0


def shop_requests(db: Database) -> list[Asked]:
    """All of them: what is open first, and of that what is due first."""
    rows = db.rows(
        "SELECT number, source, kind, reference, customer_ref, received_ms, due_ms, receipt, done_ms, answer"
        " FROM shop_requests ORDER BY done_ms IS NOT NULL, due_ms"
    )
    return [Asked(number, source, ShopRequestKind(kind), *rest) for number, source, kind, *rest in rows]
