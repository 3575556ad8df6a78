"""What may be said of an experiment, and what not yet."""

import pytest

from hub.service.measurement.results import CONTROL, Hidden, NothingSaid, Plan, VariantResult, Verdict, results
from hub.service.measurement.statistics import Horizon
from hub.service.measurement.sums import ArmSums

HALF = {CONTROL: 0.5, "a": 0.5}


def bought(customers: int, buyers: int) -> ArmSums:
    return ArmSums(customers, buyers, buyers)


def of(arms: dict[str, ArmSums], plan: Plan) -> dict[str, VariantResult]:
    told = results(arms, plan)
    assert isinstance(told, dict)
    return told


def test_broken_sides_hide_every_figure() -> None:
    told = results({CONTROL: bought(4700, 470), "a": bought(5300, 900)}, Plan(HALF, 14_748))
    assert isinstance(told, NothingSaid)
    assert told.why is Hidden.BROKEN_ASSIGNMENT
    assert told.p is not None
    assert told.p < 0.001
    # A plan of one held out in twenty is no broken one.
    assert of({CONTROL: bought(500, 50), "a": bought(9500, 950)}, Plan({CONTROL: 0.05, "a": 0.95}, 14_748))


@pytest.mark.parametrize("small", [0, 1, 99])
def test_of_a_handful_nothing_is_said(small: int) -> None:
    told = results({CONTROL: bought(small, 0), "a": bought(small, 0)}, Plan(HALF, 14_748))
    assert told == NothingSaid(Hidden.TOO_FEW)
    assert results({}, Plan(HALF, 14_748)) == NothingSaid(Hidden.TOO_FEW)


def test_daily_looks_and_one_look_at_the_end_say_different_things() -> None:
    """300 and 365 of 5,000: one look finds a lift, daily looks do not yet."""
    arms = {CONTROL: bought(5000, 300), "a": bought(5000, 365)}
    daily, once = of(arms, Plan(HALF, 6_000))["a"], of(arms, Plan(HALF, 6_000, Horizon.FIXED))["a"]
    assert daily.verdict is Verdict.NOT_YET
    assert daily.lift
    assert once.lift
    assert (daily.lift.low, daily.lift.high) == pytest.approx((-0.064, 0.497), abs=5e-4)
    assert (once.lift.low, once.lift.high) == pytest.approx((0.037, 0.396), abs=5e-4)
    # Fewer came than were planned: one look is for the end.
    assert once.customers_to_go == 1000
    assert once.verdict is Verdict.NOT_YET
    assert of(arms, Plan(HALF, 5_000, Horizon.FIXED))["a"].verdict is Verdict.BETTER


def test_a_large_effect_is_told_early_and_a_harmful_one_as_well() -> None:
    better = of({CONTROL: bought(2000, 200), "a": bought(2000, 500)}, Plan(HALF, 50_000))["a"]
    worse = of({CONTROL: bought(2000, 500), "a": bought(2000, 200)}, Plan(HALF, 50_000))["a"]
    assert (better.verdict, worse.verdict) == (Verdict.BETTER, Verdict.WORSE)


def test_what_is_not_there_is_said_when_enough_came() -> None:
    told = of({CONTROL: bought(20_000, 2000), "a": bought(20_000, 2010)}, Plan(HALF, 14_748))["a"]
    assert (told.verdict, told.customers_to_go, told.days_to_go(50)) == (Verdict.NO_DIFFERENCE, 0, 0)


def test_the_way_to_go_is_told_in_days() -> None:
    told = of({CONTROL: bought(1000, 100), "a": bought(1000, 105)}, Plan(HALF, 14_748))["a"]
    assert told.customers_to_go == 14_748 - 1000
    assert told.days_to_go(100) == 138
    assert told.days_to_go(0) is None
    # Nobody bought yet: no figure.
    nobody = of({CONTROL: bought(1000, 0), "a": bought(1000, 0)}, Plan(HALF, 14_748))["a"]
    assert (nobody.difference, nobody.lift, nobody.verdict) == (None, None, Verdict.NOT_YET)


def test_stores_are_pooled_without_a_person() -> None:
    """A small store alone says nothing; many of them do."""
    store = {CONTROL: bought(150, 15), "a": bought(150, 30)}
    assert of(store, Plan(HALF, 6_000))["a"].verdict is Verdict.NOT_YET
    pooled = {name: sum([arm] * 20, ArmSums()) for name, arm in store.items()}
    assert of(pooled, Plan(HALF, 6_000))["a"].verdict is Verdict.BETTER
