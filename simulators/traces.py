"""What is left of a person in files: every spelling in which a handle or a text could stand there."""

from collections.abc import Iterable
from pathlib import Path


def spellings_of_handle(handle: int) -> set[bytes]:
    """A 40-bit handle as bytes (5, 6 and 8, both orders), as hexadecimal digits and as a decimal number."""
    raw = {handle.to_bytes(size, order) for size in (5, 6, 8) for order in ("big", "little")}
    hexadecimal = {each.hex().encode() for each in raw} | {each.hex().upper().encode() for each in raw}
    return raw | hexadecimal | {str(handle).encode()}


def spellings_of_text(text: str) -> set[bytes]:
    """A text in UTF-8 and UTF-16, as in JSON, and as hexadecimal digits."""
    raw = {text.encode(), text.encode("utf-16-le"), text.encode("ascii", "backslashreplace")}
    return raw | {each.hex().encode() for each in raw}


def found_in(files: Iterable[Path], needles: Iterable[bytes]) -> dict[bytes, set[Path]]:
    """Which needle stands in which file."""
    found: dict[bytes, set[Path]] = {}
    needles = list(needles)
    for path in files:
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # a log beside a database comes and goes
            continue
        for needle in needles:
            if needle in content:
                found.setdefault(needle, set()).add(path)
    return found
