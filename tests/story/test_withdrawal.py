"""Withdrawal wins, whatever is under way."""

import sqlite3
from contextlib import closing

import httpx
import pytest
from small_shop import Shop, never_held_out

from simulators.people import MEMBERS, ROAD_CYCLIST, member

pytestmark = pytest.mark.story


def settled(shop: Shop) -> list[str | None]:
    with closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
        return [result for (result,) in db.execute("SELECT result FROM exposures")]


async def test_a_message_that_waits_for_the_gateway_is_called_back(shop: Shop) -> None:
    await shop.fault(shop.chain.push_url, "slow", delay_ms=60_000)
    phone = await shop.enrol(never_held_out(member(ROAD_CYCLIST)))
    shop.carry(phone)
    await shop.until("a message under way", lambda: settled(shop) == [None])
    card = (await shop.row_with_card())["card"]
    # While the platform is away nobody could make this card again.
    await shop.fault(shop.chain.cdp_url, "500")
    await phone.consent("marketing_push", granted=False)
    await shop.until("the message to be called back", lambda: settled(shop) == ["called_back"])
    # The rest of the visit goes on: refusing messages costs nothing else.
    await phone.consent("service_push", granted=False)
    assert (await shop.row_with_card())["card"] == card
    await shop.fault(shop.chain.cdp_url, "none")
    # Positive control: the same gateway, healthy again, takes the next customer's message.
    await shop.fault(shop.chain.push_url, "none")
    for persona in MEMBERS[2:5]:
        shop.carry(await shop.enrol(never_held_out(persona)))
    await shop.until("a message that arrives", lambda: "sent" in settled(shop))
    assert await shop.inbox(phone) == []


async def test_the_customer_data_platform_is_told_and_told_again_until_it_listens(shop: Shop) -> None:
    async def told(ref: str) -> list[dict[str, bool]]:
        async with httpx.AsyncClient(timeout=60.0) as client:
            events = (await client.get(f"{shop.chain.cdp_url}/received")).json()["events"]
        assert len({event["messageId"] for event in events}) == len(events)
        return [event["context"]["consent"]["categoryPreferences"] for event in events if event["userId"] == ref]

    phone = await shop.enrol(MEMBERS[0])

    async def enrolment_told() -> bool:
        found = await told(MEMBERS[0].ref)
        return bool(found) and all(found[-1].values()) and len(found[-1]) == 8

    await shop.until("the enrolment to be told", enrolment_told)
    await shop.fault(shop.chain.cdp_url, "500")
    await phone.consent("predict", granted=False)
    shop.processes.kill("hub")
    shop.processes.again("hub")
    await shop.ready()
    await shop.fault(shop.chain.cdp_url, "none")

    async def withdrawal_told() -> bool:
        newest = (await told(MEMBERS[0].ref))[-1]
        return not newest["predict"] and newest["measure"]

    await shop.until("the withdrawal to be told", withdrawal_told)


async def test_sightings_that_were_held_up_bring_nobody_back(shop: Shop) -> None:
    """The edge keeps what it heard while the hub was away; by the time it arrives the customer has withdrawn."""
    phone = await shop.enrol()
    shop.carry(phone)
    await shop.row_with_card()
    shop.processes.kill("hub")
    before = set(shop.applied())
    heard = sum(edge.counts.given for edge in shop.air.radios.values())
    await shop.until(
        "more to be heard", lambda: sum(edge.counts.given for edge in shop.air.radios.values()) > heard + 40
    )
    shop.processes.again("hub")
    async with httpx.AsyncClient(timeout=60.0) as client:

        async def answers() -> bool:
            try:
                return (await client.get(f"{shop.chain.hub_url}/healthz")).status_code == 200
            except httpx.TransportError:
                return False

        await shop.until("the hub", answers)
    await phone.consent("recognise_in_store", granted=False)
    await shop.until("the backlog to be applied", lambda: len(set(shop.applied()) - before) > 5)

    async def refused() -> bool:
        return (await shop.refused()).get("not_permitted", 0) > 0

    await shop.until("sightings to be refused", refused)
    assert await shop.rows() == []
    assert await phone.visit() is None
