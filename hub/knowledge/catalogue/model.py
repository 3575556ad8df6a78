"""An article as the shop's own catalogue has it. Money is in integer minor units of the article's currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from hub.ground.shop.model import Category


class Availability(StrEnum):
    """Whether this store has it. What nobody told is unknown, and unknown is not out of stock."""

    IN_STOCK = "in_stock"
    LIMITED = "limited"
    TO_ORDER = "to_order"
    OUT_OF_STOCK = "out_of_stock"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Article:
    """One thing that can be bought. A variant (a size, a colour) is an article with a `group`."""

    id: str
    """The catalogue's own."""
    name: str
    sku: str = ""
    """The till's."""
    gtin: str = ""
    """14 digits, padded with zeros; empty when there is none, or its check digit is wrong."""
    mpn: str = ""
    group: str = ""
    """What it is a variant of."""
    category: Category = ()
    brand: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of lower-case names; `size` and `color` among them."""
    price_minor: int | None = None
    sale_minor: int | None = None
    """Less than `price_minor`, and in force when it was looked up."""
    currency: str = ""
    image: str = ""
    link: str = ""
    sensitive: str = ""
    """The rule by which it must never be spoken of; empty when it may."""
    on_sale_since_ms: int | None = None
    """When it was first seen in the catalogue."""
    on_sale_until_ms: int | None = None
    """When it left the catalogue or leaves it; None while it is sold."""


@dataclass(frozen=True, slots=True)
class StoreOffer:
    """What a store says of an article beside how many it has: its price, how it is fetched, where it stands."""

    store: str
    """The store's code; empty where the feed names none."""
    price_minor: int | None = None
    """Where it is another than the web shop's."""
    sale_minor: int | None = None
    """Less than `price_minor`, and in force when it was looked up."""
    currency: str = ""
    pickup_method: str = ""
    """`buy`, `reserve`, `ship_to_store` or `not_supported`."""
    pickup_sla: str = ""
    """How long until it can be fetched: `same_day`, `2-day`."""
    shelf: str = ""
    """Where in the store it stands, as the store writes it."""


@dataclass(frozen=True, slots=True)
class InThisStore:
    """How an article is in this store."""

    availability: Availability = Availability.UNKNOWN
    quantity: int | None = None
    told_ms: int | None = None
    """When that was told; None where nobody told it."""
    offers: tuple[StoreOffer, ...] = ()
    """What was told beside how many there are."""


class Catalogue(Protocol):
    """Articles, looked up within a millisecond."""

    def article(self, article_id: str) -> Article | None:
        """By the catalogue's own id."""
        ...

    def joined(self, sku: str) -> Article | None:
        """The article of an order line: by sku, id, the shop's rule for ids, mpn, then GTIN."""
        ...

    def titled(self, name: str) -> Article | None:
        """The one article that is called so, capitals aside; None where several are."""
        ...

    def availability(self, article_id: str) -> Availability:
        """In this store, as far as it was told."""
        ...

    def is_empty(self) -> bool:
        """Whether there is no article at all: the shop has given no catalogue."""
        ...
