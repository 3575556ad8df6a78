"""What may be said of an experiment, and what not yet: each variant against those held out. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.service.measurement.statistics import (
    BROKEN_ASSIGNMENT_P,
    Horizon,
    Interval,
    difference,
    relative_lift,
    share_mismatch,
)
from hub.service.measurement.sums import ArmSums, less_noise

# Of fewer, an interval built on sums of many is wrong, and a figure would speak of people one could name.
LEAST_CUSTOMERS = 100


class Verdict(StrEnum):
    """What an experiment says of a variant."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no_difference"
    """As many customers as were planned, and 0 is inside: an effect as large as was looked for is not there."""
    NOT_YET = "not_yet"


class Hidden(StrEnum):
    """Why nothing is said."""

    BROKEN_ASSIGNMENT = "broken_assignment"
    """The sides are not as large as they were planned: whatever made them so makes any figure wrong."""
    TOO_FEW = "too_few"
    NO_CONTROL = "no_control"
    """Nobody is held out: there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was fixed before the start."""

    shares: Mapping[str, float]
    """The planned share of each arm, the control's under `CONTROL`."""
    customers: int
    """How many in each arm show the smallest effect worth finding (`customers_needed`).

    Reckoned anew from what comes in, the end would come when it suits the figures.
    """
    horizon: Horizon = Horizon.SEQUENTIAL


CONTROL = "held_out"


@dataclass(frozen=True, slots=True)
class VariantResult:
    """One variant against those held out."""

    customers: int
    difference: Interval | None
    """In the metric's unit, for each customer."""
    lift: Interval | None
    """As a share of what customers do who are held out; None where that may as well be nothing."""
    verdict: Verdict
    customers_to_go: int
    """In the smaller arm, until there are as many as were planned."""

    def days_to_go(self, customers_a_day: float) -> int | None:
        """How many days that takes; None where nobody comes."""
        if self.customers_to_go == 0:
            return 0
        return math.ceil(self.customers_to_go / customers_a_day) if customers_a_day > 0 else None


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """No figure, and why."""

    why: Hidden
    p: float | None = None
    """How probable such sides are, where they are broken."""


def results(arms: Mapping[str, ArmSums], plan: Plan) -> dict[str, VariantResult] | NothingSaid:
    """Every variant's result, or why there is none. `arms`: by variant, with the control; of stores added up."""
    if plan.shares.get(CONTROL, 0.0) <= 0.0:
        return NothingSaid(Hidden.NO_CONTROL)
    counts = {name: arms.get(name, ArmSums()).n for name in plan.shares}
    p = share_mismatch(tuple(counts.values()), tuple(plan.shares.values()))
    if p < BROKEN_ASSIGNMENT_P:
        return NothingSaid(Hidden.BROKEN_ASSIGNMENT, p)
    if min(counts.values()) < LEAST_CUSTOMERS:
        return NothingSaid(Hidden.TOO_FEW)
    control = arms[CONTROL]
    return {name: _result(control, arms[name], plan) for name in plan.shares if name != CONTROL}


def _result(control: ArmSums, treated: ArmSums, plan: Plan) -> VariantResult:
    to_go = max(0, plan.customers - min(control.n, treated.n))
    # Only this comparison's arms: another variant's customers are not taken for either side.
    quiet = less_noise(control, treated)
    found, lift = difference(*quiet, plan.horizon), relative_lift(*quiet, plan.horizon)
    may_judge = plan.horizon is Horizon.SEQUENTIAL or to_go == 0
    return VariantResult(treated.n, found, lift, _verdict(found, to_go, may_judge=may_judge), to_go)


def _verdict(found: Interval | None, to_go: int, *, may_judge: bool) -> Verdict:
    """A fixed horizon is judged once, at its end: looked at before, it is wrong far too often."""
    if found and found.is_clear and may_judge:
        return Verdict.BETTER if found.estimate > 0 else Verdict.WORSE
    return Verdict.NO_DIFFERENCE if to_go == 0 else Verdict.NOT_YET
