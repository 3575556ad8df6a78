"""From what a source has to what a card can show; what does not fit is left out, never guessed."""

import json
from collections.abc import Mapping
from datetime import UTC, tzinfo
from enum import Enum, auto
from typing import Annotated, Any, cast

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, ValidationError

from hub.ground.parsing.moments import DateOrder, NotAMoment, read_moment
from hub.ground.parsing.numbers import read_whole
from hub.ground.parsing.texts import as_meant, is_address
from hub.knowledge.customers.port import Value


class ValueKind(Enum):
    """What a trait is, whatever a source makes of it."""

    TEXT = auto()
    COUNT = auto()
    COUNTS = auto()
    TIME = auto()
    # Of facts of the shop's own alone (`hub.knowledge.customers.traits`).
    NUMBER = auto()
    MONEY = auto()
    DATE = auto()
    CHOICE = auto()


_KINDS: Mapping[str, ValueKind] = {
    "orders_24m": ValueKind.COUNT,
    "viewed_times_30d": ValueKind.COUNT,
    "lines_24m": ValueKind.COUNTS,
    "last_order_at": ValueKind.TIME,
    "last_purchase_at": ValueKind.TIME,
}
# Names of Persia and India, and most emoji, are spelled with these between their letters.
_JOINERS = "\u200c\u200d"
# Printable, says Unicode, and nothing is seen: fillers of Hangul, and the empty pattern of Braille.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0 ")


def _one_line(text: str) -> str:
    """Text that a handheld can show: no control or bidirectional override characters, and something to see."""
    text = as_meant(text)
    if is_address(text):
        return ""
    shown = "".join(c for c in text if c.isprintable() or c in _JOINERS).strip(f" {_JOINERS}")
    return "" if _BLANKS.issuperset(shown.translate(dict.fromkeys(map(ord, _JOINERS)))) else shown


_Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_one_line), Field(min_length=1)]
_Key = Annotated[str, StringConstraints(max_length=40), AfterValidator(_one_line)]
_Count = Annotated[int, Field(ge=0, le=1_000_000)]
_TEXT: TypeAdapter[str] = TypeAdapter(_Text)
_COUNT: TypeAdapter[int] = TypeAdapter(_Count)
_COUNTS: TypeAdapter[dict[str, int]] = TypeAdapter(Annotated[dict[_Key, _Count], Field(max_length=50)])


def kind_of(trait: str) -> ValueKind:
    """What a trait of ours is."""
    return _KINDS.get(trait, ValueKind.TEXT)


def usable(trait: str, value: Any, zone: tzinfo = UTC, order: DateOrder | None = None) -> Value | None:
    """The value in our terms; None for one of a kind or size that no card can show.

    Numbers may come as text and counts as JSON in a text, as platforms with flat fields keep them.
    """
    try:
        match kind_of(trait):
            case ValueKind.TEXT:
                return _TEXT.validate_python(value, strict=True) or None
            case ValueKind.COUNT:
                return _COUNT.validate_python(read_whole(value), strict=True)
            case ValueKind.COUNTS:
                counts: Any = json.loads(value) if isinstance(value, str) and len(value) <= 4000 else value
                whole = (
                    {key: read_whole(count) for key, count in cast("dict[Any, Any]", counts).items()}
                    if isinstance(counts, dict)
                    else counts
                )
                return _named(_COUNTS.validate_python(whole, strict=True))
            case ValueKind.TIME:
                return read_moment(value, zone, order).isoformat()
            case ValueKind.NUMBER | ValueKind.MONEY | ValueKind.DATE | ValueKind.CHOICE:
                return None
    except (ValidationError, ValueError, OverflowError, RecursionError):
        return None


def _named(counts: dict[str, int]) -> dict[str, int] | None:
    """Without what a program wrote for no name; None when nothing else was counted."""
    named = {name: count for name, count in counts.items() if name}
    return named if named or not counts else None


def observed_ms(said: Any) -> tuple[int | None, bool]:
    """When a source says that a value was true, in Unix ms; and whether it said so in a way that cannot be read."""
    at_ms = moment_ms(said)
    return at_ms, at_ms is None and said is not None and said != ""


def moment_ms(value: Any) -> int | None:
    """Unix ms of a moment however a source writes it; None when it is none, or could be two."""
    try:
        return round(read_moment(value).timestamp() * 1000)
    except NotAMoment:
        return None
