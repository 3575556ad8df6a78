"""How likely a person buys from each category within four weeks. Pure."""

from dataclasses import dataclass

import numpy as np

from hub.knowledge.insight.logistic import Logistic, fit_logistic
from hub.knowledge.insight.orders import Floats, Ints, Orders

FEATURES = (
    "log popularity",
    "log baskets with it",
    "never bought",
    "log days since",
    "share of baskets",
    "log affinity of other categories",
    "log baskets",
    "log days since the last basket",
    "log baskets a month",
    "never bought, by popularity",
)
HORIZON_DAYS = 28
# Of several periods the seasons even out; more than these are another year.
PERIODS = 3
FARTHEST_DAYS = 1000.0
MOST_ROWS = 1_500_000
LEAST_SHARE = 1e-4
HALF_LIFE_DAYS = 90.0


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """What is known of all categories on a day."""

    log_popularity: Floats
    """By category: log of the share of customers of the last weeks who bought from it."""
    nearness: Floats
    """categories x categories: cosine of who buys them, 0 on the diagonal."""


@dataclass(frozen=True, slots=True)
class CategoryHabits:
    """One person: baskets and last day by category, and their habits as a whole."""

    baskets: Floats
    last_day: Ints
    all_baskets: int
    first_basket_day: int
    last_basket_day: int


def habits_of(category: Ints, day: Ints, categories: int) -> CategoryHabits:
    """From the lines of one person; `category` of each line. At least one line."""
    pairs = np.unique(day * categories + category)
    of, on = pairs % categories, pairs // categories
    last = np.full(categories, -1, dtype=np.int64)
    np.maximum.at(last, of, on)
    baskets = np.bincount(of, minlength=categories).astype(np.float64)
    return CategoryHabits(baskets, last, len(np.unique(day)), int(day.min()), int(day.max()))


def facts_before(orders: Orders, category_of: Ints, categories: int, day: int) -> CategoryFacts:
    """From what was bought before that day. category_of: by article."""
    earlier = orders.before(day)
    recent = earlier.since(day - HORIZON_DAYS)
    buyers = np.unique(recent.customer * categories + category_of[recent.article]) % categories
    share = np.bincount(buyers, minlength=categories) / max(len(np.unique(earlier.customer)), 1)
    pairs = np.unique(earlier.customer * categories + category_of[earlier.article])
    bought = np.zeros((orders.customers, categories), dtype=np.float32)
    bought[pairs // categories, pairs % categories] = 1.0
    together = (bought.T @ bought).astype(np.float64)
    lengths = np.sqrt(np.maximum(np.diag(together), 1.0))
    nearness = together / lengths[:, None] / lengths[None, :]
    np.fill_diagonal(nearness, 0.0)
    return CategoryFacts(np.log(share + LEAST_SHARE), nearness)


def category_features(habits: CategoryHabits, facts: CategoryFacts, day: int) -> Floats:
    """Categories x FEATURES, seen from the morning of that day."""
    ever = habits.baskets > 0
    gap = np.where(ever, np.clip(day - habits.last_day, 0, FARTHEST_DAYS), FARTHEST_DAYS)
    loud = np.where(ever, 0.5 ** (gap / HALF_LIFE_DAYS), 0.0)
    wide = np.ones(len(habits.baskets))
    months = max(day - habits.first_basket_day, 7) / 30.0
    return np.column_stack(
        (
            facts.log_popularity,
            np.log1p(habits.baskets),
            (~ever).astype(np.float64),
            np.log1p(gap),
            habits.baskets / (habits.all_baskets + 1.0),
            np.log(loud @ facts.nearness + 0.01),
            wide * np.log(habits.all_baskets),
            wide * np.log1p(max(day - habits.last_basket_day, 0)),
            wide * np.log(habits.all_baskets / months),
            ~ever * facts.log_popularity,
        )
    )


def category_rows(orders: Orders, category_of: Ints, categories: int, day: int) -> tuple[Floats, Floats, Ints]:
    """Features, labels and customers of everybody who bought before that day; one row for each and category."""
    facts = facts_before(orders, category_of, categories, day)
    features: list[Floats] = []
    labels: list[Floats] = []
    customers: list[Ints] = []
    for customer, start, end in orders.customer_slices():
        days, of = orders.day[start:end], category_of[orders.article[start:end]]
        earlier = days < day
        if not earlier.any():
            continue
        habits = habits_of(of[earlier], days[earlier], categories)
        bought = np.zeros(categories)
        bought[of[(days >= day) & (days < day + HORIZON_DAYS)]] = 1.0
        features.append(category_features(habits, facts, day))
        labels.append(bought)
        customers.append(np.full(categories, customer))
        if len(features) * categories > MOST_ROWS:
            break
    if not features:
        return np.zeros((0, len(FEATURES))), np.zeros(0), np.zeros(0, dtype=np.int64)
    return np.concatenate(features), np.concatenate(labels), np.concatenate(customers)


def fit_categories(orders: Orders, category_of: Ints, categories: int, end: int, periods: int = PERIODS) -> Logistic:
    """From the last periods before `end`, each with what was known at its beginning."""
    parts = [
        category_rows(orders.before(end), category_of, categories, end - HORIZON_DAYS * number)
        for number in range(1, periods + 1)
    ]
    features = np.concatenate([each[0] for each in parts])
    labels = np.concatenate([each[1] for each in parts])
    return fit_logistic(FEATURES, features, labels)
