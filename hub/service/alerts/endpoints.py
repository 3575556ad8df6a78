"""/api/staff/alerts: what is open for whoever asks, and that they have seen it."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, status

from hub.ground.web.may import EVERYBODY, Calling, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.service.alerts.model import AlertList, Break
from hub.service.alerts.service import Alerts

_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is no such alert, or it is over."}
}


def alert_routes(alerts: Alerts, listed: Callable[[Calling], AlertList]) -> APIRouter:
    """The routes of alerts; behind the gate, for everybody, as a privacy officer has some as well."""
    routes = APIRouter(prefix="/api/staff/alerts", tags=["staff"], dependencies=[may(*EVERYBODY)])

    @routes.get("")
    async def open_alerts(caller: Calling) -> AlertList:
        """All that are open for whoever asks. The live stream tells of every change."""
        return listed(caller)

    @routes.post("/{alert}/acknowledge", responses=_UNKNOWN)
    async def acknowledge(alert: str, caller: Calling) -> AlertList:
        """I have seen it. When that was is not kept."""
        if not alerts.acknowledge(alert, caller.associate, caller.roles):
            raise Refused(status.HTTP_404_NOT_FOUND, "alert-gone")
        return listed(caller)

    @routes.put("/break")
    async def take_break(body: Break, caller: Calling) -> AlertList:
        """Nobody calls me while I am on a break; it ends when I say so. When it began is not kept."""
        alerts.take_break(caller.associate, paused=body.paused)
        return listed(caller)

    return routes
