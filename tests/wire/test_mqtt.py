"""The door to MQTT against brokers that answer oddly, or give our place away. Real sockets, and a real Mosquitto."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulators.serving import free_ports
from simulators.waiting import until
from wire.errors import BrokerFault, BrokerUnavailable
from wire.mqtt import (
    EVICTIONS,
    FIRST_PAUSE_SECONDS,
    LONGEST_EVICTED_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    Broker,
    Pauses,
    connect,
    stay_connected,
)

MOSQUITTO = "/usr/sbin/mosquitto"
# Generous: the machine may be busy, and a condition that holds returns at once.
PATIENCE_SECONDS = 120.0


@asynccontextmanager
async def answering(connack: bytes) -> AsyncIterator[Broker]:
    """Whoever listens there answers a CONNECT with these bytes and hangs up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(connack)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield Broker("127.0.0.1", server.sockets[0].getsockname()[1], "hub", "secret-password")


@asynccontextmanager
async def mosquitto(folder: Path) -> AsyncIterator[Broker]:
    [port] = free_ports(1)
    (folder / "mosquitto.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    process = await asyncio.create_subprocess_exec(
        MOSQUITTO, "-c", folder / "mosquitto.conf", stderr=asyncio.subprocess.DEVNULL
    )
    broker = Broker("127.0.0.1", port, None, None)

    async def answers() -> bool:
        try:
            async with connect(broker, "probe", ()):
                return True
        except BrokerUnavailable:
            return False

    try:
        await until("mosquitto to answer", answers, PATIENCE_SECONDS)
        yield broker
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.parametrize(
    "connack",
    [
        b"\x20\x02\x00\x01",  # 3.1.1's own word for it
        b"\x20\x02\x00\x84",  # MQTT 5's
        b"\x20\x03\x00\x84\x00",  # the same, with MQTT 5's properties
    ],
)
async def test_whoever_speaks_no_mqtt_3_1_1_is_named_as_such(connack: bytes) -> None:
    async with answering(connack) as broker:
        with pytest.raises(
            BrokerUnavailable, match=r"127\.0\.0\.1:\d+: this broker does not speak MQTT 3\.1\.1"
        ) as told:
            async with connect(broker, "edge-1", ()):
                pass
    assert told.value.reason is BrokerFault.PROTOCOL
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("connack", [b"\x20\x02\x00\x04", b"\x20\x02\x00\x05"])
async def test_a_wrong_login_is_named_as_such(connack: bytes) -> None:
    async with answering(connack) as broker:
        with pytest.raises(BrokerUnavailable) as told:
            async with connect(broker, "edge-1", ()):
                pass
    assert told.value.reason is BrokerFault.REFUSED


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
async def test_whoever_hangs_up_is_out_of_reach_at_once_and_not_after_a_deadline(answer: bytes) -> None:
    async with answering(answer) as broker:
        with pytest.raises(BrokerUnavailable, match="without an MQTT answer") as told:
            async with connect(broker, "edge-1", ()):
                pass
    assert told.value.reason is BrokerFault.UNREACHABLE


async def test_two_programs_of_one_name_are_both_told_why_they_are_thrown_out(tmp_path: Path) -> None:
    async with mosquitto(tmp_path) as broker:

        async def session() -> None:
            async with connect(broker, "edge-1", ("goddag/#",)) as session:
                async for _ in session.messages():
                    pass

        told: list[list[BrokerUnavailable]] = [[], []]
        running = [asyncio.create_task(stay_connected(session, lost.append)) for lost in told]

        def named() -> bool:
            return all(any(each.reason is BrokerFault.EVICTED for each in lost) for lost in told)

        await until("both to be told", named, PATIENCE_SECONDS)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    for lost in told:
        assert "a second program goes by the same name" in str(lost[-1])


def test_two_programs_of_one_name_wait_longer_and_longer_for_each_other() -> None:
    """Each throws the other out when it comes; the one that stays may stay for as long as the other waits."""
    now, sessions = 0.0, 0
    pauses = [Pauses(), Pauses()]
    comes_at, began = [0.0, 0.05], [0.0, 0.0]
    while now < 30.0:
        who = comes_at.index(min(comes_at))
        now, other = comes_at[who], 1 - who
        began[who], sessions = now, sessions + 1
        comes_at[who] = float("inf")
        if comes_at[other] == float("inf"):
            pauses[other].ended(BrokerFault.LOST, now - began[other])
            comes_at[other] = now + pauses[other].seconds * 0.5
    # Two lines a session, of both together: the old rule made 90 sessions of it.
    assert sessions <= 20


def test_the_pause_grows_to_its_end_and_begins_anew_after_a_session_that_lasted() -> None:
    pauses = Pauses()
    for _ in range(EVICTIONS + 10):
        pauses.ended(BrokerFault.LOST, 0.1)
    assert (pauses.evicted, pauses.seconds) == (True, LONGEST_EVICTED_PAUSE_SECONDS)
    pauses.ended(BrokerFault.LOST, 60.0)
    assert (pauses.evicted, pauses.seconds) == (False, FIRST_PAUSE_SECONDS)


def test_a_broker_that_is_started_again_and_again_is_found_again_soon() -> None:
    pauses = Pauses()
    for why in itertools.islice(itertools.cycle([BrokerFault.LOST, BrokerFault.UNREACHABLE]), 40):
        pauses.ended(why, 1.0)
        assert not pauses.evicted
        assert pauses.seconds <= LONGEST_PAUSE_SECONDS


@pytest.mark.parametrize("fault", list(BrokerFault))
def test_only_a_session_that_was_there_can_have_been_taken_over(fault: BrokerFault) -> None:
    pauses = Pauses()
    for _ in range(EVICTIONS):
        pauses.ended(fault, 0.1)
    assert pauses.evicted == (fault is BrokerFault.LOST)
