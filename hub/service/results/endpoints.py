"""/api/measurement: what campaigns did, and how long it takes to know. Counts and sums alone, no small ones."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, status

from hub.ground.web.may import Role, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.reader import ReaderLanguage
from hub.ground.words.words import Words
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.repository import CampaignRepository
from hub.service.results import views
from hub.service.results.service import Results
from wire.clock import Clock, to_ms

Id = Annotated[str, Path(max_length=300)]
_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is no such campaign, or it is still an idea."}
}


def result_routes(results: Results, campaigns: CampaignRepository, words: Words, clock: Clock) -> APIRouter:
    """Behind the gate of the staff screens."""
    routes = APIRouter(
        prefix="/api/measurement", tags=["measurement"], dependencies=[may(Role.MANAGER, Role.MARKETING)]
    )

    def known(campaign: str) -> CampaignDocument:
        found = document_of(campaigns, campaign)
        if found is None:
            raise Refused(status.HTTP_404_NOT_FOUND, "no-campaign")
        return found

    @routes.get("")
    async def together(language: ReaderLanguage) -> views.ResultsView:
        """All campaigns together, against the customers who get none."""
        found = await asyncio.to_thread(results.of_all, to_ms(clock.wall()))
        return views.results_view(*found, words.of(language))

    @routes.get("/{campaign}", responses=_UNKNOWN)
    async def result(campaign: Id, language: ReaderLanguage) -> views.ResultsView:
        """What one campaign did, against the customers held out of it."""
        found = await asyncio.to_thread(results.results, known(campaign), to_ms(clock.wall()))
        return views.results_view(*found, words.of(language))

    @routes.get("/{campaign}/plan", responses=_UNKNOWN)
    async def plan(campaign: Id, language: ReaderLanguage) -> views.PlanView:
        """How many customers and days it takes, and whether it can be known within its period."""
        found = await asyncio.to_thread(results.plan, known(campaign), to_ms(clock.wall()))
        return views.plan_view(found, words.of(language))

    @routes.get("/{campaign}/sums", responses=_UNKNOWN)
    async def sums(campaign: Id) -> views.SumsView:
        """The counts and sums of each arm, for an office that adds stores up."""
        return views.sums_view(*await asyncio.to_thread(results.sums, known(campaign), to_ms(clock.wall())))

    return routes


def document_of(campaigns: CampaignRepository, campaign: str) -> CampaignDocument | None:
    """The version that is live, or the newest; None of what is still an idea."""
    version = campaigns.live_version(campaign) or campaigns.version(campaign)
    return version.read() if version and version.document else None
