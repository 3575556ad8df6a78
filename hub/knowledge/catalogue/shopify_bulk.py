"""What a bulk operation of Shopify's Admin API leaves: JSON Lines. Shapes: shopify.dev, "Perform bulk operations".

One object a line. What a connection holds (variants, images, metafields, inventory levels) stands on lines of its own,
which name their parent by `__parentId` and come after it, though not next to it. So the file is read from its end: when
a line is reached, all that belongs to it has been seen, and what waits in memory is little. Which fields there are is
up to the query; ids are those of the webhooks, so that both tell of the same articles.
"""

import os
from array import array
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from hub.ground.http.json_body import NotJson, parse_json
from hub.knowledge.catalogue.record import (
    IS_SOLD,
    PRICE_BEFORE,
    PRICE_NOW,
    SELLS_ON,
    SKU,
    STOCK_ITEM,
    ReadRecord,
    Record,
    Unreadable,
)

_GID = "gid://shopify/"
_PARENT = "__parentId"
# A product with its description; what is longer is none.
_MOST_LINE = 20_000_000
_Object = Mapping[str, Any]


def is_bulk_export(path: Path) -> bool:
    """Whether the first line is an object of Shopify's with its global id."""
    with path.open("rb") as file:
        first = file.readline(_MOST_LINE).removeprefix(b"\xef\xbb\xbf").strip()
    try:
        said: Any = parse_json(first)
    except ValueError:
        return False
    return isinstance(said, dict) and _kind(cast("_Object", said)) in {"Product", "ProductVariant"}


def read_bulk_export(path: Path, told: Callable[[float], None]) -> Iterator[ReadRecord]:
    """A record a variant. Raises `NotJson` that names the line. `told`: which share of the file is read."""
    children: dict[str, list[tuple[int, _Object]]] = {}
    with path.open("rb") as file:
        starts = _starts(file)
        for number in range(len(starts), 0, -1):
            file.seek(starts[number - 1])
            line = file.readline(_MOST_LINE + 1).strip()
            told(1 - number / len(starts))
            if not line:
                continue
            said = _object(line, number)
            if parent := said.get(_PARENT):
                children.setdefault(str(parent), []).append((number, said))
            else:
                yield from _root(number, said, children)
    for waiting in children.values():
        yield from (Unreadable(number, "no_parent") for number, each in waiting if _kind(each) == "ProductVariant")


def _starts(file: Any) -> "array[int]":
    """Where each line begins."""
    starts, at = array("Q"), 0
    for line in file:
        starts.append(at)
        at += len(line)
        if len(line) > _MOST_LINE:
            raise NotJson(f"line {len(starts)}: longer than any product: is it JSON Lines?")
    file.seek(0, os.SEEK_SET)
    return starts


