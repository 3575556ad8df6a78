"""Members in the database: the handle, the CDP's id for it, the phone it writes to, and the app's key."""

import hashlib
import secrets
from dataclasses import dataclass

from hub.database import Database
from hub.journal import Member

SCHEMA = {
    "create_members": """
        CREATE TABLE members (
            member INTEGER PRIMARY KEY, customer_ref TEXT NOT NULL UNIQUE, platform TEXT NOT NULL,
            push_token TEXT, key_hash TEXT NOT NULL UNIQUE, enrolled_at_ms INTEGER NOT NULL
        )
    """
}


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One enrolled person. `customer_ref` is the CDP's id; it stands in this table and nowhere else."""

    member: Member
    customer_ref: str
    platform: str
    push_token: str | None


class Members:
    """The one table that joins a handle to a customer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, customer_ref: str, platform: str, push_token: str | None, at_ms: int) -> tuple[MemberRecord, str]:
        """Enrol; returns the record and the member's key, which is kept only as a hash."""
        key = secrets.token_urlsafe(32)
        taken = True
        member = Member(0)
        while taken:
            member = Member(secrets.randbits(40))
            taken = self.get(member) is not None
        self._db.run(
            "INSERT INTO members (member, customer_ref, platform, push_token, key_hash, enrolled_at_ms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            member,
            customer_ref,
            platform,
            push_token,
            _hash(key),
            at_ms,
        )
        return MemberRecord(member, customer_ref, platform, push_token), key

    def get(self, member: Member) -> MemberRecord | None:
        """The record behind a handle."""
        return self._one("member = ?", member)

    def by_key(self, key: str) -> MemberRecord | None:
        """The record whose app holds this key."""
        return self._one("key_hash = ?", _hash(key))

    def by_customer(self, customer_ref: str) -> MemberRecord | None:
        """The record of a customer."""
        return self._one("customer_ref = ?", customer_ref)

    def move_to(self, member: Member, platform: str, push_token: str | None) -> str:
        """The member's app is on another phone, or installed anew: a new key; the old one opens nothing any more."""
        key = secrets.token_urlsafe(32)
        self._db.run(
            "UPDATE members SET platform = ?, push_token = ?, key_hash = ? WHERE member = ?",
            platform,
            push_token,
            _hash(key),
            member,
        )
        return key

    def forget_push_token(self, member: Member) -> None:
        """The gateway said that this phone is gone."""
        self._db.run("UPDATE members SET push_token = NULL WHERE member = ?", member)

    def _one(self, where: str, value: object) -> MemberRecord | None:
        row = self._db.row(
            f"SELECT member, customer_ref, platform, push_token FROM members WHERE {where}",  # noqa: S608 - fixed text
            value,
        )
        return MemberRecord(*row) if row else None


def _hash(key: str) -> str:
    # A random 256-bit key needs no salt and no slow hash: there is nothing to guess.
    return hashlib.sha256(key.encode()).hexdigest()
