"""/v1/app/sightings: which of the store's beacons a member's phone hears."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, status

from hub.ground.journal import Member
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.place.recognition.phone_reports import LATE_SECONDS, PhoneReports, ReportRefusal
from hub.trust.members.customer_auth import BY_CUSTOMER, CUSTOMERS, CurrentMember, Install
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
    routes = APIRouter(
        prefix="/v1/app",
        tags=["app"],
        responses=CUSTOMERS,
        dependencies=[BY_CUSTOMER],
    )

    @routes.post("/sightings", responses=_REFUSED)
    async def report(body: BeaconReport, member: CurrentMember, install: Install) -> ReportTaken:
        """The store's beacons as this phone hears them, or that it came near to them or went; in memory only."""
        if members.device_of(member.member, install) is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "unknown-phone")
        now = clock.wall()
        taken = reports.take(member.member, install, body, now)
        if isinstance(taken, ReportRefusal):
            raise _refused(taken, now - body.sent_at_ms / 1000)
        approached(member.member)
        return ReportTaken(known=taken.known, unknown=taken.unknown, now_ms=to_ms(now))

    return routes


def _refused(refusal: ReportRefusal, behind_seconds: float) -> Refused:
    match refusal:
        case ReportRefusal.NOT_PERMITTED:
            return Refused(status.HTTP_403_FORBIDDEN, "report-not-permitted")
        case ReportRefusal.TOO_OFTEN:
            return Refused(status.HTTP_429_TOO_MANY_REQUESTS, "report-too-often", {"Retry-After": "1"})
        case ReportRefusal.REPLAYED:
            return Refused(status.HTTP_409_CONFLICT, "report-replayed")
        case ReportRefusal.LATE:
            behind, most = f"{behind_seconds:.1f}", f"{LATE_SECONDS:.0f}"
            return Refused(status.HTTP_409_CONFLICT, "report-late", behind=behind, most=most)
        case ReportRefusal.FUTURE:
            return Refused(status.HTTP_409_CONFLICT, "report-future", ahead=f"{-behind_seconds:.1f}")
