"""/v1/app/consents/receipt: the customer's own copy of what they agreed to, for programs and for people."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse

from hub.ground.words.words import Words
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.parties import Parties
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.receipt_page import receipt_page
from hub.trust.consents.records import receipt
from hub.trust.members.customer_auth import BY_CUSTOMER, CUSTOMERS, CurrentMember
from hub.trust.members.reading import CustomerLanguage
from hub.trust.members.repository import MemberRecord
from hub.trust.members.service import MemberService
from wire.clock import Clock, to_ms


class JsonLdResponse(JSONResponse):
    """JSON-LD by its own name."""

    media_type = "application/ld+json"


_JSON_LD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A consent receipt (ISO/IEC TS 27560 in terms of the W3C Data Privacy Vocabulary).",
        "content": {"application/ld+json": {"schema": {"type": "object"}}},
    }
}


def receipt_routes(
    service: MemberService, ledger: ConsentLedger, parties: Parties, words: Words, clock: Clock
) -> APIRouter:
    """The routes of the receipt."""
    routes = APIRouter(
        prefix="/v1/app/consents",
        tags=["app"],
        responses=CUSTOMERS,
        dependencies=[BY_CUSTOMER],
    )

    @routes.get("/receipt", response_class=JsonLdResponse, responses=_JSON_LD)
    async def as_json_ld(member: CurrentMember, language: CustomerLanguage) -> JsonLdResponse:
        """Every choice with the words shown, what holds now, and a mark against lines that vanish later."""
        now_ms = to_ms(clock.wall())
        lines = ledger.lines(member.subject)
        return JsonLdResponse(receipt(lines, _given(member, now_ms), parties, ledger.anchor(), language, now_ms))

    @routes.get("/receipt.html", response_class=HTMLResponse)
    async def as_page(member: CurrentMember, language: CustomerLanguage) -> HTMLResponse:
        """The same for a person, without any script."""
        now_ms = to_ms(clock.wall())
        lines = ledger.lines(member.subject)
        return HTMLResponse(
            receipt_page(lines, _given(member, now_ms), parties, ledger.anchor(), words.of(language), now_ms)
        )

    def _given(member: MemberRecord, now_ms: int) -> frozenset[Purpose]:
        purposes = service.consents(member.member, now_ms).purposes
        return frozenset(purpose for purpose, given in purposes.items() if given)

    return routes
