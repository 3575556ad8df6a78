"""A Bluetooth controller, seen from its host: commands in, answers and advertising reports out. No sockets here.

Bluetooth Core Specification 5.4, vol 4: part A (H4 transport), part E, 7.3-7.8 (commands), 7.7.65.2 (report).
"""

from dataclasses import dataclass, field

from simulators.errors import HostProtocol
from simulators.frames import Transmission

COMMAND, ACL, SCO, EVENT, ISO = 0x01, 0x02, 0x03, 0x04, 0x05

RESET = 0x0C03
SET_EVENT_MASK = 0x0C01
READ_LOCAL_VERSION = 0x1001
READ_LOCAL_SUPPORTED_COMMANDS = 0x1002
READ_LOCAL_SUPPORTED_FEATURES = 0x1003
READ_BUFFER_SIZE = 0x1005
READ_BD_ADDR = 0x1009
LE_SET_EVENT_MASK = 0x2001
LE_READ_BUFFER_SIZE = 0x2002
LE_READ_LOCAL_SUPPORTED_FEATURES = 0x2003
LE_SET_RANDOM_ADDRESS = 0x2005
LE_SET_SCAN_PARAMETERS = 0x200B
LE_SET_SCAN_ENABLE = 0x200C
LE_READ_SUPPORTED_STATES = 0x201C
LE_CLEAR_RESOLVING_LIST = 0x2029
LE_SET_ADDRESS_RESOLUTION_ENABLE = 0x202D

OK = b"\x00"
UNKNOWN_COMMAND = b"\x01"
DISALLOWED = b"\x0c"
INVALID_PARAMETERS = b"\x12"

# Octet and bit of each command that we answer (part E, 6.27).
_SUPPORTED = (
    (5, 6), (5, 7), (14, 3), (14, 5), (14, 7), (15, 1), (25, 0), (25, 1), (25, 2), (25, 4), (26, 2), (26, 3), (28, 3),
    (34, 5), (35, 1),
)  # fmt: skip
_SUPPORTED_MASK = sum(1 << (8 * octet + bit) for octet, bit in _SUPPORTED).to_bytes(64, "little")

# What each command returns; an opcode that is not here is an unknown command.
_ANSWERS = {
    RESET: OK,
    SET_EVENT_MASK: OK,
    LE_SET_EVENT_MASK: OK,
    LE_SET_RANDOM_ADDRESS: OK,
    LE_SET_SCAN_PARAMETERS: OK,
    LE_SET_SCAN_ENABLE: OK,
    LE_CLEAR_RESOLVING_LIST: OK,
    LE_SET_ADDRESS_RESOLUTION_ENABLE: OK,
    READ_LOCAL_VERSION: OK + bytes.fromhex("0d00000dffff0000"),  # Core 5.4, no real company
    READ_LOCAL_SUPPORTED_COMMANDS: OK + _SUPPORTED_MASK,
    READ_LOCAL_SUPPORTED_FEATURES: OK + bytes.fromhex("0000000060000000"),  # LE, and no BR/EDR
    READ_BUFFER_SIZE: OK + bytes.fromhex("fb00400a000a00"),
    LE_READ_BUFFER_SIZE: OK + bytes.fromhex("fb000a"),
    LE_READ_LOCAL_SUPPORTED_FEATURES: OK + bytes(8),  # no extended advertising: legacy reports only
    LE_READ_SUPPORTED_STATES: OK + bytes(8),
}

# A radio remembers only so many devices for its duplicate filter; when it is full it starts again.
DUPLICATES_KEPT = 256


@dataclass(slots=True)
class HostCommands:
    """Cuts the byte stream of a host into commands."""

    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, received: bytes) -> list[tuple[int, bytes]]:
        """The commands (opcode, parameters) that are now complete; data packets are swallowed.

        Raises `HostProtocol` when the stream is not H4: there is no way back into step.
        """
        self._buffer += received
        commands: list[tuple[int, bytes]] = []
        while self._buffer:
            kind = self._buffer[0]
            header = {COMMAND: 4, ACL: 5, SCO: 4, ISO: 5}.get(kind)
            if header is None:
                raise HostProtocol(f"packet type 0x{kind:02x} does not come from a host")
            if len(self._buffer) < header:
                break
            length = header + (
                self._buffer[3] if kind in {COMMAND, SCO} else int.from_bytes(self._buffer[3:5], "little") & 0x3FFF
            )
            if len(self._buffer) < length:
                break
            if kind == COMMAND:
                opcode = int.from_bytes(self._buffer[1:3], "little")
                commands.append((opcode, bytes(self._buffer[4:length])))
            del self._buffer[:length]
        return commands


@dataclass(slots=True)
class Controller:
    """The state of one virtual radio."""

    address: bytes
    """Its public address, most significant byte first."""
    scanning: bool = False
    _filter_duplicates: bool = False
    _seen: set[bytes] = field(default_factory=set[bytes])

    def answer(self, opcode: int, parameters: bytes) -> bytes:
        """The Command Complete event for a command."""
        returned = self._obey(opcode, parameters)
        event = b"\x01" + opcode.to_bytes(2, "little") + returned
        return bytes([EVENT, 0x0E, len(event)]) + event

    def report(self, sent: Transmission, rssi_dbm: int) -> bytes | None:
        """The LE Advertising Report event for a packet, or None when this radio does not listen to it."""
        if not self.scanning:
            return None
        address = sent.address[::-1]
        if self._filter_duplicates:
            if len(self._seen) >= DUPLICATES_KEPT:
                self._seen.clear()
            if address in self._seen:
                return None
            self._seen.add(address)
        body = bytes([0x02, 1, sent.kind, 1 if sent.random_address else 0]) + address
        body += bytes([len(sent.ad)]) + sent.ad + rssi_dbm.to_bytes(1, "little", signed=True)
        return bytes([EVENT, 0x3E, len(body)]) + body

    def _obey(self, opcode: int, parameters: bytes) -> bytes:
        if opcode == RESET:
            self.scanning = False
        elif opcode == LE_SET_SCAN_PARAMETERS and self.scanning:
            return DISALLOWED
        elif opcode == LE_SET_SCAN_ENABLE:
            if len(parameters) != 2:
                return INVALID_PARAMETERS
            self.scanning, self._filter_duplicates = bool(parameters[0]), bool(parameters[1])
            self._seen.clear()
        elif opcode == READ_BD_ADDR:
            return OK + self.address[::-1]
        return _ANSWERS.get(opcode, UNKNOWN_COMMAND)
