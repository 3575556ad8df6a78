"""How good a list or a probability was, when what came after is known. Pure."""

import math
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from hub.knowledge.insight.orders import Floats, Ints, Truths

# Ten groups of equal count: what most papers and our own reference figures use.
GROUPS = 10


@dataclass(frozen=True, slots=True)
class CalibrationGroup:
    """Rows whose probability was alike."""

    said: float
    was: float
    rows: int


def calibration(told: Floats, labels: Floats, groups: int = GROUPS) -> tuple[CalibrationGroup, ...]:
    """What was said and what came, in groups of equal count from the least probable on."""
    if not len(told):
        return ()
    order = np.argsort(told, kind="stable")
    return tuple(
        CalibrationGroup(float(told[part].mean()), float(labels[part].mean()), len(part))
        for part in np.array_split(order, min(groups, len(order)))
    )


def calibration_error(told: Floats, labels: Floats, groups: int = GROUPS) -> float:
    """Expected calibration error, 0..1."""
    found = calibration(told, labels, groups)
    rows = sum(each.rows for each in found)
    return sum(abs(each.said - each.was) * each.rows for each in found) / max(rows, 1)


def calibration_noise(told: Floats, groups: int = GROUPS) -> float:
    """The calibration error that chance alone gives a model that is right, 0..1: large where there are few rows.

    The mean distance of a normal variable from its mean is its deviation times sqrt(2 / pi).
    """
    found = calibration(told, told, groups)
    rows = sum(each.rows for each in found)
    deviations = (math.sqrt(max(each.said * (1 - each.said), 0.0) / each.rows) * each.rows for each in found)
    return math.sqrt(2 / math.pi) * sum(deviations) / max(rows, 1)


def log_loss(told: Floats, labels: Floats) -> float:
    """Mean negative log-likelihood, in nats. Needs scikit-learn."""
    return float(_metrics().log_loss(labels, told, labels=[0.0, 1.0])) if len(told) else 0.0


def area_under_curve(told: Floats, labels: Floats) -> float:
    """Probability that one with the label is ranked above one without; a half where all are of one kind.

    Needs scikit-learn.
    """
    if not len(labels) or labels.min() == labels.max():
        return 0.5
    return float(_metrics().roc_auc_score(labels, told))


def _metrics() -> Any:
    return import_module("sklearn.metrics")


@dataclass(frozen=True, slots=True)
class ListScore:
    """Means over the customers who had something to find."""

    recall: float
    ndcg: float
    recalls: Floats
    """Of each customer, in their sequence."""


def score_lists(lists: list[Ints], truths: list[Truths], length: int = 10) -> ListScore:
    """Recall and NDCG of lists of that length. truths: which articles were bought, by article, for each list.

    NDCG is normalised by the best list of min(size of the truth, length).
    """
    weights = 1.0 / np.log2(np.arange(2, length + 2))
    best = np.cumsum(weights)
    recalls: list[float] = []
    gains: list[float] = []
    for found, truth in zip(lists, truths, strict=True):
        size = int(truth.sum())
        if not size:
            continue
        hits = truth[found[:length]]
        recalls.append(float(hits.sum()) / size)
        gains.append(float(hits @ weights[: len(hits)]) / best[min(size, length) - 1])
    if not recalls:
        return ListScore(0.0, 0.0, np.zeros(0))
    return ListScore(float(np.mean(recalls)), float(np.mean(gains)), np.array(recalls))


@dataclass(frozen=True, slots=True)
class Loss:
    """How much less of the next baskets one list finds than another, of the same customers; negative for more."""

    mean: float
    error: float
    """Standard error of the mean, customer by customer: what is hard to find is hard for both lists."""


def loss_against(ours: Floats, other: Floats) -> Loss:
    """Of recall by customer, in the same sequence."""
    if len(ours) < 2:
        return Loss(0.0, 0.0)
    lost = other - ours
    return Loss(float(lost.mean()), float(lost.std(ddof=1)) / math.sqrt(len(lost)))
