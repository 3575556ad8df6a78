"""What the shop asks for at a terminal on a customer's behalf; a running hub does it, so that nobody else writes."""

import secrets
from dataclasses import dataclass
from typing import Literal

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from hub.service.requests.customer_merge import CustomerMerge
from hub.service.requests.repository import answered
from hub.trust.members.repository import Members
from hub.trust.rights.erasure import Erasure


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    request: str
    kind: Literal["erase", "rename"]
    customer_ref: str
    new_ref: str | None = None


class PaperRequests:
    """A queue in the database, from a terminal to the hub."""

    def __init__(self, db: Database, members: Members, erasure: Erasure, rename: CustomerMerge) -> None:
        self._db = db
        self._members = members
        self._erasure = erasure
        self._rename = rename

    async def work_off(self, now_ms: int) -> None:
        """Do what was asked for."""
        rows = self._db.rows(
            "SELECT request, kind, customer_ref, new_ref FROM rights_requests WHERE answer IS NULL ORDER BY at_ms"
        )
        for row in rows:
            asked = Asked(*row)
            try:
                answer = await self._do(asked, now_ms)
            except DatabaseFailed:
                return  # it stays on the list
            self._answer(asked, answer, now_ms)

    async def _do(self, asked: Asked, now_ms: int) -> str:
        record = self._members.by_customer(asked.customer_ref)
        if record is None:
            return "refused: this customer is not enrolled here; nothing is held of them under this id"
        if asked.kind == "erase":
            await self._erasure.erase(record, now_ms, asked.request)
            return "done"
        return await self._rename.rename(record, asked.new_ref or "", now_ms)

    def _answer(self, asked: Asked, answer: str, now_ms: int) -> None:
        # An erasure removes every row with the customer's id, this one included: the answer names nobody.
        self._db.run(
            "INSERT OR REPLACE INTO rights_requests VALUES (?, ?, NULL, NULL, ?, ?)",
            asked.request,
            asked.kind,
            now_ms,
            answer,
        )
        answered(self._db, asked.request, answer, now_ms)
        self._db.flush()


def ask(db: Database, kind: Literal["erase", "rename"], customer_ref: str, new_ref: str | None, now_ms: int) -> str:
    """Put a request on the list; returns its number."""
    number = secrets.token_hex(16)
    db.run("INSERT INTO rights_requests VALUES (?, ?, ?, ?, ?, NULL)", number, kind, customer_ref, new_ref, now_ms)
    return number


def answer_to(db: Database, number: str) -> str | None:
    """What became of a request; None while nothing did."""
    row = db.row("SELECT answer FROM rights_requests WHERE request = ?", number)
    return row[0] if row else None
