"""Whether a shop is open at a moment, when it opens next, and how its hours are written. Pure.

Hours are of the clock on the wall: on the two days on which clocks are set a night is an hour longer or shorter, and
nothing begins or ends at another time. A span that ends before it begins goes on after midnight, and is of the day on
which it began.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.ground.shop.model import Opening, QuietHours, Shop

# Who comes a little early stands at the door, and who is served last may come a little late.
MARGIN_SECONDS = 30 * 60.0
# The longest holiday after which somebody still wants to know when the shop opens.
LOOKS_AHEAD_DAYS = 62
DAY_MINUTES = 24 * 60
# Nobody is open all night until noon: that is a slip.
NIGHT_ENDS_MINUTE = 8 * 60
CLOSED = "closed"
_SPAN = re.compile(r"(\d{1,2})[:.](\d{2}) ?[-\u2013] ?(\d{1,2})[:.](\d{2})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_hours(weekday: int, text: str) -> tuple[Opening, ...]:
    """`10:00-18:00`, `10:00-13:00, 15:00-18:00`, `18:00-02:00` over midnight, or `closed`. Raises `ValueError`."""
    if text.strip().casefold() == CLOSED:
        return ()
    spans = sorted((_span(weekday, each.strip()) for each in text.split(",")), key=lambda each: each.opens_minute)
    for before, after in itertools.pairwise(spans):
        if after.opens_minute < before.closes_minute:
            raise ValueError("two spans of opening hours overlap")
    return tuple(spans)


def read_quiet_hours(text: str) -> QuietHours | None:
    """`21:00-09:00`, which goes over midnight, or `none`. Raises `ValueError`."""
    if text.strip().casefold() == "none":
        return None
    found = _SPAN.fullmatch(text.strip())
    hour, minute, until_hour, until_minute = (int(part) for part in (found.groups() if found else (24, 0, 24, 0)))
    if max(hour, until_hour) > 23 or max(minute, until_minute) > 59 or (hour, minute) == (until_hour, until_minute):
        raise ValueError('write quiet hours as "21:00-09:00", or "none"')
    return QuietHours(time(hour, minute), time(until_hour, until_minute))


def overlapping_nights(opening: Iterable[Opening]) -> Iterator[tuple[int, int]]:
    """The weekdays whose night goes on beyond the opening of the next day: both days, Monday 0. Sunday has one too."""
    spans = tuple(opening)
    for night in spans:
        next_day = (night.weekday + 1) % 7
        if any(each.weekday == next_day and each.opens_minute + DAY_MINUTES < night.closes_minute for each in spans):
            yield night.weekday, next_day


def _span(weekday: int, text: str) -> Opening:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError('write opening hours as "10:00-18:00", "10:00-13:00, 15:00-18:00" or "closed"')
    hour, minute, until_hour, until_minute = map(int, found.groups())
    opens, closes = hour * 60 + minute, until_hour * 60 + until_minute
    if minute > 59 or until_minute > 59 or opens >= DAY_MINUTES or closes > DAY_MINUTES:
        raise ValueError('write opening hours as "10:00-18:00": two times of a day')
    if NIGHT_ENDS_MINUTE < closes <= opens or closes == opens:
        raise ValueError('write opening hours as "10:00-18:00": from, and a later until, of this day or before 08:00')
    return Opening(weekday, opens, closes if closes > opens else closes + DAY_MINUTES)


def read_day(text: str) -> str:
    """`2026-12-24`, or `12-24` of every year. Raises `ValueError`."""
    # Of a leap year, so that the 29th of February can be named.
    date.fromisoformat(text if len(text) > len("12-24") else f"2028-{text}")
    if not re.fullmatch(r"(\d{4}-)?\d{2}-\d{2}", text, re.ASCII):
        raise ValueError
    return text


def is_open(shop: Shop, at: float, margin_seconds: float = 0.0) -> bool:
    """Whether it is open at that moment (Unix seconds), or within the margin of it. Without hours it always is."""
    if not shop.has_hours:
        return True
    return any(begins - margin_seconds <= at < ends + margin_seconds for begins, ends in _spans_about(shop, at))


def opens_next(shop: Shop, at: float) -> float | None:
    """When a shop that is closed opens (Unix seconds); None of one that is open, or does not open within two months."""
    if is_open(shop, at):
        return None
    today = _day(shop, at)
    for days in range(LOOKS_AHEAD_DAYS):
        for begins, _ in _spans(shop, today + timedelta(days=days)):
            if begins > at:
                return begins
    return None


def closes_today(shop: Shop, at: float) -> float | None:
    """When it closes for the day (Unix seconds), whatever breaks there are before. None where it has, or has no hours.

    After midnight a night that goes on is still the day before.
    """
    if not shop.has_hours:
        return None
    today = _day(shop, at)
    night = [ends for begins, ends in _spans(shop, today - timedelta(days=1)) if begins <= at < ends]
    return max(night or (ends for _, ends in _spans(shop, today) if ends > at), default=None)


def _spans_about(shop: Shop, at: float) -> Iterator[tuple[float, float]]:
    """Those that can hold a moment: of yesterday over midnight, and tomorrow's within the margin."""
    today = _day(shop, at)
    for days in (-1, 0, 1):
        yield from _spans(shop, today + timedelta(days=days))


def _spans(shop: Shop, day: date) -> Iterator[tuple[float, float]]:
    special = shop.special_days.get(day.isoformat(), shop.special_days.get(f"{day:%m-%d}"))
    usual = tuple(each for each in shop.opening if each.weekday == day.weekday())
    for each in usual if special is None else special:
        # Of the hour that is twice, a shop opens in the first and closes in the second.
        ends = max(_moment(shop, day, each.closes_minute, fold) for fold in (0, 1))
        yield _moment(shop, day, each.opens_minute, 0), ends


def _moment(shop: Shop, day: date, minute: int, fold: int) -> float:
    days, minute = divmod(minute, DAY_MINUTES)
    on = day + timedelta(days=days)
    at = time(minute // 60, minute % 60, fold=fold)
    return datetime.combine(on, at, ZoneInfo(shop.time_zone)).timestamp()


def _day(shop: Shop, at: float) -> date:
    return (_EPOCH + timedelta(seconds=at)).astimezone(ZoneInfo(shop.time_zone)).date()
