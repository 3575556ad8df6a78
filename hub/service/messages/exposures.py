"""Who was exposed to which campaign in which visit: written before anything leaves."""

import json
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.service.messages.send_result import NOT_SHOWN, SendResult
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

# What the gateway says now, and what it was called when a store without a gateway "sent" messages all the same.
NOT_SHOWN_RESULTS = frozenset({*(each.value for each in NOT_SHOWN), "no_gateway"})


@dataclass(frozen=True, slots=True)
class Exposure:
    """One message as it is kept."""

    campaign: str
    visit: VisitId
    at_ms: int
    variant: str
    result: str | None


class Exposures:
    """One row per member, campaign and visit."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, permission: Permission, campaign: str, visit: VisitId, variant: str, at_ms: int) -> None:
        """Note an exposure; call within the transaction that also journals it.

        The row is needed for not sending twice; whether it may also be counted is for the member to say. One that was
        surely not sent makes way for the next try.
        """
        self._db.run(
            "INSERT INTO exposures (member, campaign, visit, variant, at_ms, measured) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (member, campaign, visit) DO UPDATE SET variant = excluded.variant, at_ms = excluded.at_ms,"
            " measured = excluded.measured, result = NULL",
            permission.member,
            campaign,
            visit,
            variant,
            at_ms,
            int(permission.allows(Purpose.MEASURE)),
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

    def had_in(self, member: Member, campaign: str, visit: VisitId) -> bool:
        """Whether this visit had it already, or had it refused: either way not again."""
        return (
            self._db.row(
                "SELECT 1 FROM exposures WHERE member = ? AND campaign = ? AND visit = ? AND result IS NOT ?",
                member,
                campaign,
                visit,
                SendResult.NOT_SENT.value,
            )
            is not None
        )

    def was_not_sent(self, member: Member, campaign: str, visit: VisitId) -> bool:
        """Whether this visit waits for the next try."""
        return (
            self._db.row(
                "SELECT 1 FROM exposures WHERE member = ? AND campaign = ? AND visit = ? AND result = ?",
                member,
                campaign,
                visit,
                SendResult.NOT_SENT.value,
            )
            is not None
        )

    def shown_since(self, member: Member, campaign: str, since_ms: int) -> int:
        """How often a member got it since a moment, or may have."""
        row = self._db.row(
            "SELECT count(*) FROM exposures WHERE member = ? AND campaign = ? AND at_ms >= ?"
            " AND (result IS NULL OR result NOT IN (SELECT value FROM json_each(?)))",
            member,
            campaign,
            since_ms,
            json.dumps(sorted(NOT_SHOWN_RESULTS)),
        )
        return row[0] if row else 0

    def of(self, member: Member) -> list[Exposure]:
        """Every message to a member that is kept, newest first."""
        rows = self._db.rows(
            "SELECT campaign, visit, at_ms, variant, result FROM exposures WHERE member = ? ORDER BY at_ms DESC", member
        )
        return [Exposure(campaign, VisitId(visit), *rest) for campaign, visit, *rest in rows]

    def sent_to(self, member: Member) -> list[Exposure]:
        """Those that reached the gateway."""
        return [each for each in self.of(member) if each.result == SendResult.SENT.value]

    def unsettled(self) -> list[tuple[Member, str, VisitId, str]]:
        """Exposures whose sending was cut off: by a crash, they are known only after a restart."""
        return [
            (Member(member), campaign, VisitId(visit), variant)
            for member, campaign, visit, variant in self._db.rows(
                "SELECT member, campaign, visit, variant FROM exposures WHERE result IS NULL"
            )
        ]
