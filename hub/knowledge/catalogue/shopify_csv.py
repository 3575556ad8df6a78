"""Shopify's export of products as CSV, with the headers of before and after 2025. Pure.

A product is told of on its first line only, and its variants on that and the next ones; lines with an image alone are
none. The file names no variant's id: the sku is the key, else the handle with the options.
"""

import re
from collections.abc import Iterable, Iterator

from hub.ground.parsing.csv_tables import Row
from hub.knowledge.catalogue.record import IS_SOLD, PRICE_BEFORE, PRICE_NOW, SKU, ReadRecord, Record, Unreadable

HANDLES = ("handle", "url handle")
# The old header, and the new one.
_SKU = ("variant sku", "sku")
_PRICE = ("variant price", "price")
_BEFORE = ("variant compare at price", "compare-at price")
_BARCODE = ("variant barcode", "barcode", "variant barcodes")
_IMAGE = ("variant image", "variant image url", "image src", "product image url")
_OF_THE_PRODUCT = (
    "title", "vendor", "product category", "type", "status", "published", "published on online store",
    "option1 name", "option2 name", "option3 name",
)  # fmt: skip

# What a shop keeps of a product under names of its own: "Room (product.metafields.custom.room)".
_METAFIELD = re.compile(r"(.+?) \(product\.metafields\..+\)")


def is_shopify(columns: Iterable[str]) -> bool:
    """Whether these are the columns of such an export."""
    names = set(columns)
    return bool(names & set(HANDLES)) and bool(names & set(_PRICE)) and "title" in names


def read_shopify_rows(rows: Iterable[Row]) -> Iterator[ReadRecord]:
    """A record a variant, whose group is the product's handle."""
    handle, product, own = "", dict[str, str](), dict[str, str]()
    for row in rows:
        said = row.values
        here = _first(said, HANDLES)
        if row.is_ragged or not here:
            yield Unreadable(row.line, "columns" if row.is_ragged else "no_id")
            continue
        if here != handle:
            handle = here
            product = {name: said.get(name, "") for name in (*_OF_THE_PRODUCT, "image")}
            product["image"] = _first(said, _IMAGE)
            own = {found[1]: value for name, value in said.items() if value and (found := _METAFIELD.fullmatch(name))}
        options = [said.get(f"option{n} value", "") for n in (1, 2, 3)]
        if any(options) or _first(said, _PRICE) or _first(said, _SKU):
            yield _variant(row.line, product | {"handle": handle}, said, options, own)


def _variant(
    line: int, product: dict[str, str], said: dict[str, str], options: list[str], own: dict[str, str]
) -> Record:
    sku, handle = _first(said, _SKU), product["handle"]
    chosen = [each for each in options if each and each != "Default Title"]
    hidden = product["status"].casefold() not in {"", "active"}
    hidden |= (product["published"] or product["published on online store"]).casefold() == "false"
    fields = {
        "id": sku or "/".join([handle, *chosen]),
        SKU: sku,
        "item_group_id": handle,
        "title": product["title"],
        "brand": product["vendor"],
        "product_type": product["type"],
        "google_product_category": product["product category"],
        "gtin": _first(said, _BARCODE),
        PRICE_NOW: _first(said, _PRICE),
        PRICE_BEFORE: _first(said, _BEFORE),
        "image_link": _first(said, _IMAGE[:2]) or product["image"],
        IS_SOLD: "no" if hidden else "",
    }
    attributes = own | {
        product[f"option{n} name"]: value
        for n, value in enumerate(options, 1)
        if value and value != "Default Title" and product[f"option{n} name"]
    }
    return Record(line, {name: value for name, value in fields.items() if value}, attributes)


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := said.get(name, ""))), "")
