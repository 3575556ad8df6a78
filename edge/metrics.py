"""The health report as Prometheus metrics, on this machine only. The one door to prometheus-client."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

import structlog
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from wire.messages import HealthReport

LOOPBACK = "127.0.0.1"
_PREFIX = "goddag_edge_"

log = structlog.get_logger()


class _Health(Collector):
    """Reads a fresh report for each scrape. Counts and states only, like the heartbeat itself."""

    def __init__(self, report: Callable[[], HealthReport]) -> None:
        self._report = report

    def collect(self) -> Iterable[Metric]:
        report = self._report()
        for name, text, value in (
            ("heard", "Advertisements heard", report.heard),
            ("kept_tokens", "Advertisements with a token", report.kept_tokens),
            ("kept_beacons", "Advertisements of the store's own beacons", report.kept_beacons),
            ("queue_dropped", "Sightings dropped before the disk took them", report.queue_dropped),
            ("senders_evicted", "Senders that made room because there were too many", report.senders_evicted),
            ("messages_refused", "Messages that could not be understood", report.messages_refused),
        ):
            yield CounterMetricFamily(_PREFIX + name, text, value=value or 0)
        forgotten = CounterMetricFamily(_PREFIX + "forgotten", "Advertisements forgotten", labels=["reason"])
        for reason, count in report.forgotten_by or ():
            forgotten.add_metric([reason], count or 0)
        yield forgotten
        lost = CounterMetricFamily(_PREFIX + "radio_restarts", "How often a radio was lost", labels=["reason"])
        for reason, times in (report.radio_restarts or {}).items():
            lost.add_metric([reason], times)
        yield lost
        refused = CounterMetricFamily(_PREFIX + "gateway_refused", "A gateway's messages not read", labels=["reason"])
        for reason, times in (report.gateway_refused or {}).items():
            refused.add_metric([reason], times)
        yield refused
        dropped = CounterMetricFamily(_PREFIX + "outbox_dropped", "Sightings given up", labels=["kind"])
        dropped.add_metric(["token"], report.outbox_dropped_tokens or 0)
        dropped.add_metric(["beacon"], report.outbox_dropped_beacons or 0)
        yield dropped
        for name, text, value in (
            ("uptime_seconds", "Since the start", report.uptime_ms / 1000),
            ("quiet_seconds", "Since the last advertisement of any kind", report.quiet_ms / 1000),
            ("deaf_seconds", "In which radios did not hear", None if report.deaf_ms is None else report.deaf_ms / 1000),
            ("queue", "Sightings that wait for the disk", report.queue),
            ("outbox_events", "Events that the hub has not acknowledged", report.outbox_events),
            ("outbox_bytes", "Their size", report.outbox_bytes),
            ("outbox_writable", "1 while the disk takes what is heard", report.outbox_writable),
            ("disk_free_bytes", "Free on the outbox's disk", report.disk_free_bytes),
            ("temperature_celsius", "Of the processor", report.temperature_c),
            ("clock_trusted", "1 while the wall clock is believed", report.clock == "trusted"),
            ("orders_refused", "1 when the newest orders were not taken", report.orders_refused is not None),
        ):
            if value is not None:
                yield GaugeMetricFamily(_PREFIX + name, text, value=float(value))
        yield InfoMetricFamily(_PREFIX + "software", "What runs here", value={"version": report.software})


@contextmanager
def serve_metrics(port: int, report: Callable[[], HealthReport]) -> Generator[None]:
    """Serve `http://127.0.0.1:port/metrics` while the context is open."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Health(report))
    try:
        server, thread = start_http_server(port, LOOPBACK, registry)
    except OSError as error:
        # Somebody else's port must not cost the shop its ears.
        log.warning("metrics_not_served", port=port, error=error.strerror)
        yield
        return
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
