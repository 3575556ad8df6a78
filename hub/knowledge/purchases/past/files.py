"""A file of past orders: CSV or JSON by a mapping, or Parquet; read row by row in small memory."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from hub.ground.errors import PastOrdersError
from hub.ground.http.json_body import NotJson
from hub.ground.parsing.csv_tables import TableError, column, open_table
from hub.ground.parsing.json_records import is_document, read_document, read_records
from hub.ground.parsing.near_names import nearest
from hub.knowledge.customers.mapping import list_at
from hub.knowledge.purchases.past.mapping_file import PastMapping, known_mapping
from hub.knowledge.purchases.past.model import FileLine, NoLine
from hub.knowledge.purchases.past.reading import Surroundings, line_of_row, lines_of_document
from wire.sentences import ended

_PARQUET, _GZIP = b"PAR1", b"\x1f\x8b"
_ROWS_AT_ONCE = 10_000
_NEXT = "Nothing of it was kept."


@dataclass(frozen=True, slots=True)
class PastFile:
    """An open file."""

    format: str
    lines: Iterator[FileLine | NoLine]
    """Reading on raises `PastOrdersError`."""


@contextmanager
def open_past_orders(path: Path, mapping: PastMapping | None, here: Surroundings) -> Generator[PastFile]:
    """Open a file. Raises `PastOrdersError`."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start.startswith(_GZIP):
            # Unpacked by us, others' customers would stand in a file of ours.
            raise PastOrdersError(f"{path} is packed: unpack it first, gunzip -k {path}. {_NEXT}")
        if start == _PARQUET:
            yield PastFile("Parquet", _explained(_parquet(path, mapping, here), path))
        elif start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}:
            yield PastFile("JSON", _explained(_json(path, mapping, here), path))
        else:
            with open_table(path, mapping.columns if mapping else (), mapping.encoding if mapping else None) as table:
                chosen = _chosen(mapping, table.columns)
                rows = (
                    NoLine(row.line, "columns")
                    if row.is_ragged
                    else line_of_row(row.line, cast("dict[str, Any]", row.values), chosen, here)
                    for row in table.rows
                )
                yield PastFile("CSV", _explained(rows, path))
    except OSError as error:
        raise PastOrdersError(f"cannot read {path}: {error.strerror}.") from None
    except (TableError, NotJson, UnicodeError) as error:
        raise PastOrdersError(f"{path}: {ended(str(error))} {_NEXT}") from None


def _explained(lines: Iterator[FileLine | NoLine], path: Path) -> Iterator[FileLine | NoLine]:
    try:
        yield from lines
    except (TableError, NotJson, UnicodeError) as error:
        raise PastOrdersError(
            f"{path}: {ended(str(error))} What stands before it was taken in; mend the file, and import it again."
        ) from None


def _chosen(mapping: PastMapping | None, columns: tuple[str, ...]) -> PastMapping:
    chosen = mapping or known_mapping(columns)
    found = ", ".join(filter(None, columns[:20]))
    if chosen is None:
        raise TableError(
            f"its columns are those of no file that is known by itself ({found}): write a mapping (orders.toml, see"
            " docs/operating/purchases.md) and name it with --mapping"
        )
    # A shop names what its file has: without the customer's column everybody would be a stranger. A file that is known
    # by itself may lack some.
    needed = mapping.columns if mapping else {chosen.order["id"].column, chosen.order["time"].column}
    absent = [
        f'{place.where}: there is no column "{place.name}"{nearest(place.name, columns, "there are")}'
        for place in (*chosen.order.values(), *chosen.line.values())
        if place.column in needed - set(columns)
    ]
    if absent:
        raise TableError("\n".join(absent))
    return chosen


def _json(path: Path, mapping: PastMapping | None, here: Surroundings) -> Iterator[FileLine | NoLine]:
    if mapping is None or not mapping.lines:
        raise NotJson("JSON needs a mapping whose [lines] has list (orders.toml): name it with --mapping")
    if mapping.orders and is_document(path):
        found = list_at(read_document(path), mapping.orders)
        if found is None:
            raise NotJson("there is no list where the mapping's key orders says")
        records: Iterator[tuple[int, Any]] = enumerate(found, 1)
    else:
        records = read_records(path)
    for number, order in records:
        yield from lines_of_document(number, order, mapping, here)


def _parquet(path: Path, mapping: PastMapping | None, here: Surroundings) -> Iterator[FileLine | NoLine]:
    try:
        import duckdb  # noqa: PLC0415 - 30 MB, of an extra, for this process alone
    except ImportError:
        raise PastOrdersError(
            'a Parquet file needs the extra "parquet": uv pip install "goddag[hub,parquet]"; or export it as CSV.'
        ) from None
    database: Any = duckdb.connect()
    try:
        # No more memory than this, one thread, and nothing of the file anywhere on the disk.
        database.execute("SET memory_limit = '512MB'; SET threads = 1; SET temp_directory = ''")
        found = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
        columns = tuple(column(str(each[0])) for each in found.description)
        chosen, number = _chosen(mapping, columns), 0
        while rows := found.fetchmany(_ROWS_AT_ONCE):
            for row in rows:
                number += 1
                yield line_of_row(number, dict(zip(columns, row, strict=True)), chosen, here)
    except duckdb.Error as error:
        first = str(error).splitlines()[0][:200]
        raise PastOrdersError(f"{path} is no Parquet file that can be read: {first}. {_NEXT}") from None
    finally:
        database.close()
