"""Which articles go with which: EASE (Steck 2019), or the cosine of articles for large catalogues; pruned. Pure.

EASE in one line: with the binary matrix B of customers and articles, P = (B'B + lambda I)^-1, and the weight of j for i
is -P(j, i) / P(i, i). Training needs scipy for B'B alone; scoring reads the table with numpy.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.knowledge.insight.orders import Floats, Ints, Orders

# Beyond it the inverse takes minutes and a gigabyte (measured: 80 s and 576 MB at 12,000).
MOST_ARTICLES_FOR_EASE = 15_000
# Measured on real orders: the fifty strongest find more that is new than the whole table, at a twentieth of its size.
KEPT_PER_ARTICLE = 50
# Chosen on an earlier cut of the same orders, where 100 to 400 hardly differ.
RIDGE = 200.0
# Columns at once, so that a large table is never whole in memory twice.
COLUMNS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SpokenFor:
    """What the articles of one person say for others, entry by entry."""

    target: Ints
    weight: Floats
    source: Ints
    """The article that says it."""

    def affinity(self, articles: int) -> Floats:
        """By article: all that is said for it."""
        return np.bincount(self.target, weights=self.weight, minlength=articles).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each article that was bought, which others it speaks for, and how strongly: one row after another."""

    starts: Ints
    """articles + 1: where the row of each begins."""
    targets: NDArray[np.int32]
    weights: NDArray[np.float32]

    def spoken_for(self, bought: Ints, strength: Floats) -> SpokenFor:
        """All entries of the rows of these articles, each weight times the strength of its article."""
        sizes = self.starts[bought + 1] - self.starts[bought]
        source = np.repeat(np.arange(len(bought)), sizes)
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = self.starts[bought][source] + within
        target = self.targets[places].astype(np.int64)
        return SpokenFor(target, self.weights[places] * strength[source], bought[source])


def neighbours_of(orders: Orders, *, ridge: float = RIDGE, kept: int = KEPT_PER_ARTICLE) -> Neighbours:
    """The strongest of each article, by EASE up to `MOST_ARTICLES_FOR_EASE` articles, by cosine above it."""
    together = customers_in_common(orders)
    if orders.articles <= MOST_ARTICLES_FOR_EASE:
        return strongest(ease_weights(together.toarray().astype(np.float64), ridge), kept)
    return strongest_cosines(together, kept)


def customers_in_common(orders: Orders) -> Any:
    """Articles x articles: how many customers bought both."""
    sparse: Any = import_module("scipy.sparse")
    ones = np.ones(len(orders.article), dtype=np.float32)
    bought = sparse.csr_matrix((ones, (orders.customer, orders.article)), shape=(orders.customers, orders.articles))
    bought.data[:] = 1.0
    return (bought.T @ bought).tocsc()


def ease_weights(together: Floats, ridge: float) -> Floats:
    """Weights by what was bought (row) and the target (column). `together` is used up."""
    together[np.diag_indices_from(together)] += ridge
    inverse = np.linalg.inv(together)
    weights = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(weights, 0.0)
    return weights


def strongest(weights: Floats, kept: int) -> Neighbours:
    """The `kept` entries of the greatest amount for each target."""
    articles = weights.shape[1]
    take = min(kept, max(articles - 1, 0))
    if not take:
        return _table(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), articles)
    bought: list[Ints] = []
    target: list[Ints] = []
    values: list[Floats] = []
    for begin in range(0, articles, COLUMNS_AT_ONCE):
        block = weights[:, begin : begin + COLUMNS_AT_ONCE]
        places = np.argpartition(-np.abs(block), take - 1, axis=0)[:take]
        bought.append(places.ravel())
        target.append(np.tile(np.arange(begin, begin + int(block.shape[1])), take))
        values.append(np.take_along_axis(block, places, axis=0).ravel())
    return _table(np.concatenate(bought), np.concatenate(target), np.concatenate(values), articles)


def strongest_cosines(together: Any, kept: int) -> Neighbours:
    """The `kept` articles of the greatest cosine for each target."""
    lengths = np.sqrt(np.maximum(together.diagonal(), 1.0))
    bought: list[Ints] = []
    target: list[Ints] = []
    values: list[Floats] = []
    for article in range(together.shape[1]):
        begin, end = together.indptr[article], together.indptr[article + 1]
        others = together.indices[begin:end]
        cosine = together.data[begin:end] / (lengths[others] * lengths[article])
        cosine[others == article] = 0.0
        take = np.argsort(-cosine, kind="stable")[:kept]
        bought.append(others[take])
        target.append(np.full(len(take), article))
        values.append(cosine[take])
    return _table(np.concatenate(bought), np.concatenate(target), np.concatenate(values), together.shape[1])


def _table(bought: Ints, target: Ints, weights: Floats, articles: int) -> Neighbours:
    real = weights != 0
    bought, target, weights = bought[real], target[real], weights[real]
    order = np.lexsort((target, bought))
    starts = np.concatenate(([0], np.cumsum(np.bincount(bought, minlength=articles)))).astype(np.int64)
    return Neighbours(starts, target[order].astype(np.int32), weights[order].astype(np.float32))
