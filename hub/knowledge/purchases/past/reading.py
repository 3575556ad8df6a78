"""From the rows of a file to orders: what a row says, and which rows are one order. Pure.

What cannot be used of a row is passed over and counted by reason; nothing of it is quoted.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from hub.ground.parsing.moments import DateOrder, NotAMoment, read_moment
from hub.ground.parsing.money import EXPONENTS, MOST_MINOR
from hub.ground.parsing.numbers import DecimalSign, NotANumber, is_shortened, read_decimal, read_quantity
from hub.ground.parsing.texts import as_meant
from hub.knowledge.customers.mapping import list_at, look_up
from hub.knowledge.purchases.model import OrderKind
from hub.knowledge.purchases.past.mapping_file import PastMapping, PastPlace
from hub.knowledge.purchases.past.model import FileLine, NoLine, PastLine, PastOrder
from wire.clock import to_ms

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper  # pyright: ignore[reportPrivateUsage] - what lru_cache returns

# A wholesaler's order; one that is longer is a file whose id is none.
MOST_LINES = 5_000
MOST_QUANTITY = 1_000_000
_MOST_ID, _MOST_SKU, _MOST_NAME = 100, 64, 120
# Rows of one order stand together in exports; in some, another order's stand between.
_OPEN_ORDERS = 1_000
# As many articles and prices as a shop has; nothing of a customer is among them.
_REMEMBERED = 20_000
_EPOCH = date(1970, 1, 1).toordinal()


T = TypeVar("T")


class _Skip(ValueError):
    """The text is a reason that is counted."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a file does not say of itself, where its mapping does not either."""

    zone: tzinfo
    currency: str
    now_ms: int


Said = Callable[[PastPlace], Any]


def line_of_row(number: int, row: dict[str, Any], mapping: PastMapping, here: Surroundings) -> FileLine | NoLine:
    """The one line that a row of a table is."""

    def said(place: PastPlace) -> Any:
        return row.get(place.column)

    return _line(number, said, said, mapping, here)


def lines_of_document(number: int, order: Any, mapping: PastMapping, here: Surroundings) -> Iterator[FileLine | NoLine]:
    """The lines of an order in JSON."""
    lines = list_at(order, mapping.lines)
    if lines is None:
        yield NoLine(number, "no_lines")
        return
    for line in lines:
        yield _line(number, partial(_at, order), partial(_at, line), mapping, here)


def _at(document: Any, place: PastPlace) -> Any:
    return look_up(document, place.path)


def _line(number: int, of_order: Said, of_line: Said, mapping: PastMapping, here: Surroundings) -> FileLine | NoLine:
    def order(name: str) -> Any:
        return of_order(mapping.order[name]) if name in mapping.order else None

    def line(name: str) -> Any:
        return of_line(mapping.line[name]) if name in mapping.line else None

    try:
        order_id = _id(as_text(order("id")))
        kind = _kind(order_id, as_text(order("kind")), mapping)
        at_ms, day = _moment(order("time"), mapping, here)
        currency = _currency(as_text(order("currency")) or mapping.currency or here.currency)
        article = _article(line, currency, mapping, kind)
        total = order("total")
        net = None if total in (None, "") else _minor(total, currency, mapping)
        if net is not None and kind is OrderKind.RETURN:
            net = -abs(net)
    except _Skip as skip:
        return NoLine(number, str(skip))
    return FileLine(number, order_id, at_ms, day, as_text(order("customer")), kind, currency, article, net)


def _id(text: str) -> str:
    if not text or len(text) > _MOST_ID or not text.isprintable():
        raise _Skip("no_id")
    if is_shortened(text):
        raise _Skip("shortened")
    return text


def _currency(text: str) -> str:
    if text.upper() not in EXPONENTS:
        raise _Skip("currency")
    return text.upper()


def _kind(order_id: str, word: str, mapping: PastMapping) -> OrderKind:
    if mapping.kinds:
        kind = mapping.kinds.get(word)
        if kind is None:
            raise _Skip("unknown_kind")
    else:
        begins = mapping.returns_begin_with
        kind = OrderKind.RETURN if begins and order_id.startswith(begins) else OrderKind.SALE
    if kind is OrderKind.VOID:
        raise _Skip("void")
    return kind


def _moment(said: Any, mapping: PastMapping, here: Surroundings) -> tuple[int, int]:
    try:
        at_ms, day = _cached(_moment_and_day, said, mapping.zone or here.zone, mapping.dates)
    except NotAMoment:
        raise _Skip("time") from None
    # A clock may be a day off, and a file of today is not of tomorrow.
    if at_ms > here.now_ms + 24 * 3600 * 1000:
        raise _Skip("future")
    return at_ms, day


@lru_cache(_REMEMBERED, typed=True)
def _moment_and_day(said: Any, zone: tzinfo, dates: DateOrder | None) -> tuple[int, int]:
    at = read_moment(said, zone, dates)
    return to_ms(at.timestamp()), at.astimezone(zone).toordinal() - _EPOCH


def _cached(read: "_lru_cache_wrapper[T]", said: Any, *more: Hashable) -> T:
    """Rows of one order have one moment, and articles come again and again: what was read once is known."""
    return read(said, *more) if isinstance(said, Hashable) else read.__wrapped__(said, *more)


