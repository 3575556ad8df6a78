"""Who was exposed to which campaign in which visit: written before anything leaves."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.service.messages.send_result import NOT_SHOWN, SendResult
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

# What the gateway says now, and what it was called when a store without a gateway "sent" messages all the same.
NOT_SHOWN_RESULTS = frozenset({*(each.value for each in NOT_SHOWN), "no_gateway"})


class ExposureKind(StrEnum):
    """Who was told, and what the law sees in it."""

    MARKETING = "marketing"
    """A message to the customer's app."""
    SERVICE = "service"
    """The same, about a matter of their own."""
    CARD = "card"
    """A line for whoever of the staff opens the card."""
    NUDGE = "nudge"
    """A line for a colleague who is free."""


MESSAGES = (ExposureKind.MARKETING, ExposureKind.SERVICE)


@dataclass(frozen=True, slots=True)
class Exposure:
    """One message as it is kept."""

    campaign: str
    visit: VisitId
    at_ms: int
    variant: str
    result: str | None
    kind: "ExposureKind"


@dataclass(frozen=True, slots=True)
class TimesShown:
    """How often a customer got one campaign, or may have: in this visit, and since the day and the week began."""

    visit: int
    day: int
    week: int


class Exposures:
    """One row per member, campaign and visit."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, permission: Permission, campaign: str, visit: VisitId, variant: str, kind: ExposureKind, at_ms: int
    ) -> None:
        """Note an exposure; call within the transaction that also journals it.

        The row is needed for not sending twice; whether it may also be counted is for the member to say. One that was
        surely not sent makes way for the next try.
        """
        self._db.run(
            "INSERT INTO exposures (member, campaign, visit, variant, at_ms, measured, kind)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (member, campaign, visit) DO UPDATE SET variant = excluded.variant, at_ms = excluded.at_ms,"
            " measured = excluded.measured, result = NULL",
            permission.member,
            campaign,
            visit,
            variant,
            at_ms,
            int(permission.allows(Purpose.MEASURE)),
            kind.value,
        )

    def settle(self, member: Member, campaign: str, visit: VisitId, result: str) -> bool:
        """Note what became of it; False of an exposure that is not there any more."""
        changed = self._db.run(
            "UPDATE exposures SET result = ? WHERE member = ? AND campaign = ? AND visit = ?",
            result,
            member,
            campaign,
            visit,
        )
        return changed == 1

    def not_sent_in(self, member: Member, visit: VisitId) -> list[tuple[str, str]]:
        """Campaigns of a visit, with the variant, whose message surely did not leave: they may be decided on anew."""
        return self._db.rows(
            "SELECT campaign, variant FROM exposures WHERE member = ? AND visit = ? AND result = ?",
            member,
            visit,
            SendResult.NOT_SENT.value,
        )

    def had_marketing(self, member: Member, visit: VisitId) -> bool:
        """Whether this visit had a message of marketing, or may have had one."""
        return (
            self._db.row(
                "SELECT 1 FROM exposures WHERE member = ? AND visit = ? AND kind = 'marketing'"
                " AND (result IS NULL OR result NOT IN (SELECT value FROM json_each(?)))",
                *(member, visit, json.dumps(sorted(NOT_SHOWN_RESULTS))),
            )
            is not None
        )

    def shown(self, member: Member, visit: VisitId, day_ms: int, week_ms: int) -> dict[str, TimesShown]:
        """By campaign: how often a member got it, or may have. `day_ms`, `week_ms`: when this day and week began.

        What was refused counts for the visit: it is not tried again.
        """
        rows = self._db.rows(
            "SELECT campaign, sum(visit = ?2 AND result IS NOT ?3), sum(at_ms >= ?4 AND surely_not = 0),"
            " sum(at_ms >= ?5 AND surely_not = 0) FROM (SELECT *, coalesce(result IN"
            " (SELECT value FROM json_each(?6)), 0) AS surely_not FROM exposures"
            " WHERE member = ?1 AND (at_ms >= min(?4, ?5) OR visit = ?2)) GROUP BY campaign",
            *(member, visit, SendResult.NOT_SENT.value, day_ms, week_ms, json.dumps(sorted(NOT_SHOWN_RESULTS))),
        )
        return {campaign: TimesShown(*times) for campaign, *times in rows}

    def of(self, member: Member) -> list[Exposure]:
        """Every message to a member that is kept, newest first."""
        rows = self._db.rows(
            "SELECT campaign, visit, at_ms, variant, result, kind FROM exposures WHERE member = ? ORDER BY at_ms DESC",
            member,
        )
        return [
            Exposure(campaign, VisitId(visit), at_ms, variant, result, ExposureKind(kind))
            for campaign, visit, at_ms, variant, result, kind in rows
        ]

    def each_of(self, members: Iterable[Member], since_ms: int) -> dict[Member, list[Exposure]]:
        """Of several members, what they have seen since a moment, or may have."""
        rows = self._db.rows(
            "SELECT member, campaign, visit, at_ms, variant, result, kind FROM exposures"
            " WHERE member IN (SELECT value FROM json_each(?)) AND at_ms >= ?"
            " AND (result IS NULL OR result NOT IN (SELECT value FROM json_each(?)))",
            *(json.dumps([*members]), since_ms, json.dumps(sorted(NOT_SHOWN_RESULTS))),
        )
        found: dict[Member, list[Exposure]] = {}
        for member, campaign, visit, at_ms, variant, result, kind in rows:
            shown = Exposure(campaign, VisitId(visit), at_ms, variant, result, ExposureKind(kind))
            found.setdefault(member, []).append(shown)
        return found

    def sent_to(self, member: Member) -> list[Exposure]:
        """Messages that reached the gateway."""
        sent = SendResult.SENT.value
        return [each for each in self.of(member) if each.result == sent and each.kind in MESSAGES]

    def unsettled(self) -> list[tuple[Member, str, VisitId, str]]:
        """Exposures whose sending was cut off: by a crash, they are known only after a restart."""
        return [
            (Member(member), campaign, VisitId(visit), variant)
            for member, campaign, visit, variant in self._db.rows(
                "SELECT member, campaign, visit, variant FROM exposures"
                " WHERE result IS NULL AND kind IN ('marketing', 'service')"
            )
        ]
