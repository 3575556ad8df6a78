"""How the edges are: the newest heartbeat of each."""

from dataclasses import dataclass

from wire.ids import EdgeId
from wire.messages import EdgeHealth, HealthReport


@dataclass(frozen=True, slots=True)
class EdgeState:
    """One edge, as last heard."""

    edge: EdgeId
    online: bool
    heard_at: float
    report: HealthReport | None


class FleetHealth:
    """The newest state of every edge that has spoken since the hub started."""

    def __init__(self, expected: tuple[EdgeId, ...]) -> None:
        self._expected = expected
        self._states: dict[EdgeId, EdgeState] = {}

    def heard(self, health: EdgeHealth, now: float) -> None:
        """Take in a heartbeat or a last will."""
        edge = EdgeId(health.edge)
        self._states[edge] = EdgeState(edge, health.state == "online", now, health.report)

    def all(self) -> list[EdgeState]:
        """Every edge of the floor plan, and any other that spoke."""
        silent = {edge: EdgeState(edge, online=False, heard_at=0.0, report=None) for edge in self._expected}
        return sorted((silent | self._states).values(), key=lambda state: state.edge)

    def online(self) -> int:
        """How many edges are online."""
        return sum(state.online for state in self._states.values())
