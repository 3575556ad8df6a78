"""Before the start: how many customers it takes, how long, and whether it can be known at all."""

import pytest

from hub.service.measurement.planning import History, forecast
from hub.service.measurement.results import CONTROL
from hub.service.measurement.statistics import Horizon, customers_needed, share_variance

EVEN = {CONTROL: 0.5, "a": 0.5}


def history(a_day: float, share: float = 0.1) -> History:
    return History(5000, share, share_variance(share), a_day)


def test_an_even_split_takes_what_the_published_table_says() -> None:
    """10 to 11 %: 14,748 in each arm."""
    seen = forecast(history(2000), 0.1, EVEN, 30, 0)
    assert (seen.customers, seen.all_customers, seen.days, seen.fits) == (14_748, 29_496, 15, True)


def test_one_in_ten_held_out_takes_nearly_three_times_as_many() -> None:
    """The reference: a 10 % control needs 2.8 times the customers of an even split."""
    even = forecast(history(2000), 0.1, EVEN, 365, 0).all_customers
    tenth = forecast(history(2000), 0.1, {CONTROL: 0.1, "a": 0.9}, 365, 0).all_customers
    assert even
    assert tenth
    assert tenth / even == pytest.approx(2.78, abs=0.01)


def test_a_campaign_that_can_never_be_judged_says_what_it_could_show() -> None:
    seen = forecast(history(20), 0.1, EVEN, 30, 0)
    assert not seen.fits
    assert seen.days == 1475
    assert seen.smallest_lift
    # So large an effect takes just the customers of its period.
    assert 2 * customers_needed(0.1, share_variance(0.1) * 1.5, seen.smallest_lift) == pytest.approx(600, rel=0.5)
    assert seen.horizon is Horizon.SEQUENTIAL


def test_a_window_of_days_comes_on_top() -> None:
    assert forecast(history(2000), 0.1, EVEN, 30, 7).days == 15 + 7
    assert not forecast(history(2000), 0.1, EVEN, 21, 7).fits


def test_few_customers_are_looked_at_once_and_many_every_day() -> None:
    assert forecast(history(1100), 0.1, EVEN, 30, 0).horizon is Horizon.FIXED
    assert forecast(history(2000), 0.1, EVEN, 30, 0).horizon is Horizon.SEQUENTIAL


def test_of_a_store_without_a_past_or_a_control_nothing_is_reckoned() -> None:
    for seen in (
        forecast(History(0, 0.0, 0.0, 0.0), 0.1, EVEN, 30, 0),
        forecast(history(100), 0.1, {CONTROL: 0.0, "a": 1.0}, 30, 0),
    ):
        assert (seen.customers, seen.days, seen.fits) == (None, None, False)
    assert forecast(history(0), 0.1, EVEN, 30, 0).days is None
