"""A controller reached over a socket: HCI straight, without a Bluetooth daemon. The edge is the host."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NoReturn

from edge.errors import RadioFault, RadioUnavailable
from edge.radio.h4 import (
    START_SCANNING,
    STOP_SCANNING,
    EventReader,
    Garbled,
    advertisements,
    command,
    command_answer,
)
from edge.radio.port import HearAdvertisement
from edge.radio.recovery import RecoveryStep

# A controller answers within milliseconds; the specification's own limit for hosts is one second.
ANSWER_SECONDS = 2.0
_CHUNK_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class UnixSocket:
    """A controller behind a unix socket."""

    path: str

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class TcpSocket:
    """A controller behind a TCP port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class HciRadio:
    """H4 HCI over a socket."""

    at: UnixSocket | TcpSocket
    mono: Callable[[], float]
    """Monotonic seconds, for stamping arrivals."""

    @property
    def name(self) -> str:
        return str(self.at)

    @property
    def quiet_seconds(self) -> float | None:
        return None  # a controller that goes away closes its socket

    async def recover(self, rung: RecoveryStep) -> None:
        """Each scan has a connection of its own already."""

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    @asynccontextmanager
    async def scan(self, hear: HearAdvertisement) -> AsyncGenerator[Awaitable[NoReturn]]:
        reader, writer = await self._connect()
        link = _Link(reader, writer, self.mono, hear)
        try:
            await link.start()
            yield link.listen()
        finally:
            with contextlib.suppress(OSError):
                writer.write(command(*STOP_SCANNING))
            writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(0.2):
                    await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                match self.at:
                    case UnixSocket(path):
                        return await asyncio.open_unix_connection(path)
                    case TcpSocket(host, port):
                        return await asyncio.open_connection(host, port)
        except PermissionError as error:
            raise RadioUnavailable(RadioFault.DENIED, f"{self.at}: {error.strerror}") from None
        except (OSError, TimeoutError) as error:
            raise RadioUnavailable(RadioFault.ABSENT, f"no controller at {self.at}: {error}") from None


class _Link:
    """One connection to a controller."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        mono: Callable[[], float],
        hear: HearAdvertisement,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._mono = mono
        self._hear = hear
        self._events = EventReader()

    async def start(self) -> None:
        for opcode, parameters in START_SCANNING:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    status = await self._command(opcode, parameters)
            except TimeoutError:
                raise RadioUnavailable(RadioFault.REFUSED, f"no answer to command {opcode:#06x}") from None
            if status != 0:
                raise RadioUnavailable(RadioFault.REFUSED, f"command {opcode:#06x} answered with error {status:#04x}")

    async def listen(self) -> NoReturn:
        while True:
            await self._receive()

    async def _command(self, opcode: int, parameters: bytes) -> int:
        self._writer.write(command(opcode, parameters))
        while True:
            for event in await self._receive():
                answer = command_answer(event)
                if answer is not None and answer.opcode == opcode:
                    return answer.status

    async def _receive(self) -> list[bytes]:
        """Take in what has come, hand on its advertisements, return the other events."""
        try:
            received = await self._reader.read(_CHUNK_BYTES)
        except OSError as error:
            raise RadioUnavailable(RadioFault.LOST, f"the controller went away: {error}") from None
        if not received:
            raise RadioUnavailable(RadioFault.LOST, "the controller closed the connection")
        now = self._mono()
        try:
            events = self._events.feed(received)
        except Garbled as error:
            raise RadioUnavailable(RadioFault.GARBLED, f"the controller does not speak HCI: {error}") from None
        for event in events:
            for advertisement in advertisements(event, now):
                self._hear(advertisement)
        return events
