"""Settings: the catalogue."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from wire.urls import WebAddress


class CatalogueSettings(BaseModel):
    """The catalogue."""

    model_config = ConfigDict(frozen=True)

    catalogue_feed: WebAddress | None = Field(
        None,
        description="Address of the shop's product feed, fetched again and again; without it, goddag-hub catalogue"
        " import takes files. What stands behind its ? is never logged.",
    )
    catalogue_stock_feed: WebAddress | None = Field(
        None, description="Address of the local inventory feed: what each store has."
    )
    catalogue_feed_hours: Annotated[float, Field(ge=0.1, le=168)] = Field(
        6.0, description="How often feeds are asked whether they have changed."
    )
    catalogue_mapping: Path | None = Field(
        None,
        description="File that says where in a CSV or JSON file the parts of an article stand (catalogue.toml, see"
        " docs/operating/catalogue.md); feeds of Google's form and Shopify's export need none.",
    )
    catalogue_images: bool = Field(
        True, description="Fetch pictures of articles for the screens, from the addresses that the catalogue names."
    )
    catalogue_image_hosts: str = Field(
        "",
        description="Hosts in the shop's own network that have such pictures, comma separated; any other"
        " the hub fetches from the internet alone.",
    )
    catalogue_stores: str = Field(
        "",
        description="What inventory feeds and Shopify call this store (store_code, location id), comma separated."
        " Without it, whatever they tell of stock is about this store.",
    )
    catalogue_currency: str = Field(
        "", pattern=r"^([A-Z]{3})?$", description="Currency of prices without one; without it, the shop's (shop.toml)."
    )
