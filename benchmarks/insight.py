"""What customers buy next: our lists and probabilities beside counting, cosine, EASE and ALS, on any file of orders.

    make bench-insight DATA=FILE [ARGS="--mapping orders.toml"]     without DATA, Online Retail in $GODDAG_DATASETS

FILE and mapping are those of `goddag-hub purchases import`. --categories names a CSV of sku and category; without it,
articles whose numbers begin alike are of one category. Times of scoring are processor time: those of
other programs do not count.

The orders are cut once by time; nothing from the cut on is seen by any training. Every tuned number was chosen on
earlier cuts of Online Retail (run with --cut 2011-08-15 --until 2011-10-01 to see one). Without a file it runs on
invented orders, says so, and judges nothing. Prints a table and the goals; writes JSON to results/.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from insight_orders import EPOCH, OrderFile, day_number, found_data, invented_orders, read_orders
from insight_peers import als_lists, cosine_table, ease_table, table_lists
from tables import keep, show

from hub.ground.journal import Member
from hub.ground.shop.model import Consumable, Shop
from hub.knowledge.catalogue.model import Article, Availability
from hub.knowledge.insight import artefact
from hub.knowledge.insight.evaluation import (
    Case,
    Lister,
    article_probabilities,
    cases_of,
    category_probabilities,
    frequency_lists,
    lapse_probabilities,
    our_lists,
    popularity_lists,
    score_lister,
)
from hub.knowledge.insight.filters import Holdings, Store
from hub.knowledge.insight.history import Bought, History, PastOrder
from hub.knowledge.insight.lapse import HORIZON_DAYS, fit_lapse
from hub.knowledge.insight.lists import Person, make_lists
from hub.knowledge.insight.model import Articles, InsightModel, known_articles
from hub.knowledge.insight.neighbours import Neighbours
from hub.knowledge.insight.new import Market
from hub.knowledge.insight.orders import Floats, Lines, baskets_of, orders_of
from hub.knowledge.insight.popularity import popularity_of
from hub.knowledge.insight.training import TrainingData, train
from hub.trust.consents.permission import Grant, permits
from hub.trust.consents.purposes import Purpose

SEED = 13
# Of the whole period; of Online Retail's 373 days it leaves 2011-10-01 and later to judge by.
HELD_OUT_SHARE = 0.185
# What fewer baskets hold is noise in a file of this size; in a small file, everything would be.
LEAST_BASKETS, LEAST_BASKETS_OF_FEW, FEW_BASKETS = 20, 5, 5_000
MOST_ARTICLES = 30_000
POPULAR_DAYS = 60
SHOP_ARTICLES, TIMED_LISTS = 12_000, 3_000
# The fastest of these counts: other programs empty the caches that we share.
TRIES = 3
GOALS = {"overall_recall": 0.185, "new_recall": 0.075, "category_ece": 0.01, "lapse_auc": 0.745}
SCORING_MS, ARTEFACT_MB, IMPORT_MB = 2.0, 15.0, 30.0
MB = 1_000_000
Figures = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Bench:
    """The orders, cut."""

    data: TrainingData
    cases: list[Case]
    popularity: Floats
    lapse_cut: int

    @property
    def cut(self) -> int:
        return self.data.end


def prepare(file: OrderFile, cut: int | None, until: int | None) -> Bench:
    """Cut the orders, and keep the articles that were known then."""
    lines = before(file.lines, until) if until else file.lines
    sold = lines.day[lines.quantity > 0]
    first, last = int(sold.min()), int(sold.max())
    cut = cut or last - round(HELD_OUT_SHARE * (last - first))
    everything = orders_of(lines, file.customers, len(file.article_ids))
    earlier = everything.before(cut)
    least = LEAST_BASKETS if len(earlier.basket_starts()) > FEW_BASKETS else LEAST_BASKETS_OF_FEW
    kept = known_articles(np.bincount(earlier.article, minlength=earlier.articles), least, MOST_ARTICLES)
    number = np.full(len(file.article_ids) + 1, -1)
    number[kept] = np.arange(len(kept))
    orders = orders_of(replace(lines, article=number[lines.article]), file.customers, len(kept))
    names, category = np.unique([file.article_category[each] for each in kept], return_inverse=True)
    articles = Articles(
        tuple(file.article_ids[each] for each in kept),
        category.astype(np.int64),
        tuple((str(each),) for each in names),
    )
    data = TrainingData(orders, baskets_of(lines), articles, cut)
    past = orders.before(cut)
    popularity = popularity_of(past).within(cut, np.arange(len(kept)), POPULAR_DAYS)
    print(
        f"{file.name}: {len(data.baskets.day)} baskets of {file.customers} customers, {len(kept)} articles in at least"
        f" {least} baskets, {len(names)} categories. Left out: "
        + (", ".join(f"{times} {reason}" for reason, times in sorted(file.left_out.items())) or "nothing")
        + "."
    )
    bench = Bench(data, cases_of(orders, cut), popularity, last - HORIZON_DAYS)
    print(
        f"Trained before {EPOCH.fromordinal(EPOCH.toordinal() + cut)}; judged on the next basket of"
        f" {len(bench.cases)} customers. Lapse is judged after"
        f" {EPOCH.fromordinal(EPOCH.toordinal() + bench.lapse_cut - 1)}.\n"
    )
    return bench


def before(lines: Lines, day: int) -> Lines:
    """The lines of earlier days."""
    kept = lines.day < day
    return Lines(*(column[kept] for column in (lines.customer, lines.day, lines.article, lines.quantity, lines.spent)))


def measure(bench: Bench, make: Callable[[], tuple[Lister, int]]) -> dict[str, float]:
    """Train and judge one contender, in a process of its own so that its memory is its own."""
    begun, held = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lister, size = make()
    figures = {
        "train_s": time.perf_counter() - begun,
        "train_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) * 1024 / MB,
        "size_mb": size / MB,
    }
    took: list[float] = []

    def timed(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        started = time.thread_time()
        lists = lister(case)
        took.append((time.thread_time() - started) * 1000)
        return lists

    figures |= score_lister(bench.cases, timed)
    return figures | {"ms_p50": float(np.quantile(took, 0.5)), "ms_p99": float(np.quantile(took, 0.99))}


def table_size(table: Neighbours) -> int:
    """On the disk, as half floats and short numbers."""
    return table.targets.nbytes + table.weights.nbytes // 2 + table.starts.nbytes


def contender(name: str, bench: Bench) -> Callable[[], tuple[Lister, int]]:
    """How to train one of the table's rows."""
    past = bench.data.orders.before(bench.cut)

    def ours() -> tuple[Lister, int]:
        model = train(bench.data, 0, SEED)
        held = artefact.to_bytes(model)
        return our_lists(artefact.from_bytes(held), bench.cut), len(held)

    def of_table(make: Callable[[], Neighbours]) -> tuple[Lister, int]:
        table = make()
        return table_lists(table), table_size(table)

    makers: dict[str, Callable[[], tuple[Lister, int]]] = {
        "popularity": lambda: (popularity_lists(bench.popularity), bench.popularity.nbytes),
        "personal frequency": lambda: (frequency_lists(bench.popularity), bench.popularity.nbytes),
        "article cosine": lambda: of_table(lambda: cosine_table(past)),
        "EASE": lambda: of_table(lambda: ease_table(past)),
        "ALS (implicit)": lambda: als_lists(past, SEED),
        "ours": ours,
    }
    return makers[name]


