"""/metrics: the figures of every part in the text format of Prometheus. The one door to prometheus-client.

They tell of a shop and of nobody in it, yet not everybody is to read how many customers it has: whoever asks from this
machine may, and from elsewhere who shows the token of the settings.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, cast

import structlog
from fastapi import APIRouter, Header, Request, Response, status
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from hub.ground.health.metric import SECONDS, Kind, Metric, Reading, Timings
from hub.ground.part import Part
from hub.ground.web.hosts import LOOPBACK
from hub.ground.web.may import proven_otherwise
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused

PREFIX = "goddag_hub_"
# What a proxy adds, each its own, and what nobody who asks by themselves has.
_FORWARDED = frozenset({
    "forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original-forwarded-for",
    "cf-connecting-ip", "cf-connecting-ipv6", "true-client-ip", "fastly-client-ip", "x-envoy-external-address",
    "x-appengine-user-ip", "client-ip",
})  # fmt: skip
_FORWARDED_PREFIX = "x-forwarded"

log = structlog.get_logger()


class _Parts(Collector):
    """Reads every figure anew for each scrape. One that cannot be read costs that one."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._metrics = [each for part in parts for each in part.metrics]
        self._said: set[str] = set()

    def collect(self) -> Iterable[Family]:
        unread = 0
        for metric in self._metrics:
            try:
                reading = metric.read()
            except Exception as error:  # noqa: BLE001 - a database that fails is when figures are needed most
                unread += 1
                self._say(metric.name, error)
            else:
                yield from family_of(metric, reading)
        yield GaugeMetricFamily(f"{PREFIX}unread_metrics", "Figures that could not be read for this answer", unread)

    def _say(self, name: str, error: Exception) -> None:
        """Once each; the text of an error may quote what was read."""
        if name not in self._said:
            self._said.add(name)
            log.warning("a figure cannot be read", figure=name, error=type(error).__name__)


def family_of(metric: Metric, reading: Reading) -> Iterator[Family]:
    """A figure as the library writes it."""
    if reading is None:
        return
    name = PREFIX + metric.name
    by_labels: Mapping[tuple[str, ...], float | Timings] = (
        {key if isinstance(key, tuple) else (key,): value for key, value in reading.items()}
        if isinstance(reading, Mapping)
        else {(): reading}
    )
    if metric.kind is Kind.HISTOGRAM:
        family = HistogramMetricFamily(name, metric.what, labels=metric.labels)
        for labels, value in by_labels.items():
            family.add_metric(labels, _buckets(cast("Timings", value)), cast("Timings", value).total_seconds)
        yield family
        return
    made = CounterMetricFamily if metric.kind is Kind.COUNTER else GaugeMetricFamily
    family = made(name, metric.what, labels=metric.labels)
    for labels, value in by_labels.items():
        family.add_metric(labels, cast("float", value))
    yield family


def _buckets(timings: Timings) -> list[tuple[str, float]]:
    """Each step with all that took no longer."""
    found: list[tuple[str, float]] = []
    so_far = 0
    for seconds, count in zip((*map(str, SECONDS), "+Inf"), timings.within, strict=True):
        so_far += count
        found.append((seconds, so_far))
    return found


def metrics_part(parts: Sequence[Part], token: str) -> Part:
    """Build the part that serves the figures of `parts`. Raises `ValueError` when two have one name."""
    names = [metric.name for part in parts for metric in part.metrics]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two figures are called {', '.join(twice)}")
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(_Parts(parts))
    return Part(name="metrics", routes=(_routes(registry, token),))


def _routes(registry: CollectorRegistry, token: str) -> APIRouter:
    routes = APIRouter(tags=["fleet"])

    @routes.get(
        "/metrics",
        dependencies=[proven_otherwise("this machine, or metrics_token")],
        response_class=Response,
        responses={
            200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Text format 0.0.4."},
            403: {"model": Problem, "description": "Asked from elsewhere without the token."},
        },
    )
    async def metrics(request: Request, authorization: Annotated[str | None, Header()] = None) -> Response:
        """The figures of the hub, for Prometheus: what they mean is in docs/metrics.md."""
        if not (_is_here(request) or _shows(token, authorization)):
            raise Refused(status.HTTP_403_FORBIDDEN, "no-metrics")
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


def _is_here(request: Request) -> bool:
    """Whether somebody on this machine asks for themselves: what a proxy passes on comes from anywhere."""
    is_passed_on = any(name in _FORWARDED or name.startswith(_FORWARDED_PREFIX) for name in request.headers)
    return request.client is not None and request.client.host in LOOPBACK and not is_passed_on


def _shows(token: str, authorization: str | None) -> bool:
    kind, _, shown = (authorization or "").partition(" ")
    return bool(token) and kind.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), token.encode())
