"""From the JSON of a till of any other make to our own shape of an order, as a mapping file says. Pure."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Literal, TypeVar, cast

from hub.ground.parsing.moments import DateOrder, read_moment
from hub.ground.parsing.money import minor_units
from hub.ground.parsing.numbers import DecimalSign, NotANumber, read_quantity, read_whole
from hub.knowledge.customers.mapping import JsonPlace, list_at, look_up
from hub.knowledge.purchases.fields import MOST_LINES, Reading
from hub.knowledge.purchases.gift_marks import NO
from hub.knowledge.purchases.model import DeliveryResult

_T = TypeVar("_T")
Place = tuple[str | int, ...]
"""A place of our own shape."""
Money = Literal["minor", "decimal"]
# Integers up to here are exact in every reader of JSON.
MOST_VERSION = 2**53
_TEXTS = frozenset(
    {"till", "staff", "basket", "sku", "name", "order_id", "original_order_id", "customer_ref", "store", "line_id"}
    | {"returns_line"}
)


@dataclass(frozen=True, slots=True)
class TillMapping:
    """Where in a till's JSON each part of an order stands. The names are those of `OrderTold` and `LineTold`."""

    order: Mapping[str, JsonPlace]
    lines: JsonPlace | None
    """The list of articles."""
    line: Mapping[str, JsonPlace]
    """Paths within one of them."""
    kinds: Mapping[str, str]
    """Their word for what an order is, and ours."""
    currency: str | None
    """For tills that do not say it."""
    money: Money
    zone: tzinfo | None
    """Of times without one."""
    decimal_sign: DecimalSign | None = None
    """Of numbers that are texts; without it, what could be thousands or decimals is refused."""
    dates: DateOrder | None = None
    """Whether the day or the month comes first, where it could be either."""
    pickups: Mapping[str, str] = field(default_factory=dict[str, str])
    """Their word for how far an order is that is collected, and ours."""


class _NotThis(ValueError):
    """It is no order of ours; no text of it may quote what was read."""


class NotAnOrder(ValueError):
    """What stands at `place` (names of `OrderTold`, lines by number) cannot be used."""

    def __init__(self, place: Place, why: str) -> None:
        self.place = place
        super().__init__(why)


def place_in_theirs(place: Place, mapping: TillMapping) -> JsonPlace:
    """Where the till writes what stands at a place of our shape; the same where the mapping names no place for it."""
    match place:
        case ("lines", int(number), str(name), *_) if mapping.lines is not None:
            # A line's amount may have come of a price alone.
            path = mapping.line.get(name) or (mapping.line.get("unit_minor") if name == "net_minor" else None)
            return (*mapping.lines, number, *(path or ()))
        case ("lines", *_) if mapping.lines is not None:
            return mapping.lines
        case (str(name), *_) if name in mapping.order:
            return mapping.order[name]
        case _:
            return place


def in_our_shape(told: Any, mapping: TillMapping, reading: Reading) -> dict[str, Any] | DeliveryResult:
    """An order in our own shape, still to be checked as any; or why it is none. Raises `NotAnOrder`.

    What an order can do without and cannot be used is passed over, and counted in `reading`.
    """
    kind = _kind(told, mapping)
    return kind if isinstance(kind, DeliveryResult) else _order(told, mapping, kind, reading)


@contextmanager
def _at(*place: str | int) -> Generator[None]:
    try:
        yield
    except (ValueError, ArithmeticError, OSError) as error:
        raise NotAnOrder(place, str(error) if isinstance(error, ValueError) else "no number that can be used") from None


def _usable(read: Callable[[], _T], otherwise: _T, reading: Reading, *place: str | int) -> _T:
    """What stands at a place that an order can do without."""
    try:
        with _at(*place):
            return read()
    except NotAnOrder:
        if reading.strict:
            raise
        reading.pass_over(".".join(name for name in place if isinstance(name, str)))
        return otherwise


def _kind(told: Any, mapping: TillMapping) -> str | DeliveryResult | None:
    if "kind" not in mapping.order:
        return None
    said = look_up(told, mapping.order["kind"])
    word = str(said).lower() if isinstance(said, bool) else _text(said)
    if not isinstance(word, str):
        raise NotAnOrder(("kind",), "no word for what it is")
    return mapping.kinds.get(word, DeliveryResult.UNKNOWN_TOPIC)


