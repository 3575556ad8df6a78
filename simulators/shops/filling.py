"""What the hub of a simulated shop is given: what the shop says of itself, and its catalogue."""

import time
from pathlib import Path

from hub.ground.settings import Settings
from hub.ground.shop.file import load_shop
from hub.knowledge.catalogue.importing import Accept, Source, import_catalogue
from hub.knowledge.catalogue.mapping_file import load_catalogue_mapping
from hub.knowledge.catalogue.rules import reading_rules, stock_source
from hub.knowledge.customers.sensitive import load_sensitive_products
from simulators.shops.files import MAPPING
from simulators.shops.model import DemoShop


def hub_settings_of(shop: DemoShop) -> dict[str, str]:
    """Settings of the hub, as environment variables."""
    return {
        "GODDAG_HUB_SHOP": str(shop.shop_file),
        "GODDAG_HUB_CATALOGUE_MAPPING": str(MAPPING),
        # Whoever tries a demo does so at any hour.
        "GODDAG_HUB_ALWAYS_OPEN": "true",
    }


def fill_catalogue(shop: DemoShop, hub_data: Path) -> int:
    """What goddag-hub catalogue import does, without a process of its own. Returns how many articles are sold."""
    hub_data.mkdir(parents=True, exist_ok=True)
    settings = Settings.model_validate({"floor_plan": shop.floor_plan, "data_dir": hub_data})
    done = import_catalogue(
        Source(shop.catalogue_file, shop.catalogue_file.name, load_catalogue_mapping(MAPPING)),
        hub_data,
        reading_rules(load_shop(shop.shop_file), settings, load_sensitive_products(None)),
        stock_source(settings),
        round(time.time() * 1000),
        accept=Accept.SMALLER,
    )
    return done.articles
