"""Who is in which arm of which campaign since when: members who agreed to be measured, and nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.service.measurement.results import CONTROL
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

EVERY_CAMPAIGN = "*"
"""The experiment of all campaigns together: those who get none of them are its control."""
ANY = "any"
"""Its other arm: whoever may get campaigns."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of an experiment, since the first time that they were to get it, or were held out."""

    member: Member
    arm: str
    visit: VisitId | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Something a member was told by a campaign, until whatever a campaign told them next."""

    member: Member
    visit: VisitId | None
    at_ms: int
    next_ms: int | None
    """When any campaign spoke to them again."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was seen of one arm: customers whose time is over, and how many of them did it."""

    customers: int = 0
    successes: int = 0


class Experiments:
    """Writes and finds; `enter` is called within the transaction that records the exposure."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.learned: dict[str, Mapping[str, Tally]] = {}
        """What a bandit goes by, for each campaign; made of the tables again and again, so that no restart loses it."""

    def enter(self, permission: Permission, campaign: str, arm: str, visit: VisitId | None, at_ms: int) -> bool:
        """Note who was to get a campaign, or was held out; False of those who did not agree to be measured.

        The first time counts, and the arm of that time. `arm`: the variant's id, or `CONTROL`. Whoever is held out of
        every campaign is in `EVERY_CAMPAIGN` alone, as `CONTROL`; everybody else gets into it by any campaign.
        """
        if not permission.allows(Purpose.MEASURE):
            return False
        member = permission.member
        self._add(campaign, member, arm, visit, at_ms)
        if campaign != EVERY_CAMPAIGN:
            self._add(EVERY_CAMPAIGN, member, ANY, visit, at_ms)
            if arm != CONTROL:
                self._db.run(
                    "INSERT OR IGNORE INTO experiment_contacts (member, at_ms, campaign, visit) VALUES (?, ?, ?, ?)",
                    *(member, at_ms, campaign, visit),
                )
        return True

    def _add(self, campaign: str, member: Member, arm: str, visit: VisitId | None, at_ms: int) -> None:
        self._db.run(
            "INSERT OR IGNORE INTO experiment_entries (campaign, member, arm, visit, at_ms) VALUES (?, ?, ?, ?, ?)",
            *(campaign, member, arm, visit, at_ms),
        )

    def arm_of(self, member: Member, campaign: str) -> str | None:
        """The arm that a member is in; None of those who were never to get it, or who are not measured."""
        row = self._db.row("SELECT arm FROM experiment_entries WHERE campaign = ? AND member = ?", *(campaign, member))
        return row[0] if row else None

    def entries(self, campaign: str, since_ms: int = 0) -> list[Entry]:
        """Everybody in an experiment who came into it since then."""
        rows = self._db.rows(
            "SELECT member, arm, visit, at_ms FROM experiment_entries WHERE campaign = ? AND at_ms >= ?",
            *(campaign, since_ms),
        )
        return [Entry(Member(member), arm, visit, at_ms) for member, arm, visit, at_ms in rows]

    def contacts(self, campaign: str, since_ms: int = 0) -> list[Contact]:
        """Whatever a campaign told anybody since then."""
        rows = self._db.rows(
            "SELECT member, visit, at_ms, next_ms FROM (SELECT member, visit, at_ms, campaign,"
            " lead(at_ms) OVER (PARTITION BY member ORDER BY at_ms, campaign) AS next_ms FROM experiment_contacts)"
            " WHERE campaign = ? AND at_ms >= ?",
            *(campaign, since_ms),
        )
        return [Contact(Member(member), *rest) for member, *rest in rows]

    def withdraw(self, member: Member) -> None:
        """A member is measured no more: they leave every sum, and it is counted that somebody did."""
        with self._db.atomic():
            self._db.run(
                "INSERT INTO experiment_withdrawals SELECT campaign, arm, 1 FROM experiment_entries WHERE member = ?"
                " ON CONFLICT (campaign, arm) DO UPDATE SET times = times + 1",
                member,
            )
            self._db.run("DELETE FROM experiment_entries WHERE member = ?", member)
            self._db.run("DELETE FROM experiment_contacts WHERE member = ?", member)

    def withdrawn(self, campaign: str) -> int:
        """How many have left the sums of a campaign because they withdrew."""
        row = self._db.row("SELECT coalesce(sum(times), 0) FROM experiment_withdrawals WHERE campaign = ?", campaign)
        return row[0] if row else 0

    def sizes(self) -> dict[str, int]:
        """How many are in each experiment."""
        return dict(self._db.rows("SELECT campaign, count(*) FROM experiment_entries GROUP BY campaign"))
