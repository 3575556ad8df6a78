"""A Bluetooth adapter of this machine, through BlueZ and bleak."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NoReturn, cast

from bleak import BleakScanner
from bleak.args.bluez import OrPattern, OrPatternLike
from bleak.assigned_numbers import AdvertisementDataType
from bleak.backends.bluezdbus.defs import Device1
from bleak.backends.bluezdbus.manager import (
    BlueZManager,
    _global_instances,  # pyright: ignore[reportPrivateUsage]
)
from bleak.backends.bluezdbus.scanner import BleakScannerBlueZDBus
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDBusError, BleakError

from edge.advertisement import Advertisement, uuid_from_text, valid_rssi
from edge.errors import RadioFault, RadioUnavailable
from edge.radio.adapter_choice import AdapterChoice
from edge.radio.answers import fault_of
from edge.radio.bluez_line import BluezLine
from edge.radio.port import QUIET_SECONDS, HearAdvertisement
from edge.radio.recovery import RecoveryStep

# BlueZ can take a call and never answer it (bluez#1554): no call may wait longer.
CALL_SECONDS = 10.0
# Stopping is a courtesy: BlueZ ends the scan of a client that has gone. A wedged one must not hold up our own end.
STOP_SECONDS = 0.5
_TICK_SECONDS = 1.0
# After this many silent ticks BlueZ is asked whether it still answers: one property, 1 ms.
_ASK_TICKS = 4

_NOT_AVAILABLE = {
    BleakBluetoothNotAvailableReason.POWERED_OFF: RadioFault.OFF,
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: RadioFault.UNSUPPORTED,
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: RadioFault.DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: RadioFault.DENIED,
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: RadioFault.DENIED,
}


Patterns = tuple[tuple[int, int, bytes], ...]
"""What a passive scan wakes for: offset in an AD structure, its type, the bytes there."""


class BleakRadio:
    """A scan on one named adapter: with two, BlueZ's own choice differs from start to start.

    The name is BlueZ's (hci0), or the adapter's address, which stays when the kernel numbers it anew.

    Active by default. With `patterns` it is passive: the controller asks nobody anything, and BlueZ tells of devices
    that match one of them; it needs BlueZ 5.56 with --experimental, and tells of a strength only in steps of 8 dB.
    """

    def __init__(
        self,
        adapter: str,
        mono: Callable[[], float],
        line: BluezLine | None = None,
        patterns: Callable[[], Patterns] | None = None,
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        """`mono` gives monotonic seconds for stamping arrivals; several radios of a process share one `line`."""
        self.name = adapter
        self.quiet_seconds: float | None = quiet_seconds
        self._mono = mono
        self._line = line or BluezLine()
        self._choice = AdapterChoice(adapter, self._line)
        self._generation = 0
        self._line.on_hang_up = _drop_connection_of_bleak
        self._patterns = patterns

    @asynccontextmanager
    async def scan(self, hear: HearAdvertisement) -> AsyncGenerator[Awaitable[NoReturn]]:
        self._generation = self._line.generation
        adapter = await self._choice.current()
        await self._line.look(adapter)
        ear = _ScanCallback(self._mono, hear)
        patterns = self._patterns() if self._patterns is not None else None
        scanner = self._scanner(adapter, ear, patterns)
        await self._start(adapter, scanner)
        try:
            yield self._watch(adapter, ear, patterns)
        finally:
            await self._stop(scanner)

    async def recover(self, rung: RecoveryStep) -> None:
        match rung:
            case RecoveryStep.ADAPTER:
                with contextlib.suppress(RadioUnavailable):  # then the next rung is due
                    await self._line.power_cycle(await self._choice.current())
            case RecoveryStep.ANOTHER:
                with contextlib.suppress(RadioUnavailable):
                    await self._choice.take_another()
            case RecoveryStep.CONNECTION:
                self._line.hang_up(self._generation)
            case RecoveryStep.SCAN | RecoveryStep.EXIT:
                pass

    async def wait(self, seconds: float) -> None:
        await self._line.wait(seconds)

    def _scanner(self, adapter: str, ear: "_ScanCallback", patterns: Patterns | None) -> BleakScanner:
        if patterns is not None:
            monitored: list[OrPatternLike] = [
                OrPattern(start, AdvertisementDataType(kind), content) for start, kind, content in patterns
            ]
            return BleakScanner(
                ear.take,
                scanning_mode="passive",
                bluez={"adapter": adapter, "or_patterns": monitored},
                backend=ear.backend,
            )
        return BleakScanner(
            ear.take,
            scanning_mode="active",
            backend=ear.backend,
            # An RSSI filter makes BlueZ signal every packet, not only changes of 8 dB (src/adapter.c, src/device.c).
            bluez={"adapter": adapter, "filters": {"RSSI": -110, "DuplicateData": True}},
        )

    async def _start(self, adapter: str, scanner: BleakScanner) -> None:
        loop = asyncio.get_running_loop()
        if loop not in _global_instances:  # bleak keeps one for as long as the loop runs
            _global_instances[loop] = _Manager()
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await scanner.start()
        except TimeoutError:
            # It may scan for us all the same, some time: as the connection of then, not of now.
            self._line.hang_up(self._generation)
            raise RadioUnavailable(RadioFault.WEDGED, f"BlueZ did not start a scan in {CALL_SECONDS:g} s") from None
        except (BleakError, OSError, EOFError) as error:
            raise RadioUnavailable(_fault_of(error), f"adapter {adapter}: {error}") from None

    async def _stop(self, scanner: BleakScanner) -> None:
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await scanner.stop()
        except TimeoutError:
            self._line.hang_up(self._generation)  # else BlueZ, once it answers again, goes on scanning for nobody
        except (BleakError, OSError, EOFError):
            pass  # it may be gone already

    async def _watch(self, adapter: str, ear: "_ScanCallback", patterns: Patterns | None) -> NoReturn:
        fault = asyncio.ensure_future(self._line.watch(adapter, discovering=patterns is None))
        try:
            silent_ticks = 0
            while True:
                ear.heard_since = False
                await asyncio.wait({fault}, timeout=_TICK_SECONDS)
                ear.forget()
                if fault.done():
                    fault.result()
                if ear.failed is not None:
                    raise ear.failed
                if patterns is not None and self._patterns is not None and self._patterns() != patterns:
                    raise RadioUnavailable(RadioFault.ORDERED, "other frames are wanted")
                if self._choice.is_wanted_back:
                    raise RadioUnavailable(RadioFault.ORDERED, f"adapter {self.name} is back")
                silent_ticks = 0 if ear.heard_since else silent_ticks + 1
                if silent_ticks == _ASK_TICKS:
                    silent_ticks = 0
                    await self._ask(adapter, ear)
        finally:
            fault.cancel()
            with contextlib.suppress(asyncio.CancelledError, RadioUnavailable):
                await fault

    async def _ask(self, adapter: str, ear: "_ScanCallback") -> None:
        try:
            await self._line.answers(adapter)
        except RadioUnavailable as error:
            if error.reason is RadioFault.WEDGED and ear.heard_since:
                return  # it was, and is no more: what is heard needs no answer
            raise


def _fault_of(error: Exception) -> RadioFault:
    """What bleak's error means; it has several for what BlueZ or the bus answered, and some of its own."""
    if isinstance(error, BleakDBusError):
        return fault_of(error.dbus_error)
    if isinstance(error, BleakBluetoothNotAvailableError):
        return _NOT_AVAILABLE.get(error.reason, RadioFault.ABSENT)
    if not isinstance(error, BleakError):
        return RadioFault.BUS_LOST
    # Bleak's own texts: "adapter 'hci0' not found", "passive scanning on Linux requires BlueZ >= 5.56 with ...".
    said = str(error)
    if "passive" in said:
        return RadioFault.UNSUPPORTED
    return RadioFault.ABSENT if "not found" in said else RadioFault.FAILED


