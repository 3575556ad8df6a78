"""The client book over HTTP: who looks after whom, within what they agreed to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.sse import ServerSentEvent
from whole_hub import Shop, open_shop

from hub.ground.shop.model import ContactPolicy
from hub.ground.web.may import Role
from hub.service.staff.interruptions import Associate, whom_to_nudge
from hub.service.staff.stream import Screen, stream
from hub.trust.accounts.people import FROM_THE_BOX
from simulators.phone import Phone

BOOK = "/api/staff/clients"
GREETED = "greet_me_by_name"
NOW = 1_764_000_000_000


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def opened_by(handheld: httpx.AsyncClient, number: int = 0) -> str:
    """The visit of the customer who came in last, whose card they have opened."""
    visit = (await handheld.get("/api/staff/nearby")).json()["visits"][number]["visit_id"]
    look = {"request_id": f"look-at-{visit[:8]}", "reason": "near"}
    (await handheld.post(f"/api/staff/visits/{visit}/open", json=look)).raise_for_status()
    return visit


async def taken(shop: Shop, handheld: httpx.AsyncClient, number: int = 0) -> Phone:
    """Somebody who is here, and whom they look after from now on."""
    phone = await shop.customer(number, GREETED)
    visit = await opened_by(handheld)
    (await handheld.post(f"/api/staff/visits/{visit}/client")).raise_for_status()
    await shop.settled()
    return phone


async def book(handheld: httpx.AsyncClient) -> list[dict[str, Any]]:
    return (await handheld.get(BOOK)).raise_for_status().json()["clients"]


async def test_whoever_opened_the_card_looks_after_them_and_both_see_it(shop: Shop) -> None:
    anna, maja = await shop.handheld("Anna Berg", Role.ASSOCIATE), await shop.handheld("Maja", Role.ASSOCIATE)
    phone = await shop.customer(0, GREETED)
    [row] = (await anna.get("/api/staff/nearby")).json()["visits"]
    early = await anna.post(f"/api/staff/visits/{row['visit_id']}/client")
    assert (early.status_code, early.json()["code"]) == (409, "client_not_opened")
    visit = await opened_by(anna)
    assert (await anna.post(f"/api/staff/visits/{visit}/client")).status_code == 204
    assert (await anna.post(f"/api/staff/visits/{visit}/client")).status_code == 204
    [entry] = await book(anna)
    assert entry["visit_id"] == visit
    assert entry["name"] == row["name"]
    assert set(entry) == {"id", "name", "since_ms", "last_visit_ms", "visit_id"}
    mine, others = [(await each.get("/api/staff/nearby")).json()["visits"][0] for each in (anna, maja)]
    assert (mine["client_id"], mine["looked_after_by"]) == (entry["id"], "Anna Berg")
    assert (others["client_id"], others["looked_after_by"]) == (None, "Anna Berg")
    assert (await phone.mirror())["looked_after"]["by"] == "Anna"
    assert (await phone.held())["looked_after"]["by"] == "Anna"
    listed = [line.entry for line in shop.audit.since() if line.entry.reason == "client_book"]
    assert [each.fields for each in listed] == [("name", "last_visit")]
    assert shop.audit.first_broken_line() is None


async def test_of_two_at_once_one_looks_after_them_and_the_other_reads_who(shop: Shop) -> None:
    anna, maja = await shop.handheld("Anna", Role.ASSOCIATE), await shop.handheld("Maja", Role.ASSOCIATE)
    await shop.customer(0, GREETED)
    visit = await opened_by(anna)
    await opened_by(maja)
    both = await asyncio.gather(*(each.post(f"/api/staff/visits/{visit}/client") for each in (anna, maja)))
    assert sorted(each.status_code for each in both) == [204, 409]
    [lost] = [each.json() for each in both if each.status_code == 409]
    assert lost["claimed_by"] in {"Anna", "Maja"}
    assert lost["claimed_by"] in lost["detail"]
    assert len(await book(anna)) + len(await book(maja)) == 1


ENDS: dict[str, Callable[[Phone], Awaitable[Any]]] = {
    "no name": lambda phone: phone.choose("know_my_history"),
    "no history": lambda phone: phone.consent("show_history_to_staff", granted=False),
    "objection": lambda phone: phone.object(),
    "erasure": lambda phone: phone.leave(),
    "one tap": lambda phone: phone.decline_colleague(),
}


@pytest.mark.parametrize("why", ENDS)
async def test_a_no_ends_it_and_an_open_book_is_told(shop: Shop, why: str) -> None:
    anna = await shop.handheld("Anna", Role.ASSOCIATE)
    phone = await taken(shop, anna)
    hub = shop.hub
    assert await book(anna)
    screen, since = Screen("device-1", "somebody", frozenset(), None, "en"), hub.ground.journal.last_seq()
    await ENDS[why](phone)
    assert await book(anna) == []
    await shop.settled()
    told = stream(hub.staff.screens, screen, hub.ground.journal, since)
    async with asyncio.timeout(60):
        assert "agreed" in {event.event async for event in _up_to_agreed(told)}
    assert shop.db.rows("SELECT person FROM clients WHERE person IS NOT NULL") == []


async def _up_to_agreed(told: AsyncIterator[ServerSentEvent]) -> AsyncIterator[ServerSentEvent]:
    async for event in told:
        yield event
        if event.event == "agreed":
            return


async def test_who_said_no_is_not_asked_again_until_they_allow_it(shop: Shop) -> None:
    anna = await shop.handheld("Anna", Role.ASSOCIATE)
    phone = await taken(shop, anna)
    await phone.decline_colleague()
    assert (await phone.mirror())["looked_after"] is None
    visit = await opened_by(anna)
    again = await anna.post(f"/api/staff/visits/{visit}/client")
    assert (again.status_code, again.json()["code"]) == (409, "client_declined")
    await phone.allow_colleague()
    assert (await anna.post(f"/api/staff/visits/{visit}/client")).status_code == 204


async def test_who_is_less_known_in_this_visit_alone_stays_in_the_book_and_is_not_said_to_be_here(shop: Shop) -> None:
    anna = await shop.handheld("Anna", Role.ASSOCIATE)
    phone = await taken(shop, anna)
    await phone.choose("help_if_i_ask", this_visit=True)
    await shop.settled()
    [entry] = await book(anna)
    assert entry["visit_id"] is None


async def test_who_is_greeted_in_this_visit_alone_is_nobodys(shop: Shop) -> None:
    anna = await shop.handheld("Anna", Role.ASSOCIATE)
    phone = await shop.customer(0, "know_my_history")
    await phone.choose(GREETED, this_visit=True)
    await shop.settled()
    refused = await anna.post(f"/api/staff/visits/{await opened_by(anna)}/client")
    assert (refused.status_code, refused.json()["code"]) == (409, "client_not_agreed")


async def test_a_manager_gives_and_takes_and_finds_whom_nobody_looks_after(shop: Shop) -> None:
    anna, lead = await shop.handheld("Anna", Role.ASSOCIATE), await shop.handheld("Lene", Role.MANAGER)
    await taken(shop, anna)
    assert (await anna.get(f"{BOOK}/shop")).status_code == 403
    maja = shop.person("Maja", Role.ASSOCIATE)
    marketer = shop.person("Mette", Role.MARKETING)
    [entry] = (await lead.get(f"{BOOK}/shop")).json()["clients"]
    assert entry["owner_name"] == "Anna"
    owner = f"{BOOK}/{entry['id']}/owner"
    assert (await anna.put(owner, json={"person": maja.id})).status_code == 403
    assert (await lead.put(owner, json={"person": marketer.id})).status_code == 404
    assert (await lead.put(owner, json={"person": maja.id})).status_code == 204
    assert await book(anna) == []
    shop.sign_in.remove(maja, FROM_THE_BOX)
    [left] = (await lead.get(f"{BOOK}/shop")).json()["clients"]
    assert (left["owner"], left["owner_name"]) == (None, None)
    [row] = (await lead.get("/api/staff/nearby")).json()["visits"]
    assert row["looked_after_by"] is None
    assert (await anna.delete(f"{BOOK}/{left['id']}")).status_code == 404
    assert (await lead.delete(f"{BOOK}/{left['id']}")).status_code == 204
    assert (await lead.get(f"{BOOK}/shop")).json()["clients"] == []


async def test_marketing_has_no_book(shop: Shop) -> None:
    assert (await (await shop.handheld("Mette", Role.MARKETING)).get(BOOK)).status_code == 403


def test_the_owning_associate_goes_first_if_free() -> None:
    least, owner = Associate("least", is_busy=False), Associate("owner", is_busy=False, nudged_ms=(NOW - 1,))
    policy = ContactPolicy()
    assert whom_to_nudge([least, owner], 0, policy, NOW, "owner") == "owner"
    assert whom_to_nudge([least, owner], 0, policy, NOW) == "least"
    busy = Associate("owner", is_busy=True)
    assert whom_to_nudge([least, busy], 0, policy, NOW, "owner") == "least"
