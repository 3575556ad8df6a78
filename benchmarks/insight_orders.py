"""Orders for the benchmark: any CSV or Parquet file by a mapping of its columns, or invented ones."""

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from hub.knowledge.insight.orders import Floats, Ints, Lines

EPOCH = date(1970, 1, 1)
# Names that order files use, so that most need no mapping. The first that a file has is taken.
KNOWN_NAMES = {
    "customer": ("CustomerID", "customer_id", "customer", "user_id", "household_key"),
    "date": ("InvoiceDate", "order_date", "date", "day", "created_at"),
    "article": ("StockCode", "sku", "article", "product_id", "item_id"),
    "quantity": ("Quantity", "quantity", "qty"),
    "price": ("UnitPrice", "price", "unit_price"),
    "category": ("category", "Category", "department"),
}
INVENTED_CUSTOMERS, INVENTED_ARTICLES, INVENTED_DAYS = 600, 240, 365


@dataclass(frozen=True, slots=True)
class OrderFile:
    """What was read."""

    lines: Lines
    article_ids: list[str]
    article_category: list[str]
    customers: int
    left_out: int
    is_online_retail: bool
    name: str


def day_number(text: str) -> int:
    """Days since 1970."""
    return (date.fromisoformat(text) - EPOCH).days


def read_orders(path: Path, mapping_file: Path | None) -> OrderFile:
    """Read a file. The mapping is TOML: `[columns]` customer, date, article, quantity, price, category."""
    import duckdb  # noqa: PLC0415 - an extra

    table = duckdb.read_parquet(str(path)) if path.suffix == ".parquet" else duckdb.read_csv(str(path))
    given = tomllib.loads(mapping_file.read_text(encoding="utf-8"))["columns"] if mapping_file else {}
    columns = {
        name: given.get(name) or next((each for each in known if each in table.columns), None)
        for name, known in KNOWN_NAMES.items()
    }
    for needed in ("customer", "date", "article"):
        if columns[needed] is None:
            raise SystemExit(f'{path}: no column for {needed}; name it in a mapping: [columns] {needed} = "..."')
    is_online_retail = "StockCode" in table.columns and "InvoiceNo" in table.columns
    where = " and ".join(
        [f'"{columns["customer"]}" is not null'] + ([f'"{columns["price"]}" > 0'] if columns["price"] else [])
    )
    category = (
        f'cast("{columns["category"]}" as varchar)'
        if columns["category"]
        else "left(upper(trim(cast(article as varchar))), 3)"
    )
    quantity = f'"{columns["quantity"]}"' if columns["quantity"] else "1"
    price = f'"{columns["price"]}"' if columns["price"] else "1"
    total = table.aggregate("count(*)").fetchall()[0][0]
    found = table.query(
        "orders",
        f'select cast("{columns["customer"]}" as varchar) as customer, cast(cast("{columns["date"]}" as date) - date'
        f" '1970-01-01' as bigint) as day, upper(trim(cast(\"{columns['article']}\" as varchar))) as article,"
        f" cast({quantity} as double) as quantity, cast({quantity} * {price} as double) as spent"
        + (f", {category} as category" if columns["category"] else "")
        + f" from orders where {where}",
    ).fetchnumpy()
    return _numbered(found, path.name, int(total), is_online_retail=is_online_retail)


def _numbered(found: dict[str, np.ndarray], name: str, total: int, *, is_online_retail: bool) -> OrderFile:
    article_text = np.asarray(found["article"], dtype=str)
    customers, customer = np.unique(np.asarray(found["customer"], dtype=str), return_inverse=True)
    ids, first, article = np.unique(article_text, return_index=True, return_inverse=True)
    if "category" in found:
        category = [str(each) for each in np.asarray(found["category"])[first]]
    else:
        category = [each[:3] for each in ids]
    article = article.astype(np.int64)
    if is_online_retail:  # codes that begin with five digits are articles; the others are postage, fees and the like
        is_article = np.array([each[:5].isdigit() for each in ids])
        article = np.where(is_article[article], article, -1)
    lines = Lines(
        customer.astype(np.int64),
        np.asarray(found["day"], dtype=np.int64),
        article,
        np.asarray(found["quantity"], dtype=np.float64),
        np.asarray(found["spent"], dtype=np.float64),
    )
    left_out = total - int((lines.quantity > 0).sum())
    return OrderFile(lines, ids.tolist(), category, len(customers), left_out, is_online_retail, name)


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
    return OrderFile(lines, ids, [f"group {each}" for each in group_of], INVENTED_CUSTOMERS, 0, False, "invented")


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def found_data(given: Path | None) -> Path | None:
    """The file that was named, or Online Retail under $GODDAG_DATASETS."""
    if given is not None:
        return next(iter(sorted(given.glob("*.parquet"))), given) if given.is_dir() else given
    datasets = os.environ.get("GODDAG_DATASETS")
    path = Path(datasets) / "online_retail" / "onlineretail.parquet" if datasets else None
    return path if path and path.exists() else None


__all__ = ["EPOCH", "Floats", "OrderFile", "day_number", "found_data", "invented_orders", "read_orders"]
