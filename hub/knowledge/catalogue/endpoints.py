"""/api/catalogue: how the catalogue is, for whoever looks after the store."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from hub.ground.web.may import EVERYBODY, may
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.tally import REASONS


class ImportView(BaseModel):
    """What became of one import."""

    model_config = ConfigDict(frozen=True)

    at_ms: int
    what: str
    """`articles`, `stock`, or `refused`."""
    source: str
    format: str
    articles: int
    passed_over: dict[str, int]
    """What was passed over, in words, and how often."""
    refused: str
    """Why it was refused; empty when it was not. The catalogue of before then stayed."""


class CatalogueView(BaseModel):
    """How many articles are sold, and the newest imports."""

    model_config = ConfigDict(frozen=True)

    on_sale: int
    imports: list[ImportView]


def catalogue_routes(catalogue: StoredCatalogue) -> APIRouter:
    """Behind the gate."""
    routes = APIRouter(prefix="/api/catalogue", tags=["catalogue"], dependencies=[may(*EVERYBODY)])

    @routes.get("")
    async def catalogue_now() -> CatalogueView:
        """The catalogue in use: how many articles, what was passed over in its imports and why."""
        imports = [
            ImportView(
                at_ms=each.at_ms,
                what=each.what,
                source=each.source,
                format=each.format,
                articles=each.articles,
                passed_over={REASONS.get(reason, reason): times for reason, times in each.counts.items()},
                refused=each.refused,
            )
            for each in catalogue.imports()
        ]
        return CatalogueView(on_sale=catalogue.on_sale(), imports=imports)

    return routes
