"""Recognition: from a sighting to a member, and what phones report themselves."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.hook import Hook
from hub.ground.journal import Member
from hub.ground.part import Part
from hub.place.calibration.part import CalibrationPart
from hub.place.recognition.phone_reports import PhoneReports
from hub.place.recognition.rejected_sightings import RejectedSightings
from hub.place.recognition.replay import ReplayWatch
from hub.place.recognition.report_endpoints import report_routes
from hub.place.recognition.service import SightingRecognizer
from hub.place.visits.part import VisitsPart
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.part import MembersPart
from hub.trust.members.resolver import TokenResolver


@dataclass(frozen=True, slots=True)
class Recognition:
    """What other parts may use."""

    part: Part
    recognizer: SightingRecognizer
    unused: RejectedSightings
    replays: ReplayWatch
    approached: Hook[Member]
    """A phone of theirs was heard at the door."""


def recognition(
    ground: Ground, people: MembersPart, ledger: ConsentLedger, visits: VisitsPart, calibration: CalibrationPart
) -> Recognition:
    """Build the part."""
    plan, clock = ground.plan, ground.clock
    approached, replays = Hook[Member](), ReplayWatch(plan.edges)
    recognizer = SightingRecognizer(
        ground.journal,
        TokenResolver(people.keys),
        people.people,
        ledger,
        replays,
        visits.service,
        calibration.live,
        approached,
    )
    reports = PhoneReports(plan, ledger, visits.service, clock.wall())
    part = Part(
        name="recognition",
        routes=(report_routes(reports, people.people, clock, people.spoke),),
        upkeep=recognizer.forget_old_tokens,
    )
    return Recognition(part, recognizer, RejectedSightings(visits.service, reports), replays, approached)
