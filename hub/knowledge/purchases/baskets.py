"""What staff put together for a customer in a visit, handed over to the till by a reference that tells nothing."""

import json
import secrets
from dataclasses import dataclass
from typing import Literal

from hub.ground.database import Database
from hub.ground.journal import VisitId

# No vowels and nothing that looks like something else: no words come about, and a cashier can type it.
_SIGNS = "23456789BCDFGHJKMNPQRTVWXZ"
_LENGTH = 6

BasketState = Literal["started", "handed_over", "paid"]


@dataclass(frozen=True, slots=True)
class Item:
    """An article and how many of it."""

    sku: str
    qty: int


@dataclass(frozen=True, slots=True)
class Basket:
    """The basket of one visit."""

    visit: VisitId
    items: tuple[Item, ...]
    note: str
    reference: str | None
    state: BasketState


class Baskets:
    """One basket a visit; a basket that was paid is followed by a new one."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, visit: VisitId) -> Basket | None:
        """The basket of a visit."""
        row = self._db.row("SELECT items, note, reference, paid_ms FROM baskets WHERE visit = ?", visit)
        if row is None:
            return None
        items, note, reference, paid_ms = row
        state: BasketState = "paid" if paid_ms is not None else "handed_over" if reference else "started"
        return Basket(visit, tuple(Item(sku, qty) for sku, qty in json.loads(items)), note, reference, state)

    def put(self, visit: VisitId, items: tuple[Item, ...], note: str, now_ms: int) -> None:
        """Say what is in it now; of one that was handed over call it never: the till has it already."""
        content = json.dumps([(item.sku, item.qty) for item in items], ensure_ascii=False)
        self._db.run(
            "INSERT INTO baskets VALUES (?1, NULL, ?2, ?3, ?4, NULL) ON CONFLICT (visit) DO UPDATE SET items = ?2,"
            " note = ?3, changed_ms = ?4, reference = iif(paid_ms IS NULL, reference, NULL), paid_ms = NULL",
            visit,
            content,
            note,
            now_ms,
        )

    def hand_over(self, visit: VisitId, now_ms: int) -> str | None:
        """The reference for the till, the same however often it is asked for; None without anything to pay."""
        basket = self.of(visit)
        if basket is None or basket.state == "paid" or not basket.items:
            return None
        if basket.reference:
            return basket.reference
        reference = f"GB-{''.join(secrets.choice(_SIGNS) for _ in range(_LENGTH))}"
        self._db.run("UPDATE baskets SET reference = ?, changed_ms = ? WHERE visit = ?", reference, now_ms, visit)
        return reference

    def take_back(self, visit: VisitId, now_ms: int) -> None:
        """From the till, unless it was paid: the reference opens nothing any more."""
        self._db.run(
            "UPDATE baskets SET reference = NULL, changed_ms = ? WHERE visit = ? AND paid_ms IS NULL", now_ms, visit
        )

    def paid(self, reference: str, now_ms: int) -> VisitId | None:
        """The till names a basket: it is closed. Returns the visit that it was made in; None of one unknown."""
        row = self._db.row("SELECT visit FROM baskets WHERE reference = ?", reference)
        if row is None:
            return None
        self._db.run("UPDATE baskets SET paid_ms = coalesce(paid_ms, ?) WHERE reference = ?", now_ms, reference)
        return VisitId(row[0])
