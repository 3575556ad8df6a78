"""What a till told and the hub did not keep: enough for IT to find it again, and nothing of what it said. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from hub.ground.http.json_body import NotJson, parse_json
from hub.knowledge.customers.mapping import JsonPlace, look_up
from hub.knowledge.purchases.mapped import NotAnOrder, TillMapping, place_in_theirs
from hub.knowledge.purchases.model import DeliveryResult
from wire.sentences import sentence_of

# Longer texts are no order numbers, and an explanation is read in one line.
_MOST_NUMBER, _MOST_TEXT = 100, 200


@dataclass(frozen=True, slots=True)
class RecordRefusal:
    """Why a webhook was not kept; `field` is the place in it, by the names of the till or of our own shape."""

    reason: DeliveryResult
    field: str = ""
    why: str = ""


def unreadable(error: Exception, mapping: TillMapping | None = None) -> RecordRefusal:
    """The first thing that is wrong, and where: with a `mapping`, by the till's own names. Nothing read is quoted."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        return RecordRefusal(DeliveryResult.UNREADABLE, _place(first["loc"], mapping), _line(sentence_of(first)))
    if isinstance(error, NotAnOrder):
        return RecordRefusal(DeliveryResult.UNREADABLE, _place(error.place, mapping), _line(str(error)))
    return RecordRefusal(DeliveryResult.UNREADABLE, why=_line(str(error)))


def type_and_number(body: bytes, type_at: JsonPlace | None, number_at: Iterable[JsonPlace]) -> tuple[str, str]:
    """What a body says it is about, and the number by which IT finds the order in the till; empty where it does not."""
    try:
        told = parse_json(body)
    except NotJson:
        return "", ""
    numbers = (_number(look_up(told, path)) for path in number_at)
    return _number(look_up(told, type_at)) if type_at else "", next(filter(None, numbers), "")


def _number(found: Any) -> str:
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    text = found if isinstance(found, str) else str(found) if abs(found) < 10**_MOST_NUMBER else ""
    # Who typed an address where a number belongs shall not find it kept here.
    return text if text.isprintable() and len(text) <= _MOST_NUMBER and "@" not in text else ""


def in_theirs(refusal: RecordRefusal, mapping: TillMapping | None) -> RecordRefusal:
    """The same by the till's own names, for a field of our shape that stands by itself."""
    return replace(refusal, field=_place((refusal.field,), mapping)) if refusal.field else refusal


def _place(loc: tuple[int | str, ...], mapping: TillMapping | None) -> str:
    return _line(".".join(map(str, loc if mapping is None else place_in_theirs(loc, mapping))))


def _line(text: str) -> str:
    return "".join(c for c in text.split("\n", 1)[0] if c.isprintable())[:_MOST_TEXT]
