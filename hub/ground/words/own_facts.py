"""The value of a fact of the shop's own, as it is said. Pure."""

from datetime import UTC, date, datetime, time
from typing import assert_never
from zoneinfo import ZoneInfo

from hub.ground.shop.model import FactKind, OwnFact, Shop
from hub.ground.words.phrase import Argument, Day, Money, Names, Number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def fact_value(fact: OwnFact, value: str, shop: Shop) -> Argument:
    """A value that `Traits.usable` has made of what a source tells."""
    match fact.kind:
        case FactKind.TEXT:
            return value
        case FactKind.NUMBER:
            return Number(value)
        case FactKind.MONEY:
            return Money(value, shop.currency)
        case FactKind.DATE:
            # Noon: the clocks may have been set at midnight.
            at = datetime.combine(date.fromisoformat(value), time(12), ZoneInfo(shop.time_zone))
            return Day(round((at - _EPOCH).total_seconds() * 1000))
        case FactKind.CHOICE:
            return Names(fact.choices[value])
        case _:
            assert_never(fact.kind)
