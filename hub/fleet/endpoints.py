"""/api/fleet: how the equipment is, for whoever looks after it."""

from fastapi import APIRouter
from pydantic import BaseModel

from hub.fleet.dead_letters import DeadLetters
from hub.fleet.health import FleetHealth
from hub.fleet.service import FleetService
from wire.clock import to_ms
from wire.messages import HealthReport


class EdgeView(BaseModel):
    """One edge."""

    edge: str
    online: bool
    heard_at_ms: int
    report: HealthReport | None


class RefusalView(BaseModel):
    """One refused message: where and why, never what it held."""

    at_ms: int
    topic: str
    reason: str
    field: str


class Fleet(BaseModel):
    """The equipment of the store."""

    broker_connected: bool
    edges: list[EdgeView]
    refused: dict[str, int]
    newest_refusals: list[RefusalView]


def fleet_routes(fleet: FleetService, health: FleetHealth, dead_letters: DeadLetters) -> APIRouter:
    """The routes of the operator."""
    routes = APIRouter(prefix="/api/fleet", tags=["fleet"])

    @routes.get("")
    async def overview() -> Fleet:
        """Every edge, and what was refused by reason."""
        return Fleet(
            broker_connected=fleet.connected,
            edges=[
                EdgeView(edge=s.edge, online=s.online, heard_at_ms=to_ms(s.heard_at), report=s.report)
                for s in health.all()
            ],
            refused=dead_letters.counts(),
            newest_refusals=[
                RefusalView(at_ms=at_ms, topic=topic, reason=reason, field=field)
                for at_ms, topic, reason, field in dead_letters.newest()
            ],
        )

    return routes
