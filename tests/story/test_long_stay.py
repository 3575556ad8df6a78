"""Ten minutes in a shop in one: whoever passes by, stands still, pauses or leaves, through every process."""

import asyncio
import contextlib
import math
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import pytest
from small_shop import Shop, open_shop

from hub.ground.floor_plan.file import load_floor_plan
from hub.place.visits.detection import HEARD_SECONDS
from simulators.field import DANIS, Receiver, Transmitter, heard
from simulators.people import MEMBERS
from simulators.phone import Phone
from simulators.serving import free_ports
from simulators.walk import PAVEMENT_Y_M, Route, Step, passing_route

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
# A delay of the machine counts so many times. At 25 a hub that was late by 40 ms dropped what it heard as late, and on
# a busy machine visits ended for that.
SPEED = 8.0
# A phone in a pocket that saves power. All times are of the shop's clock.
INTERVAL_SECONDS = 0.5
# Longer by far than all that ends a visit by silence.
STANDING_SECONDS = 420.0
PACE_M_S = 0.5
LOOK_SECONDS = 20.0
TURN_SECONDS = 4.0
PAUSE_SECONDS = 10.0
# How rough a field the filter bears is measured by make bench-visits; this is about what the processes do with it.
FIELD = replace(DANIS, shadow_db=1.0, offset_spread_db=1.0, direct_to_scattered=8.0)
# Of the shop's clock after the last packet; 30 at most are kept (make bench-visits), the rest is a busy machine's.
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

    @property
    def left_at(self) -> float:
        return self.began + (self.route.leaves_s or 0.0)

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


def stay_at(x_m: float, y_m: float, seconds: float) -> Route:
    """In through the door, a look around, so long at a spot, and out again and along the window. Nobody hurries: what
    takes a second is over in the blink of a busy machine."""
    stops = (6.0, -1.5, 0.0), (6.0, 2.0, LOOK_SECONDS), (x_m, y_m, seconds), (6.0, 2.0, LOOK_SECONDS), (6.0, -1.5, 0.0)
    steps: list[Step] = []
    now, (at_x, at_y, _) = 0.0, stops[0]
    for to_x, to_y, stand in (*stops[1:], (11.0, PAVEMENT_Y_M, 0.0)):
        there = now + math.hypot(to_x - at_x, to_y - at_y) / PACE_M_S
        steps.append(Step(now, there, at_x, at_y, to_x, to_y, math.atan2(to_y - at_y, to_x - at_x)))
        now, at_x, at_y = there + stand, to_x, to_y
        # Whoever stands turns.
        turns = range(round(stand / TURN_SECONDS))
        steps += [
            Step(there + n * TURN_SECONDS, there + (n + 1) * TURN_SECONDS, at_x, at_y, at_x, at_y, 2.4 * n)
            for n in turns
        ]
    enters = 1.5 / PACE_M_S
    leaves = next(step.from_s for step in reversed(steps) if step.to_y == stops[-1][1]) + 2.0 / PACE_M_S
    return Route(tuple(steps), enters, leaves)


def told(shop: Shop, kind: str) -> list[tuple[str, float]]:
    """The visits of all events of a kind, and when it was told (Unix seconds), read from outside."""
    with contextlib.closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT visit, at_ms FROM journal WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
    return [(visit, at_ms / 1000) for visit, at_ms in rows]


async def known(shop: Shop) -> dict[str, int]:
    """What a handheld shows: since when (Unix ms), by visit."""
    return {row["visit_id"]: row["started_at_ms"] for row in await shop.rows()}


async def until_known(shop: Shop, what: str, holds: Callable[[dict[str, int]], bool]) -> None:
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

        stayers = [comes(still, stay_at(8.0, 14.0, STANDING_SECONDS))[0]]
        stayers.append(comes(pausing, stay_at(4.0, 8.0, STANDING_SECONDS))[0])
        await until_known(shop, "two visits", lambda rows: len(rows) == 2)
        both = set(await known(shop))
        # Passing by, twice; the same phone that comes in is somebody.
        for number in range(2):
            person, walking = comes(passing, passing_route(load_floor_plan(shop.chain.floor_plan), Random(number)))
            await walking
            assert person.heard > 0
        await shop.clock.sleep(5.0)
        assert {visit for visit, _ in told(shop, "VisitStarted")} == both
        visitor, walking = comes(passing, stay_at(8.0, 8.0, LOOK_SECONDS))
        await walking
        await until_known(shop, "the visitor's end", lambda rows: set(rows) == both)
        [(third, ended)] = told(shop, "VisitEnded")
        assert third not in both
        assert visitor.left_at < ended < visitor.gone_at + GONE_SECONDS
        # The edge next to somebody dies while their phone pauses: that it hears nobody pulls nobody away.
        since = await known(shop)
        stayers[1].pauses = True
        shop.processes.kill("edge-2")
        await shop.clock.sleep(HEARD_SECONDS + 1.0)  # what was heard last is weighed until then
        before = await pausing.visit()
        await shop.clock.sleep(PAUSE_SECONDS - HEARD_SECONDS - 1.0)
        after = await pausing.visit()
        assert before
        assert after
        assert (after["visit_id"], after["zone"]) == (before["visit_id"], before["zone"])
        stayers[1].pauses = False
        await shop.clock.sleep(60.0)
        assert set(await known(shop)) == both
        shop.processes.again("edge-2")
        await shop.ready()
        shop.processes.kill("hub")
        shop.processes.again("hub")
        await shop.ready()
        assert await known(shop) == since
        await shop.clock.sleep(min(each.left_at for each in stayers) - 10.0 - shop.clock.wall())
        assert await known(shop) == since
        assert len(told(shop, "VisitStarted")) == 3
    await until_known(shop, "nobody", lambda rows: not rows)
    ends = dict(told(shop, "VisitEnded"))
    assert set(ends) == {*both, third}
    assert all(ends[visit] - since[visit] / 1000 > STANDING_SECONDS for visit in both)
    assert max(ends.values()) - max(each.gone_at for each in stayers) < GONE_SECONDS
