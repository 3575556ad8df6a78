"""/v1/app/mirror: what the customer's app shows of what the store sees; and the button that asks for help."""

from typing import Any

from fastapi import APIRouter, status

from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.words import Words
from hub.place.visits.service import VisitService
from hub.service.campaigns.why_view import CampaignWhy, view_of
from hub.service.campaigns.whys import Whys
from hub.service.customer_view.mirror import Mirrors
from hub.service.customer_view.mirror_model import Mirror
from hub.trust.members.customer_auth import BY_CUSTOMER, CUSTOMERS, CurrentMember
from hub.trust.members.reading import CustomerLanguage
from wire.clock import Clock

_NOT_HEARD: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "The store does not hear them."}}


def mirror_routes(mirrors: Mirrors, whys: Whys, words: Words, visit_service: VisitService, clock: Clock) -> APIRouter:
    """The routes of the mirror."""
    routes = APIRouter(
        prefix="/v1/app",
        tags=["app"],
        responses=CUSTOMERS,
        dependencies=[BY_CUSTOMER],
    )

    @routes.get("/mirror")
    async def mirror(member: CurrentMember, language: CustomerLanguage) -> Mirror:
        """The very card that staff see, who opened it and why, why each message came, and why one did not."""
        return mirrors.of(member, language)

    @routes.get("/mirror/campaigns")
    async def campaigns(member: CurrentMember, language: CustomerLanguage) -> list[CampaignWhy]:
        """Every campaign that was decided on for them, newest first, said or not: each rule with the value it saw."""
        return [view_of(each, words.of(language)) for each in whys.of(member.member)]

    @routes.post("/visit/help", status_code=status.HTTP_204_NO_CONTENT, responses=_NOT_HEARD)
    async def ask_for_help(member: CurrentMember) -> None:
        """I would like some help: staff see that somebody asks, and no more than the member agreed to."""
        if not visit_service.ask_for_help(member.member, clock.wall()):
            raise Refused(status.HTTP_409_CONFLICT, "not-heard")

    return routes
