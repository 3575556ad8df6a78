"""The air: one virtual Bluetooth controller per edge, each behind its own unix socket, speaking HCI over H4."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from simulators.dice import random_bytes
from simulators.errors import HostProtocol
from simulators.frames import Transmission
from simulators.hci import Controller, HostCommands

# About 1,500 reports: a host that is this far behind is not listening, and a real controller drops as well.
BACKLOG_BYTES = 64 * 1024
# The longest path that fits in sockaddr_un on Linux, less the terminating zero (unix(7)).
LONGEST_SOCKET_PATH = 107


@dataclass(slots=True)
class AirCounts:
    """What became of the packets offered to one edge."""

    given: int = 0
    dropped_slow: int = 0
    """The host did not read fast enough."""
    not_listening: int = 0
    """No host, or a host that does not scan."""


class VirtualRadio:
    """One controller. Serves one host at a time; the newest connection wins, as after a crash of the host."""

    def __init__(self, edge: str) -> None:
        self.edge = edge
        self.counts = AirCounts()
        self._public_address = random_bytes(0, 6, "controller", edge)
        self._controller = Controller(self._public_address)
        self._host: asyncio.Transport | None = None

    @property
    def scanning(self) -> bool:
        """Whether a host is there and has asked for reports."""
        return self._host is not None and self._controller.scanning

    def hear(self, sent: Transmission, rssi_dbm: int) -> bool:
        """Offer one packet. True when it was handed to the host; never waits."""
        host = self._host
        report = self._controller.report(sent, rssi_dbm) if host is not None else None
        if host is None or report is None or host.is_closing():
            self.counts.not_listening += 1
            return False
        if host.get_write_buffer_size() > BACKLOG_BYTES:
            self.counts.dropped_slow += 1
            return False
        host.write(report)
        self.counts.given += 1
        return True

    def attach(self, host: asyncio.Transport) -> Controller:
        """A host has connected: a fresh controller for it."""
        if self._host is not None:
            self._host.abort()
        self._host = host
        self._controller = Controller(self._public_address)
        return self._controller

    def detach(self, host: asyncio.Transport) -> None:
        """That host is gone."""
        if self._host is host:
            self._host = None

    def close(self) -> None:
        if self._host is not None:
            self._host.abort()


class _HostConnection(asyncio.Protocol):
    """One connection of a host to its radio."""

    def __init__(self, radio: VirtualRadio) -> None:
        self._radio = radio
        self._commands = HostCommands()
        self._transport: asyncio.Transport | None = None
        self._controller: Controller | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - tells the type checker what unix servers give
        self._transport = transport
        self._controller = self._radio.attach(transport)

    def data_received(self, data: bytes) -> None:
        if self._transport is None or self._controller is None:
            return
        try:
            for opcode, parameters in self._commands.feed(data):
                self._transport.write(self._controller.answer(opcode, parameters))
        except HostProtocol:
            self._transport.abort()  # out of step for ever; the host has to connect again

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why it ended changes nothing
        if self._transport is not None:
            self._radio.detach(self._transport)


class Air:
    """All radios of a store."""

    def __init__(self, folder: Path, radios: dict[str, VirtualRadio]) -> None:
        self._folder = folder
        self.radios = radios

    def socket_of(self, edge: str) -> Path:
        """Where the controller of that edge listens."""
        return self._folder / f"{edge}.hci"

    def settings_of(self, edge: str) -> dict[str, str]:
        """What the process of that edge must be told to use its radio."""
        return {"GODDAG_EDGE_RADIO": f"hci:unix:{self.socket_of(edge)}"}

    def hear(self, edge: str, sent: Transmission, rssi_dbm: int) -> bool:
        """Let one edge hear one packet. True when its host got it."""
        return self.radios[edge].hear(sent, rssi_dbm)

    @property
    def all_scanning(self) -> bool:
        """Whether every edge listens."""
        return all(radio.scanning for radio in self.radios.values())

    @property
    def listening(self) -> int:
        """How many edges listen."""
        return sum(radio.scanning for radio in self.radios.values())


@asynccontextmanager
async def open_air(folder: Path, edges: Iterable[str]) -> AsyncGenerator[Air]:
    """Open a controller for each edge under `folder`, elsewhere when its path is too long for a socket."""
    names = list(edges)
    with contextlib.ExitStack() as stack:
        longest = max((len(os.fsencode(folder / f"{name}.hci")) for name in names), default=0)
        if longest > LONGEST_SOCKET_PATH:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goddag-air-")))
        folder.mkdir(parents=True, exist_ok=True)
        air = Air(folder, {name: VirtualRadio(name) for name in names})
        loop = asyncio.get_running_loop()
        servers: list[asyncio.Server] = []
        try:
            for name, radio in air.radios.items():
                path = air.socket_of(name)
                path.unlink(missing_ok=True)
                servers.append(
                    await loop.create_unix_server(lambda radio=radio: _HostConnection(radio), os.fspath(path))
                )
            yield air
        finally:
            for server in servers:
                server.close()
            for radio in air.radios.values():
                radio.close()
            for name in names:
                air.socket_of(name).unlink(missing_ok=True)
