"""Orders for the benchmark: any file that `goddag-hub purchases import` reads, by its mapping; or invented ones."""

import csv
import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from hub.knowledge.insight.orders import Ints, Lines
from hub.knowledge.purchases.model import OrderKind
from hub.knowledge.purchases.past.files import open_past_orders
from hub.knowledge.purchases.past.mapping_file import load_past_mapping
from hub.knowledge.purchases.past.model import NoLine
from hub.knowledge.purchases.past.reading import Surroundings

EPOCH = date(1970, 1, 1)
ONLINE_RETAIL = "onlineretail.parquet"
# Where nobody says what category an article is of, articles whose numbers begin alike are of one.
CATEGORY_SIGNS = 3
INVENTED_CUSTOMERS, INVENTED_ARTICLES, INVENTED_DAYS = 600, 240, 365


@dataclass(frozen=True, slots=True)
class OrderFile:
    """What was read."""

    lines: Lines
    article_ids: list[str]
    article_category: list[str]
    customers: int
    left_out: dict[str, int]
    """Lines that were passed over, by reason."""
    is_online_retail: bool
    name: str


def day_number(text: str) -> int:
    """Days since 1970."""
    return (date.fromisoformat(text) - EPOCH).days


def read_orders(path: Path, mapping_file: Path | None, categories_file: Path | None) -> OrderFile:
    """Read a file. `categories_file`: CSV with sku and category. Raises `PastOrdersError`."""
    mapping = load_past_mapping(mapping_file) if mapping_file else None
    here = Surroundings(ZoneInfo("UTC"), "EUR", round(time.time() * 1000))
    left_out: Counter[str] = Counter()
    customer: list[int] = []
    day: list[int] = []
    article: list[int] = []
    quantity: list[float] = []
    spent: list[float] = []
    customers: dict[str, int] = {}
    articles: dict[str, int] = {}
    with open_past_orders(path, mapping, here) as opened:
        for line in opened.lines:
            reason = line.reason if isinstance(line, NoLine) else ""
            if isinstance(line, NoLine) or line.kind is not OrderKind.SALE or not line.customer:
                left_out[reason or ("return" if line.kind is not OrderKind.SALE else "no_customer")] += 1
                continue
            customer.append(customers.setdefault(line.customer, len(customers)))
            day.append(line.day)
            article.append(articles.setdefault(line.article.sku.upper(), len(articles)))
            quantity.append(float(line.article.qty))
            spent.append(line.article.net_minor / 100)
    given = _categories(categories_file)
    columns = Lines(_ints(customer), _ints(day), _ints(article), np.array(quantity), np.array(spent))
    return OrderFile(
        lines=columns,
        article_ids=list(articles),
        article_category=[given.get(each, each[:CATEGORY_SIGNS]) for each in articles],
        customers=len(customers),
        left_out=dict(left_out),
        is_online_retail=path.name == ONLINE_RETAIL,
        name=path.name,
    )


def _categories(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["sku"].upper(): row["category"] for row in csv.DictReader(file)}


def invented_orders(seed: int = 7) -> OrderFile:
    """People with a taste each, who come in a rhythm of their own: enough to run the bench, and to say nothing."""
    dice = np.random.default_rng(seed)
    groups = 12
    group_of = np.arange(INVENTED_ARTICLES) % groups
    liked = dice.dirichlet(np.full(groups, 0.2), INVENTED_CUSTOMERS)
    popular = dice.zipf(1.6, INVENTED_ARTICLES).clip(max=50).astype(float)
    customer: list[int] = []
    day: list[int] = []
    article: list[int] = []
    for number in range(INVENTED_CUSTOMERS):
        weight = popular * liked[number][group_of]
        favourites = dice.choice(INVENTED_ARTICLES, size=8, p=weight / weight.sum())
        at, gap = int(dice.integers(0, 90)), int(dice.integers(7, 60))
        while at < INVENTED_DAYS:
            new = dice.choice(INVENTED_ARTICLES, size=3, p=weight / weight.sum())
            basket = {*dice.choice(favourites, size=3).tolist(), *new.tolist()}
            customer += [number] * len(basket)
            day += [at] * len(basket)
            article += sorted(basket)
            at += 1 + int(dice.poisson(gap))
    ones = np.ones(len(day))
    lines = Lines(_ints(customer), _ints(day) + day_number("2025-01-01"), _ints(article), ones, ones * 10)
    ids = [f"invented-{each:03}" for each in range(INVENTED_ARTICLES)]
    return OrderFile(lines, ids, [f"group {each}" for each in group_of], INVENTED_CUSTOMERS, {}, False, "invented")


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def found_data(given: Path | None) -> Path | None:
    """The file that was named, or Online Retail under $GODDAG_DATASETS."""
    if given is not None:
        return next(iter(sorted(given.glob("*.parquet"))), given) if given.is_dir() else given
    datasets = os.environ.get("GODDAG_DATASETS")
    path = Path(datasets) / "online_retail" / ONLINE_RETAIL if datasets else None
    return path if path and path.exists() else None
