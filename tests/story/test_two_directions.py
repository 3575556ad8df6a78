"""A phone that edges hear, a phone that hears beacons, and a phone that does both: one presence each."""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from small_shop import PACKET_SECONDS, Shop, open_shop

from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import PlacedBeacon, PlacedEdge
from simulators.people import MEMBERS
from simulators.phone import Phone
from simulators.serving import free_ports

pytestmark = pytest.mark.story

# From left to right: street, entrance, road, city.
PLAN = """
[store]
id = "corner"
name = "Corner shop"
beacon_uuid = "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914"
outline = [[0,0],[18,0],[18,6],[0,6]]
[[zones]]
id = "entrance"
name = "Entrance"
kind = "entrance"
polygon = [[0,0],[4,0],[4,6],[0,6]]
[[zones]]
id = "road"
name = "Road"
kind = "sales"
polygon = [[4,0],[11,0],[11,6],[4,6]]
[[zones]]
id = "city"
name = "City"
kind = "sales"
polygon = [[11,0],[18,0],[18,6],[11,6]]
[[doors]]
line = [[0,2],[0,4]]
[[edges]]
id = "edge-1"
at = [3, 3]
[[edges]]
id = "edge-2"
at = [15, 3]
[[beacons]]
id = "beacon-1"
major = 1
minor = 1
at = [2, 1]
[[beacons]]
id = "beacon-2"
major = 1
minor = 2
at = [8, 5]
[[beacons]]
id = "beacon-3"
major = 1
minor = 3
at = [16, 1]
"""
# A phone's receiver, and the hand around it, take this from every beacon alike.
PHONE_DB = -7.0
DOOR, ROAD, CITY = (2.0, 3.0), (8.0, 3.0), (15.0, 3.0)


class Person:
    """Somebody who stands somewhere: what edges hear of their phone, and what it hears of beacons, is physics."""

    def __init__(self, shop: Shop, phone: Phone, place: tuple[float, float], *, sends: bool) -> None:
        self.phone, self.place, self.sends, self.ranges = phone, place, sends, True
        self._shop = shop
        self._plan = load_floor_plan(shop.chain.floor_plan)

    def level(self, other: PlacedEdge | PlacedBeacon) -> int:
        away = math.dist((*self.place, 1.1), (other.x_m, other.y_m, other.height_m))
        return round(-61.4 - 15 * math.log10(max(away, 0.3)) + PHONE_DB)

    async def live(self) -> None:
        tick = 0
        while True:
            sent = self.phone.transmission() if self.sends else None
            for edge in self._plan.edges if sent else ():
                self._shop.air.hear(str(edge.id), sent, self.level(edge))
            tick += 1
            if self.ranges and tick % 10 == 0:
                for beacon in self._plan.beacons:
                    self.phone.range(beacon.major, beacon.minor, self.level(beacon))
                await self.phone.report(advertising=self.sends)
            await asyncio.sleep(PACKET_SECONDS)


@contextlib.asynccontextmanager
async def comes(shop: Shop, phone: Phone, place: tuple[float, float], *, sends: bool) -> AsyncIterator[Person]:
    person = Person(shop, phone, place, sends=sends)
    living = asyncio.create_task(person.live())
    yield person
    living.cancel()
    await asyncio.gather(living, return_exceptions=True)


async def in_zone(shop: Shop, zone: str) -> None:
    async def shown() -> bool:
        return [row["zone"]["name"] for row in await shop.rows()] == [zone]

    await shop.until(f"one visit, in {zone}", shown)


async def unused(shop: Shop) -> dict[str, int]:
    return (await shop.client.get("/api/fleet")).json()["unused"]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, free_ports(4), PLAN) as opened:
        yield opened


async def test_a_phone_that_only_hears_beacons_is_seen_followed_and_gone_and_one_that_does_both_is_one_person(
    shop: Shop,
) -> None:
    phone = await shop.enrol(MEMBERS[1])
    # Near the beacons, which a phone is on the pavement as well: nobody has come in yet.
    await phone.report(advertising=False)
    assert await shop.rows() == []
    async with comes(shop, phone, DOOR, sends=False) as person:
        await in_zone(shop, "Entrance")
        [before] = await shop.rows()
        person.place = CITY
        await in_zone(shop, "City")
        # Now it advertises too: still one presence.
        person.sends = True
        await shop.until("edges to hear it", lambda: bool(shop.applied()))
        person.place = ROAD
        await in_zone(shop, "Road")
        assert [row["visit_id"] for row in await shop.rows()] == [before["visit_id"]]
        person.sends = person.ranges = False
    await phone.report("outside", advertising=False)

    async def gone() -> bool:
        return await shop.rows() == []

    await shop.until("the visit's end", gone, 60)
    assert set(await unused(shop)) <= {"sighting_late"}
