"""Edges: what they send is taken once and acknowledged after COMMIT; how each of them is."""

from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from typing import Any

from hub.equipment.broker.address import HubBroker
from hub.equipment.broker_settings import BrokerSettings
from hub.equipment.edges.applied import AppliedEvents
from hub.equipment.edges.health import FleetHealth
from hub.equipment.edges.ingest import Ingest, SightingListener
from hub.equipment.edges.metrics import metrics_of
from hub.equipment.edges.overview import EdgesLook
from hub.equipment.edges.rejection_log import RejectionLog
from hub.equipment.edges.service import FleetService
from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.store_settings import StoreSettings

SUPERVISOR = "broker_supervisor"
# A broker that does not bring anything is started anew, and that takes its time.
SUPERVISED_WITHIN_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Edges:
    """What other parts may use."""

    part: Part
    fleet: FleetService
    ingest: Ingest
    health: FleetHealth
    rejected: RejectionLog

    def jobs(self, broker: HubBroker, came_round: Callable[[str], None]) -> dict[str, Coroutine[Any, Any, None]]:
        """The conversation with the edges, and what keeps the broker going."""
        return {
            "broker": self.fleet.run(broker),
            SUPERVISOR: broker.supervise(self.fleet.canary, lambda: came_round(SUPERVISOR)),
        }


def edges(
    ground: Ground, listener: SightingListener, moved: Callable[[], Collection[str]], settings: StoreSettings
) -> Edges:
    """Build the part; `listener` makes something of what edges hear, `moved` says which of them hang elsewhere now."""
    plan, rejected = ground.plan, RejectionLog(ground.db)
    health = FleetHealth(tuple(edge.id for edge in plan.edges))
    applied = AppliedEvents(ground.db)
    ingest = Ingest(plan.store_id, ground.clock, ground.journal, applied, rejected, health, listener)
    fleet = FleetService(plan, settings, ground.clock, ingest)
    part = Part(
        name="edges",
        host_names=(settings.of(BrokerSettings).broker_name,),
        comes_round={SUPERVISOR: SUPERVISED_WITHIN_SECONDS},
        checks={"broker": lambda: fleet.canary.why},
        health=EdgesLook(fleet, health, rejected, moved, ground).section(),
        metrics=metrics_of(ingest, health, rejected, ground.clock),
    )
    return Edges(part, fleet, ingest, health, rejected)
