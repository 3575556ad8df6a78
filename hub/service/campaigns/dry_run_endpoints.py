"""/api/campaigns/{id}/dry-run: what a campaign would have done, before anybody approves it."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, status
from pydantic import BaseModel, ConfigDict, Field

from hub.ground.web.may import Role, may
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused
from hub.ground.words.phrase import phrase
from hub.ground.words.reader import ReaderLanguage
from hub.ground.words.words import Words
from hub.service.campaigns.checks import findings
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.dry_run import DAYS, MOST_DAYS
from hub.service.campaigns.dry_run_view import DryRunView, view_of_run
from hub.service.campaigns.dry_runs import DryRuns
from hub.service.campaigns.endpoints import CampaignRoute
from hub.service.campaigns.refused import CampaignRefused
from hub.service.campaigns.repository import CampaignRepository
from hub.service.campaigns.views import CampaignInvalid
from hub.trust.members.model import Invalid
from wire.clock import Clock, to_ms

_REFUSED: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is no such campaign."},
    409: {"model": Problem, "description": "An idea, or a version that cannot be read any more."},
    422: {
        "model": CampaignInvalid | Invalid,
        "description": "Not of this shape; or what has to be mended first, each mistake with its place.",
    },
}


class DryRunIn(BaseModel):
    """Which version, over how many days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[int | None, Field(ge=1, le=1_000_000, description="Without it, the newest.")] = None
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = DAYS


def dry_run_routes(runs: DryRuns, repository: CampaignRepository, words: Words, clock: Clock) -> APIRouter:
    """Behind the gate of the staff screens."""
    routes = APIRouter(
        prefix="/api/campaigns",
        tags=["campaigns"],
        route_class=CampaignRoute,
        dependencies=[may(Role.MANAGER, Role.MARKETING, Role.IT)],
    )

    @routes.post("/{campaign}/dry-run", responses=_REFUSED)
    async def run(
        campaign: Annotated[str, Path(max_length=300)], body: DryRunIn, language: ReaderLanguage
    ) -> DryRunView:
        """Counts of what it would have done over the last days of real visits, by reason and store. Takes seconds."""
        document = fit_document(repository, campaign, body.version)
        found = await runs.run(document, to_ms(clock.wall()), body.days)
        return view_of_run(document, found, words.of(language))

    return routes


def fit_document(repository: CampaignRepository, campaign: str, number: int | None) -> CampaignDocument:
    """A version that could be started. Raises `CampaignRefused` with every mistake, and `Refused`."""
    version = repository.version(campaign, number)
    if version is None:
        raise Refused(status.HTTP_404_NOT_FOUND, "no-campaign")
    try:
        document = version.read()
    except ValueError:
        raise CampaignRefused(phrase("campaigns-dry-no-document")) from None
    if found := findings(document, repository.shop()):
        raise CampaignRefused(phrase("campaigns-life-mistakes"), found)
    return document
