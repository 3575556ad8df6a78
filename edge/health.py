"""How this edge is: a heartbeat that the broker keeps, and the last will for when it stops."""

from dataclasses import dataclass
from importlib.metadata import version

from edge.intake import Intake
from edge.outbox import Outbox
from edge.radio.port import Ears
from wire.clock import Clock, to_ms
from wire.ids import BootId, EdgeId, StoreId
from wire.messages import EdgeHealth, HealthReport

_SOFTWARE = f"goddag {version('goddag')}"


@dataclass(slots=True)
class Tally:
    """What became of the advertisements, since the start. A stranger is one more in `forgotten` and nothing else."""

    kept_tokens: int = 0
    kept_beacons: int = 0
    forgotten: int = 0


@dataclass(frozen=True, slots=True)
class Vitals:
    """Everything that a report is read from."""

    store: StoreId
    edge: EdgeId
    boot_id: BootId
    clock: Clock
    started_mono: float
    intake: Intake
    tally: Tally
    outbox: Outbox
    ears: Ears

    def online(self) -> EdgeHealth:
        """The heartbeat."""
        now = self.clock.mono()
        heard_mono = self.started_mono if self.intake.last_mono is None else self.intake.last_mono
        report = HealthReport(
            uptime_ms=to_ms(now - self.started_mono),
            heard=self.intake.heard,
            kept_tokens=self.tally.kept_tokens,
            kept_beacons=self.tally.kept_beacons,
            forgotten=self.tally.forgotten,
            queue_dropped=self.intake.dropped,
            outbox_events=self.outbox.events,
            outbox_bytes=self.outbox.held_bytes,
            outbox_dropped=self.outbox.dropped,
            quiet_ms=to_ms(max(0.0, now - heard_mono)),
            software=_SOFTWARE,
            deaf_ms=to_ms(self.ears.deaf_seconds),
            radio_restarts=self.ears.restarts,
        )
        return self._health(report)

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
