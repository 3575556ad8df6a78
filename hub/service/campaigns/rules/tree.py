"""A rule as people build it on a screen, and the CEL that it becomes. Pure."""

import json
from collections.abc import Collection
from typing import Annotated, Literal, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, model_validator
from pydantic import Field as Key

from hub.service.campaigns.rules.fields import FIELDS, Field, FieldType, Variable, Window, WindowUnit

# A rule that nobody can read is refused, long before CEL would (32 deep).
MOST_DEPTH = 8
MOST_PARTS = 50

Comparison = Literal["is", "is_not", "more_than", "at_least", "less_than", "at_most", "has", "has_not"]
_SIGNS = {"is": "==", "is_not": "!=", "more_than": ">", "at_least": ">=", "less_than": "<", "at_most": "<="}
_OF_LISTS = frozenset({"has", "has_not"})
_OF_TEXT = frozenset({"is", "is_not"})


class Within(BaseModel):
    """How far back: days, or visits with the one that goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    days: int | None = None
    """The last so many days: 1 to 730."""
    visits: int | None = None
    """The last so many visits with the one that goes on: 1 to 50."""

    @model_validator(mode="after")
    def _is_one(self) -> "Within":
        if (self.days is None) == (self.visits is None):
            raise ValueError("name days or visits, one of them")
        return self

    @property
    def window(self) -> Window:
        """The same for a field's name."""
        if self.days is not None:
            return Window(self.days, WindowUnit.DAYS)
        return Window(self.visits or 0, WindowUnit.VISITS)


class Leaf(BaseModel):
    """One condition. `of`: which article, category or zone, for fields that count by id."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    field: str
    """The name of a field: see the table above."""
    of: str | None = None
    """Which article, category, line or zone; of fields that count by id."""
    is_: Comparison = Key(alias="op")
    """`is`, `is_not`, `more_than`, `at_least`, `less_than`, `at_most`; of a list `has`, `has_not`."""
    value: bool | int | float | str
    """What it is compared with."""
    within: Within | None = None
    """How far back; without it, everything that is kept."""

    @model_validator(mode="after")
    def _fits(self) -> "Leaf":
        field = FIELDS.get(self.field)
        if field is None:
            raise ValueError(f'there is no field "{self.field}"')
        window = self.within.window if self.within else None
        if window and (window.unit not in field.windows or not window.fits):
            raise ValueError(f'"{self.field}" does not count within {window.length} {window.unit}')
        by_id = field.type in {FieldType.COUNTS, FieldType.SHARES}
        if by_id != (self.of is not None):
            raise ValueError(f'"{self.field}" {"needs" if by_id else "has no"} "of"')
        if wrong := _wrong_value(field, self.is_, self.value):
            raise ValueError(f'"{self.field}": {wrong}')
        return self


class AllOf(BaseModel):
    """Every part holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    all: tuple["Rule", ...]
    """Rules; an empty list is everybody."""


class AnyOf(BaseModel):
    """One part holds, or more."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    any: tuple["Rule", ...]
    """Rules; an empty list is nobody."""


class Not(BaseModel):
    """The part does not hold. A part that cannot be known holds neither way."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    not_: "Rule" = Key(alias="not")
    """A rule."""


