"""The public beacon formats, read from one structure of an advertisement. Pure: any bytes give a frame or None.

Offsets are after the company id or UUID. Multi-byte numbers are big-endian. Sources: Apple, Proximity Beacon
Specification R1; AltBeacon v1.0; google/eddystone protocol specification.
"""

from dataclasses import dataclass
from uuid import UUID

APPLE = 0x004C
EDDYSTONE = 0xFEAA

_IBEACON = b"\x02\x15"
# Type, length, UUID, major, minor; then the power at 1 m, which some leave out (agittins/bermuda#466) and nobody here
# needs. Jaalee tags send one byte more: it is not ours to read.
_IBEACON_BYTES = 22
# The format is known by these two bytes, whatever company sends it.
_ALTBEACON = b"\xbe\xac"
# As far as the id; power and the reserved byte follow.
_ALTBEACON_BYTES = 22
# Eddystone gives the strength at 0 m; over the first metre it falls by this much (Eddystone-UID, "Ranging data").
EDDYSTONE_FIRST_METRE_DB = 41
# A beacon without a thermometer sends -128.0 (Eddystone-TLM).
_NO_TEMPERATURE = -0x8000

_SCHEMES = ("http://www.", "https://www.", "http://", "https://")
_ENDINGS = (
    *(".com/", ".org/", ".edu/", ".net/", ".info/", ".biz/", ".gov/"),
    *(".com", ".org", ".edu", ".net", ".info", ".biz", ".gov"),
)
_MOST_URL_BYTES = 17


@dataclass(frozen=True, slots=True)
class IBeacon:
    """Apple's beacon."""

    uuid: UUID
    major: int
    minor: int
    power_at_1m_dbm: int | None
    """None when the beacon leaves it out."""


@dataclass(frozen=True, slots=True)
class AltBeacon:
    """The open twin of the iBeacon, from any company."""

    company: int
    id: bytes
    """20 bytes; by custom 16 of an organisation and two numbers of two bytes."""
    power_at_1m_dbm: int | None
    reserved: int | None
    """Either is None when the beacon leaves it out."""


@dataclass(frozen=True, slots=True)
class EddystoneUid:
    """A fixed beacon of Google's family."""

    namespace: bytes
    """10 bytes."""
    instance: bytes
    """6 bytes."""
    power_at_0m_dbm: int


@dataclass(frozen=True, slots=True)
class EddystoneUrl:
    """A beacon that sends a web address."""

    url: str
    power_at_0m_dbm: int


@dataclass(frozen=True, slots=True)
class EddystoneTlm:
    """How a beacon is, in the clear. It names no beacon: only the sender's address, which we forget, says whose."""

    battery_mv: int | None
    """None when it runs on mains power."""
    temperature_c: float | None
    advertisements: int
    uptime_seconds: float


@dataclass(frozen=True, slots=True)
class EddystoneEncryptedTlm:
    """How a beacon is, for the owner of its key alone."""

    sealed: bytes
    """12 bytes."""
    salt: int
    check: int


@dataclass(frozen=True, slots=True)
class EddystoneEid:
    """A beacon whose id changes; only its resolver knows which it is."""

    id: bytes
    """8 bytes."""
    power_at_0m_dbm: int


EddystoneFrame = EddystoneUid | EddystoneUrl | EddystoneTlm | EddystoneEncryptedTlm | EddystoneEid
PublicFrame = IBeacon | AltBeacon | EddystoneFrame


def read_manufacturer_data(company: int, content: bytes) -> IBeacon | AltBeacon | None:
    """The beacon in what follows a company id, or None."""
    if company == APPLE and len(content) >= _IBEACON_BYTES and content.startswith(_IBEACON):
        major, minor = int.from_bytes(content[18:20], "big"), int.from_bytes(content[20:22], "big")
        return IBeacon(UUID(bytes=content[2:18]), major, minor, _power(content))
    if len(content) >= _ALTBEACON_BYTES and content.startswith(_ALTBEACON):
        return AltBeacon(company, content[2:22], _power(content), content[23] if len(content) > 23 else None)
    return None


def _power(content: bytes) -> int | None:
    """The power at 1 m, which stands at the same place in both."""
    return _signed(content[22]) if len(content) > 22 else None


def read_eddystone(content: bytes) -> EddystoneFrame | None:
    """The frame in service data of FEAA, or None for an unknown type, version or length."""
    match content[0] if content else None:
        # Old beacons leave the two reserved bytes out.
        case 0x00 if len(content) in {18, 20}:
            return EddystoneUid(content[2:12], content[12:18], _signed(content[1]))
        case 0x10 if 3 <= len(content) <= 3 + _MOST_URL_BYTES:
            return _address(content)
        case 0x20 if len(content) == 14 and content[1] == 0:
            return _telemetry(content)
        case 0x20 if len(content) == 18 and content[1] == 1:
            salt, check = int.from_bytes(content[14:16], "big"), int.from_bytes(content[16:18], "big")
            return EddystoneEncryptedTlm(content[2:14], salt, check)
        case 0x30 if len(content) == 10:
            return EddystoneEid(content[2:10], _signed(content[1]))
        case _:
            return None


def _address(content: bytes) -> EddystoneUrl | None:
    url = _url(content[2], content[3:])
    return None if url is None else EddystoneUrl(url, _signed(content[1]))


def _telemetry(content: bytes) -> EddystoneTlm:
    millivolts = int.from_bytes(content[2:4], "big")
    temperature = int.from_bytes(content[4:6], "big", signed=True)
    return EddystoneTlm(
        millivolts or None,
        None if temperature == _NO_TEMPERATURE else temperature / 256,
        int.from_bytes(content[6:10], "big"),
        int.from_bytes(content[10:14], "big") / 10,
    )


def _url(scheme: int, coded: bytes) -> str | None:
    if scheme >= len(_SCHEMES):
        return None
    text = [_SCHEMES[scheme]]
    for byte in coded:
        if byte < len(_ENDINGS):
            text.append(_ENDINGS[byte])
        elif 0x21 <= byte <= 0x7E:
            text.append(chr(byte))
        else:
            return None
    return "".join(text)


def _signed(byte: int) -> int:
    return byte - 256 if byte > 127 else byte
