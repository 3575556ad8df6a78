"""How edges and broker are, for whoever looks after them, and what of it is an alarm."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from hub.equipment.edges.health import FleetHealth
from hub.equipment.edges.rejection_log import RejectionLog
from hub.equipment.edges.service import FleetService
from hub.ground.ground import Ground
from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.part import Health
from hub.ground.shop.opening_hours import MARGIN_SECONDS, is_open, opens_next
from hub.ground.words.phrase import Moment, Phrase, phrase
from hub.ground.words.words import WordsIn
from wire.clock import to_ms
from wire.messages import HealthReport


class EdgeView(BaseModel):
    """One edge."""

    edge: str
    online: bool
    """It said so, and lately."""
    runs_twice: bool
    """Two devices speak as this edge by turns, such as a card and its copy: stop one and let it enrol as another."""
    on_plan: bool
    """Whether the floor plan says where it hangs; without that nothing it hears can be used."""
    heard_at_ms: int
    report: HealthReport | None
    looks_moved: bool
    """It hears the fixed beacons otherwise than it did, and other edges do not: it hangs elsewhere, or something stands
    in its way. Nothing new is learned of it meanwhile."""


class RefusalView(BaseModel):
    """One refused message: where and why, never what it held."""

    at_ms: int
    topic: str
    reason: str
    field: str


class EdgesHealth(BaseModel):
    """What edges say, and whether it comes."""

    broker_connected: bool
    """The broker does its job: what the hub publishes comes back to it. A connection alone is not enough."""
    broker_why: str
    """What is wrong with the broker; empty when it works."""
    edges: list[EdgeView]
    refused: dict[str, int]
    newest_refusals: list[RefusalView]
    is_open: bool = True
    """Whether the shop is open by its hours; while it is not, no visit begins and a silent edge is no alarm."""
    opens_at_ms: int | None = None
    """When it opens next; null while it is open, or where it does not within two months."""


@dataclass(frozen=True, slots=True)
class EdgesLook:
    """Reads how they are. `moved`: the edges that hear the fixed beacons otherwise than they did."""

    fleet: FleetService
    health: FleetHealth
    rejected: RejectionLog
    moved: Callable[[], Collection[str]]
    ground: Ground

    def section(self) -> Health[EdgesHealth]:
        """Of the overview."""
        return Health(view=EdgesHealth, look=self.now, alarms=alarms_of)

    def now(self, words: WordsIn) -> EdgesHealth:
        """As it is now."""
        now, shop = self.ground.clock.wall(), self.ground.shop
        opens_at = opens_next(shop, now)
        return EdgesHealth(
            broker_connected=self.fleet.canary.works,
            broker_why=words.say_any(self.fleet.canary.why),
            edges=self._edges(),
            refused=self.rejected.counts(),
            newest_refusals=[
                RefusalView(at_ms=at_ms, topic=topic, reason=reason, field=field)
                for at_ms, topic, reason, field in self.rejected.newest()
            ],
            is_open=is_open(shop, now, MARGIN_SECONDS),
            opens_at_ms=None if opens_at is None else to_ms(opens_at),
        )

    def _edges(self) -> list[EdgeView]:
        moved, now = self.moved(), self.ground.clock.wall()
        return [
            EdgeView(
                edge=each.edge,
                online=self.health.is_online(each, now),
                runs_twice=self.health.runs_twice(each.edge, now),
                on_plan=each.on_plan,
                heard_at_ms=to_ms(each.heard_at),
                report=each.report,
                looks_moved=each.edge in moved,
            )
            for each in self.health.all()
        ]


def alarms_of(seen: EdgesHealth) -> Iterator[Alarm]:
    """The broker, then each edge."""
    if not seen.broker_connected:
        yield Alarm(Urgency.HUB, phrase("alarms-broker", why=seen.broker_why))
    for edge in seen.edges:
        if (wrong := _of_an_edge(edge, is_open=seen.is_open)) is not None:
            yield Alarm(Urgency.EQUIPMENT, wrong)


def _of_an_edge(edge: EdgeView, *, is_open: bool) -> Phrase | None:
    """One at a time: an edge that is not on the plan need not be heard either."""
    if not edge.on_plan:
        return phrase("alarms-edge-off-plan", edge=edge.edge)
    if edge.runs_twice:
        return phrase("alarms-edge-twice", edge=edge.edge)
    # Many shops switch the power off at night; by the time the door opens an edge has to be back.
    if not edge.online:
        return _not_heard(edge) if is_open else None
    return phrase("alarms-edge-moved", edge=edge.edge) if edge.looks_moved else None


def _not_heard(edge: EdgeView) -> Phrase:
    if not edge.heard_at_ms:  # since the hub knows it
        return phrase("alarms-edge-never", edge=edge.edge)
    return phrase("alarms-edge-offline", edge=edge.edge, since=Moment(edge.heard_at_ms))
