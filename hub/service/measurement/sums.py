"""What leaves a store of an experiment: counts and sums for each arm, nothing of a person. Sums of stores add up."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArmSums:
    """One metric of one arm: `y` is a customer's outcome, `x` the same customer's before the experiment (CUPED)."""

    n: int = 0
    """Customers, with an outcome or without."""
    y: float = 0.0
    yy: float = 0.0
    """The sum of squares."""
    x: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def __add__(self, other: "ArmSums") -> "ArmSums":
        """The sums of both: of two stores, or of two days."""
        return ArmSums(
            self.n + other.n,
            self.y + other.y,
            self.yy + other.yy,
            self.x + other.x,
            self.xx + other.xx,
            self.xy + other.xy,
        )

    @property
    def mean(self) -> float:
        """The average outcome; 0 of nobody."""
        return self.y / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """The variance of one customer's outcome, with n - 1."""
        return _spread(self.n, self.y, self.y, self.yy)


def sums_of(outcomes: Iterable[tuple[float, float]]) -> ArmSums:
    """The sums over customers, each with their outcome and the one before."""
    n, y, yy, x, xx, xy = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for outcome, before in outcomes:
        n += 1
        y, yy = y + outcome, yy + outcome * outcome
        x, xx, xy = x + before, xx + before * before, xy + outcome * before
    return ArmSums(n, y, yy, x, xx, xy)


def less_noise(control: ArmSums, treated: ArmSums) -> tuple[ArmSums, ArmSums]:
    """Both arms with what their customers did before taken out (CUPED; Deng, Xu, Kohavi and Walker 2013).

    theta = cov(y, x) / var(x) over both arms together. Nothing is taken out where nothing was known before.
    """
    both = control + treated
    varies = _spread(both.n, both.x, both.x, both.xx)
    if varies <= 0.0:
        return control, treated
    theta = _spread(both.n, both.x, both.y, both.xy) / varies
    mean_before = both.x / both.n
    return _adjusted(control, theta, mean_before), _adjusted(treated, theta, mean_before)


def _adjusted(arm: ArmSums, theta: float, mean_before: float) -> ArmSums:
    """The sums of y - theta (x - the average x of both arms)."""
    shift = theta * mean_before
    y = arm.y - theta * arm.x + arm.n * shift
    yy = (
        arm.yy
        + theta**2 * arm.xx
        - 2 * theta * arm.xy
        + 2 * shift * (arm.y - theta * arm.x)
        + arm.n * shift**2
    )  # fmt: skip
    return ArmSums(arm.n, y, yy, arm.x, arm.xx, arm.xy)


def _spread(n: int, a: float, b: float, ab: float) -> float:
    """The covariance of a and b, with n - 1; of too few, or of sums that cannot be, 0."""
    if n < 2:
        return 0.0
    found = (ab - a * b / n) / (n - 1)
    return found if math.isfinite(found) else 0.0
