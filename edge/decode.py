"""From radio packets to our own frames. Everything else is forgotten here.

Android   service data of the marker UUID: epoch byte, 16 bytes of token
iOS       a 128-bit service UUID that is the token, and the marker in the list of 16-bit UUIDs
beacon    iBeacon or AltBeacon with one of the store's own UUIDs; Eddystone-UID with one of its namespaces
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from edge.advertisement import Advertisement, is_short_uuid
from edge.frames import EDDYSTONE, EddystoneUid, IBeacon, read_eddystone, read_manufacturer_data
from wire.ids import TOKEN_BYTES, Token


@dataclass(frozen=True, slots=True)
class Ours:
    """What makes an advertisement ours: the chain's marker and the store's beacons."""

    marker: int
    beacon_uuids: frozenset[bytes]
    beacon_namespaces: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, marker: int, beacon_uuids: Iterable[str], beacon_namespaces: Iterable[str] = ()) -> Self:
        """From the texts of settings and orders."""
        return cls(
            marker,
            frozenset(UUID(text).bytes for text in beacon_uuids),
            frozenset(bytes.fromhex(text) for text in beacon_namespaces),
        )


@dataclass(frozen=True, slots=True)
class MemberFrame:
    """A token in the air: 16 bytes that mean nothing to an edge."""

    token: Token
    epoch: int | None


@dataclass(frozen=True, slots=True)
class BeaconFrame:
    """One of the store's own fixed beacons. An Eddystone-UID is its 16 bytes, and 0, 0."""

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
    # Most packets are strangers', and most of those have no service: nothing is built for them.
    has_service = advertisement.service_data or advertisement.service_uuids
    tokens = _tokens(advertisement, ours.marker) if has_service else ()
    beacons = _beacons(advertisement, ours) if has_service or advertisement.manufacturer_data else ()
    return (*tokens, *beacons) if beacons else tokens


def is_of_unknown_format(advertisement: Advertisement, ours: Ours) -> bool:
    """Whether one without frames claims a format of ours and cannot be read as one.

    The marker without a token, Eddystone of another kind, or a beacon of ours that was built wrongly.
    """
    for _, content in advertisement.manufacturer_data:
        if content[2:18] in ours.beacon_uuids:
            return True
    if not (advertisement.service_data or advertisement.service_uuids):
        return False  # most strangers
    return ours.marker in advertisement.service_uuids or any(
        uuid == ours.marker or (uuid == EDDYSTONE and read_eddystone(content) is None)
        for uuid, content in advertisement.service_data
    )


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


def _beacons(advertisement: Advertisement, ours: Ours) -> list[BeaconFrame]:
    found: list[BeaconFrame] = []
    for company, content in advertisement.manufacturer_data:
        # The 16 bytes stand at the same place in both formats, and most packets in a shop are somebody else's.
        if content[2:18] in ours.beacon_uuids:
            match read_manufacturer_data(company, content):
                case IBeacon(uuid, major, minor, _):
                    found.append(BeaconFrame(str(uuid), major, minor))
                case None:
                    pass
                case alt:
                    major, minor = int.from_bytes(alt.id[16:18], "big"), int.from_bytes(alt.id[18:20], "big")
                    found.append(BeaconFrame(str(UUID(bytes=alt.id[:16])), major, minor))
    if ours.beacon_namespaces:
        frames = (read_eddystone(content) for uuid, content in advertisement.service_data if uuid == EDDYSTONE)
        found += [
            BeaconFrame(str(UUID(bytes=frame.namespace + frame.instance)), 0, 0)
            for frame in frames
            if isinstance(frame, EddystoneUid) and frame.namespace in ours.beacon_namespaces
        ]
    return found
