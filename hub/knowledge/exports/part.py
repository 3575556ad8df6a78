"""Exports: visits and what came of them, told to platforms."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import Metric, counter, gauge
from hub.ground.part import Job, Part
from hub.ground.store_settings import StoreSettings
from hub.knowledge.exports.endpoints import export_routes, exports_section
from hub.knowledge.exports.ga4 import Ga4Sink
from hub.knowledge.exports.odp import OdpSink
from hub.knowledge.exports.outbox import MOST_WAITING, Outbox
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
    part = Part(
        name="exports",
        routes=(export_routes(service),),
        jobs=(job,),
        health=exports_section(service),
        metrics=_metrics(service),
    )
    return ExportsPart(part, service)


def _metrics(service: Exports) -> tuple[Metric, ...]:
    def counts() -> dict[tuple[str, ...], float]:
        return {(each.sink, what): times for each in service.overview() for what, times in each.counts.items()}

    return (
        gauge(
            "export_waiting",
            f"Events that wait to be told outside; {MOST_WAITING} of a place at most",
            lambda: {each.sink: each.waiting for each in service.overview()},
            "sink",
        ),
        counter("export_events", "What became of events that are told outside", counts, "sink", "result"),
    )


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
