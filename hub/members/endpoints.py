"""/v1/app: what the customer's app asks of the hub."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from hub.members.model import ConsentChange, Consents, Enrolled, Enrolment, TokenBatch
from hub.members.purposes import Purpose
from hub.members.repository import MemberRecord, Members
from hub.members.service import MemberService
from wire.clock import Clock, to_ms

_BEARER = HTTPBearer(auto_error=False, description="The app key for enrolling, the member key for the rest.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


async def current_member(request: Request, bearer: Bearer) -> MemberRecord:
    """The member whose key the request carries, or 401. The composition root puts `members` on the app's state."""
    members: Members = request.app.state.members
    record = members.by_key(bearer.credentials) if bearer else None
    if record is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "this needs the member key that enrolment returned")
    return record


CurrentMember = Annotated[MemberRecord, Depends(current_member)]


def app_routes(service: MemberService, clock: Clock, app_key: str | None, marker: int, beacon_uuid: str) -> APIRouter:
    """The routes of a customer's app."""
    routes = APIRouter(prefix="/v1/app", tags=["app"])

    @routes.post("/members", status_code=status.HTTP_201_CREATED)
    async def enrol(body: Enrolment, bearer: Bearer) -> Enrolled:
        """Enrol a customer; the retailer's app proves itself with the app key."""
        if app_key is None or bearer is None or not hmac.compare_digest(bearer.credentials.encode(), app_key.encode()):
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "enrolling needs the app key (setting app_key)")
        key = service.enrol(body.customer_ref, body.platform, body.push_token, body.purposes, to_ms(clock.wall()))
        return Enrolled(member_key=key)

    @routes.get("/tokens")
    async def tokens(member: CurrentMember, hours: Annotated[int, Query(ge=1, le=48)] = 24) -> TokenBatch:
        """Tokens for the coming hours; the phone needs no key."""
        return TokenBatch(
            marker=marker,
            beacon_uuids=[beacon_uuid],
            tokens=service.issue_tokens(member.member, clock.wall(), hours),
        )

    @routes.get("/consents")
    async def consents(member: CurrentMember) -> Consents:
        """What this member has agreed to."""
        return Consents(purposes=service.consents(member.member, to_ms(clock.wall())))

    @routes.put("/consents/{purpose}")
    async def change(purpose: Purpose, body: ConsentChange, member: CurrentMember) -> Consents:
        """Give or withdraw one purpose; a withdrawal takes effect before this answers."""
        now_ms = to_ms(clock.wall())
        service.set_consent(member.member, purpose, granted=body.granted, at_ms=now_ms)
        return Consents(purposes=service.consents(member.member, now_ms))

    return routes
