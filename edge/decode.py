"""From radio packets to our own frames. Everything else is forgotten here.

Android   service data of the marker UUID: epoch byte, 16 bytes of token
iOS       a 128-bit service UUID that is the token, and the marker in the list of 16-bit UUIDs
beacon    iBeacon (company 004C: 02 15, UUID, major, minor, power) with one of the store's own UUIDs
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from edge.advertisement import Advertisement, is_short_uuid
from wire.ids import TOKEN_BYTES, Token

_APPLE = 0x004C
_IBEACON = b"\x02\x15"
# Type, length, UUID, major, minor, power at 1 m. Jaalee tags send one byte more: it is not ours to read.
_IBEACON_BYTES = 23


@dataclass(frozen=True, slots=True)
class Ours:
    """What makes an advertisement ours: the chain's marker and the store's beacons."""

    marker: int
    beacon_uuids: frozenset[bytes]

    @classmethod
    def of(cls, marker: int, beacon_uuids: Iterable[str]) -> Self:
        """From the texts of settings and orders."""
        return cls(marker, frozenset(UUID(text).bytes for text in beacon_uuids))


@dataclass(frozen=True, slots=True)
class MemberFrame:
    """A token in the air: 16 bytes that mean nothing to an edge."""

    token: Token
    epoch: int | None


@dataclass(frozen=True, slots=True)
class BeaconFrame:
    """One of the store's own fixed beacons."""

    uuid: str
    major: int
    minor: int


Frame = MemberFrame | BeaconFrame


def decode(advertisement: Advertisement, ours: Ours) -> tuple[Frame, ...]:
    """Our frames in one advertisement: none for a stranger, and none without a strength, which says nothing of where.

    Usually one. BlueZ lists every UUID that an address ever showed, so a phone that has rotated its token comes with
    its old ones: all are handed on, for only the hub can tell which one is of this hour.
    """
    if advertisement.rssi_dbm is None:
        return ()
    return (*_tokens(advertisement, ours.marker), *_beacons(advertisement, ours.beacon_uuids))


def _tokens(advertisement: Advertisement, marker: int) -> tuple[MemberFrame, ...]:
    marked = [content for uuid, content in advertisement.service_data if uuid == marker]
    if marked:
        # BlueZ adds service-data UUIDs to the UUID list: with the marker there, the other UUIDs are no tokens.
        return tuple(MemberFrame(Token(c[1:]), c[0]) for c in marked if len(c) == 1 + TOKEN_BYTES)
    if marker not in advertisement.service_uuids:
        return ()
    candidates = (uuid for uuid in advertisement.service_uuids if isinstance(uuid, str) and not is_short_uuid(uuid))
    return tuple(MemberFrame(Token(token), None) for token in map(_token_in, candidates) if token is not None)


def _token_in(uuid: str) -> bytes | None:
    """The UUID's bytes in the order of its text; the air carries them reversed."""
    try:
        token = bytes.fromhex(uuid.replace("-", ""))
    except ValueError:
        return None
    return token if len(token) == TOKEN_BYTES else None


def _beacons(advertisement: Advertisement, uuids: frozenset[bytes]) -> tuple[BeaconFrame, ...]:
    return tuple(
        BeaconFrame(
            str(UUID(bytes=content[2:18])),
            int.from_bytes(content[18:20], "big"),
            int.from_bytes(content[20:22], "big"),
        )
        for company, content in advertisement.manufacturer_data
        if company == _APPLE
        and len(content) >= _IBEACON_BYTES
        and content.startswith(_IBEACON)
        and content[2:18] in uuids
    )
