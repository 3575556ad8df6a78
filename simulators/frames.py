"""What a transmitter puts on the air: advertising data, byte for byte. AD length bytes count the type byte.

Layouts: Bluetooth Core Specification Supplement, part A (AD types); Apple's iBeacon; Goddag's token frames.
"""

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from simulators.dice import random_bytes
from wire.ids import TOKEN_BYTES

LEGACY_AD_BYTES = 31
ANDROID_FLAGS = bytes.fromhex("020106")
APPLE_FLAGS = bytes.fromhex("02011a")


class AdvertisingType(IntEnum):
    """The event type of an LE advertising report."""

    CONNECTABLE = 0x00
    NON_CONNECTABLE = 0x03


@dataclass(frozen=True, slots=True)
class Transmission:
    """One advertising packet as it leaves an antenna."""

    address: bytes
    """6 bytes, most significant first. On air and in HCI they are reversed."""
    random_address: bool
    kind: AdvertisingType
    ad: bytes


def ad_structure(ad_type: int, content: bytes) -> bytes:
    """One AD structure: length, type, content."""
    return bytes([len(content) + 1, ad_type]) + content


def android_token(marker: int, epoch: int, token: bytes) -> bytes:
    """A member's token as an Android app can send it: service data of the marker UUID. 24 bytes."""
    _check(token)
    return ANDROID_FLAGS + ad_structure(0x16, marker.to_bytes(2, "little") + bytes([epoch % 256]) + token)


def ios_token(marker: int, token: bytes) -> bytes:
    """A member's token as an iOS app in the foreground can send it: as a 128-bit UUID beside the marker. 25 bytes."""
    _check(token)
    return APPLE_FLAGS + ad_structure(0x07, token[::-1]) + ad_structure(0x03, marker.to_bytes(2, "little"))


def ibeacon(uuid: UUID, major: int, minor: int, ref_dbm: int) -> bytes:
    """A fixed beacon; `ref_dbm` is its RSSI at 1 m. 30 bytes."""
    body = bytes.fromhex("4c000215") + uuid.bytes + major.to_bytes(2, "big") + minor.to_bytes(2, "big")
    return ANDROID_FLAGS + ad_structure(0xFF, body + ref_dbm.to_bytes(1, "big", signed=True))


def private_address(seed: int, *names: int | str) -> bytes:
    """A resolvable private address: random, its two highest bits are 01 (Core Specification, vol 6, part B, 1.3.2)."""
    raw = bytearray(random_bytes(seed, 6, "address", *names))
    raw[0] = (raw[0] & 0x3F) | 0x40
    return bytes(raw)


def static_address(seed: int, *names: int | str) -> bytes:
    """A static random address: its two highest bits are 11."""
    raw = bytearray(random_bytes(seed, 6, "static", *names))
    raw[0] |= 0xC0
    return bytes(raw)


def _check(token: bytes) -> None:
    if len(token) != TOKEN_BYTES:
        raise ValueError(f"a token has {TOKEN_BYTES} bytes, not {len(token)}")
