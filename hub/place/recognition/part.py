"""Recognition: from a sighting to a member, and what phones report themselves."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import counter, gauge
from hub.ground.hook import Hook
from hub.ground.journal import Member
from hub.ground.part import Part
from hub.place.calibration.part import CalibrationPart
from hub.place.recognition.overview import held_back_section
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
    unused = RejectedSightings(visits.service, reports)
    part = Part(
        name="recognition",
        routes=(report_routes(reports, people.people, clock, people.spoke),),
        upkeep=recognizer.forget_old_tokens,
        health=held_back_section(replays, unused),
        metrics=(
            gauge("quarantined_tokens", "Tokens that were heard at two places at once", replays.quarantined),
            counter(
                "sightings_unused",
                "What edges heard or phones told and changed nothing, by reason, since the start",
                unused.counts,
                "reason",
            ),
        ),
    )
    return Recognition(part, recognizer, unused, replays, approached)
