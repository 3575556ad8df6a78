"""From orders to a model. Pure: the same orders and seed give the same model."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hub.knowledge.insight.again import fit_again, log_repeat_shares
from hub.knowledge.insight.categories import facts_before, fit_categories
from hub.knowledge.insight.evaluation import cases_of, overall_recall
from hub.knowledge.insight.lapse import fit_lapse
from hub.knowledge.insight.model import USUAL_STANDING, Articles, InsightModel, Trained
from hub.knowledge.insight.neighbours import Neighbours, neighbours_of
from hub.knowledge.insight.new import fit_new, market_at
from hub.knowledge.insight.orders import Baskets, Floats, Ints, Orders
from hub.knowledge.insight.popularity import popularity_of

Progress = Callable[[str], None]
# A year holds each season once.
AGAIN_DAYS = 365
# The first basket of this many days is what new articles are learned from, by neighbours learned before it.
NEW_DAYS = 45
VALUE_DAYS = 730
# A shop whose customers buy once puts what is new first. A gain of less than a fiftieth is chance.
STANDINGS = (0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
WORTH_IT = 1.02
MOST_CASES = 2_000


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Everything a model learns from, until the day before `end`."""

    orders: Orders
    baskets: Baskets
    articles: Articles
    end: int
    members: int | None = None
    """So many of the customers are people, the first ones; the others are single baskets of nobody. None: all are."""

    @property
    def people(self) -> Orders:
        """What people bought. A basket of nobody says what goes with what, and not who comes back."""
        return self.orders if self.members is None else self.orders.where(self.orders.customer < self.members)


def train(data: TrainingData, at_ms: int, seed: int, progress: Progress = lambda _said: None) -> InsightModel:
    """Fit every model. Rows from `data.end` on are not looked at."""
    end, orders, people = data.end, data.orders.before(data.end), data.people.before(data.end)
    progress("counting what is bought")
    popularity, repeat_share = popularity_of(orders), log_repeat_shares(orders)
    progress("learning what is bought again")
    again = fit_again(orders, popularity, repeat_share, end - AGAIN_DAYS)
    progress("learning what goes with what, without the last weeks")
    earlier = neighbours_of(orders.before(end - NEW_DAYS))
    new = fit_new(orders, earlier, popularity, end - NEW_DAYS)
    progress("learning what goes with what")
    neighbours = neighbours_of(orders)
    progress("learning categories, and who comes back")
    categories = len(data.articles.categories)
    every = np.arange(orders.articles)
    model = InsightModel(
        articles=data.articles,
        neighbours=neighbours,
        popularity_60=popularity.within(end, every, 60),
        popularity_14=popularity.within(end, every, 14),
        log_repeat_share=repeat_share,
        market=market_at(popularity, orders.articles, end),
        category_facts=facts_before(people, data.articles.category, categories, end),
        again=again,
        new=new,
        category=fit_categories(people, data.articles.category, categories, end),
        lapse=fit_lapse(data.baskets, end),
        spent_quartiles=_quartiles(data.baskets, end),
        trained=_trained(data, orders, at_ms, seed),
    )
    progress("finding where new articles stand among those that are bought again")
    return replace(model, new_standing=best_standing(model, orders, earlier, end - NEW_DAYS))


def best_standing(model: InsightModel, orders: Orders, earlier: Neighbours, cut: int) -> float:
    """Of `STANDINGS`, the one whose lists find most of the baskets after an earlier cut; the usual one if it is close.

    Everything but the few coefficients is as it was known at that cut.
    """
    popularity, every = popularity_of(orders.before(cut)), np.arange(orders.articles)
    then = replace(
        model,
        neighbours=earlier,
        popularity_60=popularity.within(cut, every, 60),
        popularity_14=popularity.within(cut, every, 14),
        market=market_at(popularity, orders.articles, cut),
    )
    cases = cases_of(orders, cut)[:MOST_CASES]
    if not cases:
        return model.new_standing
    found = {each: overall_recall(replace(then, new_standing=each), cases, cut) for each in STANDINGS}
    best = max(STANDINGS, key=lambda each: found[each])
    return best if found[best] > found[USUAL_STANDING] * WORTH_IT else USUAL_STANDING


def hash_of(data: TrainingData) -> str:
    """SHA-256 over the columns until `end`, and the articles."""
    digest = hashlib.sha256("\n".join(data.articles.ids).encode())
    orders = data.orders.before(data.end)
    for column in (orders.customer, orders.day, orders.article, orders.quantity):
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def _trained(data: TrainingData, orders: Orders, at_ms: int, seed: int) -> Trained:
    first = int(orders.day.min()) if len(orders.day) else data.end
    return Trained(at_ms, hash_of(data), first, data.end - 1, len(orders.basket_starts()), seed)


def _quartiles(baskets: Baskets, end: int) -> Floats:
    recent = (baskets.day < end) & (baskets.day >= end - VALUE_DAYS)
    if not recent.any():
        return np.zeros(3)
    _, places = np.unique(baskets.customer[recent], return_inverse=True)
    spent = np.bincount(places, weights=baskets.spent[recent])
    return np.quantile(spent, (0.25, 0.5, 0.75))


def pick_articles(orders: Orders, kept: Ints) -> Orders:
    """Only these articles, numbered anew in that order."""
    number = np.full(orders.articles, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    article = number[orders.article]
    rows = article >= 0
    found = orders.where(rows)
    return Orders(found.customer, found.day, article[rows], found.quantity, found.spent, orders.customers, len(kept))
