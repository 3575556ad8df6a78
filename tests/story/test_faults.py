"""What is promised when parts fail."""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path

import pytest
from small_shop import Shop, never_held_out, open_shop

from simulators.people import MEMBERS
from simulators.phone import Phone
from simulators.serving import free_ports

pytestmark = pytest.mark.story


async def test_a_hub_killed_and_restarted_loses_nothing_and_applies_nothing_twice(shop: Shop) -> None:
    await shop.watch_broker()
    shop.carry(await shop.enrol())
    row = await shop.row_with_card()
    # The broker is the hub's child here, so it dies with it: the edges have only their outboxes.
    shop.processes.kill("hub")
    await asyncio.sleep(2)  # the time that the shop is without a hub, not a wait for anything
    shop.processes.again("hub")
    await shop.ready()
    await shop.watch_broker()
    after = await shop.row_with_card()
    assert (after["visit_id"], after["started_at_ms"]) == (row["visit_id"], row["started_at_ms"])
    count = len(shop.applied())
    await shop.until("more sightings", lambda: len(shop.applied()) > count + 5)
    await shop.everything_applied()
    applied = shop.applied()
    assert max(Counter(applied).values()) == 1
    for edge, boot_id in {(edge, boot_id) for edge, boot_id, _ in applied}:
        seqs = sorted(seq for e, b, seq in applied if (e, b) == (edge, boot_id))
        assert seqs == list(range(1, len(seqs) + 1)), f"{edge} has a hole"


async def test_the_backlog_of_an_edge_arrives_after_the_broker_was_gone(shop: Shop) -> None:
    shop.carry(await shop.enrol())
    await shop.row_with_card()
    # A stopped hub cannot start its broker again: the edges are alone until it goes on.
    shop.processes.signal("hub", signal.SIGSTOP)
    before = len(shop.applied())
    os.kill(shop.broker_pid(), signal.SIGKILL)
    await asyncio.sleep(3)  # how long the broker is away
    assert len(shop.applied()) == before
    shop.processes.signal("hub", signal.SIGCONT)
    # Two edges, one summary a second each: three seconds without a broker are at least four events.
    await shop.until("the backlog", lambda: len(shop.applied()) >= before + 6)
    applied = shop.applied()
    assert max(Counter(applied).values()) == 1
    for edge in ("edge-1", "edge-2"):
        seqs = sorted(seq for e, _, seq in applied if e == edge)
        assert seqs == list(range(1, len(seqs) + 1)), f"{edge} has a hole"
    assert len(await shop.rows()) == 1


async def test_an_edge_killed_and_restarted_delivers_what_it_had_heard(shop: Shop) -> None:
    shop.carry(await shop.enrol())
    await shop.row_with_card()
    shop.processes.signal("hub", signal.SIGSTOP)
    await asyncio.sleep(2)  # heard, and acknowledged by nobody
    shop.processes.kill("edge-1")
    shop.processes.again("edge-1")
    shop.processes.signal("hub", signal.SIGCONT)

    def two_boots_without_holes() -> bool:
        boots: dict[str, list[int]] = {}
        for edge, boot_id, seq in shop.applied():
            if edge == "edge-1":
                boots.setdefault(boot_id, []).append(seq)
        return len(boots) == 2 and all(sorted(s) == list(range(1, len(s) + 1)) for s in boots.values())

    await shop.until("both boots of the edge without a hole", two_boots_without_holes)


async def test_a_card_comes_and_says_so_however_the_profile_api_is_broken(shop: Shop) -> None:
    kinds = ["500", "401", "garbage", "huge", "redirect", "drop", "429", "404"]
    for kind, persona in zip(kinds, MEMBERS, strict=False):
        await shop.fault(shop.chain.cdp_url, kind)
        phone = await shop.enrol(persona)
        carried = shop.carry(phone)

        async def has_card(phone: Phone = phone) -> bool:
            visit = await phone.visit()
            return visit is not None and visit["card"] is not None

        await shop.until(f"a card in spite of {kind}", has_card)
        visit = (await phone.mirror("en"))["visit"]
        assert visit is not None
        assert "customer data platform" in visit["card"]["notice"], kind
        assert visit["card"]["need"]["text"], kind
        assert {field["freshness"] for field in visit["card"]["fields"]} == {"missing"}, kind
        carried.cancel()


async def test_a_card_comes_and_says_so_when_the_profile_api_is_slow_or_gone(shop: Shop) -> None:
    await shop.fault(shop.chain.cdp_url, "slow", delay_ms=20_000)
    phone = await shop.enrol()
    carried = shop.carry(phone)
    assert "has not answered yet" in (await shop.row_with_card())["card"]["notice"]

    async def says_so() -> bool:
        notice = (await shop.row_with_card())["card"]["notice"]
        return notice == "The customer data platform did not answer in time."

    await shop.until("the card to say that nothing came in time", says_so)
    carried.cancel()
    await phone.consent("recognise_in_store", granted=False)
    shop.processes.kill("cdp")
    await phone.consent("recognise_in_store", granted=True)
    await phone.fetch_tokens()
    shop.carry(phone)
    card = (await shop.row_with_card())["card"]
    assert card["notice"] == "The customer data platform cannot be reached."


async def test_a_dead_push_gateway_costs_nobody_a_card_and_the_message_comes_once_it_is_back(tmp_path: Path) -> None:
    # Faster, as what is put off is tried again after seconds that nobody waits for here.
    async with open_shop(tmp_path, free_ports(4), speed=5.0) as shop:
        shop.processes.kill("push")
        phone = await shop.enrol(never_held_out(MEMBERS[0]))
        shop.carry(phone)
        assert (await shop.row_with_card())["card"]["notice"] is None

        async def light(state: str) -> bool:
            ways = (await shop.client.get("/api/fleet")).json()["ways_out"]
            return {each["name"]: each["state"] for each in ways}["push"] == state

        await shop.until("the light of the gateway", lambda: light("never_worked"))
        shop.processes.again("push")
        await shop.until("the light of the gateway", lambda: light("working"), 60.0)
        assert len(await shop.inbox(phone)) == 1
