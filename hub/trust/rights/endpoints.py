"""/v1/app: what a customer can ask of us about what we hold."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Response, status
from fastapi.responses import HTMLResponse

from hub.ground.errors import DatabaseFailed
from hub.ground.journal import GuessDismissed, Journal
from hub.knowledge.customers.correction import CustomerCorrection
from hub.knowledge.customers.dismissals import Dismissals, Guess
from hub.knowledge.customers.port import CustomerSource
from hub.service.customer_view.access import Access
from hub.service.customer_view.model import Correction, HeldData, Objection, ProfileChange
from hub.service.customer_view.page import page_of
from hub.trust.accounts.customer_auth import CUSTOMERS, CurrentMember
from hub.trust.consents.refused_endpoints import KEPT, taking
from hub.trust.consents.texts import Language
from hub.trust.members.model import Problem
from hub.trust.members.service import MemberService
from hub.trust.rights.erasure import Erasure
from hub.trust.rights.receipt import Receipt
from wire.clock import Clock, to_ms

_BUSY: dict[int | str, dict[str, Any]] = {
    503: {"model": Problem, "description": "Noted, and done as soon as the database takes it."}
}
_NO_RECEIPT: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is no such receipt."}}
_NOT_REACHED: dict[int | str, dict[str, Any]] = {
    503: {"model": Correction | Problem, "description": "The platform, or the keys of the sign-in, cannot be reached."}
}
_CORRECTED = {
    "passed_on": "passed on to the customer data platform; cards show it as soon as the platform does",
    "not_reached": "the customer data platform could not be reached: please send it again later",
}


def leaving_routes(erasure: Erasure, service: MemberService, clock: Clock) -> APIRouter:
    """The routes of objection and erasure."""
    routes = APIRouter(prefix="/v1/app", tags=["rights"], responses=CUSTOMERS)

    def now_ms() -> int:
        return to_ms(clock.wall())

    @routes.delete("/membership", responses=_BUSY)
    async def erase(member: CurrentMember) -> Receipt:
        """Leave, and be erased: gone from this hub when this answers. The receipt says what goes later, and why."""
        try:
            return await erasure.erase(member, now_ms())
        except DatabaseFailed:
            raise HTTPException(
                status.HTTP_503_SERVICE_UNAVAILABLE,
                "noted: you are erased as soon as the database takes it, without asking again",
                {"Retry-After": "30"},
            ) from None

    @routes.get("/receipts/{number}", responses=_NO_RECEIPT)
    async def receipt(number: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]) -> Receipt:
        """A receipt as of now. Needs no identity: its number cannot be guessed, and it names nobody."""
        found = erasure.receipt(number, now_ms())
        if found is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "there is no such receipt")
        return found

    @routes.post("/objection", responses={202: {"model": Objection, "description": KEPT}})
    async def object_to_profiling(member: CurrentMember, response: Response) -> Objection:
        """Stop predictions, measuring, joining online with the store and marketing, until this is taken back."""
        with taking(response):
            service.object(member, now_ms())
        return Objection(objected_at_ms=service.objected_at(member))

    @routes.delete("/objection")
    async def take_objection_back(member: CurrentMember) -> Objection:
        """Take it back. Nothing is agreed to by that: each purpose has to be given again."""
        service.lift_objection(member)
        return Objection(objected_at_ms=None)

    return routes


def data_routes(
    access: Access,
    dismissals: Dismissals,
    customers: CustomerSource,
    correction: CustomerCorrection,
    corrections_elsewhere: str,
    journal: Journal,
    clock: Clock,
) -> APIRouter:
    """The routes of access, portability and correction."""
    routes = APIRouter(prefix="/v1/app", tags=["rights"], responses=CUSTOMERS)

    def now_ms() -> int:
        return to_ms(clock.wall())

    @routes.get("/data")
    async def data(member: CurrentMember) -> HeldData:
        """Everything that is held, to see or to take along. The shape is this document's schema `HeldData`."""
        return access.held(member, now_ms())

    @routes.get("/data.html", response_class=HTMLResponse)
    async def data_page(member: CurrentMember, language: Annotated[Language, Query()] = "en") -> HTMLResponse:
        """The same, to read: one page without scripts."""
        return HTMLResponse(page_of(access.held(member, now_ms()), language))

    @routes.patch("/profile", responses=_NOT_REACHED)
    async def correct(body: ProfileChange, member: CurrentMember, response: Response) -> Correction:
        """Correct what the shop calls you; it is passed on to where it is kept."""
        result = await correction.correct(member.customer_ref, body.model_dump(), now_ms())
        customers.drop(member.customer_ref)
        if result == "not_reached":
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return Correction(result=result, detail=_CORRECTED.get(result, corrections_elsewhere))

    @routes.put("/guesses/{guess}/dismissal", status_code=status.HTTP_204_NO_CONTENT)
    async def dismiss(guess: Guess, member: CurrentMember) -> None:
        """Dismiss a guess about me: it is neither shown nor used again."""
        with journal.transaction():
            dismissals.add(member.member, guess, now_ms())
            journal.append(GuessDismissed(member.member, guess), now_ms())

    return routes
