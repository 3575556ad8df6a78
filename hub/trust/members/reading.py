"""The language of a customer who asks: the one they name, else the one they chose their consents in."""

from typing import Annotated

from fastapi import Depends, Header, Query, Request

from hub.ground.words.languages import LANGUAGES, Language, understood
from hub.ground.words.words import Words
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.customer_auth import CurrentMember


async def customer_language(
    request: Request,
    member: CurrentMember,
    language: Annotated[
        Language | None,
        Query(description="The reader's language; without it, the one that they chose their consents in."),
    ] = None,
    accept_language: Annotated[str, Header(include_in_schema=False)] = "",
) -> str:
    """The language to answer in. The composition root puts `words` and `ledger` on the app's state."""
    words: Words = request.app.state.words
    ledger: ConsentLedger = request.app.state.ledger
    chosen = ledger.language(member.subject)
    return language or (chosen if chosen in LANGUAGES else None) or understood(accept_language) or words.default


CustomerLanguage = Annotated[str, Depends(customer_language)]
