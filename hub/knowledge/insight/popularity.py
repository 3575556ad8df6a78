"""How often each article was bought in the days before a day. Pure."""

from dataclasses import dataclass

import numpy as np

from hub.knowledge.insight.orders import Floats, Ints, Orders

# Older than this, an article is simply not new any more.
LONGEST_DAYS = 800


@dataclass(frozen=True, slots=True)
class Popularity:
    """Running counts of baskets by day and article."""

    first_day: int
    running: Floats
    """days + 1 x articles: baskets with the article before that day."""
    first_seen: Ints
    """By article: the day it was first bought; 2**31 for one that never was."""

    def within(self, day: Ints | int, article: Ints, days: int) -> Floats:
        """Baskets with the article in the `days` before `day`."""
        last = len(self.running) - 1
        until = np.clip(np.asarray(day) - self.first_day, 0, last)
        since = np.clip(np.asarray(day) - days - self.first_day, 0, last)
        return (self.running[until, article] - self.running[since, article]).astype(np.float64)


def popularity_of(orders: Orders) -> Popularity:
    """Count the baskets of the last `LONGEST_DAYS` days, and find when each article was first bought."""
    first_seen = np.full(orders.articles, 2**31, dtype=np.int64)
    np.minimum.at(first_seen, orders.article, orders.day)
    end = int(orders.day.max()) + 1 if len(orders.day) else 0
    first = max(int(orders.day.min()) if len(orders.day) else 0, end - LONGEST_DAYS)
    counts = np.zeros((end - first + 1, orders.articles), dtype=np.float32)
    recent = orders.since(first)
    np.add.at(counts, (recent.day - first + 1, recent.article), 1.0)
    return Popularity(first, np.cumsum(counts, axis=0, dtype=np.float32), first_seen)  # type: ignore[arg-type]
