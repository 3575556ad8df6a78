"""When a store wants nothing to be heard. Pure."""

from collections.abc import Iterable

from wire.messages import QuietHours

_DAY_MINUTES = 1440


def is_quiet(quiet_hours: Iterable[QuietHours], utc_offset_minutes: int, wall_seconds: float) -> bool:
    """Whether `wall_seconds` (Unix) falls into one of them, by the store's own wall."""
    minute = int(wall_seconds // 60 + utc_offset_minutes) % _DAY_MINUTES
    return any(
        hours.start_minute <= minute < hours.end_minute
        if hours.start_minute < hours.end_minute
        else minute >= hours.start_minute or minute < hours.end_minute
        for hours in quiet_hours
    )
