"""Half an hour in a shop in a minute: whoever passes by, stands still, pauses or leaves, through every process."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import pytest
from small_shop import Shop, open_shop

from hub.presence.floor_plan_file import load_floor_plan
from simulators.field import DANIS, Receiver, Transmitter, heard
from simulators.people import MEMBERS
from simulators.phone import Phone
from simulators.serving import free_ports
from simulators.walk import Route, passing_route, visit_route

pytestmark = pytest.mark.story

# The street below, the entrance behind the window, then two zones.
PLAN = """
[store]
id = "corner"
name = "Corner shop"
beacon_uuid = "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914"
outline = [[0,0],[12,0],[12,18],[0,18]]
[[zones]]
id = "entrance"
name = "Entrance"
kind = "entrance"
polygon = [[0,0],[12,0],[12,5],[0,5]]
[[zones]]
id = "city"
name = "City"
kind = "sales"
polygon = [[0,5],[12,5],[12,11],[0,11]]
[[zones]]
id = "road"
name = "Road"
kind = "sales"
polygon = [[0,11],[12,11],[12,18],[0,18]]
[[doors]]
line = [[5,0],[7,0]]
[[edges]]
id = "edge-1"
at = [6, 2.5]
[[edges]]
id = "edge-2"
at = [4, 8]
[[edges]]
id = "edge-3"
at = [8, 15]
"""
# A delay of the machine counts so many times: at 30 a tenth of a second costs three, of the twelve of silence that end
# a visit near the door.
SPEED = 30.0
# A phone in a pocket that saves power. All times are of the shop's clock.
INTERVAL_SECONDS = 0.5
STANDING_SECONDS = 1200.0
PAUSE_SECONDS = 10.0
# How rough a field the filter bears is measured by make bench-visits; this is about what the processes do with it.
FIELD = replace(DANIS, shadow_db=1.0, offset_spread_db=1.0, direct_to_scattered=8.0)
# Gone after 12 to 22 s here, and after 30 at most (make bench-visits); the rest is a busy machine's, times 30.
GONE_SECONDS = 60.0


class Person:
    """Somebody on a route, with a phone in a pocket."""

    def __init__(self, shop: Shop, phone: Phone, route: Route) -> None:
        self.phone, self.route, self.began = phone, route, shop.clock.wall()
        self.pauses = False
        self.heard = 0
        self._shop = shop
        edges = load_floor_plan(shop.chain.floor_plan).edges
        self._edges = [Receiver(str(edge.id), edge.x_m, edge.y_m, edge.height_m) for edge in edges]

    @property
    def gone_at(self) -> float:
        return self.began + self.route.seconds

    async def walk(self) -> None:
        """The whole route, with a packet at each interval."""
        for packet in count():
            since = self._shop.clock.wall() - self.began
            place, sent = self.route.at(since), self.phone.transmission()
            if place is None:
                return
            antenna = Transmitter(
                self.phone.persona.ref, place.x_m, place.y_m, 1.1, place.facing_rad, not self.route.inside(since)
            )
            for edge in self._edges if not self.pauses else ():
                rssi = heard(FIELD, 1, antenna, edge, packet)
                self.heard += bool(sent and rssi is not None and self._shop.air.hear(edge.name, sent, rssi))
            await self._shop.clock.sleep(INTERVAL_SECONDS)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, free_ports(4), PLAN, SPEED) as opened:
        yield opened


def stay_in(shop: Shop, zone: str, seconds: float) -> Route:
    """In through the door, hardly less and little more than so long in a zone, and out again."""
    plan = load_floor_plan(shop.chain.floor_plan)
    where = [next(each for each in plan.zones if each.id == zone)]
    routes = (visit_route(plan, Random(number), where, seconds) for number in count())
    return next(each for each in routes if 1.02 * seconds < each.seconds < 1.06 * seconds + 30)


def told(shop: Shop, kind: str) -> list[tuple[str, float]]:
    """The visits of all events of a kind, and when it was told (Unix seconds), read from outside."""
    with contextlib.closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT visit, at_ms FROM journal WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
    return [(visit, at_ms / 1000) for visit, at_ms in rows]


async def known(shop: Shop) -> dict[str, tuple[int, str]]:
    """By visit: since when, and the zone."""
    return {row["visit_id"]: (row["started_at_ms"], row["zone"]["name"]) for row in await shop.rows()}


async def until_known(shop: Shop, what: str, holds: Callable[[dict[str, tuple[int, str]]], bool]) -> None:
    async def checked() -> bool:
        return holds(await known(shop))

    await shop.until(what, checked)


async def test_who_passes_by_is_nobody_and_who_stands_stays_through_pauses_a_dead_edge_and_a_restarted_hub(
    shop: Shop,
) -> None:
    still, pausing, passing = [await shop.enrol(persona) for persona in MEMBERS[:3]]
    async with asyncio.TaskGroup() as walks:

        def comes(phone: Phone, route: Route) -> tuple[Person, asyncio.Task[None]]:
            person = Person(shop, phone, route)
            return person, walks.create_task(person.walk())

        stayers = [comes(still, stay_in(shop, "road", STANDING_SECONDS))[0]]
        stayers.append(comes(pausing, stay_in(shop, "city", STANDING_SECONDS))[0])
        await until_known(shop, "both where they stand", lambda rows: {z for _, z in rows.values()} == {"Road", "City"})
        both = set(await known(shop))
        # Passing by, twice; the same phone that comes in is somebody.
        for number in range(2):
            person, walking = comes(passing, passing_route(load_floor_plan(shop.chain.floor_plan), Random(number)))
            await walking
            assert person.heard > 0
        await shop.clock.sleep(5.0)
        assert {visit for visit, _ in told(shop, "VisitStarted")} == both
        visitor, walking = comes(passing, stay_in(shop, "city", 20.0))
        await walking
        await until_known(shop, "the visitor's end", lambda rows: set(rows) == both)
        [(third, ended)] = told(shop, "VisitEnded")
        assert third not in both
        assert 0 < ended - visitor.gone_at < GONE_SECONDS
        # The edge next to somebody dies while their phone pauses: that it hears nobody pulls nobody away.
        before = await known(shop)
        stayers[1].pauses = True
        shop.processes.kill("edge-2")
        await shop.clock.sleep(PAUSE_SECONDS)
        zones = {visit: zone for visit, (_, zone) in (await known(shop)).items()}
        city = [visit for visit, (_, zone) in before.items() if zone == "City"]
        assert [zones[visit] for visit in city] == ["City"]
        stayers[1].pauses = False
        await shop.clock.sleep(60.0)
        assert set(await known(shop)) == both
        shop.processes.again("edge-2")
        await shop.ready()
        since = {visit: started for visit, (started, _) in before.items()}
        shop.processes.kill("hub")
        shop.processes.again("hub")
        await shop.ready()
        assert {visit: started for visit, (started, _) in (await known(shop)).items()} == since
        await shop.clock.sleep(min(each.gone_at for each in stayers) - 10.0 - shop.clock.wall())
        assert {visit: started for visit, (started, _) in (await known(shop)).items()} == since
        assert len(told(shop, "VisitStarted")) == 3
    await until_known(shop, "nobody", lambda rows: not rows)
    ends = dict(told(shop, "VisitEnded"))
    assert set(ends) == {*both, third}
    assert all(ends[visit] - since[visit] / 1000 > STANDING_SECONDS for visit in both)
    assert max(ends.values()) - max(each.gone_at for each in stayers) < GONE_SECONDS
