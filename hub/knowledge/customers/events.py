"""What happened elsewhere, as a platform tells it: looks at the web shop, baskets there, service cases. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from hub.knowledge.customers.connector import RawHappening
from hub.knowledge.customers.mapping import Path, look_up, parse_path
from hub.knowledge.customers.port import CustomerEvent
from hub.knowledge.customers.values import moment_ms, usable

# Of one article that was looked at ten times, the last time is worth a line on a card.
_ONCE_AN_ARTICLE = frozenset({"online_views", "carts"})
# A card shows fewer; a list without an end must not be kept.
MOST_OF_A_KIND = 20
# Rules ask whether somebody looked more than so often.
MOST_MOMENTS = 100
_MOST_READ = 1000


def usable_happenings(
    told: Mapping[str, Iterable[RawHappening]], source: str, names_sensitive: Callable[[str], bool], now_ms: int
) -> dict[str, tuple[CustomerEvent, ...]]:
    """The newest of each kind that a card can show. What has no moment or words, or is yet to come, is left out."""
    found: dict[str, tuple[CustomerEvent, ...]] = {}
    for name, raws in told.items():
        good = [each for raw in raws if (each := _usable(name, raw, source)) and each.at_ms <= now_ms]
        newest: dict[str, list[CustomerEvent]] = {}
        for each in sorted(good, key=lambda each: -each.at_ms):
            if not names_sensitive(each.text):
                key = each.text.casefold() if name in _ONCE_AN_ARTICLE else each.id or f"{each.at_ms} {each.text}"
                newest.setdefault(key, []).append(each)
        found[name] = tuple(_with_moments(each) for each in newest.values())[:MOST_OF_A_KIND]
    return found


def _with_moments(same: list[CustomerEvent]) -> CustomerEvent:
    """The newest of looks at one article, with the times of all of them."""
    # A platform may tell of one look twice.
    moments = dict.fromkeys(each.at_ms for each in same)
    return replace(same[0], moments_ms=tuple(moments)[:MOST_MOMENTS]) if len(moments) > 1 else same[0]


def _usable(name: str, raw: RawHappening, source: str) -> CustomerEvent | None:
    at_ms, text = moment_ms(raw.at), usable("text", raw.text)
    if at_ms is None or not isinstance(text, str):
        return None
    number = raw.id if isinstance(raw.id, str | int) and not isinstance(raw.id, bool) else None
    article = str(raw.article)[:100] if isinstance(raw.article, str | int) and not isinstance(raw.article, bool) else ""
    return CustomerEvent(name, at_ms, source, text, None if number is None else str(number)[:100], article)


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A list in a customer's record, and where in each of its items the moment, the words and the number stand."""

    items: Path
    at: Path
    text: Path
    id: Path | None
    article: Path | None = None


class HappeningPaths:
    """The lists in a customer's record that tell what happened."""

    def __init__(self, places: Mapping[str, ListPlace]) -> None:
        self._places = places
        self.names = frozenset(places)

    def of(self, name: str) -> Path:
        """The place of one list."""
        return self._places[name].items

    def to_ask_for(self, wanted: frozenset[str]) -> list[Path]:
        """Every place that has to be read for what is wanted."""
        places = [self._places[name] for name in sorted(wanted & self.names)]
        return [(*each.items, *path) for each in places for path in (each.at, each.text, each.id, each.article) if path]

    def taken_from(self, record: Any, wanted: frozenset[str]) -> dict[str, list[RawHappening]]:
        """What is wanted and there; the rest of the record goes no further."""
        found: dict[str, list[RawHappening]] = {}
        for name in wanted & self.names:
            place, items = self._places[name], look_up(record, self._places[name].items)
            found[name] = [
                RawHappening(
                    look_up(item, place.at),
                    look_up(item, place.text),
                    place.id and look_up(item, place.id),
                    place.article and look_up(item, place.article),
                )
                for item in (cast("list[Any]", items)[:_MOST_READ] if isinstance(items, list) else [])
            ]
        return found


def list_place(items: str, at: str, text: str, number: str | None, article: str | None = None) -> ListPlace:
    """Raises `ValueError` for what is no path."""
    number_at, article_at = (parse_path(each) if each else None for each in (number, article))
    return ListPlace(parse_path(items), parse_path(at), parse_path(text), number_at, article_at)
