"""Moments as files, tills and platforms write them: one reader for all. Pure.

Read are ISO 8601; Unix time in seconds, milliseconds, microseconds or nanoseconds, as a number or as text; days of a
spreadsheet (Excel's 1900 system); `/Date(1795611791000)/` of .NET; `20261125`, `25-11-2026`, `25.11.2026 14:03`,
`25. november 2026` and `11/25/2026 2:03 PM`. What two readers would read differently is refused, unless the order of
day and month is declared.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

DateOrder = Literal["day_first", "month_first"]
# No shop's data is older. Within these years a number is of one unit only: the ranges of the units do not touch.
FIRST_YEAR, LAST_YEAR = 1990, 2100
_LONGEST = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_SECOND = int(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp())
_LAST_SECOND = int(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp())
_UNITS_A_SECOND = (1, 10**3, 10**6, 10**9)
# Excel counts the 29th of February 1900, which never was: counted from here, every day since March 1900 is right.
_SPREADSHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_FIRST_CELL = (datetime(FIRST_YEAR, 1, 1) - _SPREADSHEET_EPOCH).days  # noqa: DTZ001
_LAST_CELL = (datetime(LAST_YEAR + 1, 1, 1) - _SPREADSHEET_EPOCH).days  # noqa: DTZ001
_DOT_NET = re.compile(r"\\?/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?/", re.ASCII)
_NUMBER = re.compile(r"\d{4,19}(?:[.,]\d{1,15})?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:\.?,?[ T]+(.+))?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?:,?[ T]+(.+))?", re.ASCII)
_WITH_NAME = re.compile(r"(\d{1,2})[.-]?[ -]?([^\W\d_]{3,9})\.?[ -](\d{4})(?:\.?,?[ T]+(.+))?")
# In English, Danish, Norwegian and Swedish the first three letters tell.
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "may maj mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec des"), 1
    )
    for name in names.split()
}
_TIME = re.compile(
    r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?"
    r"(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?",
    re.ASCII,
)


class NotAMoment(ValueError):
    """It is no moment; the text says why and never quotes what was read."""


class AmbiguousDate(NotAMoment):
    """A date in which day and month could be either."""

    def __init__(self) -> None:
        super().__init__("is the day first, or the month? Declare it, or write 2026-11-25")


def read_moment(value: Any, zone: tzinfo | None = UTC, order: DateOrder | None = None) -> datetime:
    """The moment, with a zone. `zone`: of times that name none; None refuses them. Raises `NotAMoment`."""
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise NotAMoment("no moment")
    try:
        at = _of_text(value, zone, order) if isinstance(value, str) else _of_number(Decimal(value), zone)
    except (ArithmeticError, InvalidOperation):
        raise NotAMoment("no moment") from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise NotAMoment(f"not a time of ours: before {FIRST_YEAR} or after {LAST_YEAR}")
    return at


def _of_text(text: str, zone: tzinfo | None, order: DateOrder | None) -> datetime:
    text = " ".join(text.split()) if len(text) <= _LONGEST else ""
    if found := _DOT_NET.fullmatch(text):
        return _EPOCH + timedelta(milliseconds=int(found[1]))
    if _NUMBER.fullmatch(text):
        return _of_number(Decimal(text.replace(",", ".")), zone)
    if found := _YEAR_LAST.fullmatch(text):
        day, month = _day_and_month(int(found[1]), int(found[3]), found[2], order)
        return _at(int(found[4]), month, day, found[5], zone)
    if (found := _WITH_NAME.fullmatch(text)) and (month := _MONTHS.get(found[2][:3].casefold())):
        return _at(int(found[3]), month, int(found[1]), found[4], zone)
    if found := _YEAR_FIRST.fullmatch(text):
        return _at(int(found[1]), int(found[3]), int(found[4]), found[5], zone)
    try:
        return _in_zone(datetime.fromisoformat(text), zone)
    except NotAMoment:
        raise
    except ValueError:
        raise NotAMoment("no moment: write 2026-11-25T14:03:11+01:00") from None


def _of_number(number: Decimal, zone: tzinfo | None) -> datetime:
    """By the one unit in which it is a time of ours."""
    if not number.is_finite():
        raise NotAMoment("no moment")
    for units in _UNITS_A_SECOND:
        if _FIRST_SECOND <= number / units < _LAST_SECOND:
            return _EPOCH + timedelta(microseconds=int(number * 10**6 / units))
    if _FIRST_CELL <= number < _LAST_CELL:
        # A cell holds a time of day as a fraction in binary: the nearest second is what was typed.
        return _in_zone(_SPREADSHEET_EPOCH + timedelta(seconds=round(number * 86400)), zone)
    found = _COMPACT.fullmatch(str(number)) if number == number.to_integral_value() else None
    if found is None:
        raise NotAMoment("a number that is no time of ours in seconds, milliseconds or days of a spreadsheet")
    try:
        year, month, day, hour, minute, second = (int(part) for part in found.groups(default="0"))
        return _in_zone(datetime(year, month, day, hour, minute, second), zone)  # noqa: DTZ001 - given here
    except ValueError:
        raise NotAMoment("no such day") from None


def _day_and_month(first: int, second: int, sign: str, order: DateOrder | None) -> tuple[int, int]:
    if order == "month_first":
        return second, first
    # Nobody writes the month first and points between; 25 is no month.
    if order == "day_first" or sign == "." or first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    raise AmbiguousDate


def _at(year: int, month: int, day: int, time: str | None, zone: tzinfo | None) -> datetime:
    found = _TIME.fullmatch(time) if time else None
    if time and found is None:
        raise NotAMoment("no time of day")
    hour, minute, second, fraction, half, offset = found.groups() if found else (None,) * 6
    hours = int(hour or 0) if half is None else int(hour or 0) % 12 + (12 if half in "pP" else 0)
    try:
        at = datetime(year, month, day, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001 - given next
        at += timedelta(microseconds=int((fraction or "0").ljust(6, "0")[:6]))
        if offset is None:
            return _in_zone(at, zone)
        plain = "+00:00" if offset in {"Z", "UTC", "GMT"} else offset
        return datetime.fromisoformat(f"{at.isoformat()}{plain}")
    except NotAMoment:
        raise
    except ValueError:
        raise NotAMoment("no such day or time") from None


def _in_zone(at: datetime, zone: tzinfo | None) -> datetime:
    if at.tzinfo is not None:
        return at
    if zone is None:
        raise NotAMoment("of which time zone? Name one")
    return at.replace(tzinfo=zone)
