"""/api/staff/visits/{id}/open and /close: whoever wants to see what a card rests on says who they are, and why."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, status

from hub.ground.journal import VisitId
from hub.ground.web.may import FLOOR, Calling, OnDevice, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.service.staff.endpoints import GONE
from hub.service.staff.model import CardClosing, CardOpening, VisitCard
from hub.service.staff.openings import Asked, OpeningRefusal, Openings
from wire.clock import Clock, to_ms

_STATUS = {
    OpeningRefusal.GONE: status.HTTP_404_NOT_FOUND,
    OpeningRefusal.NO_CARD: status.HTTP_409_CONFLICT,
    OpeningRefusal.NOT_ASKED: status.HTTP_409_CONFLICT,
    OpeningRefusal.TOO_MANY: status.HTTP_429_TOO_MANY_REQUESTS,
}
_NOT_OPENED: dict[int | str, dict[str, Any]] = GONE | {
    409: {"model": Problem, "description": "There is no card of this visit now, or nobody asked."},
    429: {"model": Problem, "description": "Too many cards were opened here within the hour."},
}
_NOT_OPEN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "This device has not opened that card."}
}


def card_routes(openings: Openings, with_pictures: Callable[[VisitCard], VisitCard], clock: Clock) -> APIRouter:
    """The routes of an opened card; behind the gate."""
    routes = APIRouter(prefix="/api/staff/visits", tags=["staff"], dependencies=[may(*FLOOR)])

    @routes.post("/{visit_id}/open", responses=_NOT_OPENED)
    async def open_card(visit_id: str, body: CardOpening, caller: Calling, language: ReaderLanguage) -> VisitCard:
        """The whole card, with what its lines rest on. The customer sees in their mirror who opened it, and why."""
        asked = Asked(
            VisitId(visit_id), caller.called(body.staff), caller.device, body.request_id, body.reason, language
        )
        card = openings.open(asked, to_ms(clock.wall()))
        if isinstance(card, OpeningRefusal):
            raise Refused(_STATUS[card], f"opening-{card.value}")
        return with_pictures(card)

    @routes.post("/{visit_id}/close", status_code=status.HTTP_204_NO_CONTENT, responses=_NOT_OPEN)
    async def close_card(visit_id: str, body: CardClosing, device: OnDevice) -> None:
        """They look away from it; also when the visit has ended meanwhile."""
        if not openings.close(VisitId(visit_id), device, body.request_id, to_ms(clock.wall())):
            raise Refused(status.HTTP_404_NOT_FOUND, "not-opened")

    return routes
