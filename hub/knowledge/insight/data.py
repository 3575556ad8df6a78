"""What a model learns from, read from the hub's database: baskets of members who agreed, and baskets of nobody."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from hub.ground.database import Database
from hub.ground.journal import Member
from hub.ground.parsing.money import EXPONENTS
from hub.ground.shop.model import Category, Shop
from hub.knowledge.catalogue.model import Article, Catalogue
from hub.knowledge.insight.history import Bought, History, PastOrder
from hub.knowledge.insight.model import Articles, known_articles
from hub.knowledge.insight.orders import Lines, baskets_of, orders_of
from hub.knowledge.insight.training import TrainingData, pick_articles
from hub.knowledge.purchases.baskets_of import MemberBasket, anonymous_baskets, member_baskets

# What fewer baskets hold is noise in a large file; in a small one, everything would be.
LEAST_BASKETS, LEAST_BASKETS_OF_FEW, FEW_BASKETS = 20, 5, 5_000
MOST_ARTICLES = 30_000
# Two steps of a shop's tree are as fine as a habit is: below them there is too little of each.
CATEGORY_STEPS = 2
# A day that had the same basket of nobody so often is counted no further.
MOST_TIMES = 50
# A title that so many members have on their receipts was written for none of them.
FEWEST_WITH_A_TITLE = 3


@dataclass(slots=True)
class _Columns:
    customer: list[int]
    day: list[int]
    article: list[int]
    quantity: list[float]
    spent: list[float]


class ArticleIds:
    """The catalogue's id of what a till calls by its number; the number itself where the catalogue does not have it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[str, Article | None] = {}
        self._by_id: dict[str, Article | None] = {}
        self._is_empty: bool | None = None

    def by_id(self, article_id: str) -> Article | None:
        """By the catalogue's id; asked once."""
        if article_id not in self._by_id:
            self._by_id[article_id] = self._catalogue.article(article_id)
        return self._by_id[article_id]

    def article(self, sku: str) -> Article | None:
        """By the till's number."""
        if sku not in self._known:
            self._known[sku] = self._catalogue.joined(sku)
        return self._known[sku]

    def of(self, sku: str) -> str:
        """The id."""
        found = self.article(sku)
        return found.id if found else sku

    def has_no_catalogue(self) -> bool:
        """Whether the shop has given none, so that receipts are all that is known of articles."""
        if self._is_empty is None:
            self._is_empty = self._catalogue.is_empty()
        return self._is_empty


class Titles:
    """What receipts call articles, where there is no catalogue: only what several members have on theirs.

    A title may hold what was written for one person ("cake, Anna 40"), and nobody else is to read it.
    """

    def __init__(self) -> None:
        self._told: dict[int, dict[str, set[int]]] = {}
        self._common: dict[int, str] = {}

    def add(self, place: int, title: str, customer: int) -> None:
        """A line of a member's order."""
        if not title or place in self._common:
            return
        told = self._told.setdefault(place, {}).setdefault(title, set())
        told.add(customer)
        if len(told) >= FEWEST_WITH_A_TITLE:
            self._common[place] = title
            del self._told[place]

    def of(self, place: int) -> str:
        """Empty where none is common."""
        return self._common.get(place, "")


