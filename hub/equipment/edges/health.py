"""How the edges are: the newest heartbeat of each."""

from collections import deque
from dataclasses import dataclass, field, replace

import structlog

from wire.ids import EdgeId
from wire.messages import EdgeHealth, HealthReport

# Three heartbeats: one may be lost, two are an outage that the last will did not tell of.
SILENT_SECONDS = 30.0

# Edges that are on no floor plan: a second store's on the same broker, or names that somebody makes up.
MOST_STRAYS = 100

# Two that run as one edge speak every ten seconds each, if they do not throw each other out and wait for a minute.
TWICE_SECONDS = 300.0
EARLIER_BOOTS = 8

# A shop is never so still, with phones and earphones of strangers about: a radio that hears nothing for so long may be
# deaf. (The edge's own watchdog restarts it after twice that.)
LONGEST_QUIET_MS = 10_000

log = structlog.get_logger()


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


@dataclass(slots=True)
class Boots:
    """The starts of one edge, by their ids. An edge that has started anew never speaks with an earlier one again."""

    newest: str | None = None
    _earlier: deque[str] = field(default_factory=lambda: deque[str](maxlen=EARLIER_BOOTS))
    _back_at: float | None = None
    said: bool = False

    def heard(self, boot_id: str, now: float) -> bool:
        """Note which start speaks; whether it is one that was not known."""
        if boot_id == self.newest:
            return False
        is_back = boot_id in self._earlier
        if is_back:
            self._back_at = now
            self._earlier.remove(boot_id)
        if self.newest is not None:
            self._earlier.append(self.newest)
        self.newest = boot_id
        return not is_back

    def runs_twice(self, now: float) -> bool:
        """Whether an earlier start spoke again, lately."""
        return self._back_at is not None and now - self._back_at <= TWICE_SECONDS


class FleetHealth:
    """The newest state of every edge that has spoken since the hub started, or that its broker remembers."""

    def __init__(self, expected: tuple[EdgeId, ...]) -> None:
        self._expected = expected
        self._states: dict[EdgeId, EdgeState] = {}
        self._boots: dict[EdgeId, Boots] = {}
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
        """Take in a heartbeat or a last will, as it was said."""
        edge, is_online = EdgeId(health.edge), health.state == "online"
        boots = self._boots.setdefault(edge, Boots())
        if not is_online and boots.newest not in {None, health.boot_id}:
            return  # the will of an earlier start, or of a twin, which the broker carries out late
        self._states[edge] = EdgeState(edge, is_online, now, health.report, edge in self._expected)
        if is_online and boots.heard(health.boot_id, now):
            self._newly_booted.append(edge)
        if boots.runs_twice(now) and not boots.said:
            boots.said = True
            log.warning(
                "two devices run as the same edge: stop one, and let it enrol under a name of its own", edge=edge
            )

    def was_kept(self, health: EdgeHealth, now: float) -> None:
        """Take in what the broker kept of an edge: how it was, and no sign that it lives now."""
        edge = EdgeId(health.edge)
        if (known := self._states.get(edge)) is not None:
            if health.state == "offline" and self._boots.get(edge, Boots()).newest == health.boot_id:
                self._states[edge] = replace(known, online=False)
            return
        # By the edge's own clock. One that claims to have been heard just now may be wrong by years.
        said_at = health.sent_at_ms / 1000
        heard_at = said_at if said_at < now - SILENT_SECONDS else 0.0
        self._states[edge] = EdgeState(
            edge, online=False, heard_at=heard_at, report=health.report, on_plan=edge in self._expected
        )

    def take_newly_booted(self) -> list[EdgeId]:
        """Edges that have started since this was last asked."""
        taken, self._newly_booted = self._newly_booted, []
        return taken

    def all(self) -> list[EdgeState]:
        """Every edge of the floor plan, and any other that spoke."""
        silent = {edge: EdgeState(edge, online=False, heard_at=0.0, report=None) for edge in self._expected}
        return sorted((silent | self._states).values(), key=lambda state: state.edge)

    def is_online(self, state: EdgeState, now: float) -> bool:
        """Whether that edge said that it is, and lately."""
        return state.online and now - state.heard_at <= SILENT_SECONDS

    def runs_twice(self, edge: EdgeId, now: float) -> bool:
        """Whether two devices speak as this edge, by turns: a copied card."""
        return edge in self._boots and self._boots[edge].runs_twice(now)

    def online(self, now: float) -> int:
        """How many edges are online."""
        return sum(self.is_online(state, now) for state in self._states.values())
