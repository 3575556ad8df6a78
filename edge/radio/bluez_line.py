"""Our own line to BlueZ, beside bleak's: it says at once what bleak never says, and asks without waiting for ever."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError

from edge.errors import RadioFault, RadioUnavailable
from edge.radio.answers import fault_of_property

# BlueZ answers a property within a millisecond; a busy Pi within a tenth of a second.
ANSWER_SECONDS = 2.0
# The kernel ends each discovery after about 10 s; BlueZ begins it anew at once, or 5 s later when another client scans
# without a filter (src/adapter.c, IDLE_DISCOV_TIMEOUT). What is still stopped after that stays so.
STOPPED_SECONDS = 6.0

_BLUEZ = "org.bluez"
_ADAPTER = "org.bluez.Adapter1"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_OBJECTS = "org.freedesktop.DBus.ObjectManager"
_DBUS = "org.freedesktop.DBus"
# The kernel gives the lowest number that is free: nobody has more adapters than this in one machine.
_MOST_ADAPTERS = 16


@dataclass(slots=True)
class _Watched:
    """What is known of one adapter since the last look at it."""

    fault: RadioUnavailable | None = None
    stopped_since: float | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class BluezLine:
    """One D-Bus connection for all adapters of this process. Device signals do not come this way."""

    def __init__(self) -> None:
        self._bus: MessageBus | None = None
        self._opening = asyncio.Lock()
        self._closing: asyncio.Task[None] | None = None
        self._adapters: dict[str, _Watched] = defaultdict(_Watched)
        self._waiting: set[asyncio.Event] = set()
        self.used_by: dict[str, str] = {}
        """The adapter that each radio of this process wants or has, by the radio's name."""
        self.came: dict[str, str] = {}
        """The adapters that were plugged in since the start, by their addresses."""
        self.generation = 0
        """One more after each hanging up: whoever failed on an earlier one need not hang up again."""
        self.on_hang_up: Callable[[], None] = lambda: None
        """Drops what else this process has open to BlueZ."""

    async def adapters(self) -> dict[str, str]:
        """The address of each adapter of this machine, by its name. BlueZ tells of every device with it: not for often.

        Raises `RadioUnavailable`.
        """
        (objects,) = await self._call("/", _OBJECTS, "GetManagedObjects")
        return {
            _name(path): str(interfaces[_ADAPTER]["Address"].value).upper()
            for path, interfaces in objects.items()
            if "Address" in interfaces.get(_ADAPTER, ())
        }

    async def look(self, adapter: str) -> None:
        """Ask BlueZ about the adapter and forget every earlier fault. Raises `RadioUnavailable` when it cannot scan."""
        watched = self._adapters[adapter]
        watched.fault = None
        (found,) = await self._ask(adapter, "GetAll", "s", [_ADAPTER])
        powered = found.get("Powered")
        if powered is not None and not powered.value:
            raise RadioUnavailable(RadioFault.OFF, f"adapter {adapter} is switched off")
        discovering = found.get("Discovering")
        # A BlueZ that takes a scan and never begins it answers well, and says only here that it does not (bluez#2241).
        watched.stopped_since = None if discovering is None or discovering.value else _now()
        watched.changed.clear()

    async def watch(self, adapter: str, *, discovering: bool) -> NoReturn:
        """Wait for the adapter's next fault and raise it. `discovering`: BlueZ ought to say that it scans."""
        watched = self._adapters[adapter]
        while True:
            if watched.fault is not None:
                raise watched.fault
            left = None
            if discovering and watched.stopped_since is not None:
                left = watched.stopped_since + STOPPED_SECONDS - _now()
                if left <= 0:
                    raise RadioUnavailable(RadioFault.STOPPED, f"BlueZ has stopped scanning on {adapter}")
            watched.changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await watched.changed.wait()

    async def wait(self, seconds: float) -> None:
        """Wait that long, or until BlueZ or an adapter has come back."""
        alive = asyncio.Event()
        self._waiting.add(alive)
        try:
            async with asyncio.timeout(seconds):
                await alive.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(alive)

    async def answers(self, adapter: str) -> None:
        """Raises `RadioUnavailable` with WEDGED when BlueZ takes a call and does not answer it."""
        await self._ask(adapter, "GetAll", "s", [_ADAPTER])

    async def power_cycle(self, adapter: str) -> None:
        """Off and on. Raises `RadioUnavailable` when it cannot be."""
        for powered in (False, True):
            await self._ask(adapter, "Set", "ssv", [_ADAPTER, "Powered", Variant("b", powered)])

    def hang_up(self, generation: int) -> None:
        """Drop every connection of this process to BlueZ, unless that was done since `generation`.

        Each adapter's watch ends with BUS_LOST.
        """
        if generation != self.generation:
            return
        self.generation += 1
        self._fault_all(RadioUnavailable(RadioFault.BUS_LOST, "the D-Bus connection was dropped to begin anew"))
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()
        self.on_hang_up()

    async def _ask(self, adapter: str, member: str, signature: str, body: list[Any]) -> list[Any]:
        return await self._call(f"/org/bluez/{adapter}", _PROPERTIES, member, signature, body)

    async def _call(
        self, path: str, interface: str, member: str, signature: str = "", body: list[Any] | None = None
    ) -> list[Any]:
        bus = await self._open()
        call = Message(
            destination=_BLUEZ, path=path, interface=interface, member=member, signature=signature, body=body or []
        )
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                reply = await bus.call(call)
        except TimeoutError:
            raise RadioUnavailable(RadioFault.WEDGED, f"BlueZ did not answer in {ANSWER_SECONDS:g} s") from None
        except (OSError, EOFError) as error:
            raise RadioUnavailable(RadioFault.BUS_LOST, f"the D-Bus connection broke: {error}") from None
        if reply.message_type is not MessageType.ERROR:
            return reply.body
        said = f"{_name(path) or 'BlueZ'}: {reply.error_name}"
        raise RadioUnavailable(fault_of_property(reply.error_name or ""), said)

    async def _open(self) -> MessageBus:
        async with self._opening:
            if self._bus is not None and self._bus.connected:
                return self._bus
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    self._bus = await self._connect()
            except AuthError as error:
                raise RadioUnavailable(RadioFault.DENIED, f"the D-Bus system bus refused us: {error}") from None
            except TimeoutError:
                raise RadioUnavailable(RadioFault.BUS_LOST, "the D-Bus system bus does not answer") from None
            except (OSError, EOFError) as error:
                raise RadioUnavailable(RadioFault.NO_SERVICE, f"no D-Bus system bus: {error}") from None
            return self._bus

    async def _connect(self) -> MessageBus:
        bus = MessageBus(bus_type=BusType.SYSTEM)
        try:
            await bus.connect()
            bus.add_message_handler(self._take)
            for rule in (
                f"type='signal',sender='{_DBUS}',member='NameOwnerChanged',arg0='{_BLUEZ}'",
                f"type='signal',sender='{_BLUEZ}',member='PropertiesChanged',arg0='{_ADAPTER}'",
                *(
                    # The adapters alone: a signal per device, and the whole stream of a shop, stays away.
                    f"type='signal',sender='{_BLUEZ}',interface='{_OBJECTS}',arg0path='/org/bluez/hci{number}'"
                    for number in range(_MOST_ADAPTERS)
                ),
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
        except BaseException:
            bus.disconnect()
            raise
        self._closing = asyncio.create_task(self._until_closed(bus))
        return bus

    async def _until_closed(self, bus: MessageBus) -> None:
        with contextlib.suppress(Exception):  # how it ended changes nothing
            await bus.wait_for_disconnect()
        if self._bus is bus:
            self._bus = None
            bus.disconnect()
            self._fault_all(RadioUnavailable(RadioFault.BUS_LOST, "the D-Bus daemon closed the connection"))

    def _take(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        match message.member, message.body:
            case "NameOwnerChanged", [_, before, after]:
                if before:
                    self._fault_all(RadioUnavailable(RadioFault.RESTARTED, "the Bluetooth service went away"))
                if after:
                    self._wake()
            case "PropertiesChanged", [_, changed, _]:
                self._adapter_changed(message.path or "", changed)
            case "InterfacesRemoved", [path, interfaces] if _ADAPTER in interfaces:
                self._fault(path, RadioUnavailable(RadioFault.LOST, "the adapter went away"))
            case "InterfacesAdded", [path, interfaces] if _ADAPTER in interfaces:
                if "Address" in interfaces[_ADAPTER]:
                    self.came[str(interfaces[_ADAPTER]["Address"].value).upper()] = _name(path)
                self._wake()
            case _:
                pass

    def _adapter_changed(self, path: str, changed: dict[str, Variant]) -> None:
        watched = self._adapters.get(_name(path))
        if "Powered" in changed and changed["Powered"].value:
            self._wake()
        if watched is None:
            return
        if "Powered" in changed and not changed["Powered"].value:
            self._fault(path, RadioUnavailable(RadioFault.OFF, "the adapter was switched off"))
        if "Discovering" in changed:
            watched.stopped_since = None if changed["Discovering"].value else watched.stopped_since or _now()
            watched.changed.set()

    def _wake(self) -> None:
        for alive in self._waiting:
            alive.set()

    def _fault(self, path: str, fault: RadioUnavailable) -> None:
        if (watched := self._adapters.get(_name(path))) is not None:
            watched.fault = fault
            watched.changed.set()

    def _fault_all(self, fault: RadioUnavailable) -> None:
        for adapter in self._adapters:
            self._fault(adapter, RadioUnavailable(fault.reason, str(fault)))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _now() -> float:
    return asyncio.get_running_loop().time()
