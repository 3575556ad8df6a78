"""What was decided of each campaign for each customer and visit, and how much was said to them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.ground.words.phrase import Phrase
from hub.service.campaigns.rules.fields import Value


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """One decision as it is kept."""

    campaign: str
    version: int
    visit: VisitId
    at_ms: int
    variant: str | None
    """What they got; None where they got nothing."""
    reason: str | None
    """Why they got nothing."""
    why: Phrase | None
    """What kept the rule from being answered, where something did."""
    saw: Mapping[str, Value]
    """What the rule saw, by its variables; what is not there was not known."""
    met: Mapping[str, int] = field(default_factory=dict[str, int])
    """What caps and budget saw: how often they had had it in the `visit`, `day` and `week`, and `contacts_left`."""


class ContactKind(StrEnum):
    """What happened between a customer and the shop beside messages."""

    STAFF = "staff"
    PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class Contact:
    """One of them."""

    visit: VisitId
    kind: ContactKind
    at_ms: int


class Decisions:
    """One row for each member, visit and campaign."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, member: Member, visit: VisitId, decisions: Iterable[KeptDecision]) -> frozenset[str]:
        """Keep what was decided at one moment; the campaigns of which something else was decided than before.

        What they got is not written over by a later no, and what is as it was is not written again.
        """
        before = {
            campaign: rest
            for campaign, *rest in self._db.rows(
                "SELECT campaign, variant, reason, version, saw FROM campaign_decisions WHERE member = ? AND visit = ?",
                *(member, visit),
            )
        }
        news: list[str] = []
        for each in decisions:
            had, saw = before.get(each.campaign), json.dumps(each.saw, sort_keys=True)
            if had == [each.variant, each.reason, each.version, saw] or (had and had[0] is not None):
                continue
            self._db.run(
                "INSERT OR REPLACE INTO campaign_decisions (member, visit, campaign, version, at_ms, variant, reason,"
                " why, saw, met) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(member, visit, each.campaign, each.version, each.at_ms),
                *(each.variant, each.reason, _written(each.why), saw, json.dumps(each.met)),
            )
            if had is None or had[:2] != [each.variant, each.reason]:
                news.append(each.campaign)
        return frozenset(news)

    def of(self, member: Member, visit: VisitId | None = None) -> list[KeptDecision]:
        """Those of a member, in one visit or in all, newest first."""
        rows = self._db.rows(
            "SELECT campaign, version, visit, at_ms, variant, reason, why, saw, met FROM campaign_decisions"
            " WHERE member = ?1 AND (?2 IS NULL OR visit = ?2) ORDER BY at_ms DESC, campaign",
            *(member, visit),
        )
        return [
            KeptDecision(
                campaign,
                version,
                VisitId(where),
                at_ms,
                variant,
                reason,
                _read(why),
                json.loads(saw),
                json.loads(met or "{}"),
            )
            for campaign, version, where, at_ms, variant, reason, why, saw, met in rows
        ]


class Contacts:
    """What staff and tills add to what is said to a customer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, member: Member, visit: VisitId, kind: ContactKind, at_ms: int) -> None:
        """Once a visit of each kind; the newest time counts."""
        self._db.run("INSERT OR REPLACE INTO contacts VALUES (?, ?, ?, ?)", member, visit, kind.value, at_ms)

    def by_staff(self, member: Member, visit: VisitId, day_ms: int) -> tuple[int, int]:
        """How often a colleague helped them in this visit, and since the day began."""
        row = self._db.row(
            "SELECT sum(visit = ?2), sum(at_ms >= ?3) FROM contacts WHERE member = ?1 AND kind = 'staff'",
            *(member, visit, day_ms),
        )
        return (row[0] or 0, row[1] or 0) if row else (0, 0)

    def each_of(self, members: Iterable[Member]) -> dict[Member, list[Contact]]:
        """Everything that is kept of several members."""
        rows = self._db.rows(
            "SELECT member, visit, kind, at_ms FROM contacts WHERE member IN (SELECT value FROM json_each(?))",
            json.dumps([*members]),
        )
        found: dict[Member, list[Contact]] = {}
        for member, visit, kind, at_ms in rows:
            found.setdefault(member, []).append(Contact(VisitId(visit), ContactKind(kind), at_ms))
        return found

    def newest_ms(self, member: Member) -> int | None:
        """When a colleague last helped them or they last bought; None where neither is known."""
        row = self._db.row("SELECT max(at_ms) FROM contacts WHERE member = ?", member)
        return row[0] if row else None


def _written(why: Phrase | None) -> str | None:
    return json.dumps({"id": why.id, "args": dict(why.args)}) if why else None


def _read(why: str | None) -> Phrase | None:
    if why is None:
        return None
    told: dict[str, Any] = json.loads(why)
    return Phrase(told["id"], told["args"])