def training_data(
    db: Database, catalogue: Catalogue, shop: Shop, may_learn_from: Callable[[Member], bool], zone: tzinfo
) -> TrainingData:
    """Everything until yesterday of the newest basket. Members are numbers that mean nothing outside."""
    ids, places, titles = ArticleIds(catalogue), dict[str, int](), Titles()
    categories: list[Category] = []
    columns = _Columns([], [], [], [], [])
    customers = members = 0
    for basket in _numbered(db, shop, may_learn_from, zone):
        customers = max(customers, basket.customer + 1)
        members = customers if basket.is_of_member else members
        for sku, quantity, spent, title in zip(
            basket.articles, basket.quantities, basket.spent, basket.titles, strict=True
        ):
            article = ids.of(sku)
            place = places.setdefault(article, len(places))
            if place == len(categories):
                found = ids.article(sku)
                categories.append(found.category[:CATEGORY_STEPS] if found else ())
            titles.add(place, title, basket.customer)
            columns.customer.append(basket.customer)
            columns.day.append(basket.day)
            columns.article.append(place)
            columns.quantity.append(quantity)
            columns.spent.append(spent)
    lines = Lines(
        np.array(columns.customer, dtype=np.int64),
        np.array(columns.day, dtype=np.int64),
        np.array(columns.article, dtype=np.int64),
        np.array(columns.quantity, dtype=np.float64),
        np.array(columns.spent, dtype=np.float64),
    )
    orders = orders_of(lines, customers, len(places))
    baskets = baskets_of(_of_the_first(members, lines))
    few = len(orders.basket_starts()) < FEW_BASKETS
    seen = np.bincount(orders.article, minlength=len(places))
    found = known_articles(seen, LEAST_BASKETS_OF_FEW if few else LEAST_BASKETS, MOST_ARTICLES)
    kept = [int(place) for place in found]
    names = list(places)
    tree = sorted({categories[place] for place in kept})
    number = {category: at for at, category in enumerate(tree)}
    articles = Articles(
        tuple(names[place] for place in kept),
        np.array([number[categories[place]] for place in kept], dtype=np.int64),
        tuple(tree),
        tuple(map(titles.of, kept)) if ids.has_no_catalogue() else (),
    )
    end = int(orders.day.max()) + 1 if len(orders.day) else 0
    return TrainingData(pick_articles(orders, found), baskets, articles, end, members)


def _of_the_first(members: int, lines: Lines) -> Lines:
    rows = lines.customer < members
    return Lines(lines.customer[rows], lines.day[rows], lines.article[rows], lines.quantity[rows], lines.spent[rows])


def history_of(baskets: Iterator[MemberBasket], ids: ArticleIds, currency: str) -> History:
    """Of one person, as the models read it. Money of another currency is not added to the shop's."""
    return History(
        tuple(
            PastOrder(
                basket.day,
                tuple(
                    Bought(ids.of(sku), qty, sku in basket.gifts, name)
                    for sku, qty, name in zip(basket.articles, basket.quantities, basket.names, strict=True)
                ),
                basket.net_minor if basket.currency == currency else 0,
                basket.has_discount,
            )
            for basket in baskets
        )
    )


@dataclass(frozen=True, slots=True)
class _Basket:
    customer: int
    day: int
    articles: tuple[str, ...]
    quantities: tuple[float, ...]
    spent: tuple[float, ...]
    """In the shop's currency, as large units; 0 where it was paid in another."""
    titles: tuple[str, ...]
    """What the receipt calls each."""
    is_of_member: bool


def _numbered(db: Database, shop: Shop, may_learn_from: Callable[[Member], bool], zone: tzinfo) -> Iterator[_Basket]:
    """Every basket; those of members first."""
    numbers: dict[Member, int] = {}
    for each in member_baskets(db, may_learn_from, zone):
        number = numbers.setdefault(each.member, len(numbers))
        unit = 10 ** EXPONENTS.get(shop.currency, 2) if each.currency == shop.currency else math.inf
        spent = tuple(minor / unit for minor in each.spent_minor)
        yield _Basket(number, each.day, each.articles, each.quantities, spent, each.names, is_of_member=True)
    customers = len(numbers)
    if not shop.learn_from_everybody:
        return
    for basket in anonymous_baskets(db):
        for _ in range(min(basket.times, MOST_TIMES)):
            customers += 1
            many = len(basket.articles)
            ones, nothing, untold = (1.0,) * many, (0.0,) * many, ("",) * many
            yield _Basket(customers - 1, basket.day, basket.articles, ones, nothing, untold, is_of_member=False)
