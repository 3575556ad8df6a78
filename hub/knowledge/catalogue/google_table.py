"""A Google Merchant feed as a table: tab-separated text, or a CSV with Google's names. Pure but for the open file."""

from collections.abc import Iterable, Iterator

from hub.ground.parsing.csv_tables import Row, TableError
from hub.knowledge.catalogue.google_names import google_name
from hub.knowledge.catalogue.record import ReadRecord, Record, Unreadable

# In text, a nested value is one text with colons: section:name:value.
_DETAIL = "product_detail"


def read_google_rows(rows: Iterable[Row]) -> Iterator[ReadRecord]:
    """The records of a table with Google's names in any spelling."""
    names: dict[str, str] = {}
    for row in rows:
        if row.is_ragged:
            yield Unreadable(row.line, "columns")
            continue
        names = names or {header: google_name(header) for header in row.values}
        fields: dict[str, str] = {}
        for header, value in row.values.items():
            if value and (name := names.get(header) or google_name(header)):
                fields.setdefault(name, value)
        yield _record(row.line, fields)


def read_tab_separated(lines: Iterable[str]) -> Iterator[ReadRecord]:
    """Text with tabs between. A quote within a title means itself; one around a whole value is taken off.

    Raises `TableError` for a file that ends within a line.
    """
    names: list[str] = []
    for number, line in enumerate(lines, 1):
        values = [_unquoted(value) for value in line.rstrip("\r\n").split("\t")]
        if not names:
            names = [google_name(value) for value in values]
            continue
        if not any(values):
            continue
        if len(values) < len(names) and not line.endswith(("\n", "\r")):
            raise TableError(f"line {number}: the file ends within this line")
        if len(values) > len(names) and any(values[len(names) :]):
            yield Unreadable(number, "columns")
            continue
        fields: dict[str, str] = {}
        for name, value in zip(names, values, strict=False):
            if name and value:
                fields.setdefault(name, value)
        yield _record(number, fields)


def _record(line: int, fields: dict[str, str]) -> Record:
    detail = fields.pop(_DETAIL, "")
    attributes: dict[str, str] = {}
    for each in detail.split(",") if detail else ():
        parts = each.split(":")
        if len(parts) >= 2 and parts[-2].strip() and parts[-1].strip():
            attributes.setdefault(parts[-2].strip(), parts[-1].strip())
    return Record(line, fields, attributes)


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].replace('""', '"').strip()
    return value
