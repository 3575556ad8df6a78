import itertools
from random import Random

import pytest

from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import contains
from simulators.crowd import OPEN_DAY, REST_SECONDS, arrivals, pace_for
from simulators.demo import FLOOR_PLAN
from simulators.people import MEMBERS, ROAD_CYCLIST
from simulators.walk import FASTEST_STEP_M_S, PAVEMENT_SPEED_M_S, door, passing_route, visit_route

PLAN = load_floor_plan(FLOOR_PLAN)
STEP = 0.1


def places(route):
    return [(t, route.at(t)) for t in (n * STEP for n in range(int(route.seconds / STEP)))]


@pytest.fixture(params=range(10))
def visit(request):
    return visit_route(PLAN, Random(request.param), list(PLAN.zones), 8.0)


def test_a_visitor_is_inside_the_walls_exactly_between_the_doors(visit) -> None:
    for t, place in places(visit):
        assert visit.inside(t) == (contains(PLAN.outline, (place.x_m, place.y_m))), t


def test_nobody_walks_faster_than_people_do(visit) -> None:
    for (_, a), (_, b) in itertools.pairwise(places(visit)):
        assert ((b.x_m - a.x_m) ** 2 + (b.y_m - a.y_m) ** 2) ** 0.5 <= (FASTEST_STEP_M_S + 0.01) * STEP


def test_a_visitor_dwells_in_every_zone_of_the_route(visit) -> None:
    seconds = dict.fromkeys((zone.id for zone in PLAN.zones), 0.0)
    for t, place in places(visit):
        if visit.inside(t):
            zone = PLAN.zone_at(place.x_m, place.y_m)
            seconds[zone.id] += STEP
    assert min(seconds.values()) >= 8.0 * 0.8


def test_a_visitor_comes_and_goes_through_the_door(visit) -> None:
    for at in (visit.enters_s, visit.leaves_s):
        place = visit.at(at)
        assert (place.x_m, place.y_m) == pytest.approx(door(PLAN))


def test_before_and_after_the_visit_there_is_nobody(visit) -> None:
    assert visit.at(-0.1) is None
    assert visit.at(visit.seconds + 0.1) is None


def test_a_passer_by_stays_outside() -> None:
    route = passing_route(PLAN, Random(1))
    assert not any(contains(PLAN.outline, (p.x_m, p.y_m)) or route.inside(t) for t, p in places(route))
    assert route.seconds == pytest.approx(32 / PAVEMENT_SPEED_M_S, rel=0.2)


@pytest.mark.parametrize("seconds", [20, 60])
def test_in_a_measured_run_every_member_comes_once_and_early_enough(seconds: int) -> None:
    everybody = list(itertools.takewhile(lambda a: a.at_s < seconds, arrivals(PLAN, 7, pace_for(seconds))))
    members = [arrival for arrival in everybody if arrival.member]
    assert sorted(arrival.name for arrival in members) == sorted(persona.ref for persona in MEMBERS)
    assert max(arrival.at_s for arrival in members) < 0.75 * seconds
    assert [a.at_s for a in everybody] == sorted(a.at_s for a in everybody)
    assert sum(arrival.member is None for arrival in everybody) >= 15


def test_on_an_open_day_people_come_for_ever_and_nobody_is_there_twice() -> None:
    gone_at: dict[str, float] = {}
    members = (arrival for arrival in arrivals(PLAN, 7, OPEN_DAY) if arrival.member)
    first, *more = itertools.islice(members, 60)
    assert first.name == ROAD_CYCLIST
    for arrival in [first, *more]:
        assert arrival.at_s >= gone_at.get(arrival.name, -REST_SECONDS) + REST_SECONDS
        gone_at[arrival.name] = arrival.at_s + arrival.route.seconds
    assert len(gone_at) == len(MEMBERS)


def test_the_same_seed_brings_the_same_people() -> None:
    def first(seed: int):
        return list(itertools.islice(arrivals(PLAN, seed, OPEN_DAY), 30))

    assert first(7) == first(7) != first(8)


def test_the_demo_store_has_what_it_promises() -> None:
    assert (len(PLAN.zones), len(PLAN.edges), len(PLAN.beacons)) == (6, 8, 6)
    assert {PLAN.zone_of(edge.id).id for edge in PLAN.edges} == {zone.id for zone in PLAN.zones}
