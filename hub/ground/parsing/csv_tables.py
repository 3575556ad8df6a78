"""Tables as spreadsheets and shop systems write them: line by line, every value text, in any usual encoding.

Nothing is guessed of a value: a leading zero stays, and a number is read by whoever knows what it is.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

# A description of a hundred pages. A longer one is a quote that nobody closed.
MOST_FIELD = 500_000
_MOST_LINE = 4_000_000
_MOST_RECORD = 10_000_000
# An export begins with a title, a date and a blank line at most.
_LOOKED_AT_FOR_A_HEADER = 20
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS = ";,\t|"
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_PIECE_BYTES = 1 << 20


class TableError(ValueError):
    """The file is no table, or ends within one; the text names the line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record, by the names of its columns as `column` writes them."""

    line: int
    """The first of the file that it stands on."""
    values: dict[str, str]
    is_ragged: bool = False
    """Whether it has more values than there are columns: a separator within a text without quotes."""


@dataclass(frozen=True, slots=True)
class Table:
    """An open table. Reading on raises `TableError`."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    position: Callable[[], int]
    """How many bytes of the file have been read."""


def column(name: str) -> str:
    """A column's name without what nobody sees a difference in: case, and blanks around and within."""
    return " ".join(name.replace("\ufeff", "").casefold().split())


@contextmanager
def open_table(path: Path, wanted: Collection[str] = (), encoding: str | None = None) -> Generator[Table]:
    """Open a file. `wanted`: columns of which the header holds at least two. Raises `TableError` and `OSError`."""
    chosen = encoding or _encoding_of(path)
    try:
        with path.open(encoding=chosen, newline="") as file:
            yield _table(_Lines(file), {column(name) for name in wanted}, chosen)
    except UnicodeError as error:
        raise TableError(f"it is not {chosen}: {error}") from None
    except LookupError:
        raise TableError(f"there is no encoding {chosen}: write utf-8, windows-1252 or cp850") from None


def bounded_lines(file: TextIO) -> Iterator[str]:
    """The lines of a file, none of which takes the memory of the machine. Raises `TableError`."""
    return _Lines(file)


class _Lines:
    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.number = 0
        self.is_whole = True

    def position(self) -> int:
        return self._file.buffer.tell()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._file.readline(_MOST_LINE)
        except UnicodeError:
            raise TableError(_unreadable(Path(self._file.name), self._file.encoding)) from None
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == _MOST_LINE:
            raise TableError(f"line {self.number} is longer than {_MOST_LINE:,} letters: is it a table?")
        self.is_whole = line.endswith(("\n", "\r"))
        return line


def _table(lines: _Lines, wanted: set[str], encoding: str) -> Table:
    start: list[str] = []
    for line in lines:
        start.append(line)
        if len(start) > _LOOKED_AT_FOR_A_HEADER:
            break
    if not any(line.strip() for line in start):
        raise TableError("it is empty: its first line names the columns")
    said = _SEP_LINE.fullmatch(start[0])
    skipped = 1 if said else 0
    delimiter = said[1] if said else _delimiter(start)
    # From the start again, so that a text in quotes may run beyond the lines that were looked at.
    again = _Again(start[skipped:], lines, skipped)
    reader = _rows(again, delimiter)
    passed: list[tuple[int, list[str]]] = []
    at_least = min(2, len(wanted))
    for line, fields in reader:
        if len(wanted & {column(name) for name in fields}) >= max(1, at_least) or not wanted:
            records = _records(fields, reader, again)
            return Table(encoding, delimiter, tuple(map(column, fields)), records, lines.position)
        passed.append((line, fields))
        if line > _LOOKED_AT_FOR_A_HEADER:
            break
    found = ", ".join(name for name in passed[0][1][:20] if name.strip()) if passed else ""
    named = ", ".join(sorted(wanted)[:20])
    raise TableError(f"no line near its beginning names the columns. Looked for: {named}. Its first line says: {found}")


class _Again:
    """The lines that were looked at, and then the rest."""

    def __init__(self, start: list[str], rest: _Lines, before: int) -> None:
        self._start = iter(start)
        self._rest = rest
        self.number = before
        self.of_record = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._start, None)
        if line is None:
            line = next(self._rest)
        self.number += 1
        self.of_record += len(line)
        if self.of_record > _MOST_RECORD:
            raise TableError(
                f"line {self.number}: a record of more than {_MOST_RECORD:,} letters: a quote is not closed"
            )
        return line

    @property
    def is_whole(self) -> bool:
        return self._rest.is_whole


def _rows(lines: _Again, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    limit = csv.field_size_limit(MOST_FIELD)
    try:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            began, lines.of_record = lines.number + 1, 0
            try:
                fields = next(reader, None)
            except csv.Error as error:
                why = "a quote that opens here is never closed" if "end of data" in str(error) else str(error)
                raise TableError(f"line {began}: {why}") from None
            if fields is None:
                return
            if any(field.strip() for field in fields):
                yield began, fields
    finally:
        csv.field_size_limit(limit)


def _records(header: list[str], reader: Iterator[tuple[int, list[str]]], lines: _Again) -> Iterator[Row]:
    names = [column(name) for name in header]
    # Of two columns with one name the first counts.
    use = [name and name not in names[:place] for place, name in enumerate(names)]
    for line, fields in reader:
        if len(fields) < len(names) and not lines.is_whole:
            raise TableError(f"line {line}: the file ends within this line")
        values = {name: _cell(field) for name, is_used, field in zip(names, use, fields, strict=False) if is_used}
        yield Row(line, values, is_ragged=any(field.strip() for field in fields[len(names) :]))


def _cell(text: str) -> str:
    """Without what keeps a spreadsheet from taking a text for a number: ="0471" and '0471."""
    text = text.strip()
    if text.startswith('="') and text.endswith('"'):
        return text[2:-1].strip()
    return text[1:] if text[:1] == "'" and text[1:].isdecimal() else text


def _delimiter(lines: list[str]) -> str:
    """What parts the most lines into the same number of fields, and of those the most fields."""
    votes: dict[str, tuple[int, int]] = {}
    for delimiter in _DELIMITERS:
        try:
            counts = Counter(len(fields) for fields in csv.reader(lines, delimiter=delimiter) if fields)
        except csv.Error:
            continue
        fields, times = max(counts.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(1, 0))
        votes[delimiter] = (times if fields > 1 else 0, fields)
    return max(votes, key=lambda each: votes[each]) if votes else ","


def _unreadable(path: Path, encoding: str) -> str:
    """Which line is not of that encoding. Windows-1252 was chosen because another is no UTF-8: then there are two."""
    line = _first_not(path, encoding)
    at = f"line {line}" if line else "a line"
    if encoding == "cp1252" and (other := _first_not(path, "utf-8")):
        return (
            f"line {other} is not UTF-8, and {at} is not Windows-1252: two encodings in one file. Save it as CSV UTF-8"
        )
    return f"{at} cannot be read as {encoding}: name the encoding that it has, or save it as CSV UTF-8"


def _first_not(path: Path, encoding: str) -> int | None:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding)
            except UnicodeError:
                return number
    return None


def _encoding_of(path: Path) -> str:
    """By its mark; UTF-8 where it is that throughout; else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(_WORKBOOKS):
            raise TableError('it is a workbook of a spreadsheet: export it as "CSV UTF-8"')
        if start.startswith(_UTF_16_MARKS):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(_PIECE_BYTES):
                if b"\0" in piece:
                    raise TableError("it holds zero bytes: is it a table?")
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
