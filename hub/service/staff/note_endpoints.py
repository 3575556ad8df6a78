"""/api/staff/visits/{id}/notes: what a customer is after, in one of a few templates and a few words."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, status

from hub.ground.journal import VisitId
from hub.ground.web.may import FLOOR, Calling, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.service.notes.model import FREE, Note, NoteIn
from hub.service.notes.part import NotesPart
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.endpoints import GONE, row_of, shown_of
from hub.service.staff.model import VisitRow
from hub.trust.consents.purposes import Purpose
from hub.trust.members.model import Invalid
from wire.clock import Clock, to_ms

# A card is read in two seconds; whoever writes more than this writes a file about somebody.
MOST_IN_A_VISIT = 10
NoteId = Annotated[str, Path(max_length=64)]
_NOT_KEPT: dict[int | str, dict[str, Any]] = GONE | {
    409: {"model": Problem, "description": "The customer shows staff no history, or enough was written in this visit."},
    422: {"model": Problem | Invalid, "description": "Not of this shape, or it says what is never kept."},
}


def note_routes(board: Board, kept: NotesPart, changed: Callable[[VisitId], None], clock: Clock) -> APIRouter:
    """The routes of notes. `changed` hears of each visit whose card says something else now."""
    routes = APIRouter(prefix="/api/staff/visits", tags=["staff"], dependencies=[may(*FLOOR)])

    @routes.post("/{visit_id}/notes", responses=_NOT_KEPT)
    async def write(visit_id: str, body: NoteIn, caller: Calling, language: ReaderLanguage) -> VisitRow:
        """Keep a note; it stands in the timeline of the card, and the customer sees it in their mirror."""
        shown, staff = _with_history(board, visit_id), caller.called(body.staff)
        if body.template == FREE and not body.text:
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "words-empty")
        kept.wording.check(body.text)
        visit = shown.visit
        if not kept.notes.has(visit.id, body.request_id):
            if kept.notes.count(visit.id) >= MOST_IN_A_VISIT:
                raise Refused(status.HTTP_409_CONFLICT, "notes-many", most=MOST_IN_A_VISIT)
            note = Note(visit.id, body.request_id, body.template, body.text, staff, to_ms(clock.wall()))
            kept.notes.add(visit.member, note)
            changed(visit.id)
        return row_of(board, visit.id, caller.associate, language)

    @routes.delete("/{visit_id}/notes/{note}", responses=_NOT_KEPT)
    async def take_back(visit_id: str, note: NoteId, caller: Calling, language: ReaderLanguage) -> VisitRow:
        """Nobody keeps it any more, as it was a mistake or the customer asks so. To keep less any colleague may."""
        visit = _with_history(board, visit_id).visit
        kept.notes.remove(visit.member, note)
        changed(visit.id)
        return row_of(board, visit.id, caller.associate, language)

    return routes


def _with_history(board: Board, visit_id: str) -> VisibleVisit:
    shown = shown_of(board, visit_id)
    if not shown.permission.allows(Purpose.SHOW_HISTORY_TO_STAFF):
        raise Refused(status.HTTP_409_CONFLICT, "note-no-history")
    return shown
