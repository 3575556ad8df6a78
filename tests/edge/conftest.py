"""Real parts for edge tests: a broker process, a controller on a socket, an agent process, a hub's side of MQTT."""

import asyncio
import contextlib
import json
import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from simulators.bluez.bus import private_bus
from simulators.bluez.fake import Timing, fake_bluez
from simulators.serving import free_ports
from wire.codec import decode_batch, encode
from wire.ids import EdgeId, StoreId
from wire.messages import Ack, EdgeConfig
from wire.mqtt import Broker, connect
from wire.topics import MessageKind, Topic, parse_topic

SCRIPTS = Path(sys.executable).parent
MARKER = 0xFFF1
STORE_UUID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
DEADLINE_SECONDS = 120.0


async def until(condition: Callable[[], object], what: str, seconds: float = DEADLINE_SECONDS):
    """Wait for `condition` to hold and return its value; say `what` never came."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"never came within {seconds:g} s: {what}")
        await asyncio.sleep(0.01)
    return value


@pytest.fixture(name="until")
def until_fixture():
    return until


def android_ad(token: bytes, epoch: int = 7, marker: int = MARKER) -> bytes:
    return b"\x02\x01\x1a" + bytes((1 + 2 + 1 + len(token), 0x16)) + struct.pack("<H", marker) + bytes((epoch,)) + token


def ios_ad(token: bytes, marker: int = MARKER) -> bytes:
    return b"\x02\x01\x1a\x11\x07" + token[::-1] + b"\x03\x03" + struct.pack("<H", marker)


def ibeacon_ad(uuid: str, major: int, minor: int) -> bytes:
    body = b"\x02\x15" + bytes.fromhex(uuid.replace("-", "")) + struct.pack(">HHb", major, minor, -59)
    return b"\x02\x01\x06\x1a\xff\x4c\x00" + body


@pytest.fixture
def air() -> SimpleNamespace:
    """What phones and beacons put on air, and what is ours in it."""
    return SimpleNamespace(android=android_ad, ios=ios_ad, ibeacon=ibeacon_ad, marker=MARKER, store_uuid=STORE_UUID)


def advertising_report(*reports: tuple[bytes, bytes, int]) -> bytes:
    """One HCI event; each report is address (6 bytes), AD bytes, RSSI."""
    body = bytes((0x02, len(reports)))
    for address, ad, rssi in reports:
        body += b"\x00\x01" + address + bytes((len(ad),)) + ad + struct.pack("b", rssi)
    return bytes((0x04, 0x3E, len(body))) + body


@pytest.fixture
def report_event():
    return advertising_report


class Controller:
    """A Bluetooth controller at the end of a unix socket: answers every command, sends what it is told to hear."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.commands: list[tuple[int, bytes]] = []
        self.refuse: int | None = None
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def scanning(self) -> bool:
        return bool(self._writers) and bool(self.commands) and self.commands[-1] == (0x200C, b"\x01\x00")

    async def plug_in(self) -> None:
        self.commands.clear()
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    async def unplug(self) -> None:
        if self._server is not None:
            self._server.close()
            for writer in list(self._writers):
                writer.close()
            self._server = None
            self.path.unlink(missing_ok=True)

    async def hear(self, ad: bytes, rssi: int = -60, address: bytes = b"\xa1\xb2\xc3\xd4\xe5\xf6") -> None:
        await self.send(advertising_report((address, ad, rssi)))

    async def send(self, packet: bytes) -> None:
        for writer in self._writers:
            writer.write(packet)
            await writer.drain()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                kind, opcode, length = struct.unpack("<BHB", await reader.readexactly(4))
                assert kind == 0x01
                parameters = await reader.readexactly(length)
                self.commands.append((opcode, parameters))
                status = 0x0C if opcode == self.refuse else 0
                writer.write(bytes((0x04, 0x0E, 4, 1)) + struct.pack("<HB", opcode, status))
        self._writers.discard(writer)
        writer.close()


