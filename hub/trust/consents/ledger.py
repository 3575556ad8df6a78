"""The consent ledger: lines are only ever added, each chained to the one before; what holds now is a fold over them.

A line names its person by a random subject id, never by handle or customer: `members` alone joins them. When a person
is erased that join goes, and what stays is proof that somebody unknown agreed, in an unbroken chain.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from hub.ground.database import Database
from hub.ground.errors import DatabaseFailed
from hub.ground.hash_chain import GENESIS, first_broken, link
from hub.ground.journal import Member
from hub.trust.consents.kept_noes import KeptNoes
from hub.trust.consents.permission import Grant, Permission, given_purposes, permits
from hub.trust.consents.purposes import PROFILING, Purpose

_COLUMNS = "line, subject, purpose, granted, at_ms, until_ms, body, hash"
# A few megabytes at a time: a ledger of a million members has a gigabyte.
_PAGE_LINES = 5000
# SQLite numbers no more lines than this has digits.
_MOST_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Statement:
    """How a choice was made: what was shown, in which language, on which screen, and who made it."""

    text_version: str
    text_hash: str
    language: str
    screen: str
    app_version: str
    actor: str = "customer"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line as it stands in the ledger."""

    line: int
    subject: str
    purpose: Purpose
    granted: bool
    at_ms: int
    until_ms: int | None
    statement: Statement
    hash: str

    @property
    def expired(self) -> bool:
        """Whether the line only ends a choice for one visit."""
        return self.until_ms is not None and self.until_ms <= self.at_ms


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line and its hash. A chain does not show that its newest lines were deleted; this, kept elsewhere, does."""

    line: int
    hash: str

    def __str__(self) -> str:
        return f"{self.line}:{self.hash}"

    @staticmethod
    def parse(text: str) -> "Anchor | None":
        """An anchor as it was printed; None for anything else."""
        line, _, hashed = text.strip().partition(":")
        whole = line.isdecimal() and len(line) <= _MOST_DIGITS and re.fullmatch(r"[0-9a-f]{64}", hashed)
        return Anchor(int(line), hashed) if whole else None


@dataclass(frozen=True, slots=True)
class ChainState:
    """What a check of the whole chain found; it ends at the first broken line."""

    anchor: Anchor
    broken: int | None
    """The first line that does not follow from the one before."""
    cut_off: int
    """How many of the newest lines the file once numbered and no longer has."""


class ConsentLedger:
    """Grants and withdrawals by member. When it cannot answer, the answer is no."""

    def __init__(self, db: Database, kept: KeptNoes | None = None) -> None:
        self._db = db
        self.kept = KeptNoes() if kept is None else kept
        """What was refused and is not in the database yet. It counts as if it were."""

    def record(self, subject: str, grant: Grant, statement: Statement) -> None:
        """Add a line; call within the journal's transaction."""
        newest = self._db.row("SELECT hash FROM ledger ORDER BY line DESC LIMIT 1")
        hashed = link(newest[0] if newest else GENESIS, _body(subject, grant, statement))
        self._db.run(
            "INSERT INTO ledger (subject, purpose, granted, at_ms, until_ms, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            subject,
            grant.purpose.value,
            int(grant.granted),
            grant.at_ms,
            grant.until_ms,
            json.dumps(asdict(statement)),
            hashed,
        )

    def permission(self, member: Member, *needs: Purpose, at_ms: int) -> Permission | None:
        """`permits` over this member's lines; None too when the ledger cannot be read."""
        try:
            grants = self._grants(member)
        except DatabaseFailed:
            return None  # fails closed: without a readable ledger nobody is shown
        return permits(grants, member, needs, at_ms)

    def standing(self, member: Member, at_ms: int) -> frozenset[Purpose]:
        """What a member has agreed to beyond this visit. Raises `DatabaseFailed`."""
        return given_purposes((grant for grant in self._grants(member) if grant.until_ms is None), at_ms)

    def standing_permission(self, member: Member, *needs: Purpose, at_ms: int) -> Permission | None:
        """The same as `permission`, of what a member has agreed to beyond this visit."""
        try:
            grants = self._grants(member)
        except DatabaseFailed:
            return None  # as above
        return permits((grant for grant in grants if grant.until_ms is None), member, needs, at_ms)

    def for_a_visit(self, member: Member) -> dict[Purpose, Grant]:
        """The choices made for one visit that nothing has ended, in time or not. Raises `DatabaseFailed`."""
        found: dict[Purpose, Grant] = {}
        for grant in self._grants(member):
            found.pop(grant.purpose, None)
            if grant.until_ms is not None and grant.until_ms > grant.at_ms:
                found[grant.purpose] = grant
        return found

    def members_with_choices_for_a_visit(self) -> list[Member]:
        """Whoever ever made one: after a restart some of them may be over."""
        rows = self._db.rows(
            "SELECT DISTINCT member FROM ledger JOIN subjects USING (subject) WHERE until_ms IS NOT NULL"
        )
        return [Member(member) for (member,) in rows]

    def newest_standing(self, subject: str, purpose: Purpose) -> Grant | None:
        """The last line about a purpose that is not for one visit, whatever it says."""
        row = self._db.row(
            "SELECT granted, at_ms FROM ledger WHERE subject = ? AND purpose = ? AND until_ms IS NULL"
            " ORDER BY line DESC LIMIT 1",
            subject,
            purpose.value,
        )
        return Grant(Member(0), purpose, bool(row[0]), row[1]) if row else None

    def object(self, subject: str, at_ms: int) -> None:
        """From now on nothing permits profiling of this person, whatever a line says; call within a transaction."""
        self._db.run("INSERT OR IGNORE INTO objections VALUES (?, ?)", subject, at_ms)

    def lift_objection(self, subject: str) -> None:
        """The person took it back."""
        self._db.run("DELETE FROM objections WHERE subject = ?", subject)

    def objected_at(self, subject: str) -> int | None:
        """When a person objected to profiling; None when they did not, or when that is not written yet."""
        row = self._db.row("SELECT at_ms FROM objections WHERE subject = ?", subject)
        return row[0] if row else None

    def language(self, subject: str) -> str | None:
        """The language of the newest words that were shown to a person; None when nothing says it."""
        row = self._db.row(
            "SELECT body ->> 'language' FROM ledger WHERE subject = ? AND body ->> 'language' != ''"
            " ORDER BY line DESC LIMIT 1",
            subject,
        )
        return row[0] if row else None

    def newest_line(self, member: Member) -> int | None:
        """The number of a member's newest line: what is permitted follows from their lines up to it."""
        row = self._db.row(
            "SELECT max(line) FROM ledger WHERE subject = (SELECT subject FROM subjects WHERE member = ?)", member
        )
        return row[0] if row else None

    def lines(self, subject: str | None = None) -> list[LedgerLine]:
        """The lines of one person, or all of them, oldest first."""
        if subject is None:
            return list(self.every_line())
        where = "WHERE subject = ? ORDER BY line"
        return [_line(*row) for row in self._db.rows(f"SELECT {_COLUMNS} FROM ledger {where}", subject)]  # noqa: S608

    def every_line(self) -> Iterator[LedgerLine]:
        """All lines, oldest first, one page in memory. Raises `ValueError` or `TypeError` at an unreadable one."""
        return (_line(*row) for row in self._every_row())

    def first_broken_line(self) -> int | None:
        """The first line that somebody changed, dropped or inserted; None when the chain holds."""
        return self.verify().broken

    def verify(self) -> ChainState:
        """Recompute the chain from what stands in the file, whatever that is. Raises `DatabaseFailed`."""
        # Asked for first: a running hub may add lines in the meantime, and takes none away.
        numbered = self._db.row("SELECT seq FROM sqlite_sequence WHERE name = 'ledger'")
        newest = Anchor(0, GENESIS)

        def noted() -> Iterator[tuple[int, dict[str, object], str]]:
            nonlocal newest
            for line, *rest, claimed in self._every_row():
                newest = Anchor(line, claimed)
                yield line, _body_as_it_stands(*rest), claimed

        broken = first_broken(noted())
        cut_off = max(0, (numbered[0] if numbered else 0) - newest.line) if broken is None else 0
        return ChainState(newest, broken, cut_off)

    def holds(self, anchor: Anchor) -> bool:
        """Whether the line that somebody noted earlier still stands, with the hash it had then."""
        row = self._db.row("SELECT hash FROM ledger WHERE line = ?", anchor.line)
        return (row[0] if row else GENESIS if anchor.line == 0 else None) == anchor.hash

    def anchor(self) -> Anchor:
        """The newest line: note it elsewhere, and a chain that was cut off later no longer holds it."""
        row = self._db.row("SELECT line, hash FROM ledger ORDER BY line DESC LIMIT 1")
        return Anchor(*row) if row else Anchor(0, GENESIS)

    def _every_row(self) -> Iterator[tuple[Any, ...]]:
        after = -(2**63)
        while page := self._db.rows(
            f"SELECT {_COLUMNS} FROM ledger WHERE line > ? ORDER BY line LIMIT {_PAGE_LINES}",  # noqa: S608 - fixed text
            after,
        ):
            yield from page
            after = page[-1][0]

    def _grants(self, member: Member) -> list[Grant]:
        rows = self._db.rows(
            "SELECT purpose, granted, at_ms, until_ms, subject IN (SELECT subject FROM objections) FROM ledger"
            " WHERE subject = (SELECT subject FROM subjects WHERE member = ?) ORDER BY line",
            member,
        )
        return [
            Grant(member, Purpose(purpose), bool(granted) and not (objected and purpose in PROFILING), at, until)
            for purpose, granted, at, until, objected in rows
        ] + self.kept.grants(member)


def _line(
    line: int, subject: str, purpose: str, granted: int, at_ms: int, until_ms: int | None, body: str, hashed: str
) -> LedgerLine:
    statement = Statement(**json.loads(body))
    return LedgerLine(line, subject, Purpose(purpose), bool(granted), at_ms, until_ms, statement, hashed)


def _body(subject: str, grant: Grant, statement: Statement) -> dict[str, object]:
    return {
        "subject": subject,
        "purpose": grant.purpose.value,
        "granted": grant.granted,
        "at_ms": grant.at_ms,
        "until_ms": grant.until_ms,
        "statement": asdict(statement),
    }


def _body_as_it_stands(
    subject: object, purpose: object, granted: object, at_ms: object, until_ms: object, statement: str
) -> dict[str, object]:
    """`_body` of a row that may have been tampered with: nothing is made better than it is."""
    try:
        parsed: object = json.loads(statement)
    except (TypeError, ValueError, RecursionError):
        parsed = statement
    return {
        "subject": subject,
        "purpose": purpose,
        "granted": {0: False, 1: True}.get(granted, granted) if isinstance(granted, int) else granted,
        "at_ms": at_ms,
        "until_ms": until_ms,
        "statement": parsed,
    }
