"""Baskets of people who are nobody here: which articles were bought together on a day, and how often.

There is no customer, no receipt number and no order id to be found in it, as none is ever written. A file that is
imported again, and one that tells of the same days once more, changes nothing: of each basket the larger count stays.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from hub.ground.database import Database

_PAGE = 5_000
_LAST_DAY = 10**9
Days: TypeAlias = tuple[int, int]
"""From one day to another, both within."""


@dataclass(frozen=True, slots=True)
class AnonymousBasket:
    """Articles, by their numbers at the till, that somebody bought together."""

    day: int
    """Days since 1970-01-01."""
    articles: tuple[str, ...]
    times: int
    """How many such baskets that day had."""


class PastBaskets:
    """Writes and reads; call what writes within a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def pages(self) -> list[Days]:
        """All days in spans that are written at once: a running hub waits for no longer than one of them takes."""
        found, first, held = list[Days](), None, 0
        for day, baskets in self._db.rows("SELECT day, count(*) FROM past_baskets GROUP BY day ORDER BY day"):
            if first is not None and held + baskets > _PAGE:
                found.append((first, day - 1))
                first, held = None, 0
            first, held = day if first is None else first, held + baskets
        return [*found, (first, _LAST_DAY)] if first is not None else []

    def begin(self, days: Days) -> None:
        """An import begins; one before it that was cut off is forgotten."""
        self._db.run("DELETE FROM past_baskets WHERE day BETWEEN ? AND ? AND times = 0", *days)
        self._db.run("UPDATE past_baskets SET seen = 0 WHERE day BETWEEN ? AND ? AND seen > 0", *days)

    def add(self, day: int, articles: Iterable[str]) -> None:
        """A basket of the file that is being imported."""
        self._db.run(
            "INSERT INTO past_baskets VALUES (?, ?, 0, 1) ON CONFLICT (day, articles) DO UPDATE SET seen = seen + 1",
            *(day, json.dumps(sorted(articles), ensure_ascii=False, separators=(",", ":"))),
        )

    def end(self, days: Days) -> None:
        """The file was read to its end. Cut off between two spans, the next import comes to the same counts."""
        self._db.run(
            "UPDATE past_baskets SET times = max(times, seen), seen = 0 WHERE day BETWEEN ? AND ? AND seen > 0", *days
        )

    def forget(self, days: Days) -> None:
        """Let go of them, for a shop that no longer learns from everybody."""
        self._db.run("DELETE FROM past_baskets WHERE day BETWEEN ? AND ?", *days)

    def count(self) -> int:
        """How many baskets there are."""
        row = self._db.row("SELECT coalesce(sum(times), 0) FROM past_baskets")
        return int(row[0]) if row else 0

    def all(self) -> Iterator[AnonymousBasket]:
        """Every basket, by day."""
        last = (-(10**9), "")
        while rows := self._db.rows(
            "SELECT day, articles, times FROM past_baskets WHERE (day, articles) > (?, ?) AND times > 0"
            " ORDER BY day, articles LIMIT ?",
            *(*last, _PAGE),
        ):
            for day, articles, times in rows:
                yield AnonymousBasket(day, tuple(json.loads(articles)), times)
            last = (rows[-1][0], rows[-1][1])
