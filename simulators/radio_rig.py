"""One real edge on a fake BlueZ, with faults on command: how long until a sighting comes out again, seen from outside.

Every twentieth of a second a member's phone with a token of its own and one of the store's beacons are on the air; what
counts is the first token that was sent after the fault, or after its end, and comes out at the broker.
"""

import asyncio
import contextlib
import json
import secrets
import shutil
import socket
import sysconfig
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from simulators.bluez.adapter import Cure
from simulators.bluez.bus import PrivateBus, open_private_bus
from simulators.bluez.fake import FakeBluez, Timing, fake_bluez
from simulators.errors import SimulatorError
from simulators.frames import android_token, ibeacon, private_address
from simulators.processes import Processes, processes, program
from simulators.serving import HOST, free_ports
from simulators.waiting import until
from wire.codec import encode
from wire.errors import BrokerUnavailable
from wire.ids import EdgeId, StoreId
from wire.messages import Ack, EdgeConfig
from wire.mqtt import Broker, MqttSession, connect
from wire.topics import MessageKind, Topic

STORE, EDGE = StoreId("demo"), EdgeId("edge-1")
ADAPTER = "hci0"
_MARKER = 0xFFF1
_STORE_UUID = UUID("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")
_SEND_SECONDS = 0.05
_DEADLINE_SECONDS = 90.0
_HEARTBEAT_MS = 1000


@dataclass(slots=True)
class Rig:
    """What runs, and what came out of it."""

    bus: PrivateBus
    bluez: FakeBluez
    edges: Processes
    log: Path
    came_out: dict[str, float] = field(default_factory=dict[str, float])
    """Monotonic second at which each token was first seen at the broker."""
    health: dict[str, Any] = field(default_factory=dict[str, Any])
    """The newest report."""
    sent: dict[str, float] = field(default_factory=dict[str, float])
    reports: int = 0
    fresh_seconds: float = 0.0
    """How long the edge took from the start of its process to its first sighting."""

    async def seconds_to_hear(self, since: float) -> float:
        """Wait for the first token that was sent after `since` to come out; seconds from `since` to then."""
        found: list[float] = []

        def heard() -> bool:
            found.extend(at - since for token, at in self.came_out.items() if self.sent.get(token, 0.0) > since)
            return bool(found)

        await until("a sighting after the fault", heard, _DEADLINE_SECONDS)
        return min(found)

    async def recovery(self, fault: Callable[["Rig"], Awaitable[float]]) -> float:
        """Make `fault` happen; seconds from the moment that it returns to the first sighting."""
        return await self.seconds_to_hear(await fault(self))

    async def next_report(self) -> dict[str, Any]:
        """The health report after this moment's."""
        known = self.reports
        await until("a health report", lambda: self.reports > known + 1, _DEADLINE_SECONDS)
        return self.health


async def restart_daemon(rig: Rig) -> float:
    """BlueZ restarts: half a second away, all state lost. From its return."""
    rig.bluez.kill()
    await asyncio.sleep(0.5)
    await rig.bluez.start()
    return time.monotonic()


async def stop_silently(rig: Rig) -> float:
    """The scan stops without a word. From the stop."""
    rig.bluez.go_deaf(ADAPTER, Cure.SCAN)
    return time.monotonic()


async def stop_until_power_cycled(rig: Rig) -> float:
    """The same, and no new scan helps: the controller must be switched off and on. From the stop."""
    rig.bluez.go_deaf(ADAPTER, Cure.POWER)
    return time.monotonic()


async def stop_until_client_gone(rig: Rig) -> float:
    """The same, and only a new D-Bus client helps. From the stop."""
    rig.bluez.go_deaf(ADAPTER, Cure.CLIENT)
    return time.monotonic()


async def stop_saying_so(rig: Rig) -> float:
    """The scan stops, and Discovering says so. From the stop."""
    rig.bluez.end_discovery(ADAPTER)
    return time.monotonic()


async def wedge_answering_late(rig: Rig, seconds: float = 9.0) -> float:
    """BlueZ hangs, then goes on with everything that waited. From the end of the hanging."""
    rig.bluez.wedge()
    await asyncio.sleep(seconds)
    rig.bluez.unwedge()
    return time.monotonic()


async def wedge_answering_never(rig: Rig, seconds: float = 9.0) -> float:
    """BlueZ hangs, and what was asked meanwhile is lost. From the end of the hanging."""
    rig.bluez.wedge()
    await asyncio.sleep(seconds)
    rig.bluez.unwedge(answers_late=False)
    return time.monotonic()


async def unplug(rig: Rig) -> float:
    """The adapter is pulled, and is back after two seconds. From its return."""
    rig.bluez.unplug(ADAPTER)
    await asyncio.sleep(2.0)
    rig.bluez.plug(ADAPTER)
    return time.monotonic()


