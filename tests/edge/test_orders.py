"""Quiet hours, thresholds and the store's beacons: ordered by the hub, obeyed at once, refused with a reason."""

import json
import secrets
import time

import pytest

from edge.quiet import is_quiet
from wire.messages import QuietHours
from wire.topics import MessageKind

NIGHT = [QuietHours(start_minute=22 * 60, end_minute=6 * 60)]
NOON = [QuietHours(start_minute=12 * 60, end_minute=13 * 60)]
DAY = 86_400
LONG_MS = 300_000


@pytest.mark.parametrize(("minute", "quiet"), [(0, True), (359, True), (360, False), (1319, False), (1320, True)])
def test_a_night_passes_midnight(minute: int, quiet: bool) -> None:
    assert is_quiet(NIGHT, 0, 20_000 * DAY + minute * 60) is quiet


@pytest.mark.parametrize(("minute", "quiet"), [(719, False), (720, True), (779, True), (780, False)])
def test_hours_are_those_of_the_stores_wall(minute: int, quiet: bool) -> None:
    utc = 20_000 * DAY + minute * 60
    assert is_quiet(NOON, 0, utc) is quiet
    assert is_quiet(NOON, 120, utc - 7200) is quiet
    assert is_quiet(NOON, -570, utc + 570 * 60) is quiet


def test_without_quiet_hours_no_hour_is_quiet() -> None:
    assert not any(is_quiet([], 0, minute * 60) for minute in range(1440))


def now_minute() -> int:
    return int(time.time() // 60) % 1440


async def test_in_quiet_hours_nothing_is_kept_or_sent_and_afterwards_all_is_heard_again(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    hub = await make_hub(broker.url, acking=True)
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    around_now = {"start_minute": (now_minute() - 5) % 1440, "end_minute": (now_minute() + 5) % 1440}
    await hub.order(quiet_hours=[QuietHours(**around_now)], heartbeat_ms=1000)
    await until(lambda: agent.said("orders_applied") == 1, "the orders")
    await controller.hear(air.android(secrets.token_bytes(16)))
    await controller.hear(air.ibeacon(air.store_uuid, 1, 1))
    await until(lambda: hub.health[-1]["report"]["forgotten_by"]["quiet_hours"] == 2, "both counted")
    assert hub.events() == {}

    await hub.order(quiet_hours=[QuietHours(**around_now)], utc_offset_minutes=60)
    await until(lambda: agent.said("orders_applied") == 2, "the new orders")
    token = secrets.token_bytes(16)
    await controller.hear(air.android(token))
    await until(hub.events, "a sighting")
    assert hub.tokens() == {token.hex()}


async def test_whoever_gives_orders_is_told_at_once_that_the_edge_is_there(broker, hub, make_agent, until) -> None:
    make_agent(broker.url)
    await until(lambda: hub.health, "the edge at work")
    for _ in range(3):  # the second and the third order nothing new
        said = len(hub.health)
        await hub.order(heartbeat_ms=LONG_MS)
        await until(lambda said=said: len(hub.health) > said, "a sign of life")


async def test_tokens_below_the_threshold_are_forgotten_and_beacons_are_not(
    controller, broker, hub, make_agent, until, air
) -> None:
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    await hub.order(min_rssi_dbm=-80.0, heartbeat_ms=1000)
    await until(lambda: agent.said("orders_applied"), "the orders")
    near = secrets.token_bytes(16)
    await controller.hear(air.android(secrets.token_bytes(16)), rssi=-81)
    await controller.hear(air.ibeacon(air.store_uuid, 1, 1), rssi=-95)
    await controller.hear(air.android(near), rssi=-80)
    await controller.hear(air.android(near), rssi=127)
    await until(lambda: len(hub.events()) == 2, "the near token and the beacon")
    assert hub.tokens() == {near.hex()}
    await until(lambda: hub.health[-1]["report"]["heard"] == 4, "the heartbeat")
    forgotten = hub.health[-1]["report"]["forgotten_by"]
    assert forgotten == {"stranger": 0, "no_strength": 1, "weak": 1, "quiet_hours": 0}


async def test_refused_orders_are_told_to_the_hub_with_the_reason_until_good_ones_come(
    controller, broker, hub, make_agent, until, air
) -> None:
    make_agent(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    good = {
        "version": 1, "store": "demo", "edge": "edge-1", "type": "orders", "marker": air.marker, "beacon_uuids": [],
    }  # fmt: skip
    for wrong, why in (
        ({"quiet_hours": [{"start_minute": 60, "end_minute": 60}]}, "invalid_field: quiet_hours.0"),
        ({"min_rssi_dbm": 50.0}, "invalid_field: min_rssi_dbm"),
        ({"surprise": 1}, "invalid_field: surprise"),
        ({"beacon_namespaces": ["xyz"]}, "invalid_field: beacon_namespaces.0"),
    ):
        await hub.say(MessageKind.ORDERS, json.dumps(good | wrong).encode())
        await until(lambda why=why: hub.health[-1]["report"].get("orders_refused") == why, why)
    assert hub.health[-1]["report"]["messages_refused"] == 4
    await hub.say(MessageKind.ORDERS, json.dumps(good | {"heartbeat_ms": 1000}).encode())
    await until(lambda: "orders_refused" not in hub.health[-1]["report"], "good orders")


async def test_after_a_silent_hub_the_newest_go_before_the_history(
    controller, broker, hub, make_agent, until, air
) -> None:
    # Broker up, hub up, but nothing is acknowledged: the room for live batches is used up and history gathers.
    agent = make_agent(broker.url, GODDAG_EDGE_NEW_TOKENS_PER_MINUTE="1000000")
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    for _ in range(4000):
        await controller.hear(air.android(secrets.token_bytes(16)))
    await hub.order(heartbeat_ms=1000)
    await until(lambda: hub.health[-1]["report"]["outbox_events"] == 4000, "the history")
    sent = len(hub.events())
    assert sent < 3000
    newest = secrets.token_bytes(16)
    await controller.hear(air.android(newest))
    hub.acking = True
    await until(lambda: newest.hex() in hub.tokens(), "the newest")
    assert len(hub.events()) < 3900
    await until(lambda: len(hub.events()) == 4001, "everything")
    assert agent.running
