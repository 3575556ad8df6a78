"""Edges: what they send is taken once and acknowledged after COMMIT; how each of them is."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from hub.equipment.edges.ingest import Ingest
from hub.equipment.edges.service import FleetService, HubBroker
from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.settings import Settings

SUPERVISOR = "broker_supervisor"
# A broker that does not bring anything is started anew, and that takes its time.
SUPERVISED_WITHIN_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Edges:
    """What other parts may use."""

    part: Part
    fleet: FleetService
    ingest: Ingest

    def jobs(self, broker: HubBroker, came_round: Callable[[str], None]) -> dict[str, Coroutine[Any, Any, None]]:
        """The conversation with the edges, and what keeps the broker going."""
        return {
            "broker": self.fleet.run(broker),
            SUPERVISOR: broker.supervise(self.fleet.canary, lambda: came_round(SUPERVISOR)),
        }


def edges(ground: Ground, ingest: Ingest, settings: Settings) -> Edges:
    """Build the part."""
    fleet = FleetService(ground.plan, settings, ground.clock, ingest)
    part = Part(
        name="edges",
        comes_round={SUPERVISOR: SUPERVISED_WITHIN_SECONDS},
        checks={"broker": lambda: fleet.canary.why},
        upkeep=ingest.forget_old_tokens,
    )
    return Edges(part, fleet, ingest)
