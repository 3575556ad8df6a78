"""What is promised about bad input and the rights of an edge."""

import asyncio
import contextlib
import json

import pytest
from small_shop import Shop, collect

from wire.errors import BrokerFault, BrokerUnavailable
from wire.mqtt import Broker, Incoming, connect

pytestmark = pytest.mark.story


def edge_login(shop: Shop, edge: str) -> Broker:
    settings = shop.processes.commands[edge][1]
    return Broker("127.0.0.1", shop.chain.broker_port, edge, settings["GODDAG_EDGE_BROKER_PASSWORD"])


def event(seq: int) -> dict:
    return {
        "kind": "token", "seq": seq, "token": "00" * 16, "epoch": None, "rssi_dbm": -60, "packets": 1,
        "heard_at_ms": 1, "heard_mono_ms": 1, "span_ms": 0,
    }  # fmt: skip


def batch(**changes: object) -> bytes:
    whole = {
        "type": "sightings", "version": 1, "store": "corner", "edge": "edge-1", "boot_id": "a" * 16, "oldest_seq": 1,
        "sent_at_ms": 2, "sent_mono_ms": 2, "clock_trusted": True, "events": [event(1)],
    }  # fmt: skip
    return json.dumps(whole | changes).encode()


async def test_every_kind_of_bad_message_is_refused_by_name_and_the_queue_goes_on(shop: Shop) -> None:
    shop.processes.kill("edge-1")
    topic = "goddag/corner/edge/edge-1/sightings"
    bad = {
        "not_json": b"\x00\xffnot json",
        "unknown_version": batch(version=9),
        "unknown_type": batch(type="gossip"),
        "wrong_store": batch(store="elsewhere"),
        "wrong_edge": batch(edge="edge-2"),
        "invalid_field": batch(boot_id="short"),
    }
    heard: list[Incoming] = []
    async with connect(edge_login(shop, "edge-1"), "edge-1", ("goddag/corner/cmd/edge-1/#",)) as session:
        reading = asyncio.create_task(collect(session, heard))
        for payload in bad.values():
            await session.publish(topic, payload)
        # A good event behind the bad ones, and in its batch a bad one beside it: both are acknowledged.
        await session.publish(topic, batch(events=[event(1), event(2) | {"rssi_dbm": 127}]))
        await shop.until("the ack", lambda: any(m.topic.endswith("/ack") for m in heard))
        reading.cancel()
    assert [json.loads(m.payload) for m in heard if m.topic.endswith("/ack")] == [
        {"version": 1, "store": "corner", "edge": "edge-1", "type": "ack", "boot_id": "a" * 16, "contiguous_seq": 2}
    ]
    assert [key for key in shop.applied() if key[1] == "a" * 16] == [("edge-1", "a" * 16, 1)]
    fleet = (await shop.client.get("/api/fleet")).json()
    assert bad.keys() <= fleet["refused"].keys()
    named = {(refusal["reason"], refusal["field"]) for refusal in fleet["newest_refusals"]}
    assert {("invalid_field", "boot_id"), ("invalid_field", "events.1.token.rssi_dbm")} <= named
    shop.carry(await shop.enrol(), near="edge-2")
    await shop.row_with_card()


async def test_an_edge_can_speak_for_itself_and_for_nobody_else(shop: Shop) -> None:
    await shop.watch_broker()
    own, foreign = "goddag/corner/edge/edge-1/sightings", "goddag/corner/edge/edge-2/sightings"
    shop.processes.kill("edge-1")
    async with connect(edge_login(shop, "edge-1"), "edge-1", ()) as session:
        # MQTT 3.1.1 hides a denial: the client sees success. Only delivery tells.
        await session.publish(foreign, batch(edge="edge-2", boot_id="b" * 16))
        await session.publish("goddag/corner/cmd/edge-2/ack", b"forged")
        await session.publish(own, batch(boot_id="c" * 16))
        await shop.until("the positive control", lambda: any(b"c" * 16 in m for m in shop.watch.carried))
    assert not any(b"b" * 16 in message or message == b"forged" for message in shop.watch.carried)


async def test_an_edge_hears_its_own_orders_and_nobody_elses(shop: Shop) -> None:
    shop.processes.kill("edge-1")
    own: list[Incoming] = []
    async with connect(edge_login(shop, "edge-1"), "edge-1", ("goddag/corner/cmd/edge-1/#",)) as session:
        reading = asyncio.create_task(collect(session, own))
        await shop.until("its own orders, which are retained", lambda: any(m.topic.endswith("/orders") for m in own))
        reading.cancel()
    others: list[Incoming] = []

    async def eavesdrop() -> None:
        async with connect(edge_login(shop, "edge-1"), "edge-1", ("goddag/corner/cmd/edge-2/#",)) as session:
            reading = asyncio.create_task(collect(session, others))
            # Retained orders of edge-2 would have come before the hub has done this.
            await session.publish("goddag/corner/edge/edge-1/sightings", batch(boot_id="d" * 16))
            await shop.until("the hub to go on", lambda: any(key[1] == "d" * 16 for key in shop.applied()))
            reading.cancel()

    with contextlib.suppress(BrokerUnavailable):  # a broker may refuse the subscription outright
        await eavesdrop()
    assert others == []


async def test_a_stranger_without_a_password_is_refused(shop: Shop) -> None:
    for username, password in ((None, None), ("edge-1", "wrong"), ("nobody", "x")):
        with pytest.raises(BrokerUnavailable) as caught:
            async with connect(Broker("127.0.0.1", shop.chain.broker_port, username, password), "x", ()):
                pass
        assert caught.value.reason is BrokerFault.REFUSED