def _order(told: Any, mapping: TillMapping, kind: str | None, reading: Reading) -> dict[str, Any]:
    order = {name: look_up(told, path) for name, path in mapping.order.items()}
    currency = order.get("currency") or mapping.currency
    with _at("currency"):
        if not isinstance(currency, str):
            raise _NotThis("no currency")
    with _at("net_minor"):
        net = _minor(order["net_minor"], currency, mapping)
    kind = kind or ("return" if net is not None and net < 0 else "sale")
    # Some tills write what is paid back as it is counted out, others with a sign: a return says which way it goes.
    sign = -1 if kind == "return" else 1
    lines = _lines(told, currency, mapping, sign, reading) if mapping.lines else []
    with _at("occurred_at"):
        at = read_moment(order["occurred_at"], mapping.zone, mapping.dates)
    no_version = _version(None, kind, mapping)
    version = _usable(lambda: _version(order.get("version"), kind, mapping), no_version, reading, "version")
    order |= {
        "kind": kind,
        "currency": currency,
        "net_minor": sign * abs(net) if net is not None and sign < 0 else net,
        "occurred_at": at,
        "version": version,
        "lines": lines,
        "gift": _is_yes(order.get("gift")),
        "pickup": mapping.pickups.get(str(_text(order.get("pickup")))),
    }
    return _said(order)


def _lines(told: Any, currency: str, mapping: TillMapping, sign: int, reading: Reading) -> list[dict[str, Any]]:
    assert mapping.lines is not None  # noqa: S101 - asked before
    articles = list_at(told, mapping.lines)
    found = look_up(told, mapping.lines) if articles is None else articles
    lines = _usable(lambda: _list(found), [], reading, "lines")
    if len(lines) > MOST_LINES:
        _usable(_too_many, None, reading, "lines")
    return [_line(each, place, currency, mapping, sign, reading) for place, each in enumerate(lines[:MOST_LINES], 1)]


def _line(told: Any, place: int, currency: str, mapping: TillMapping, sign: int, reading: Reading) -> dict[str, Any]:
    line = {name: look_up(told, path) for name, path in mapping.line.items()}

    def usable(name: str, read: Callable[[], _T], otherwise: _T) -> _T:
        return _usable(read, otherwise, reading, "lines", place - 1, name)

    def amount(name: str) -> int | None:
        return usable(name, lambda: _minor(line.get(name), currency, mapping), None)

    is_said = any(value is not None for value in line.values())
    qty = usable("qty", lambda: _quantity(line.get("qty"), mapping.decimal_sign), Decimal(1))
    unit, discount, net = amount("unit_minor"), amount("discount_minor"), amount("net_minor")
    if net is None and unit is not None:
        net = usable("unit_minor", lambda: _whole(qty * unit - (discount or 0)), None)
    if net is None and is_said and not reading.strict:
        # The article is known, and the amount of the order as well; this part of it is not.
        reading.pass_over("lines.net_minor")
        net = 0
    line["gift"] = _is_yes(line.get("gift"))
    line |= {"unit_minor": unit, "discount_minor": discount, "net_minor": net, "qty": qty}
    if sign < 0:
        line |= {"qty": -abs(qty), "net_minor": None if net is None else -abs(net)}
    line["line_id"] = line.get("line_id") or str(place)
    return _said(line)


def _is_yes(value: Any) -> bool:
    """Whether a field says so: a gift message says it by being there."""
    return value not in (None, False, 0) and str(value).strip().casefold() not in NO


def _whole(minor: Decimal) -> int:
    if minor != minor.to_integral_value():
        raise _NotThis("a price of a fraction of the smallest coin")
    return int(minor)


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty; where we keep a text, some tills have a number."""
    return {
        name: _text(value) if name in _TEXTS else value
        for name, value in told.items()
        if value is not None and value != ""
    }


def _text(value: Any) -> Any:
    """A number as the text that it is for us: 4711.0 is 4711."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    try:
        return str(read_whole(value))
    except NotANumber:
        return str(value)


def _list(value: Any) -> list[Any]:
    if value is None:
        return []  # an order of which a till tells the amount alone
    if not isinstance(value, list):
        raise _NotThis("no list of lines")
    return cast("list[Any]", value)


def _too_many() -> None:
    raise _NotThis(f"more than {MOST_LINES} lines")


def _minor(value: Any, currency: str, mapping: TillMapping) -> int | None:
    if value is None or value == "":
        return None
    if mapping.money == "minor":
        return read_whole(value, mapping.decimal_sign)
    return minor_units(value, currency, mapping.decimal_sign)


def _quantity(value: Any, sign: DecimalSign | None) -> Decimal:
    if value is None or value == "":
        return Decimal(1)
    quantity = read_quantity(value, sign)
    if abs(quantity) > 100_000:
        raise _NotThis("no quantity of a shop")
    return quantity


def _version(value: Any, kind: str, mapping: TillMapping) -> int:
    if value is None:
        # A till that counts no versions tells of an order once, and perhaps that it was voided after all.
        return 1 if kind == "void" else 0
    try:
        version = read_whole(value)
    except NotANumber:
        version = int(read_moment(value, mapping.zone, mapping.dates).timestamp() * 1000)
    if not 0 <= version <= MOST_VERSION:
        raise _NotThis("no version")
    return version