def _object(line: bytes, number: int) -> _Object:
    try:
        said: Any = parse_json(line.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise NotJson(f"line {number}: no JSON, or the file ends here ({error})") from None
    if not isinstance(said, dict):
        raise NotJson(f"line {number}: no object: a bulk operation writes one a line")
    return cast("_Object", said)


_Children = dict[str, list[tuple[int, _Object]]]


def _root(number: int, said: _Object, children: _Children) -> Iterator[ReadRecord]:
    """A product, or a variant with its product within, as the query asked."""
    match _kind(said):
        case "Product":
            beside = _beside(said, children)
            product = _of_product(said, beside)
            for line, each in sorted(beside, key=lambda each: each[0]):
                if _kind(each) == "ProductVariant":
                    yield _record(line, each, product, children)
        case "ProductVariant":
            yield _record(number, said, _of_product(_within(said, "product"), []), children)
        case _:
            yield Unreadable(number, "no_product")


def _beside(said: _Object, children: _Children) -> list[tuple[int, _Object]]:
    return children.pop(str(said.get("id", "")), [])


def _of_product(said: _Object, beside: list[tuple[int, _Object]]) -> tuple[dict[str, str], dict[str, str]]:
    """What a product says of all its variants, and its attributes."""
    status = _text(said, "status").casefold()
    hidden = status not in {"", "active"} or ("publishedAt" in said and said["publishedAt"] is None)
    images = [_image(each) for _, each in sorted(beside, key=lambda each: each[0])]
    fields = {
        "item_group_id": _number(said),
        "title": _text(said, "title"),
        "brand": _text(said, "vendor"),
        "product_type": _text(said, "productType"),
        "google_product_category": _text(said, "category", "fullName")
        or _text(said, "productCategory", "productTaxonomyNode", "fullName"),
        "image_link": _text(said, "featuredImage", "url")
        or _text(said, "featuredImage", "src")
        or _text(said, "featuredMedia", "preview", "image", "url")
        or next(filter(None, images), ""),
        "link": _text(said, "onlineStoreUrl"),
        IS_SOLD: "no" if hidden else "",
    }
    return fields, _metafields(said, beside)


def _record(line: int, said: _Object, product: tuple[dict[str, str], dict[str, str]], children: _Children) -> Record:
    beside = _beside(said, children)
    options = cast("list[Any]", said.get("selectedOptions") or [])
    chosen = {
        _text(each, "name"): _text(each, "value")
        for each in options
        if isinstance(each, dict) and _text(each, "value") != "Default Title"
    }
    stock = _within(said, "inventoryItem")
    own = {
        "id": _number(said),
        SKU: _text(said, "sku"),
        "gtin": _text(said, "barcode"),
        PRICE_NOW: _text(said, "price"),
        PRICE_BEFORE: _text(said, "compareAtPrice"),
        "image_link": _text(said, "image", "url") or _text(said, "image", "src"),
        STOCK_ITEM: _number(stock),
        SELLS_ON: "yes" if _text(said, "inventoryPolicy").casefold() == "continue" else "",
    }
    fields = product[0] | {name: value for name, value in own.items() if value}
    attributes = (
        product[1] | _metafields(said, beside) | {name: value for name, value in chosen.items() if name and value}
    )
    # Levels hang from the variant, or from its inventory item where the query names that.
    levels = dict(filter(None, map(_level, [*beside, *_beside(stock, children)])))
    return Record(line, {name: value for name, value in fields.items() if value}, attributes, levels)


def _level(numbered: tuple[int, _Object]) -> tuple[str, str] | None:
    """Which place has how many."""
    said = numbered[1]
    location = _within(said, "location")
    available = said.get("available")
    for each in cast("list[Any]", said.get("quantities") or []):
        if isinstance(each, dict) and _text(each, "name") == "available":
            available = cast("_Object", each).get("quantity")
    return (_number(location), str(available)) if location and isinstance(available, int) else None


def _metafields(said: _Object, beside: list[tuple[int, _Object]]) -> dict[str, str]:
    """What a shop keeps under names of its own: on lines, or as `room: metafield(...) { value }` within."""
    found = {name: _listed(_text(each, "value")) for name, each in said.items() if _is_value(each)}
    found |= {_text(each, "key"): _listed(_text(each, "value")) for _, each in beside if _text(each, "key")}
    return {name: value for name, value in found.items() if value}


def _is_value(said: Any) -> bool:
    return isinstance(said, dict) and "value" in said


def _listed(value: str) -> str:
    if not value.startswith("["):
        return value
    try:
        said = parse_json(value.encode())
    except NotJson:
        return value
    return ", ".join(str(each) for each in said if isinstance(each, str | int))


def _image(said: _Object) -> str:
    if _kind(said) not in {"ProductImage", "MediaImage", "Image", ""}:
        return ""
    return _text(said, "url") or _text(said, "src") or _text(said, "originalSrc") or _text(said, "image", "url")


def _within(said: _Object, name: str) -> _Object:
    found = said.get(name)
    return cast("_Object", found) if isinstance(found, dict) else {}


def _kind(said: _Object) -> str:
    gid = _text(said, "id")
    return gid.removeprefix(_GID).partition("/")[0] if gid.startswith(_GID) else ""


def _number(said: _Object) -> str:
    """`12` of gid://shopify/InventoryLevel/12?inventory_item_id=3."""
    return _text(said, "id").rpartition("/")[2].partition("?")[0]


def _text(said: Any, *names: str) -> str:
    for name in names:
        said = cast("_Object", said).get(name) if isinstance(said, dict) else None
    return "" if said is None or isinstance(said, dict | list | bool) else str(said).strip()
