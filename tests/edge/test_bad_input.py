"""Whatever is on the air: memory stays flat, members stay on time, and each refusal is counted by its reason."""

import asyncio
import secrets
from uuid import UUID

import pytest

PHONES = 10_000
# The agent reports once per window, a second; as much again for a machine that does other things.
LATEST_MS = 2000
MEMBERS = [secrets.token_bytes(16) for _ in range(5)]
# What one legacy report event holds of the longest advertisements.
REPORTS = 5
# Two thousand packets a second: four times what one radio can receive.
PACKETS, PAUSE_SECONDS = 100, 0.05


def a_stranger() -> tuple[bytes, bytes, int]:
    return secrets.token_bytes(6), b"\x02\x01\x1a\x19\xff\x4c\x00\x12\x13" + secrets.token_bytes(20), -70


async def crowd(controller, report_event, air, phones: list[tuple[bytes, bytes, int]]) -> None:
    """Every phone once, and our members among them all the while."""
    for at in range(0, len(phones), PACKETS):
        for first in range(at, min(at + PACKETS, len(phones)), REPORTS):
            await controller.send(report_event(*phones[first : first + REPORTS]))
        for member in MEMBERS:
            await controller.hear(air.android(member))
        await asyncio.sleep(PAUSE_SECONDS)


@pytest.mark.parametrize("kind", ["stranger", "flood"])
async def test_ten_thousand_phones_cost_no_memory_and_delay_no_member(
    kind, controller, broker, make_hub, make_agent, until, air, report_event
) -> None:
    def phones(many: int) -> list[tuple[bytes, bytes, int]]:
        if kind == "stranger":
            return [a_stranger() for _ in range(many)]
        return [(secrets.token_bytes(6), air.android(secrets.token_bytes(16)), -70) for _ in range(many)]

    hub = await make_hub(broker.url, acking=True)
    agent = make_agent(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    await hub.order(heartbeat_ms=1000)
    # What is the same for a hundred: the first sights, the tables, the outbox's pages.
    await crowd(controller, report_event, air, phones(2000))
    before = agent.resident_bytes
    await crowd(controller, report_event, air, phones(PHONES))
    newcomer = secrets.token_bytes(16)

    async def walk_in() -> None:
        while newcomer.hex() not in hub.tokens():
            await controller.hear(air.android(newcomer))
            await crowd(controller, report_event, air, phones(400))

    # A phone that comes in the middle of it is heard within seconds, too.
    await asyncio.wait_for(walk_in(), 60)
    after = agent.resident_bytes
    await until(lambda: hub.health[-1]["report"]["forgotten_by"].get(kind, 0) >= PHONES, "all of them counted")

    # Ten thousand of anything that is kept, be it only 300 bytes each, would be more than this.
    assert after - before < 3_000_000, f"{before / 1e6:.1f} MB before, {after / 1e6:.1f} MB after"
    assert after / before < 1.05
    ages = [age for member in MEMBERS for age in hub.ages_ms(member.hex())]
    assert len(ages) > 4 * len(MEMBERS)
    assert max(ages) < LATEST_MS
    report = hub.health[-1]["report"]
    assert report["queue_dropped"] == report["outbox_dropped"] == report["senders_evicted"] == 0


async def test_a_flood_leaves_the_allowance_and_an_order_changes_it(
    controller, broker, make_hub, make_agent, until, air
) -> None:
    hub = await make_hub(broker.url, acking=True)
    agent = make_agent(broker.url, GODDAG_EDGE_NEW_TOKENS_PER_MINUTE="20")
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    for _ in range(50):
        await controller.hear(air.android(secrets.token_bytes(16)))
    await hub.order(heartbeat_ms=1000, new_tokens_per_minute=2000)
    await until(lambda: agent.said("orders_applied"), "the orders")
    await until(lambda: hub.health[-1]["report"]["heard"] == 50, "the heartbeat")
    refused = hub.health[-1]["report"]["forgotten_by"]["flood"]
    assert 35 <= refused <= 40
    for _ in range(500):
        await controller.hear(air.android(secrets.token_bytes(16)))
    await until(lambda: hub.health[-1]["report"]["heard"] == 550, "the next heartbeat")
    assert hub.health[-1]["report"]["forgotten_by"]["flood"] == refused
    await until(lambda: len(hub.tokens()) == 550 - refused, "all that were admitted")


async def test_broken_structures_and_unknown_formats_are_counted_apart_and_our_own_is_still_heard(
    controller, broker, hub, make_agent, until, air
) -> None:
    make_agent(broker.url)
    await until(lambda: controller.scanning and hub.health, "the edge at work")
    token = secrets.token_bytes(16)
    overlong, too_short = b"\x02\x01\x06\x1f\xff\x4c\x00", b"\x00\x02\x01\x06"
    stranger_padded = b"\x02\x01\x06" + bytes(28)
    eddystone = b"\x03\x03\xaa\xfe"
    new_type, new_telemetry = b"\x05\x16\xaa\xfe\x40\x00", b"\x11\x16\xaa\xfe\x20\x02" + bytes(12)
    known_telemetry = b"\x11\x16\xaa\xfe\x20\x00" + bytes(12)
    no_token = b"\x06\x16\xf1\xff\x07\x01\x02"
    no_numbers = b"\x02\x01\x06\x15\xff\x4c\x00\x02\x15" + UUID(air.store_uuid).bytes  # our own beacon, built wrongly
    for ad in (
        *(overlong, too_short),
        *(eddystone + new_type, eddystone + new_telemetry, no_token, no_numbers),
        *(stranger_padded, eddystone + known_telemetry, b""),
        *(air.android(token) + b"\x09\xff\x4c",),
    ):
        await controller.hear(ad)
    await hub.order(heartbeat_ms=1000)
    await until(lambda: hub.health[-1]["report"]["heard"] == 10, "the heartbeat")
    forgotten = hub.health[-1]["report"]["forgotten_by"]
    assert (forgotten["malformed"], forgotten["unknown_format"], forgotten["stranger"]) == (2, 4, 3)
    assert hub.health[-1]["report"]["forgotten"] == 9
    await until(lambda: hub.tokens() == {token.hex()}, "our own token and no other")
