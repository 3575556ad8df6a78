"""Orders as columns of numbers: what models learn from. Pure; a customer is a number that means nothing outside."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Orders:
    """One row for each customer, day and article; sorted by these. A basket is all of one customer on one day."""

    customer: Ints
    """0 to customers - 1. Each anonymous basket has a number of its own."""
    day: Ints
    """Days since 1970-01-01."""
    article: Ints
    """0 to articles - 1."""
    quantity: Floats
    spent: Floats
    """In the shop's currency."""
    customers: int
    articles: int

    def where(self, rows: Truths) -> "Orders":
        """Only these rows; numbers of customers and articles stay what they are."""
        return Orders(
            self.customer[rows],
            self.day[rows],
            self.article[rows],
            self.quantity[rows],
            self.spent[rows],
            self.customers,
            self.articles,
        )

    def before(self, day: int) -> "Orders":
        """What was bought until the day before."""
        return self.where(self.day < day)

    def since(self, day: int) -> "Orders":
        """What was bought from that day on."""
        return self.where(self.day >= day)

    def basket_starts(self) -> Ints:
        """The first row of each basket."""
        if not len(self.day):
            return np.zeros(0, dtype=np.int64)
        changes = (np.diff(self.customer) != 0) | (np.diff(self.day) != 0)
        return np.flatnonzero(np.concatenate(([True], changes)))

    def customer_slices(self) -> list[tuple[int, int, int]]:
        """Each customer with rows: number, first row, row behind the last."""
        if not len(self.day):
            return []
        starts = np.flatnonzero(np.concatenate(([True], np.diff(self.customer) != 0)))
        ends = np.concatenate((starts[1:], [len(self.day)]))
        return [(int(self.customer[s]), int(s), int(e)) for s, e in zip(starts, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of orders in any sequence, as they were read."""

    customer: Ints
    day: Ints
    article: Ints
    quantity: Floats
    spent: Floats


def orders_of(lines: Lines, customers: int, articles: int) -> Orders:
    """Join what one customer bought of an article on one day; leave out what is not a sale of a known article."""
    counts = (lines.quantity > 0) & (lines.article >= 0) & (lines.article < articles)
    key = (lines.customer[counts], lines.day[counts], lines.article[counts])
    order = np.lexsort((key[2], key[1], key[0]))
    customer, day, article = (column[order].astype(np.int64) for column in key)
    if not len(day):
        none = np.zeros(0, dtype=np.int64)
        return Orders(none, none, none, np.zeros(0), np.zeros(0), customers, articles)
    changes = (np.diff(customer) != 0) | (np.diff(day) != 0) | (np.diff(article) != 0)
    first = np.flatnonzero(np.concatenate(([True], changes)))
    quantity = np.add.reduceat(lines.quantity[counts][order].astype(np.float64), first)
    spent = np.add.reduceat(lines.spent[counts][order].astype(np.float64), first)
    return Orders(customer[first], day[first], article[first], quantity, spent, customers, articles)


@dataclass(frozen=True, slots=True)
class Baskets:
    """One row for each customer and day, whatever was in it; sorted by these."""

    customer: Ints
    day: Ints
    spent: Floats
    lines: Ints

    def customer_slices(self) -> list[tuple[int, int]]:
        """Each customer: first row, row behind the last."""
        if not len(self.day):
            return []
        starts = np.flatnonzero(np.concatenate(([True], np.diff(self.customer) != 0)))
        return list(zip(starts.tolist(), [*starts[1:].tolist(), len(self.day)], strict=True))


def baskets_of(lines: Lines) -> Baskets:
    """What each customer bought on each day; articles that the catalogue does not know count as well."""
    counts = lines.quantity > 0
    customer, day = lines.customer[counts], lines.day[counts]
    order = np.lexsort((day, customer))
    customer, day, spent = customer[order], day[order], lines.spent[counts][order].astype(np.float64)
    if not len(day):
        none = np.zeros(0, dtype=np.int64)
        return Baskets(none, none, np.zeros(0), none)
    first = np.flatnonzero(np.concatenate(([True], (np.diff(customer) != 0) | (np.diff(day) != 0))))
    sizes = np.diff(np.concatenate((first, [len(day)])))
    return Baskets(customer[first], day[first], np.add.reduceat(spent, first), sizes)
