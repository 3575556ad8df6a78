"""The figures of the edges: what they sent, what became of it, and how many of them are there."""

from hub.equipment.edges.health import FleetHealth
from hub.equipment.edges.ingest import MOST_QUEUED, Ingest
from hub.equipment.edges.rejection_log import RejectionLog
from hub.ground.health.metric import Metric, counter, gauge
from wire.clock import Clock


def metrics_of(ingest: Ingest, health: FleetHealth, rejected: RejectionLog, clock: Clock) -> tuple[Metric, ...]:
    """Edges that are on no floor plan are counted together: anybody can make up names."""

    def planned() -> dict[str, float]:
        now = clock.wall()
        return {each.edge: float(health.is_online(each, now)) for each in health.all() if each.on_plan}

    def outboxes() -> dict[str, float]:
        reports = {each.edge: each.report for each in health.all() if each.on_plan}
        return {edge: report.outbox_events or 0 for edge, report in reports.items() if report}

    return (
        gauge("edge_online", "1 for each edge of the floor plan that was heard lately", planned, "edge"),
        gauge("edge_outbox_events", "Events that an edge keeps for the hub, as it said last", outboxes, "edge"),
        gauge(
            "edges_off_plan",
            "Edges that speak and are on no floor plan",
            lambda: sum(not each.on_plan for each in health.all()),
        ),
        gauge("broker_works", "1 while what the hub publishes comes back", lambda: float(ingest.canary.works)),
        counter(
            "ingest_events",
            "Events of edges since the start: applied, or sent a second time and passed over",
            lambda: {"applied": ingest.applied_events, "repeated": ingest.repeated_events},
            "result",
        ),
        counter("ingest_commits", "Transactions that applied them, since the start", lambda: ingest.commits),
        counter("ingest_failed", "Transactions that the database refused, since the start", lambda: ingest.failed),
        gauge("ingest_queue", "Messages of edges that wait to be applied", lambda: ingest.waiting),
        gauge("ingest_queue_most", "How many may wait; then the hub stops reading", lambda: MOST_QUEUED),
        counter("ingest_refused", "What edges sent and was not used, by reason", rejected.counts, "reason"),
    )
