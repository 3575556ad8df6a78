"""Small worlds of orders that tests of insight share."""

import time

import numpy as np

from hub.knowledge.insight.model import Articles, InsightModel
from hub.knowledge.insight.orders import Baskets, Lines, Orders, baskets_of, orders_of
from hub.knowledge.insight.training import TrainingData, train

DAYS = 300
# The hub's own clock looks at these orders, too: a fixed day would be out of its 24 months one day.
END = int(time.time()) // 86_400
FIRST_DAY = END - DAYS


def orders_from(rows: list[tuple[int, int, int]], customers: int, articles: int) -> tuple[Orders, Baskets]:
    """From customer, day and article."""
    customer, day, article = (np.array([row[column] for row in rows], dtype=np.int64) for column in (0, 1, 2))
    ones = np.ones(len(rows))
    lines = Lines(customer, day, article, ones, ones * 10)
    return orders_of(lines, customers, articles), baskets_of(lines)


def tastes(customers: int = 150, articles: int = 40, groups: int = 4, seed: int = 3) -> TrainingData:
    """Each customer buys of one group in a rhythm, and every third stops one day. Article a is of group a % groups."""
    dice = np.random.default_rng(seed)
    rows: list[tuple[int, int, int]] = []
    for customer in range(customers):
        own = np.arange(customer % groups, articles, groups)
        favourite = dice.choice(own)
        day = FIRST_DAY + int(dice.integers(0, 40))
        stays_until = END if customer % 3 else FIRST_DAY + int(dice.integers(60, DAYS))
        while day < stays_until:
            basket = {int(each) for each in dice.choice(own, 3)}
            if dice.random() < 0.7:
                basket.add(int(favourite))
            rows += [(customer, day, each) for each in basket]
            day += int(dice.integers(8, 45))
    orders, baskets = orders_from(rows, customers, articles)
    category = np.arange(articles) % groups
    names = tuple((f"group {each}",) for each in range(groups))
    return TrainingData(orders, baskets, Articles(tuple(f"a{each}" for each in range(articles)), category, names), END)


def small_model() -> InsightModel:
    return train(tastes(), at_ms=1_700_000_000_000, seed=1)


def steady(customers: int = 300, articles: int = 40, groups: int = 4, seed: int = 3) -> TrainingData:
    """Everybody comes on and on, and takes each article of their group with a chance of its own, always the same."""
    dice = np.random.default_rng(seed)
    chances = np.linspace(0.6, 0.05, articles // groups)
    rows: list[tuple[int, int, int]] = []
    for customer in range(customers):
        own = np.arange(customer % groups, articles, groups)
        day = FIRST_DAY + int(dice.integers(0, 40))
        while day < END:
            rows += [(customer, day, int(each)) for each in own[dice.random(len(own)) < chances]]
            day += int(dice.integers(8, 45))
    orders, baskets = orders_from(rows, customers, articles)
    category = np.arange(articles) % groups
    names = tuple((f"group {each}",) for each in range(groups))
    return TrainingData(orders, baskets, Articles(tuple(f"a{each}" for each in range(articles)), category, names), END)
