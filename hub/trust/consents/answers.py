"""Yes and no as apps and platforms write them, read out of whatever stands beside them. Pure.

A no is taken in any spelling; a yes only as `true`: nobody agrees by a typing error.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

# Python converts no more than 4,300 digits, and raises; no answer is a number of this length.
_MOST_DIGITS = 60
# Answers stand in a list in an object in an envelope.
_DEEPEST = 40
_TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
# English, Danish, Norwegian, Swedish, and the words of Unomi, Segment, ODP and of messaging platforms. Compared without
# case and without the blanks, hyphens and underscores between words.
_NO = frozenset(
    {
        *("false", "no", "nej", "nei", "n", "f", "0", "0.0", "-1", "off", "out", "optout", "optedout", "stop"),
        *(
            "denied",
            "deny",
            "declined",
            "rejected",
            "refused",
            "revoked",
            "revoke",
            "withdrawn",
            "withdraw",
            "disagree",
        ),
        *("unsubscribed", "unsubscribe", "suppressed", "removed", "disabled", "inactive", "notsubscribed"),
        *("notgranted", "afmeldt", "afvist", "avmeldt", "avslått", "avregistrerad", "nekad", "nekat", "trukket"),
    }
)
_BETWEEN_WORDS = str.maketrans("", "", " -_\t\u00a0")


def is_no(said: object) -> bool:
    """Whether somebody says no, as a truth value, a number or a word."""
    if isinstance(said, str):
        return said.strip().casefold().translate(_BETWEEN_WORDS) in _NO
    return isinstance(said, bool | int | float) and said in {0, -1}


def is_yes(said: object) -> bool:
    """Whether somebody says yes, plainly."""
    return said is True


def parsed(body: bytes) -> Any:
    """JSON as it comes: with a byte order mark, in UTF-16, with letters of another alphabet. Raises `ValueError`.

    Of a field that stands twice in one object a no counts before anything else, and two lists are one.
    """
    # What cannot be read as text costs those letters, not the answer beside them.
    text = body.decode(json.detect_encoding(body), "replace").removeprefix("\ufeff")
    try:
        return _loads(text)
    except RecursionError:
        return _loads(_shallow(text))


def _loads(text: str) -> Any:
    # A line break within a text and a number of any length cost themselves, not the answer beside them.
    return json.loads(text, object_pairs_hook=_joined, strict=False, parse_int=_whole)


def _shallow(text: str) -> str:
    """The same with `null` for whatever is nested deeper than an answer is."""
    kept: list[str] = []
    depth = since = 0
    for token in _TEXT_OR_BRACKET.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth == _DEEPEST + 1:
                kept.append(text[since : token.start()])
        elif token[0] in "]}":
            depth -= 1
            if depth == _DEEPEST:
                kept.append("null")
                since = token.end()
    return "".join((*kept, text[since:] if depth <= _DEEPEST else ""))


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _joined(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        before: Any = found.get(name)
        if isinstance(before, list) and isinstance(value, list):
            found[name] = [*cast("list[Any]", before), *cast("list[Any]", value)]
        elif isinstance(before, Mapping) and isinstance(value, Mapping):
            found[name] = _joined([*cast("dict[str, Any]", before).items(), *cast("dict[str, Any]", value).items()])
        elif not (name in found and is_no(found[name])):
            found[name] = value
    return found
