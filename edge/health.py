"""How this edge is: a heartbeat that the broker keeps, and the last will for when it stops."""

from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from edge.clock_trust import ClockTrust
from edge.outbox import Outbox
from edge.radio.port import RadioMonitor
from edge.window import SightingWindow
from wire.clock import Clock, to_ms
from wire.errors import Rejected
from wire.ids import BootId, EdgeId, StoreId
from wire.messages import EdgeHealth, Forgotten, HealthReport, RadioHealth
from wire.room import free_bytes
from wire.topics import MessageKind, Topic

_SOFTWARE = f"goddag {version('goddag')}"


# The processor of a Pi; other machines number their sensors in the same way (Linux, thermal/sysfs-api).
_TEMPERATURE = Path("/sys/class/thermal/thermal_zone0/temp")
_LOWEST_C, _HIGHEST_C = -60.0, 200.0
_LONGEST_REASON = 120
# What a report has room for.
_LONGEST_NAME, _MOST_RADIOS = 64, 8


@dataclass(slots=True)
class AdvertisementCounts:
    """What became of the advertisements, since the start. A stranger is one more in a count and nothing else."""

    heard: int = 0
    last_mono: float | None = None
    """Arrival of the last advertisement of any kind."""
    kept_tokens: int = 0
    kept_beacons: int = 0
    stranger: int = 0
    no_strength: int = 0
    weak: int = 0
    quiet_hours: int = 0
    malformed: int = 0
    unknown_format: int = 0
    flood: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    """Messages of a gateway that are no advertisement, by reason."""

    def refuse(self, reason: str) -> None:
        """A message of a gateway came that says nothing."""
        self.refused[reason] += 1

    @property
    def forgotten(self) -> int:
        heard_well = self.stranger + self.weak + self.quiet_hours + self.flood
        return heard_well + self.no_strength + self.malformed + self.unknown_format


@dataclass(slots=True)
class RejectedMessages:
    """Messages that could not be understood, since the start."""

    messages: int = 0
    orders: str | None = None
    """Why the newest orders were not taken; None when they were."""

    def note(self, error: Rejected, orders_topic: str) -> bool:
        """Count it; whether it says something new about orders."""
        self.messages += 1
        if error.topic != orders_topic:
            return False
        why = f"{error.reason.value}: {error.field}".removesuffix(": ")[:_LONGEST_REASON]
        is_news = why != self.orders
        self.orders = why
        return is_news


@dataclass(frozen=True, slots=True)
class HealthReporter:
    """Everything that a report is read from."""

    store: StoreId
    edge: EdgeId
    boot_id: BootId
    clock: Clock
    started_mono: float
    tally: AdvertisementCounts
    outbox: Outbox
    ears: RadioMonitor
    window: SightingWindow
    trust: ClockTrust
    refusals: RejectedMessages

    @property
    def orders_topic(self) -> str:
        return str(Topic(self.store, self.edge, MessageKind.ORDERS))

    def online(self) -> EdgeHealth:
        """The heartbeat."""
        return self._health(self.report())

    def report(self) -> HealthReport:
        """How this edge is now. Only reads, so that any thread may ask."""
        now = self.clock.mono()
        heard_mono = self.started_mono if self.tally.last_mono is None else self.tally.last_mono
        return HealthReport(
            uptime_ms=to_ms(now - self.started_mono),
            heard=self.tally.heard,
            kept_tokens=self.tally.kept_tokens,
            kept_beacons=self.tally.kept_beacons,
            forgotten=self.tally.forgotten,
            queue_dropped=self.outbox.dropped_waiting,
            outbox_events=self.outbox.events,
            outbox_bytes=self.outbox.held_bytes,
            outbox_dropped=self.outbox.dropped,
            quiet_ms=to_ms(max(0.0, now - heard_mono)),
            software=_SOFTWARE,
            deaf_ms=to_ms(self.ears.deaf_seconds),
            radio_restarts=self.ears.restarts,
            radios=_radios(self.ears),
            forgotten_by=Forgotten(
                stranger=self.tally.stranger,
                no_strength=self.tally.no_strength,
                weak=self.tally.weak,
                quiet_hours=self.tally.quiet_hours,
                malformed=self.tally.malformed or None,
                unknown_format=self.tally.unknown_format or None,
                flood=self.tally.flood or None,
            ),
            queue=self.outbox.waiting,
            senders_evicted=self.window.evicted,
            messages_refused=self.refusals.messages,
            orders_refused=self.refusals.orders,
            outbox_dropped_tokens=self.outbox.dropped - self.outbox.dropped_beacons,
            outbox_dropped_beacons=self.outbox.dropped_beacons,
            outbox_writable=self.outbox.writable,
            disk_free_bytes=_disk_free(self.outbox.folder),
            temperature_c=_temperature(),
            clock=self.trust.state,
            gateway_refused=dict(self.tally.refused) or None,
        )

    def offline(self) -> EdgeHealth:
        """The last will, and the last word of a clean stop."""
        return self._health(None)

    def _health(self, report: HealthReport | None) -> EdgeHealth:
        return EdgeHealth(
            store=self.store,
            edge=self.edge,
            boot_id=self.boot_id,
            state="offline" if report is None else "online",
            sent_at_ms=max(0, to_ms(self.clock.wall())),
            report=report,
        )


def _radios(ears: RadioMonitor) -> dict[str, RadioHealth] | None:
    """Of one radio the report's own numbers say it all."""
    each = ears.each()
    if len(each) < 2:
        return None
    return {
        name[:_LONGEST_NAME]: RadioHealth(hears=hears, deaf_ms=to_ms(deaf), restarts=restarts)
        for name, (hears, deaf, restarts) in list(each.items())[:_MOST_RADIOS]
    }


def _disk_free(folder: Path) -> int | None:
    try:
        return free_bytes(folder)
    except OSError:
        return None


def _temperature() -> float | None:
    try:
        celsius = int(_TEMPERATURE.read_text()) / 1000
    except (OSError, ValueError):
        return None
    return celsius if _LOWEST_C <= celsius <= _HIGHEST_C else None
