"""What members' phones hear of the store's beacons becomes presence: a claim by its owner, checked and never stored."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.journal import Member
from hub.place.presence.belief import PhoneState
from hub.place.visits.service import BeaconHeard, VisitService
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.model import BeaconReport, InstallId
from wire.clock import to_ms
from wire.ids import EdgeId

# A report that took longer says where somebody was, not where they are; and the clock of a phone that has a network is
# right within a second or two.
LATE_SECONDS = 10.0
FUTURE_SECONDS = 5.0
# An app that ranges reports once a second; more at once comes of a network that was gone for a moment.
REPORTS_A_SECOND = 2.0
MOST_AT_ONCE = 5.0


class ReportRefusal(StrEnum):
    """Why a report was not taken in."""

    NOT_PERMITTED = "report_not_permitted"
    LATE = "report_late"
    FUTURE = "report_from_the_future"
    REPLAYED = "report_replayed"
    TOO_OFTEN = "report_too_often"


@dataclass(frozen=True, slots=True)
class ReportAccepted:
    """How many of the beacons in a report are on the plan, and how many are not."""

    known: int
    unknown: int


@dataclass(frozen=True, slots=True)
class ReportQuota:
    """Of one phone: the newest report, and how many more it may send at once. Unix seconds."""

    sent_at: float
    received_at: float
    allowance: float


def judge(sent_at: float, now: float, listening_since: float, last: ReportQuota | None) -> ReportQuota | ReportRefusal:
    """What is remembered of the phone after this report; or why it is refused.

    A report that somebody captured and sends again is not newer than the phone's last one, or it is late; the hub that
    has just started and remembers nothing refuses what was sent before.
    """
    if now - sent_at > LATE_SECONDS or sent_at < listening_since:
        return ReportRefusal.LATE
    if sent_at - now > FUTURE_SECONDS:
        return ReportRefusal.FUTURE
    if last is None:
        return ReportQuota(sent_at, now, MOST_AT_ONCE - 1)
    if sent_at <= last.sent_at:
        return ReportRefusal.REPLAYED
    allowance = min(MOST_AT_ONCE, last.allowance + REPORTS_A_SECOND * (now - last.received_at))
    return ReportQuota(sent_at, now, allowance - 1) if allowance >= 1 else ReportRefusal.TOO_OFTEN


class PhoneReports:
    """The door for phones' reports. It knows phones by their installation alone, and for as long as reports count."""

    def __init__(self, plan: FloorPlan, ledger: ConsentLedger, visit_service: VisitService, started_at: float) -> None:
        self._uuid = plan.beacon_uuid.lower()
        self._beacons: Mapping[tuple[int, int], EdgeId] = {(b.major, b.minor): b.listener for b in plan.beacons}
        self._ledger = ledger
        self._visit_service = visit_service
        self._started_at = started_at
        self._phones: dict[InstallId, ReportQuota] = {}
        self.counts: Counter[str] = Counter()
        """What was refused, by reason; beacons that nobody knows among it."""

    def take(
        self, member: Member, install: InstallId, report: BeaconReport, now: float
    ) -> ReportAccepted | ReportRefusal:
        """Take in the report of a member about themself; what is refused is counted and changes nothing."""
        judged = self._judge(member, install, report, now)
        if isinstance(judged, ReportRefusal):
            self.counts[judged] += 1
            return judged
        # The newest come last, so that what counts no more is found first.
        self._phones.pop(install, None)
        self._phones[install] = judged
        heard = [
            BeaconHeard(self._beacons[each.major, each.minor], each.rssi_dbm, now - each.age_ms / 1000)
            for each in report.beacons
            if (each.major, each.minor) in self._beacons and str(report.beacon_uuid) == self._uuid
        ]
        unknown = len(report.beacons) - len(heard)
        self.counts["unknown_beacon"] += unknown
        # Who hears nothing but another store's beacons has said nothing about this one.
        if heard or not unknown:
            self._visit_service.reported(member, _word(report), heard, now)
        return ReportAccepted(len(heard), unknown)

    def _judge(
        self, member: Member, install: InstallId, report: BeaconReport, now: float
    ) -> ReportQuota | ReportRefusal:
        if self._ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=to_ms(now)) is None:
            return ReportRefusal.NOT_PERMITTED
        self._forget_old(now)
        return judge(report.sent_at_ms / 1000, now, self._started_at, self._phones.get(install))

    def _forget_old(self, now: float) -> None:
        # What was sent with a clock ahead of ours counts for a little longer.
        oldest = now - LATE_SECONDS - FUTURE_SECONDS
        while self._phones:
            install, heard = next(iter(self._phones.items()))
            if heard.received_at >= oldest:
                return
            del self._phones[install]


def _word(report: BeaconReport) -> PhoneState:
    if report.region == "outside":
        return PhoneState.GONE
    return PhoneState.NONE if report.advertising else PhoneState.QUIET
