"""The parts of `make bench-edge`: what its load throws at a scanner is what BlueZ would say, packet by packet."""

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from edge.advertisement import Advertisement
from edge.decode import MemberFrame, Ours, decode
from edge.radio.bluez import BleakRadio
from edge.radio.port import keep_scanning
from simulators.bluez.bus import private_bus

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
RATE, SECONDS = 400, 0.5


@pytest.fixture
def parts(monkeypatch) -> Iterator[SimpleNamespace]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield SimpleNamespace(load=import_module("edge_parts.load"), subjects=import_module("edge_parts.subjects"))
    for name in [name for name in sys.modules if name.startswith("edge_parts")]:
        del sys.modules[name]


@asynccontextmanager
async def load_on(parts, bus: str):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "edge_parts.load", bus),
        cwd=BENCHMARKS,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield parts.subjects.Load(process)
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize(("air", "tokens"), [("members", 6), ("strangers", 0)])
async def test_every_packet_that_is_sent_is_heard(parts, tmp_path, monkeypatch, until, air, tokens) -> None:
    heard: list[Advertisement] = []
    async with private_bus(tmp_path) as bus, load_on(parts, bus) as load:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
        await load.do("look")
        scanning = asyncio.create_task(keep_scanning(BleakRadio("hci0", lambda: 0.0), heard.append))
        announced, _ = await load.do("air", of=air, devices=6)
        sent, seconds = await load.do("rate", rate=RATE, seconds=SECONDS)
        await until(lambda: len(heard) >= announced + sent, "the last packet")
        scanning.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await scanning
    assert len(heard) == announced + sent
    assert RATE * SECONDS * 0.7 < sent < RATE * SECONDS * 1.3
    assert seconds >= SECONDS * 0.9
    ours = Ours.of(parts.load.MARKER, [])
    found = {frame for packet in heard for frame in decode(packet, ours)}
    assert len(found) == tokens
    assert all(isinstance(frame, MemberFrame) for frame in found)
    assert {packet.rssi_dbm for packet in heard} == set(parts.load.STRENGTHS)
