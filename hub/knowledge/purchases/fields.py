"""Field types shared by all till parsers, with their limits.

Every part of an order that can be missing can be wrong as well: it is passed over and counted, and the sale is kept.
Only a field without a default refuses an order.
"""

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, cast

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_core import CoreSchema, core_schema

from hub.ground.parsing.moments import read_moment
from hub.ground.parsing.money import MOST_MINOR
from hub.ground.parsing.numbers import QUANTITY_PLACES, NotANumber, read_quantity, read_whole
from hub.ground.parsing.texts import as_meant
from wire.clock import to_ms

MOST_LINES = 500
# What a screen shows of a name, and how much of a longer text is looked at for it.
_SHOWN, _LOOKED_AT = 120, 1000
_REFERENCE = re.compile(r"\bGB-([23456789BCDFGHJKMNPQRTVWXZ]{6})\b")


@dataclass(slots=True)
class Reading:
    """What was passed over while one body was read: places by the till's own names, and how often."""

    strict: bool = False
    """Whether to refuse what would be passed over: for whoever looks for mistakes."""
    passed_over: Counter[str] = field(default_factory=Counter[str])
    _place: list[str] = field(default_factory=list[str])

    @contextmanager
    def at(self, name: str):  # noqa: ANN201 - a context manager
        """Where it reads now."""
        self._place.append(name)
        try:
            yield
        finally:
            self._place.pop()

    def pass_over(self, name: str = "", times: int = 1) -> None:
        """Count what cannot be used here."""
        self.passed_over[".".join(filter(None, (*self._place, name)))] += times


def reading_of(info: ValidationInfo) -> Reading:
    """The one that was handed to `model_validate` as context."""
    return info.context if isinstance(info.context, Reading) else Reading()


class TillModel(BaseModel):
    """A part of what a till says; what we have no use for is never looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def _take_what_can_be_used(cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        name = info.field_name or ""
        told, reading = cls.model_fields[name], reading_of(info)
        with reading.at(name):
            try:
                return handler(value)
            except ValidationError:
                if told.is_required() or (reading.strict and value is not None):
                    raise
                if value is not None:
                    reading.pass_over()
                return told.get_default()


class Several:
    """Marks a list: entries that cannot be used, and those beyond `most`, are passed over. Its work is its length."""

    def __init__(self, most: int) -> None:
        self._most = most

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(self._usable, handler(source))

    def _usable(self, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        reading = reading_of(info)
        if not isinstance(value, list) or reading.strict:
            return handler(value)
        entries = cast("list[Any]", value)
        found: list[Any] = []
        for entry in entries[: self._most]:
            try:
                found.extend(handler([entry]))
            except ValidationError:
                reading.pass_over()
        if len(entries) > self._most:
            reading.pass_over(times=len(entries) - self._most)
        return tuple(found)


def _one_line(text: str) -> str:
    """What a screen can show: no control characters, nothing that turns the writing around."""
    return "".join(c for c in as_meant(text[:_LOOKED_AT]) if c.isprintable()).strip()[:_SHOWN]


def _moment(value: Any) -> datetime:
    return read_moment(value, zone=None)


def _as_text(value: Any) -> Any:
    """Ids, notes and amounts are numbers in one shop and texts in another."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and abs(value) < 10**30:
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return value


def _as_whole(value: Any) -> Any:
    """A number of JSON that is whole, as 3.0 is, as one; anything else as it is."""
    if not isinstance(value, float | Decimal):
        return value
    try:
        return read_whole(value)
    except NotANumber:
        return value


def as_id(value: Any) -> Any:
    """An id is a number in one shop and a text in another; 4711.0 is 4711."""
    return _as_text(_as_whole(value))


Id = Annotated[str, BeforeValidator(as_id), StringConstraints(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
Text = Annotated[str, BeforeValidator(_as_text), AfterValidator(_one_line)]
# Only looked through for a reference, never kept: as long as it comes.
Note = Annotated[str, BeforeValidator(_as_text)]
Amount = Annotated[str, BeforeValidator(_as_text), StringConstraints(max_length=40, strip_whitespace=True)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Minor = Annotated[int, BeforeValidator(_as_whole), Field(strict=True, ge=-MOST_MINOR, le=MOST_MINOR)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Quantity = Annotated[
    Decimal,
    BeforeValidator(read_quantity),
    Field(ge=-100_000, le=100_000, max_digits=12, decimal_places=QUANTITY_PLACES),
]


def moment_ms(at: datetime) -> int:
    """Unix ms."""
    return to_ms(at.timestamp())


def basket_in(texts: Iterable[str | None]) -> str | None:
    """The first basket reference in texts that a cashier typed or scanned."""
    for text in texts:
        if text and (found := _REFERENCE.search(text.upper())):
            return f"GB-{found[1]}"
    return None
