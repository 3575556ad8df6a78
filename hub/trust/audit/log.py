"""The audit log: one line for whatever of a customer left for a handheld, each chained to the one before.

A line names the customer by the ledger's random subject id and the visit's random id. When a person is erased, what
joins these to them goes, and the chain stays whole and names nobody. It holds which fields were opened, never a value.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hub.ground.database import Database
from hub.ground.hash_chain import GENESIS, first_broken, link
from hub.ground.journal import VisitId


class AuditAction(StrEnum):
    """What happened."""

    LISTED = "listed"
    """The row (name if chosen, zone, three lines) was handed to a device: once per device and visit."""
    OPENED = "opened"
    """The fields behind the three lines were handed to somebody."""
    CLOSED = "closed"
    """They looked away."""
    REFUSED = "refused"
    """Somebody asked for the fields of a customer who may not, or no longer, be shown."""
    ALERT = "alert"
    """Somebody opened more customers than helping explains."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing to write down. `level`, `purposes` and `ledger_line`: the permission that it rests on."""

    deed: AuditAction
    device: str
    subject: str | None = None
    visit: VisitId | None = None
    staff: str | None = None
    request: str | None = None
    reason: str | None = None
    zone: str | None = None
    level: str | None = None
    purposes: tuple[str, ...] = ()
    ledger_line: int | None = None
    fields: tuple[str, ...] = ()
    customers: int | None = None
    """Of an alert: how many different customers."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line as it stands in the log."""

    line: int
    at_ms: int
    entry: AuditEntry
    hash: str


PAGE_LINES = 1000
_COLUMNS = "line, at_ms, deed, subject, visit, device, staff, request, body, hash"


class AuditLog:
    """Lines are only ever added; retention takes them from the old end and leaves the anchor of the chain."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, at_ms: int, *entries: AuditEntry) -> None:
        """Add lines; they are on disk when this returns."""
        with self._db.atomic():
            newest = self._db.row("SELECT hash FROM audit ORDER BY line DESC LIMIT 1")
            hashed = newest[0] if newest else self._anchor()[1]
            for entry in entries:
                columns = _columns(entry, at_ms)
                hashed = link(hashed, _hashed(*columns))
                self._db.run(
                    "INSERT INTO audit (at_ms, deed, subject, visit, device, staff, request, body, hash)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    *columns,
                    hashed,
                )

    def since(self, at_ms: int = 0) -> Iterator[AuditLine]:
        """Every line from a moment on, oldest first; one page in memory."""
        return (_line(row) for row in self._every_row("at_ms >= ?", at_ms))

    def about(self, subject: str) -> list[AuditLine]:
        """Every line about one person, oldest first."""
        return self._lines("subject = ?", subject)

    def of_visit(self, visit: VisitId, *deeds: AuditAction) -> list[AuditLine]:
        """Lines about one visit, oldest first."""
        marks = ", ".join("?" * len(deeds))
        return self._lines(f"visit = ? AND deed IN ({marks})", visit, *(deed.value for deed in deeds))

    def next_opening(self, device: str, after_line: int) -> int | None:
        """When the same device opened another card, after a line."""
        row = self._db.row(
            "SELECT at_ms FROM audit WHERE device = ? AND deed = 'opened' AND line > ? ORDER BY line LIMIT 1",
            device,
            after_line,
        )
        return row[0] if row else None

    def customers_opened(self, since_ms: int, *, device: str | None = None, staff: str | None = None) -> set[str]:
        """The customers (subject ids) opened since a moment on a device, or by somebody."""
        rows = self._db.rows(
            "SELECT DISTINCT subject FROM audit WHERE at_ms >= ? AND deed = 'opened' AND (device = ? OR staff = ?)",
            since_ms,
            device,
            staff,
        )
        return {subject for (subject,) in rows}

    def alerts(self, since_ms: int = 0) -> list[AuditLine]:
        """Alerts since a moment, oldest first."""
        return self._lines("deed = 'alert' AND at_ms >= ?", since_ms)

    def first_broken_line(self) -> int | None:
        """The first line that somebody changed, dropped or inserted, at the ends as well; None when the chain holds."""
        with self._db.snapshot():  # while a running hub goes on writing
            newest, anchor = self._anchor()
            counted = self._db.row("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")

            def noted() -> Iterator[tuple[int, dict[str, object], str]]:
                nonlocal newest
                for line, *rest, hashed in self._every_row("TRUE"):
                    newest = line
                    yield line, _hashed(*rest), hashed

            broken = first_broken(noted(), anchor)
        if broken is None and (counted[0] if counted else 0) != newest:
            return newest + 1  # the database has counted lines that are not there
        return broken

    def newest_line(self) -> int:
        """Its number; 0 before there is one."""
        row = self._db.row("SELECT max(line) FROM audit")
        return (row[0] or self._anchor()[0]) if row else 0

    def __len__(self) -> int:
        row = self._db.row("SELECT count(*) FROM audit")
        return row[0] if row else 0

    def _anchor(self) -> tuple[int, str]:
        row = self._db.row("SELECT line, hash FROM audit_anchor")
        return (row[0], row[1]) if row else (0, GENESIS)

    def _every_row(self, where: str, *values: object) -> Iterator[tuple[Any, ...]]:
        after = -(2**63)
        while page := self._db.rows(
            f"SELECT {_COLUMNS} FROM audit WHERE {where} AND line > ? ORDER BY line LIMIT {PAGE_LINES}",  # noqa: S608 - fixed
            *values,
            after,
        ):
            yield from page
            after = page[-1][0]

    def _lines(self, where: str, *values: object) -> list[AuditLine]:
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM audit WHERE {where} ORDER BY line", *values)  # noqa: S608 - fixed
        return [_line(row) for row in rows]


_Row = tuple[int, int, str, str | None, str | None, str, str | None, str | None, str, str]
"""A line of the table, column by column."""


def _line(row: _Row) -> AuditLine:
    line, at_ms, deed, subject, visit, device, staff, request, body, hashed = row
    rest: dict[str, Any] = json.loads(body)
    entry = AuditEntry(
        AuditAction(deed),
        device,
        subject,
        None if visit is None else VisitId(visit),
        staff,
        request,
        rest.get("reason"),
        rest.get("zone"),
        rest.get("level"),
        tuple(rest.get("purposes", ())),
        rest.get("ledger_line"),
        tuple(rest.get("fields", ())),
        rest.get("customers"),
    )
    return AuditLine(line, at_ms, entry, hashed)


_Columns = tuple[int, str, str | None, str | None, str, str | None, str | None, str]


def _columns(entry: AuditEntry, at_ms: int) -> _Columns:
    body = json.dumps(_rest(entry))
    return (at_ms, entry.deed.value, entry.subject, entry.visit, entry.device, entry.staff, entry.request, body)


def _rest(entry: AuditEntry) -> dict[str, object]:
    every = {
        "reason": entry.reason,
        "zone": entry.zone,
        "level": entry.level,
        "purposes": list(entry.purposes),
        "ledger_line": entry.ledger_line,
        "fields": list(entry.fields),
        "customers": entry.customers,
    }
    return {name: value for name, value in every.items() if value not in (None, [])}


def _hashed(
    at_ms: int,
    deed: str,
    subject: str | None,
    visit: str | None,
    device: str,
    staff: str | None,
    request: str | None,
    body: str,
) -> dict[str, object]:
    return {
        "at_ms": at_ms,
        "deed": deed,
        "subject": subject,
        "visit": visit,
        "device": device,
        "staff": staff,
        "request": request,
        "body": body,
    }
