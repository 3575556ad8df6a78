"""One article as a file tells of it: every value text, under the names of Google's product data specification.

Every reader gives these, so that what a price, a number or a category means is decided in one place (`reading.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Record:
    """What stands in one place of a file. Of a field that repeats, the first counts."""

    line: int
    fields: Mapping[str, str]
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a shop calls by names of its own."""
    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    """How many each store has, by what the shop's system calls the store."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is none: passed over, and counted by reason."""

    line: int
    reason: str


ReadRecord = Record | Unreadable

# Beside Google's names, for systems that mean something else by a price, or have what Google has no name for.
PRICE_NOW = "price_now"
"""What is paid today; with `PRICE_BEFORE` greater, the article is on sale. Google's order is the other way round."""
PRICE_BEFORE = "price_before"
SKU = "sku"
PARENT = "parent"
"""The key of the record that this one is a variant of, from which it inherits what it does not say."""
IS_SOLD = "is_sold"
"""`no` for what stands in a catalogue and cannot be bought: a draft, or archived."""
STORE_AVAILABILITY = "store_availability"
STORE_QUANTITY = "store_quantity"
STOCK_ITEM = "stock_item"
"""The number under which Shopify tells of its stock from now on."""
SELLS_ON = "sells_on"
"""`yes` for what is sold though there is none left."""
