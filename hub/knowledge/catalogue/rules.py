"""What reading a catalogue needs to know of the shop, from its settings and its own description."""

from zoneinfo import ZoneInfo

from hub.ground.shop.model import Shop
from hub.ground.store_settings import StoreSettings
from hub.knowledge.catalogue.reading import ReadingRules
from hub.knowledge.catalogue.sensitivity import NamesSensitive, Sensitivity
from hub.knowledge.catalogue.settings import CatalogueSettings
from hub.knowledge.catalogue.stock import StockSource


def reading_rules(shop: Shop, settings: StoreSettings, sensitive: NamesSensitive) -> ReadingRules:
    """How an article is read here."""
    currency = settings.of(CatalogueSettings).catalogue_currency or shop.currency
    # Midnight of a sale is midnight in the shop.
    return ReadingRules(currency, ZoneInfo(shop.time_zone), Sensitivity(sensitive), shop.article_ids)


def stock_source(settings: StoreSettings) -> StockSource:
    """Under which names this store is told of."""
    said = settings.of(CatalogueSettings).catalogue_stores
    return StockSource(frozenset(part.strip() for part in said.split(",") if part.strip()))
