"""On which line of a TOML file each table and key stands; tomllib tells values, but no lines. Pure.

The file is cut into statements by asking tomllib itself: lines are taken together until they parse, which an unfinished
string or array never does. So every rule of TOML is followed here without knowing any.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Key = tuple[str | int, ...]
"""As pydantic names a place: ("zones", 2, "kind")."""


def key_lines(text: str) -> dict[Key, int]:
    """The first line (from 1) of each table, entry of an array of tables, and key of a valid document."""
    lines: dict[Key, int] = {}
    last_entry: dict[Key, int] = {}
    table: Key = ()
    for line, statement, is_header in _statements(text):
        if is_header:
            table = _header(statement, last_entry)
            for length in range(1, len(table) + 1):
                lines.setdefault(table[:length], line)
        else:
            waiting: list[tuple[Key, Any]] = [(table, statement)]
            while waiting:
                key, value = waiting.pop()
                if key != table:
                    lines.setdefault(key, line)
                if isinstance(value, dict):
                    waiting += [((*key, str(name)), inner) for name, inner in value.items()]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return lines


def line_of(lines: Mapping[Key, int], key: Key) -> int | None:
    """The line of a key, or else of what it would stand in; None where nothing of it is there."""
    return next((lines[key[:length]] for length in range(len(key), 0, -1) if key[:length] in lines), None)


def _statements(text: str) -> Iterator[tuple[int, dict[str, Any], bool]]:
    """First line, what tomllib reads from it, and whether it is a table's header."""
    rows = text.split("\n")
    start = 0
    for end in range(1, len(rows) + 1):
        statement = "\n".join(rows[start:end])
        try:
            read = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if read:
            yield start + 1, read, statement.lstrip().startswith("[")
        start = end


def _header(read: dict[str, Any], last_entry: dict[Key, int]) -> Key:
    """The full key of `[a.b]` or `[[a.b]]`, read alone; the last entry of each array is the one meant."""
    key: list[str | int] = []
    value: Any = read
    while isinstance(value, dict) and value:
        name, value = next(iter(value.items()))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        key.append(str(name))  # pyright: ignore[reportUnknownArgumentType]
        path = tuple(key)
        if isinstance(value, list):
            last_entry[path] = last_entry.get(path, -1) + 1
        if path in last_entry:
            key.append(last_entry[path])
    return tuple(key)
