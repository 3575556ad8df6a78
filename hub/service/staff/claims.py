"""Who of the staff helps whom, and how it went."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.journal import Journal, OutcomeRecorded, VisitClaimed, VisitId, VisitReleased
from hub.service.staff.model import Outcome
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose


@dataclass(frozen=True, slots=True)
class ClaimState:
    """Of one visit."""

    staff: str | None = None
    outcome: Outcome | None = None
    handed_by: str | None = None
    """Who had it before, while whoever was given it has not said how it went."""


@dataclass(frozen=True, slots=True)
class HowItWent:
    """What a colleague said of a visit, and when (Unix ms)."""

    visit: VisitId
    outcome: Outcome
    at_ms: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """The claim holds."""


@dataclass(frozen=True, slots=True)
class ClaimRefused:
    """Somebody else was first."""

    claimed_by: str


@dataclass(frozen=True, slots=True)
class NotClaimed:
    """Nobody has it, so nobody can hand it over."""


class Claims:
    """Claims in the database; each request is applied once however often it is sent."""

    def __init__(self, db: Database, journal: Journal) -> None:
        self._db = db
        self._journal = journal

    def of(self, visit: VisitId) -> ClaimState:
        """Who has claimed a visit, and its outcome."""
        row = self._db.row("SELECT staff, outcome, handed_by FROM claims WHERE visit = ?", visit)
        return ClaimState(*row) if row else ClaimState()

    def helping(self) -> frozenset[str]:
        """Who has claimed a visit and not said yet how it went; visits that are over among them."""
        rows = self._db.rows("SELECT DISTINCT staff FROM claims WHERE staff IS NOT NULL AND outcome IS NULL")
        return frozenset(staff for (staff,) in rows)

    def outcomes(self, visits: Iterable[VisitId]) -> list[HowItWent]:
        """How helping went in those of the visits of which somebody said it, newest first."""
        rows = self._db.rows(
            "SELECT visit, outcome, at_ms FROM claims WHERE outcome IS NOT NULL"
            " AND visit IN (SELECT value FROM json_each(?)) ORDER BY at_ms DESC",
            json.dumps(list(visits)),
        )
        return [HowItWent(VisitId(visit), outcome, at_ms) for visit, outcome, at_ms in rows]

    def claim(self, visit: VisitId, staff: str, request_id: str, at_ms: int) -> Claimed | ClaimRefused:
        """Claim a visit for somebody; the first one has it."""
        holder = self.of(visit).staff
        if holder not in {None, staff}:
            return ClaimRefused(str(holder))
        with self._journal.transaction():
            if self._is_new(visit, f"claim {request_id}", at_ms) and holder is None:
                self._save(visit, staff, self.of(visit).outcome, at_ms)
                self._journal.append(VisitClaimed(visit), at_ms)
        return Claimed()

    def release(self, visit: VisitId, staff: str, request_id: str, at_ms: int) -> Claimed | ClaimRefused:
        """Let go of a visit; only the one who has it can."""
        holder = self.of(visit).staff
        if holder not in {None, staff}:
            return ClaimRefused(str(holder))
        with self._journal.transaction():
            if self._is_new(visit, f"release {request_id}", at_ms) and holder is not None:
                self._save(visit, None, self.of(visit).outcome, at_ms)
                self._journal.append(VisitReleased(visit), at_ms)
        return Claimed()

    def hand_over(
        self, visit: VisitId, staff: str, to: str, request_id: str, at_ms: int
    ) -> Claimed | ClaimRefused | NotClaimed:
        """Give a visit to a colleague; only the one who has it can. What was done once is not asked again."""
        request, state = f"hand_over {request_id}", self.of(visit)
        if self._is_done(visit, request):
            return Claimed()
        if state.staff is None:
            return NotClaimed()
        if state.staff != staff:
            return ClaimRefused(state.staff)
        with self._journal.transaction():
            self._is_new(visit, request, at_ms)
            self._save(visit, to, state.outcome, at_ms, handed_by=staff)
            self._journal.append(VisitClaimed(visit), at_ms)
        return Claimed()

    def record(
        self, visit: VisitId, staff: str, outcome: Outcome, request_id: str, at_ms: int, permission: Permission
    ) -> None:
        """Record how it went. Colleagues need to know; whether it may also be counted is for the member to say."""
        measured = int(permission.allows(Purpose.MEASURE))
        with self._journal.transaction():
            if self._is_new(visit, f"outcome {request_id}", at_ms):
                self._save(visit, self.of(visit).staff or staff, outcome, at_ms)
                self._db.run("UPDATE claims SET measured = ? WHERE visit = ?", measured, visit)
                self._journal.append(OutcomeRecorded(visit, outcome), at_ms)

    def _save(
        self, visit: VisitId, staff: str | None, outcome: Outcome | None, at_ms: int, handed_by: str | None = None
    ) -> None:
        self._db.run(
            "INSERT INTO claims (visit, staff, outcome, at_ms, handed_by) VALUES (?, ?, ?, ?, ?) ON CONFLICT (visit) DO"
            " UPDATE SET staff = excluded.staff, outcome = excluded.outcome, at_ms = excluded.at_ms,"
            " handed_by = excluded.handed_by",
            visit,
            staff,
            outcome,
            at_ms,
            handed_by,
        )

    def _is_done(self, visit: VisitId, request: str) -> bool:
        return self._db.row("SELECT 1 FROM claim_requests WHERE visit = ? AND request = ?", visit, request) is not None

    def _is_new(self, visit: VisitId, request: str, at_ms: int) -> bool:
        return self._db.run("INSERT OR IGNORE INTO claim_requests VALUES (?, ?, ?)", visit, request, at_ms) == 1
