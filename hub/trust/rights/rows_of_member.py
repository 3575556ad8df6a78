"""Which rows of a declared table are one person's."""

import json
from collections.abc import Iterable

from hub.ground.database import Database
from hub.ground.holdings import Holding, IdentifierKind, signs_of_life
from hub.ground.journal import Member, VisitId
from hub.trust.members.repository import MemberRecord


def visits_of(db: Database, holdings: Iterable[Holding], member: Member) -> frozenset[VisitId]:
    """Every visit that any table knows of a member."""
    found: set[VisitId] = set()
    for holding in holdings:
        by = {key.names: key.column for key in holding.keys}
        if {IdentifierKind.MEMBER, IdentifierKind.VISIT} <= by.keys():
            visit, whose = by[IdentifierKind.VISIT], by[IdentifierKind.MEMBER]
            rows = db.rows(
                f"SELECT DISTINCT {visit} FROM {holding.table} WHERE {whose} = ? AND {visit} IS NOT NULL", member
            )
            found |= {VisitId(each) for (each,) in rows}
    return frozenset(found)


def seen_since(
    db: Database, holdings: Iterable[Holding], visits: Iterable[VisitId], since_ms: int
) -> frozenset[VisitId]:
    """Those of the visits in which the member was there since then."""
    named, found = json.dumps(sorted(visits)), set[VisitId]()
    for holding in signs_of_life(holdings):
        if visit := holding.column_of(IdentifierKind.VISIT):
            rows = db.rows(
                f"SELECT {visit} FROM {holding.table} WHERE {visit} IN (SELECT value FROM json_each(?))"
                f" AND {holding.seen} >= ?",
                named,
                since_ms,
            )
            found |= {VisitId(each) for (each,) in rows}
    return frozenset(found)


def rows_of(holding: Holding, record: MemberRecord, visits: frozenset[VisitId]) -> tuple[str, list[object]]:
    """The condition under which a row of a table is this person's, and its values."""
    conditions: list[str] = []
    values: list[object] = []
    for key in holding.keys:
        match key.names:
            case IdentifierKind.MEMBER:
                conditions.append(f"{key.column} = ?")
                values.append(record.member)
            case IdentifierKind.SUBJECT:
                conditions.append(f"{key.column} = ?")
                values.append(record.subject)
            case IdentifierKind.CUSTOMER:
                conditions.append(f"{key.column} = ?")
                values.append(record.customer_ref)
            case IdentifierKind.VISIT:
                conditions.append(f"{key.column} IN (SELECT value FROM json_each(?))")
                values.append(json.dumps(sorted(visits)))
    return " OR ".join(conditions), values
