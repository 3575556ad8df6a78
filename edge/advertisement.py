"""One packet heard by one radio, and how it is read from the bytes of the air. No address goes on from here."""

from typing import NamedTuple

Uuid = int | str
"""A 16-bit UUID as its number; any other as lower-case text with hyphens."""

# Bluetooth Core, Vol 3 Part B, 2.5.1: short UUIDs are the first 32 bits of this one.
_BASE_SUFFIX = "-0000-1000-8000-00805f9b34fb"

# Outside this a controller does not say how loud it was: 127 is HCI's and -127 is BlueZ's word for "missing".
_RSSI_LOWEST, _RSSI_HIGHEST = -126, 20


# Not a frozen dataclass: one is made for each packet in the shop, and a frozen dataclass takes three times as long.
class Advertisement(NamedTuple):
    """What was in the packet, how loud, and when. Structures that came several times are all kept, in their order."""

    rssi_dbm: int | None
    """None when the controller gave no valid value."""
    service_data: tuple[tuple[Uuid, bytes], ...]
    manufacturer_data: tuple[tuple[int, bytes], ...]
    """Company id and what follows it."""
    service_uuids: tuple[Uuid, ...]
    heard_mono: float
    """Arrival, in seconds of the process's monotonic clock."""
    is_malformed: bool = False
    """Whether a part of it could not be read; what came before that part is here."""


def parse_advertisement(ad: bytes, rssi: int, heard_mono: float) -> Advertisement:
    """Read AD structures (Core, Vol 3 Part C, 11). Never raises.

    A length of 0 and a structure that overruns both end the reading; what came before stays valid. Only zeros may
    follow a length of 0: anything else is malformed, as is an overrun.
    """
    service_data: list[tuple[Uuid, bytes]] = []
    manufacturer_data: list[tuple[int, bytes]] = []
    service_uuids: list[Uuid] = []
    at, end, is_malformed = 0, len(ad), False
    while at < end:
        length = ad[at]
        after = at + 1 + length
        if length == 0 or after > end:
            is_malformed = any(ad[at:])
            break
        kind, content = ad[at + 1], ad[at + 2 : after]
        at = after
        match kind:
            case 0xFF if len(content) >= 2:
                manufacturer_data.append((int.from_bytes(content[:2], "little"), content[2:]))
            case 0x02 | 0x03:
                service_uuids += _uuids(content, 2)
            case 0x04 | 0x05:
                service_uuids += _uuids(content, 4)
            case 0x06 | 0x07:
                service_uuids += _uuids(content, 16)
            case 0x16 if len(content) >= 2:
                service_data.append((_uuid(content[:2]), content[2:]))
            case 0x20 if len(content) >= 4:
                service_data.append((_uuid(content[:4]), content[4:]))
            case 0x21 if len(content) >= 16:
                service_data.append((_uuid(content[:16]), content[16:]))
            case _:
                pass
    return Advertisement(
        valid_rssi(rssi), tuple(service_data), tuple(manufacturer_data), tuple(service_uuids), heard_mono, is_malformed
    )


def valid_rssi(rssi: int) -> int | None:
    """`rssi` in dBm, or None when it lies outside -126..20 (Core, LE Advertising Report; BlueZ)."""
    return rssi if _RSSI_LOWEST <= rssi <= _RSSI_HIGHEST else None


def uuid_from_text(text: str) -> Uuid:
    """The UUID that a Bluetooth stack writes as `text` (128 bits, with hyphens)."""
    low = text.lower()
    if low.endswith(_BASE_SUFFIX) and low.startswith("0000"):
        try:
            return int(low[4:8], 16)
        except ValueError:
            return low
    return low


def is_short_uuid(uuid: Uuid) -> bool:
    """Whether `uuid` is assigned by the Bluetooth SIG (16 or 32 bits), so that it cannot hold a token."""
    return isinstance(uuid, int) or uuid.endswith(_BASE_SUFFIX)


def _uuids(content: bytes, size: int) -> list[Uuid]:
    """Whole UUIDs only; a trailing piece of one is not a UUID."""
    return [_uuid(content[at : at + size]) for at in range(0, len(content) - size + 1, size)]


def _uuid(on_air: bytes) -> Uuid:
    """From the little-endian bytes of the air."""
    if len(on_air) == 2:
        return int.from_bytes(on_air, "little")
    digits = on_air[::-1].hex()
    if len(on_air) == 4:
        return uuid_from_text(digits + _BASE_SUFFIX)
    return uuid_from_text(f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}")
