"""What a visit teaches of a phone, and what that is good for: simulated walks through the radio field."""

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from hub.ground.floor_plan.file import load_floor_plan
from hub.place.visits.detection import ARRIVE_PROBABILITY
from hub.place.visits.phone_gain import add_up
from simulators.walk import passing_route, visit_route

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
QUIETER_DB, LOUDER_DB = -5.0, 7.0


@pytest.fixture(scope="module")
def visits() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
        return import_module("visits")


@pytest.fixture(scope="module")
def been_there(visits: ModuleType) -> list[Any]:
    """Three who walked about for two minutes, the same way but for their phones."""
    plan = load_floor_plan(visits.STORE)
    zones = [zone for zone in plan.zones if zone.id in {"road", "city", "workshop"}]
    route = visit_route(plan, Random(3), zones, 40.0)
    gains = (QUIETER_DB, 0.0, LOUDER_DB)
    people = [visits.Person(number, "visit", route, 1000.0, gain) for number, gain in enumerate(gains)]
    visits.follow(plan, people, visits.rooms(1, 5)[0])
    return people


def test_a_visit_tells_loud_phones_from_quiet_ones(been_there: list[Any]) -> None:
    quiet, ordinary, loud = (person.taught.gain_db for person in been_there)
    # Some of it is taken for another place: a second visit teaches most of the rest.
    assert QUIETER_DB - 1 < quiet - ordinary < QUIETER_DB / 3
    assert LOUDER_DB / 2 < loud - ordinary < LOUDER_DB + 1


def test_a_known_loud_phone_on_the_pavement_is_not_greeted_and_an_unknown_one_is(
    visits: ModuleType, been_there: list[Any]
) -> None:
    plan, room = load_floor_plan(visits.STORE), visits.rooms(1, 5)[0]
    dice = Random(8)
    passers = [visits.Person(n, "passing", passing_route(plan, dice), 1000.0 + 3 * n, LOUDER_DB) for n in range(8)]
    known = [replace(person, known_db=add_up(0.0, been_there[2].taught), believed=[]) for person in passers]
    for people in (passers, known):
        visits.follow(plan, people, room)
    greeted, greeted_though_known = (
        sum(person.arrives(ARRIVE_PROBABILITY) is not None for person in people) for people in (passers, known)
    )
    assert greeted > len(passers) / 2
    assert greeted_though_known < greeted / 2
    # Somebody at the window teaches nothing, even if greeted: it would make them seem inside the more.
    assert [person.taught for person in (*passers, *known)] == [None] * 2 * len(passers)
