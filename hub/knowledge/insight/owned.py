"""What one person bought, as the models see it. Pure."""

from dataclasses import dataclass

import numpy as np

from hub.knowledge.insight.orders import Floats, Ints


@dataclass(frozen=True, slots=True)
class Owned:
    """By article that was ever bought, with the habits of whoever bought it."""

    article: Ints
    """Ascending, each once."""
    baskets: Floats
    """In how many baskets each was."""
    first_day: Ints
    last_day: Ints
    last_quantity: Floats
    all_baskets: int
    last_basket_day: int


def owned_of(article: Ints, day: Ints, quantity: Floats) -> Owned:
    """From the lines of one person, one for each article and day, in any sequence."""
    order = np.lexsort((day, article))
    article, day, quantity = article[order], day[order], quantity[order]
    days = np.unique(day)
    if not len(article):
        return Owned(article, np.zeros(0), day, day, quantity, 0, 0)
    first = np.flatnonzero(np.concatenate(([True], np.diff(article) != 0)))
    last = np.concatenate((first[1:], [len(article)])) - 1
    return Owned(
        article[first],
        (last - first + 1).astype(np.float64),
        day[first],
        day[last],
        quantity[last],
        len(days),
        int(days[-1]),
    )
