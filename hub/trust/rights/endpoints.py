"""/v1/app: leaving, and objecting."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response, status

from hub.ground.errors import DatabaseFailed
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.ground.words.words import Words
from hub.trust.consents.refused_endpoints import KEPT, taking
from hub.trust.members.customer_auth import BY_CUSTOMER, CUSTOMERS, CurrentMember
from hub.trust.members.reading import CustomerLanguage
from hub.trust.members.service import MemberService
from hub.trust.rights.erasure import Erasure
from hub.trust.rights.receipt import Objection, Receipt
from wire.clock import Clock, to_ms

_BUSY: dict[int | str, dict[str, Any]] = {
    503: {"model": Problem, "description": "Noted, and done as soon as the database takes it."}
}
_NO_RECEIPT: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is no such receipt."}}


def leaving_routes(erasure: Erasure, service: MemberService, words: Words, clock: Clock) -> APIRouter:
    """The routes of objection and erasure."""
    routes = APIRouter(
        prefix="/v1/app",
        tags=["rights"],
        responses=CUSTOMERS,
        dependencies=[BY_CUSTOMER],
    )

    def now_ms() -> int:
        return to_ms(clock.wall())

    @routes.delete("/membership", responses=_BUSY)
    async def erase(member: CurrentMember, language: CustomerLanguage) -> Receipt:
        """Leave, and be erased: gone from this hub when this answers. The receipt says what goes later, and why."""
        try:
            made = await erasure.erase(member, now_ms())
            return erasure.receipt(made.receipt, now_ms(), words.of(language)) or made
        except DatabaseFailed:
            raise Refused(status.HTTP_503_SERVICE_UNAVAILABLE, "erasure-noted", {"Retry-After": "30"}) from None

    @routes.get("/receipts/{number}", responses=_NO_RECEIPT)
    async def receipt(number: Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")], language: ReaderLanguage) -> Receipt:
        """A receipt as of now. Needs no identity: its number cannot be guessed, and it names nobody."""
        found = erasure.receipt(number, now_ms(), words.of(language))
        if found is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "no-receipt")
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
