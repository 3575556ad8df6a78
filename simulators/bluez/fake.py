"""A BlueZ that hears what it is told to hear. Thin: active scanning on one or more adapters."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from edge.advertisement import parse_advertisement
from simulators.bluez.device import Device, Discovery

_ADAPTER = "org.bluez.Adapter1"
_DEVICE = "org.bluez.Device1"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_OBJECTS = "org.freedesktop.DBus.ObjectManager"
_DBUS = "org.freedesktop.DBus"

Properties = dict[str, Variant]
_Reply = tuple[str, list[Any]]


class _Refused(Exception):
    """A D-Bus error to answer with: its name, and a text."""


@dataclass(slots=True)
class _Adapter:
    path: str
    address: str
    powered: bool = True
    filters: dict[str, Properties] = field(default_factory=dict[str, Properties])
    """By client, as set before or while it scans."""
    scanning: set[str] = field(default_factory=set[str])
    devices: dict[str, Device] = field(default_factory=dict[str, Device])

    @property
    def discovery(self) -> Discovery:
        wanted = [self.filters.get(client, {}) for client in self.scanning]
        return Discovery(
            filtered=any("RSSI" in f or "Pathloss" in f for f in wanted),
            duplicate_data=any("DuplicateData" not in f or f["DuplicateData"].value for f in wanted),
        )

    def properties(self) -> Properties:
        return {
            "Address": Variant("s", self.address),
            "Powered": Variant("b", self.powered),
            "Discovering": Variant("b", bool(self.scanning)),
            "Roles": Variant("as", ["central", "peripheral"]),
        }


class FakeBluez:
    """Owns `org.bluez` on a bus; made by `fake_bluez`."""

    def __init__(self, bus: MessageBus, adapters: tuple[str, ...]) -> None:
        self._bus = bus
        self._adapters = {
            f"/org/bluez/{name}": _Adapter(f"/org/bluez/{name}", f"00:1A:7D:DA:71:{number:02X}")
            for number, name in enumerate(adapters)
        }
        bus.add_message_handler(self._answer)

    def is_scanning(self, adapter: str) -> bool:
        """Whether anybody scans on that adapter."""
        return bool(self._adapters[f"/org/bluez/{adapter}"].scanning)

    def hear(self, adapter: str, address: str, ad: bytes, rssi: int) -> bool:
        """One packet at one adapter; False when nobody scans there."""
        heard_by = self._adapters[f"/org/bluez/{adapter}"]
        if not heard_by.powered or not heard_by.scanning:
            return False
        path = f"{heard_by.path}/dev_{address.replace(':', '_')}"
        is_new = path not in heard_by.devices
        device = heard_by.devices.setdefault(path, Device())
        signalled = device.hear(parse_advertisement(ad, rssi, 0.0), heard_by.discovery)
        if is_new:
            self._signal("/", _OBJECTS, "InterfacesAdded", "oa{sa{sv}}", [path, {_DEVICE: _shown(path, device)}])
        elif signalled:
            shown = _shown(path, device)
            self._changed(path, _DEVICE, {name: shown[name] for name in signalled})
        return True

    def set_powered(self, adapter: str, *, powered: bool) -> None:
        """Switch an adapter on or off; off ends every scan."""
        one = self._adapters[f"/org/bluez/{adapter}"]
        one.powered = powered
        self._changed(one.path, _ADAPTER, {"Powered": Variant("b", powered)})
        if not powered:
            self._scan_ended(one, set(one.scanning))

    def _answer(self, message: Message) -> Message | bool | None:
        if message.message_type is MessageType.SIGNAL:
            if message.interface == _DBUS and message.member == "NameOwnerChanged" and not message.body[2]:
                self._client_gone(message.body[0])
            return None
        if message.message_type is not MessageType.METHOD_CALL or message.destination is None:
            return None
        try:
            reply = self._call(message)
        except _Refused as refused:
            return Message.new_error(message, refused.args[0], refused.args[1])
        return None if reply is None else Message.new_method_return(message, *reply)

    def _call(self, message: Message) -> _Reply | None:
        match message.interface, message.member:
            case "org.freedesktop.DBus.ObjectManager", "GetManagedObjects":
                return "a{oa{sa{sv}}}", [self._objects()]
            case "org.freedesktop.DBus.Properties", "GetAll":
                return "a{sv}", [self._objects().get(message.path or "", {}).get(message.body[0], {})]
            case "org.freedesktop.DBus.Properties", "Get":
                shown = self._objects().get(message.path or "", {}).get(message.body[0], {})
                if message.body[1] not in shown:
                    raise _Refused("org.freedesktop.DBus.Error.InvalidArgs", "No such property")
                return "v", [shown[message.body[1]]]
            case "org.bluez.Adapter1", member if message.path in self._adapters:
                return self._adapter_call(self._adapters[message.path], member or "", message)
            case _:
                return None  # dbus-fast answers: unknown method

    def _adapter_call(self, adapter: _Adapter, member: str, message: Message) -> _Reply | None:
        client = message.sender or ""
        match member:
            case "SetDiscoveryFilter":
                adapter.filters[client] = message.body[0]
            case "StartDiscovery":
                if not adapter.powered:
                    raise _Refused("org.bluez.Error.NotReady", "Resource Not Ready")
                if client in adapter.scanning:
                    raise _Refused("org.bluez.Error.InProgress", "Operation already in progress")
                adapter.scanning.add(client)
                self._changed(adapter.path, _ADAPTER, {"Discovering": Variant("b", True)})
            case "StopDiscovery":
                if not adapter.powered:
                    raise _Refused("org.bluez.Error.NotReady", "Resource Not Ready")
                if client not in adapter.scanning:
                    raise _Refused("org.bluez.Error.Failed", "No discovery started")
                self._scan_ended(adapter, {client})
            case _:
                return None
        return "", []

    def _client_gone(self, client: str) -> None:
        for adapter in self._adapters.values():
            adapter.filters.pop(client, None)
            if client in adapter.scanning:
                self._scan_ended(adapter, {client})

    def _scan_ended(self, adapter: _Adapter, clients: set[str]) -> None:
        adapter.scanning -= clients
        if adapter.scanning or not clients:
            return
        self._changed(adapter.path, _ADAPTER, {"Discovering": Variant("b", False)})
        for path, device in adapter.devices.items():
            if device.rssi is not None:
                device.rssi = None
                self._changed(path, _DEVICE, {}, ["RSSI"])

    def _objects(self) -> dict[str, dict[str, Properties]]:
        objects: dict[str, dict[str, Properties]] = {}
        for adapter in self._adapters.values():
            objects[adapter.path] = {_ADAPTER: adapter.properties()}
            objects |= {path: {_DEVICE: _shown(path, device)} for path, device in adapter.devices.items()}
        return objects

    def _changed(self, path: str, interface: str, changed: Properties, invalidated: list[str] | None = None) -> None:
        self._signal(path, _PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, changed, invalidated or []])

    def _signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        self._bus.send(  # pyright: ignore[reportUnknownMemberType] - its future has no type
            Message.new_signal(path, interface, member, signature, body)
        )


def _shown(path: str, device: Device) -> Properties:
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


@asynccontextmanager
async def fake_bluez(bus_address: str, adapters: tuple[str, ...] = ("hci0",)) -> AsyncGenerator[FakeBluez]:
    """Serve `org.bluez` on the bus at `bus_address` until the context is left."""
    bus = await MessageBus(bus_address=bus_address).connect()
    try:
        fake = FakeBluez(bus, adapters)
        await bus.call(
            Message(
                destination=_DBUS,
                path="/org/freedesktop/DBus",
                interface=_DBUS,
                member="AddMatch",
                signature="s",
                body=[f"type='signal',sender='{_DBUS}',member='NameOwnerChanged'"],
            )
        )
        await bus.request_name("org.bluez")
        yield fake
    finally:
        bus.disconnect()
