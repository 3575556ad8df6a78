"""The day by which something is to be done, by the shop's calendar. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# Whoever plans further ahead than a year has a calendar.
MOST_DAYS_AHEAD = 366


class DueRefusal(StrEnum):
    """Why a day is none to do something by."""

    PAST = "past"
    FAR = "far"


class DueState(StrEnum):
    """Where something stands in the list."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    DONE = "done"


def day_of(at_ms: int, time_zone: str) -> date:
    """The day on the shop's wall at a moment (Unix ms)."""
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(time_zone)).date()


def end_of(day: date, time_zone: str) -> int:
    """When that day is over there (Unix ms): of 23 or 25 hours where clocks are set."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
    return round(midnight.astimezone(UTC).timestamp() * 1000)


def refusal_of(due: date, today: date) -> DueRefusal | None:
    """Why nothing can be due then; None when it can."""
    if due < today:
        return DueRefusal.PAST
    return DueRefusal.FAR if (due - today).days > MOST_DAYS_AHEAD else None


def state_of(due: date, done: date | None, today: date) -> DueState | None:
    """Where it stands; None of what was done on an earlier day, which nobody looks for."""
    if done is not None:
        return DueState.DONE if done == today else None
    if due == today:
        return DueState.TODAY
    return DueState.OVERDUE if due < today else DueState.LATER