class _Manager(BlueZManager):
    """Bleak's, also for a device that does not say its adapter: else each is a traceback, and is not counted."""

    def _run_advertisement_callbacks(self, device_path: str, device: Device1) -> None:
        if type(device.get("Adapter")) is not str:
            # The path says it, too. With nothing else in it, the device is refused as malformed.
            device = cast("Device1", {"Adapter": device_path.rpartition("/")[0]})
        super()._run_advertisement_callbacks(device_path, device)


class _ScanCallback:
    """The callback of bleak."""

    def __init__(self, mono: Callable[[], float], hear: HearAdvertisement) -> None:
        self._mono = mono
        self._hear = hear
        self.heard_since = False
        self.failed: Exception | None = None
        self.guarded: BleakScannerBlueZDBus | None = None

    def forget(self) -> None:
        """Bleak keeps every stranger's last packet until BlueZ forgets the stranger; nobody here asks for it."""
        if self.guarded is not None:
            self.guarded.seen_devices.clear()

    @property
    def backend(self) -> type[BleakScannerBlueZDBus]:
        """For BlueZ as bleak has it, behind a look at what comes: else one bad property is a traceback per packet."""
        ear = self

        class Guarded(BleakScannerBlueZDBus):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                ear.guarded = self

            def _handle_advertising_data(self, path: str, props: Device1) -> None:
                if is_well_formed(props):
                    super()._handle_advertising_data(path, props)
                else:
                    ear.take_malformed()

        return Guarded

    def take(self, _device: BLEDevice, found: AdvertisementData) -> None:
        """A plain function: a coroutine would be a task per packet. The device, with its address, goes no further."""
        self._pass_on(from_bleak(found, self._mono()))

    def take_malformed(self) -> None:
        """Something was heard, and nothing can be read from it: it is counted, like any other."""
        self._pass_on(Advertisement(None, (), (), (), self._mono(), is_malformed=True))

    def _pass_on(self, advertisement: Advertisement) -> None:
        self.heard_since = True
        try:
            self._hear(advertisement)
        except Exception as error:  # noqa: BLE001 - bleak would log a traceback per packet; the watch raises it once
            self.failed = error


