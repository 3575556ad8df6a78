"""What members of an experiment did: from the tables of visits and orders, one number for each."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.ground.database import open_database
from hub.ground.manifests import schemas
from hub.service.measurement.experiments import EVERY_CAMPAIGN, Tally
from hub.service.measurement.outcomes import Metric
from hub.service.measurement.results import CONTROL, Hidden, NothingSaid
from hub.service.measurement.service import ExperimentPlan, pooled
from hub.service.measurement.statistics import Horizon
from hub.service.measurement.sums import ArmSums
from tests.hub.measurement.store import DAY_MS, HOUR_MS, NOON, Store

LATER = NOON + 60 * DAY_MS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_database(tmp_path / "hub.db", schemas())) as db:
        yield Store(db)


def plan(metric: Metric, days: int = 0) -> ExperimentPlan:
    return ExperimentPlan("sofas", metric, days, {CONTROL: 0.5, "a": 0.5}, 1000)


def one(store: Store, metric: Metric, days: int = 0, now_ms: int = LATER) -> tuple[float, float]:
    """What the only member did, and before."""
    arm = store.measurement.sums(plan(metric, days), now_ms).arms["a"]
    assert arm.n == 1
    return arm.y, arm.x


def test_within_the_visit_counts_what_was_bought_in_it_after_the_contact(store: Store) -> None:
    before = store.visit(1, NOON - 9 * DAY_MS)
    store.order(1, NOON - 9 * DAY_MS + HOUR_MS // 4, 5_000, before)
    visit = store.visit(1, NOON)
    store.order(1, NOON + 60_000, 1_000, visit)
    store.enter(1, "a", visit, NOON + 120_000)
    store.order(1, NOON + 180_000, 2_000, visit)
    store.order(1, NOON + 2 * HOUR_MS, 4_000)
    assert one(store, Metric.SPEND) == (20.0, 50.0)
    assert one(store, Metric.PURCHASE) == (1.0, 1.0)
    assert one(store, Metric.DWELL) == (1680.0, 1800.0)


def test_within_days_counts_those_days_and_as_many_before(store: Store) -> None:
    store.order(1, NOON - 8 * DAY_MS, 100_000)
    store.order(1, NOON - 6 * DAY_MS, 3_000)
    visit = store.visit(1, NOON)
    store.enter(1, "a", visit, NOON)
    store.order(1, NOON + 6 * DAY_MS, 2_000)
    store.order(1, NOON + 7 * DAY_MS, 50_000)
    assert one(store, Metric.SPEND, 7) == (20.0, 30.0)
    # The visit of the contact is none that it led to.
    assert one(store, Metric.VISIT, 7) == (0.0, 0.0)
    store.visit(1, NOON - 2 * DAY_MS)
    store.visit(1, NOON + 5 * DAY_MS, 600)
    assert one(store, Metric.VISIT, 7) == (1.0, 1.0)
    assert one(store, Metric.DWELL, 7) == (1800.0 + 600.0, 1800.0)


def test_what_came_back_is_taken_off_its_sale_whenever_it_came(store: Store) -> None:
    visit = store.visit(1, NOON)
    store.enter(1, "a", visit, NOON)
    whole = store.order(1, NOON + 60_000, 2_000, visit)
    part = store.order(1, NOON + 60_000, 5_000, visit)
    store.order(1, NOON + 20 * DAY_MS, -2_000, of=whole)
    store.order(1, NOON + 20 * DAY_MS, -1_000, of=part)
    assert one(store, Metric.SPEND) == (40.0, 0.0)
    earlier = store.order(2, NOON - 30 * DAY_MS, 9_000)
    store.order(1, NOON + 120_000, -9_000, visit, of=earlier)
    assert one(store, Metric.SPEND) == (40.0, 0.0), "of a sale from before, nothing is taken off"
    assert one(store, Metric.PURCHASE) == (1.0, 0.0)
    store.order(1, NOON + 21 * DAY_MS, -4_000, of=part)
    assert one(store, Metric.PURCHASE) == (0.0, 0.0)


def test_only_those_whose_time_is_over_are_counted(store: Store) -> None:
    open_visit, over = store.visit(1, NOON, None), store.visit(2, NOON)
    store.enter(1, "a", open_visit, NOON)
    store.enter(2, CONTROL, over, NOON)
    sums = store.measurement.sums(plan(Metric.SPEND), NOON + HOUR_MS)
    assert (sums.arms["a"].n, sums.arms[CONTROL].n, sums.still_open) == (0, 1, 1)
    for days, counted in ((6, 0), (7, 2)):
        sums = store.measurement.sums(plan(Metric.SPEND, 7), NOON + days * DAY_MS)
        assert (sum(each.n for each in sums.arms.values()), sums.still_open) == (counted, 2 - counted)


def test_a_purchase_is_credited_to_the_last_contact_before_it(store: Store) -> None:
    for member in range(1, 31):
        store.enter(member, "a", store.visit(member, NOON), NOON)
        store.enter(member, "b", store.visit(member, NOON + DAY_MS), NOON + DAY_MS, "beds")
        store.order(member, NOON + HOUR_MS, 1_000)
        store.order(member, NOON + 2 * DAY_MS, 7_000)
    sofas = store.measurement.credited(plan(Metric.SPEND, 7), LATER)
    assert sofas
    assert (sofas.purchases, sofas.spend, sofas.days) == (30, 300.0, 7)
    beds = store.measurement.credited(ExperimentPlan("beds", Metric.SPEND, 7, {}, 1), LATER)
    assert beds
    assert beds.spend == 2100.0


def test_of_a_handful_neither_credits_nor_sums_leave(store: Store) -> None:
    for member in range(1, 10):
        store.enter(member, "a", store.visit(member, NOON), NOON)
        store.order(member, NOON + HOUR_MS, 1_000)
    measured = store.measurement.results(plan(Metric.SPEND, 7), LATER)
    assert measured.found == NothingSaid(Hidden.TOO_FEW)
    assert measured.credited is None
    assert not measured.sums.may_leave
    store.enter(10, "a", store.visit(10, NOON), NOON)
    assert store.measurement.sums(plan(Metric.SPEND, 7), LATER).may_leave


def test_all_campaigns_together_are_held_to_those_who_get_none(store: Store) -> None:
    for member in range(1, 21):
        store.enter(member, CONTROL, store.visit(member, NOON), NOON, EVERY_CAMPAIGN)
    for member in range(21, 41):
        store.enter(member, "a" if member % 2 else CONTROL, store.visit(member, NOON), NOON)
        store.order(member, NOON + HOUR_MS, 1_000)
    sums = store.measurement.sums(
        ExperimentPlan(EVERY_CAMPAIGN, Metric.SPEND, 7, {CONTROL: 0.5, "any": 0.5}, 100), LATER
    )
    assert {arm: (each.n, each.y) for arm, each in sums.arms.items()} == {CONTROL: (20, 0.0), "any": (20, 200.0)}


def test_stores_add_up(store: Store) -> None:
    assert pooled([{"a": ArmSums(2, 3.0, 5.0)}, {"a": ArmSums(1, 1.0, 1.0), CONTROL: ArmSums(1)}]) == {
        "a": ArmSums(3, 4.0, 6.0), CONTROL: ArmSums(1),
    }  # fmt: skip
    del store


def test_what_was_planned_first_stays(store: Store) -> None:
    first = ExperimentPlan("sofas", Metric.SPEND, 7, {CONTROL: 0.1, "a": 0.9}, 1000, Horizon.FIXED, 5)
    assert store.measurement.plan_of("sofas") is None
    assert store.measurement.fixed(first, NOON) == first
    assert store.measurement.fixed(plan(Metric.PURCHASE), NOON + 1) == first


def test_the_history_is_of_those_who_agreed_and_of_no_window_that_is_still_open(store: Store) -> None:
    for member in (1, 2, 3, 99):
        store.visit(member, NOON)
        store.visit(member, NOON + 2 * DAY_MS)
    store.order(1, NOON + DAY_MS, 3_000)
    known = store.measurement.history(Metric.SPEND, 7, NOON + 10 * DAY_MS)
    assert (known.customers, known.mean, known.customers_a_day) == (3, 10.0, 3 / 28)
    assert store.measurement.history(Metric.SPEND, 14, NOON + 10 * DAY_MS).customers == 0


def test_a_bandit_learns_from_visits_that_are_over(store: Store) -> None:
    for member, bought in ((1, True), (2, False), (3, True)):
        visit = store.visit(member, NOON, 1800 if member < 3 else None)
        store.enter(member, "a", visit, NOON)
        if bought:
            store.order(member, NOON + 60_000, 5_000, visit)
    assert store.measurement.tallies("sofas", Metric.SPEND, LATER) == {"a": Tally(2, 1)}
