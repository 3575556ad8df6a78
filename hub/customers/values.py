"""From what a source has to what a card can show; what does not fit is left out, never guessed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, ValidationError

from hub.customers.port import Value


class Kind(Enum):
    """What a trait is, whatever a source makes of it."""

    TEXT = auto()
    COUNT = auto()
    COUNTS = auto()
    TIME = auto()


_KINDS: Mapping[str, Kind] = {
    "orders_24m": Kind.COUNT,
    "viewed_times_30d": Kind.COUNT,
    "disciplines_24m": Kind.COUNTS,
    "last_order_at": Kind.TIME,
}
# Above this, a number of seconds would be of the year 2286 or later: these are milliseconds.
_MILLISECONDS_FROM = 10_000_000_000


# Names of Persia and India, and most emoji, are spelled with these between their letters.
_JOINERS = "\u200c\u200d"
# Printable, says Unicode, and nothing is seen: fillers of Hangul, and the empty pattern of Braille.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0 ")


def _one_line(text: str) -> str:
    """Text that a handheld can show: no control or bidirectional override characters, and something to see."""
    shown = "".join(c for c in text if c.isprintable() or c in _JOINERS).strip(f" {_JOINERS}")
    return "" if _BLANKS.issuperset(shown.translate(dict.fromkeys(map(ord, _JOINERS)))) else shown


_Text = Annotated[str, StringConstraints(max_length=200), AfterValidator(_one_line), Field(min_length=1)]
_Key = Annotated[str, StringConstraints(max_length=40), AfterValidator(_one_line)]
_Count = Annotated[int, Field(ge=0, le=1_000_000)]
_TEXT: TypeAdapter[str] = TypeAdapter(_Text)
_COUNT: TypeAdapter[int] = TypeAdapter(_Count)
_COUNTS: TypeAdapter[dict[str, int]] = TypeAdapter(Annotated[dict[_Key, _Count], Field(max_length=50)])


def kind_of(trait: str) -> Kind:
    """What a trait of ours is."""
    return _KINDS.get(trait, Kind.TEXT)


def usable(trait: str, value: Any) -> Value | None:
    """The value in our terms; None for one of a kind or size that no card can show.

    Numbers may come as text and counts as JSON in a text, as platforms with flat fields keep them.
    """
    try:
        match kind_of(trait):
            case Kind.TEXT:
                return _TEXT.validate_python(value, strict=True) or None
            case Kind.COUNT:
                return _COUNT.validate_python(_whole(value), strict=True)
            case Kind.COUNTS:
                counts: Any = json.loads(value) if isinstance(value, str) and len(value) <= 4000 else value
                return _COUNTS.validate_python(
                    {key: _whole(count) for key, count in counts.items()} if isinstance(counts, dict) else counts,  # pyright: ignore[reportUnknownVariableType]
                    strict=True,
                )
            case Kind.TIME:
                return _time(value)
    except (ValidationError, ValueError, OverflowError, RecursionError):
        return None


def moment_ms(value: Any) -> int | None:
    """Unix ms of an ISO text or of Unix seconds or milliseconds; None when it is no moment."""
    text = _time(value)
    return round(datetime.fromisoformat(text).timestamp() * 1000) if text else None


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10 else value


def _time(value: Any) -> str | None:
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            seconds = value / 1000 if value >= _MILLISECONDS_FROM else value
            return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds > 0 else None
        if isinstance(value, str) and 0 < len(value) <= 40:
            at = datetime.fromisoformat(value)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
    except (ValueError, OverflowError, OSError):
        pass
    return None