async def power_off(rig: Rig) -> float:
    """The adapter is switched off for two seconds. From its return."""
    rig.bluez.set_powered(ADAPTER, powered=False)
    await asyncio.sleep(2.0)
    rig.bluez.set_powered(ADAPTER, powered=True)
    return time.monotonic()


async def lose_bus(rig: Rig) -> float:
    """dbus-daemon is gone for two seconds, and bluetoothd with it. From their return."""
    rig.bluez.kill()
    await rig.bus.stop()
    await asyncio.sleep(2.0)
    await rig.bus.start()
    await rig.bluez.start()
    return time.monotonic()


@asynccontextmanager
async def open_rig(
    folder: Path, settings: dict[str, str] | None = None, *, with_beacon: bool = True
) -> AsyncGenerator[Rig]:
    """Start bus, BlueZ, broker and one edge in `folder`; wait until it hears. `settings` without GODDAG_EDGE_."""
    broker_port, port = free_ports(2)
    (folder / "nats.conf").write_text(
        f"server_name: rig\nlisten: {HOST}:{port}\nmax_payload: 8KB\n"
        f'jetstream {{ store_dir: "{folder}/js", max_mem: 16MB, max_file: 64MB }}\n'
        f"mqtt {{ listen: {HOST}:{broker_port}, max_ack_pending: 1000 }}\n",
        encoding="utf-8",
    )
    server = shutil.which("nats-server", path=sysconfig.get_path("scripts"))
    if server is None:
        raise SimulatorError("nats-server is not installed: make setup")
    async with (
        open_private_bus(folder) as bus,
        fake_bluez(bus.address, (ADAPTER,), Timing()) as bluez,
        processes(folder) as edges,
    ):
        edges.start("nats", [server, "-c", str(folder / "nats.conf")], {})
        await until("the broker", lambda: _answers(broker_port), _DEADLINE_SECONDS)
        rig = Rig(bus, bluez, edges, folder / "edge.log")
        tasks = [
            asyncio.create_task(_listen(rig, Broker(HOST, broker_port, None, None))),
            asyncio.create_task(_send(rig, with_beacon=with_beacon)),
        ]
        given = {
            "STORE": STORE,
            "EDGE": EDGE,
            "BROKER_URL": f"mqtt://{HOST}:{broker_port}",
            "RADIO": f"bluez:{ADAPTER}",
            "DATA_DIR": str(folder / "edge"),
            "BEACON_UUIDS": str(_STORE_UUID),
            "MARKER": hex(_MARKER),
        } | (settings or {})
        environment = {f"GODDAG_EDGE_{name}": value for name, value in given.items()}
        command = [*program("goddag-edge", "edge.cli"), "run"]
        try:
            edges.start("edge", command, environment | {"DBUS_SYSTEM_BUS_ADDRESS": bus.address})
            rig.fresh_seconds = await rig.seconds_to_hear(time.monotonic())
            yield rig
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


async def _send(rig: Rig, *, with_beacon: bool) -> None:
    """A member's phone that changes its token with every packet, and a beacon."""
    beacon = ibeacon(_STORE_UUID, 1, 1, -59)
    while True:
        token = secrets.token_bytes(16)
        rig.sent[token.hex()] = time.monotonic()
        rig.bluez.hear(ADAPTER, _text(private_address(1, "phone")), android_token(_MARKER, 7, token), -60)
        if with_beacon:
            rig.bluez.hear(ADAPTER, _text(private_address(1, "beacon")), beacon, -70)
        await asyncio.sleep(_SEND_SECONDS)


async def _listen(rig: Rig, broker: Broker) -> None:
    while True:
        with contextlib.suppress(BrokerUnavailable):
            async with connect(broker, "rig", (f"goddag/{STORE}/#",)) as session:
                await _take(rig, session)
        await asyncio.sleep(0.1)


async def _take(rig: Rig, session: MqttSession) -> None:
    orders = EdgeConfig(
        store=STORE, edge=EDGE, marker=_MARKER, beacon_uuids=[str(_STORE_UUID)], heartbeat_ms=_HEARTBEAT_MS
    )
    await session.publish(str(Topic(STORE, EDGE, MessageKind.ORDERS)), encode(orders), retain=True)
    async for message in session.messages():
        now = time.monotonic()
        said = json.loads(message.payload)
        for event in said.get("events", ()):
            if event["kind"] == "token":
                rig.came_out.setdefault(event["token"], now)
        if said["type"] == "sightings":
            last = max(event.get("through_seq", event["seq"]) for event in said["events"])
            ack = Ack(store=STORE, edge=EDGE, boot_id=said["boot_id"], contiguous_seq=last)
            await session.publish(str(Topic(STORE, EDGE, MessageKind.ACK)), encode(ack))
        elif said["type"] == "health" and said["report"] is not None:  # none in a last will
            rig.health, rig.reports = said["report"], rig.reports + 1


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _text(address: bytes) -> str:
    return ":".join(f"{byte:02X}" for byte in address)
