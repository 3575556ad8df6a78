"""What of a shop a campaign must fit, as it is at this moment."""

from zoneinfo import ZoneInfo

from hub.ground.floor_plan.model import FloorPlan
from hub.ground.shop.model import Shop
from hub.knowledge.catalogue.model import Catalogue
from hub.service.campaigns.checks import ShopFacts
from hub.service.campaigns.local_time import local


def shop_facts(shop: Shop, plan: FloorPlan | None, catalogue: Catalogue, now_ms: int) -> ShopFacts:
    """The catalogue is asked when a campaign is looked at. Without a plan, no zone and no store is known."""

    def is_sold(article: str) -> bool:
        found = catalogue.article(article)
        return found is not None and (found.on_sale_until_ms is None or now_ms < found.on_sale_until_ms)

    def is_sensitive(article: str) -> bool:
        found = catalogue.article(article)
        return found is not None and bool(found.sensitive)

    return ShopFacts(
        shop.languages,
        plan.store_id if plan else "",
        frozenset(each.id for each in plan.zones) if plan else frozenset(),
        None if catalogue.is_empty() else is_sold,
        is_sensitive,
        plan.unrecorded_zones if plan else frozenset(),
        local(now_ms, ZoneInfo(shop.time_zone)).date(),
    )
