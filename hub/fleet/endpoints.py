"""/api/fleet: how the equipment is, for whoever looks after it."""

from fastapi import APIRouter
from pydantic import BaseModel

from hub.audit.log import AuditLog
from hub.fleet.dead_letters import DeadLetters
from hub.fleet.health import FleetHealth
from hub.fleet.service import FleetService
from wire.clock import to_ms
from wire.messages import HealthReport

NEWEST_ALERTS = 20


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


class AlertView(BaseModel):
    """One device opened more customers within an hour than helping explains. Who held it: goddag-hub audit show."""

    at_ms: int
    device: str
    customers: int


class Fleet(BaseModel):
    """The equipment of the store."""

    broker_connected: bool
    edges: list[EdgeView]
    refused: dict[str, int]
    newest_refusals: list[RefusalView]
    bulk_alerts: int
    """How often cards were opened in bulk, for as long as the audit log is kept."""
    newest_bulk_alerts: list[AlertView]


def fleet_routes(fleet: FleetService, health: FleetHealth, dead_letters: DeadLetters, audit: AuditLog) -> APIRouter:
    """The routes of the operator."""
    routes = APIRouter(prefix="/api/fleet", tags=["fleet"])

    @routes.get("")
    async def overview() -> Fleet:
        """Every edge, and what was refused by reason."""
        alerts = audit.alerts()
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
            bulk_alerts=len(alerts),
            newest_bulk_alerts=[
                AlertView(at_ms=each.at_ms, device=each.entry.device, customers=each.entry.customers or 0)
                for each in reversed(alerts[-NEWEST_ALERTS:])
            ],
        )

    return routes
