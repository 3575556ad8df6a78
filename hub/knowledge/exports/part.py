"""Exports: visits and what came of them, told to platforms."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.part import Job, Part
from hub.ground.store_settings import StoreSettings
from hub.knowledge.exports.ga4 import Ga4Sink
from hub.knowledge.exports.odp import OdpSink
from hub.knowledge.exports.outbox import Outbox
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.service import Exports
from hub.knowledge.exports.settings import ExportSettings
from hub.knowledge.exports.sink import Sink
from hub.knowledge.exports.tracking import TrackingSink
from hub.place.visits.repository import Visits
from hub.trust.channels.settings import ChannelSettings
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members


@dataclass(frozen=True, slots=True)
class ExportsPart:
    """What other parts may use."""

    part: Part
    service: Exports


def exports(
    ground: Ground, people: Members, ledger: ConsentLedger, visits: Visits, settings: StoreSettings
) -> ExportsPart:
    """Build the part."""
    service = Exports(ground, people, ledger, visits, Outbox(ground.db), _sinks(settings), Post(ground.outgoing))
    job = Job(name="exports", run=service.run, told_elsewhere="each sink has a state of its own at /api/fleet")
    return ExportsPart(Part(name="exports", jobs=(job,)), service)


def _sinks(settings: StoreSettings) -> list[Sink]:
    channel_settings = settings.of(ChannelSettings)
    export_settings = settings.of(ExportSettings)
    found: list[Sink] = []
    if export_settings.cdp_events_vendor and export_settings.cdp_events_url:
        found.append(
            TrackingSink(
                export_settings.cdp_events_vendor, export_settings.cdp_events_url, export_settings.cdp_events_key
            )
        )
    if channel_settings.odp_events_url:
        found.append(
            OdpSink(channel_settings.odp_events_url, channel_settings.odp_events_key, channel_settings.odp_identifier)
        )
    if export_settings.ga4_measurement_id:
        found.append(
            Ga4Sink(export_settings.ga4_url, export_settings.ga4_measurement_id, export_settings.ga4_api_secret)
        )
    return found
