"""Service cases of a customer that are still open. Pure."""

from collections.abc import Iterable

from hub.ground.holdings import DAY_MS
from hub.knowledge.customers.port import CustomerEvent

CASE_DAYS = 14


def open_cases(happened: Iterable[CustomerEvent], now_ms: int) -> list[CustomerEvent]:
    """What the shop's service works on for them; an older one is settled, or nobody minds any more."""
    within_ms = CASE_DAYS * DAY_MS
    return [each for each in happened if each.name == "service_cases" and 0 <= now_ms - each.at_ms <= within_ms]
