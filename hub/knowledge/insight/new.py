"""Which articles a person may want that they never bought: what theirs speak for, and what is bought now. Pure."""

from dataclasses import dataclass

import numpy as np

from hub.knowledge.insight.logistic import Logistic, fit_logistic
from hub.knowledge.insight.neighbours import Neighbours, SpokenFor
from hub.knowledge.insight.orders import Floats, Ints, Orders
from hub.knowledge.insight.owned import Owned, owned_of
from hub.knowledge.insight.popularity import Popularity

FEATURES = (
    "affinity",
    "log affinity",
    "log popularity, 28 days",
    "popularity, 14 days against 28",
    "popularity, 60 days against 28",
    "log articles owned",
    "log days since it was first sold",
)
# What was bought half a year ago speaks a quarter as loud as what was bought last. Chosen on an earlier cut.
HALF_LIFE_DAYS = 90.0
# Lets popular articles into the candidates; the logistic then weighs it anew. Chosen on an earlier cut.
POPULARITY_WEIGHT = 0.02
# Less affinity than this is none.
LEAST_AFFINITY = 0.002
CANDIDATES = 100
# The work for somebody who owns thousands stays bounded; beyond this, articles say hardly anything new.
MOST_SPEAKING = 200
OLDEST_DAYS = 800


@dataclass(frozen=True, slots=True)
class Market:
    """Of every article, on one day: arrays by article."""

    log_popularity_28: Floats
    trend_14: Floats
    trend_60: Floats
    log_age: Floats


@dataclass(frozen=True, slots=True)
class Candidates:
    """Articles that a person does not own, the likeliest first by a plain sum."""

    article: Ints
    features: Floats


def market_at(popularity: Popularity, articles: int, day: int) -> Market:
    """As it was on the morning of that day."""
    every = np.arange(articles)
    in_14, in_28, in_60 = (np.log1p(popularity.within(day, every, days)) for days in (14, 28, 60))
    age = np.clip(day - popularity.first_seen, 0, OLDEST_DAYS).astype(np.float64)
    return Market(in_28, in_14 - in_28, in_60 - in_28, np.log1p(age))


def strengths(owned: Owned) -> Floats:
    """How loud each article that is owned speaks: halved with every `HALF_LIFE_DAYS` before the last basket."""
    return 0.5 ** ((owned.last_basket_day - owned.last_day) / HALF_LIFE_DAYS)


def spoken_by(owned: Owned, neighbours: Neighbours) -> SpokenFor:
    """What the latest that they own says for other articles."""
    strength, article = strengths(owned), owned.article
    if len(article) > MOST_SPEAKING:
        latest = np.lexsort((article, -strength))[:MOST_SPEAKING]
        strength, article = strength[latest], article[latest]
    return neighbours.spoken_for(article, strength)


def candidates_of(owned: Owned, affinity: Floats, market: Market, most: int = CANDIDATES) -> Candidates:
    """The likeliest that are not owned, with their FEATURES."""
    base = affinity + POPULARITY_WEIGHT * market.log_popularity_28
    base[owned.article] = -np.inf
    take = min(most, len(base) - len(owned.article))
    if take <= 0:
        return Candidates(np.zeros(0, dtype=np.int64), np.zeros((0, len(FEATURES))))
    found = np.argpartition(-base, take - 1)[:take]
    found = found[np.lexsort((found, -base[found]))]
    near = affinity[found]
    features = np.column_stack(
        (
            near,
            np.log(np.maximum(near, LEAST_AFFINITY)),
            market.log_popularity_28[found],
            market.trend_14[found],
            market.trend_60[found],
            np.full(take, np.log1p(len(owned.article))),
            market.log_age[found],
        )
    )
    return Candidates(found, features)


def fit_new(orders: Orders, earlier: Neighbours, popularity: Popularity, cut: int) -> Logistic:
    """From each customer's first basket since the cut. `earlier`: learned from what was before the cut alone."""
    market = market_at(popularity, orders.articles, cut)
    features: list[Floats] = []
    labels: list[Floats] = []
    for _, start, end in orders.customer_slices():
        days, articles = orders.day[start:end], orders.article[start:end]
        before = days < cut
        if not before.any() or before.all():
            continue
        owned = owned_of(articles[before], days[before], orders.quantity[start:end][before])
        found = candidates_of(owned, spoken_by(owned, earlier).affinity(orders.articles), market)
        next_day = days[~before].min()
        features.append(found.features)
        labels.append(np.isin(found.article, articles[days == next_day]).astype(np.float64))
    if not features:
        return fit_logistic(FEATURES, np.zeros((0, len(FEATURES))), np.zeros(0))
    return fit_logistic(FEATURES, np.concatenate(features), np.concatenate(labels), ridge=10.0)
