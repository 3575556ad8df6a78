"""Visits of an hour in seconds: walks through the radio field, the edges' windows, the wire and a whole hub."""

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from hub.journal import VisitEnded, VisitStarted
from simulators.fast_store import FastStore, Walker, open_fast_store
from simulators.walk import visit_route
from wire.ids import EdgeId

PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
STANDING_SECONDS = 1200.0


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FastStore]:
    async with open_fast_store(tmp_path, PLAN, seed=11) as opened:
        yield opened


async def comes_in(store: FastStore, name: str, zone: str, dwell_s: float) -> Walker:
    where = next(each for each in store.plan.zones if each.id == zone)
    route = visit_route(store.plan, Random(name), [where], dwell_s)
    walker = Walker(await store.enrol(name), route, store.now)
    store.here.append(walker)
    return walker


def kinds(store: FastStore) -> list[type]:
    return [type(event) for _, event in store.came_and_went() if isinstance(event, VisitStarted | VisitEnded)]


async def test_who_stands_for_twenty_minutes_stays_one_visit_also_over_a_restart_and_a_dead_edge(
    store: FastStore,
) -> None:
    standing = await comes_in(store, "u-1", "road", STANDING_SECONDS)
    other = await comes_in(store, "u-2", "workshop", STANDING_SECONDS)
    store.pass_time(store.now + 60)
    assert kinds(store) == [VisitStarted, VisitStarted]
    open_before = {visit.id for visit in store.hub.visit_service._visits.all_open()}
    # The edge nearest to one of them dies for some minutes: that it hears nobody pulls nobody away.
    store.dead.add(EdgeId("edge-6"))
    store.pass_time(store.now + 300)
    store.dead.clear()
    store.restart_hub()
    store.pass_time(min(standing.came + (standing.route.leaves_s or 0), other.came + (other.route.leaves_s or 0)) - 5)
    assert kinds(store) == [VisitStarted, VisitStarted]
    assert {visit.id for visit in store.hub.visit_service._visits.all_open()} == open_before
    gone_at = max(standing.gone_at, other.gone_at)
    store.pass_time(gone_at + 30)
    assert kinds(store) == [VisitStarted, VisitStarted, VisitEnded, VisitEnded]
    ended = [at for at, event in store.came_and_went() if isinstance(event, VisitEnded)]
    assert ended[0] >= min(standing.came + (standing.route.leaves_s or 0), other.came + (other.route.leaves_s or 0))
    assert ended[-1] - gone_at < 30
