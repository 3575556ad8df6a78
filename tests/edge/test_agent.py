"""The agent as a process: a controller on one side, a broker and a hub on the other. The promises of an edge."""

import asyncio
import json
import resource
import secrets
import sqlite3
import time

import pytest

from wire.clock import Clock
from wire.topics import MessageKind

TOKEN = secrets.token_bytes(16)
# A thousand tokens in a moment are a flood to an edge that is not told of a crowd.
CROWD = {"GODDAG_EDGE_NEW_TOKENS_PER_MINUTE": "1000000"}


def a_token() -> bytes:
    return secrets.token_bytes(16)


def held(agent) -> list[tuple[str, int]]:
    """What lies in the outbox file of an agent, running or not."""
    with sqlite3.connect(f"file:{agent.data_dir}/outbox.db?mode=ro", uri=True) as db:
        found = db.execute("select boot_id, seq from events order by boot_id, seq").fetchall()
    db.close()
    return found


async def test_a_token_in_the_air_becomes_a_sighting_on_mqtt(controller, broker, hub, make_agent, until, air) -> None:
    make_agent(broker.url)
    await until(lambda: controller.scanning, "the scan")
    await controller.hear(air.android(TOKEN, epoch=9), rssi=-61)
    await until(hub.events, "a sighting")

    (event,) = hub.events().values()
    assert (event["kind"], event["token"], event["epoch"]) == ("token", TOKEN.hex(), 9)
    assert (event["rssi_dbm"], event["packets"], event["seq"]) == (-61, 1, 1)


async def test_iphones_and_the_stores_beacons_are_heard_too(controller, broker, hub, make_agent, until, air) -> None:
    make_agent(broker.url)
    await until(lambda: controller.scanning, "the scan")
    await controller.hear(air.ios(TOKEN))
    await controller.hear(air.ibeacon(air.store_uuid, 1, 4))
    await until(lambda: len(hub.events()) == 2, "two sightings")

    token, beacon = hub.events().values()
    assert (token["token"], token["epoch"]) == (TOKEN.hex(), None)
    assert (beacon["uuid"], beacon["major"], beacon["minor"]) == (air.store_uuid, 1, 4)


async def test_packets_of_one_window_become_one_summary(controller, broker, hub, make_agent, until, air) -> None:
    make_agent(broker.url)
    await until(lambda: controller.scanning, "the scan")
    for rssi in (-60, -62, -64, -66):
        await controller.hear(air.android(TOKEN), rssi=rssi)
    await until(lambda: sum(e["packets"] for e in hub.events().values()) == 4, "all packets")
    first, *summaries = hub.events().values()
    assert (first["packets"], first["rssi_dbm"]) == (1, -60)
    assert sum(s["rssi_dbm"] * s["packets"] for s in summaries) == pytest.approx(-62 - 64 - 66)


async def test_a_stranger_leaves_no_byte_on_mqtt_in_the_outbox_or_in_the_log(
    controller, broker, hub, make_agent, until, air
) -> None:
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning, "the scan")
    stranger, apple, foreign = a_token(), a_token(), a_token()
    address = a_token()[:6]
    await controller.hear(air.android(stranger, marker=0xFEAA), address=address)
    await controller.hear(air.ios(apple, marker=0x180D), address=address)
    await controller.hear(b"\x17\xff\x4c\x00\x12\x13" + foreign + b"\x00\x00", address=address)
    await controller.hear(air.android(TOKEN), address=address)
    await until(hub.events, "the member's sighting")
    await hub.order(heartbeat_ms=1000)
    await until(lambda: hub.health[-1]["report"]["forgotten"] == 3, "the strangers counted")
    assert agent.stop() == 0

    written = b"".join(path.read_bytes() for path in agent.data_dir.iterdir()) + agent.log.read_bytes()
    carried = b"".join(hub.payloads)
    assert TOKEN.hex().encode() in written  # the search finds what is there
    assert TOKEN.hex().encode() in carried
    for secret in (stranger, apple, foreign, address):
        for form in (secret, secret[::-1], secret.hex().encode(), secret[::-1].hex().encode()):
            assert form not in written
            assert form not in carried