NAMES = ("popularity", "personal frequency", "article cosine", "EASE", "ALS (implicit)", "ours")
_BENCH: list[Bench] = []  # what the forked processes share


def _measure_named(name: str) -> dict[str, float]:
    return measure(_BENCH[0], contender(name, _BENCH[0]))


def measure_all(bench: Bench) -> dict[str, dict[str, float]]:
    """Each contender in a process of its own, one after another."""
    _BENCH[:] = [bench]
    found: dict[str, dict[str, float]] = {}
    for name in NAMES:
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as process:
            found[name] = process.submit(_measure_named, name).result()
        print(f"measured {name}", file=sys.stderr)
    return found


def probabilities(bench: Bench) -> dict[str, dict[str, float]]:
    """Log-loss, calibration error and AUC of everything that is told as a probability."""
    model = train(bench.data, 0, SEED)
    told = dict(article_probabilities(model, bench.cases, bench.cut))
    told["category"] = category_probabilities(model, bench.data.orders, bench.cut)
    later = replace(model, lapse=fit_lapse(bench.data.baskets, bench.lapse_cut))
    told["lapse"] = lapse_probabilities(later, bench.data.baskets, bench.lapse_cut)
    return {name: each.figures() for name, each in told.items()}


def large_model(seed: int = SEED, articles: int = SHOP_ARTICLES, kept: int = 50) -> InsightModel:
    """A model of a large shop, of the shape that training makes; only its time and size are measured."""
    small = invented_orders()
    ids = tuple(f"article-{each:05}" for each in range(articles))
    bench = TrainingData(
        orders_of(small.lines, small.customers, len(small.article_ids)),
        baskets_of(small.lines),
        Articles(tuple(small.article_ids), np.zeros(len(small.article_ids), dtype=np.int64), (("all",),)),
        int(small.lines.day.max()) + 1,
    )
    model, dice = train(bench, 0, seed), np.random.default_rng(seed)
    # Popular articles stand in more rows than others, as they do in a trained table.
    bought = np.sort((articles * dice.random(articles * kept) ** 2).astype(np.int64))
    starts = np.concatenate(([0], np.cumsum(np.bincount(bought, minlength=articles))))
    table = Neighbours(
        starts,
        dice.integers(0, articles, len(bought)).astype(np.int32),
        dice.exponential(0.02, len(bought)).astype(np.float32),
    )
    counts = dice.exponential(20.0, articles)
    flat = np.zeros(articles)
    return replace(
        model,
        articles=Articles(ids, flat.astype(np.int64), (("all",),)),
        neighbours=table,
        popularity_60=counts,
        popularity_14=counts / 4,
        log_repeat_share=np.log(dice.random(articles) + 0.01),
        market=Market(np.log1p(counts / 2), flat, flat, np.full(articles, 5.0)),
    )


