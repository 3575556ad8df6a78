"""orders.toml: where in a file of past orders each part stands. The words are those of a till's mapping (till.toml).

In CSV and Parquet each row is one line of an order, and a place is a column; in JSON an order has its list of lines.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hub.ground.errors import PastOrdersError
from hub.ground.floor_plan.toml_lines import Key, key_lines, line_of
from hub.ground.parsing.csv_tables import column
from hub.ground.parsing.mapping_checks import is_a_currency, is_a_zone
from hub.ground.parsing.moments import DateOrder
from hub.ground.parsing.numbers import DecimalSign
from hub.knowledge.customers.mapping import JsonPlace, parse_place
from hub.knowledge.purchases.model import OrderKind
from wire.sentences import ended, sentence_of

_NEXT = 'See "Past orders" in docs/operating/purchases.md.'
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Lines(_Table):
    list: _Text | None = None
    """In JSON: where the lines of an order stand."""
    sku: _Text
    name: _Text | None = None
    quantity: _Text | None = None
    price: _Text | None = None
    discount: _Text | None = None
    total: _Text | None = None
    no_articles: Annotated[tuple[_Text, ...], Field(max_length=200)] = ()
    """Numbers that stand for postage, fees and the like."""


class File(_Table):
    """The file."""

    id: _Text
    time: _Text
    time_zone: str | None = None
    dates: Literal["day_first", "month_first"] | None = None
    decimal_sign: Literal[",", "."] | None = None
    money: Literal["minor", "decimal"] = "decimal"
    encoding: Annotated[str, Field(max_length=40)] | None = None
    currency: _Text | None = None
    currency_is: str | None = None
    customer: _Text | None = None
    total: _Text | None = None
    """Of the whole order; without it, the sum of its lines."""
    kind: _Text | None = None
    kinds: dict[str, Literal["sale", "return", "void"]] = Field(default_factory=dict, max_length=50)
    returns_begin_with: Annotated[str, Field(min_length=1, max_length=10)] | None = None
    """The id of a return begins so."""
    orders: _Text | None = None
    """In JSON: where the list of orders stands."""
    lines: _Lines

    _zone_is_one = field_validator("time_zone")(is_a_zone)

    _currency_is_one = field_validator("currency_is")(is_a_currency)

    @model_validator(mode="after")
    def _fits(self) -> "File":
        if bool(self.kind) != bool(self.kinds):
            raise ValueError('kind and kinds belong together: kind = "type", kinds = { SALE = "sale" }')
        return self


@dataclass(frozen=True, slots=True)
class PastPlace:
    """A column, or a path in JSON."""

    column: str
    path: JsonPlace
    name: str = ""
    """As the mapping file writes it."""
    where: str = ""
    """The file, its line and the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMapping:
    """Where each part of an order stands."""

    order: dict[str, PastPlace]
    """`id`, `time`, and as far as they are there `customer`, `currency`, `total` and `kind`."""
    line: dict[str, PastPlace]
    """`sku`, and as far as they are there `name`, `quantity`, `price`, `discount` and `total`."""
    lines: JsonPlace
    orders: JsonPlace
    kinds: dict[str, OrderKind]
    returns_begin_with: str | None = None
    no_articles: frozenset[str] = frozenset()
    currency: str | None = None
    in_minor_units: bool = False
    zone: ZoneInfo | None = None
    dates: DateOrder | None = None
    decimal_sign: DecimalSign | None = None
    encoding: str | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is named."""
        return frozenset(place.column for place in (*self.order.values(), *self.line.values()))


# Files that need no mapping, by the columns that they are known by. The gift shop's has no codes but in capitals for
# postage, manual corrections, samples, fees of its bank and of a market place.
_KNOWN: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"invoiceno", "stockcode", "quantity", "invoicedate", "unitprice", "customerid"}),
        """
        id = "InvoiceNo"
        time = "InvoiceDate"
        time_zone = "Europe/London"
        currency_is = "GBP"
        customer = "CustomerID"
        returns_begin_with = "C"
        [lines]
        sku = "StockCode"
        name = "Description"
        quantity = "Quantity"
        price = "UnitPrice"
        no_articles = ["POST", "DOT", "M", "m", "C2", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS"]
        """,
    ),
    (
        frozenset({"name", "paid at", "lineitem sku", "lineitem quantity", "lineitem price"}),
        """
        id = "Name"
        time = "Created at"
        currency = "Currency"
        customer = "Email"
        total = "Total"
        [lines]
        sku = "Lineitem sku"
        name = "Lineitem name"
        quantity = "Lineitem quantity"
        price = "Lineitem price"
        discount = "Lineitem discount"
        """,
    ),
)


def known_mapping(columns: Collection[str]) -> PastMapping | None:
    """The mapping of a file whose columns are known by themselves."""
    found = next((text for names, text in _KNOWN if names <= set(columns)), None)
    return _mapping(File.model_validate(tomllib.loads(found))) if found else None


def load_past_mapping(path: Path) -> PastMapping:
    """Read and check the file. Raises `PastOrdersError` that names the line and the key."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return _mapping(File.model_validate(tomllib.loads(text)), str(path), key_lines(text))
    except OSError as error:
        raise PastOrdersError(f"cannot read {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PastOrdersError(f"{path} is not TOML: {error}. {_NEXT}") from None
    except ValidationError as error:
        faults = [_fault(each, path, text) for each in error.errors(include_url=False, include_input=False)]
        raise PastOrdersError("\n".join([*faults, _NEXT])) from None
    except ValueError as error:
        raise PastOrdersError(f"{path}: {error}. {_NEXT}") from None


def _mapping(file: File, path: str = "", key_at: "dict[Key, int] | None" = None) -> PastMapping:
    in_json = file.lines.list is not None

    def place(name: str, *at: str) -> PastPlace:
        where = f"{path}, line {line_of(key_at or {}, at)}: {'.'.join(at)}"
        return PastPlace(column(name), parse_place(name) if in_json else (name,), name, where)

    def places(table: _Table, *names: str) -> dict[str, PastPlace]:
        above = ("lines",) if isinstance(table, _Lines) else ()
        return {name: place(said, *above, name) for name in names if (said := getattr(table, name))}

    return PastMapping(
        order=places(file, "id", "time", "customer", "currency", "total", "kind"),
        line=places(file.lines, "sku", "name", "quantity", "price", "discount", "total"),
        lines=parse_place(file.lines.list) if file.lines.list else (),
        orders=parse_place(file.orders) if file.orders else (),
        kinds={word: OrderKind(kind) for word, kind in file.kinds.items()},
        returns_begin_with=file.returns_begin_with,
        no_articles=frozenset(file.lines.no_articles),
        currency=file.currency_is,
        in_minor_units=file.money == "minor",
        zone=ZoneInfo(file.time_zone) if file.time_zone else None,
        dates=file.dates,
        decimal_sign=file.decimal_sign,
        encoding=file.encoding,
    )


def _fault(error: Any, path: Path, text: str) -> str:
    place = tuple(error["loc"])
    line = line_of(key_lines(text), place)
    where = f"{path}, line {line}" if line else str(path)
    key = ".".join(map(str, place))
    said = ended(sentence_of(error, File))
    return f"{where}: {f'{key}: ' if key else ''}{said}"
