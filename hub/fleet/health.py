"""How the edges are: the newest heartbeat of each."""

from dataclasses import dataclass

from wire.ids import EdgeId
from wire.messages import EdgeHealth, HealthReport

# Three heartbeats: one may be lost, two are an outage that the last will did not tell of.
SILENT_SECONDS = 30.0

# Edges that are on no floor plan: a second store's on the same broker, or names that somebody makes up.
MOST_STRAYS = 100

# A shop is never so still, with phones and earphones of strangers about: a radio that hears nothing for so long may be
# deaf. (The edge's own watchdog restarts it after twice that.)
LONGEST_QUIET_MS = 10_000


@dataclass(frozen=True, slots=True)
class EdgeState:
    """One edge, as last heard."""

    edge: EdgeId
    online: bool
    heard_at: float
    report: HealthReport | None
    on_plan: bool = True
    """Whether the floor plan says where it hangs; without that nothing it hears can be used."""


def hears(health: EdgeHealth) -> bool:
    """Whether an edge's silence can mean anything: it runs, and at least one of its radios is not deaf."""
    report = health.report
    if health.state != "online" or report is None:
        return False
    if report.radios:
        return any(radio.hears for radio in report.radios.values())
    return report.quiet_ms <= LONGEST_QUIET_MS


class FleetHealth:
    """The newest state of every edge that has spoken since the hub started."""

    def __init__(self, expected: tuple[EdgeId, ...]) -> None:
        self._expected = expected
        self._states: dict[EdgeId, EdgeState] = {}
        self._boots: dict[EdgeId, str] = {}
        self._newly_booted: list[EdgeId] = []
        self._strays: set[EdgeId] = set()

    def admits(self, edge: EdgeId) -> bool:
        """Whether to listen to an edge: one of the floor plan, or one of the first that are on none."""
        if edge in self._expected or edge in self._strays:
            return True
        if len(self._strays) >= MOST_STRAYS:
            return False
        self._strays.add(edge)
        return True

    def heard(self, health: EdgeHealth, now: float) -> None:
        """Take in a heartbeat or a last will."""
        edge = EdgeId(health.edge)
        self._states[edge] = EdgeState(edge, health.state == "online", now, health.report, edge in self._expected)
        if health.state == "online" and self._boots.get(edge) != health.boot_id:
            self._boots[edge] = health.boot_id
            self._newly_booted.append(edge)

    def take_newly_booted(self) -> list[EdgeId]:
        """Edges that have started since this was last asked."""
        taken, self._newly_booted = self._newly_booted, []
        return taken

    def all(self) -> list[EdgeState]:
        """Every edge of the floor plan, and any other that spoke."""
        silent = {edge: EdgeState(edge, online=False, heard_at=0.0, report=None) for edge in self._expected}
        return sorted((silent | self._states).values(), key=lambda state: state.edge)

    def online(self, now: float) -> int:
        """How many edges are online: they said so, and lately."""
        return sum(state.online and now - state.heard_at <= SILENT_SECONDS for state in self._states.values())
