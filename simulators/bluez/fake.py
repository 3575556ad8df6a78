"""A BlueZ that hears what it is told to hear, and fails when it is told to fail: `org.bluez` on a private bus."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from edge.advertisement import parse_advertisement
from simulators.bluez.adapter import ADAPTER, DEVICE, MONITORS, Adapter, Cure, Properties, Refusal, device_properties
from simulators.bluez.device import Device
from simulators.bluez.monitor import Monitor

_MONITOR = "org.bluez.AdvertisementMonitor1"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_OBJECTS = "org.freedesktop.DBus.ObjectManager"
_DBUS = "org.freedesktop.DBus"
_TICK_SECONDS = 0.1

_Reply = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, as in BlueZ and the kernel."""

    unseen: float = 30.0
    """TemporaryTimeout: a device that is not heard is forgotten (src/adapter.c)."""
    window: float = 10.24
    """One discovery of the kernel (DISCOV_LE_TIMEOUT)."""
    idle: float = 5.0
    """Between two of them, unless discovery is filtered (IDLE_DISCOV_TIMEOUT)."""


class _Refused(Exception):
    """A D-Bus error to answer with: its name, and a text."""


class FakeBluez:
    """The daemon; made by `fake_bluez`."""

    def __init__(self, bus_address: str, adapters: tuple[str, ...], timing: Timing) -> None:
        self._bus_address = bus_address
        self._timing = timing
        self._bus: MessageBus | None = None
        self._unanswered: deque[Message] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._adapters = {
            f"/org/bluez/{name}": Adapter(f"/org/bluez/{name}", f"00:1A:7D:DA:71:{number:02X}")
            for number, name in enumerate(adapters)
        }

    async def start(self) -> None:
        """The daemon comes, knowing nothing."""
        bus = await MessageBus(bus_address=self._bus_address).connect()
        bus.add_message_handler(self._answer)
        for rule in (
            f"type='signal',sender='{_DBUS}',member='NameOwnerChanged'",
            f"type='signal',interface='{_OBJECTS}',member='InterfacesAdded'",
        ):
            await bus.call(
                Message(
                    destination=_DBUS,
                    path="/org/freedesktop/DBus",
                    interface=_DBUS,
                    member="AddMatch",
                    signature="s",
                    body=[rule],
                )
            )
        self._bus = bus
        await bus.request_name("org.bluez")

    def kill(self) -> None:
        """The daemon is gone, with all that it knew; nobody is told but by the bus."""
        bus, self._bus = self._bus, None
        self._unanswered = None
        if bus is not None:
            bus.disconnect()
        for adapter in self._adapters.values():
            adapter.forget()

    def wedge(self) -> None:
        """The daemon takes calls and answers nothing, and signals nothing (bluez#1554)."""
        self._unanswered = deque()

    def unwedge(self, *, answers_late: bool = True) -> None:
        """It goes on where it stood: with what has come meanwhile, or having lost those calls."""
        waiting, self._unanswered = self._unanswered or deque(), None
        for message in waiting:
            if message.message_type is MessageType.SIGNAL:
                self._answer(message)
            elif answers_late and isinstance(reply := self._answer(message), Message):
                self._send(reply)

    def go_deaf(self, adapter: str, cure: Cure = Cure.SCAN) -> None:
        """The scan has stopped, and nobody is told (bluez#807, bleak#2021)."""
        self._adapters[f"/org/bluez/{adapter}"].deaf = cure

    def begin_nothing(self, adapter: str, cure: Cure = Cure.POWER) -> None:
        """Every scan has ended, and is taken with success from now on without beginning (bluez#2241)."""
        one = self._adapters[f"/org/bluez/{adapter}"]
        one.never_begins = cure
        self._scan_ended(one, set(one.scanning))

    def end_discovery(self, adapter: str) -> None:
        """The scan has stopped for every client, and BlueZ says so."""
        one = self._adapters[f"/org/bluez/{adapter}"]
        self._scan_ended(one, set(one.scanning))

    def unplug(self, adapter: str) -> None:
        """The USB stick is pulled."""
        one = self._adapters[f"/org/bluez/{adapter}"]
        for path in list(one.devices):
            self._signal("/", _OBJECTS, "InterfacesRemoved", "oas", [path, [DEVICE]])
        one.forget()
        one.plugged = False
        self._signal("/", _OBJECTS, "InterfacesRemoved", "oas", [one.path, [ADAPTER, MONITORS]])

    def plug(self, adapter: str) -> None:
        """It is back."""
        one = self._adapters[f"/org/bluez/{adapter}"]
        one.plugged, one.deaf, one.refuses = True, None, None
        self._signal("/", _OBJECTS, "InterfacesAdded", "oa{sa{sv}}", [one.path, one.interfaces()])

    def come_back_as(self, adapter: str, number: str, *, powered: bool = True) -> None:
        """The kernel has reset it and numbers it anew: the same stick with the same address, by another name."""
        gone = self._adapters.pop(f"/org/bluez/{adapter}")
        self._adapters[f"/org/bluez/{number}"] = Adapter(f"/org/bluez/{number}", gone.address, powered)
        self.plug(number)

    def refuse(self, adapter: str, error: str, cure: Cure = Cure.NONE) -> None:
        """Answer everybody who wants to scan on it with that D-Bus error, until `cure`; every scan has ended."""
        one = self._adapters[f"/org/bluez/{adapter}"]
        one.refuses = Refusal(error, cure)
        one.monitors.clear()
        self._scan_ended(one, set(one.scanning))

    def times_refused(self, adapter: str) -> int:
        """How often somebody was answered like that."""
        return self._adapters[f"/org/bluez/{adapter}"].times_refused

    def block(self, adapter: str) -> None:
        """Switch it off by rfkill: nobody can switch it on over D-Bus."""
        self._adapters[f"/org/bluez/{adapter}"].blocked = True
        self.set_powered(adapter, powered=False)

    def forget_monitors(self, adapter: str) -> None:
        """The daemon runs without --experimental: there are no passive scans."""
        self._adapters[f"/org/bluez/{adapter}"].has_monitors = False

    def address(self, adapter: str) -> str:
        """The adapter's own."""
        return self._adapters[f"/org/bluez/{adapter}"].address

    def set_powered(self, adapter: str, *, powered: bool) -> None:
        """Switch an adapter on or off; off ends every scan."""
        self._set_powered(self._adapters[f"/org/bluez/{adapter}"], powered=powered)

    def is_scanning(self, adapter: str) -> bool:
        """Whether anybody scans on that adapter, actively or passively, as BlueZ sees it."""
        one = self._adapters[f"/org/bluez/{adapter}"]
        return bool(one.scanning or one.monitors)

    def device_count(self, adapter: str) -> int:
        """How many devices BlueZ remembers."""
        return len(self._adapters[f"/org/bluez/{adapter}"].devices)

    def filters(self, adapter: str) -> list[dict[str, Any]]:
        """What the clients that scan have asked for."""
        one = self._adapters[f"/org/bluez/{adapter}"]
        return [{k: v.value for k, v in one.filters.get(client, {}).items()} for client in sorted(one.scanning)]

    def hear(self, adapter: str, address: str, ad: bytes, rssi: int) -> bool:
        """One packet at one adapter; False when nobody gets to know of it."""
        heard_by = self._adapters[f"/org/bluez/{adapter}"]
        if self._bus is None or self._unanswered is not None or not heard_by.hears(ad):
            return False
        path = f"{heard_by.path}/dev_{address.replace(':', '_')}"
        is_new = path not in heard_by.devices
        device = heard_by.devices.setdefault(path, Device())
        device.heard_at = _now()
        signalled = device.hear(parse_advertisement(ad, rssi, 0.0), heard_by.discovery)
        if is_new:
            shown = {DEVICE: device_properties(path, device)}
            self._signal("/", _OBJECTS, "InterfacesAdded", "oa{sa{sv}}", [path, shown])
            for monitor in heard_by.monitors.values():
                if monitor.matches(ad):
                    self._tell(monitor, "DeviceFound", "o", [path])
        elif signalled:
            shown = device_properties(path, device)
            self._changed(path, DEVICE, {name: shown[name] for name in signalled})
        return True

    def show(self, adapter: str, address: str, properties: Properties) -> None:
        """Tell of a device with exactly these properties, right or wrong."""
        path = f"/org/bluez/{adapter}/dev_{address.replace(':', '_')}"
        self._signal("/", _OBJECTS, "InterfacesAdded", "oa{sa{sv}}", [path, {DEVICE: properties}])

    async def run(self) -> None:
        """Let time pass: discovery windows, and devices that are forgotten."""
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            if self._unanswered is None and self._bus is not None:
                for adapter in self._adapters.values():
                    self._pass_time(adapter, _now())

    def _pass_time(self, adapter: Adapter, now: float) -> None:
        for path, device in list(adapter.devices.items()):
            if now - device.heard_at > self._timing.unseen:
                del adapter.devices[path]
                self._signal("/", _OBJECTS, "InterfacesRemoved", "oas", [path, [_PROPERTIES, DEVICE]])
        if not adapter.scanning:
            adapter.idle_until = adapter.window_ends = None
        elif adapter.idle_until is not None:
            if now >= adapter.idle_until:
                adapter.idle_until, adapter.window_ends = None, now + self._timing.window
                self._say_discovering(adapter, discovering=True)
        elif adapter.window_ends is None:
            adapter.window_ends = now + self._timing.window
        elif now >= adapter.window_ends:
            self._say_discovering(adapter, discovering=False)
            if adapter.discovery.filtered:
                adapter.window_ends = now + self._timing.window
                self._say_discovering(adapter, discovering=True)
            else:
                adapter.idle_until = now + self._timing.idle

    def _answer(self, message: Message) -> Message | bool | None:
        if self._unanswered is not None:
            if message.message_type in {MessageType.SIGNAL, MessageType.METHOD_CALL}:
                self._unanswered.append(message)
                return True
            return None
        if message.message_type is MessageType.SIGNAL:
            self._note(message)
            return None
        if message.message_type is not MessageType.METHOD_CALL or message.destination is None:
            return None
        try:
            reply = self._call(message)
        except _Refused as refused:
            return Message.new_error(message, refused.args[0], refused.args[1])
        return None if reply is None else Message.new_method_return(message, *reply)

    def _note(self, message: Message) -> None:
        if message.member == "NameOwnerChanged" and message.interface == _DBUS and not message.body[2]:
            self._client_gone(message.body[0])
        elif message.member == "InterfacesAdded" and _MONITOR in message.body[1]:
            key = (message.sender or "", message.body[0])
            for adapter in self._adapters.values():
                if key in adapter.awaited:
                    del adapter.awaited[key]
                    task = asyncio.create_task(self._activate(adapter, *key))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)

    async def _activate(self, adapter: Adapter, client: str, path: str) -> None:
        """Read the patterns of a monitor that its client has just exported, and begin."""
        if self._bus is None:
            return
        call = Message(
            destination=client,
            path=path,
            interface=_PROPERTIES,
            member="GetAll",
            signature="s",
            body=[_MONITOR],
        )
        reply = await self._bus.call(call)
        if reply.message_type is MessageType.ERROR or reply.body[0]["Type"].value != "or_patterns":
            return
        patterns = tuple((start, kind, bytes(content)) for start, kind, content in reply.body[0]["Patterns"].value)
        monitor = Monitor(client, path, patterns)
        self._tell(monitor, "Activate", "", [])
        adapter.monitors[client, path] = monitor

    def _call(self, message: Message) -> _Reply | None:
        path, known = message.path or "", self._objects()
        match message.interface, message.member or "":
            case "org.freedesktop.DBus.ObjectManager", "GetManagedObjects":
                return "a{oa{sa{sv}}}", [known]
            case "org.freedesktop.DBus.Properties", member:
                return self._properties_call(known, path, member, message.body)
            case "org.bluez.Adapter1", member if path in known:
                return self._discovery_call(self._adapters[path], member, message)
            case "org.bluez.AdvertisementMonitorManager1", member if MONITORS in known.get(path, ()):
                return self._monitor_call(self._adapters[path], member, message)
            case _:
                return None  # dbus-fast answers: unknown method

    def _properties_call(
        self, known: dict[str, dict[str, Properties]], path: str, member: str, body: list[Any]
    ) -> _Reply | None:
        if path not in known:
            raise _Refused("org.freedesktop.DBus.Error.UnknownObject", "No such object")
        shown = known[path].get(body[0], {})
        if member == "GetAll":
            return "a{sv}", [shown]
        if body[1] not in shown:
            raise _Refused("org.freedesktop.DBus.Error.InvalidArgs", "No such property")
        if member == "Get":
            return "v", [shown[body[1]]]
        if path in self._adapters and body[1] == "Powered":
            if self._adapters[path].blocked and body[2].value:
                raise _Refused("org.bluez.Error.Failed", "Blocked through rfkill")
            self._set_powered(self._adapters[path], powered=body[2].value)
            return "", []
        raise _Refused("org.freedesktop.DBus.Error.PropertyReadOnly", "Property is read-only")

    def _discovery_call(self, adapter: Adapter, member: str, message: Message) -> _Reply | None:
        client = message.sender or ""
        match member:
            case "SetDiscoveryFilter":
                adapter.filters[client] = message.body[0]
            case "StartDiscovery":
                if not adapter.powered:
                    raise _Refused("org.bluez.Error.NotReady", "Resource Not Ready")
                if client in adapter.scanning:
                    raise _Refused("org.bluez.Error.InProgress", "Operation already in progress")
                self._try_to_scan(adapter)
                adapter.scanning.add(client)
                self._say_discovering(adapter, discovering=True)
            case "StopDiscovery":
                if not adapter.powered:
                    raise _Refused("org.bluez.Error.NotReady", "Resource Not Ready")
                if client not in adapter.scanning:
                    raise _Refused("org.bluez.Error.Failed", "No discovery started")
                self._scan_ended(adapter, {client})
            case _:
                return None
        return "", []

    def _try_to_scan(self, adapter: Adapter) -> None:
        if adapter.refuses is not None:
            adapter.times_refused += 1
            raise _Refused(adapter.refuses.error, "as told")
        adapter.cured_by(Cure.SCAN)

    def _monitor_call(self, adapter: Adapter, member: str, message: Message) -> _Reply | None:
        key = (message.sender or "", message.body[0]) if message.body else ("", "")
        match member:
            case "RegisterMonitor":
                if key in adapter.awaited or key in adapter.monitors:
                    raise _Refused("org.bluez.Error.AlreadyExists", "Already Exists")
                self._try_to_scan(adapter)
                adapter.awaited[key] = None
            case "UnregisterMonitor":
                if key not in adapter.awaited and key not in adapter.monitors:
                    raise _Refused("org.bluez.Error.DoesNotExist", "Does Not Exist")
                adapter.awaited.pop(key, None)
                adapter.monitors.pop(key, None)
            case _:
                return None
        return "", []

    def _client_gone(self, client: str) -> None:
        for adapter in self._adapters.values():
            if adapter.filters.pop(client, None) is not None:
                adapter.cured_by(Cure.CLIENT)
            for key in [key for key in (*adapter.awaited, *adapter.monitors) if key[0] == client]:
                adapter.awaited.pop(key, None)
                adapter.monitors.pop(key, None)
            if client in adapter.scanning:
                self._scan_ended(adapter, {client})

    def _set_powered(self, adapter: Adapter, *, powered: bool) -> None:
        adapter.powered = powered
        if not powered:
            adapter.cured_by(Cure.POWER)
        self._changed(adapter.path, ADAPTER, {"Powered": Variant("b", powered)})
        if not powered:
            self._scan_ended(adapter, set(adapter.scanning))

    def _scan_ended(self, adapter: Adapter, clients: set[str]) -> None:
        adapter.scanning -= clients
        if adapter.scanning or not clients:
            return
        adapter.idle_until = adapter.window_ends = None
        self._say_discovering(adapter, discovering=False)
        for path, device in adapter.devices.items():
            if device.rssi is not None:
                device.rssi = None
                self._changed(path, DEVICE, {}, ["RSSI"])

    def _objects(self) -> dict[str, dict[str, Properties]]:
        objects: dict[str, dict[str, Properties]] = {}
        for adapter in self._adapters.values():
            if adapter.plugged:
                objects[adapter.path] = adapter.interfaces()
                for path, device in adapter.devices.items():
                    objects[path] = {DEVICE: device_properties(path, device)}
        return objects

    def _say_discovering(self, adapter: Adapter, *, discovering: bool) -> None:
        if discovering and adapter.never_begins is not None:
            return
        self._changed(adapter.path, ADAPTER, {"Discovering": Variant("b", discovering)})

    def _changed(self, path: str, interface: str, changed: Properties, invalidated: list[str] | None = None) -> None:
        self._signal(path, _PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, changed, invalidated or []])

    def _signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        self._send(Message.new_signal(path, interface, member, signature, body))

    def _tell(self, monitor: Monitor, member: str, signature: str, body: list[Any]) -> None:
        self._send(
            Message(
                destination=monitor.client,
                path=monitor.path,
                interface=_MONITOR,
                member=member,
                signature=signature,
                body=body,
            )
        )

    def _send(self, message: Message) -> None:
        if self._bus is not None and self._unanswered is None:
            self._bus.send(message)  # pyright: ignore[reportUnknownMemberType] - its future has no type


def _now() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def fake_bluez(
    bus_address: str, adapters: tuple[str, ...] = ("hci0",), timing: Timing | None = None
) -> AsyncGenerator[FakeBluez]:
    """Serve `org.bluez` on the bus at `bus_address` until the context is left."""
    fake = FakeBluez(bus_address, adapters, timing or Timing())
    await fake.start()
    passing = asyncio.create_task(fake.run())
    try:
        yield fake
    finally:
        passing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await passing
        fake.kill()
