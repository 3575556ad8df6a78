"""One adapter as BlueZ keeps it: who scans on it, with what filter, and which devices it remembers. Pure."""

from dataclasses import dataclass, field
from enum import Enum

from dbus_fast import Variant

from simulators.bluez.device import Device, Discovery
from simulators.bluez.monitor import Monitor

ADAPTER = "org.bluez.Adapter1"
DEVICE = "org.bluez.Device1"
MONITORS = "org.bluez.AdvertisementMonitorManager1"

Properties = dict[str, Variant]


class Cure(Enum):
    """What it takes to make an adapter hear again that has silently stopped."""

    SCAN = "scan"
    """A new StartDiscovery (bluez#807)."""
    POWER = "power"
    """Off and on."""
    CLIENT = "client"
    """The client that was scanning goes away, and a new one scans."""
    NONE = "none"
    """Nothing that a client can do."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """How an adapter answers everybody who wants to scan, and what ends that."""

    error: str
    """The name of a D-Bus error."""
    cure: Cure


@dataclass(slots=True)
class Adapter:
    """One controller, and what the daemon thinks of it."""

    path: str
    address: str
    powered: bool = True
    plugged: bool = True
    deaf: Cure | None = None
    """It hears nothing, and nobody is told."""
    never_begins: Cure | None = None
    """It takes every scan with success, and scans not (bluez#2241)."""
    refuses: Refusal | None = None
    times_refused: int = 0
    blocked: bool = False
    """By rfkill: it cannot be switched on."""
    has_monitors: bool = True
    """Whether the daemon runs with --experimental, which passive scans need."""
    idle_until: float | None = None
    """Between two discovery windows: when the next one begins."""
    window_ends: float | None = None
    filters: dict[str, Properties] = field(default_factory=dict[str, Properties])
    """By client, as set before or while it scans."""
    scanning: set[str] = field(default_factory=set[str])
    awaited: dict[tuple[str, str], None] = field(default_factory=dict[tuple[str, str], None])
    """Monitors that were registered and have not been exported yet, by client and path."""
    monitors: dict[tuple[str, str], Monitor] = field(default_factory=dict[tuple[str, str], Monitor])
    devices: dict[str, Device] = field(default_factory=dict[str, Device])

    @property
    def discovery(self) -> Discovery:
        """What the clients want together; monitors alone ask for neither."""
        wanted = [self.filters.get(client, {}) for client in self.scanning]
        return Discovery(
            filtered=any("RSSI" in f or "Pathloss" in f for f in wanted),
            duplicate_data=any("DuplicateData" not in f or f["DuplicateData"].value for f in wanted),
        )

    @property
    def discovering(self) -> bool:
        """As BlueZ says, which a silent stop does not change."""
        return bool(self.scanning) and self.idle_until is None and self.never_begins is None

    def hears(self, ad: bytes) -> bool:
        """Whether this packet reaches BlueZ's clients."""
        if not self.plugged or not self.powered or self.deaf is not None or self.never_begins is not None:
            return False
        return self.discovering or any(monitor.matches(ad) for monitor in self.monitors.values())

    def cured_by(self, cure: Cure) -> None:
        """Something was done to it that may end a fault."""
        self.deaf = None if self.deaf is cure else self.deaf
        self.never_begins = None if self.never_begins is cure else self.never_begins
        self.refuses = None if self.refuses is not None and self.refuses.cure is cure else self.refuses

    def forget(self) -> None:
        """Everything that a daemon knows only while it runs."""
        self.filters.clear()
        self.scanning.clear()
        self.awaited.clear()
        self.monitors.clear()
        self.devices.clear()
        self.idle_until = self.window_ends = None

    def interfaces(self) -> dict[str, Properties]:
        """As the object manager shows it."""
        return {ADAPTER: self.properties()} | ({MONITORS: {}} if self.has_monitors else {})

    def properties(self) -> Properties:
        return {
            "Address": Variant("s", self.address),
            "Powered": Variant("b", self.powered),
            "Discovering": Variant("b", self.discovering),
            "Roles": Variant("as", ["central", "peripheral"]),
        }


def device_properties(path: str, device: Device) -> Properties:
    """The Device1 properties that a client sees."""
    address = path.rpartition("/dev_")[2].replace("_", ":")
    shown = {
        "Address": Variant("s", address),
        "AddressType": Variant("s", "random"),
        "Alias": Variant("s", address.replace(":", "-")),
        "Adapter": Variant("o", path.rpartition("/")[0]),
        "Connected": Variant("b", False),
        "UUIDs": Variant("as", device.uuids),
        "ServiceData": Variant("a{sv}", {u: Variant("ay", c) for u, c in device.service_data.items()}),
        "ManufacturerData": Variant("a{qv}", {i: Variant("ay", c) for i, c in device.manufacturer_data.items()}),
    }
    return shown if device.rssi is None else shown | {"RSSI": Variant("n", device.rssi)}
