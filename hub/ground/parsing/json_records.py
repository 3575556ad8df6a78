"""The records of a JSON file one by one: an array, JSON Lines, or the list at one place of a document.

A number stays exact, and a file of any length is read in small memory unless its list lies within a document.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from hub.ground.http.json_body import NotJson, parse_json, reading_one_by_one

# A document that has to be in memory at once; a longer one is written as JSON Lines.
MOST_DOCUMENT_BYTES = 64_000_000
# One record: an article with two thousand variants.
_MOST_RECORD = 20_000_000
_PIECE = 1 << 16
_BETWEEN = " \t\r\n,"


def is_document(path: Path) -> bool:
    """Whether the file is one object over several lines, so that its list has to be named."""
    with path.open("rb") as file:
        first = file.readline(_MOST_RECORD).removeprefix(b"\xef\xbb\xbf").strip()
    if not first.startswith(b"{"):
        return False
    try:
        parse_json(first)
    except ValueError:
        return True
    return path.stat().st_size <= len(first) + 10


def read_document(path: Path) -> Any:
    """The whole file. Raises `NotJson`."""
    if path.stat().st_size > MOST_DOCUMENT_BYTES:
        raise NotJson(f"a document of more than {MOST_DOCUMENT_BYTES // 10**6} MB: write one record a line")
    return parse_json(path.read_bytes())


def read_records(path: Path) -> Iterator[tuple[int, Any]]:
    """The records of an array, or of a file with one record a line, with the line each begins on. Raises `NotJson`."""
    with path.open(encoding="utf-8-sig") as file:
        reading = _Reading(file)
        in_array = False
        while reading.find():
            match reading.text[0]:
                case "[" if not in_array:
                    in_array = True
                    reading.drop(1)
                case "]" if in_array:
                    return
                case _:
                    yield reading.line, reading.record()
        if in_array:
            raise NotJson(f"line {reading.line}: the file ends within its list")


class _Reading:
    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._at_end = False
        self.text = ""
        self.line = 1

    def drop(self, length: int) -> None:
        self.line += self.text.count("\n", 0, length)
        self.text = self.text[length:]

    def find(self) -> bool:
        """Go to where the next record begins; False at the end of the file."""
        while True:
            self.drop(len(self.text) - len(self.text.lstrip(_BETWEEN)))
            if self.text or not self._more():
                return bool(self.text)

    def record(self) -> Any:
        """The record that begins here. What ends where the piece does may go on in the next one."""
        while True:
            why, record, end = "", None, len(self.text)
            try:
                record, end = _DECODER.raw_decode(self.text)
            except (ValueError, RecursionError) as error:
                why = str(error)
            if end == len(self.text) and len(self.text) <= _MOST_RECORD and self._more():
                continue
            if why:
                raise NotJson(f"line {self.line}: no JSON, or the file ends here ({why})")
            self.drop(end)
            return record

    def _more(self) -> bool:
        if self._at_end:
            return False
        # Twice as much each time: a long record is tried a few times, and not once a piece.
        more = self._file.read(max(_PIECE, len(self.text)))
        self.text, self._at_end = self.text + more, not more
        return bool(more)


_DECODER = reading_one_by_one()
