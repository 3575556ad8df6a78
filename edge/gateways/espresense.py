"""ESPresense: one JSON object for each device and report, with an id that it has made of the advertisement. Pure.

    ad:0xfff1xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx12   the service UUIDs one after the other, perhaps a power behind
    iBeacon:uuid-major-minor, altBeacon:...            a beacon
    sd:0xfff1                                          service data came; its content is not passed on

So the token of an iPhone comes this way and that of an Android phone does not. Source: ESPresense/ESPresense,
src/BleFingerprint.cpp.
"""

import re
from typing import Annotated
from uuid import UUID

from pydantic import Field

from edge.advertisement import Advertisement, Uuid
from edge.frames import APPLE
from edge.gateways.message import GatewayMessage, Refusal, read_message

_LONG = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A short UUID may touch the digits of the next one, so that only what may follow says where it ends.
_UUID = re.compile(rf"0x([0-9a-f]{{4}})(?=0x|{_LONG}|-?\d*$)|({_LONG})")
_BEACON = re.compile(rf"(?:iBeacon|altBeacon):({_LONG})-(\d{{1,5}})-(\d{{1,5}})", re.ASCII)


class _Device(GatewayMessage):
    id: Annotated[str, Field(max_length=512)]


def parse_espresense(payload: bytes, heard_mono: float) -> Advertisement | Refusal:
    """What was heard, or why the message does not say. Never raises."""
    device = read_message(_Device, payload)
    if isinstance(device, Refusal):
        return device
    makers: tuple[tuple[int, bytes], ...] = ()
    uuids: tuple[Uuid, ...] = ()
    if device.id.startswith("sd:"):
        return Refusal.CARRIER_LOST
    if device.id.startswith("ad:"):
        uuids = tuple(int(short, 16) if short else long for short, long in _UUID.findall(device.id[3:]))
    elif device.id.startswith(("iBeacon:", "altBeacon:")):
        beacon = _beacon(device.id)
        if beacon is None:
            return Refusal.WRONG_FIELD
        makers = ((APPLE, beacon),)
    # Any other id is an address, a name or a kind of device: a stranger, and forgotten as one.
    return Advertisement(device.rssi_dbm, (), makers, uuids, heard_mono)


def _beacon(text: str) -> bytes | None:
    """As an iBeacon sends it; its power does not come this way, and nobody asks for it."""
    found = _BEACON.fullmatch(text)
    if found is None:
        return None
    major, minor = int(found[2]), int(found[3])
    if major > 0xFFFF or minor > 0xFFFF:
        return None
    return b"\x02\x15" + UUID(found[1]).bytes + major.to_bytes(2, "big") + minor.to_bytes(2, "big") + b"\x00"
