"""A real broker, a hub's side that acknowledges and counts, and before the broker a counted wire for each subject."""

import asyncio
import contextlib
import json
import shutil
import socket
import sysconfig
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulators.processes import Processes
from simulators.serving import HOST, free_ports
from simulators.waiting import until
from wire.codec import encode
from wire.ids import EdgeId, StoreId
from wire.messages import Ack
from wire.mqtt import Broker, MqttSession, connect
from wire.topics import MessageKind, Topic

STORE, EDGE = StoreId("demo"), EdgeId("edge-1")
# Ours, and TheengsGateway's two roots. No two overlap: nats-server would deliver twice.
_TOPICS = ("goddag/#", "home/#", "homeassistant/#")
_DEADLINE_SECONDS = 20.0


@dataclass(slots=True)
class Seen:
    """What the broker delivered, by the first level of the topic."""

    payload_bytes: Counter[str] = field(default_factory=Counter[str])
    messages: Counter[str] = field(default_factory=Counter[str])
    report: dict[str, Any] = field(default_factory=dict[str, Any])
    """Our edge's newest health report."""


@dataclass(slots=True)
class CountedWire:
    """A port before the broker that counts what goes through: MQTT with its headers and acknowledgements."""

    port: int = 0
    up: int = 0
    down: int = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, broker_port: int) -> None:
        behind_reader, behind_writer = await asyncio.open_connection(HOST, broker_port)
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(self._pump(reader, behind_writer, "up"), self._pump(behind_reader, writer, "down"))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        while piece := await reader.read(65_536):
            setattr(self, way, getattr(self, way) + len(piece))
            writer.write(piece)
            await writer.drain()
        writer.close()


@dataclass(frozen=True, slots=True)
class HubSide:
    """Where the subjects connect, and what came of it."""

    seen: Seen
    broker_port: int

    @asynccontextmanager
    async def wire(self) -> AsyncGenerator[CountedWire]:
        """A counted way to the broker."""
        wire = CountedWire()
        server = await asyncio.start_server(lambda r, w: wire.carry(r, w, self.broker_port), HOST, free_ports(1)[0])
        wire.port = server.sockets[0].getsockname()[1]
        try:
            yield wire
        finally:
            server.close()


@asynccontextmanager
async def open_hub_side(folder: Path, running: Processes) -> AsyncGenerator[HubSide]:
    """Start nats-server in `folder`; acknowledge what our edge sends for as long as the context is open."""
    broker_port, port = free_ports(2)
    (folder / "nats.conf").write_text(
        f"server_name: bench\nlisten: {HOST}:{port}\nmax_payload: 8KB\n"
        f'jetstream {{ store_dir: "{folder}/js", max_mem: 64MB, max_file: 256MB }}\n'
        f"mqtt {{ listen: {HOST}:{broker_port}, max_ack_pending: 1000 }}\n",
        encoding="utf-8",
    )
    server = shutil.which("nats-server", path=sysconfig.get_path("scripts"))
    assert server is not None, "nats-server is not installed: make setup"
    running.start("nats", [server, "-c", str(folder / "nats.conf")], {})
    await until("the broker", lambda: _answers(broker_port), _DEADLINE_SECONDS)
    seen = Seen()
    async with connect(Broker(HOST, broker_port, None, None), "bench", _TOPICS) as session:
        listening = asyncio.create_task(_listen(session, seen))
        try:
            yield HubSide(seen, broker_port)
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening


async def _listen(session: MqttSession, seen: Seen) -> None:
    async for message in session.messages():
        root, *_, last = message.topic.split("/")
        if root == "goddag" and last not in {MessageKind.SIGHTINGS, MessageKind.HEALTH}:
            continue  # our own acks
        seen.payload_bytes[root] += len(message.payload)
        seen.messages[root] += 1
        if root != "goddag":
            continue
        said = json.loads(message.payload)
        if said["type"] == "sightings":
            through = max(event.get("through_seq", event["seq"]) for event in said["events"])
            ack = Ack(store=STORE, edge=EDGE, boot_id=said["boot_id"], contiguous_seq=through)
            await session.publish(str(Topic(STORE, EDGE, MessageKind.ACK)), encode(ack))
        elif said["report"] is not None:
            seen.report = said["report"]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
