"""What the filter "just bought" costs and saves: the two thresholds of insight/filters.py, side by side.

    make bench-insight_early DATA=FILE [ARGS="--mapping orders.toml"]    without DATA, Online Retail in $GODDAG_DATASETS

Lists are seen on the day on which the customer comes, as staff see them. By default on the cut on which numbers are
chosen (2011-08-15, until 2011-10-01); --cut and --until name another. `recall` is of the list a person sees, `early` is
what of the first ten they own and bought so lately that less than three quarters of their own rhythm of it are over,
`early_that_came` the share of these that they did buy. `lost` is what the filter costs of recall, `chance` two
standard errors of that, customer by customer.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from insight import SEED, Bench, prepare
from insight_orders import day_number, found_data, invented_orders, read_orders
from tables import keep, show

from hub.knowledge.insight.evaluation import LIST_LENGTH, Case
from hub.knowledge.insight.filters import DUE_SHARE, LEAST_AGAIN, SURE
from hub.knowledge.insight.model import InsightModel
from hub.knowledge.insight.orders import Floats, Truths
from hub.knowledge.insight.ranking import Ranked, rank
from hub.knowledge.insight.training import train

DUE_SHARES, SURES = (0.25, 0.5, 0.75, 1.0), (0.15, 0.25, 0.35, 0.5, 1.0)
OFF = (0.0, 0.0)
EARLY = 0.75


@dataclass(frozen=True, slots=True)
class Seen:
    """One customer's list on the day of their next basket, before the filter."""

    ranked: Ranked
    over: Floats
    """By entry: which share of their own rhythm of it is over; endless where they have none."""
    case: Case


def seen(model: InsightModel, case: Case) -> Seen:
    """The list with what the filter asks about."""
    owned, ranked = case.owned, rank(model, case.owned, case.day)
    gaps = np.maximum(owned.baskets - 1, 1)
    rhythm = np.where(owned.baskets > 1, (owned.last_day - owned.first_day) / gaps, 0.0)
    share = np.full(len(case.bought), np.inf)
    has = rhythm > 0
    share[owned.article[has]] = (case.day - owned.last_day[has]) / rhythm[has]
    return Seen(ranked, share[ranked.article], case)


def shown(each: Seen, due: float, sure: float) -> Truths:
    """Which entries stand in the first ten."""
    again, probability = ~each.ranked.is_new, each.ranked.probability
    out = again & ((probability < LEAST_AGAIN) | ((each.over < due) & (probability < sure)))
    found = np.zeros(len(probability), dtype=np.bool_)
    found[np.flatnonzero(~out)[:LIST_LENGTH]] = True
    return found


def recall_of(each: Seen, first: Truths) -> float:
    """Of one list."""
    return float((first & each.case.bought[each.ranked.article]).sum() / each.case.bought.sum())


def figures(lists: list[Seen], due: float, sure: float) -> dict[str, float]:
    """Of one pair of thresholds."""
    recalls, early, came, again = list[float](), 0, 0, 0
    for each in lists:
        first = shown(each, due, sure)
        bought = each.case.bought[each.ranked.article]
        recalls.append(recall_of(each, first))
        soon = first & (each.over < EARLY)
        early, came = early + int(soon.sum()), came + int((soon & bought).sum())
        again += int((first & ~each.ranked.is_new).sum())
    lost = np.array([recall_of(each, shown(each, *OFF)) for each in lists]) - recalls
    return {
        "recall": float(np.mean(recalls)),
        "lost": float(lost.mean()),
        "chance": float(2 * lost.std() / np.sqrt(len(lost))),
        "again_a_list": again / len(lists),
        "early_a_list": early / len(lists),
        "early_that_came": came / early if early else 0.0,
    }


def compare(bench: Bench) -> dict[str, dict[str, float]]:
    """Every pair, and no filter."""
    model = train(bench.data, 0, SEED)
    lists = [seen(model, case) for case in bench.cases]
    pairs = [OFF, *((due, sure) for due in DUE_SHARES for sure in SURES)]
    return {
        "no filter" if pair == OFF else f"due {pair[0]:g}, sure {pair[1]:g}": figures(lists, *pair) for pair in pairs
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--mapping", type=Path)
    parser.add_argument("--cut", type=day_number)
    parser.add_argument("--until", type=day_number)
    given = parser.parse_args()
    path = found_data(given.data)
    file = read_orders(path, given.mapping, None) if path else invented_orders()
    cut, until = given.cut, given.until
    if file.is_online_retail and cut is None:
        cut, until = day_number("2011-08-15"), day_number("2011-10-01")
    found = compare(prepare(file, cut, until))
    in_use = f"due {DUE_SHARE:g}, sure {SURE:g}"
    show(
        [
            {"filter": f"{name}{' (in use)' if name == in_use else ''}"}
            | {key: f"{value:.4f}" for key, value in each.items()}
            for name, each in found.items()
        ]
    )
    keep("insight_early" if path else "insight_early_invented", found)


if __name__ == "__main__":
    main()