class Cel(BaseModel):
    """CEL as it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    cel: Annotated[str, Key(max_length=4000)]
    """Text, as in `visits > 3 && !("gold" in segments)`."""


TAG = "rule:"
"""What pydantic puts in the place of a fault for each kind of rule; no key of a file."""


def _kind(value: object) -> str:
    """Which kind of rule it is meant to be, by its key: a fault is then told of that one alone."""
    keys: Collection[str] = ()
    match value:
        case dict():
            keys = cast("dict[str, object]", value)
        case BaseModel():
            keys = value.model_fields_set
        case _:
            pass
    named = {"all": "all", "any": "any", "not": "not", "not_": "not", "cel": "cel"}
    return TAG + next((kind for key, kind in named.items() if key in keys), "leaf")


Rule: TypeAlias = Annotated[
    Annotated[AllOf, Tag("rule:all")]
    | Annotated[AnyOf, Tag("rule:any")]
    | Annotated[Not, Tag("rule:not")]
    | Annotated[Cel, Tag("rule:cel")]
    | Annotated[Leaf, Tag("rule:leaf")],
    Discriminator(_kind),
]


def to_cel(rule: Rule) -> str:
    """The text that the engine compiles. An empty `all` is everybody, an empty `any` nobody, as in CEL."""
    match rule:
        case AllOf(all=parts):
            return " && ".join(_in_brackets(each) for each in parts) or "true"
        case AnyOf(any=parts):
            return " || ".join(_in_brackets(each) for each in parts) or "false"
        case Not(not_=part):
            return f"!({to_cel(part)})"
        case Cel(cel=text):
            return text
        case Leaf():
            return _of_leaf(rule)


def depth(rule: Rule) -> int:
    """How deep it is nested."""
    match rule:
        case AllOf(all=parts) | AnyOf(any=parts):
            return 1 + max(map(depth, parts), default=0)
        case Not(not_=part):
            return 1 + depth(part)
        case _:
            return 1


def parts_of(rule: Rule) -> int:
    """How many conditions it has."""
    match rule:
        case AllOf(all=parts) | AnyOf(any=parts):
            return sum(map(parts_of, parts))
        case Not(not_=part):
            return parts_of(part)
        case _:
            return 1


def _in_brackets(rule: Rule) -> str:
    return f"({to_cel(rule)})"


def _of_leaf(leaf: Leaf) -> str:
    field = FIELDS[leaf.field]
    name = Variable(field, leaf.within.window if leaf.within else None).name
    match field.type:
        case FieldType.TEXTS:
            return f"{'!' if leaf.is_ == 'has_not' else ''}({_literal(str(leaf.value))} in {name})"
        case FieldType.COUNTS | FieldType.SHARES:
            # Who never did it did it no times: a key that is not there is a nought.
            key, nought = _literal(leaf.of or ""), "0" if field.type is FieldType.COUNTS else "0.0"
            return f"({key} in {name} ? {name}[{key}] : {nought}) {_SIGNS[leaf.is_]} {_number(field, leaf.value)}"
        case FieldType.TEXT:
            return f"{name} {_SIGNS[leaf.is_]} {_literal(str(leaf.value))}"
        case FieldType.WHOLE | FieldType.NUMBER:
            return f"{name} {_SIGNS[leaf.is_]} {_number(field, leaf.value)}"


def _number(field: Field, value: float | str) -> str:
    """CEL mixes no whole numbers with others."""
    return str(int(value)) if field.type in {FieldType.WHOLE, FieldType.COUNTS} else repr(float(value))


def _literal(text: str) -> str:
    """A text as CEL writes it; JSON's way is one of CEL's, once nothing is left out of ASCII's control characters."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _wrong_value(field: Field, comparison: str, value: object) -> str:
    """Why a field of that type cannot be compared so; empty when it can."""
    match field.type:
        case FieldType.TEXTS:
            right = comparison in _OF_LISTS and isinstance(value, str)
            return "" if right else 'is a list: it "has" a text, or "has_not"'
        case FieldType.TEXT:
            right = comparison in _OF_TEXT and isinstance(value, str)
            return "" if right else 'is a text: it "is" another, or "is_not"'
        case FieldType.WHOLE | FieldType.COUNTS:
            right = comparison in _SIGNS and isinstance(value, int) and not isinstance(value, bool)
            return "" if right else "is a whole number: compare it with one"
        case FieldType.NUMBER | FieldType.SHARES:
            right = comparison in _SIGNS and isinstance(value, int | float) and not isinstance(value, bool)
            return "" if right else "is a number: compare it with one"
