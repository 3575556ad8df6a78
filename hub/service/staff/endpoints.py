"""/api/staff: what handhelds ask of the hub."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, status
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from hub.ground.journal import Journal, VisitId
from hub.ground.web.may import FLOOR, Calling, may, watching
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused, problem
from hub.ground.words.phrase import phrase
from hub.ground.words.reader import ReaderLanguage
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.claims import ClaimRefused, Claims
from hub.service.staff.listing import Listing
from hub.service.staff.model import (
    Claim,
    Conflict,
    Nearby,
    OutcomeReport,
    VisitRow,
)
from hub.service.staff.nudges import Nudges
from hub.service.staff.stream import Screen, stream
from wire.clock import Clock, to_ms

GONE: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "This visit has ended, or may no longer be shown."}
}
_CLAIMED: dict[int | str, dict[str, Any]] = {409: {"model": Conflict, "description": "A colleague was first."}}


def staff_routes(
    board: Board, listing: Listing, claims: Claims, nudges: Nudges, journal: Journal, clock: Clock
) -> APIRouter:
    """The routes of the handhelds."""
    routes = APIRouter(prefix="/api/staff", tags=["staff"], dependencies=[may(*FLOOR)])

    @routes.get("/nearby")
    async def nearby(caller: Calling, language: ReaderLanguage) -> Nearby:
        """Everybody who may be shown."""
        await listing.note_everybody(caller.device)
        return board.nearby(journal.last_seq(), language, caller.associate)

    @routes.get("/stream", response_class=EventSourceResponse)
    async def live(
        caller: Calling,
        language: ReaderLanguage,
        since: Annotated[int, Query(ge=0)] = 0,
        last_event_id: Annotated[int | None, Header(ge=0)] = None,
    ) -> AsyncIterator[ServerSentEvent]:
        """The board as it changes. `Last-Event-ID`, which a browser sends when it reconnects, beats `since`."""
        since = since if last_event_id is None else last_event_id
        with watching(caller.session), nudges.watching(caller.associate):
            screen = Screen(caller.device, caller.associate, caller.session, language)
            async for event in stream(board, listing, screen, journal, since):
                yield event

    @routes.post("/visits/{visit_id}/claim", response_model=VisitRow, responses=GONE | _CLAIMED)
    async def claim(
        request: Request, visit_id: str, body: Claim, caller: Calling, language: ReaderLanguage
    ) -> VisitRow | JSONResponse:
        """I'll help: the first one has the visit."""
        visit = _shown(board, visit_id).visit.id
        result = claims.claim(visit, caller.called(body.staff), body.request_id, to_ms(clock.wall()))
        if isinstance(result, ClaimRefused):
            return _conflict(request, result)
        nudges.taken(visit, caller.associate)
        return _row(board, visit, caller.associate, language)

    @routes.post("/visits/{visit_id}/release", response_model=VisitRow, responses=GONE | _CLAIMED)
    async def release(
        request: Request, visit_id: str, body: Claim, caller: Calling, language: ReaderLanguage
    ) -> VisitRow | JSONResponse:
        """Let go of a visit again."""
        visit = _shown(board, visit_id).visit.id
        result = claims.release(visit, caller.called(body.staff), body.request_id, to_ms(clock.wall()))
        if isinstance(result, ClaimRefused):
            return _conflict(request, result)
        return _row(board, visit, caller.associate, language)

    @routes.post("/visits/{visit_id}/outcome", responses=GONE)
    async def outcome(visit_id: str, body: OutcomeReport, caller: Calling, language: ReaderLanguage) -> VisitRow:
        """How helping went."""
        shown = _shown(board, visit_id)
        who, now_ms = caller.called(body.staff), to_ms(clock.wall())
        claims.record(shown.visit.id, who, body.outcome, body.request_id, now_ms, shown.permission)
        return _row(board, shown.visit.id, caller.associate, language)

    return routes


def _gone() -> Refused:
    return Refused(status.HTTP_404_NOT_FOUND, "visit-gone")


def _shown(board: Board, visit_id: str) -> VisibleVisit:
    shown = board.shown(VisitId(visit_id))
    if not isinstance(shown, VisibleVisit):
        raise _gone()
    return shown


def _row(board: Board, visit: VisitId, associate: str, language: str) -> VisitRow:
    row = board.row(visit, language, associate)
    if not isinstance(row, VisitRow):
        raise _gone()
    return row


def _conflict(request: Request, refused: ClaimRefused) -> JSONResponse:
    said = phrase("refused-claimed-first", who=refused.claimed_by)
    return problem(request, status.HTTP_409_CONFLICT, said, more={"claimed_by": refused.claimed_by})
