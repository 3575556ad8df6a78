"""TheengsGateway and OpenMQTTGateway: one JSON object for each advertisement, with its bytes in hexadecimal. Pure.

Both pass on service data and manufacturer data, and neither passes on a list of service UUIDs, so the token of an
iPhone never comes this way. The bytes are believed before anything that the gateway has made of them. Source:
TheengsGateway 1.8.0, ble_gateway.py; OpenMQTTGateway, main/gatewayBT.cpp; TheengsDecoder, src/devices/iBeacon_json.h.
"""

from uuid import UUID

from edge.advertisement import Advertisement, Uuid, uuid_from_text
from edge.frames import APPLE, read_manufacturer_data
from edge.gateways.message import Fields, Refusal, read_16_bits, read_hex, read_message, read_strength

_Services = tuple[tuple[Uuid, bytes], ...]
_Makers = tuple[tuple[int, bytes], ...]


def parse_theengs(payload: bytes, heard_mono: float) -> Advertisement | Refusal:
    """What was heard, or why the message does not say. Never raises."""
    fields = read_message(payload)
    if isinstance(fields, Refusal):
        return fields
    rssi_dbm = read_strength(fields)
    if isinstance(rssi_dbm, Refusal):
        return rssi_dbm
    services, made_by = _services(fields), _made_by(fields)
    makers = made_by
    # The bytes of a beacon, else what the gateway made of them: it passes them on only when told to (publish_advdata).
    if not any(read_manufacturer_data(*each) for each in made_by):
        makers = (*made_by, *_ibeacon(fields))
    is_malformed = any(
        fields.get(name) is not None and read_hex(fields[name]) is None for name in ("servicedata", "manufacturerdata")
    )
    if services or makers:
        return Advertisement(rssi_dbm, services, makers, (), heard_mono, is_malformed)
    is_beacon = fields.keys() >= {"uuid", "major", "minor"}
    return Refusal.WRONG_FIELD if is_malformed or is_beacon else Refusal.NO_CONTENT


def _services(fields: Fields) -> _Services:
    """`servicedatauuid` is `fff1` from TheengsGateway; `0xfff1`, or 128 bits with hyphens, from OpenMQTTGateway."""
    uuid, content = fields.get("servicedatauuid"), read_hex(fields.get("servicedata"))
    return ((_uuid(uuid), content),) if isinstance(uuid, str) and content is not None else ()


def _made_by(fields: Fields) -> _Makers:
    """Company id as on air, low byte first, and what follows."""
    content = read_hex(fields.get("manufacturerdata"))
    return ((int.from_bytes(content[:2], "little"), content[2:]),) if content is not None and len(content) >= 2 else ()


def _ibeacon(fields: Fields) -> _Makers:
    """The manufacturer data of before, from what the gateway has made of it; nobody here asks for its power."""
    uuid, major, minor = fields.get("uuid"), read_16_bits(fields.get("major")), read_16_bits(fields.get("minor"))
    if not isinstance(uuid, str) or major is None or minor is None:
        return ()
    try:
        proximity = UUID(uuid).bytes
    except ValueError:
        return ()
    return ((APPLE, b"\x02\x15" + proximity + major.to_bytes(2, "big") + minor.to_bytes(2, "big") + b"\x00"),)


def _uuid(text: str) -> Uuid:
    short = text.removeprefix("0x")
    if len(short) == 4:
        try:
            return int(short, 16)
        except ValueError:
            return short
    return uuid_from_text(short)
