"""How far somebody is recognised is theirs to choose: in general, and for this visit."""

import asyncio
import json

import httpx
import pytest
from small_shop import Shop

from simulators.people import MEMBERS, ROAD_CYCLIST, member
from simulators.streams import listen

pytestmark = pytest.mark.story


async def nobody(shop: Shop) -> None:
    async def empty() -> bool:
        return await shop.rows() == []

    await shop.until("the row to vanish", empty)


async def in_the_store(shop: Shop, phone) -> None:
    async def known() -> bool:
        return await phone.visit() is not None

    await shop.until("the visit", known)


async def test_help_if_i_ask_shows_staff_nothing_until_the_customer_asks(shop: Shop) -> None:
    phone = await shop.enrol(member(ROAD_CYCLIST))
    await phone.choose("help_if_i_ask")
    seen: list[str] = []
    async with httpx.AsyncClient(timeout=60.0) as client:

        async def watch() -> None:
            async for event in listen(client, f"{shop.chain.hub_url}/api/staff/stream", since="0"):
                seen.append(event.name)  # noqa: PERF401 - the test reads the list while it grows

        watching = asyncio.create_task(watch())
        shop.carry(phone)
        await in_the_store(shop, phone)
        assert await shop.rows() == []
        visit = await phone.visit()
        assert visit is not None
        assert visit["card"] is None
        assert not {"visit", "gone"} & set(seen)
        await phone.ask_for_help()
        row = await shop.row_with_card()
        assert row["asked_ms"] is not None
        assert row["name"] is None
        card = (await shop.open_card(row["visit_id"], reason="asked")).json()
        assert card["fields"] == []
        assert "road" not in json.dumps([row["card"], card]).lower()
        await shop.until("the stream to tell", lambda: "visit" in seen)
        # Changed their mind: gone again.
        await phone.choose("invisible")
        await nobody(shop)
        await shop.until("the stream to tell of the end", lambda: "gone" in seen)
        watching.cancel()


async def test_somebody_never_shown_leaves_no_word_on_the_stream_when_they_leave(shop: Shop) -> None:
    quiet, loud = await shop.enrol(MEMBERS[0]), await shop.enrol(MEMBERS[2])
    await quiet.choose("help_if_i_ask")
    carried = shop.carry(quiet)
    await in_the_store(shop, quiet)
    shop.carry(loud)
    await shop.row_with_card()
    carried.cancel()
    await quiet.choose("invisible")
    async with httpx.AsyncClient(timeout=60.0) as client, asyncio.timeout(60):
        hidden, shown = set(), set()
        async for event in listen(client, f"{shop.chain.hub_url}/api/staff/stream", since="0"):
            if event.name == "gone":
                hidden.add(json.loads(event.data)["visit_id"])
            if event.name == "visit":
                shown.add(json.loads(event.data)["visit_id"])
                break
    assert shown
    assert hidden == set()


async def test_going_down_the_levels_takes_the_name_then_the_history_then_everything(shop: Shop) -> None:
    persona = next(p for p in MEMBERS if "greet_by_name" in p.purposes)
    phone = await shop.enrol(persona)
    shop.carry(phone)
    assert (await shop.row_with_card())["name"] == persona.first_name
    await phone.choose("know_my_history", this_visit=True)

    async def nameless() -> bool:
        rows = await shop.rows()
        return bool(rows) and rows[0]["card"] is not None and rows[0]["name"] is None

    await shop.until("the name to vanish", nameless)
    await phone.choose("help_if_i_ask", this_visit=True)
    await nobody(shop)
    await phone.choose("invisible", this_visit=True)

    async def unseen() -> bool:
        return await phone.visit() is None

    await shop.until("the visit to end", unseen)
    before = (await shop.refused()).get("not_permitted", 0)

    async def refused() -> bool:
        return (await shop.refused()).get("not_permitted", 0) > before + 3

    await shop.until("sightings to be refused", refused)
    assert await phone.visit() is None
    # And back, for good: the next sighting is a visit again, with the name.
    await phone.choose("greet_me_by_name")
    assert (await shop.row_with_card())["name"] == persona.first_name


async def test_asking_for_help_when_nobody_hears_the_phone_says_so(shop: Shop) -> None:
    phone = await shop.enrol()
    with pytest.raises(httpx.HTTPStatusError, match="409"):
        await phone.ask_for_help()
