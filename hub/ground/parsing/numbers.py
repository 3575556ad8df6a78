"""Numbers as files, tills and platforms write them: one reader for all. Pure, and never through a float.

Read are `249`, `249.00`, `249,00`, `1.249,00`, `1,249.00`, `1 249,00`, `1'249.00` and `249,00-`. A text with one point
or comma and three digits behind it is refused unless the decimal sign is declared: a bank's 1.080 may be a thousand and
eighty. A number of JSON has a decimal point.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

DecimalSign = Literal[",", "."]
_LONGEST = 40
# Beyond these nothing that a shop counts is left, and rounding would need more digits than decimals carry.
_MOST_DIGITS = 18
_SIGNED = re.compile(r"([+-]?) ?((?:\d[\d.,' ]*)?\d|[.,]\d+) ?(-?)", re.ASCII)
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
_GROUPS = re.compile(r"\d{1,3}([.,' ])\d{3}(?:\1\d{3})*", re.ASCII)
# What spreadsheets and word processors put where a keyboard has a blank, an apostrophe and a minus.
_ALIKE = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-"})
# A gram of a hundred kilos.
QUANTITY_PLACES = 5
# A price is never given to a ten-thousandth of the last place that counts; a sum of floats is off by less than that.
_NOISE = Decimal("0.0001")


class NotANumber(ValueError):
    """It is no number; the text says why and never quotes what was read."""


def read_decimal(value: Any, sign: DecimalSign | None = None) -> Decimal:
    """The number. `sign`: the declared decimal sign of texts. Raises `NotANumber`."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise NotANumber("not a number")
    try:
        number = _of_text(value, sign) if isinstance(value, str) else Decimal(str(value))
    except InvalidOperation:
        raise NotANumber("not a number") from None
    if not number.is_finite():
        raise NotANumber("not a number")
    return number


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet has shortened a number of many digits in a narrow cell: 4711000000000 is 4,71E+12 there.

    Its digits are lost for good.
    """
    return _SHORTENED.fullmatch(text) is not None


def read_whole(value: Any, sign: DecimalSign | None = None) -> int:
    """A whole number, which may be written as 3.0. Raises `NotANumber`."""
    number = read_decimal(value, sign)
    if number.adjusted() > _MOST_DIGITS or number != number.to_integral_value():
        raise NotANumber("not a whole number")
    return int(number)


def read_quantity(value: Any, sign: DecimalSign | None = None) -> Decimal:
    """How many or how much: `3`, 3.0, "0,450". Raises `NotANumber`."""
    number = without_noise(read_decimal(value, sign or decimal_point(value)), QUANTITY_PLACES)
    return Decimal(int(number)) if number.adjusted() <= _MOST_DIGITS and number % 1 == 0 else number


def decimal_point(value: Any) -> DecimalSign | None:
    """The sign of texts that may have three decimals, as kilos and dinars do: where no comma is, a point is one."""
    return "." if isinstance(value, str) and "," not in value else None


def without_noise(number: Decimal, places: int) -> Decimal:
    """The number to so many places where it is one but for what floats leave behind; else as it is."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -places or number.adjusted() > _MOST_DIGITS:
        return number
    last = Decimal(1).scaleb(-places)
    rounded = number.quantize(last)
    return rounded if abs(number - rounded) < last * _NOISE else number


def _of_text(text: str, sign: DecimalSign | None) -> Decimal:
    found = _SIGNED.fullmatch(text.translate(_ALIKE).strip()) if len(text) <= _LONGEST else None
    if found is None or (found[1] and found[3]):
        raise NotANumber("not a number: digits, and a point or comma before the decimals")
    whole, point, decimals = _parted(found[2], sign)
    if not decimals.isdecimal() and point:
        raise NotANumber("not a number: a second decimal sign")
    if not whole.isdecimal() and whole:
        if not _GROUPS.fullmatch(whole):
            raise NotANumber("not a number: thousands are written in groups of three digits")
        whole = re.sub(r"\D", "", whole)
    minus = "-" if "-" in {found[1], found[3]} else ""
    return Decimal(f"{minus}{whole or '0'}.{decimals or '0'}" if point else f"{minus}{whole}")


def _parted(body: str, sign: DecimalSign | None) -> tuple[str, str, str]:
    """What stands before the decimal sign, the sign if there is one, and what stands behind it."""
    if sign is not None:
        return body.partition(sign)
    signs = [c for c in body if c in ".,"]
    if len(set(signs)) == 2:
        return body.rpartition(signs[-1])
    if len(signs) != 1:
        return body, "", ""
    before, point, after = body.partition(signs[0])
    if len(after) == 3 and 1 <= len(before) <= 3 and before != "0":
        raise NotANumber("three digits behind the sign could be decimals or thousands. Declare decimal_sign")
    return before, point, after
