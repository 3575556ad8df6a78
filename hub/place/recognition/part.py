"""Recognition: from a sighting to a member, and what phones report themselves."""

from dataclasses import dataclass

from hub.equipment.edges.applied import AppliedEvents
from hub.equipment.edges.health import FleetHealth
from hub.equipment.edges.ingest import Ingest
from hub.equipment.edges.rejection_log import DeadLetters
from hub.ground.ground import Ground
from hub.ground.hook import Hook
from hub.ground.journal import Member
from hub.ground.part import Part
from hub.place.calibration.part import CalibrationPart
from hub.place.recognition.phone_reports import PhoneReports
from hub.place.recognition.rejected_sightings import UnusedSightings
from hub.place.recognition.replay import ReplayWatch
from hub.place.recognition.report_endpoints import report_routes
from hub.place.visits.part import VisitsPart
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.part import MembersPart
from hub.trust.members.resolver import TokenResolver


@dataclass(frozen=True, slots=True)
class Recognition:
    """What other parts may use."""

    part: Part
    ingest: Ingest
    health: FleetHealth
    rejected: DeadLetters
    unused: UnusedSightings
    replays: ReplayWatch
    approached: Hook[Member]
    """A phone of theirs was heard at the door."""


def recognition(
    ground: Ground, people: MembersPart, ledger: ConsentLedger, visits: VisitsPart, calibration: CalibrationPart
) -> Recognition:
    """Build the part."""
    plan, clock = ground.plan, ground.clock
    approached, replays = Hook[Member](), ReplayWatch(plan.edges)
    health, rejected = FleetHealth(tuple(edge.id for edge in plan.edges)), DeadLetters(ground.db)
    ingest = Ingest(
        plan.store_id,
        clock,
        ground.journal,
        AppliedEvents(ground.db),
        rejected,
        health,
        TokenResolver(people.keys),
        people.people,
        ledger,
        replays,
        visits.visits,
        visits.service,
        approached,
        calibration.live,
    )
    reports = PhoneReports(plan, ledger, visits.service, clock.wall())
    part = Part(name="recognition", routes=(report_routes(reports, people.people, clock, people.spoke),))
    unused = UnusedSightings(visits.service, reports)
    return Recognition(part, ingest, health, rejected, unused, replays, approached)
