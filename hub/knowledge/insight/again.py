"""Which articles a person buys again: how often they did, and how that fits the time that has passed. Pure.

For repeats nothing that we measured beats counting; the logistic adds what the count cannot know: when it was last
bought, and whether the article is bought much at the moment.
"""

from dataclasses import dataclass

import numpy as np

from hub.knowledge.insight.logistic import Logistic, fit_logistic
from hub.knowledge.insight.orders import Floats, Ints, Orders
from hub.knowledge.insight.owned import Owned, owned_of
from hub.knowledge.insight.popularity import Popularity

FEATURES = (
    "log baskets with it",
    "log odds of its share of baskets",
    "log days since",
    "log popularity, 60 days",
    "popularity, 14 days against 60",
    "log baskets",
    "log days since the last basket",
    "was in the last basket",
    "log quantity",
    "log share of buyers who bought it twice",
    "log time since, against its own rhythm",
    "log articles",
)
# A share of 1 after two baskets says less than after twenty.
SHARE_PRIOR, BASKETS_PRIOR, MOST_SHARE = 0.2, 2.0, 0.99
# A week's grace on both sides keeps the ratio of two short times from jumping.
RHYTHM_DAYS = 3.0
# Enough for a dozen weights; more only takes time and memory.
MOST_PAIRS = 800_000
# With fewer baskets before it, a basket says nothing about repeats.
FEWEST_BASKETS = 2


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """Of some articles on some day, each as an array by article."""

    popularity_60: Floats
    popularity_14: Floats
    log_repeat_share: Floats


def log_repeat_shares(orders: Orders) -> Floats:
    """By article: the logarithm of the share of its buyers who bought it on two days."""
    pairs = orders.customer * orders.articles + orders.article
    _, places, times = np.unique(pairs, return_index=True, return_counts=True)
    articles = orders.article[places]
    buyers = np.bincount(articles, minlength=orders.articles)
    again = np.bincount(articles[times > 1], minlength=orders.articles)
    return np.log((again + 1.0) / (buyers + 5.0))


def again_features(owned: Owned, facts: ArticleFacts, day: int) -> Floats:
    """Articles that are owned x FEATURES, seen from the morning of that day."""
    count = owned.baskets
    share = np.minimum((count + SHARE_PRIOR) / (owned.all_baskets + BASKETS_PRIOR), MOST_SHARE)
    gap = np.maximum(day - owned.last_day, 0).astype(np.float64)
    rhythm = np.maximum(day - owned.first_day, 1) / count
    wide = np.ones(len(count))
    return np.column_stack(
        (
            np.log(count),
            np.log(share / (1 - share)),
            np.log1p(gap),
            np.log1p(facts.popularity_60),
            np.log1p(facts.popularity_14) - np.log1p(facts.popularity_60 * 14 / 60),
            wide * np.log(max(owned.all_baskets, 1)),
            wide * np.log1p(max(day - owned.last_basket_day, 0)),
            (owned.last_day == owned.last_basket_day).astype(np.float64),
            np.log1p(owned.last_quantity),
            facts.log_repeat_share,
            np.where(count > 1, np.abs(np.log((gap + RHYTHM_DAYS) / (rhythm + RHYTHM_DAYS))), 0.0),
            wide * np.log(max(len(count), 1)),
        )
    )


def facts_at(popularity: Popularity, log_repeat_share: Floats, article: Ints, day: int) -> ArticleFacts:
    """Of these articles on that day."""
    return ArticleFacts(
        popularity.within(day, article, 60), popularity.within(day, article, 14), log_repeat_share[article]
    )


def fit_again(orders: Orders, popularity: Popularity, log_repeat_share: Floats, since: int) -> Logistic:
    """From each basket since that day, and what its customer owned before it."""
    features: list[Floats] = []
    labels: list[Floats] = []
    pairs = 0
    newest_first = sorted(orders.customer_slices(), key=lambda each: -int(orders.day[each[2] - 1]))
    for _, start, end in newest_first:
        days, articles, quantities = orders.day[start:end], orders.article[start:end], orders.quantity[start:end]
        for day in np.unique(days)[FEWEST_BASKETS:]:
            if day < since or pairs > MOST_PAIRS:
                continue
            earlier = days < day
            owned = owned_of(articles[earlier], days[earlier], quantities[earlier])
            facts = facts_at(popularity, log_repeat_share, owned.article, int(day))
            features.append(again_features(owned, facts, int(day)))
            labels.append(np.isin(owned.article, articles[days == day]).astype(np.float64))
            pairs += len(owned.article)
    if not features:
        return fit_logistic(FEATURES, np.zeros((0, len(FEATURES))), np.zeros(0))
    return fit_logistic(FEATURES, np.concatenate(features), np.concatenate(labels))
