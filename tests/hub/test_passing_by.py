"""Who comes in is greeted and who passes by is not: simulated walks through the radio field and the edges' windows."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from hub.ground.floor_plan.file import load_floor_plan
from hub.place.visits.detection import ARRIVE_PROBABILITY, OUTSIDE_PROBABILITY, OUTSIDE_SILENCE_SECONDS

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SEED = 11


@pytest.fixture(scope="module")
def people() -> list[Any]:
    """What `make bench-visits` shows of many, of a few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
        visits = import_module("visits")
    plan = load_floor_plan(visits.STORE)
    return [person for room in visits.rooms(2, SEED) for person in visits.one_room(plan, 6, 0, room)]


def test_nobody_who_passes_the_window_is_greeted(people: list[Any]) -> None:
    passers = [person for person in people if person.kind == "passing"]
    assert len(passers) == 12
    assert all(person.believed for person in passers)
    assert [person.number for person in passers if person.arrives(ARRIVE_PROBABILITY)] == []


def test_everybody_who_comes_in_is_known_soon_and_gone_soon_after_leaving(people: list[Any]) -> None:
    for person in people:
        if person.kind != "visit" or person.route.enters_s is None:
            continue
        arrived = person.arrives(ARRIVE_PROBABILITY)
        assert arrived is not None
        # Half a second is usual; in a store whose door no edge hears well it takes some steps more.
        assert arrived - person.came - person.route.enters_s < 6
        left = person.leaves(arrived, OUTSIDE_PROBABILITY, OUTSIDE_SILENCE_SECONDS)
        assert left is not None
        assert 0 < left - person.came - person.route.seconds < 30
