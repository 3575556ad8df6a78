"""How well a model would have done on what came after it was made, beside counting and what everybody buys. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hub.knowledge.insight.again import again_features
from hub.knowledge.insight.categories import category_rows
from hub.knowledge.insight.lapse import lapse_rows
from hub.knowledge.insight.model import InsightModel
from hub.knowledge.insight.new import candidates_of, spoken_by
from hub.knowledge.insight.orders import Baskets, Floats, Ints, Orders, Truths
from hub.knowledge.insight.owned import Owned, owned_of
from hub.knowledge.insight.ranking import rank
from hub.knowledge.insight.scores import (
    CalibrationGroup,
    ListScore,
    area_under_curve,
    calibration,
    calibration_error,
    calibration_noise,
    log_loss,
    score_lists,
)

LIST_LENGTH = 10
# With one basket there is nothing that counting could do better than everybody's.
FEWEST_BASKETS = 2
Lister = Callable[["Case"], tuple[Ints, Ints, Ints]]
"""For a case: the list of both, of what is owned, and of what is new."""


@dataclass(frozen=True, slots=True)
class Case:
    """One customer: what they owned at the cut, and which articles were in their next basket (by article)."""

    owned: Owned
    bought: Truths
    day: int
    """Of that basket."""

    def is_owned(self) -> Truths:
        """By article."""
        found = np.zeros(len(self.bought), dtype=np.bool_)
        found[self.owned.article] = True
        return found


def cases_of(orders: Orders, cut: int, fewest_baskets: int = FEWEST_BASKETS) -> list[Case]:
    """Everybody with enough baskets before the cut and one after it."""
    cases: list[Case] = []
    for _, start, end in orders.customer_slices():
        days, articles = orders.day[start:end], orders.article[start:end]
        before = days < cut
        if before.all() or len(np.unique(days[before])) < fewest_baskets:
            continue
        bought = np.zeros(orders.articles, dtype=np.bool_)
        next_day = int(days[~before].min())
        bought[articles[days == next_day]] = True
        owned = owned_of(articles[before], days[before], orders.quantity[start:end][before])
        cases.append(Case(owned, bought, next_day))
    return cases


def score_lister(cases: list[Case], lister: Lister) -> dict[str, float]:
    """Recall@10 and NDCG@10 of a way to make lists: overall, of what is bought again, of what is new."""
    return figures_in(scores_of(cases, lister))


def figures_in(scores: Mapping[str, ListScore]) -> dict[str, float]:
    """The same of lists that were scored."""
    told: dict[str, float] = {}
    for name, score in scores.items():
        told |= {f"{name}_recall": score.recall, f"{name}_ndcg": score.ndcg}
    return told


def scores_of(cases: list[Case], lister: Lister) -> dict[str, ListScore]:
    """`overall`, `repeat` and `new`."""
    found = [lister(case) for case in cases]
    truths = [
        [case.bought for case in cases],
        [case.bought & case.is_owned() for case in cases],
        [case.bought & ~case.is_owned() for case in cases],
    ]
    return {
        name: score_lists([lists[number] for lists in found], truths[number], LIST_LENGTH)
        for number, name in enumerate(("overall", "repeat", "new"))
    }


def our_lists(model: InsightModel, day: int) -> Lister:
    """What a person would see, before the filters."""

    def lister(case: Case) -> tuple[Ints, Ints, Ints]:
        found = rank(model, case.owned, day)
        return found.article, found.article[~found.is_new], found.article[found.is_new]

    return lister


def overall_recall(model: InsightModel, cases: list[Case], day: int) -> float:
    """Recall@10 of the list of both."""
    lists = [rank(model, case.owned, day).article for case in cases]
    return score_lists(lists, [case.bought for case in cases], LIST_LENGTH).recall


def frequency_lists(popularity: Floats) -> Lister:
    """Counting: what they bought most, ties by what everybody buys; new: what everybody buys."""

    def lister(case: Case) -> tuple[Ints, Ints, Ints]:
        owned = case.owned
        order = np.lexsort((owned.article, -popularity[owned.article], -owned.baskets))
        new = popular_of(popularity, ~case.is_owned())
        again = owned.article[order]
        return np.concatenate((again, new)), again, new

    return lister


def popularity_lists(popularity: Floats) -> Lister:
    """What everybody buys."""
    every = np.ones(len(popularity), dtype=np.bool_)

    def lister(case: Case) -> tuple[Ints, Ints, Ints]:
        own = case.is_owned()
        return popular_of(popularity, every), popular_of(popularity, own), popular_of(popularity, ~own)

    return lister


def popular_of(score: Floats, allowed: Truths, most: int = LIST_LENGTH) -> Ints:
    """The places of the highest scores among those allowed; of equal ones the first."""
    places = np.flatnonzero(allowed)
    return places[np.lexsort((places, -score[places]))[:most]]


@dataclass(frozen=True, slots=True)
class Told:
    """Probabilities that were told, and what came."""

    probability: Floats
    came: Floats

    def figures(self) -> dict[str, float]:
        """Log-loss, calibration error and what of it chance alone gives, AUC, and the share that came."""
        return {
            "log_loss": log_loss(self.probability, self.came),
            "ece": calibration_error(self.probability, self.came),
            "ece_by_chance": calibration_noise(self.probability),
            "auc": area_under_curve(self.probability, self.came),
            "base": float(self.came.mean()) if len(self.came) else 0.0,
        }

    def groups(self) -> tuple[CalibrationGroup, ...]:
        """For a plot."""
        return calibration(self.probability, self.came)


def article_probabilities(model: InsightModel, cases: list[Case], day: int | None = None) -> Mapping[str, Told]:
    """Of every article that is owned, and of every candidate that is new, against the next basket.

    Seen from `day`, or from the day of that basket: staff are told of who has come, not of who may come some day.
    """
    told: dict[str, list[Floats]] = {"again": [], "again_came": [], "new": [], "new_came": []}
    for case in cases:
        owned, seen_from = case.owned, case.day if day is None else day
        told["again"].append(model.again.probability(again_features(owned, model.facts(owned.article), seen_from)))
        told["again_came"].append(case.bought[owned.article].astype(np.float64))
        found = candidates_of(owned, spoken_by(owned, model.neighbours).affinity(len(case.bought)), model.market)
        told["new"].append(model.new.probability(found.features))
        told["new_came"].append(case.bought[found.article].astype(np.float64))
    whole = {name: np.concatenate(parts) if parts else np.zeros(0) for name, parts in told.items()}
    return {name: Told(whole[name], whole[f"{name}_came"]) for name in ("again", "new")}


def category_probabilities(model: InsightModel, orders: Orders, day: int) -> Told:
    """Of every customer and category, against what was bought within the horizon."""
    articles = model.articles
    features, came, _ = category_rows(orders, articles.category, len(articles.categories), day)
    return Told(model.category.probability(features), came)


def lapse_probabilities(model: InsightModel, baskets: Baskets, day: int) -> Told:
    """Of every customer, against whether they stayed away for the horizon."""
    features, came = lapse_rows(baskets, day)
    return Told(model.lapse.probability(features), came)