async def test_without_an_ack_the_same_events_come_again_and_with_one_they_are_deleted(
    controller, broker, hub, make_agent, until, air
) -> None:
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning, "the scan")
    await controller.hear(air.android(TOKEN))
    await until(lambda: len(hub.batches) >= 2, "the resend")
    first, again = hub.batches[:2]
    assert (first.boot_id, first.events) == (again.boot_id, again.events)
    assert held(agent) == [(first.boot_id, 1)]

    await hub.ack(first.boot_id, 1)
    await until(lambda: held(agent) == [], "the deletion")


async def test_an_ack_for_what_was_never_sent_deletes_nothing(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    agent = make_agent(broker.url)
    hub = await make_hub(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge")
    await hub.ack(hub.health[-1]["boot_id"], 2**53)
    await controller.hear(air.android(TOKEN))
    await until(hub.events, "the sighting")
    assert len(held(agent)) == 1


async def test_after_kill_minus_nine_the_next_boot_delivers_what_the_last_one_held(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    hub = await make_hub(broker.url)
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning, "the scan")
    tokens = [a_token() for _ in range(100)]
    for token in tokens:
        await controller.hear(air.android(token))
    await until(lambda: len(held(agent)) == 100, "the outbox")
    (boot,) = {boot for boot, _ in held(agent)}
    await hub.leave()
    agent.kill()

    later = await make_hub(broker.url, acking=True)
    second = make_agent(broker.url)
    await until(lambda: len(later.events(boot)) == 100, "the old boot's backlog")
    assert {event["token"] for event in later.events(boot).values()} == {token.hex() for token in tokens}
    assert all(batch.sent_mono_ms is None for batch in later.batches if batch.boot_id == boot)
    await until(lambda: held(second) == [], "everything acknowledged")


async def test_what_is_heard_while_the_broker_is_away_arrives_when_it_is_back(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning and agent.said("broker_connected"), "the edge at work")
    broker.kill()
    tokens = [a_token() for _ in range(300)]
    for token in tokens:
        await controller.hear(air.android(token))
    await until(lambda: len(held(agent)) == 300, "the outbox")
    assert agent.said("broker_unavailable") <= 2  # lost, then unreachable: once for each state

    await broker.start()
    hub = await make_hub(broker.url, acking=True)
    await until(lambda: hub.tokens() == {token.hex() for token in tokens}, "the backlog")
    await until(lambda: held(agent) == [], "everything acknowledged")
    assert agent.running


async def test_an_edge_starts_without_broker_and_without_controller(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    broker.kill()
    await controller.unplug()
    agent = make_agent(broker.url)
    await until(
        lambda: agent.said("radio_unavailable") and agent.said("broker_unavailable"), "both absences in the log"
    )
    await controller.plug_in()
    await until(lambda: controller.scanning, "the scan")
    await controller.hear(air.android(TOKEN))
    await broker.start()
    hub = await make_hub(broker.url, acking=True)
    await until(lambda: TOKEN.hex() in hub.tokens(), "the sighting")
    assert agent.said("radio_unavailable") == agent.said("broker_unavailable") == 1


async def test_new_sightings_go_before_the_backlog(controller, broker, make_hub, make_agent, until, air) -> None:
    agent = make_agent(broker.url, **CROWD)
    await until(lambda: controller.scanning and agent.said("broker_connected"), "the edge at work")
    broker.kill()
    for _ in range(1500):
        await controller.hear(air.android(a_token()))
    await until(lambda: len(held(agent)) == 1500, "the outbox")
    await broker.start()
    hub = await make_hub(broker.url)  # not acking: the backlog can only fill the room it has
    await until(lambda: agent.said("broker_connected") == 2, "the new session")
    await controller.hear(air.android(TOKEN))
    await until(lambda: TOKEN.hex() in hub.tokens(), "the new sighting")
    assert len(hub.events()) < 1000

    hub.acking = True
    await until(lambda: len(hub.events()) == 1501, "everything")
    await until(lambda: held(agent) == [], "everything acknowledged")


async def test_a_batch_the_hub_never_takes_ends_as_a_gap(controller, broker, make_hub, make_agent, until, air) -> None:
    # The hub acknowledges another boot all the while, and never this one.
    hub = await make_hub(broker.url)
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning, "the scan")
    await controller.hear(air.android(TOKEN))
    await until(hub.batches.__len__, "the batch")

    def gaps() -> list[dict]:
        return [e for e in hub.events().values() if e["kind"] == "gap"]

    async def chatter() -> None:
        while True:
            await hub.ack("0" * 16, 1)
            await asyncio.sleep(0.2)

    chatting = asyncio.create_task(chatter())
    await until(gaps, "the gap", seconds=60)
    chatting.cancel()
    (gap,) = gaps()
    assert (gap["seq"], gap["through_seq"], gap["reason"]) == (1, 1, "rejected")
    assert agent.said("batch_given_up") == 1


async def test_orders_are_applied_at_once_and_kept_for_the_next_start(
    controller, broker, hub, make_agent, until, air
) -> None:
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning and agent.said("broker_connected"), "the edge at work")
    await hub.order(marker=0xFDFD)
    await until(lambda: agent.said("orders_applied"), "the orders")
    await controller.hear(air.android(a_token()))  # the old marker: now a stranger
    await controller.hear(air.android(TOKEN, marker=0xFDFD))
    await until(hub.events, "the sighting")
    assert hub.tokens() == {TOKEN.hex()}
    await until((agent.data_dir / "orders.json").exists, "the kept orders")
    agent.kill()

    make_agent(broker.url)
    controller.commands.clear()
    await until(lambda: controller.scanning, "the second scan")
    other = a_token()
    await controller.hear(air.android(other, marker=0xFDFD))
    await until(lambda: other.hex() in hub.tokens(), "a sighting by the kept orders")


async def test_invalid_orders_are_refused_and_the_last_good_ones_stay(
    controller, broker, hub, make_agent, until, air
) -> None:
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning and agent.said("broker_connected"), "the edge at work")
    await hub.order(beacon_window_ms=5000)
    await until((agent.data_dir / "orders.json").exists, "the kept orders")
    kept = (agent.data_dir / "orders.json").read_bytes()
    good = json.loads(kept)
    bad = (
        b"",
        b"not json",
        b"[]",
        json.dumps(good | {"version": 2}).encode(),
        json.dumps(good | {"store": "elsewhere"}).encode(),
        json.dumps(good | {"edge": "edge-2"}).encode(),
        json.dumps(good | {"marker": 70000}).encode(),
        json.dumps(good | {"window_ms": 1}).encode(),
        json.dumps(good | {"surprise": 1}).encode(),
    )
    for payload in bad:
        await hub.say(MessageKind.ORDERS, payload)
    await until(lambda: agent.said("message_refused") == len(bad), "the refusals")
    await controller.hear(air.android(TOKEN))
    await until(hub.events, "a sighting by the good orders")
    assert (agent.data_dir / "orders.json").read_bytes() == kept
    assert agent.said("orders_applied") == 1


