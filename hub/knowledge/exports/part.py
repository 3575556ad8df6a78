"""Exports: visits and what came of them, told to platforms."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.part import Job, Part
from hub.ground.settings import Settings
from hub.knowledge.exports.ga4 import Ga4Sink
from hub.knowledge.exports.odp import OdpSink
from hub.knowledge.exports.outbox import Outbox
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.service import Exports
from hub.knowledge.exports.sink import Sink
from hub.knowledge.exports.tracking import TrackingSink
from hub.place.visits.repository import Visits
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members


@dataclass(frozen=True, slots=True)
class ExportsPart:
    """What other parts may use."""

    part: Part
    service: Exports


def exports(ground: Ground, people: Members, ledger: ConsentLedger, visits: Visits, settings: Settings) -> ExportsPart:
    """Build the part."""
    service = Exports(ground, people, ledger, visits, Outbox(ground.db), _sinks(settings), Post(ground.outgoing))
    job = Job(name="exports", run=service.run, told_elsewhere="each sink has a state of its own at /api/fleet")
    return ExportsPart(Part(name="exports", jobs=(job,)), service)


def _sinks(settings: Settings) -> list[Sink]:
    found: list[Sink] = []
    if settings.cdp_events_vendor and settings.cdp_events_url:
        found.append(TrackingSink(settings.cdp_events_vendor, settings.cdp_events_url, settings.cdp_events_key))
    if settings.odp_events_url:
        found.append(OdpSink(settings.odp_events_url, settings.odp_events_key, settings.odp_identifier))
    if settings.ga4_measurement_id:
        found.append(Ga4Sink(settings.ga4_url, settings.ga4_measurement_id, settings.ga4_api_secret))
    return found
