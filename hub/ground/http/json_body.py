"""The JSON of a body as other systems write it: behind a byte order mark, with half an emoji, with numbers of any size.

What is signed are the bytes as they came: the signature is checked first, and this is called afterwards. Pure.
"""

import json
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

Pairs = Callable[[list[tuple[str, Any]]], dict[str, Any]]

# Nobody counts or charges beyond this; as a Decimal, 1e999999999 would take the memory of the machine once it is used.
_MOST_DIGITS, _MOST_EXPONENT = 60, 30
# JSON may escape half of a pair (RFC 8259, section 8.2): titles that were cut end so. UTF-8 has no such text.
_ESCAPED_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")


class NotJson(ValueError):
    """A body that is no JSON; what was read is never quoted."""


class NestedTooDeep(NotJson):
    """One value within another without end."""


def parse_json(body: bytes) -> Any:
    """The value of a body in UTF-8, UTF-16 or UTF-32; a number with a point is a `Decimal`, digit by digit.

    Numbers that no amount or count can be, NaN and Infinity are None; half an emoji is U+FFFD. Raises `NotJson`.
    """
    told = _parsed(body, _number, None)
    return _whole_signs(told) if _ESCAPED_HALF.search(body) or b"\0" in body[:4] else told


def parse_plain(body: bytes, pairs: Pairs | None = None) -> Any:
    """The same where a number with a point is a `float`: the answers of platforms, and what is asked of us.

    Half an emoji stays half: of a customer's name, whoever needs the text leaves it out rather than show a hole in it.
    `pairs` makes an object of its names and values, for whom it matters that a name may stand twice.
    """
    return _parsed(body, _float, pairs)


def reading_one_by_one() -> json.JSONDecoder:
    """The reader of `parse_json` for values that stand one behind the other in a file, by its `raw_decode`."""
    return json.JSONDecoder(parse_float=_number, parse_int=_whole, parse_constant=_no_number, strict=False)


def as_text(body: bytes) -> str:
    """A byte that is no text becomes U+FFFD: it spoils one name, and not the order."""
    return body.decode(json.detect_encoding(body), "replace").removeprefix("\ufeff")


def _parsed(body: bytes, number: Callable[[str], Any], pairs: Pairs | None) -> Any:
    try:
        # Not strict: a line break within a text costs nothing.
        return json.loads(
            as_text(body),
            parse_float=number,
            parse_int=_whole,
            parse_constant=_no_number,
            object_pairs_hook=pairs,
            strict=False,
        )
    except RecursionError:
        raise NestedTooDeep("the body is nested too deeply") from None
    except ValueError:
        raise NotJson("the body is not JSON") from None


def _number(digits: str) -> Decimal | None:
    if len(digits) > _MOST_DIGITS:
        return None
    number = Decimal(digits)
    return number if not number or abs(number.adjusted()) <= _MOST_EXPONENT else None


def _float(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _no_number(_name: str) -> None:
    return None


def _whole_signs(told: Any) -> Any:
    """The same without halves of pairs."""
    if isinstance(told, str):
        return _HALF.sub("\ufffd", told)
    if isinstance(told, list):
        return [_whole_signs(each) for each in cast("list[Any]", told)]
    if isinstance(told, dict):
        return {_HALF.sub("\ufffd", name): _whole_signs(each) for name, each in cast("dict[str, Any]", told).items()}
    return told
