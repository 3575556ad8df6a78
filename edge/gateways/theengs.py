"""TheengsGateway and OpenMQTTGateway: one JSON object for each advertisement, with its bytes in hexadecimal. Pure.

Both pass on service data and manufacturer data, and neither passes on a list of service UUIDs, so the token of an
iPhone never comes this way. Source: TheengsGateway 1.8.0, ble_gateway.py; OpenMQTTGateway, main/gatewayBT.cpp.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from edge.advertisement import Advertisement, Uuid, uuid_from_text
from edge.frames import APPLE
from edge.gateways.message import GatewayMessage, HexBytes, Refusal, read_message

_Short = Annotated[int, Field(ge=0, le=0xFFFF)]


class _Device(GatewayMessage):
    servicedatauuid: Annotated[str, Field(max_length=36)] | None = None
    """`fff1` from TheengsGateway; `0xfff1`, or 128 bits with hyphens, from OpenMQTTGateway."""
    servicedata: HexBytes | None = None
    manufacturerdata: HexBytes | None = None
    """Company id as on air, low byte first, and what follows."""
    # What both make of an iBeacon; its manufacturer data goes along only when advertising data is published.
    uuid: Annotated[str, Field(max_length=36)] | None = None
    major: _Short | None = None
    minor: _Short | None = None
    txpower: Annotated[int, Field(ge=-128, le=127)] | None = None


def parse_theengs(payload: bytes, heard_mono: float) -> Advertisement | Refusal:
    """What was heard, or why the message does not say. Never raises."""
    device = read_message(_Device, payload)
    if isinstance(device, Refusal):
        return device
    services: list[tuple[Uuid, bytes]] = []
    if device.servicedata is not None and device.servicedatauuid is not None:
        services.append((_uuid(device.servicedatauuid), device.servicedata))
    makers: list[tuple[int, bytes]] = []
    if device.manufacturerdata is not None and len(device.manufacturerdata) >= 2:
        makers.append((int.from_bytes(device.manufacturerdata[:2], "little"), device.manufacturerdata[2:]))
    elif device.uuid is not None and device.major is not None and device.minor is not None:
        beacon = _ibeacon(device.uuid, device.major, device.minor, device.txpower or 0)
        if beacon is None:
            return Refusal.WRONG_FIELD
        makers.append((APPLE, beacon))
    if not services and not makers:
        return Refusal.NO_CONTENT
    return Advertisement(device.rssi_dbm, tuple(services), tuple(makers), (), heard_mono)


def _uuid(text: str) -> Uuid:
    short = text.removeprefix("0x")
    if len(short) == 4:
        try:
            return int(short, 16)
        except ValueError:
            return short
    return uuid_from_text(short)


def _ibeacon(uuid: str, major: int, minor: int, power_at_1m_dbm: int) -> bytes | None:
    """The manufacturer data of before, from what the gateway has made of it."""
    try:
        proximity = UUID(uuid).bytes
    except ValueError:
        return None
    numbers = major.to_bytes(2, "big") + minor.to_bytes(2, "big")
    return b"\x02\x15" + proximity + numbers + power_at_1m_dbm.to_bytes(1, "big", signed=True)
