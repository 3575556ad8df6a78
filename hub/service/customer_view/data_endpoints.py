"""/v1/app: what a customer can see and correct of what we hold."""

from typing import Any

from fastapi import APIRouter, Response, status
from fastapi.responses import HTMLResponse

from hub.ground.ground import Ground
from hub.ground.journal import GuessDismissed
from hub.ground.web.problem import Problem
from hub.ground.words.phrase import Phrase
from hub.ground.words.words import WordsIn
from hub.knowledge.customers.correction import CustomerCorrection
from hub.knowledge.customers.dismissals import Dismissals, Guess
from hub.knowledge.customers.port import CustomerSource
from hub.service.customer_view.access import Access
from hub.service.customer_view.model import Correction, HeldData, ProfileChange
from hub.service.customer_view.page import page_of
from hub.service.customer_view.page_rows import Reader
from hub.trust.members.customer_auth import BY_CUSTOMER, CUSTOMERS, CurrentMember
from hub.trust.members.reading import CustomerLanguage

_BUSY: dict[int | str, dict[str, Any]] = {
    503: {"model": Problem, "description": "Noted, and done as soon as the database takes it."}
}
_NO_RECEIPT: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is no such receipt."}}
_NOT_REACHED: dict[int | str, dict[str, Any]] = {
    503: {"model": Correction | Problem, "description": "The platform, or the keys of the sign-in, cannot be reached."}
}


def data_routes(
    access: Access,
    dismissals: Dismissals,
    customers: CustomerSource,
    correction: CustomerCorrection,
    corrections_elsewhere: str,
    ground: Ground,
) -> APIRouter:
    """The routes of access, portability and correction."""
    routes = APIRouter(
        prefix="/v1/app",
        tags=["rights"],
        responses=CUSTOMERS,
        dependencies=[BY_CUSTOMER],
    )

    def now_ms() -> int:
        return ground.now_ms()

    @routes.get("/data")
    async def data(member: CurrentMember, language: CustomerLanguage) -> HeldData:
        """Everything that is held, to see or to take along. The shape is this document's schema `HeldData`."""
        return access.held(member, language, now_ms())

    @routes.get("/data.html", response_class=HTMLResponse)
    async def data_page(member: CurrentMember, language: CustomerLanguage) -> HTMLResponse:
        """The same, to read: one page without scripts."""
        reader = Reader(ground.words.of(language), ground.shop, ground.plan)
        return HTMLResponse(page_of(access.held(member, language, now_ms()), reader))

    @routes.patch("/profile", responses=_NOT_REACHED)
    async def correct(
        body: ProfileChange, member: CurrentMember, language: CustomerLanguage, response: Response
    ) -> Correction:
        """Correct what the shop calls you; it is passed on to where it is kept."""
        result = await correction.correct(member.customer_ref, body.model_dump(), now_ms())
        customers.drop(member.customer_ref)
        if result == "not_reached":
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return Correction(result=result, detail=_corrected(result, corrections_elsewhere, ground.words.of(language)))

    @routes.put("/guesses/{guess}/dismissal", status_code=status.HTTP_204_NO_CONTENT)
    async def dismiss(guess: Guess, member: CurrentMember) -> None:
        """Dismiss a guess about me: it is neither shown nor used again."""
        with ground.journal.transaction():
            dismissals.add(member.member, guess, now_ms())
            ground.journal.append(GuessDismissed(member.member, guess), now_ms())

    return routes


def _corrected(result: str, elsewhere: str, words: WordsIn) -> str:
    """What became of a correction; where it is made elsewhere, the shop's setting says where."""
    return elsewhere if result == "elsewhere" else words.say(Phrase(f"held-correction-{result.replace('_', '-')}"))
