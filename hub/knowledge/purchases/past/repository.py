"""Baskets of people who are nobody here: which articles were bought together on a day, and how often.

There is no customer, no receipt number and no order id to be found in it, as none is ever written. A file that is
imported again, and one that tells of the same days once more, changes nothing: of each basket the larger count stays.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hub.ground.database import Database

_PAGE = 5_000


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

    def begin(self) -> None:
        """An import begins; one before it that was cut off is forgotten."""
        self._db.run("DELETE FROM past_baskets WHERE times = 0")
        self._db.run("UPDATE past_baskets SET seen = 0 WHERE seen > 0")

    def add(self, day: int, articles: Iterable[str]) -> None:
        """A basket of the file that is being imported."""
        self._db.run(
            "INSERT INTO past_baskets VALUES (?, ?, 0, 1) ON CONFLICT (day, articles) DO UPDATE SET seen = seen + 1",
            *(day, json.dumps(sorted(articles), ensure_ascii=False, separators=(",", ":"))),
        )

    def end(self) -> None:
        """The file was read to its end."""
        self._db.run("UPDATE past_baskets SET times = max(times, seen), seen = 0 WHERE seen > 0")

    def forget(self) -> int:
        """Let go of all of them, for a shop that no longer learns from everybody; returns how many there were."""
        return self._db.run("DELETE FROM past_baskets")

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
