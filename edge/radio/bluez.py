"""A Bluetooth adapter of this machine, through BlueZ and bleak."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NoReturn

from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDBusError, BleakError

from edge.advertisement import Advertisement, uuid_from_text, valid_rssi
from edge.errors import RadioFault, RadioUnavailable
from edge.radio.port import HearAdvertisement

# BlueZ can take a call and never answer it (bluez#1554): no call may wait longer.
CALL_SECONDS = 10.0
# Stopping is a courtesy: BlueZ ends the scan of a client that has gone. A wedged one must not hold up our own end.
STOP_SECONDS = 0.5
# A scan that BlueZ has stopped gives no error, only silence. In a shop something is heard every few seconds; in an
# empty one a needless restart costs 30 ms.
QUIET_SECONDS = 30.0

_OFF = {BleakBluetoothNotAvailableReason.POWERED_OFF}
_DENIED = {
    BleakBluetoothNotAvailableReason.DENIED_BY_USER,
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM,
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN,
}
# What BlueZ and the bus answer to a scan on an adapter that was named.
_ANSWERS = {
    "org.bluez.Error.NotReady": RadioFault.OFF,
    "org.bluez.Error.InProgress": RadioFault.REFUSED,
    "org.freedesktop.DBus.Error.AccessDenied": RadioFault.DENIED,
}


@dataclass(frozen=True, slots=True)
class BleakRadio:
    """Active scan on one named adapter: with two, BlueZ's own choice differs from start to start."""

    adapter: str
    mono: Callable[[], float]
    """Monotonic seconds, for stamping arrivals."""

    @asynccontextmanager
    async def scan(self, hear: HearAdvertisement) -> AsyncGenerator[Awaitable[NoReturn]]:
        ear = _Ear(self.mono, hear)
        scanner = BleakScanner(
            ear.take,
            scanning_mode="active",
            # An RSSI filter makes BlueZ signal every packet, not only changes of 8 dB (src/adapter.c, src/device.c).
            bluez={"adapter": self.adapter, "filters": {"RSSI": -110, "DuplicateData": True}},
        )
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await scanner.start()
        except BleakBluetoothNotAvailableError as error:
            reason = RadioFault.OFF if error.reason in _OFF else RadioFault.ABSENT
            reason = RadioFault.DENIED if error.reason in _DENIED else reason
            raise RadioUnavailable(reason, f"adapter {self.adapter}: {error.args[0]}") from None
        except TimeoutError:
            raise RadioUnavailable(RadioFault.REFUSED, f"BlueZ did not start a scan in {CALL_SECONDS:g} s") from None
        except (BleakError, OSError, EOFError) as error:
            answer = error.dbus_error if isinstance(error, BleakDBusError) else ""
            raise RadioUnavailable(
                _ANSWERS.get(answer, RadioFault.ABSENT), f"adapter {self.adapter}: {error}"
            ) from None
        try:
            yield ear.watch()
        finally:
            with contextlib.suppress(BleakError, OSError, EOFError, TimeoutError):  # it may be gone already
                async with asyncio.timeout(STOP_SECONDS):
                    await scanner.stop()


class _Ear:
    """The callback of bleak, and the watch over its silence."""

    def __init__(self, mono: Callable[[], float], hear: HearAdvertisement) -> None:
        self._mono = mono
        self._hear = hear
        self._heard_since = False
        self._failed: Exception | None = None

    def take(self, _device: BLEDevice, found: AdvertisementData) -> None:
        """A plain function: a coroutine would be a task per packet. The device, with its address, goes no further."""
        now = self._mono()
        self._heard_since = True
        try:
            self._hear(from_bleak(found, now))
        except Exception as error:  # noqa: BLE001 - bleak would log a traceback per packet; the watch raises it once
            self._failed = error

    async def watch(self) -> NoReturn:
        while True:
            self._heard_since = False
            await asyncio.sleep(QUIET_SECONDS)
            if self._failed is not None:
                raise self._failed
            if not self._heard_since:
                raise RadioUnavailable(RadioFault.QUIET, f"nothing heard for {QUIET_SECONDS:g} s")


def from_bleak(found: AdvertisementData, heard_mono: float) -> Advertisement:
    """What bleak found, as ours; the name in it is anybody's text and is left behind."""
    return Advertisement(
        valid_rssi(found.rssi),
        tuple((uuid_from_text(uuid), content) for uuid, content in found.service_data.items()),
        tuple(found.manufacturer_data.items()),
        tuple(uuid_from_text(uuid) for uuid in found.service_uuids),
        heard_mono,
    )
