"""Where a radio is, as a person writes it, and the radio that is there."""

from collections.abc import Callable
from dataclasses import dataclass

from edge.radio.hci import HciRadio, TcpSocket, UnixSocket
from edge.radio.port import Radio


@dataclass(frozen=True, slots=True)
class BluezAdapter:
    """An adapter of this machine, by the name that `hciconfig` shows."""

    name: str


RadioAddress = BluezAdapter | UnixSocket | TcpSocket


def read_radio_address(text: str) -> RadioAddress:
    """Read `bluez:hci0`, `hci:unix:/path.sock` or `hci:tcp:host:port`. Raises `ValueError` with the three forms."""
    match text.split(":", 2):
        case ["bluez", name] if name:
            return BluezAdapter(name)
        case ["hci", "unix", path] if path:
            return UnixSocket(path)
        case ["hci", "tcp", rest]:
            host, _, port = rest.rpartition(":")
            if host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536:
                return TcpSocket(host.strip("[]"), int(port))
        case _:
            pass
    raise ValueError(f'"{text}" is not bluez:hci0, hci:unix:/path.sock or hci:tcp:host:port')


def open_radio(address: RadioAddress, mono: Callable[[], float]) -> Radio:
    """The radio at `address`; `mono` stamps what it hears."""
    if isinstance(address, BluezAdapter):
        # bleak and its D-Bus library take a tenth of a second to load: only where they are used.
        from edge.radio.bluez import BleakRadio  # noqa: PLC0415

        return BleakRadio(address.name, mono)
    return HciRadio(address, mono)
