"""What one person bought, as orders tell it: what they own, what they brought back, and whose line they are. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from hub.ground.shop.model import Shop
from hub.knowledge.catalogue.model import Article
from hub.knowledge.customers.port import Trait
from hub.knowledge.insight.filters import SIZE, Holdings, line_of, loyal_line
from hub.knowledge.insight.lapse import BuyingHabits
from hub.knowledge.insight.owned import Owned, owned_of

ArticleOf = Callable[[str], Article | None]
"""By the id that stands in a history; None for an article of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of an order."""

    article: str
    """The catalogue's id; the till's sku where the catalogue does not have it."""
    quantity: float
    """Negative when it was brought back."""
    is_gift: bool = False
    name: str = ""
    """What the receipt calls it: all that is known of an article where the shop has no catalogue."""


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One order or return."""

    day: int
    """Days since 1970-01-01, where the shop is."""
    lines: tuple[Bought, ...]
    net_minor: int = 0
    has_discount: bool = False

    @property
    def is_sale(self) -> bool:
        """Whether anything was bought, and not brought back alone."""
        return any(line.quantity > 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class History:
    """All that is known that a person bought, the oldest first."""

    orders: tuple[PastOrder, ...] = ()

    @property
    def sales(self) -> tuple[PastOrder, ...]:
        """Orders in which something was bought."""
        return tuple(order for order in self.orders if order.is_sale)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a person beside their orders. Complaints: see `Holdings.complaints`."""

    complaints: frozenset[str] = frozenset()
    facts: Mapping[str, Trait] = field(default_factory=dict[str, Trait])
    """Of the shop's own facts, by key, as far as they agreed to them."""


def own_facts(shop: Shop, traits: Mapping[str, Trait]) -> dict[str, Trait]:
    """The shop's own facts among what is known of somebody."""
    return {fact.key: traits[fact.key] for fact in shop.facts if fact.key in traits}


def names_in(history: History) -> dict[str, str]:
    """What receipts call the articles, the newest name of each."""
    return {line.article: line.name for order in history.orders for line in order.lines if line.name}


def owned_by(history: History, places: Mapping[str, int]) -> Owned:
    """What a model reads of a history: articles that it knows, without gifts and what was brought back for good."""
    kept: dict[str, float] = {}
    bought: list[tuple[str, int, float]] = []
    for order in history.orders:
        for line in order.lines:
            kept[line.article] = kept.get(line.article, 0.0) + line.quantity
            if line.quantity > 0 and not line.is_gift:
                bought.append((line.article, order.day, line.quantity))
    rows: dict[tuple[int, int], float] = {}
    for name, on, quantity in bought:
        if name in places and kept[name] > 0:
            key = places[name], on
            rows[key] = rows.get(key, 0.0) + quantity
    article, day = (np.array([key[column] for key in rows], dtype=np.int64) for column in (0, 1))
    return owned_of(article, day, np.array(list(rows.values()), dtype=np.float64))


def habits_in(history: History, minor_units: int = 100) -> BuyingHabits:
    """What the lapse model reads: baskets by day, whatever was in them."""
    days: dict[int, tuple[float, int]] = {}
    for order in history.sales:
        spent, lines = days.get(order.day, (0.0, 0))
        days[order.day] = (spent + order.net_minor / minor_units, lines + len(order.lines))
    found = sorted(days.items())
    return BuyingHabits(
        np.array([day for day, _ in found], dtype=np.int64),
        np.array([spent for _, (spent, _) in found], dtype=np.float64),
        np.array([lines for _, (_, lines) in found], dtype=np.int64),
    )


def kept_quantities(history: History) -> dict[str, float]:
    """By article: how many were bought and not brought back."""
    kept: dict[str, float] = {}
    for order in history.orders:
        for line in order.lines:
            kept[line.article] = kept.get(line.article, 0.0) + line.quantity
    return kept


def rhythms_in(history: History) -> dict[str, float]:
    """By article that was bought for themselves on two days or more: the mean days from one purchase to the next."""
    days: dict[str, set[int]] = {}
    for order in history.orders:
        for line in order.lines:
            if line.quantity > 0 and not line.is_gift:
                days.setdefault(line.article, set()).add(order.day)
    return {name: (max(on) - min(on)) / (len(on) - 1) for name, on in days.items() if len(on) > 1}


def holdings_in(history: History, article_of: ArticleOf, shop: Shop, around: Circumstances) -> Holdings:
    """What a history forbids to offer."""
    kept = kept_quantities(history)
    owned_since: dict[str, int] = {}
    groups_since: dict[str, int] = {}
    returned_on: dict[str, int] = {}
    sizes: dict[tuple[str, ...], set[str]] = {}
    gifts: set[str] = set()
    for order in history.orders:
        for line in order.lines:
            if line.quantity < 0:
                returned_on[line.article] = order.day
            elif line.is_gift:
                gifts.add(line.article)
            elif kept[line.article] > 0:
                owned_since[line.article] = order.day
                article = article_of(line.article)
                if article and article.group:
                    groups_since[article.group] = order.day
                if article and (size := article.attributes.get(SIZE)):
                    sizes.setdefault(article.category, set()).add(size)
    return Holdings(
        owned_since=owned_since,
        rhythms=rhythms_in(history),
        groups_since=groups_since,
        returned_on=returned_on,
        complaints=around.complaints,
        gifts=frozenset(gifts - owned_since.keys()),
        sizes={category: frozenset(each) for category, each in sizes.items()},
        line=loyal_line(lines_in(history, article_of, shop), shop.lines),
    )


def lines_in(history: History, article_of: ArticleOf, shop: Shop) -> list[frozenset[str]]:
    """By sale: the lines that its articles are of; gifts are somebody else's."""
    found: list[frozenset[str]] = []
    for order in history.sales:
        articles = [article_of(each.article) for each in order.lines if each.quantity > 0 and not each.is_gift]
        found.append(frozenset(line_of(each, shop.lines) for each in articles if each))
    return found
