"""Hours and days of a store, in its time zone: a day of 23 or 25 hours is one day. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local(at_ms: int, zone: ZoneInfo) -> datetime:
    """That moment as the clock on the wall shows it."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)).astimezone(zone)


def day_began_ms(at_ms: int, zone: ZoneInfo) -> int:
    """When the calendar day of that moment began."""
    return _began(local(at_ms, zone), 0, zone)


def week_began_ms(at_ms: int, zone: ZoneInfo) -> int:
    """When the week of that moment began: Monday."""
    now = local(at_ms, zone)
    return _began(now, now.weekday(), zone)


def _began(now: datetime, days_before: int, zone: ZoneInfo) -> int:
    day = now.date() - timedelta(days=days_before)
    return round(datetime.combine(day, time(), zone).timestamp() * 1000)
