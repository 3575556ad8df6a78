"""/v1/app/device and /v1/app/tokens: the phone, and what it sends."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, status

from hub.ground.journal import Member
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.trust.members.customer_auth import BY_CUSTOMER, CUSTOMERS, CurrentMember, Install
from hub.trust.members.model import Device, TokenBatch
from hub.trust.members.repository import Members
from hub.trust.members.service import MemberService
from wire.clock import Clock, to_ms

_TOO_MANY: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "There are eight phones, and none was silent for two days."}
}


def device_routes(
    service: MemberService,
    members: Members,
    clock: Clock,
    marker: int,
    beacon_uuid: str,
    approached: Callable[[Member], None],
) -> APIRouter:
    """The routes of a phone with the app; `approached` is told whose app fetches tokens: they may be on their way."""
    routes = APIRouter(
        prefix="/v1/app",
        tags=["app"],
        responses=CUSTOMERS,
        dependencies=[BY_CUSTOMER],
    )

    @routes.put("/device", status_code=status.HTTP_204_NO_CONTENT, responses=_TOO_MANY)
    async def put_device(body: Device, member: CurrentMember) -> None:
        """Note the phone, and where to send its messages; again whenever the push token changes."""
        if refused := service.put_device(member, body, to_ms(clock.wall())):
            raise Refused(status.HTTP_409_CONFLICT, f"choice-{refused.value}")

    @routes.delete("/device", status_code=status.HTTP_204_NO_CONTENT)
    async def remove_device(member: CurrentMember, install: Install) -> None:
        """Signed out on this phone. The app deletes its tokens."""
        members.remove_device(member.member, install)

    @routes.get("/tokens")
    async def tokens(
        member: CurrentMember, install: Install, hours: Annotated[int, Query(ge=1, le=48)] = 24
    ) -> TokenBatch:
        """Tokens of this phone for the coming hours; the phone needs no key."""
        device = members.device_of(member.member, install)
        if device is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "unknown-phone")
        now = clock.wall()
        members.seen(device, to_ms(now))
        approached(member.member)
        issued = service.issue_tokens(member.member, device.slot, now, hours)
        return TokenBatch(marker=marker, beacon_uuids=[beacon_uuid], tokens=issued)

    return routes
