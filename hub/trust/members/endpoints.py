"""/v1/app: what the customer's app asks of the hub about the member's choices."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response, status

from hub.ground.errors import RefusalKept
from hub.ground.web.may import anybody
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.refused_endpoints import KEPT, not_whole, taking
from hub.trust.consents.texts import current_texts
from hub.trust.members.customer_auth import ANYBODY, BY_CUSTOMER, CUSTOMERS, CurrentMember, Customer, customer_of
from hub.trust.members.forgiving import forgiving, lower_level, refused_purposes, withdrawal
from hub.trust.members.model import ConsentChange, Consents, LevelChange, MemberEnrolment, Texts
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import MemberService, NotAccepted
from wire.clock import Clock, to_ms

_REFUSED: dict[int | str, dict[str, Any]] = {
    409: {
        "model": Problem,
        "description": "The text has changed, nothing was shown, it was asked for before, or there are many phones.",
    }
}


def app_routes(service: MemberService, clock: Clock) -> APIRouter:
    """The routes of a customer's app."""
    routes = APIRouter(prefix="/v1/app", tags=["app"])
    of_customers = APIRouter(responses=CUSTOMERS, dependencies=[BY_CUSTOMER])

    @routes.get("/texts", responses=ANYBODY, dependencies=[anybody("what somebody may agree to, before they do")])
    async def texts(language: ReaderLanguage) -> Texts:
        """What to show before somebody chooses, word for word. Needs no identity: nobody has agreed to anything yet."""
        current = current_texts()
        text = current.by_language[language]
        return Texts(
            version=current.version,
            language=language,
            sha256=current.hash_of(language),
            purposes=text.purposes,
            levels=text.levels,
        )

    @of_customers.get("/consents")
    async def consents(member: CurrentMember) -> Consents:
        """What this member has agreed to."""
        return service.consents(member.member, to_ms(clock.wall()))

    for each in _choosing(service, clock):
        of_customers.include_router(each)
    routes.include_router(of_customers)
    return routes


def _choosing(service: MemberService, clock: Clock) -> Iterable[APIRouter]:
    """The routes by which somebody agrees and refuses: a no is taken out of a body that is refused."""

    async def left_out(request: Request, body: Any) -> Mapping[str, Any] | None:
        """Who enrols again and is refused has still said no to what they left out."""
        members: Members = request.app.state.members
        if (purposes := refused_purposes(body)) and (record := members.by_customer(await customer_of(request))):
            service.withdraw(record, purposes, to_ms(clock.wall()))
        return None

    enrolling = APIRouter(route_class=forgiving(left_out))
    switches = APIRouter(route_class=forgiving(withdrawal))
    levels = APIRouter(route_class=forgiving(lower_level))

    @enrolling.post("/members", status_code=status.HTTP_201_CREATED, responses=_REFUSED)
    async def enrol(body: MemberEnrolment, customer: Customer) -> Consents:
        """Enrol the customer, with exactly the purposes they chose; the same on another phone adds that phone."""
        now_ms = to_ms(clock.wall())
        try:
            record = service.enrol(customer, body, now_ms)
        except RefusalKept as kept:
            raise not_whole(kept) from None
        if isinstance(record, NotAccepted):
            raise Refused(status.HTTP_409_CONFLICT, f"choice-{record.value}")
        return service.consents(record.member, now_ms)

    @switches.put("/consents/{purpose}", responses=_REFUSED | {202: {"model": Consents, "description": KEPT}})
    async def change(purpose: Purpose, body: ConsentChange, member: CurrentMember, response: Response) -> Consents:
        """Give or withdraw one purpose; a withdrawal takes effect before this answers."""
        now_ms = to_ms(clock.wall())
        with taking(response):
            refused = service.set_consent(member, purpose, body.shown, body.request_id, now_ms, granted=body.granted)
            return _changed(refused, member, now_ms)
        return service.consents(member.member, now_ms)

    @levels.put("/level", responses=_REFUSED | {202: {"model": Consents, "description": KEPT}})
    async def choose_level(body: LevelChange, member: CurrentMember, response: Response) -> Consents:
        """Choose how far to be recognised, from now on or for this visit."""
        now_ms = to_ms(clock.wall())
        with taking(response):
            refused = service.set_level(
                member, body.level, body.shown, body.request_id, now_ms, this_visit=body.lasts == "this_visit"
            )
            return _changed(refused, member, now_ms)
        return service.consents(member.member, now_ms)

    def _changed(refused: NotAccepted | None, member: MemberRecord, now_ms: int) -> Consents:
        if refused is not None:
            raise Refused(status.HTTP_409_CONFLICT, f"choice-{refused.value}")
        return service.consents(member.member, now_ms)

    return enrolling, switches, levels