@pytest.fixture
async def controller(tmp_path: Path) -> AsyncIterator[Controller]:
    one = Controller(tmp_path / "edge.hci")
    await one.plug_in()
    yield one
    await one.unplug()


def free_port() -> int:
    return free_ports(1)[0]


class NatsServer:
    """A real nats-server with an MQTT listener that keeps its port and its files through restarts."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "nats.conf").write_text(
            f"""
            server_name: store1
            listen: 127.0.0.1:{free_port()}
            max_payload: 8KB
            jetstream {{ store_dir: "{folder}/js", max_mem: 16MB, max_file: 64MB }}
            mqtt {{ listen: 127.0.0.1:{self.port}, max_ack_pending: 1000 }}
            """
        )

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._process = subprocess.Popen(
            [SCRIPTS / "nats-server", "-c", self._folder / "nats.conf", "-l", self._folder / "nats.log"]
        )
        await until(self._answers, "nats-server on its port")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[NatsServer]:
    server = NatsServer(tmp_path / "nats")
    await server.start()
    yield server
    server.kill()


class HubSide:
    """What a hub would see and say over MQTT; it acknowledges only when told to, or by itself when `acking`."""

    def __init__(self, url: str, store: str = "demo", edge: str = "edge-1") -> None:
        self.store, self.edge = StoreId(store), EdgeId(edge)
        self.payloads: list[bytes] = []
        self.batches: list[SimpleNamespace] = []
        self.health: list[dict] = []
        self.connected = False
        self.acking = False
        self._stored: dict[str, set[int]] = {}
        self._broker = Broker.from_url(url)
        self._session = None
        self._task: asyncio.Task[None] | None = None

    def events(self, boot_id: str | None = None) -> dict[tuple[str, int], dict]:
        return {
            (batch.boot_id, event["seq"]): event
            for batch in self.batches
            if boot_id in {None, batch.boot_id}
            for event in batch.events
        }

    def ages_ms(self, token: str) -> list[float]:
        """How old the news of each sighting of that token was when it came."""
        return [
            batch.arrived_at_ms - event["heard_at_ms"]
            for batch in self.batches
            for event in batch.events
            if event.get("token") == token
        ]

    def tokens(self) -> set[str]:
        return {event["token"] for event in self.events().values() if event["kind"] == "token"}

    async def ack(self, boot_id: str, contiguous_seq: int) -> None:
        await self.say(
            MessageKind.ACK,
            encode(Ack(store=self.store, edge=self.edge, boot_id=boot_id, contiguous_seq=contiguous_seq)),
        )

    async def order(self, **fields) -> None:
        orders = EdgeConfig(store=self.store, edge=self.edge, marker=MARKER, beacon_uuids=[STORE_UUID])
        await self.say(MessageKind.ORDERS, encode(orders.model_copy(update=fields)))

    async def say(self, channel: MessageKind, payload: bytes) -> None:
        await self._session.publish(str(Topic(self.store, self.edge, channel)), payload)

    async def join(self) -> None:
        self._task = asyncio.create_task(self._run())
        await until(lambda: self.connected, "the hub's own connection")

    async def leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self.connected = False

    async def _run(self) -> None:
        async with connect(self._broker, "hub", ("goddag/#",)) as session:
            self._session = session
            self.connected = True
            async for message in session.messages():
                self.payloads.append(message.payload)
                topic = parse_topic(message.topic)
                if topic.channel is MessageKind.HEALTH:
                    self.health.append(json.loads(message.payload))
                elif topic.channel is MessageKind.SIGHTINGS:
                    await self._take(topic, message.payload)

    async def _take(self, topic: Topic, payload: bytes) -> None:
        opened = decode_batch(topic, payload)
        assert not opened.rejected
        raw = json.loads(payload)
        self.batches.append(SimpleNamespace(**raw, arrived_at_ms=time.time() * 1000))
        stored = self._stored.setdefault(opened.boot_id, set(range(1, opened.oldest_seq)))
        for event in raw["events"]:
            stored.update(range(event["seq"], event.get("through_seq", event["seq"]) + 1))
        if self.acking:
            contiguous = 0
            while contiguous + 1 in stored:
                contiguous += 1
            await self.ack(opened.boot_id, contiguous)


@pytest.fixture
async def hub(broker: NatsServer) -> AsyncIterator[HubSide]:
    side = HubSide(broker.url)
    await side.join()
    yield side
    await side.leave()


@pytest.fixture
async def make_hub():
    sides: list[HubSide] = []

    async def make(url: str, *, acking: bool = False) -> HubSide:
        side = HubSide(url)
        side.acking = acking
        sides.append(side)
        await side.join()
        return side

    yield make
    for side in sides:
        await side.leave()


class Agent:
    """A `goddag-edge run` process, or `bridge`. A setting of None is left out."""

    def __init__(
        self,
        data_dir: Path,
        controller: Path,
        url: str,
        log: Path,
        extra: dict[str, str | None],
        command: str = "run",
        under: Sequence[object] = (),
    ) -> None:
        self.data_dir = data_dir
        self.log = log
        around = {k: v for k, v in os.environ.items() if not k.startswith("GODDAG_EDGE_")}
        settings = {
            "GODDAG_EDGE_STORE": "demo",
            "GODDAG_EDGE_EDGE": "edge-1",
            "GODDAG_EDGE_BROKER_URL": url,
            "GODDAG_EDGE_RADIO": f"hci:unix:{controller}",
            "GODDAG_EDGE_DATA_DIR": str(data_dir),
            "GODDAG_EDGE_BEACON_UUIDS": STORE_UUID,
            **extra,
        }
        self.environ = around | {name: value for name, value in settings.items() if value is not None}
        with log.open("ab") as stderr:
            program = [*map(str, under), SCRIPTS / "goddag-edge", command]
            self.process = subprocess.Popen(program, env=self.environ, stderr=stderr)

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    @property
    def resident_bytes(self) -> int:
        """Its memory, as the system sees it from outside."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    def said(self, what: str) -> int:
        return self.log.read_text().count(what)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


