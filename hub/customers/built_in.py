"""The built-in store of customer data, for shops that have no platform: what they import.

What their tills tell is a source of its own beside it (`hub.purchases.bought`).
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hub.customers.connector import Connector, Failed, Found, Raw
from hub.customers.port import NEEDS, SourceStatus, Trait, Value, told_together
from hub.customers.sensitive import SensitiveProducts
from hub.customers.values import Kind, kind_of, moment_ms, usable
from hub.database import Database
from hub.errors import CustomerSourceError
from hub.holdings import Holding, Key, Names

SCHEMA = {
    "create_known_traits": """
        CREATE TABLE known_traits (
            customer_ref TEXT NOT NULL, trait TEXT NOT NULL, source TEXT NOT NULL, value TEXT NOT NULL,
            observed_at_ms INTEGER, kept_at_ms INTEGER NOT NULL, PRIMARY KEY (customer_ref, trait, source)
        )
    """
}
HOLDINGS = (
    Holding(
        table="known_traits",
        what="what the shop imported about members for their cards: first name, counts and last of orders and views",
        why="showing the member's history to staff (consent); a shop without a customer data platform",
        keys=(Key("customer_ref", Names.CUSTOMER),),
        time="kept_at_ms",
        # What no import has repeated for a year and a month is not true any more.
        keep_days=400,
    ),
)
# Read from the hub's own file: there is nobody to spare.
REQUESTS_PER_SECOND = 10_000.0
FRESH_SECONDS = 5.0
IMPORTED = "import"
CUSTOMER = "customer"
OBSERVED_AT = "observed_at"
MOST_LINES = 2_000_000


@dataclass(slots=True)
class Imported:
    """What became of the lines of a file."""

    lines: int = 0
    members: int = 0
    strangers: int = 0
    """Lines about customers who are no members: nothing of them is kept."""
    unusable: dict[str, int] = field(default_factory=dict[str, int])
    """Values that no card can show, by column."""
    sensitive: int = 0
    """Values that are never kept."""


class KnownTraits:
    """The table: by customer, trait and who told of it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, customer_ref: str, source: str, traits: Mapping[str, Trait]) -> None:
        """What this source knows of a member now; what it does not name any more goes. Of others nothing is kept."""
        with self._db.atomic():
            self._db.run("DELETE FROM known_traits WHERE customer_ref = ? AND source = ?", customer_ref, source)
            for name, trait in traits.items():
                value = json.dumps(trait.value, ensure_ascii=False)
                self._db.run(
                    # Somebody may have been erased since they were looked up.
                    "INSERT INTO known_traits SELECT customer_ref, ?, ?, ?, ?, ? FROM members WHERE customer_ref = ?",
                    *(name, source, value, trait.observed_at_ms, trait.fetched_at_ms, customer_ref),
                )

    def move(self, old_ref: str, new_ref: str) -> None:
        """A customer has another id now; what is known under that one already is newer."""
        self._db.run("UPDATE OR IGNORE known_traits SET customer_ref = ? WHERE customer_ref = ?", new_ref, old_ref)
        self._db.run("DELETE FROM known_traits WHERE customer_ref = ?", old_ref)

    def of(self, customer_ref: str) -> dict[str, Raw]:
        """What is known of a customer; of several sources the newest, and what tells of one thing from one of them."""
        rows = self._db.rows(
            "SELECT source, trait, value, observed_at_ms FROM known_traits WHERE customer_ref = ?"
            " ORDER BY coalesce(observed_at_ms, kept_at_ms) DESC",
            customer_ref,
        )
        newest: dict[str, Raw] = {}
        for group in told_together(frozenset(trait for _, trait, *_ in rows)):
            whose = next(source for source, trait, *_ in rows if trait in group)
            newest |= {
                trait: Raw(json.loads(value), at, source)
                for source, trait, value, at in rows
                if trait in group and source == whose
            }
        return newest


class BuiltIn(Connector):
    """The table as a source among others."""

    def __init__(self, name: str, known: KnownTraits) -> None:
        self.name = name
        self.traits = frozenset(NEEDS)
        self._known = known

    async def fetch(self, customer_ref: str, wanted: frozenset[str]) -> Found | Failed:
        """Read it."""
        found = self._known.of(customer_ref)
        if not found:
            return Failed(SourceStatus.NOT_FOUND)
        return Found({name: raw for name, raw in found.items() if name in wanted})


def import_csv(
    path: Path, known: KnownTraits, members: Iterable[str], sensitive: SensitiveProducts, now_ms: int
) -> Imported:
    """Take a file with a line a customer: the columns `customer`, `observed_at` and our trait names.

    What it says of a member replaces what the last import said; of anybody else nothing is kept.
    Raises `CustomerSourceError` for a file that cannot be read as one.
    """
    told, here = Imported(), frozenset(members)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, dialect=_dialect(file.readline(), path))
            file.seek(0)
            columns = _columns(reader.fieldnames or (), path)
            for line in reader:
                told.lines += 1
                customer = (line.get(CUSTOMER) or "").strip()
                if told.lines > MOST_LINES:
                    raise CustomerSourceError(f"{path} has more than {MOST_LINES:,} lines: is it the right file?")
                if customer not in here:
                    told.strangers += 1
                    continue
                traits = sensitive.without(found := _traits(line, columns, now_ms, told))
                told.sensitive += len(found) - len(traits)
                known.put(customer, IMPORTED, traits)
                told.members += 1
    except OSError as error:
        raise CustomerSourceError(f"cannot read {path}: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise CustomerSourceError(f"{path} is not CSV in UTF-8: {error}. Export it again as such.") from None
    return told


def _dialect(first: str, path: Path) -> type[csv.Dialect]:
    """Comma or semicolon, as spreadsheets of different countries write it."""
    if not first.strip():
        raise CustomerSourceError(f"{path} is empty: its first line names the columns, {CUSTOMER} and traits.")

    class _Spreadsheet(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return _Spreadsheet


def _columns(names: Iterable[str], path: Path) -> frozenset[str]:
    columns = frozenset(names)
    if unknown := columns - NEEDS.keys() - {CUSTOMER, OBSERVED_AT}:
        raise CustomerSourceError(
            f"{path}: there is no trait {', '.join(sorted(unknown))}. Known are: {', '.join(NEEDS)}; rename the column,"
            " or leave it out."
        )
    if CUSTOMER not in columns:
        raise CustomerSourceError(f"{path} has no column {CUSTOMER}: the id with which a customer signs in to the app.")
    return columns & NEEDS.keys()


def _traits(line: Mapping[str, str | None], columns: Iterable[str], now_ms: int, told: Imported) -> dict[str, Trait]:
    observed = moment_ms((line.get(OBSERVED_AT) or "").strip())
    traits: dict[str, Trait] = {}
    for name in columns:
        text = (line.get(name) or "").strip()
        value = _value(name, text) if text else None
        if value is not None:
            traits[name] = Trait(value, IMPORTED, observed, now_ms)
        elif text:
            told.unusable[name] = told.unusable.get(name, 0) + 1
    return traits


def _value(name: str, text: str) -> Value | None:
    """Counts are written `road 16, city 2`, for whoever fills in a spreadsheet; or as JSON."""
    if kind_of(name) is Kind.COUNTS and not text.startswith("{"):
        pairs = [part.rsplit(maxsplit=1) for part in text.split(",")]
        if any(len(pair) != 2 for pair in pairs):
            return None
        return usable(name, {key.rstrip(":"): count for key, count in pairs})
    return usable(name, text)
