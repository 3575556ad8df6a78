"""Members in the database: the handle, the CDP's id for it, and the phones that carry the app."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.holdings import Holding, IdentifierKind
from hub.ground.journal import Member
from hub.trust.members.push_address import PushKind

# A person has a phone or two, and may install the app anew a few times while they try something.
MOST_DEVICES = 8
# The tokens of a batch last this long (`GET /v1/app/tokens`): a phone that was silent for longer is heard by nobody and
# makes room. One that is not is never pushed out by another: else whoever gets hold of an identity token for a moment,
# or an app that makes up a new installation at each start, would silence the customer's own phone.
SILENT_MS = 48 * 3600 * 1000
# A slot is one byte of a token. 255 choices or phones within the 48 hours of a batch are more than anybody makes.
SLOTS = 255


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One enrolled person. `customer_ref` is the CDP's id; it stands in this table and nowhere else."""

    member: Member
    customer_ref: str
    subject: str
    """The name under which the consent ledger and the audit log know this person."""


@dataclass(frozen=True, slots=True)
class MemberDevice:
    """One phone with the app. `slot` goes into its tokens; a number is never given twice, see `renumber`."""

    member: Member
    slot: int
    platform: str
    push_token: str | None
    push_kind: PushKind = PushKind.FCM


@dataclass(frozen=True, slots=True)
class KnownPhone:
    """What is kept of a phone, for its owner to see."""

    platform: str
    seen_at_ms: int
    takes_messages: bool