def _article(line: Callable[[str], Any], currency: str, mapping: PastMapping, kind: OrderKind) -> PastLine:
    sku = as_text(line("sku"))
    if not _can_be_a_sku(sku):
        raise _Skip("no_article")
    if _is_shortened(sku):
        raise _Skip("shortened")
    if sku in mapping.no_articles:
        raise _Skip("fee")
    qty = _quantity(line("quantity"), mapping)
    if kind is OrderKind.RETURN:
        qty = -abs(qty)
    elif qty <= 0:
        raise _Skip("negative_quantity" if qty else "no_quantity")
    unit, net, discount = (_amount(line(name), mapping) for name in ("price", "total", "discount"))
    if net is None:
        net = None if unit is None else unit * abs(qty) - (discount or 0)
    elif unit is None and qty:
        unit = abs(net / qty)
    if unit is not None and unit < 0:
        raise _Skip("price")
    if mapping.line.keys() & {"price", "total"} and not unit and not net:
        raise _Skip("no_price")
    sign = -1 if kind is OrderKind.RETURN else 1
    return PastLine(
        sku,
        _name(line("name")),
        qty,
        _rounded(unit or Decimal(0), currency, mapping),
        sign * abs(_rounded(net or Decimal(0), currency, mapping)),
        abs(_rounded(discount or Decimal(0), currency, mapping)),
    )


def _can_be_a_sku(text: str) -> bool:
    return 0 < len(text) <= _MOST_SKU and text.isprintable()


_is_shortened = lru_cache(_REMEMBERED)(is_shortened)


def _quantity(said: Any, mapping: PastMapping) -> Decimal:
    if said in (None, ""):
        return Decimal(1)
    try:
        qty = _cached(_pieces, said, mapping.decimal_sign)
    except NotANumber:
        raise _Skip("quantity") from None
    if abs(qty) > MOST_QUANTITY:
        raise _Skip("quantity")
    return qty


def _amount(said: Any, mapping: PastMapping) -> Decimal | None:
    if said in (None, ""):
        return None
    try:
        return _cached(_decimal, said, mapping.decimal_sign)
    except NotANumber:
        raise _Skip("price") from None


@lru_cache(_REMEMBERED, typed=True)
def _decimal(said: Any, sign: DecimalSign | None) -> Decimal:
    return read_decimal(said, sign)


@lru_cache(_REMEMBERED, typed=True)
def _pieces(said: Any, sign: DecimalSign | None) -> Decimal:
    return read_quantity(said, sign)


def _minor(said: Any, currency: str, mapping: PastMapping) -> int:
    amount = _amount(said, mapping)
    return _rounded(amount or Decimal(0), currency, mapping)


def _rounded(amount: Decimal, currency: str, mapping: PastMapping) -> int:
    """Wholesale prices have fractions of a penny: three pieces at 0.333 are a pound."""
    if not amount:
        return 0
    minor = amount if mapping.in_minor_units else amount.scaleb(EXPONENTS[currency])
    if abs(minor) > MOST_MINOR:
        raise _Skip("price")
    return int(minor.to_integral_value(ROUND_HALF_EVEN))


def as_text(value: Any) -> str:
    """A number as the text that it stands for: a customer 17850.0 is 17850."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(value)  # noqa: PLR0124 - NaN
    if isinstance(value, Decimal):
        return format(value.to_integral_value() if value == value.to_integral_value() else value, "f")
    return str(value).strip()


def _name(said: Any) -> str:
    return _as_read(as_text(said)[:1000])


@lru_cache(_REMEMBERED)
def _as_read(text: str) -> str:
    text = as_meant(text)
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:_MOST_NAME]


def orders_of(lines: Iterable[FileLine | NoLine], count: Callable[[str, int], None]) -> Iterator[PastOrder]:
    """The lines put together by their order. `count`: told of what is passed over, by reason and line.

    Rows of one order that stand far apart are several to us: only the first of them count.
    """
    being_read: OrderedDict[str, list[FileLine]] = OrderedDict()
    done: set[int] = set()
    for line in lines:
        if isinstance(line, NoLine):
            count(line.reason, line.line)
            continue
        found = being_read.get(line.order_id)
        if found is not None:
            found.append(line)
            being_read.move_to_end(line.order_id)
            continue
        if hash(line.order_id) in done:
            count("scattered", line.line)
            continue
        being_read[line.order_id] = [line]
        if len(being_read) > _OPEN_ORDERS:
            order_id, whole = being_read.popitem(last=False)
            done.add(hash(order_id))
            yield from _order(whole, count)
    for whole in being_read.values():
        yield from _order(whole, count)


def _order(lines: list[FileLine], count: Callable[[str, int], None]) -> Iterator[PastOrder]:
    first = lines[0]
    if any(line.currency != first.currency for line in lines):
        count("two_currencies", first.line)
        return
    customers = {line.customer for line in lines if line.customer}
    if len(customers) > 1:
        count("two_customers", first.line)
        return
    kept = lines[:MOST_LINES]
    for line in lines[MOST_LINES:]:
        count("too_many_lines", line.line)
    told = next((line.order_minor for line in lines if line.order_minor is not None), None)
    yield PastOrder(
        line=first.line,
        order_id=first.order_id,
        at_ms=first.at_ms,
        day=first.day,
        customer=next(iter(customers), ""),
        kind=first.kind,
        currency=first.currency,
        net_minor=sum(line.article.net_minor for line in lines) if told is None else told,
        lines=tuple(line.article for line in kept),
        cut_off=len(lines) - len(kept),
    )
