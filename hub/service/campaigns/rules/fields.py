"""What a rule can ask about: each field with its type, its unit and the purpose that opens it.

A field that counts what happened takes a window: `viewed_in_5_visits["sofa-12"] > 3`, `spent_in_90_days > 1000.0`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from hub.trust.consents.purposes import Purpose

Value: TypeAlias = str | int | float | bool | list[str] | dict[str, int] | dict[str, float]

MOST_DAYS = 730
MOST_VISITS = 50


class FieldType(StrEnum):
    """What a field holds, as CEL knows it."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    TEXTS = "texts"
    """A list: `"sofa-12" in cart`."""
    COUNTS = "counts"
    """How often, by id: `viewed["sofa-12"] > 3`."""
    SHARES = "shares"
    """A probability by id: `likely["sofas"] > 0.3`."""


class WindowUnit(StrEnum):
    """How far back a field counts."""

    DAYS = "days"
    VISITS = "visits"


@dataclass(frozen=True, slots=True)
class Window:
    """The last so many days, or visits with the one that goes on."""

    length: int
    unit: WindowUnit

    @property
    def suffix(self) -> str:
        """What a field's name ends with."""
        return f"_in_{self.length}_{self.unit}"

    @property
    def fits(self) -> bool:
        """Whether so far back is kept."""
        return 1 <= self.length <= (MOST_DAYS if self.unit is WindowUnit.DAYS else MOST_VISITS)


@dataclass(frozen=True, slots=True)
class Field:
    """One field."""

    name: str
    type: FieldType
    needs: Purpose | None = None
    """What the customer must have agreed to, beside being recognised and being written to."""
    windows: frozenset[WindowUnit] = frozenset()
    what: str = ""
    """What it is, as marketers read it in docs/campaigns.md."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A field as a rule names it: with its window, or without."""

    field: Field
    window: Window | None = None

    @property
    def name(self) -> str:
        """Its name in CEL."""
        return self.field.name + (self.window.suffix if self.window else "")


_BOTH = frozenset(WindowUnit)
_DAYS = frozenset({WindowUnit.DAYS})

# To use what somebody bought for what is said to them is a prediction (Datatilsynet on loyalty clubs): its own consent.
FIELDS: Mapping[str, Field] = {
    each.name: each
    for each in (
        # This visit.
        Field("zone", FieldType.TEXT, what="the zone they are in"),
        Field("zones", FieldType.TEXTS, what="the zones of this visit"),
        Field("dwell_seconds", FieldType.COUNTS, what="seconds in each zone of this visit, by zone"),
        Field("hour", FieldType.WHOLE, what="the hour by the clock of the store, 0 to 23"),
        Field("weekday", FieldType.WHOLE, what="1 is Monday, 7 is Sunday"),
        Field("language", FieldType.TEXT, what="the language in which they agreed"),
        # Visits before.
        Field("visits", FieldType.WHOLE, windows=_DAYS, what="visits, with the one that goes on"),
        Field("days_since_visit", FieldType.WHOLE, what="days since the visit before this one"),
        # Purchases.
        Field(
            "orders",
            FieldType.WHOLE,
            Purpose.PREDICT,
            _DAYS,
            what="orders at the till and online, less what came back whole",
        ),
        Field(
            "spent",
            FieldType.NUMBER,
            Purpose.PREDICT,
            _DAYS,
            what="for how much, in the shop's currency, less what was brought back",
        ),
        Field("bought", FieldType.COUNTS, Purpose.PREDICT, _DAYS, what="how many, by article"),
        Field("bought_categories", FieldType.COUNTS, Purpose.PREDICT, _DAYS, what="how many, by category"),
        Field("bought_lines", FieldType.COUNTS, Purpose.PREDICT, _DAYS, what="how many, by line"),
        Field("days_since_order", FieldType.WHOLE, Purpose.PREDICT, what="days since the newest order"),
        # The one line of the shop that they belong to; not there where they buy of several, or too little is known.
        Field(
            "line",
            FieldType.TEXT,
            Purpose.PREDICT,
            what="the one line that they belong to; empty of whoever buys of several",
        ),
        # Online.
        Field(
            "viewed",
            FieldType.COUNTS,
            Purpose.JOIN_ONLINE_INSTORE,
            _BOTH,
            what="how often looked at online, by article: its id, or its name",
        ),
        Field("cart", FieldType.TEXTS, Purpose.JOIN_ONLINE_INSTORE, what="articles in the basket of the web shop"),
        # Insight.
        Field(
            "segments", FieldType.TEXTS, Purpose.PREDICT, what="the groups that marketing has named, and the platform"
        ),
        Field(
            "likely",
            FieldType.SHARES,
            Purpose.PREDICT,
            what="how likely the next purchase is of it, 0 to 1, by category",
        ),
        Field("lapse", FieldType.NUMBER, Purpose.PREDICT, what="how likely they will not come back, 0 to 1"),
        Field(
            "next_visit",
            FieldType.NUMBER,
            Purpose.PREDICT,
            what="in how many days they are expected at the latest; negative once that is past",
        ),
        Field("upsell", FieldType.NUMBER, Purpose.PREDICT, what="how likely they take the better one, 0 to 1"),
    )
}

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WINDOWED = re.compile(r"(?P<field>[a-z_]+)_in_(?P<length>[0-9]{1,4})_(?P<unit>days|visits)")
_TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


def variable_named(name: str) -> Variable | None:
    """The variable of that name, or None."""
    if name in FIELDS:
        return Variable(FIELDS[name])
    found = _WINDOWED.fullmatch(name)
    if found is None or found["field"] not in FIELDS:
        return None
    field = FIELDS[found["field"]]
    window = Window(int(found["length"]), WindowUnit(found["unit"]))
    return Variable(field, window) if window.unit in field.windows and window.fits else None


def variables_in(text: str) -> tuple[Variable, ...]:
    """The fields that a rule names, each once. What stands in quotes is no name."""
    names = dict.fromkeys(_NAME.findall(_TEXT.sub('""', text)))
    return tuple(found for name in names if (found := variable_named(name)))


def purposes_of(variables: Iterable[Variable]) -> frozenset[Purpose]:
    """What a customer must have agreed to, for a rule over these to be asked at all."""
    return frozenset(each.field.needs for each in variables if each.field.needs)