class Members:
    """The one table that joins a handle to a customer, and the phones of each."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, customer_ref: str, at_ms: int) -> MemberRecord:
        """A new member with a handle and a subject id of their own, both random."""
        member = Member(secrets.randbits(40))
        while self.get(member) is not None:
            member = Member(secrets.randbits(40))
        subject = secrets.token_hex(16)
        self._db.run(
            "INSERT INTO members (member, customer_ref, subject, enrolled_at_ms, slots_used) VALUES (?, ?, ?, ?, 0)",
            member,
            customer_ref,
            subject,
            at_ms,
        )
        return MemberRecord(member, customer_ref, subject)

    def get(self, member: Member) -> MemberRecord | None:
        """The record behind a handle."""
        return self._one("member = ?", member)

    def all(self) -> list[MemberRecord]:
        """Everybody."""
        return [MemberRecord(*row) for row in self._db.rows("SELECT member, customer_ref, subject FROM members")]

    def count(self) -> int:
        """How many there are."""
        row = self._db.row("SELECT count(*) FROM members")
        return row[0] if row else 0

    def by_customer(self, customer_ref: str) -> MemberRecord | None:
        """The record of a customer, also by an id that they had before a shop system merged two of theirs."""
        by_itself = self._one("customer_ref = ?", customer_ref)
        merged = "customer_ref = (SELECT new_ref FROM merged_customers WHERE old_ref = ?)"
        return by_itself or self._one(merged, customer_ref)

    def lead_on(self, old_ref: str, new_ref: str, at_ms: int) -> None:
        """A shop system merged one customer into another: the old id is theirs for good, and never anybody else's."""
        self._db.run("UPDATE merged_customers SET new_ref = ? WHERE new_ref = ?", new_ref, old_ref)
        self._db.run("INSERT OR REPLACE INTO merged_customers VALUES (?, ?, ?)", old_ref, new_ref, at_ms)
        self._db.run("DELETE FROM merged_customers WHERE old_ref = new_ref")

    def rename(self, member: Member, customer_ref: str) -> None:
        """The customer has another id in the customer data platform now."""
        self._db.run("UPDATE members SET customer_ref = ? WHERE member = ?", customer_ref, member)

    def dormant(self, since_ms: int, signs: Iterable[Holding]) -> list[MemberRecord]:
        """Members who enrolled before that and of whom nothing was seen since, wherever parts declare `signs` of it."""
        conditions = ["enrolled_at_ms < ?1"]
        for sign in signs:
            member = sign.column_of(IdentifierKind.MEMBER)
            whose, column = ("member", member) if member else ("subject", sign.column_of(IdentifierKind.SUBJECT))
            conditions.append(f"{whose} NOT IN (SELECT {column} FROM {sign.table} WHERE {sign.seen} >= ?1)")  # noqa: S608 - declared names
        where = " AND ".join(conditions)
        rows = self._db.rows(f"SELECT member, customer_ref, subject FROM members WHERE {where}", since_ms)  # noqa: S608
        return [MemberRecord(*row) for row in rows]

    def known_refs(self, customer_refs: Iterable[str]) -> frozenset[str]:
        """Which of these customers are members."""
        rows = self._db.rows(
            "SELECT customer_ref FROM members WHERE customer_ref IN (SELECT value FROM json_each(?))",
            json.dumps(list(customer_refs)),
        )
        return frozenset(ref for (ref,) in rows)

    def phones(self, member: Member) -> list[KnownPhone]:
        """Every phone of a member."""
        rows = self._db.rows("SELECT platform, seen_at_ms, push_token FROM devices WHERE member = ?", member)
        return [KnownPhone(platform, seen_at_ms, token is not None) for platform, seen_at_ms, token in rows]

    def put_device(
        self, member: Member, install_id: str, platform: str, push: tuple[PushKind, str] | None, at_ms: int
    ) -> MemberDevice | None:
        """Note a phone of a member, and where it takes messages; the same installation keeps its slot.

        Call within a transaction.

        None when there are `MOST_DEVICES` already, and each was heard of lately.
        """
        known = self.device_of(member, install_id)
        if known is None and not self._has_room(member, at_ms):
            return None
        slot = known.slot if known else self._new_slot(member)
        # A phone is one person's: whoever signed in last gets its messages, and nobody who forgot to sign out.
        kind, push_token = push or (PushKind.FCM, None)
        self._db.run("UPDATE devices SET push_token = NULL WHERE push_token = ? AND member <> ?", push_token, member)
        self._db.run(
            "INSERT OR REPLACE INTO devices (member, slot, install_hash, platform, push_token, seen_at_ms, push_kind,"
            " push_registered_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            member,
            slot,
            _hash(install_id),
            platform,
            push_token,
            at_ms,
            kind.value,
            at_ms,
        )
        return MemberDevice(member, slot, platform, push_token, kind)

    def device_of(self, member: Member, install_id: str) -> MemberDevice | None:
        """The phone with this installation of the app."""
        return next(iter(self._devices("install_hash = ?", member, _hash(install_id))), None)

    def has_slot(self, member: Member, slot: int) -> bool:
        """Whether tokens with this slot still count: a phone of this member has it now."""
        return self._db.row("SELECT 1 FROM devices WHERE member = ? AND slot = ?", member, slot) is not None

    def renumber(self, member: Member) -> None:
        """Void every token that this member's phones hold: each phone gets a new slot. Call within a transaction.

        A token follows from member, slot and time alone: without this, those of before a withdrawal would name the
        member again as soon as they agree again.
        """
        for (slot,) in self._db.rows("SELECT slot FROM devices WHERE member = ?", member):
            new = self._new_slot(member)
            self._db.run("UPDATE devices SET slot = ? WHERE member = ? AND slot = ?", new, member, slot)

    def remove_device(self, member: Member, install_id: str) -> None:
        """The app was signed out or removed on this phone: its tokens count no more."""
        self._db.run("DELETE FROM devices WHERE member = ? AND install_hash = ?", member, _hash(install_id))

    def reachable_device(self, member: Member) -> MemberDevice | None:
        """The phone to write to: the one that spoke to us last, of those that take messages."""
        return next(iter(self.reachable_devices(member)), None)

    def reachable_devices(self, member: Member) -> list[MemberDevice]:
        """All of them, the last one first."""
        return self._devices("push_token IS NOT NULL", member)

    def seen(self, device: MemberDevice, at_ms: int) -> None:
        """The app on this phone spoke to us."""
        self._db.run(
            "UPDATE devices SET seen_at_ms = ? WHERE member = ? AND slot = ?", at_ms, device.member, device.slot
        )

    def forget_push_token(self, device: MemberDevice, since_ms: int | None = None) -> None:
        """The push service said that this phone is gone, since that moment where it knows it.

        What the app registered meanwhile stays, be it another token or the same one.
        """
        self._db.run(
            "UPDATE devices SET push_token = NULL WHERE member = ? AND slot = ? AND push_token = ?"
            " AND (? IS NULL OR push_registered_ms <= ?)",
            device.member,
            device.slot,
            device.push_token,
            since_ms,
            since_ms,
        )

    def is_new_request(self, customer_ref: str, request_id: str, at_ms: int) -> bool:
        """Whether a request was not seen before; a replayed one changes nothing. Call within a transaction.

        Only a hash is kept, without the member: a replay must stay one even after the member was erased.
        """
        request_hash = _hash(f"{customer_ref} {request_id}")
        return self._db.run("INSERT OR IGNORE INTO app_requests VALUES (?, ?)", request_hash, at_ms) == 1

    def _has_room(self, member: Member, at_ms: int) -> bool:
        """Whether one more phone has a place; the one that is silent for longest gives its own up for that."""
        [(count,)] = self._db.rows("SELECT count(*) FROM devices WHERE member = ?", member)
        if count < MOST_DEVICES:
            return True
        silent = "SELECT slot FROM devices WHERE member = ?1 AND seen_at_ms < ?2 ORDER BY seen_at_ms LIMIT 1"
        return (
            self._db.run(
                f"DELETE FROM devices WHERE member = ?1 AND slot IN ({silent})",  # noqa: S608 - fixed text
                member,
                at_ms - SILENT_MS,
            )
            == 1
        )

    def _new_slot(self, member: Member) -> int:
        """The next number; after `SLOTS` of them the oldest comes again, but never one that a phone has."""
        while True:
            self._db.run("UPDATE members SET slots_used = slots_used + 1 WHERE member = ?", member)
            [(used,)] = self._db.rows("SELECT slots_used FROM members WHERE member = ?", member)
            slot = (used - 1) % SLOTS + 1
            if not self.has_slot(member, slot):
                return slot

    def _devices(self, where: str, member: Member, *values: object) -> list[MemberDevice]:
        rows = self._db.rows(
            "SELECT member, slot, platform, push_token, push_kind FROM devices"  # noqa: S608 - fixed text
            f" WHERE member = ? AND {where} ORDER BY seen_at_ms DESC",
            member,
            *values,
        )
        return [
            MemberDevice(Member(whose), slot, platform, token, PushKind(kind))
            for whose, slot, platform, token, kind in rows
        ]

    def _one(self, where: str, value: object) -> MemberRecord | None:
        row = self._db.row(
            f"SELECT member, customer_ref, subject FROM members WHERE {where}",  # noqa: S608 - fixed text
            value,
        )
        return MemberRecord(*row) if row else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
