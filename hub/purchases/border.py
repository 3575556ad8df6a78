"""The kinds of value that every till's JSON is made of: bounded, on one line, in a time that exists."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from hub.purchases.money import MOST_MINOR
from wire.clock import to_ms

MOST_LINES = 500
_REFERENCE = re.compile(r"\bGB-([23456789BCDFGHJKMNPQRTVWXZ]{6})\b")


def _one_line(text: str) -> str:
    """What a screen can show: no control characters, nothing that turns the writing around."""
    return "".join(c for c in text if c.isprintable()).strip()


def _exists(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2100:
        raise ValueError("not a time of ours")
    return at


def _as_text(value: Any) -> Any:
    """Ids are numbers in one shop and texts in another."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30 else value


Id = Annotated[
    str, BeforeValidator(_as_text), StringConstraints(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")
]
Text = Annotated[str, StringConstraints(max_length=500), AfterValidator(_one_line), AfterValidator(lambda t: t[:120])]
Moment = Annotated[AwareDatetime, AfterValidator(_exists)]
Minor = Annotated[int, Field(strict=True, ge=-MOST_MINOR, le=MOST_MINOR)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Quantity = Annotated[Decimal, Field(ge=-100_000, le=100_000, max_digits=12, decimal_places=5)]


class Told(BaseModel):
    """A part of what a till says; what we have no use for is never looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def moment_ms(at: datetime) -> int:
    """Unix ms."""
    return to_ms(at.timestamp())


def basket_in(texts: Iterable[str | None]) -> str | None:
    """The first basket reference in texts that a cashier typed or scanned."""
    for text in texts:
        if text and (found := _REFERENCE.search(text.upper())):
            return f"GB-{found[1]}"
    return None
