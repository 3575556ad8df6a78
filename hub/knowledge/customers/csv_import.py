"""A file of customers into the built-in store: all of it, or nothing with the line that cannot be read."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from hub.ground.errors import CustomerSourceError
from hub.ground.parsing.moments import AmbiguousDate, DateOrder, NotAMoment, read_moment
from hub.ground.shop.former_names import renamed
from hub.knowledge.customers.built_in import IMPORTED, KnownTraits
from hub.knowledge.customers.csv_file import Row, open_csv
from hub.knowledge.customers.port import Trait, Value
from hub.knowledge.customers.sensitive import SensitiveProducts
from hub.knowledge.customers.traits import OURS, Traits
from hub.knowledge.customers.values import ValueKind

CUSTOMER = "customer"
OBSERVED_AT = "observed_at"
# 4711000000000 in a narrow cell becomes 4,71E+12.
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII | re.IGNORECASE)


@dataclass(slots=True)
class Imported:
    """What became of the lines of a file."""

    encoding: str = ""
    lines: int = 0
    members: int = 0
    strangers: int = 0
    """Lines about customers who are no members: nothing of them is kept."""
    unusable: dict[str, int] = field(default_factory=dict[str, int])
    """Values that no card can show, and moments that are none, by column."""
    first_line: dict[str, int] = field(default_factory=dict[str, int])
    """Where the first of them stands."""
    sensitive: int = 0
    """Values that are never kept."""
    repeated: int = 0
    """Lines about a member of whom another line is kept."""
    passed_over: tuple[str, ...] = ()
    """Columns of which a card has no use."""

    def could_not_use(self, column: str, line: int) -> None:
        """Count it."""
        self.unusable[column] = self.unusable.get(column, 0) + 1
        self.first_line.setdefault(column, line)


@dataclass(frozen=True, slots=True)
class Form:
    """How the file was written, as far as whoever exported it declares that."""

    zone: tzinfo = UTC
    """Of times without one."""
    dates: DateOrder | None = None
    encoding: str | None = None
    """Instead of the one that the file shows."""
    traits: Traits = OURS
    """What its columns may be."""


def import_csv(
    path: Path,
    known: KnownTraits,
    members: Iterable[str],
    sensitive: SensitiveProducts,
    now_ms: int,
    form: Form,
) -> Imported:
    """Take a file with a line a customer: the columns `customer`, `observed_at` and our trait names.

    What it says of a member replaces what the last import said; of anybody else nothing is kept. All of it is taken, or
    nothing: raises `CustomerSourceError` with the line that cannot be read, and `DatabaseFailed`.
    """
    told, here = Imported(), frozenset(members)
    newest: dict[str, tuple[int, dict[str, Trait]]] = {}
    with open_csv(path, form.encoding) as file:
        told.encoding = file.encoding
        ours = _named(file.columns, form.traits)
        columns = _columns(ours.values(), path, told, form.traits)
        for each in file.rows:
            row = Row(each.line, {ours.get(name, name): text for name, text in each.values.items()})
            told.lines += 1
            customer = _customer(row, here, path)
            if customer not in here:
                told.strangers += 1
                continue
            observed_ms = _observed_ms(row, form, path, told)
            found = _traits(row, columns, observed_ms, now_ms, form, path, told)
            told.repeated += customer in newest
            # What says when it was true goes before what does not; of equals the last line counts.
            if customer not in newest or (observed_ms or 0) >= newest[customer][0]:
                newest[customer] = (observed_ms or 0, found)
    kept = {customer: sensitive.without(traits) for customer, (_, traits) in newest.items()}
    told.members = len(kept)
    told.sensitive = sum(len(newest[customer][1]) - len(traits) for customer, traits in kept.items())
    known.put_all(IMPORTED, kept)
    return told


def _plain(name: str) -> str:
    """As `open_csv` calls a column."""
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def _named(columns: Iterable[str], traits: Traits) -> dict[str, str]:
    """Each column by the trait that it is: by our name, or by the key or a label of a fact of the shop's own.

    A label that two facts have is no name, and a column that has the key itself goes before one with a label.
    """
    keys = {_plain(key): key for key in traits.own}
    labels = [(_plain(label), key) for key, fact in traits.own.items() for label in set(fact.label.values())]
    calls = {label: {key for each, key in labels if each == label} for label, _ in labels}
    there = frozenset(columns)
    found: dict[str, str] = {}
    for name in columns:
        key = keys.get(name) or renamed(name)
        called = calls.get(name, set[str]())
        if key not in traits.needs and key not in {CUSTOMER, OBSERVED_AT} and len(called) == 1:
            [own] = called
            key = key if _plain(own) in there or own in found.values() else own
        found[name] = key
    return found


def _columns(names: Iterable[str], path: Path, told: Imported, traits: Traits) -> frozenset[str]:
    """The traits that the file has. What it has beside them is passed over, but for what is a trait mistyped."""
    columns, needs = frozenset(filter(None, names)), traits.needs
    ours = [*needs, CUSTOMER, OBSERVED_AT]
    unknown = sorted(columns.difference(ours))
    close = {name: found[0] for name in unknown if (found := difflib.get_close_matches(name, ours, 1, 0.8))}
    typos = {name: meant for name, meant in close.items() if meant not in columns}
    wrong = [f"there is no trait {name}: did you mean {meant}?" for name, meant in typos.items()]
    if CUSTOMER not in columns and CUSTOMER not in typos.values():
        wrong.insert(0, f"there is no column {CUSTOMER}: the id with which a customer signs in to the app.")
    if not columns & needs.keys() and not typos:
        said = f"there is no trait {', '.join(unknown[:20])}. " if unknown else "there is no trait. "
        wrong.append(f"{said}Known are: {', '.join(needs)}; rename a column.")
    if wrong:
        raise CustomerSourceError(f"{path}: {' '.join(wrong)} Nothing was imported.")
    told.passed_over = tuple(unknown)
    return columns & needs.keys()


def _customer(row: Row, members: frozenset[str], path: Path) -> str:
    customer = row.values.get(CUSTOMER, "")
    if _SHORTENED.fullmatch(customer):
        raise CustomerSourceError(
            f"{path}, line {row.line}: the spreadsheet has shortened the id in the column {CUSTOMER}: digits are lost."
            " Format the column as text and export it again. Nothing was imported."
        )
    # An id of digits alone, after a program that takes each number for one with decimals.
    return customer.removesuffix(".0") if customer not in members else customer


def _observed_ms(row: Row, form: Form, path: Path, told: Imported) -> int | None:
    text = row.values.get(OBSERVED_AT, "")
    if not text:
        return None
    at = _moment(text, OBSERVED_AT, row, form, path)
    if at is None:
        told.could_not_use(OBSERVED_AT, row.line)
    return round(at.timestamp() * 1000) if at else None


def _moment(text: str, column: str, row: Row, form: Form, path: Path) -> datetime | None:
    try:
        return read_moment(text, form.zone, form.dates)
    except AmbiguousDate:
        raise CustomerSourceError(
            f"{path}, line {row.line}: {column} could be two dates: does the day stand first, or the month? Say"
            " --dates day-first or --dates month-first. Nothing was imported."
        ) from None
    except NotAMoment:
        return None


def _traits(
    row: Row, columns: Iterable[str], observed_ms: int | None, now_ms: int, form: Form, path: Path, told: Imported
) -> dict[str, Trait]:
    traits: dict[str, Trait] = {}
    for name in columns:
        text = row.values.get(name, "")
        if not text:
            continue
        kind = form.traits.kind_of(name)
        if kind in {ValueKind.TIME, ValueKind.DATE} and (at := _moment(text, name, row, form, path)):
            value: Value | None = form.traits.usable(name, at)
        else:
            value = _value(name, text, form.traits)
        if value is None:
            told.could_not_use(name, row.line)
        else:
            traits[name] = Trait(value, IMPORTED, observed_ms, now_ms)
    return traits


def _value(name: str, text: str, traits: Traits) -> Value | None:
    """Counts are written `kitchen 16, garden 2`, for whoever fills in a spreadsheet; or as JSON."""
    if traits.kind_of(name) is ValueKind.COUNTS and not text.startswith("{"):
        pairs = [part.rsplit(maxsplit=1) for part in text.split(",")]
        if any(len(pair) != 2 for pair in pairs):
            return None
        return traits.usable(name, {key.rstrip(":"): count for key, count in pairs})
    return traits.usable(name, text)