async def test_health_says_online_then_offline_on_a_clean_stop(controller, broker, hub, make_agent, until) -> None:
    agent = make_agent(broker.url)
    await until(lambda: hub.health, "the first heartbeat")
    assert hub.health[-1]["state"] == "online"
    assert agent.stop() == 0
    await until(lambda: hub.health[-1]["state"] == "offline", "the farewell")


async def test_an_edge_that_vanishes_is_declared_offline_by_the_broker(
    controller, broker, hub, make_agent, until
) -> None:
    agent = make_agent(broker.url)
    await until(lambda: hub.health, "the first heartbeat")
    agent.kill()
    await until(lambda: hub.health[-1]["state"] == "offline", "the last will")


async def test_health_counts_what_was_heard_kept_and_forgotten(controller, broker, hub, make_agent, until, air) -> None:
    make_agent(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    for ad in (air.android(TOKEN), air.ibeacon(air.store_uuid, 1, 1), b"\x02\x01\x06", b""):
        await controller.hear(ad)
    await until(lambda: len(hub.events()) == 2, "the sightings")
    await hub.order(heartbeat_ms=1000)
    await until(lambda: hub.health[-1]["report"]["heard"] == 4, "the heartbeat")
    report = hub.health[-1]["report"]
    assert (report["kept_tokens"], report["kept_beacons"], report["forgotten"]) == (1, 1, 2)
    assert report["outbox_events"] == 2


async def test_a_disk_that_takes_no_more_does_not_stop_the_edge(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    hub = await make_hub(broker.url, acking=True)
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    limits = resource.prlimit(agent.process.pid, resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
    tokens = [a_token() for _ in range(200)]
    for token in tokens:
        await controller.hear(air.android(token))
    await until(lambda: agent.said("outbox_cannot_write"), "the refusal by the system")
    await until(lambda: hub.tokens() == {token.hex() for token in tokens}, "every sighting, from memory")
    assert agent.running
    assert not agent.said("outbox_writes_again")
    resource.prlimit(agent.process.pid, resource.RLIMIT_FSIZE, limits)
    await until(lambda: agent.said("outbox_writes_again"), "the disk taken into use again")
    await until(lambda: held(agent) == [], "nothing left that the hub has")


async def test_a_folder_that_takes_no_outbox_is_told_at_the_start(broker, make_agent, until, tmp_path) -> None:
    (tmp_path / "data" / "outbox.db").mkdir(parents=True)
    agent = make_agent(broker.url)
    await until(lambda: agent.said("outbox_cannot_write"), "the word about the disk")
    assert agent.running


async def test_two_agents_never_share_a_data_folder(controller, broker, hub, make_agent, until) -> None:
    first = make_agent(broker.url)
    await until(lambda: hub.health, "the first agent")
    second = make_agent(broker.url)
    assert second.process.wait(timeout=60) == 2
    assert "another goddag-edge runs in" in second.log.read_text()
    assert first.running


async def test_a_crowd_of_tokens_arrives_whole_and_once_each(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    hub = await make_hub(broker.url, acking=True)
    agent = make_agent(broker.url, **CROWD)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    tokens = [a_token() for _ in range(1000)]
    for token in tokens:
        await controller.hear(air.android(token))
    await until(lambda: len(hub.tokens()) == 1000, "every token")
    seqs = sorted(event["seq"] for event in hub.events().values())
    assert seqs == list(range(1, len(seqs) + 1))
    await until(lambda: held(agent) == [], "everything acknowledged")


async def test_no_payload_is_larger_than_the_broker_carries(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    hub = await make_hub(broker.url, acking=True)
    make_agent(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    for _ in range(300):
        await controller.hear(air.android(a_token()))
    await until(lambda: len(hub.events()) >= 300, "every token")
    assert max(map(len, hub.payloads)) <= 8000
    assert len(hub.batches) < 100  # and yet they travel together


async def test_a_faster_clock_speeds_up_windows_and_stamps(controller, broker, hub, make_agent, until, air) -> None:
    clock = Clock(20.0, time.time())
    make_agent(broker.url, GODDAG_EDGE_CLOCK_SPEED="20", GODDAG_EDGE_CLOCK_ANCHOR=repr(clock.anchor))
    await until(lambda: controller.scanning, "the scan")
    before = clock.wall()
    for _ in range(3):
        await controller.hear(air.android(TOKEN))
    await until(lambda: sum(e["packets"] for e in hub.events().values()) == 3, "all packets")
    after = clock.wall()
    for event in hub.events().values():
        assert before * 1000 - 1 <= event["heard_at_ms"] <= after * 1000 + 1
    assert all(batch.clock_trusted for batch in hub.batches)
