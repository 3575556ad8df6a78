"""Who is asking: what every route of /v1/app depends on."""

import time
from typing import Annotated, Any

from fastapi import Depends, Header, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from hub.ground.web.may import proven_otherwise
from hub.ground.web.problem import PROBLEM
from hub.ground.web.refused import Refused
from hub.trust.accounts.identity import Identities, InvalidToken, KeysUnavailable
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.model import InstallId
from hub.trust.members.repository import MemberRecord, Members

# Spelt out: a model would be described in the media type of the route's own answer, which may be a page or a stream.
# What any route may answer besides its own, for the description of the API.
ANYBODY: dict[int | str, dict[str, Any]] = {
    400: {"content": PROBLEM, "description": "What was sent is no JSON text, or can be read in two ways."},
    413: {"content": PROBLEM, "description": "What was sent is too large."},
}
BY_CUSTOMER = proven_otherwise("the customer's identity token")
"""Declared by every route of a customer."""

CUSTOMERS: dict[int | str, dict[str, Any]] = ANYBODY | {
    401: {"content": PROBLEM, "description": "No identity token, or one that does not count."},
    404: {"content": PROBLEM, "description": "This customer has not enrolled, or this phone is not theirs."},
    503: {"content": PROBLEM, "description": "Identity tokens cannot be checked now."},
}

_BEARER = HTTPBearer(auto_error=False, description="The customer's identity token (JWT) from the retailer's sign-in.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
Install = Annotated[InstallId, Header(alias="Goddag-Install", description="Which phone is asking.")]


async def current_customer(request: Request, bearer: Bearer) -> str:
    """The customer id that the request proves, or 401. The composition root puts `identities` on the app's state."""
    identities: Identities = request.app.state.identities
    try:
        # Identity tokens are made in real time, whatever the speed of a simulated store.
        proven = await identities.customer_ref(bearer.credentials if bearer else None, time.time())
    except KeysUnavailable:
        raise Refused(status.HTTP_503_SERVICE_UNAVAILABLE, "keys-unavailable", {"Retry-After": "30"}) from None
    if isinstance(proven, InvalidToken):
        challenge = "Bearer" if proven is InvalidToken.MISSING else 'Bearer error="invalid_token"'
        raise Refused(status.HTTP_401_UNAUTHORIZED, f"token-{proven.value}", {"WWW-Authenticate": challenge})
    return proven


Customer = Annotated[str, Depends(current_customer)]


async def customer_of(request: Request) -> str:
    """The same for a request that no route has taken yet."""
    return await current_customer(request, await _BEARER(request))


async def current_member(request: Request, customer: Customer) -> MemberRecord:
    """The member who is asking, or 404 for a customer who has not enrolled."""
    members: Members = request.app.state.members
    record = members.by_customer(customer)
    if record is None:
        raise Refused(status.HTTP_404_NOT_FOUND, "not-enrolled")
    ledger: ConsentLedger | None = getattr(request.app.state, "ledger", None)
    # What is refused from here on is said in the language of the member, if it is: most requests never ask.
    request.state.language_of_member = lambda: ledger.language(record.subject) if ledger else None
    return record


CurrentMember = Annotated[MemberRecord, Depends(current_member)]
