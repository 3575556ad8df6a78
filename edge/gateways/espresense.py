"""ESPresense: one JSON object for each device and report, with an id that it has made of the advertisement. Pure.

    ad:0xfff1xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx12   the service UUIDs one after the other, perhaps a power behind
    iBeacon:uuid-major-minor, altBeacon:...            a beacon
    eddy:namespace-instance                            an Eddystone-UID; the namespace's fifth byte stands there twice
    sd:0xfff1                                          service data came; its content is not passed on

So the token of an iPhone comes this way and that of an Android phone does not. An alias that somebody gave to a device
takes the place of its id, and then nothing says what it was. Source: ESPresense/ESPresense, src/BleFingerprint.cpp.
"""

import re
from uuid import UUID

from edge.advertisement import Advertisement
from edge.frames import APPLE, EDDYSTONE
from edge.gateways.message import Refusal, read_16_bits, read_message, read_strength

_LONGEST_ID = 512
_LONG = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A short UUID may touch the digits of the next one, so that only what may follow says where it ends.
_UUID = re.compile(rf"0x([0-9a-f]{{4}})(?=0x|{_LONG}|-?\d*$)|({_LONG})")
_BEACON = re.compile(rf"(?:ibeacon|altbeacon):({_LONG})-(\d{{1,5}})-(\d{{1,5}})", re.ASCII)
# Should a later firmware write the fifth byte once, that is read as well.
_EDDYSTONE = re.compile(r"eddy:([0-9a-f]{8})([0-9a-f]{2})\2?([0-9a-f]{10})-([0-9a-f]{12})")

_NOTHING = Advertisement(None, (), (), (), 0.0)


def parse_espresense(payload: bytes, heard_mono: float) -> Advertisement | Refusal:
    """What was heard, or why the message does not say. Never raises."""
    fields = read_message(payload)
    if isinstance(fields, Refusal):
        return fields
    rssi_dbm, name = read_strength(fields), fields.get("id")
    if isinstance(rssi_dbm, Refusal):
        return rssi_dbm
    if not isinstance(name, str) or len(name) > _LONGEST_ID:
        return Refusal.WRONG_FIELD
    content = _read_id(name.lower())
    return content if isinstance(content, Refusal) else content._replace(rssi_dbm=rssi_dbm, heard_mono=heard_mono)


def _read_id(name: str) -> Advertisement | Refusal:
    """What the device sent, as far as its id says."""
    kind, _, said = name.partition(":")
    match kind:
        case "sd":
            return Refusal.CARRIER_LOST
        case "ad":
            uuids = tuple(int(short, 16) if short else long for short, long in _UUID.findall(said))
            return _NOTHING._replace(service_uuids=uuids)
        case "ibeacon" | "altbeacon":
            beacon = _beacon(name)
            return Refusal.WRONG_FIELD if beacon is None else _NOTHING._replace(manufacturer_data=((APPLE, beacon),))
        case "eddy" if found := _EDDYSTONE.fullmatch(name):
            content = b"\x00\x00" + bytes.fromhex("".join(found.groups())) + bytes(2)
            return _NOTHING._replace(service_data=((EDDYSTONE, content),))
        case "eddy":
            return Refusal.WRONG_FIELD
        case _:
            return _NOTHING  # an address, a name, an alias or a kind of device: a stranger, and forgotten as one


def _beacon(name: str) -> bytes | None:
    """As an iBeacon sends it; its power does not come this way, and nobody asks for it."""
    found = _BEACON.fullmatch(name)
    if found is None:
        return None
    major, minor = read_16_bits(found[2]), read_16_bits(found[3])
    if major is None or minor is None:
        return None
    return b"\x02\x15" + UUID(found[1]).bytes + major.to_bytes(2, "big") + minor.to_bytes(2, "big") + b"\x00"
