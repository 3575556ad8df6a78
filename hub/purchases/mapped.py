"""From the JSON of a till of any other make to our own shape of an order, as a mapping file says. Pure."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Literal, cast

from hub.customers.mapping import Path, look_up
from hub.parsing.moments import DateOrder, read_moment
from hub.parsing.numbers import DecimalSign, NotANumber, read_quantity, read_whole
from hub.purchases.border import MOST_LINES
from hub.purchases.model import Reason
from hub.purchases.money import minor_units

Place = tuple[str | int, ...]
Money = Literal["minor", "decimal"]
_TEXTS = frozenset(
    {"till", "staff", "basket", "sku", "name", "order_id", "original_order_id", "customer_ref", "store", "line_id"}
    | {"returns_line"}
)


@dataclass(frozen=True, slots=True)
class TillMapping:
    """Where in a till's JSON each part of an order stands. The names are those of `OrderTold` and `LineTold`."""

    order: Mapping[str, Path]
    lines: Path | None
    """The list of articles."""
    line: Mapping[str, Path]
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


class _NotThis(ValueError):
    """It is no order of ours; no text of it may quote what was read."""


class NotAnOrder(ValueError):
    """What stands at `place` (names of `OrderTold`, lines by number) cannot be used."""

    def __init__(self, place: Place, why: str) -> None:
        self.place = place
        super().__init__(why)


def in_our_shape(told: Any, mapping: TillMapping) -> dict[str, Any] | Reason:
    """An order in our own shape, still to be checked as any; or why it is none. Raises `NotAnOrder`."""
    kind = _kind(told, mapping)
    return kind if isinstance(kind, Reason) else _order(told, mapping, kind)


@contextmanager
def _at(*place: str | int) -> Generator[None]:
    try:
        yield
    except (ValueError, ArithmeticError, OSError) as error:
        raise NotAnOrder(place, str(error) if isinstance(error, ValueError) else "no number that can be used") from None


def _kind(told: Any, mapping: TillMapping) -> str | Reason | None:
    if "kind" not in mapping.order:
        return None
    said = look_up(told, mapping.order["kind"])
    word = str(said).lower() if isinstance(said, bool) else _text(said)
    if not isinstance(word, str):
        raise NotAnOrder(("kind",), "no word for what it is")
    return mapping.kinds.get(word, Reason.UNKNOWN_TOPIC)


def _order(told: Any, mapping: TillMapping, kind: str | None) -> dict[str, Any]:
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
    with _at("lines"):
        lines = _list(look_up(told, mapping.lines)) if mapping.lines else []
    with _at("occurred_at"):
        at = read_moment(order["occurred_at"], mapping.zone, mapping.dates)
    with _at("version"):
        version = _version(order.get("version"), kind, mapping)
    order |= {
        "kind": kind,
        "currency": currency,
        "net_minor": sign * abs(net) if net is not None and sign < 0 else net,
        "occurred_at": at,
        "version": version,
        "lines": [_line(line, place, currency, mapping, sign) for place, line in enumerate(lines, 1)],
    }
    return _said(order)


def _line(told: Any, place: int, currency: str, mapping: TillMapping, sign: int) -> dict[str, Any]:
    line = {name: look_up(told, path) for name, path in mapping.line.items()}
    with _at("lines", place - 1, "qty"):
        qty = _quantity(line.get("qty"), mapping.decimal_sign)
    amounts: list[int | None] = []
    for name in ("unit_minor", "discount_minor", "net_minor"):
        with _at("lines", place - 1, name):
            amounts.append(_minor(line.get(name), currency, mapping))
    unit, discount, net = amounts
    if net is None and unit is not None:
        with _at("lines", place - 1, "unit_minor"):
            exact = qty * unit - (discount or 0)
            if exact != exact.to_integral_value():
                raise _NotThis("a price of a fraction of the smallest coin")
            net = int(exact)
    line |= {"unit_minor": unit, "discount_minor": discount, "net_minor": net, "qty": qty}
    if sign < 0:
        line |= {"qty": -abs(qty), "net_minor": None if net is None else -abs(net)}
    line["line_id"] = line.get("line_id") or str(place)
    return _said(line)


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
    if not isinstance(value, list) or len(cast("list[Any]", value)) > MOST_LINES:
        raise _NotThis("no list of lines")
    return cast("list[Any]", value)


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
        return read_whole(value)
    except NotANumber:
        return int(read_moment(value, mapping.zone, mapping.dates).timestamp() * 1000)