def scoring_at_scale() -> dict[str, float]:
    """Time and size at `SHOP_ARTICLES` articles, for histories from one article to hundreds."""
    held = artefact.to_bytes(large_model())
    model, dice, took = artefact.from_bytes(held), np.random.default_rng(SEED), []
    articles = {each: Article(each, each) for each in model.articles.ids}
    store = Store(Shop(repeats={(): Consumable()}), lambda _article: Availability.UNKNOWN, 20_700)
    permission = permits([Grant(Member(1), Purpose.PREDICT, True, 0)], Member(1), [Purpose.PREDICT], 1)
    for size in np.clip(dice.lognormal(3.5, 1.0, TIMED_LISTS), 1, 500).astype(int):
        bought = zip(dice.integers(20_000, 20_700, size), dice.choice(SHOP_ARTICLES, size, replace=False), strict=True)
        orders = (PastOrder(int(day), (Bought(model.articles.ids[each], 1.0),)) for day, each in sorted(bought))
        person = Person(History(tuple(orders)), Holdings())
        tries = []
        for _ in range(TRIES):
            started = time.thread_time()
            lists = make_lists(model, person, permission, articles.get, store)
            tries.append((time.thread_time() - started) * 1000)
        took.append(min(tries))
        assert lists.new
    quantiles = {f"ms_p{round(share * 100)}": float(np.quantile(took, share)) for share in (0.5, 0.99)}
    return quantiles | {"artefact_mb": len(held) / MB, "import_mb": import_mb()}


def import_mb() -> float:
    """How much more memory a hub has when it can score: beside one of the same parts, without insight."""
    script = (
        "import re, pathlib\n"
        "import hub.knowledge.exports.part, hub.knowledge.customers.part, hub.knowledge.purchases.part\n"
        "import hub.knowledge.catalogue.part, hub.place.recognition.part, hub.trust.audit.part\n"
        "held = lambda: int(re.search(r'VmRSS:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])\n"
        "before = held()\n"
        "import hub.knowledge.insight.part\n"
        "print(held() - before)"
    )
    root = Path(__file__).parent.parent
    told = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    return int(told.stdout) * 1024 / MB


