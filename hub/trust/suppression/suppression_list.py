"""Who was erased and who withdrew what, in a file of its own: a backup of the database must not undo either.

It knows people by a keyed hash of their random handle. An erasure takes the handle away: from then on a line says that
somebody was erased, and when. Who asked for it is known by a keyed hash of their customer id as well, which the key
alone can compare with the ids in a file: what was erased does not come back with an import.
"""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hub.ground.database import Database, open_database
from hub.ground.errors import DatabaseDamaged, KeysUnreadable
from hub.ground.journal import Member
from hub.ground.key_file import load_or_create_key
from hub.trust.suppression.tables import SCHEMA

FILE = "tombstones.db"
KEY_FILE = "tombstones.key"
OBJECTION = "objection"
"""The choice under which an objection stands beside the purposes."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An erasure that was asked for; finished once nothing is left in the database."""

    at_ms: int
    finished: bool


class SuppressionList:
    """Written before what they tell of is done, each durable on its own."""

    def __init__(self, db: Database, key: bytes, *, is_new: bool = False) -> None:
        self.db = db
        self.is_new = is_new
        self._key = key

    def erase(self, member: Member, at_ms: int, *, finished: bool = False, customer_ref: str = "") -> None:
        """An erasure begins. What was withdrawn before is of no more use.

        `customer_ref`: of somebody who asked for it, whose past no file shall bring back.
        `finished` when nobody outside this hub is to be told: then nobody is, should it be interrupted here.
        """
        with self.db.atomic():
            self.db.run("INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", self._mark(member), at_ms, int(finished))
            self.db.run("DELETE FROM withdrawn WHERE mark = ?", self._mark(member))
            if customer_ref:
                # Who comes back and is erased once more, is so from then on.
                self.db.run("INSERT OR REPLACE INTO erased_customers VALUES (?, ?)", self._of(customer_ref), at_ms)

    def erased_at_ms(self, customer_ref: str) -> int | None:
        """When that customer asked to be erased; None where nobody of that id did."""
        row = self.db.row("SELECT at_ms FROM erased_customers WHERE mark = ?", self._of(customer_ref))
        return row[0] if row else None

    def finish(self, member: Member) -> None:
        """The erasure is done."""
        self.db.run("UPDATE erased SET finished = 1 WHERE mark = ?", self._mark(member))

    def withdraw(self, member: Member, choices: Iterable[str], at_ms: int) -> None:
        """These purposes are withdrawn, or an objection stands."""
        with self.db.atomic():
            for choice in choices:
                self.db.run("INSERT OR REPLACE INTO withdrawn VALUES (?, ?, ?)", self._mark(member), choice, at_ms)

    def lift(self, member: Member, choice: str) -> None:
        """The objection was taken back by whoever made it."""
        self.db.run("DELETE FROM withdrawn WHERE mark = ? AND choice = ?", self._mark(member), choice)

    def spend(self, customer_ref: str, request_id: str, at_ms: int) -> None:
        """Note a request of an app as done: it counts no more, in an older database neither."""
        self.db.run("INSERT OR IGNORE INTO spent VALUES (?, ?)", self._spent(customer_ref, request_id), at_ms)

    def is_spent(self, customer_ref: str, request_id: str) -> bool:
        """Whether this request was done before."""
        return self.db.row("SELECT 1 FROM spent WHERE mark = ?", self._spent(customer_ref, request_id)) is not None

    def among(self, members: Iterable[Member]) -> dict[Member, Tombstone]:
        """Those of the members who were erased."""
        erased = {mark: Tombstone(at, bool(done)) for mark, at, done in self.db.rows("SELECT * FROM erased")}
        return {member: erased[mark] for member in members if (mark := self._mark(member)) in erased}

    def withdrawals_among(self, members: Iterable[Member]) -> dict[Member, dict[str, int]]:
        """What those of the members who withdrew anything withdrew last, and when (Unix ms)."""
        by_mark: dict[bytes, dict[str, int]] = {}
        for mark, choice, at_ms in self.db.rows("SELECT mark, choice, at_ms FROM withdrawn"):
            by_mark.setdefault(mark, {})[choice] = at_ms
        return {member: by_mark[mark] for member in members if (mark := self._mark(member)) in by_mark}

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def _spent(self, customer_ref: str, request_id: str) -> bytes:
        return _mark(self._key, f"{customer_ref} {request_id}".encode())

    def _of(self, customer_ref: str) -> bytes:
        return _mark(self._key, f"customer {customer_ref}".encode())

    def _mark(self, member: Member) -> bytes:
        return _mark(self._key, member.to_bytes(5))


def _mark(key: bytes, what: bytes) -> bytes:
    # Keyed BLAKE2b (RFC 7693): a start makes one for every member, and HMAC-SHA256 takes several times as long.
    return hashlib.blake2b(what, key=key, digest_size=16).digest()


def open_tombstones(folder: Path) -> SuppressionList:
    """The tombstones of a hub. Raises `KeysUnreadable` and `DatabaseFailed`."""
    if (folder / FILE).exists() and not (folder / KEY_FILE).exists():
        raise KeysUnreadable(
            f"{folder / KEY_FILE} is missing: without it nobody can be told of whom {FILE} says that they were erased"
            " or withdrew. Put the key back that belongs to it; it is kept apart from the backups."
        )
    key = load_or_create_key(
        folder / KEY_FILE,
        "the key of the tombstones",
        f"{FILE} must then be removed as well, and no backup made until now may be restored",
    )
    is_new = not (folder / FILE).exists()
    db = _open(folder / FILE)
    # A file of before this line was kept from the first day on.
    db.run("INSERT OR IGNORE INTO begun VALUES (1, ?)", round(time.time() * 1000) if is_new else 0)
    check = _mark(key, b"check")
    db.run("INSERT OR IGNORE INTO key_check VALUES (1, ?)", check)
    if db.row("SELECT mark FROM key_check") != (check,):
        db.close()
        raise KeysUnreadable(
            f"{folder / FILE} was written with another key than {folder / KEY_FILE}: with it nobody who was erased can"
            " be told. Put the key back that belongs to it."
        )
    return SuppressionList(db, key, is_new=is_new)


def _open(file: Path) -> Database:
    try:
        return open_database(file, {"tombstones": SCHEMA}, known={"tombstones": SCHEMA})
    except DatabaseDamaged:
        raise DatabaseDamaged(
            f"{file} is damaged: it says who was erased and who withdrew. Put your newest copy of it back; it is kept"
            " apart from the backups. Without one, move it away: the hub begins a new one, and no backup made until now"
            " may be restored."
        ) from None
