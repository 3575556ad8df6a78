"""HCI packets on a byte stream (H4: Core, Vol 4 Part A), and the few commands and events that scanning needs.

Bytes go in, events come out; no input makes any of this raise anything but `Garbled`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from edge.advertisement import Advertisement, parse_advertisement

RESET = 0x0C03
SET_EVENT_MASK = 0x0C01
LE_SET_EVENT_MASK = 0x2001
LE_SET_SCAN_PARAMETERS = 0x200B
LE_SET_SCAN_ENABLE = 0x200C

# Interval and window in units of 0.625 ms. Equal: a radio that listens half the time hears half.
_SCAN_100_MS = (160).to_bytes(2, "little")

START_SCANNING: tuple[tuple[int, bytes], ...] = (
    (RESET, b""),
    # The default events and the LE ones (bit 61).
    (SET_EVENT_MASK, 0x2000_1FFF_FFFF_FFFF.to_bytes(8, "little")),
    # Advertising reports among the first five LE events.
    (LE_SET_EVENT_MASK, 0x1F.to_bytes(8, "little")),
    # Active: some phones put their UUIDs in the scan response. Own address public; every advertiser accepted.
    (LE_SET_SCAN_PARAMETERS, b"\x01" + _SCAN_100_MS + _SCAN_100_MS + b"\x00\x00"),
    # On; every packet, not one per advertiser.
    (LE_SET_SCAN_ENABLE, b"\x01\x00"),
)
STOP_SCANNING = (LE_SET_SCAN_ENABLE, b"\x00\x00")

_EVENT_PACKET = 0x04
# Packet type: (bytes of header after the type, where the length stands in it, how many bytes it has).
_HEADERS = {0x02: (4, 2, 2), 0x03: (3, 2, 1), _EVENT_PACKET: (2, 1, 1), 0x05: (4, 2, 2)}

_COMMAND_COMPLETE = 0x0E
_COMMAND_STATUS = 0x0F
_LE_META = 0x3E
_ADVERTISING_REPORT = 0x02


class Garbled(Exception):
    """The stream is not HCI, or has lost its beat: only a new connection helps."""


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """The controller's answer to one command; status 0 is success."""

    opcode: int
    status: int


def command(opcode: int, parameters: bytes) -> bytes:
    """One HCI command as H4 bytes."""
    return bytes((0x01, opcode & 0xFF, opcode >> 8, len(parameters))) + parameters


class EventReader:
    """Cuts a byte stream into HCI events; packets of other kinds are skipped."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, received: bytes) -> list[bytes]:
        """The whole events (code, length, parameters) that are complete now. Raises `Garbled`."""
        self._rest += received
        events: list[bytes] = []
        at = 0
        while at < len(self._rest):
            kind = self._rest[at]
            if kind not in _HEADERS:
                raise Garbled(f"packet type {kind:#04x}")
            header, length_at, length_bytes = _HEADERS[kind]
            body = at + 1 + header
            if body > len(self._rest):
                break
            start = at + 1 + length_at
            end = body + (int.from_bytes(self._rest[start : start + length_bytes], "little") & 0x3FFF)
            if end > len(self._rest):
                break
            if kind == _EVENT_PACKET:
                events.append(bytes(self._rest[at + 1 : end]))
            at = end
        del self._rest[:at]
        return events


def command_answer(event: bytes) -> CommandAnswer | None:
    """The answer in an event, or None when it is another event."""
    if len(event) >= 6 and event[0] == _COMMAND_COMPLETE:
        return CommandAnswer(int.from_bytes(event[3:5], "little"), event[5])
    if len(event) >= 6 and event[0] == _COMMAND_STATUS:
        return CommandAnswer(int.from_bytes(event[4:6], "little"), event[2])
    return None


def advertisements(event: bytes, heard_mono: float) -> Iterator[Advertisement]:
    """Every advertisement of an LE Advertising Report (Core, Vol 4 Part E, 7.7.65.2). The addresses end here.

    Reports stand one after the other: type, address type, address (6), length, data, RSSI. One that overruns ends it.
    """
    if len(event) < 4 or event[0] != _LE_META or event[2] != _ADVERTISING_REPORT:
        return
    at = 4
    for _ in range(event[3]):
        data = at + 9
        if data > len(event):
            return
        rssi_at = data + event[at + 8]
        if rssi_at >= len(event):
            return
        rssi = event[rssi_at]
        yield parse_advertisement(event[data:rssi_at], rssi - 256 if rssi > 127 else rssi, heard_mono)
        at = rssi_at + 1
