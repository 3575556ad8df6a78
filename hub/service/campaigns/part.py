"""Campaigns: what is said to whom, when, and who let it out."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.service.campaigns.checks import ShopFacts
from hub.service.campaigns.endpoints import campaign_routes
from hub.service.campaigns.live import LiveCampaigns
from hub.service.campaigns.metrics import metrics_of
from hub.service.campaigns.repository import CampaignRepository
from hub.service.campaigns.shop_facts import shop_facts


@dataclass(frozen=True, slots=True)
class CampaignsPart:
    """What other parts may use."""

    part: Part
    repository: CampaignRepository
    live: LiveCampaigns


def campaigns(ground: Ground, catalogue: StoredCatalogue) -> CampaignsPart:
    """Build the part."""

    def shop() -> ShopFacts:
        return shop_facts(ground.shop, ground.plan, catalogue, ground.now_ms())

    repository = CampaignRepository(ground.db, shop)
    light = ground.lights.add("campaigns", "alarms-what-campaigns")
    live = LiveCampaigns(repository, ground.plan.store_id, ZoneInfo(ground.shop.time_zone), catalogue.stamp, light)

    def upkeep(now: float) -> None:
        live.look(round(now * 1000))

    part = Part(
        name="campaigns",
        routes=(campaign_routes(repository, ground.words, ground.clock),),
        upkeep=upkeep,
        metrics=metrics_of(repository),
    )
    return CampaignsPart(part, repository, live)