def is_well_formed(props: Mapping[str, Any]) -> bool:
    """Whether a Device1 has what a scan is made of, in the types of BlueZ (doc/org.bluez.Device.rst). Pure.

    `RSSI` may be missing: BlueZ takes it away from a device that it does not hear any more. Asked of every packet in
    the shop, so in plain loops: generators take three times as long.
    """
    if not isinstance(props.get("Address"), str) or not isinstance(props.get("Alias"), str):
        return False
    if type(props.get("RSSI", 0)) is not int:
        return False
    uuids = props.get("UUIDs")
    if uuids is not None:
        if not isinstance(uuids, list):
            return False
        for uuid in cast("list[object]", uuids):
            if not isinstance(uuid, str):
                return False
    return _holds_bytes(props.get("ManufacturerData"), int) and _holds_bytes(props.get("ServiceData"), str)


def _holds_bytes(found: object, key: type) -> bool:
    if found is None:
        return True
    if not isinstance(found, dict):
        return False
    for name, content in cast("dict[object, object]", found).items():
        if not isinstance(name, key) or not isinstance(content, bytes | bytearray):
            return False
    return True


def passive_patterns(marker: int) -> Patterns:
    """Our tokens, as Android and as iOS carry them, and iBeacons: ours are told apart later."""
    on_air = marker.to_bytes(2, "little")
    return ((0, 0x16, on_air), (0, 0x02, on_air), (0, 0x03, on_air), (0, 0xFF, b"\x4c\x00\x02\x15"))


def _drop_connection_of_bleak() -> None:
    """End the connection that bleak keeps as long as the event loop runs; it makes a new one at the next start.

    The only way out of a scan that BlueZ believes to be ours and does not end. bleak has no public way to do it.
    """
    manager = _global_instances.get(asyncio.get_running_loop())
    bus = manager._bus if manager is not None else None  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    if bus is not None:
        bus.disconnect()


def from_bleak(found: AdvertisementData, heard_mono: float) -> Advertisement:
    """What bleak found, as ours; the name in it is anybody's text and is left behind."""
    services, uuids = found.service_data, found.service_uuids
    # Most packets have neither: the question is cheaper than an empty list.
    return Advertisement(
        valid_rssi(found.rssi),
        tuple([(uuid_from_text(uuid), content) for uuid, content in services.items()]) if services else (),
        tuple(found.manufacturer_data.items()),
        tuple([uuid_from_text(uuid) for uuid in uuids]) if uuids else (),
        heard_mono,
    )
