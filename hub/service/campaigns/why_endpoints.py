"""/api/campaigns/why: why one customer got a campaign, or did not; the look is written down like any other."""

from typing import Annotated, Any

from fastapi import APIRouter, status
from pydantic import Field

from hub.ground.customer_ref import CustomerRef
from hub.ground.web.may import Calling, Role, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.ground.words.words import Words
from hub.knowledge.insight.looks import LookAsked, LookRefusal
from hub.service.campaigns.repository import CampaignRepository
from hub.service.campaigns.why_view import CampaignWhy, view_of
from hub.service.campaigns.whys import WhyLooks
from hub.trust.accounts.model import RequestId, StaffModel, StaffName
from wire.clock import Clock, to_ms

_NOT_SHOWN: dict[int | str, dict[str, Any]] = {
    404: {
        "model": Problem,
        "description": "No such campaign; or no member, or they do not show staff their history: which of these two is"
        " not told.",
    },
    429: {"model": Problem, "description": "Too many customers were looked at here within the hour."},
}


class WhyLook(StaffModel):
    """Somebody wants to know why a customer got a campaign, or did not. The same request_id again is the same look."""

    customer_ref: CustomerRef
    """The customer's id, as the app's sign-in and the till have it."""
    campaign: Annotated[str, Field(max_length=300)]
    staff: StaffName | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    request_id: RequestId


def why_routes(looks: WhyLooks, repository: CampaignRepository, words: Words, clock: Clock) -> APIRouter:
    """Behind the gate of the staff screens."""
    routes = APIRouter(
        prefix="/api/campaigns",
        tags=["campaigns"],
        dependencies=[may(Role.MANAGER, Role.PRIVACY_OFFICER, step_up=True)],
    )

    @routes.post("/why", responses=_NOT_SHOWN)
    async def why(body: WhyLook, caller: Calling, language: ReaderLanguage) -> list[CampaignWhy]:
        """Every rule in order with the value it saw, for each visit, newest first. They see in their mirror who asked.

        Of a campaign that was never decided on for them, one answer says so.
        """
        if repository.version(body.campaign) is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "no-campaign")
        asked = LookAsked(body.customer_ref, caller.called(body.staff), caller.device, body.request_id, language)
        match looks.look(asked, body.campaign, to_ms(clock.wall())):
            case LookRefusal.TOO_MANY as refused:
                raise Refused(status.HTTP_429_TOO_MANY_REQUESTS, f"look-{refused.value}")
            case LookRefusal():
                raise Refused(status.HTTP_404_NOT_FOUND, "no-why")
            case found:
                return [view_of(each, words.of(language)) for each in found]

    return routes
