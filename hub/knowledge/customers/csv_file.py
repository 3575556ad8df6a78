"""A CSV file as spreadsheets and shop systems write it, line by line; what cannot be read names its line."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from hub.ground.errors import CustomerSourceError

MOST_LINES = 2_000_000
# A line of 10,000 columns; one that is longer belongs to no CSV file.
MOST_LINE = 1_000_000
# A note of a page. A text in quotes that is longer is a quote that nobody closed.
MOST_LINES_OF_A_RECORD = 50
_UTF_8_MARK, _UTF_16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
# .xlsx and .ods are archives; .xls is older.
_WORKBOOKS = frozenset({b"PK\x03\x04", b"\xd0\xcf\x11\xe0"})
_UTF_16, _WINDOWS = "utf-16", "cp1252"
_SEPARATORS = ",;\t|"
_AS_TEXT = re.compile(r'="([^"]*)"')
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_NOTHING = "Nothing was imported."


@dataclass(frozen=True, slots=True)
class Row:
    """One record, by the names of its columns. `line` is the first of the file that it stands on."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """An open file. Reading on raises `CustomerSourceError` for what cannot be read."""

    encoding: str
    columns: tuple[str, ...]
    """As they are called here: small letters, `_` for blanks; a column without a name is empty text."""
    rows: Iterator[Row]


@contextmanager
def open_csv(path: Path, encoding: str | None = None) -> Generator[CsvFile]:
    """Open a file in any encoding that spreadsheets write. Raises `CustomerSourceError`, and on reading as well."""
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        raise CustomerSourceError(f"there is no encoding {encoding}: write utf-8, windows-1252 or cp850.") from None
    try:
        chosen = encoding or _encoding_of(path)
        with path.open(encoding=chosen, newline="") as file:
            lines = _Lines(file, path)
            yield _read(lines, path, chosen)
    except OSError as error:
        raise CustomerSourceError(f"cannot read {path}: {error.strerror}.") from None
    except UnicodeError as error:
        raise CustomerSourceError(f"{path} is not {encoding or 'UTF-16'}: {error}. {_NOTHING}") from None


class _Lines:
    """The lines of a file, and those of the record that is being read."""

    def __init__(self, file: TextIO, path: Path) -> None:
        self._file = file
        self._path = path
        self.number = 0
        self.of_record: list[str] = []
        self.is_whole = True
        """Whether the newest line ended with an end of line."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MOST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == MOST_LINE:
            raise CustomerSourceError(f"{self._path}, line {self.number} {_TOO_LONG}")
        self.is_whole = line.endswith(("\n", "\r"))
        if "\0" in line:
            raise CustomerSourceError(f"{self._path}, line {self.number}: a zero byte. {_AS_UTF_8} {_NOTHING}")
        self.of_record.append(line)
        if len(self.of_record) > MOST_LINES_OF_A_RECORD:
            began = self.number - len(self.of_record) + 1
            raise CustomerSourceError(f"{self._path}, line {began}: {_UNCLOSED} {_NOTHING}")
        if self.number > MOST_LINES:
            raise CustomerSourceError(f"{self._path} has more than {MOST_LINES:,} lines: is it the right file?")
        return line


_TOO_LONG = "is longer than a million letters: is it a CSV file?"
_AS_UTF_8 = 'Export it again, in a spreadsheet as "CSV UTF-8".'
_UNCLOSED = "a quote that opens on this line is never closed, or closes lines later."


def _read(lines: _Lines, path: Path, encoding: str) -> CsvFile:
    first = next(lines, "")
    if found := _SEP_LINE.fullmatch(first):
        lines.of_record.clear()
        separator, first = found[1], next(lines, "")
    else:
        separator = max(_SEPARATORS, key=first.count)
    if not first.strip():
        raise CustomerSourceError(f"{path} is empty: its first line names the columns.")
    try:
        [names] = csv.reader([first], delimiter=separator, strict=True)
    except (csv.Error, ValueError, TypeError):
        raise CustomerSourceError(f"{path}: its first line does not name columns. {_AS_UTF_8}") from None
    lines.of_record.clear()
    columns = tuple(_plain(name) for name in names)
    twice = sorted(name for name, times in Counter(columns).items() if name and times > 1)
    if twice:
        raise CustomerSourceError(f"{path} has two columns {', '.join(twice[:20])}: leave one out.")
    return CsvFile(_said(encoding), columns, _rows(lines, path, columns, separator))


