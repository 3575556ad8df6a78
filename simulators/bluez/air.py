"""The air of a store through BlueZ: for each edge a private bus with a fake BlueZ on it, as on a Pi of its own."""

import contextlib
import os
import tempfile
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from simulators.air import LONGEST_SOCKET_PATH, AirCounts
from simulators.bluez.bus import private_bus
from simulators.bluez.fake import FakeBluez, fake_bluez
from simulators.errors import SimulatorError
from simulators.frames import Transmission

ADAPTER = "hci0"


class BluezRadio:
    """The one adapter of one edge."""

    def __init__(self, bluez: FakeBluez, bus_address: str) -> None:
        self.bluez = bluez
        self.bus_address = bus_address
        self.counts = AirCounts()

    @property
    def scanning(self) -> bool:
        return self.bluez.is_scanning(ADAPTER)

    def hear(self, sent: Transmission, rssi_dbm: int) -> bool:
        """Offer one packet. True when BlueZ told somebody of it."""
        address = ":".join(f"{byte:02X}" for byte in sent.address)
        given = self.bluez.hear(ADAPTER, address, sent.ad, rssi_dbm)
        self.counts.given += given
        self.counts.not_listening += not given
        return given


class BluezAir:
    """All radios of a store."""

    def __init__(self, radios: dict[str, BluezRadio]) -> None:
        self.radios = radios

    def settings_of(self, edge: str) -> dict[str, str]:
        """What the process of that edge must be told to use its radio."""
        return {"GODDAG_EDGE_RADIO": f"bluez:{ADAPTER}", "DBUS_SYSTEM_BUS_ADDRESS": self.radios[edge].bus_address}

    def hear(self, edge: str, sent: Transmission, rssi_dbm: int) -> bool:
        """Let one edge hear one packet. True when BlueZ told it."""
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
async def open_bluez_air(folder: Path, edges: Iterable[str]) -> AsyncGenerator[BluezAir]:
    """Open a bus with a BlueZ for each edge under `folder`, elsewhere when its path is too long for a socket.

    Raises `SimulatorError` when there is no dbus-daemon.
    """
    names = list(edges)
    async with contextlib.AsyncExitStack() as stack:
        longest = max((len(os.fsencode(folder / name / "bus.sock")) for name in names), default=0)
        if longest > LONGEST_SOCKET_PATH:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goddag-air-")))
        radios: dict[str, BluezRadio] = {}
        for name in names:
            (folder / name).mkdir(parents=True, exist_ok=True)
            try:
                address = await stack.enter_async_context(private_bus(folder / name))
            except FileNotFoundError:
                raise SimulatorError(
                    "dbus-daemon is not installed, which --radio bluez needs: apt-get install dbus-daemon"
                ) from None
            radios[name] = BluezRadio(await stack.enter_async_context(fake_bluez(address, (ADAPTER,))), address)
        yield BluezAir(radios)
