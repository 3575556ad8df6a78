"""What others would list: counting, the cosine of articles, EASE by itself, and ALS of a public library."""

import numpy as np
from scipy import sparse

from hub.knowledge.insight.evaluation import Case, Lister, popular_of
from hub.knowledge.insight.neighbours import (
    KEPT_PER_ARTICLE,
    RIDGE,
    Neighbours,
    customers_in_common,
    ease_weights,
    strongest,
    strongest_cosines,
)
from hub.knowledge.insight.orders import Floats, Ints, Orders

ALS_FACTORS, ALS_ROUNDS, ALS_REGULARISATION = 64, 15, 0.05


def table_lists(table: Neighbours) -> Lister:
    """By the plain sum over what is owned."""

    def lister(case: Case) -> tuple[Ints, Ints, Ints]:
        owned = case.owned.article
        return _by_score(case, table.spoken_for(owned, np.ones(len(owned))).affinity(len(case.bought)))

    return lister


def cosine_table(orders: Orders) -> Neighbours:
    return strongest_cosines(customers_in_common(orders), KEPT_PER_ARTICLE)


def ease_table(orders: Orders) -> Neighbours:
    return strongest(ease_weights(customers_in_common(orders).toarray().astype(np.float64), RIDGE), KEPT_PER_ARTICLE)


def als_lists(orders: Orders, seed: int) -> tuple[Lister, int]:
    """ALS (Hu, Koren and Volinsky 2008) as `implicit` has it; what a customer is, from the counts of what they own."""
    from implicit.cpu.als import AlternatingLeastSquares  # noqa: PLC0415

    counts = sparse.csr_matrix(
        (np.ones(len(orders.article), np.float32), (orders.customer, orders.article)),
        shape=(orders.customers, orders.articles),
    )
    counts.sum_duplicates()
    model = AlternatingLeastSquares(
        factors=ALS_FACTORS, iterations=ALS_ROUNDS, regularization=ALS_REGULARISATION, random_state=seed, num_threads=1
    )
    model.fit(counts, show_progress=False)

    def lister(case: Case) -> tuple[Ints, Ints, Ints]:
        owned = case.owned
        row = sparse.csr_matrix(
            (owned.baskets.astype(np.float32), (np.zeros(len(owned.article), int), owned.article)),
            shape=(1, orders.articles),
        )
        factors = model.recalculate_user(0, row)
        return _by_score(case, (model.item_factors @ factors).astype(np.float64))

    return lister, (model.item_factors.nbytes + model.user_factors.nbytes)


def _by_score(case: Case, score: Floats) -> tuple[Ints, Ints, Ints]:
    own = case.is_owned()
    return popular_of(score, np.ones(len(score), dtype=np.bool_)), popular_of(score, own), popular_of(score, ~own)
