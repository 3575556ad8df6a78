"""Where a radio is, as a person writes it, and the radio that is there."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from edge.radio.gateway import Gateway, GatewayRadio
from edge.radio.hci import HciRadio, TcpSocket, UnixSocket
from edge.radio.port import Radio


@dataclass(frozen=True, slots=True)
class BluezAdapter:
    """An adapter of this machine, by its name or its address, as `bluetoothctl list` and `hciconfig` show them."""

    name: str
    passive: bool = False
    """Ask no phone anything; BlueZ must run with --experimental."""


RadioAddress = BluezAdapter | UnixSocket | TcpSocket | Gateway
RadioAddresses = tuple[RadioAddress, ...]

_FORMS = (
    "bluez:hci0, bluez:hci0,hci1, bluez:hci0?passive, bluez:00:1A:7D:DA:71:13, hci:unix:/path.sock or hci:tcp:host:port"
)
_ADDRESS = re.compile(r"[0-9A-F]{2}(?::[0-9A-F]{2}){5}")


def read_radio_addresses(text: str) -> RadioAddresses:
    """Read `bluez:hci0`, several as `bluez:hci0,hci1`, each perhaps with `?passive`; or an `hci:` controller.

    An address in the place of `hci0` names the same adapter whatever the kernel calls it.

    Raises `ValueError` with all forms.
    """
    kind, _, rest = text.partition(":")
    if kind == "bluez":
        adapters = tuple(_adapter(text, each) for each in rest.split(","))
        if len({adapter.name for adapter in adapters}) == len(adapters):
            return adapters
        raise ValueError(f'"{text}" names an adapter twice')
    match text.split(":", 2):
        case ["hci", "unix", path] if path:
            return (UnixSocket(path),)
        case ["hci", "tcp", at]:
            host, _, port = at.rpartition(":")
            if host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536:
                return (TcpSocket(host.strip("[]"), int(port)),)
        case _:
            pass
    raise _no_radio(text)


def open_radios(
    addresses: RadioAddresses,
    mono: Callable[[], float],
    marker: Callable[[], int],
    quiet_seconds: float,
    refuse: Callable[[str], None],
) -> list[Radio]:
    """The radios at these addresses.

    `mono` stamps what they hear, `marker` is what a passive one waits for, `refuse` is told why a gateway's message
    says nothing.
    """
    adapters = [address for address in addresses if isinstance(address, BluezAdapter)]
    radios: list[Radio] = []
    for address in addresses:
        match address:
            case Gateway():
                radios.append(GatewayRadio(address, mono, quiet_seconds, refuse))
            case UnixSocket() | TcpSocket():
                radios.append(HciRadio(address, mono))
            case BluezAdapter():
                pass
    if adapters:
        # bleak and its D-Bus library take a tenth of a second to load: only where they are used.
        from edge.radio.bluez import BleakRadio, passive_patterns  # noqa: PLC0415
        from edge.radio.bluez_line import BluezLine  # noqa: PLC0415

        line = BluezLine()
        for adapter in adapters:
            patterns = (lambda: passive_patterns(marker())) if adapter.passive else None
            radios.append(BleakRadio(adapter.name, mono, line, patterns, quiet_seconds))
    return radios


def _adapter(text: str, written: str) -> BluezAdapter:
    name, asked, mode = written.strip().partition("?")
    address = name.upper().replace("-", ":")
    if _ADDRESS.fullmatch(address):
        name = address
    elif not name or not name.isalnum() or not name.isascii():
        raise _no_radio(text)
    if asked and mode != "passive":
        raise _no_radio(text)
    return BluezAdapter(name, passive=bool(asked))


def _no_radio(text: str) -> ValueError:
    return ValueError(f'"{text}" is not {_FORMS}')
