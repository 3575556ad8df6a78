"""A chain of hashes over the lines of a log: whoever changes, drops or inserts a line breaks every later one."""

import hashlib
import json
from collections.abc import Iterable, Mapping

GENESIS = "0" * 64


def link(previous: str, body: Mapping[str, object]) -> str:
    """The hash of a line: SHA-256 over the hash before it and the line as canonical JSON (sorted keys, UTF-8)."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def first_broken(lines: Iterable[tuple[int, Mapping[str, object], str]], anchor: str = GENESIS) -> int | None:
    """The number of the first line (number, body, hash) that does not follow from the one before; None when all do.

    `anchor` is the hash before the first line: that of the newest line which was deleted because its time was over.
    """
    for number, body, claimed in lines:
        try:
            anchor = link(anchor, body)
        except (TypeError, ValueError):  # what cannot be written as JSON was never linked
            return number
        if anchor != claimed:
            return number
    return None
