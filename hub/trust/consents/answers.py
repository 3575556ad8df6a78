"""Yes and no as apps and platforms write them, read out of whatever stands beside them. Pure.

A no is taken in any spelling; a yes only as `true`: nobody agrees by a typing error.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from hub.ground.http.json_body import NestedTooDeep, as_text, parse_plain

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
    try:
        return parse_plain(body, _joined)
    except NestedTooDeep:
        return parse_plain(_shallow(as_text(body)).encode(), _joined)


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
