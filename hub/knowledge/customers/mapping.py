"""Which place in a source's answer is which trait of ours: `order.lines[0].name`, `orders[-1].at`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import jsonpath
from jsonpath import JSONPath, JSONPathError
from jsonpath.segments import JSONPathChildSegment, JSONPathSegment
from jsonpath.selectors import Filter, IndexSelector, NameSelector

from hub.ground.shop.former_names import FORMERLY
from hub.knowledge.customers.connector import Raw
from hub.knowledge.customers.values import observed_ms

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on the entries of a list: `[?@.code == "room"]`."""

    text: str
    _query: JSONPath = field(compare=False, repr=False)

    def __str__(self) -> str:
        return f"[{self.text}]"

    def among(self, items: "list[Any]") -> list[Any]:
        """The entries for which it holds."""
        return self._query.findall(items)

    def first(self, items: "list[Any]") -> Any:
        """The first of them; None where there is none."""
        found = self._query.match(items)
        return found.obj if found else None


JsonPlace = tuple[str | int | Where, ...]
"""A path that may choose an entry of a list by a condition; of several entries the first counts."""


def parse_path(text: str) -> Path:
    """The steps of a path of JSONPath (RFC 9535) to one place; the `$.` before it may be left out.

    Raises `ValueError` that says what a path looks like.
    """
    steps = [_step(each) for each in _segments(text)]
    if not steps or None in steps:
        raise ValueError(
            f'"{text}" is no path to one place: names with dots between them and numbers in brackets, orders[0].item;'
            ' other names in quotes, receipt["Total Amount"]'
        )
    return tuple(step for step in steps if step is not None)


def parse_place(text: str) -> JsonPlace:
    """The same, with conditions in brackets: `attributes[?@.code == "room"].value`.

    Raises `ValueError` that says what a path looks like.
    """
    steps = [_step(each) if _step(each) is not None else _where(each) for each in _segments(text)]
    if not steps or None in steps:
        raise ValueError(
            f'"{text}" is no path to one place: names with dots between them and numbers in brackets, orders[0].item;'
            ' other names in quotes, receipt["Total Amount"]; a condition in brackets, lines[?@.type == "fee"].price'
        )
    return tuple(step for step in steps if step is not None)


def _segments(text: str) -> "Sequence[JSONPathSegment]":
    try:
        path = jsonpath.compile(text if text.startswith("$") else f"$.{text}" if text[:1] != "[" else f"${text}")
    except JSONPathError:
        return ()
    return path.segments if isinstance(path, JSONPath) else ()


def _where(segment: JSONPathSegment) -> Where | None:
    match segment, segment.selectors:
        case JSONPathChildSegment(), (Filter() as condition,):
            query = jsonpath.compile(f"$[{condition}]")
            return Where(str(condition), query) if isinstance(query, JSONPath) else None
        case _:
            return None


def _step(segment: JSONPathSegment) -> str | int | None:
    """None for one that could lead to several places."""
    match segment, segment.selectors:
        case JSONPathChildSegment(), (NameSelector() as name,):
            return name.name
        case JSONPathChildSegment(), (IndexSelector() as index,):
            return index.index
        case _:
            return None


def look_up(document: Any, path: JsonPlace) -> Any:
    """What stands there; None when nothing does."""
    here = document
    for step in path:
        match here, step:
            case dict(), str():
                here = cast("dict[str, Any]", here).get(step)
            case list(), int():
                items = cast("Sequence[Any]", here)
                here = items[step] if -len(items) <= step < len(items) else None
            case list(), Where():
                here = step.first(cast("list[Any]", here))
            case _:
                return None
    return here


def list_at(document: Any, place: JsonPlace) -> list[Any] | None:
    """The list that stands there; of a place that ends in a condition, the entries for which it holds."""
    last = place[-1] if place else None
    found = look_up(document, place[:-1] if isinstance(last, Where) else place)
    if not isinstance(found, list):
        return None
    items = cast("list[Any]", found)
    return last.among(items) if isinstance(last, Where) else items


class TraitPaths:
    """Where each trait of ours stands in the record of a customer, and where its own time does."""

    def __init__(self, paths: Mapping[str, str], observed_at: str | None = None) -> None:
        """Raises `ValueError` for what is no path."""
        self._paths = {trait: parse_path(path) for trait, path in paths.items()}
        self._observed_at = parse_path(observed_at) if observed_at else None
        self.traits = frozenset(self._paths)

    def of(self, trait: str) -> Path:
        """The place of one trait."""
        return self._paths[trait]

    def to_ask_for(self, wanted: frozenset[str]) -> list[Path]:
        """Every place that has to be read for what is wanted."""
        return [self._paths[name] for name in sorted(wanted & self.traits)] + (
            [self._observed_at] if self._observed_at else []
        )

    def taken_from(self, record: Any, wanted: frozenset[str]) -> dict[str, Raw]:
        """What is wanted and there; the rest of the record goes no further."""
        said = look_up(record, self._observed_at) if self._observed_at else None
        at_ms, unread = observed_ms(said)
        found = {name: self._found(record, name) for name in wanted & self.traits}
        return {name: Raw(value, at_ms, time_unread=unread) for name, value in found.items() if value is not None}

    def _found(self, record: Any, trait: str) -> Any:
        """A platform that was filled before may have it under its former name."""
        path = self._paths[trait]
        found = look_up(record, path)
        former = FORMERLY.get(trait)
        return look_up(record, (*path[:-1], former)) if found is None and former and path[-1:] == (trait,) else found
