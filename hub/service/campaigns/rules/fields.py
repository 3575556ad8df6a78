"""What a rule can ask about: each field with its type, its unit and the purpose that opens it.

A field that counts what happened takes a window: `viewed_in_5_visits["sofa-12"] > 3`, `spent_in_90_days > 1000.0`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from hub.trust.consents.purposes import Purpose

Value: TypeAlias = "str | int | float | bool | list[str] | dict[str, int] | dict[str, float]"

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
        Field("zone", FieldType.TEXT),
        Field("zones", FieldType.TEXTS),
        Field("dwell_seconds", FieldType.COUNTS),
        Field("hour", FieldType.WHOLE),
        Field("weekday", FieldType.WHOLE),
        Field("language", FieldType.TEXT),
        # Visits before.
        Field("visits", FieldType.WHOLE, windows=_DAYS),
        Field("days_since_visit", FieldType.WHOLE),
        # Purchases.
        Field("orders", FieldType.WHOLE, Purpose.PREDICT, _DAYS),
        Field("spent", FieldType.NUMBER, Purpose.PREDICT, _DAYS),
        Field("bought", FieldType.COUNTS, Purpose.PREDICT, _DAYS),
        Field("bought_categories", FieldType.COUNTS, Purpose.PREDICT, _DAYS),
        Field("bought_lines", FieldType.COUNTS, Purpose.PREDICT, _DAYS),
        Field("days_since_order", FieldType.WHOLE, Purpose.PREDICT),
        # The one line of the shop that they belong to; not there where they buy of several, or too little is known.
        Field("line", FieldType.TEXT, Purpose.PREDICT),
        # Online.
        Field("viewed", FieldType.COUNTS, Purpose.JOIN_ONLINE_INSTORE, _BOTH),
        Field("cart", FieldType.TEXTS, Purpose.JOIN_ONLINE_INSTORE),
        # Insight.
        Field("segments", FieldType.TEXTS, Purpose.PREDICT),
        Field("likely", FieldType.SHARES, Purpose.PREDICT),
        Field("lapse", FieldType.NUMBER, Purpose.PREDICT),
        Field("next_visit", FieldType.NUMBER, Purpose.PREDICT),
        Field("upsell", FieldType.NUMBER, Purpose.PREDICT),
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
