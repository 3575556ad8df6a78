"""Before the start: how many customers it takes, how long that is, and whether it can be known at all. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hub.service.measurement.results import CONTROL
from hub.service.measurement.statistics import Horizon, customers_needed, smallest_lift

# Looking every day takes about twice the customers to see the same effect: where fewer come, one look at the end.
CUSTOMERS_TO_LOOK_DAILY = 2.0


@dataclass(frozen=True, slots=True)
class History:
    """What customers of this store did lately, without the campaign."""

    customers: int
    mean: float
    variance: float
    customers_a_day: float
    """Different ones."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is fixed before the start, and what the manager is told."""

    base: float
    """The average without the campaign, in the metric's unit."""
    customers: int | None
    """In the smallest arm, to find the smallest effect worth finding; None where nothing is known of before."""
    all_customers: int | None
    """In all arms together."""
    days: int | None
    """Until the last of them is counted; None where nobody comes."""
    fits: bool
    """Whether that is within the campaign's period."""
    smallest_lift: float | None
    """The smallest relative lift that the period can show; None where it can show none."""
    horizon: Horizon


def forecast(
    history: History, smallest_effect: float, shares: Mapping[str, float], period_days: int, attribution_days: int
) -> Forecast:
    """How long a campaign must run. `shares`: of each arm, the control's under `CONTROL`.

    Of arms that differ in size the smaller one decides: with a of the customers in it and b in the other, it needs
    n (1 + a / b) / 2, where n is what either of two equal arms needs.
    """
    total_shares = sum(shares.values())
    control = shares.get(CONTROL, 0.0) / total_shares
    variants = [share / total_shares for name, share in shares.items() if name != CONTROL]
    come = history.customers_a_day * max(0, period_days - attribution_days)
    if history.mean <= 0.0 or history.variance <= 0.0 or control <= 0.0 or not variants:
        return Forecast(history.mean, None, None, None, fits=False, smallest_lift=None, horizon=Horizon.SEQUENTIAL)
    equal = customers_needed(history.mean, history.variance, smallest_effect)
    smallest = min(variants)
    every = math.ceil(equal * _two_equal(control, smallest))
    days = math.ceil(every / history.customers_a_day) + attribution_days if history.customers_a_day > 0 else None
    fits = days is not None and days <= period_days
    # Where too few come for one look, only an effect that is plain to see is found, whenever it is looked for.
    one_look = fits and come < CUSTOMERS_TO_LOOK_DAILY * every
    shows = smallest_lift(history.mean, history.variance, int(come / _two_equal(control, smallest)))
    return Forecast(
        history.mean,
        math.ceil(every * min(control, smallest)),
        every,
        days,
        fits=fits,
        smallest_lift=shows if math.isfinite(shows) else None,
        horizon=Horizon.FIXED if one_look else Horizon.SEQUENTIAL,
    )


def _two_equal(a: float, b: float) -> float:
    """All customers for each customer that one of two equal arms would need."""
    return (1 / a + 1 / b) / 2