def rows_of(found: dict[str, dict[str, float]]) -> list[dict[str, object]]:
    """The table."""
    shown = {
        "overall_recall": 4,
        "overall_ndcg": 4,
        "repeat_recall": 4,
        "repeat_ndcg": 4,
        "new_recall": 4,
        "new_ndcg": 4,
    }
    shown |= {"train_s": 1, "train_mb": 0, "size_mb": 2, "ms_p50": 2, "ms_p99": 2}
    return [
        {"model": name} | {column: f"{each[column]:.{digits}f}" for column, digits in shown.items()}
        for name, each in found.items()
    ]


def judge(found: Figures, told: Figures, customers: int, *, is_online_retail: bool) -> list[tuple[str, bool]]:
    """The goals. The figures of Online Retail are goals there; on other orders, ours is no worse than counting."""
    ours = found["ours"]
    reached = {name: ours[name] for name in ("overall_recall", "new_recall")}
    reached |= {"category_ece": told["category"]["ece"], "lapse_auc": told["lapse"]["auc"]}
    if is_online_retail:
        return [
            (
                f"{name} {reached[name]:.4f}, goal {'<=' if name.endswith('ece') else '>='} {goal}",
                reached[name] <= goal if name.endswith("ece") else reached[name] >= goal,
            )
            for name, goal in GOALS.items()
        ]
    best = max(found[name]["overall_recall"] for name in ("popularity", "personal frequency"))
    popular = found["popularity"]["new_recall"]
    return [
        (
            f"{name} recall {value:.4f}, by counting {other:.4f} (chance {chance(other, customers):.4f})",
            value >= other - chance(other, customers),
        )
        for name, value, other in (("overall", ours["overall_recall"], best), ("new", ours["new_recall"], popular))
    ]


def chance(share: float, customers: int) -> float:
    """Two standard errors of a share: what a difference of two lists may be by chance."""
    return 2 * float(np.sqrt(share * (1 - share) / max(customers, 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--mapping", type=Path)
    parser.add_argument("--categories", type=Path)
    parser.add_argument("--cut", type=day_number)
    parser.add_argument("--until", type=day_number)
    given = parser.parse_args()
    path = found_data(given.data)
    if path is None:
        print(
            "NO DATA: these orders are INVENTED, and no figure says anything about customers. Name a file: DATA=FILE\n"
        )
    file = read_orders(path, given.mapping, given.categories) if path else invented_orders()
    bench = prepare(file, given.cut, given.until)
    found, told, scale = measure_all(bench), probabilities(bench), scoring_at_scale()
    show(rows_of(found))
    print()
    show([{"probability": name} | {key: f"{value:.4f}" for key, value in each.items()} for name, each in told.items()])
    print(f"\nAt {SHOP_ARTICLES} articles: " + ", ".join(f"{name} {value:.2f}" for name, value in scale.items()) + ".")
    goals = [
        (
            f"scoring p99 at {SHOP_ARTICLES} articles {scale['ms_p99']:.2f} ms, goal <= {SCORING_MS}",
            scale["ms_p99"] <= SCORING_MS,
        ),
        (f"artefact {scale['artefact_mb']:.1f} MB, goal <= {ARTEFACT_MB}", scale["artefact_mb"] <= ARTEFACT_MB),
        (f"import {scale['import_mb']:.1f} MB, goal <= {IMPORT_MB}", scale["import_mb"] <= IMPORT_MB),
    ]
    if path and given.until is None:
        goals = judge(found, told, len(bench.cases), is_online_retail=file.is_online_retail) + goals
    for goal, is_met in goals:
        print(f"{'met   ' if is_met else 'MISSED'}  {goal}")
    keep("insight" if path else "insight_invented", {"lists": found, "probabilities": told, "at_scale": scale})
    sys.exit(0 if all(is_met for _, is_met in goals) else 1)


if __name__ == "__main__":
    main()
