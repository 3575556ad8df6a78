"""One device as BlueZ remembers it, and what it signals when it hears it again. Pure.

The rules are those of BlueZ's src/adapter.c and src/device.c: they decide what a scanner can know.
"""

from dataclasses import dataclass, field

from edge.advertisement import Advertisement, Uuid

# src/device.c, RSSI_THRESHOLD: a smaller change is not worth a signal, unless discovery is filtered.
RSSI_STEP_DB = 8


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the clients that scan want together: BlueZ merges their filters."""

    filtered: bool
    """By RSSI or path loss: then every packet is signalled."""
    duplicate_data: bool


@dataclass(slots=True)
class Device:
    """The properties of one Device1 object that a scan changes."""

    rssi: int | None = None
    heard_at: float = 0.0
    """Seconds; BlueZ forgets a device that it has not heard for a while."""
    uuids: list[str] = field(default_factory=list[str])
    service_data: dict[str, bytes] = field(default_factory=dict[str, bytes])
    manufacturer_data: dict[int, bytes] = field(default_factory=dict[int, bytes])

    def hear(self, advertisement: Advertisement, discovery: Discovery) -> set[str]:
        """Take in one packet; return the names of the properties that are signalled."""
        signalled: set[str] = set()
        heard = advertisement.rssi_dbm
        if heard is not None and (discovery.filtered or self.rssi is None or abs(heard - self.rssi) >= RSSI_STEP_DB):
            self.rssi = heard
            signalled.add("RSSI")
        # They only ever grow while the object lives: a phone that rotates a 128-bit token is listed with all of them.
        found = {uuid_text(u) for u in advertisement.service_uuids} | {
            uuid_text(u) for u, _ in advertisement.service_data
        }
        if not found <= set(self.uuids):
            self.uuids = sorted(found | set(self.uuids))
            signalled.add("UUIDs")
        service_data = {uuid_text(uuid): content for uuid, content in advertisement.service_data}
        manufacturer_data = dict(advertisement.manufacturer_data)
        if discovery.duplicate_data:
            # Signalled each time after clearing what was there, so that alternating companies replace each other.
            if service_data:
                self.service_data = service_data
                signalled.add("ServiceData")
            if manufacturer_data:
                self.manufacturer_data = manufacturer_data
                signalled.add("ManufacturerData")
            return signalled
        if not service_data.items() <= self.service_data.items():
            self.service_data |= service_data
            signalled.add("ServiceData")
        if not manufacturer_data.items() <= self.manufacturer_data.items():
            self.manufacturer_data |= manufacturer_data
            signalled.add("ManufacturerData")
        return signalled


def uuid_text(uuid: Uuid) -> str:
    """As BlueZ writes every UUID: 128 bits."""
    return f"0000{uuid:04x}-0000-1000-8000-00805f9b34fb" if isinstance(uuid, int) else uuid
