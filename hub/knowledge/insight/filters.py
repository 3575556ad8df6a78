"""What must not be offered, whatever its probability: the last word over every list. Pure.

In a fixed order, the first reason that holds is the one that is told: what the person has not agreed to comes before
what the shop knows, and what the shop knows before what the store has.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from hub.ground.shop.model import After, Consumable, Lines, Never, Shop, repeat_of
from hub.knowledge.catalogue.model import Article, Availability


class Filtered(StrEnum):
    """Why an article is not offered. In the order in which they are asked."""

    NO_PERMISSION = "no_permission"
    SENSITIVE = "sensitive"
    OWNED = "owned"
    OTHER_LINE = "other_line"
    JUST_RETURNED = "just_returned"
    JUST_BOUGHT = "just_bought"
    OPEN_COMPLAINT = "open_complaint"
    GIFT = "gift"
    NO_LONGER_SOLD = "no_longer_sold"
    OUT_OF_STOCK = "out_of_stock"
    WRONG_SIZE = "wrong_size"
    UNKNOWN_ARTICLE = "unknown_article"


# What was brought back is not offered again while the memory of it is fresh.
JUST_RETURNED_DAYS = 90
# Where the shop does not say how a category is bought again, a calibrated chance of one in twenty counts as "they do".
# Measured on a gift shop's real orders: a third of all that people own there lies below it.
LEAST_AGAIN = 0.05
# Before so much of their own rhythm is over, it was just bought, and is offered only where the model is sure. Of
# the pairs that cost nothing of recall on the tuning cut of a gift shop's real orders, the one that takes out most of
# what was bought lately (`make bench-insight_early`). Three quarters cost a tenth of it: a third of that came.
DUE_SHARE, SURE = 0.25, 0.5
DAY_MS = 24 * 3600 * 1000
SIZE = "size"


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is known of one person that forbids an offer. Articles by the catalogue's id, days since 1970."""

    owned_since: Mapping[str, int] = field(default_factory=dict[str, int])
    """Articles that were bought and not brought back, with the day of the last purchase."""
    groups_since: Mapping[str, int] = field(default_factory=dict[str, int])
    """The same by the group of variants: who has it in blue has it."""
    rhythms: Mapping[str, float] = field(default_factory=dict[str, float])
    """Of what they bought on two days or more: the mean days from one purchase to the next."""
    returned_on: Mapping[str, int] = field(default_factory=dict[str, int])
    complaints: frozenset[str] = frozenset()
    """Articles, groups or categories (joined by " > ") about which a complaint is open; "" for one about everything."""
    gifts: frozenset[str] = frozenset()
    """Articles that were bought for somebody else, and nothing else of theirs speaks for."""
    sizes: Mapping[tuple[str, ...], frozenset[str]] = field(default_factory=dict[tuple[str, ...], frozenset[str]])
    """By category: the sizes that they bought and kept."""
    line: str | None = None
    """The line that they belong to; None for nobody's."""


@dataclass(frozen=True, slots=True)
class Store:
    """What the shop says, and what this store has."""

    shop: Shop
    availability: Callable[[str], Availability]
    day: int


def why_not(  # noqa: PLR0911 - a reason a line
    article: Article, probability: float, holdings: Holdings, store: Store, *, is_again: bool = False
) -> Filtered | None:
    """The first reason against an article, or None. That `predict` is permitted was asked before.

    `is_again`: it would be offered as what they buy again, and not as something new.
    """
    if article.sensitive:
        return Filtered.SENSITIVE
    if is_still_owned(article, holdings, store, likely_again=is_again and probability >= LEAST_AGAIN):
        return Filtered.OWNED
    if _is_of_another_line(article, holdings, store.shop) and not _may_discover(probability, store.shop):
        return Filtered.OTHER_LINE
    returned = holdings.returned_on.get(article.id)
    if returned is not None and store.day - returned < JUST_RETURNED_DAYS:
        return Filtered.JUST_RETURNED
    if is_again and probability < SURE and _is_early(article, holdings, store.day):
        return Filtered.JUST_BOUGHT
    if holdings.complaints & {"", article.id, article.group or article.id, " > ".join(article.category)}:
        return Filtered.OPEN_COMPLAINT
    if article.id in holdings.gifts:
        return Filtered.GIFT
    if article.on_sale_until_ms is not None and article.on_sale_until_ms < (store.day + 1) * DAY_MS:
        return Filtered.NO_LONGER_SOLD
    if store.availability(article.id) is Availability.OUT_OF_STOCK:
        return Filtered.OUT_OF_STOCK
    return Filtered.WRONG_SIZE if _is_wrong_size(article, holdings) else None


def is_still_owned(article: Article, holdings: Holdings, store: Store, *, likely_again: bool = False) -> bool:
    """Whether they have it and need no second one, by the shop's rule for its category.

    `likely_again`: what the model says of that very article, for a category about which the shop says nothing.
    """
    bought = [holdings.owned_since.get(article.id)]
    if article.group:
        bought.append(holdings.groups_since.get(article.group))
    days = [day for day in bought if day is not None]
    if not days:
        return False
    repeat = repeat_of(store.shop, article.category)
    match repeat:
        case None:
            return not likely_again
        case Never():
            return True
        case After(wears_days):
            return store.day - max(days) < wears_days
        case Consumable():
            return False
        case _:
            assert_never(repeat)


def line_of(article: Article, lines: Lines | None) -> str:
    """The line an article is of; "" when it is of every line."""
    return article.attributes.get(lines.attribute, "") if lines else ""


def loyal_line(orders: Collection[Collection[str]], lines: Lines | None) -> str | None:
    """The line of a customer, from the lines in each of their orders; None while they belong to none.

    Only orders with an article of a line count, and one with two lines is loyal to neither: who buys both is crossed by
    neither.
    """
    with_line = [frozenset(filter(None, order)) for order in orders]
    with_line = [order for order in with_line if order]
    if lines is None or len(with_line) < lines.loyal_orders:
        return None
    for line in sorted({each for order in with_line for each in order}):
        if sum(order == frozenset({line}) for order in with_line) / len(with_line) >= lines.loyal_share:
            return line
    return None


def _is_of_another_line(article: Article, holdings: Holdings, shop: Shop) -> bool:
    line = line_of(article, shop.lines)
    return bool(holdings.line and line and line != holdings.line)


def _is_early(article: Article, holdings: Holdings, day: int) -> bool:
    rhythm, last = holdings.rhythms.get(article.id), holdings.owned_since.get(article.id)
    return rhythm is not None and last is not None and day - last < DUE_SHARE * rhythm


def _may_discover(probability: float, shop: Shop) -> bool:
    return shop.discover_above is not None and probability > shop.discover_above


def _is_wrong_size(article: Article, holdings: Holdings) -> bool:
    size, kept = article.attributes.get(SIZE, ""), holdings.sizes.get(article.category)
    return bool(size and kept and size not in kept)
