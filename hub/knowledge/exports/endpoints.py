"""How each place is that events go to, and the route that sends again what it refused."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, status
from pydantic import BaseModel

from hub.ground.part import Health
from hub.ground.web.may import Role, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.knowledge.exports.service import Exports, ExportView


class ExportsHealth(BaseModel):
    """How the places are that events go to."""

    exports: list[ExportView]
    """Each place outside that events go to."""


class SentAgain(BaseModel):
    """How many events wait again."""

    queued: int


_NO_SINK: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No events go to a place of that name."}
}


def exports_section(service: Exports) -> Health[ExportsHealth]:
    """Of the overview."""
    return Health(view=ExportsHealth, look=lambda words: ExportsHealth(exports=service.overview(words)))


def export_routes(service: Exports) -> APIRouter:
    """The route of the operator."""
    routes = APIRouter(prefix="/api/fleet/exports", tags=["fleet"], dependencies=[may(Role.IT, step_up=True)])

    @routes.post("/{sink}/again", responses=_NO_SINK)
    async def send_again(sink: Annotated[str, Path(pattern=r"^[a-z0-9]{1,20}$")]) -> SentAgain:
        """Queue what that place refused once more: after the fault is mended."""
        queued = service.try_again(sink)
        if queued is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "no-such-sink")
        return SentAgain(queued=queued)

    return routes