@pytest.fixture
def make_agent(tmp_path: Path, controller: Controller) -> Iterator[Callable[..., Agent]]:
    agents: list[Agent] = []

    def make(
        url: str, data_dir: Path | None = None, command: str = "run", under: Sequence[object] = (), **extra: str | None
    ) -> Agent:
        log = tmp_path / f"agent-{len(agents)}.log"
        agent = Agent(data_dir or tmp_path / "data", controller.path, url, log, extra, command, under)
        agents.append(agent)
        return agent

    yield make
    for agent in agents:
        if agent.running:
            agent.kill()


@pytest.fixture
def unused_port() -> int:
    return free_port()


@pytest.fixture
def small_disk(make_disk: Callable[[int], Path]) -> Path:
    """A file system of 2 MB of its own."""
    return make_disk(2)


@pytest.fixture
async def bluez(tmp_path: Path, monkeypatch):
    if shutil.which("dbus-daemon") is None:
        pytest.fail("dbus-daemon is not installed: apt-get install dbus-daemon")
    async with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        async with fake_bluez(address, ("hci0", "hci1"), Timing(unseen=0.5, window=0.3, idle=0.4)) as fake:
            yield fake
            await hang_up()


async def hang_up() -> None:
    """Let bleak's own connection to the bus go before the bus does: it lives as long as the event loop."""
    from bleak.backends.bluezdbus.manager import _global_instances, get_global_bluez_manager  # noqa: PLC0415

    if asyncio.get_running_loop() not in _global_instances:
        return
    manager = await get_global_bluez_manager()
    if manager._bus_watcher_task is not None:
        manager._bus_watcher_task.cancel()
    if manager._bus is not None:
        manager._bus.disconnect()
    with contextlib.suppress(asyncio.CancelledError):
        if manager._bus_watcher_task is not None:
            await manager._bus_watcher_task
