"""/v1/app/sightings: which of the store's beacons a member's phone hears."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, HTTPException, status

from hub.ground.journal import Member
from hub.ground.web.problem import Problem
from hub.place.recognition.phone_reports import LATE_SECONDS, PhoneReports, ReportRefusal
from hub.trust.members.customer_auth import CUSTOMERS, CurrentMember, Install
from hub.trust.members.model import BeaconReport, ReportTaken
from hub.trust.members.repository import Members
from wire.clock import Clock, to_ms

_REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"model": Problem, "description": "This customer is not to be recognised."},
    409: {"model": Problem, "description": "Late, from the future, or sent before."},
    429: {"model": Problem, "description": "Too many reports."},
}


def report_routes(
    reports: PhoneReports, members: Members, clock: Clock, approached: Callable[[Member], None]
) -> APIRouter:
    """The route by which phones report; `approached` is told whose: they may be coming in."""
    routes = APIRouter(prefix="/v1/app", tags=["app"], responses=CUSTOMERS)

    @routes.post("/sightings", responses=_REFUSED)
    async def report(body: BeaconReport, member: CurrentMember, install: Install) -> ReportTaken:
        """The store's beacons as this phone hears them, or that it came near to them or went; in memory only."""
        if members.device_of(member.member, install) is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "this phone is not known: PUT /v1/app/device first")
        now = clock.wall()
        taken = reports.take(member.member, install, body, now)
        if isinstance(taken, ReportRefusal):
            raise _refused(taken, now - body.sent_at_ms / 1000)
        approached(member.member)
        return ReportTaken(known=taken.known, unknown=taken.unknown, now_ms=to_ms(now))

    return routes


def _refused(refusal: ReportRefusal, behind_seconds: float) -> HTTPException:
    match refusal:
        case ReportRefusal.NOT_PERMITTED:
            return HTTPException(
                status.HTTP_403_FORBIDDEN, "the customer has not agreed to recognise_in_store: stop reporting"
            )
        case ReportRefusal.TOO_OFTEN:
            return HTTPException(
                status.HTTP_429_TOO_MANY_REQUESTS, "one report a second is enough", {"Retry-After": "1"}
            )
        case ReportRefusal.REPLAYED:
            text = "sent_at_ms is not after that of the report before: each report is sent once"
        case ReportRefusal.LATE:
            text = (
                f"sent {behind_seconds:.1f} s ago by the hub's clock, or before the hub started; {LATE_SECONDS:.0f} s"
                " are the most. Send what is heard now, and set the clock by now_ms of an earlier answer"
            )
        case ReportRefusal.FUTURE:
            text = (
                f"sent {-behind_seconds:.1f} s ahead of the hub's clock: set the clock by now_ms of an earlier answer"
            )
    return HTTPException(status.HTTP_409_CONFLICT, text)
