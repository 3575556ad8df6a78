"""What is wrong with an edge on this machine, and the next step. Looks and tries; changes nothing."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from edge.advertisement import Advertisement
from edge.certified import trouble_with
from edge.clock_trust import saved_floor, synchronised
from edge.enrolment import EdgeEnrolment, Identity, read_enrolment
from edge.errors import IdentityUnusable, RadioFault, RadioUnavailable
from edge.gateways.message import Refusal
from edge.gateways.settings import BridgeSettings
from edge.identity import life_of, read_identity
from edge.next_steps import BROKER_STEPS, GATEWAY_STEPS, RADIO_STEPS, REFUSAL_STEPS
from edge.radio.address import BluezAdapter, open_radios
from edge.radio.port import Radio
from edge.settings import EdgeSettings
from wire.errors import BrokerFault, BrokerUnavailable, Rejected
from wire.ids import EdgeId, StoreId, unique_client_id
from wire.mqtt import connect
from wire.room import free_bytes
from wire.topics import MessageKind, parse_topic, to_edge

# An edge hears its own beacons several times in this time, and any phone.
LISTEN_SECONDS = 4.0
START_SECONDS = 12.0
# Orders are retained: a broker hands them out at once.
ORDERS_SECONDS = 3.0
# Below this, the outbox of a day without a hub does not fit.
LEAST_FREE_BYTES = 100_000_000
# Older ones lose the filter that lets every packet through (BlueZ 5.50 brought DuplicateData).
OLDEST_BLUEZ = (5, 50)

_ADAPTERS = Path("/sys/class/bluetooth")
_BUS = Path("/run/dbus/system_bus_socket")
_DAEMONS = ("/usr/libexec/bluetooth/bluetoothd", "/usr/lib/bluetooth/bluetoothd")

_ENROL_AGAIN = "goddag-hub edges invite {0} on the hub, then goddag-edge enrol here with the code"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    says: str
    next_step: str | None = None
    """What to do; None when it is well."""

    @property
    def is_well(self) -> bool:
        return self.next_step is None


class ExaminedEdge(EdgeSettings):
    """The settings of `run`, also before anybody has enrolled."""

    must_be_enrolled = False


class ExaminedBridge(BridgeSettings):
    """The settings of `bridge`, likewise."""

    must_be_enrolled = False


async def examine(settings: EdgeSettings | BridgeSettings) -> AsyncIterator[Finding]:
    """Everything there is to look at, the nearest first."""
    yield look_at_disk(settings.data_dir)
    yield look_at_clock(settings.data_dir)
    bluetooth = look_at_bluetooth(settings)
    for finding in bluetooth:
        yield finding
    if all(finding.is_well for finding in bluetooth):
        for finding in await listen(settings):
            yield finding
    yield look_at_enrolment(settings)
    yield await ask_broker(settings)


def look_at_disk(data_dir: Path) -> Finding:
    """Whether the outbox can be written, and has room."""
    if not data_dir.is_dir():
        return Finding(
            "disk", f"there is no folder {data_dir}", "see that data_dir is right; goddag-edge enrol and run make it"
        )
    try:
        with tempfile.TemporaryFile(dir=data_dir) as file:
            file.write(b"goddag")
            os.fsync(file.fileno())
        free = free_bytes(data_dir)
    except OSError as error:
        return Finding(
            "disk",
            f"{data_dir} cannot be written: {error.strerror}",
            f"give this user the folder (chown), or free some room; the edge works from memory until then: {data_dir}",
        )
    says = f"{free / 1e9:.1f} GB free in {data_dir}"
    return Finding("disk", says, None if free >= LEAST_FREE_BYTES else "free some room: a day without a hub needs more")


def look_at_clock(data_dir: Path) -> Finding:
    """Whether it can be right."""
    if time.time() < saved_floor(data_dir):
        return Finding(
            "clock",
            "it is behind a time that has certainly passed",
            "let it be set: timedatectl set-ntp true. If it is right, it was ahead once: remove"
            f" {data_dir / 'time_floor'} and start the edge again",
        )
    if not synchronised():
        # The hub restamps, so this alone stops nothing.
        return Finding("clock", "it is set, though no time server holds it (timedatectl set-ntp true)")
    return Finding("clock", "a time server holds it")


def look_at_bluetooth(settings: EdgeSettings | BridgeSettings) -> list[Finding]:
    """Adapter, daemon and bus, as far as they can be seen without asking them."""
    wanted = [address for address in settings.radio if isinstance(address, BluezAdapter)]
    if isinstance(settings, BridgeSettings):
        return [Finding("gateway", f"{address}: listening shows whether it speaks") for address in settings.radio]
    if not wanted:
        return [Finding("adapter", f"a controller behind a socket: {address}") for address in settings.radio]
    adapters = [look_at_adapter(each.name) for each in wanted]
    bus_is_there = bool(os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")) or _BUS.exists()
    bus = (
        Finding("message bus", "it is there")
        if bus_is_there
        else Finding("message bus", "there is no system bus, so nobody can ask bluetoothd", "apt-get install dbus")
    )
    return [*adapters, _daemon(), bus]


def look_at_adapter(name: str) -> Finding:
    """Whether the adapter is in this machine, and on."""
    adapters = sorted(path.name for path in _ADAPTERS.glob("hci*")) if _ADAPTERS.is_dir() else []
    if not adapters:
        return Finding(
            "adapter",
            "this machine has no Bluetooth at all",
            "plug a USB adapter in, or run the edge on another machine",
        )
    if ":" in name:
        return Finding("adapter", f"{', '.join(adapters)}: listening shows whether one of them is {name}")
    if name not in adapters:
        return Finding("adapter", f"there is no {name}, but {', '.join(adapters)}", f"set radio to bluez:{adapters[0]}")
    if _is_blocked(name):
        return Finding("adapter", f"{name} is switched off by rfkill", "rfkill unblock bluetooth")
    return Finding("adapter", f"{name} is there")


def _is_blocked(adapter: str) -> bool:
    states = [*(_ADAPTERS / adapter).glob("rfkill*/soft"), *(_ADAPTERS / adapter).glob("rfkill*/hard")]
    return any(state.read_text().strip() == "1" for state in states)


def _daemon() -> Finding:
    program = shutil.which("bluetoothd") or next((path for path in _DAEMONS if Path(path).exists()), None)
    if program is None:
        return Finding("bluetoothd", "it is not installed", "apt-get install bluez")
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=5, check=False).stdout
        version = tuple(int(part) for part in said.strip().split("."))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return Finding("bluetoothd", "it does not say its version", "apt-get install --reinstall bluez")
    if version < OLDEST_BLUEZ:
        return Finding("bluetoothd", f"version {said.strip()} is too old", "update the system: 5.50 or newer is needed")
    return Finding("bluetoothd", f"version {said.strip()}")


async def listen(settings: EdgeSettings | BridgeSettings) -> list[Finding]:
    """Scan for a moment with each radio: shows permissions as well, for only a try does."""
    refused: Counter[str] = Counter()
    steps = GATEWAY_STEPS if isinstance(settings, BridgeSettings) else RADIO_STEPS
    radios = open_radios(
        settings.radio,
        time.monotonic,
        lambda: settings.marker,
        settings.radio_quiet_seconds,
        lambda reason: refused.update([reason]),
    )
    return [await _listen_with(radio, steps, refused) for radio in radios]


async def _listen_with(radio: Radio, steps: dict[RadioFault, str], refused: Counter[str]) -> Finding:
    heard = 0

    def hear(_advertisement: Advertisement) -> None:
        nonlocal heard
        heard += 1

    try:
        async with asyncio.timeout(START_SECONDS), radio.scan(hear) as ended:
            await _listen_to(ended)
    except RadioUnavailable as error:
        return Finding("listening", str(error), steps[error.reason])
    except TimeoutError:
        return Finding("listening", f"no answer in {START_SECONDS:g} s", steps[RadioFault.REFUSED])
    not_read = ", ".join(f"{times} {reason}" for reason, times in refused.most_common())
    if heard:
        behind = f"; not read: {not_read}" if refused else ""
        return Finding("listening", f"{heard} advertisements in {LISTEN_SECONDS:g} s{behind}")
    if refused:
        return Finding(
            "listening",
            f"the topics are right; {refused.total()} messages were not read: {not_read}",
            "; ".join(REFUSAL_STEPS[Refusal(reason)] for reason, _ in refused.most_common()),
        )
    return Finding("listening", f"nothing was heard in {LISTEN_SECONDS:g} s", steps[RadioFault.QUIET])


async def _listen_to(ended: Awaitable[NoReturn]) -> None:
    """Wait while the scan lasts, for a moment. Raises what ends it."""
    scan = asyncio.ensure_future(ended)
    try:
        await asyncio.wait({scan}, timeout=LISTEN_SECONDS)
        if scan.done():
            scan.result()
    finally:
        scan.cancel()
        # It ends with the connection, and what it says then is of no use to anybody.
        with contextlib.suppress(asyncio.CancelledError, RadioUnavailable):
            await scan


def look_at_enrolment(settings: EdgeSettings | BridgeSettings) -> Finding:
    """Whether there is anything to show to the broker."""
    if not settings.is_enrolled:
        return Finding(
            "enrolment",
            f"{settings.data_dir} has not enrolled",
            "goddag-hub edges invite NAME on the hub, then goddag-edge enrol here with the code and --data-dir"
            f" {settings.data_dir}. An edge with a password needs the settings store and edge instead",
        )
    try:
        identity, broker = settings.identity(), settings.broker()
    except IdentityUnusable as error:
        says, _, next_step = str(error).partition(". ")
        return Finding("enrolment", says, next_step)
    enrolment = None if identity is None else read_enrolment(settings.data_dir)
    if identity is not None and enrolment is not None:
        return _look_at_certificate(identity, enrolment)
    if broker.password is None and not broker.tls:
        return Finding(
            "enrolment",
            f"{settings.edge} has no password for the broker",
            f"{_ENROL_AGAIN.format(settings.edge)}. Where the hub's broker takes passwords: goddag-hub edges add"
            f" {settings.edge}, and here what it prints as GODDAG_EDGE_BROKER_PASSWORD",
        )
    return Finding("enrolment", f"{settings.edge} has what it shows to the broker")


def _look_at_certificate(identity: Identity, enrolment: EdgeEnrolment) -> Finding:
    key, certificate = read_identity(identity)
    ca = identity.ca_file.read_text(encoding="ascii", errors="replace") if identity.ca_file.is_file() else ""
    # Certificates are about real time, also while a simulation runs its own.
    trouble = trouble_with(certificate, ca, key, enrolment, time.time())
    if trouble is not None:
        return Finding("enrolment", trouble.says, trouble.next_step)
    left = life_of(certificate).ends_at - time.time()
    return Finding("enrolment", f"{enrolment.edge} has a certificate for {left / 3600:.1f} h more")


async def ask_broker(settings: EdgeSettings | BridgeSettings) -> Finding:
    """Connect beside a running agent, and see whether the hub has spoken to this edge."""
    store, edge = StoreId(settings.store), EdgeId(settings.edge)
    if not settings.is_enrolled:
        return Finding("broker", "it is asked when this machine has enrolled")
    try:
        broker = settings.broker()
    except IdentityUnusable:
        return Finding("broker", "it was not asked: there is nothing to show to it", "put the enrolment right first")
    where = f"{broker.host}:{broker.port}"
    try:
        # Under a name that nobody else has: a broker throws out whoever uses the name of a program that runs.
        async with connect(broker, unique_client_id(f"{edge}-doctor"), (to_edge(store, edge),)) as session:
            try:
                async with asyncio.timeout(ORDERS_SECONDS):
                    async for message in session.messages():
                        if parse_topic(message.topic).channel is MessageKind.ORDERS:
                            return Finding("broker", f"{where} takes us, and the hub has given orders")
            except (TimeoutError, Rejected):
                pass
    except BrokerUnavailable as error:
        if error.reason is BrokerFault.REFUSED and settings.identity() is not None:
            return Finding("broker", str(error), f"if nothing is wrong above: {_ENROL_AGAIN.format(edge)}")
        return Finding("broker", str(error), BROKER_STEPS[error.reason])
    return Finding(
        "broker",
        f"{where} takes us, but the hub has given {edge} no orders",
        f"see that the hub runs and that its floor plan has an edge with the id {edge}",
    )
