"""From the JSON of a till of any other make to our own shape of an order, as a mapping file says. Pure."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any, Literal, cast

from hub.customers.mapping import Path, look_up
from hub.purchases.border import MOST_LINES
from hub.purchases.model import Reason
from hub.purchases.money import minor_units

Place = tuple[str | int, ...]
Money = Literal["minor", "decimal"]
# From here on a number is milliseconds: as seconds it would be of the year 2286.
_MILLISECONDS_FROM = 10**10

_TEXTS = frozenset({"till", "staff", "basket", "sku", "name"})


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
    word = str(said).lower() if isinstance(said, bool) else said
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
        net = _minor(order["net_minor"], currency, mapping.money)
    kind = kind or ("return" if net is not None and net < 0 else "sale")
    # Some tills write what is paid back as it is counted out, others with a sign: a return says which way it goes.
    sign = -1 if kind == "return" else 1
    with _at("lines"):
        lines = _list(look_up(told, mapping.lines)) if mapping.lines else []
    with _at("occurred_at"):
        at = _moment(order["occurred_at"], mapping.zone)
    with _at("version"):
        version = _version(order.get("version"), kind, mapping.zone)
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
        qty = _quantity(line.get("qty"))
    amounts: list[int | None] = []
    for name in ("unit_minor", "discount_minor", "net_minor"):
        with _at("lines", place - 1, name):
            amounts.append(_minor(line.get(name), currency, mapping.money))
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
        name: str(value) if name in _TEXTS and isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in told.items()
        if value is not None and value != ""
    }


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(cast("list[Any]", value)) > MOST_LINES:
        raise _NotThis("no list of lines")
    return cast("list[Any]", value)


def _minor(value: Any, currency: str, money: Money) -> int | None:
    match value, money:
        case None, _:
            return None
        case bool(), _:
            raise _NotThis("no amount")
        case int(), "minor":
            return value
        case ((str() | int() | Decimal()), "decimal"):
            return minor_units(str(value), currency)
        case _:
            raise _NotThis("no amount")


def _quantity(value: Any) -> Decimal:
    if value is None:
        return Decimal(1)
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal) or len(str(value)) > 20:
        raise _NotThis("no quantity")
    quantity = Decimal(value)
    if not quantity.is_finite() or abs(quantity) > 100_000:
        raise _NotThis("no quantity of a shop")
    return quantity


def _moment(value: Any, zone: tzinfo | None) -> datetime:
    if isinstance(value, str) and len(value) <= 40:
        at = datetime.fromisoformat(value.strip())
        if at.tzinfo is None and zone is None:
            raise _NotThis("of which time zone?")
        return at if at.tzinfo else at.replace(tzinfo=zone)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return datetime.fromtimestamp(float(value / 1000 if value >= _MILLISECONDS_FROM else value), UTC)
    raise _NotThis("no moment")


def _version(value: Any, kind: str, zone: tzinfo | None) -> int:
    if value is None:
        # A till that counts no versions tells of an order once, and perhaps that it was voided after all.
        return 1 if kind == "void" else 0
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 16:
        return int(value)
    return int(_moment(value, zone).timestamp() * 1000)