def _rows(lines: _Lines, path: Path, columns: tuple[str, ...], separator: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        began = lines.number + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            why = _UNCLOSED if "end of data" in str(error) else f"{error}. A quote within a text is written twice."
            raise CustomerSourceError(f"{path}, line {began}: {why} {_NOTHING}") from None
        if fields is None:
            return
        if any(field.strip() for field in fields):
            _check(fields, lines, f"{path}, line {began}", columns, separator)
            yield Row(began, {name: _cell(field) for name, field in zip(columns, fields, strict=False) if name})
        lines.of_record.clear()


def _check(fields: list[str], lines: _Lines, where: str, columns: tuple[str, ...], separator: str) -> None:
    # Spreadsheets leave empty fields at the end of a line away; a file that was cut off does as well.
    if len(fields) < len(columns) and not lines.is_whole:
        raise CustomerSourceError(f"{where}: the file ends within this line. {_NOTHING}")
    if any(field.strip() for field in fields[len(columns) :]):
        raise CustomerSourceError(
            f"{where}: {len(fields)} values for {len(columns)} columns. A text with {separator!r} in it needs quotes."
            f" {_NOTHING}"
        )
    if any(line.count(separator) >= max(1, len(columns) - 1) for line in lines.of_record[1:]):
        raise CustomerSourceError(f"{where}: {_UNCLOSED} {_NOTHING}")


def _cell(text: str) -> str:
    """What stands in a cell, without what keeps a spreadsheet from taking it for a number: ="0471", '0471, U+001F."""
    text = "".join(c for c in text if c >= " " or c in "\t\n").strip()
    if found := _AS_TEXT.fullmatch(text):
        return found[1].strip()
    return text[1:] if text[:1] == "'" and text[1:].isdecimal() else text


def _plain(name: str) -> str:
    """A column's name as we write it: `First Name` is first_name."""
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def _encoding_of(path: Path) -> str:
    """UTF-8 where it is that throughout, UTF-16 where it says so, Windows-1252 where nothing speaks for UTF-8."""
    with path.open("rb") as file:
        start = file.read(4)
    if start in _WORKBOOKS:
        raise CustomerSourceError(f"{path} is a workbook of a spreadsheet, and no CSV file. {_AS_UTF_8} {_NOTHING}")
    if start.startswith(_UTF_16_MARKS):
        return _UTF_16
    utf_8_line, other_line = int(start.startswith(_UTF_8_MARK)), 0
    for number, line in _bytes_of_lines(path):
        if _is(line, "utf-8"):
            utf_8_line = utf_8_line or number
        elif not _is(line, _WINDOWS):
            raise CustomerSourceError(
                f"{path}, line {number} is in no encoding that spreadsheets write. {_AS_UTF_8} {_NOTHING}"
            )
        else:
            other_line = other_line or number
    if other_line and utf_8_line:
        raise CustomerSourceError(
            f"{path}, line {other_line} is not UTF-8, as line {utf_8_line} is. {_AS_UTF_8} {_NOTHING}"
        )
    return _WINDOWS if other_line else "utf-8-sig"


def _bytes_of_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that tell one encoding from another, by number."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MOST_LINE):
            number += 1
            if len(line) == MOST_LINE:
                raise CustomerSourceError(f"{path}, line {number} {_TOO_LONG}")
            if b"\0" in line:
                raise CustomerSourceError(f"{path}, line {number}: a zero byte. {_AS_UTF_8} {_NOTHING}")
            if not line.isascii():
                yield number, line


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _said(encoding: str) -> str:
    return {"utf-8-sig": "UTF-8", _UTF_16: "UTF-16", _WINDOWS: "Windows-1252"}.get(encoding, encoding)
