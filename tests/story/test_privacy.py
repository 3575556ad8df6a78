"""What is promised to people."""

import asyncio
import json
import time

import httpx
import pytest
from small_shop import Shop

from hub.trust.members.tokens import WINDOW_SECONDS
from simulators.frames import AdvertisingType, Transmission, android_token, private_address
from simulators.leaks import leaked_bytes, needles
from simulators.people import MEMBERS, ROAD_CYCLIST, member
from simulators.strangers import GADGETS, StrangerPhone
from simulators.streams import listen

pytestmark = pytest.mark.story


async def test_a_stranger_leaves_no_byte_on_mqtt_in_a_database_or_in_a_log(shop: Shop) -> None:
    await shop.watch_broker()
    # Enough of them that the seeded dice give each a gadget of every kind.
    strangers = [StrangerPhone(seed=1, name=f"stranger-{n}") for n in range(4 * len(GADGETS))]
    for stranger in strangers:
        shop.broadcast(lambda stranger=stranger: stranger.transmission(time.monotonic()))
    # The positive control: while a member is recognised through the same air, the strangers are heard as well.
    shop.carry(await shop.enrol())
    await shop.row_with_card()
    for edge in shop.air.radios.values():
        await shop.until("strangers to be heard", lambda edge=edge: edge.counts.given > 500)
    payloads = set().union(*(stranger.payloads for stranger in strangers))
    searched = needles(set().union(*(stranger.addresses for stranger in strangers)), payloads)
    assert len(searched) > 500
    everywhere = [*shop.watch.carried]
    everywhere += [path.read_bytes() for path in shop.chain.folder.rglob("*") if path.is_file()]
    assert leaked_bytes(everywhere, searched) == 0
    # And the search finds what is there: the same needles in what was on the air.
    assert leaked_bytes(payloads, searched) > 0
    assert len(await shop.rows()) == 1


async def test_withdrawn_consent_takes_the_card_away_and_later_sightings_change_nothing(shop: Shop) -> None:
    phone = await shop.enrol()
    shop.carry(phone)
    row = await shop.row_with_card()
    async with httpx.AsyncClient(timeout=60.0) as client:
        stream = listen(client, f"{shop.chain.hub_url}/api/staff/stream")
        await phone.consent("recognise_in_store", granted=False)
        async with asyncio.timeout(60):
            async for event in stream:
                if event.name == "gone":
                    assert json.loads(event.data) == {"visit_id": row["visit_id"], "reason": "withdrawn"}
                    break
        # The phone goes on sending: tokens that were issued before are refused now, and counted.
        before = (await shop.refused()).get("not_permitted", 0)

        async def refused_more() -> bool:
            return (await shop.refused()).get("not_permitted", 0) >= before + 3

        await shop.until("later sightings to be refused", refused_more)
        assert await shop.rows() == []
        assert await phone.visit() is None
        # A handheld that asks for everything from the beginning gets the end of the visit and no card.
        async with asyncio.timeout(60):
            async for event in listen(client, f"{shop.chain.hub_url}/api/staff/stream", since="0"):
                if event.name in {"visit", "gone"}:
                    assert event.name == "gone"
                    break


async def test_only_what_a_customer_agreed_to_is_shown(shop: Shop) -> None:
    nameless = next(p for p in MEMBERS if "greet_by_name" not in p.purposes and p.recognisable)
    phone = await shop.enrol(nameless)
    shop.carry(phone)
    row = await shop.row_with_card()
    assert row["name"] is None
    assert nameless.first_name not in json.dumps(row, ensure_ascii=False)
    await phone.consent("show_history_to_staff", granted=False)

    async def empty() -> bool:
        return await shop.rows() == []

    await shop.until("the row to vanish", empty)
    visit = await phone.visit()
    assert visit is not None
    assert visit["card"] is None


async def test_the_road_cyclist_is_never_shown_or_sent_another_discipline(shop: Shop) -> None:
    phone = await shop.enrol(member(ROAD_CYCLIST))
    shop.carry(phone)
    row = await shop.row_with_card()
    card = [row["card"], (await shop.open_card(row["visit_id"])).json()]
    assert "road" in json.dumps(card).lower()
    shown = json.dumps([card, await shop.inbox(phone)]).lower()
    for other in ("mountain", "mtb", "gravel", "city", "kids"):
        assert other not in shown


async def test_the_mirror_shows_the_customer_the_very_card_that_staff_see(shop: Shop) -> None:
    phone = await shop.enrol()
    shop.carry(phone)
    row = await shop.row_with_card()
    opened = (await shop.open_card(row["visit_id"])).json()
    assert {name: opened[name] for name in row["card"]} == row["card"]
    assert (await phone.mirror("en"))["visit"]["card"] == opened
    # In their own language it is the same card: the same sentences.
    visit = await phone.visit()
    assert visit is not None
    for line in ("need", "next_best", "avoid"):
        assert visit["card"][line]["id"] == opened[line]["id"]
    assert visit["card"]["need"]["text"] != opened["need"]["text"]


async def test_forged_and_expired_tokens_show_nobody(shop: Shop) -> None:
    phone = await shop.enrol()
    old = next(iter(phone.tokens))
    # The hub issues the current window first; what it made for a later one is not good now, and a bit flip never is.
    later = next(t for t in phone.tokens if t.starts_at > old.ends_at + WINDOW_SECONDS)
    forged = bytes([old.token[0] ^ 1]) + old.token[1:]
    # In the last half hour of a day (UTC) the later window is of another day, whose key is not tried.
    expected = {"token_foreign"} | ({"token_expired"} if later.epoch == old.epoch else set())
    for epoch, token in ((later.epoch, later.token), (old.epoch, forged)):
        ad = android_token(phone.marker, epoch, token)
        packet = Transmission(private_address(1, token.hex()), True, AdvertisingType.CONNECTABLE, ad)
        shop.broadcast(lambda packet=packet: packet)

    async def both_refused() -> bool:
        return expected <= (await shop.refused()).keys()

    await shop.until("both to be refused", both_refused)
    assert await shop.rows() == []


async def test_a_name_or_customer_id_stands_on_no_topic_and_in_no_log_and_a_name_in_no_file(shop: Shop) -> None:
    await shop.watch_broker()
    persona = next(p for p in MEMBERS if p.first_name == "Håkon")
    shop.carry(await shop.enrol(persona))
    assert (await shop.row_with_card())["name"] == "Håkon"
    await shop.client.get("/no/such/page")
    ref, name = persona.ref.encode(), "Håkon".encode()
    for message in shop.watch.carried:
        assert ref not in message
        assert name not in message
    hub_and_edges = [p for p in shop.chain.folder.rglob("*") if p.is_file() and p.name not in {"cdp.log", "push.log"}]
    assert len(hub_and_edges) > 10
    for path in hub_and_edges:
        content = path.read_bytes()
        assert name not in content, path
        assert ref not in content or path.name.startswith("hub.db"), path
