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
from hub.service.alerts.model import Alert, AlertKind, NewAlert
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.claims import ClaimRefused, Claims, NotClaimed
from hub.service.staff.colleagues import Colleagues
from hub.service.staff.model import (
    Claim,
    ColleaguesHere,
    Conflict,
    HandOver,
    Nearby,
    OutcomeReport,
    VisitRow,
)
from hub.service.staff.nudges import Nudges
from hub.service.staff.stream import Screen, Shown, stream
from hub.trust.members.model import Invalid
from wire.clock import Clock, to_ms

GONE: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "This visit has ended, or may no longer be shown."}
}
_NOBODY: dict[int | str, dict[str, Any]] = {
    422: {"model": Problem | Invalid, "description": "Not of this shape, or nobody on the shop floor is called so."}
}
_CLAIMED: dict[int | str, dict[str, Any]] = {409: {"model": Conflict, "description": "A colleague was first."}}


def hand_over_routes(screens: Shown, claims: Claims, colleagues: Colleagues, nudges: Nudges, clock: Clock) -> APIRouter:
    """The routes by which a visit goes from one colleague to another."""
    board, alerts = screens.board, screens.alerts.alerts
    routes = APIRouter(prefix="/api/staff", tags=["staff"], dependencies=[may(*FLOOR)])

    @routes.get("/colleagues")
    async def everybody(caller: Calling) -> ColleaguesHere:
        """Who else is there to help, or to be given something to do."""
        return colleagues.of(caller)

    @routes.post("/visits/{visit_id}/hand_over", response_model=VisitRow, responses=GONE | _CLAIMED | _NOBODY)
    async def hand_over(
        request: Request, visit_id: str, body: HandOver, caller: Calling, language: ReaderLanguage
    ) -> VisitRow | JSONResponse:
        """Give the visit that one has claimed to a colleague who is here; it stays claimed."""
        shown, staff, now_ms = shown_of(board, visit_id).visit, caller.called(body.staff), to_ms(clock.wall())
        visit, to = shown.id, colleagues.present(body.to)
        if to.name == staff:
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "hand-over-self")
        result = claims.hand_over(visit, staff, to.name, body.request_id, now_ms)
        if isinstance(result, NotClaimed):
            raise Refused(status.HTTP_409_CONFLICT, "hand-over-unclaimed")
        if isinstance(result, ClaimRefused):
            return _conflict(request, result)
        nudges.taken(visit, to.associate)
        told = Alert(f"handover-{visit}-{body.request_id}", AlertKind.HANDOVER, now_ms, visit, by=staff)
        alerts.tell(NewAlert(told, person=to.associate, member=shown.member))
        return row_of(board, visit, caller.associate, language)

    return routes


def staff_routes(screens: Shown, claims: Claims, nudges: Nudges, journal: Journal, clock: Clock) -> APIRouter:
    """The routes of the handhelds."""
    board, listing, alerts = screens.board, screens.listing, screens.alerts
    routes = APIRouter(prefix="/api/staff", tags=["staff"], dependencies=[may(*FLOOR)])

    @routes.get("/nearby")
    async def nearby(caller: Calling, language: ReaderLanguage) -> Nearby:
        """Everybody who may be shown."""
        await listing.note_everybody(caller.device)
        return board.nearby(journal.last_seq(), language, caller.associate, alerts.of(caller))

    @routes.get("/stream", response_class=EventSourceResponse)
    async def live(
        caller: Calling,
        language: ReaderLanguage,
        since: Annotated[int, Query(ge=0)] = 0,
        last_event_id: Annotated[int | None, Header(ge=0)] = None,
    ) -> AsyncIterator[ServerSentEvent]:
        """The board as it changes. `Last-Event-ID`, which a browser sends when it reconnects, beats `since`."""
        since = since if last_event_id is None else last_event_id
        with watching(caller.session), alerts.alerts.presence.watching(caller.associate, caller.roles):
            screen = Screen(caller.device, caller.associate, caller.roles, caller.session, language)
            async for event in stream(screens, screen, journal, since):
                yield event

    @routes.post("/visits/{visit_id}/claim", response_model=VisitRow, responses=GONE | _CLAIMED)
    async def claim(
        request: Request, visit_id: str, body: Claim, caller: Calling, language: ReaderLanguage
    ) -> VisitRow | JSONResponse:
        """I'll help: the first one has the visit."""
        visit = shown_of(board, visit_id).visit.id
        result = claims.claim(visit, caller.called(body.staff), body.request_id, to_ms(clock.wall()))
        if isinstance(result, ClaimRefused):
            return _conflict(request, result)
        nudges.taken(visit, caller.associate)
        return row_of(board, visit, caller.associate, language)

    @routes.post("/visits/{visit_id}/release", response_model=VisitRow, responses=GONE | _CLAIMED)
    async def release(
        request: Request, visit_id: str, body: Claim, caller: Calling, language: ReaderLanguage
    ) -> VisitRow | JSONResponse:
        """Let go of a visit again."""
        visit = shown_of(board, visit_id).visit.id
        result = claims.release(visit, caller.called(body.staff), body.request_id, to_ms(clock.wall()))
        if isinstance(result, ClaimRefused):
            return _conflict(request, result)
        return row_of(board, visit, caller.associate, language)

    @routes.post("/visits/{visit_id}/outcome", responses=GONE)
    async def outcome(visit_id: str, body: OutcomeReport, caller: Calling, language: ReaderLanguage) -> VisitRow:
        """How helping went."""
        shown = shown_of(board, visit_id)
        who, now_ms = caller.called(body.staff), to_ms(clock.wall())
        claims.record(shown.visit.id, who, body.outcome, body.request_id, now_ms, shown.permission)
        return row_of(board, shown.visit.id, caller.associate, language)

    return routes


def _gone() -> Refused:
    return Refused(status.HTTP_404_NOT_FOUND, "visit-gone")


def shown_of(board: Board, visit_id: str) -> VisibleVisit:
    """A visit that may be shown. Raises `Refused`."""
    shown = board.shown(VisitId(visit_id))
    if not isinstance(shown, VisibleVisit):
        raise _gone()
    return shown


def row_of(board: Board, visit: VisitId, associate: str, language: str) -> VisitRow:
    """As that associate gets it. Raises `Refused`."""
    row = board.row(visit, language, associate)
    if not isinstance(row, VisitRow):
        raise _gone()
    return row


def _conflict(request: Request, refused: ClaimRefused) -> JSONResponse:
    said = phrase("refused-claimed-first", who=refused.claimed_by)
    return problem(request, status.HTTP_409_CONFLICT, said, more={"claimed_by": refused.claimed_by})
