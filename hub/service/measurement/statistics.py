"""Two arms compared: pure functions of their sums.

Held to the published results of the Hillstrom e-mail test, to gbstats 0.8 (GrowthBook) and to tea-tasting 1.14.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from scipy import special

from hub.service.measurement.sums import ArmSums

ALPHA = 0.05
"""Intervals are right in 95 of 100 experiments."""
# Of a control whose average may as well be 0, nothing can be a percentage.
LEAST_SE_FROM_ZERO = 3.0
# So rarely do fair dice give shares this far from the plan: something else than dice sorted the customers
# (Fabijan et al. 2019, Diagnosing sample ratio mismatch).
BROKEN_ASSIGNMENT_P = 0.001
# The number of customers at which the sequence is narrowest, fixed before the start (GrowthBook's default).
TUNED_FOR_CUSTOMERS = 5000


class Horizon(StrEnum):
    """When an interval may be looked at."""

    FIXED = "fixed"
    """Once, at the number of customers stated before the start."""
    SEQUENTIAL = "sequential"
    """Every day."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the range that holds the truth in 95 of 100 experiments."""

    estimate: float
    low: float
    high: float
    se: float
    p: float | None
    """None where looking every day is allowed: there the interval alone says it."""

    @property
    def is_clear(self) -> bool:
        """Whether 0 is outside: the arms differ."""
        return self.low > 0.0 or self.high < 0.0


def difference(control: ArmSums, treated: ArmSums, horizon: Horizon = Horizon.FIXED) -> Interval | None:
    """How much more a treated customer's outcome is, in the metric's unit; None of fewer than two in an arm (Welch)."""
    if min(control.n, treated.n) < 2:
        return None
    se = math.sqrt(control.variance / control.n + treated.variance / treated.n)
    return _interval(treated.mean - control.mean, se, control, treated, horizon)


def relative_lift(control: ArmSums, treated: ArmSums, horizon: Horizon = Horizon.FIXED) -> Interval | None:
    """The same as a share of the control's average; None where that may as well be 0 (delta method)."""
    if min(control.n, treated.n) < 2:
        return None
    base, of_control = control.mean, control.variance / control.n
    if abs(base) <= LEAST_SE_FROM_ZERO * math.sqrt(of_control) or base == 0.0:
        return None
    of_treated = treated.variance / treated.n
    se = math.sqrt(of_treated / base**2 + of_control * treated.mean**2 / base**4)
    return _interval(treated.mean / base - 1.0, se, control, treated, horizon)


def share_mismatch(counts: tuple[int, ...], planned: tuple[float, ...]) -> float:
    """How probable it is that fair dice sorted `counts` customers so far from the `planned` shares (chi-square)."""
    total, shares = sum(counts), sum(planned)
    if total == 0 or len(counts) < 2:
        return 1.0
    expected = [total * share / shares for share in planned]
    chi_square = sum((count - due) ** 2 / due for count, due in zip(counts, expected, strict=True))
    return float(special.chdtrc(len(counts) - 1, chi_square))


def customers_needed(base: float, variance: float, lift: float, power: float = 0.8) -> int:
    """Customers in each of two equal arms, so that a relative `lift` of an average `base` is found with that power.

    `variance`: of one customer's outcome; for yes and no it is known from the average (`share_variance`).
    """
    effect = base * lift
    if effect == 0.0:
        raise ValueError("no number of customers shows a lift of 0")
    treated = base + effect
    # A variance of some hundred customers has n - 1 in it.
    is_share = math.isclose(variance, share_variance(base), rel_tol=0.02)
    both = variance + (share_variance(treated) if is_share and 0.0 <= treated <= 1.0 else variance)
    return math.ceil((_z(1 - ALPHA / 2) + _z(power)) ** 2 * both / effect**2 - 0.5)


def smallest_lift(base: float, variance: float, customers: int, power: float = 0.8) -> float:
    """The smallest relative lift that so many customers in each arm show with that power; infinite of none."""
    if customers < 2 or base <= 0.0:
        return math.inf
    return (_z(1 - ALPHA / 2) + _z(power)) * math.sqrt(2 * variance / customers) / base


def share_variance(share: float) -> float:
    """The variance of a yes or no."""
    return share * (1.0 - share)


def _interval(estimate: float, se: float, control: ArmSums, treated: ArmSums, horizon: Horizon) -> Interval | None:
    if se == 0.0 or not math.isfinite(se):
        return None  # everybody did the same: nothing is known of what others would do
    match horizon:
        case Horizon.FIXED:
            degrees = _degrees_of_freedom(control, treated)
            half = float(special.stdtrit(degrees, 1 - ALPHA / 2)) * se
            p = 2.0 * float(special.stdtr(degrees, -abs(estimate / se)))
        case Horizon.SEQUENTIAL:
            half, p = _sequence_half_width(se, control.n + treated.n), None
    return Interval(estimate, estimate - half, estimate + half, se, p)


def _degrees_of_freedom(control: ArmSums, treated: ArmSums) -> float:
    """Welch and Satterthwaite."""
    a, b = control.variance / control.n, treated.variance / treated.n
    return (a + b) ** 2 / (a**2 / (control.n - 1) + b**2 / (treated.n - 1))


def _sequence_half_width(se: float, customers: int) -> float:
    """An asymptotic confidence sequence (Waudby-Smith et al. 2024, Time-uniform central limit theory)."""
    log_alpha = math.log(ALPHA)
    rho = math.sqrt((-2 * log_alpha + math.log(1 - 2 * log_alpha)) / TUNED_FOR_CUSTOMERS)
    grown = customers * rho**2 + 1
    deviation = se * math.sqrt(customers)
    return deviation * math.sqrt(2 * grown * math.log(math.sqrt(grown) / ALPHA)) / (customers * rho)


def _z(probability: float) -> float:
    return float(special.ndtri(probability))
