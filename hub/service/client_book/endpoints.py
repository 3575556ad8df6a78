"""/api/staff/clients: who looks after whom, for staff; /v1/app/looked-after: the same for the member."""

from typing import Any

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import JSONResponse

from hub.ground.ground import Ground
from hub.ground.journal import VisitId
from hub.ground.web.may import FLOOR, Calling, Role, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused, problem
from hub.ground.words.phrase import phrase
from hub.service.client_book.listing import BookListing
from hub.service.client_book.model import ClientsView, NewOwner, ShopClientsView, Taken
from hub.service.client_book.service import BookRefusal, ClientBook, TakenAlready
from hub.trust.members.customer_auth import BY_CUSTOMER, CUSTOMERS, CurrentMember

_STATUS = {BookRefusal.GONE: status.HTTP_404_NOT_FOUND, BookRefusal.NO_PERSON: status.HTTP_404_NOT_FOUND}
_GONE: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "The visit, the entry or the colleague is not there."}
}
_NOT_TAKEN: dict[int | str, dict[str, Any]] = _GONE | {
    409: {"model": Taken | Problem, "description": "Somebody else looks after them, or they have not agreed to it."}
}
_NOT_GIVEN: dict[int | str, dict[str, Any]] = _GONE | {
    409: {"model": Problem, "description": "They have not agreed to it, or not any more."}
}


def client_routes(book: ClientBook, listing: BookListing, ground: Ground) -> APIRouter:
    """The routes of the floor."""
    routes = APIRouter(prefix="/api/staff", tags=["staff"])

    @routes.get("/clients", dependencies=[may(*FLOOR)])
    async def clients(caller: Calling) -> ClientsView:
        """My clients: what is known of them outside a visit is a name, since when, and the day of their last visit."""
        return await listing.own(caller)

    @routes.get("/clients/shop", dependencies=[may(Role.MANAGER)])
    async def shop(caller: Calling) -> ShopClientsView:
        """Everybody's clients; first those whose colleague does not work here any more."""
        return await listing.everybody(caller)

    @routes.post(
        "/visits/{visit_id}/client",
        status_code=status.HTTP_204_NO_CONTENT,
        response_class=Response,
        responses=_NOT_TAKEN,
        dependencies=[may(*FLOOR)],
    )
    async def take(request: Request, visit_id: str, caller: Calling) -> Response:
        """I look after them: the first one does. Said again it changes nothing."""
        refused = book.take(VisitId(visit_id), caller, ground.now_ms())
        if isinstance(refused, TakenAlready):
            return _taken(request, refused)
        _raise(refused)
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    @routes.put(
        "/clients/{client}/owner",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=_NOT_GIVEN,
        dependencies=[may(Role.MANAGER)],
    )
    async def give(client: str, body: NewOwner) -> None:
        """Somebody else looks after them from now on."""
        _raise(book.give(client, body.person, ground.now_ms()))

    @routes.delete(
        "/clients/{client}", status_code=status.HTTP_204_NO_CONTENT, responses=_GONE, dependencies=[may(*FLOOR)]
    )
    async def end(client: str, caller: Calling) -> None:
        """Nobody looks after them any more: said by whoever does, or by a manager."""
        _raise(book.end(client, caller, leads=Role.MANAGER in caller.roles, at_ms=ground.now_ms()))

    return routes


def looked_after_routes(book: ClientBook, ground: Ground) -> APIRouter:
    """The routes of the member's app; who looks after them stands in the mirror."""
    routes = APIRouter(prefix="/v1/app", tags=["app"], responses=CUSTOMERS, dependencies=[BY_CUSTOMER])

    @routes.delete("/looked-after", status_code=status.HTTP_204_NO_CONTENT)
    async def decline(member: CurrentMember) -> None:
        """I do not want one colleague to look after me: it ends, and nobody can begin it again."""
        book.repository.decline(member.member, ground.now_ms())

    @routes.put("/looked-after", status_code=status.HTTP_204_NO_CONTENT)
    async def allow(member: CurrentMember) -> None:
        """A colleague may look after me again."""
        client = book.repository.of(member.member)
        if client and client.declined_ms is not None:
            book.repository.remove(member.member, ground.now_ms())

    return routes


def _raise(refused: BookRefusal | None) -> None:
    if refused is not None:
        raise Refused(_STATUS.get(refused, status.HTTP_409_CONFLICT), f"client-{refused.value}")


def _taken(request: Request, refused: TakenAlready) -> JSONResponse:
    said = phrase("refused-client-taken", who=refused.by)
    return problem(request, status.HTTP_409_CONFLICT, said, more={"claimed_by": refused.by})
