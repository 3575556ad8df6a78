"""A hub as a process and nothing else: the test is the edge, the other broker, the disk."""

import asyncio
import contextlib
import os
import secrets
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import warm
from small_shop import PATIENCE_SECONDS, PLAN

from hub.equipment.enrolment import registry
from hub.equipment.enrolment.tables import TABLES as ENROLMENT
from hub.ground.database import open_database
from hub.ground.ports import port_is_free
from simulators.processes import program
from simulators.serving import free_ports
from simulators.waiting import until
from wire.codec import encode
from wire.ids import EdgeId
from wire.messages import EdgeHealth, HealthReport
from wire.mqtt import Broker

MOSQUITTO = "/usr/sbin/mosquitto"
STORE = "corner"
REPORT = HealthReport.model_validate(
    dict.fromkeys(
        ("uptime_ms", "heard", "kept_tokens", "kept_beacons", "forgotten", "queue_dropped", "outbox_events",
         "outbox_bytes", "outbox_dropped", "quiet_ms"), 0,
    ) | {"software": "1"}
)  # fmt: skip


def heartbeat(edge: str, sent_at: float, boot_id: str = "a" * 16, state: Any = "online") -> bytes:
    return encode(
        EdgeHealth(
            store=STORE, edge=edge, boot_id=boot_id, state=state, sent_at_ms=round(sent_at * 1000), report=REPORT
        )
    )


class LoneHub:
    """`data_dir` may be a small disk."""

    def __init__(self, folder: Path, data_dir: Path | None = None, **settings: str) -> None:
        self.folder, self.data_dir = folder, data_dir or folder / "hub"
        self.port, self.broker_port = free_ports(2)
        self.log_file = folder / "hub.log"
        (folder / "plan.toml").write_text(PLAN)
        self._settings = {"BROKER_PORT": str(self.broker_port)} | settings
        self.process: warm.Forked | subprocess.Popen[bytes] | None = None
        self.client = httpx.AsyncClient(timeout=60.0, base_url=f"http://127.0.0.1:{self.port}")

    def login(self, edge: str) -> Broker:
        """An edge of that name may use the embedded broker from now on."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        db = open_database(self.data_dir / "hub.db", ENROLMENT.schemas)
        edges = registry.EdgeRegistry(db)
        edges.remove(EdgeId(edge), 0)
        password = edges.add(EdgeId(edge), 0)
        db.close()
        return Broker("127.0.0.1", self.broker_port, edge, password)

    async def start(self) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("GODDAG_")}
        ours = {
            "FLOOR_PLAN": str(self.folder / "plan.toml"),
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            **self._settings,
        }
        with self.log_file.open("ab") as log:
            self.process = warm.start(
                *(*program("goddag-hub", "hub.cli"), "run"),
                environment=clean | {f"GODDAG_HUB_{name}": value for name, value in ours.items()},
                log=log,
                new_session=True,
            )

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    def said(self, what: str) -> list[str]:
        return [line for line in self.log.splitlines() if what in line]

    async def fleet(self) -> dict[str, Any]:
        try:
            return (await self.client.get("/api/fleet", timeout=5.0)).json()
        except httpx.TransportError:
            return {}

    async def edge(self, name: str = "edge-1") -> dict[str, Any]:
        return next((each for each in (await self.fleet()).get("edges", []) if each["edge"] == name), {})

    async def works(self) -> bool:
        return bool((await self.fleet()).get("broker_connected"))

    async def until(self, what: str, condition: Any, seconds: float = PATIENCE_SECONDS) -> None:
        assert self.process is not None
        await until(what, condition, seconds)

    async def ready(self) -> None:
        await self.until("the broker to do its job", self.works)

    def broker_pid(self) -> int:
        """The nats-server that the hub started."""
        assert self.process is not None
        for status in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                text = status.read_text()
                name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
                if name == "nats-server" and int(rest[1]) == self.process.pid and rest[0] != "Z":
                    return int(status.parent.name)
        return 0

    async def kill(self) -> None:
        """With its broker, as a power cut does."""
        assert self.process is not None
        broker = self.broker_pid()
        self.process.kill()
        self.process.wait()
        if broker:
            with contextlib.suppress(ProcessLookupError):
                os.kill(broker, signal.SIGKILL)

    async def close(self) -> None:
        await self.client.aclose()
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGCONT)
                self.process.terminate()
            try:
                await asyncio.to_thread(self.process.wait, PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                await self.kill()


@asynccontextmanager
async def lone_hub(folder: Path, data_dir: Path | None = None, **settings: str) -> AsyncIterator[LoneHub]:
    """Not started yet."""
    hub = LoneHub(folder, data_dir, **settings)
    try:
        yield hub
    finally:
        await hub.close()


class Mosquitto:
    """A broker that is none of the hub's; its log names whoever connects, with the user."""

    def __init__(self, folder: Path, port: int, config: str = "allow_anonymous true\n") -> None:
        self.folder = folder / f"mosquitto-{secrets.token_hex(2)}"
        self.folder.mkdir()
        self.port = port
        (self.folder / "mosquitto.conf").write_text(
            f"listener {port} 127.0.0.1\nuser root\nlog_dest stderr\nlog_type all\n{config}"
        )
        self._process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    async def __aenter__(self) -> Self:
        # Whoever held it may have been killed just now, and is gone only once it had the processor for that.
        await until("the port to be free", lambda: port_is_free("127.0.0.1", self.port), PATIENCE_SECONDS)
        with (self.folder / "log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                MOSQUITTO, "-c", self.folder / "mosquitto.conf", stdout=log, stderr=log
            )
        await until("mosquitto to run", self._runs, PATIENCE_SECONDS)
        return self

    def _runs(self) -> bool:
        assert self._process is not None
        assert self._process.returncode is None, self.log
        return "running" in self.log

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        await self._process.wait()
