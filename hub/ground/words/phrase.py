"""A sentence before it has a language: the id of a message and what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Names:
    """What a shop calls something, by language. A reader of another language gets the first."""

    by_language: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Day:
    """A date as people write it, in the shop's time zone."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with hours and minutes, by the shop's clock."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """Hours and minutes of today by the shop's clock."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as a decimal number, `1299.00`, with its ISO 4217 code; written with the shop's sign."""

    amount: str
    currency: str


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number, `42.5`, written as the language does."""

    number: str


@dataclass(frozen=True, slots=True)
class Several:
    """A list with the language's own "and"."""

    items: tuple["str | Names | Phrase", ...]


Argument: TypeAlias = "str | int | Names | Day | Moment | TimeOfDay | Money | Number | Several | Phrase"
"""A count is an int: it chooses the plural and gets thousands. Numbers that are names (a year, an order) are text."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What to say, in no language yet."""

    id: str
    args: Mapping[str, Argument] = field(default_factory=dict[str, Argument])


def phrase(id_: str, **args: Argument) -> Phrase:
    """A phrase. `make check` holds the id and the names of the arguments to the language files."""
    return Phrase(id_, args)
