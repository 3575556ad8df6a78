"""/api/staff/follow_ups: what is to be done in the store, for whom, and by which day."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, status

from hub.ground.ground import Ground
from hub.ground.journal import Member, VisitId
from hub.ground.web.may import FLOOR, Calling, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.service.followups.due import day_of, end_of, refusal_of
from hub.service.followups.listing import FollowUpListing
from hub.service.followups.model import FREE, FollowUp, FollowUpDone, FollowUpFor, FollowUpIn, FollowUps
from hub.service.followups.repository import FollowUpsKept
from hub.service.notes.wording import Wording
from hub.service.staff.board import Board, VisibleVisit
from hub.service.staff.colleagues import Colleagues
from hub.trust.consents.purposes import Purpose
from hub.trust.members.model import Invalid

# What a shop can look through.
MOST_OPEN = 500
FollowUpId = Annotated[str, Path(max_length=64)]
_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is none of that id; or the visit has ended or may not be shown."}
}
_NOT_KEPT: dict[int | str, dict[str, Any]] = _UNKNOWN | {
    409: {"model": Problem, "description": "The customer shows staff no history, or there is too much to do already."},
    422: {"model": Problem | Invalid, "description": "Not of this shape, a day that is none, or never kept words."},
}


@dataclass(frozen=True, slots=True)
class Book:
    """Writes follow-ups down, or says why not."""

    ground: Ground
    kept: FollowUpsKept
    colleagues: Colleagues
    wording: Wording
    board: Board

    def add(self, body: FollowUpIn, staff: str) -> None:
        """Once, however often it is sent. Raises `Refused`."""
        if self.kept.named(body.request_id) is not None:
            return
        self._check(body)
        member = _member(self.board, body.visit_id) if body.visit_id is not None else None
        person, name = self.whom(body.to)
        made = FollowUp(
            body.request_id, body.what, body.text, member, body.due, person, name, staff, self.ground.now_ms()
        )
        self.kept.add(made, self.over_ms(body.due))

    def whom(self, name: str | None) -> tuple[str | None, str | None]:
        """The account, where there are any, and the name. Raises `Refused`."""
        if name is None:
            return None, None
        found = self.colleagues.named(name)
        return found.person, found.name

    def over_ms(self, due: date) -> int:
        """When that day is over in the shop."""
        return end_of(due, self.ground.shop.time_zone)

    def _check(self, body: FollowUpIn) -> None:
        if body.what == FREE and not body.text:
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "words-empty")
        refused = refusal_of(body.due, day_of(self.ground.now_ms(), self.ground.shop.time_zone))
        if refused is not None:
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, f"due-{refused.value}")
        self.wording.check(body.text)
        if self.kept.open() >= MOST_OPEN:
            raise Refused(status.HTTP_409_CONFLICT, "follow-ups-many", most=MOST_OPEN)


def follow_up_routes(book: Book, listing: FollowUpListing) -> APIRouter:
    """The routes; behind the gate. Each answers with the whole list, as it is now."""
    kept, routes = book.kept, APIRouter(prefix="/api/staff/follow_ups", tags=["staff"], dependencies=[may(*FLOOR)])

    @routes.get("")
    async def everything(caller: Calling) -> FollowUps:
        """What is to be done, and what was done today."""
        return await listing.on(caller.device)

    @routes.post("", responses=_NOT_KEPT)
    async def add(body: FollowUpIn, caller: Calling) -> FollowUps:
        """Somebody is to do something."""
        staff = caller.called(body.staff)
        book.add(body, staff)
        return await listing.on(caller.device)

    @routes.post("/{follow_up}/done", responses=_UNKNOWN)
    async def done(follow_up: FollowUpId, body: FollowUpDone, caller: Calling) -> FollowUps:
        """It is done, by whoever says so; or not done after all."""
        found, staff = _known(kept, follow_up), caller.called(body.staff)
        if body.done:
            kept.done(found.id, staff, book.ground.now_ms())
        else:
            kept.undone(found.id, book.over_ms(found.due))
        return await listing.on(caller.device)

    @routes.post("/{follow_up}/give", responses=_NOT_KEPT)
    async def give(follow_up: FollowUpId, body: FollowUpFor, caller: Calling) -> FollowUps:
        """A colleague is to do it; or whoever comes to it."""
        caller.called(body.staff)
        kept.give(_known(kept, follow_up).id, *book.whom(body.to))
        return await listing.on(caller.device)

    return routes


def _known(kept: FollowUpsKept, id_: str) -> FollowUp:
    found = kept.named(id_)
    if found is None:
        raise Refused(status.HTTP_404_NOT_FOUND, "no-follow-up")
    return found


def _member(board: Board, visit_id: str) -> Member:
    shown = board.shown(VisitId(visit_id))
    if not isinstance(shown, VisibleVisit):
        raise Refused(status.HTTP_404_NOT_FOUND, "visit-gone")
    if not shown.permission.allows(Purpose.SHOW_HISTORY_TO_STAFF):
        raise Refused(status.HTTP_409_CONFLICT, "note-no-history")
    return shown.visit.member
