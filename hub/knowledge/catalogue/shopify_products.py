"""What Shopify says of products and stock in webhooks. Shapes: shopify.dev, REST Admin API, Product, InventoryLevel.

A variant is the article: its id is the key, as a sku may be empty or shared. `price` is what is paid now and
`compare_at_price` the former one; neither names a currency.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.ground.http.json_body import parse_json
from hub.knowledge.catalogue.record import IS_SOLD, PRICE_BEFORE, PRICE_NOW, SKU, Record
from wire.sentences import sentence_of

CHANGED = frozenset({"products/create", "products/update"})
DELETED = "products/delete"
STOCK = "inventory_levels/update"
TOPICS = CHANGED | {DELETED, STOCK}

_Number = int | str


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Option(_Told):
    name: str = ""


class _Image(_Told):
    src: str = ""


class _Variant(_Told):
    id: _Number
    title: str | None = None
    price: str | None = None
    compare_at_price: str | None = None
    sku: str | None = None
    barcode: str | None = None
    option1: str | None = None
    option2: str | None = None
    option3: str | None = None
    inventory_policy: str | None = None
    inventory_item_id: _Number | None = None


class _Gid(_Told):
    admin_graphql_api_id: str = ""


class _Product(_Told):
    id: _Number
    title: str = ""
    vendor: str | None = None
    product_type: str | None = None
    published_at: str | None = None
    updated_at: datetime | None = None
    status: str | None = None
    options: list[_Option] = Field(default_factory=list[_Option])
    image: _Image | None = None
    images: list[_Image] = Field(default_factory=list[_Image])
    variants: list[_Variant] = Field(default_factory=list[_Variant])
    variant_gids: list[_Gid] = Field(default_factory=list[_Gid])


class _Gone(_Told):
    id: _Number


class _Level(_Told):
    inventory_item_id: _Number
    location_id: _Number | None = None
    available: int | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StockItem:
    """The number under which Shopify tells of a variant's stock, which names neither variant nor sku."""

    item: str
    article: str
    sells_on: bool
    """Whether it is sold when there is none left."""


@dataclass(frozen=True, slots=True)
class ProductChanged:
    """A product as it is now."""

    group: str
    records: tuple[Record, ...]
    stock_items: tuple[StockItem, ...]
    is_whole: bool
    """Whether these are all its variants: of a product with hundreds, a webhook tells of the first ones only."""
    updated: str = ""
    """When, in UTC; texts of this kind sort by time."""


@dataclass(frozen=True, slots=True)
class ProductGone:
    """A product that was deleted."""

    group: str


@dataclass(frozen=True, slots=True)
class StockChanged:
    """How many there are at one place; None where the shop does not count them."""

    item: str
    location: str
    available: int | None
    updated: str = ""


Told = ProductChanged | ProductGone | StockChanged


def read_product(topic: str, body: bytes) -> Told:
    """What a webhook of one of `TOPICS` says. Raises `ValueError` for a body that is none; no text of it quotes it."""
    try:
        said: Any = parse_json(body)
        if topic == DELETED:
            return ProductGone(str(_Gone.model_validate(said).id))
        if topic == STOCK:
            level = _Level.model_validate(said)
            return StockChanged(
                str(level.inventory_item_id), str(level.location_id or ""), level.available, _sortable(level.updated_at)
            )
        return _changed(_Product.model_validate(said))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {sentence_of(first)}") from None


def _changed(product: _Product) -> ProductChanged:
    is_sold = product.published_at is not None and (product.status or "active") == "active"
    names = [each.name for each in product.options]
    image = product.image.src if product.image else next((each.src for each in product.images), "")
    records = tuple(_record(product, each, names, image, is_sold=is_sold) for each in product.variants)
    items = tuple(
        StockItem(str(each.inventory_item_id), str(each.id), each.inventory_policy == "continue")
        for each in product.variants
        if each.inventory_item_id is not None
    )
    return ProductChanged(
        str(product.id),
        records,
        items,
        len(product.variant_gids) <= len(product.variants),
        _sortable(product.updated_at),
    )


def _sortable(at: datetime | None) -> str:
    return "" if at is None or at.tzinfo is None else at.astimezone(UTC).isoformat(timespec="milliseconds")


def _record(product: _Product, variant: _Variant, names: Iterable[str], image: str, *, is_sold: bool) -> Record:
    fields = {
        "id": str(variant.id),
        SKU: variant.sku,
        "item_group_id": str(product.id),
        "title": product.title,
        "brand": product.vendor,
        "product_type": product.product_type,
        "gtin": variant.barcode,
        PRICE_NOW: variant.price,
        PRICE_BEFORE: variant.compare_at_price,
        "image_link": image,
        IS_SOLD: "" if is_sold else "no",
    }
    chosen = zip(names, (variant.option1, variant.option2, variant.option3), strict=False)
    attributes = {name: value for name, value in chosen if name and value and value != "Default Title"}
    return Record(1, {name: value for name, value in fields.items() if value}, attributes)
