"""From simulated customers through the tables to a verdict; nothing is found where nothing is."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from hub.ground.database import open_database
from hub.ground.manifests import schemas
from hub.service.campaigns.assignment import is_held_out, variant_of
from hub.service.measurement.outcomes import Metric
from hub.service.measurement.results import CONTROL, NothingSaid, VariantResult
from hub.service.measurement.service import ExperimentPlan
from tests.hub.campaigns.making import campaign
from tests.hub.measurement.store import DAY_MS, HOUR_MS, NOON, Store

DOCUMENT = campaign("sofas", holdout=0.5)
DAYS, A_DAY = 14, 60


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_database(tmp_path / "hub.db", schemas())) as db:
        yield Store(db)


def simulate(store: Store, salt: str, base: float, treated: float, dice: Random) -> Iterator[VariantResult]:
    """New customers each day, sorted as campaigns sort them; what is said at the end of each day."""
    plan = ExperimentPlan(salt, Metric.PURCHASE, 0, {CONTROL: 0.5, "one": 0.5}, 100_000)
    for day in range(DAYS):
        at = NOON + day * DAY_MS
        with store.db.atomic():
            for each in range(A_DAY):
                member = 1 + day * A_DAY + each + 10_000 * int(salt[1:])
                held_out = is_held_out(DOCUMENT, salt, f"u-{member}")
                arm = CONTROL if held_out else variant_of(DOCUMENT, salt, f"u-{member}").id
                visit = store.visit(member, at)
                store.enter(member, arm, visit, at, salt)
                if dice.random() < (base if held_out else treated):
                    store.order(member, at + HOUR_MS // 4, 10_000, visit)
        found = store.measurement.results(plan, at + HOUR_MS).found
        if not isinstance(found, NothingSaid):
            yield found["one"]


def test_daily_looks_find_no_winner_where_nothing_is(store: Store) -> None:
    """12 campaigns without any effect, looked at every day: with the sequence one in a hundred is wrong."""
    dice, wrong = Random(1), 0
    for run in range(12):
        looks = list(simulate(store, f"s{run}", 0.3, 0.3, dice))
        assert len(looks) > DAYS // 2
        wrong += any(each.difference is not None and each.difference.is_clear for each in looks)
    assert wrong <= 1


def test_a_planted_lift_is_inside_the_range(store: Store) -> None:
    dice, covered, runs = Random(2), 0, 10
    for run in range(runs):
        *_, last = simulate(store, f"s{run}", 0.2, 0.4, dice)
        assert last.difference
        covered += last.difference.low <= 0.2 <= last.difference.high
    assert covered >= runs - 1
