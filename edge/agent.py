"""The whole edge: radio -> decode -> window -> outbox -> uplink, in one TaskGroup."""

import asyncio
import fcntl
import os
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

import structlog

from edge.advertisement import Advertisement
from edge.batch import Sender
from edge.clock_trust import ClockState, ClockTrust
from edge.decode import BeaconFrame, Frame, MemberFrame, Ours, decode, is_of_unknown_format
from edge.dispatch import Dispatch
from edge.errors import DataDirInUse, RadioGivenUp
from edge.gateways.settings import BridgeSettings
from edge.health import AdvertisementCounts, HealthReporter, RejectedMessages
from edge.orders import first_orders, keep_orders
from edge.outbox import Outbox, open_outbox
from edge.quiet import is_quiet
from edge.radio.address import open_radios
from edge.radio.port import RadioMonitor, keep_scanning
from edge.rate_limit import NewTokenRateLimiter
from edge.settings import EdgeSettings
from edge.systemd import feed_watchdog
from edge.uplink import Uplink
from edge.window import Sighting, SightingWindow
from wire.clock import Clock, to_ms
from wire.ids import EdgeId, Seq, StoreId, new_boot_id
from wire.messages import BeaconSighting, EdgeConfig, TokenSighting

# The first window of a sender, and shorter ones that the hub orders, may be closed late by this much.
LONGEST_WAIT_SECONDS = 0.5
# However fast a simulated clock runs, real processors need real time.
SHORTEST_TICK_SECONDS = 0.02
CLOCK_LOOK_SECONDS = 1.0
_MOST_PACKETS = 100_000
_BYTES_PER_MB = 1_000_000

log = structlog.get_logger()


async def run_agent(settings: EdgeSettings | BridgeSettings) -> None:
    """Run until cancelled.

    Raises `SettingsError`, `IdentityUnusable`, `DataDirInUse`, `OSError` when the data folder cannot be used,
    `RadioGivenUp` when only a fresh process can help.
    """
    clock = settings.clock()
    broker = settings.broker()
    boot_id = new_boot_id()
    store, edge = StoreId(settings.store), EdgeId(settings.edge)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    max_bytes = int(settings.outbox_max_mb * _BYTES_PER_MB)
    with _alone_in(settings.data_dir):
        async with open_outbox(settings.data_dir / "outbox.db", boot_id, max_bytes) as outbox:
            tally, trust = AdvertisementCounts(), ClockTrust(clock, settings.data_dir)
            ear = AdvertisementPipeline(
                clock, outbox, tally, trust, first_orders(settings), settings.new_tokens_per_minute
            )
            ears = RadioMonitor()
            vitals = HealthReporter(
                store, edge, boot_id, clock, clock.mono(), tally, outbox, ears, ear.window, trust, RejectedMessages()
            )
            radios = open_radios(
                settings.radio, clock.mono, lambda: ear.orders.marker, settings.radio_quiet_seconds, tally.refuse
            )
            keeping = _OrdersKeeper(settings.data_dir)

            def apply(orders: EdgeConfig) -> None:
                if orders == ear.orders:
                    return
                ear.apply(orders)
                keeping.keep(orders)
                uplink.beat_every(orders.heartbeat_ms / 1000)
                log.info("orders_applied")

            sender = Sender(store, edge, boot_id, clock, trust)
            uplink = Uplink(broker, sender, Dispatch(sender, outbox), vitals, apply, ear.orders.heartbeat_ms / 1000)
            log.info("edge_started", boot_id=boot_id, backlog=outbox.events)
            if not outbox.writable:
                log.error("outbox_cannot_write", error=f"{settings.data_dir} takes no file: see goddag-edge doctor")
            try:
                with _serve_metrics(settings.metrics_port, vitals):
                    async with asyncio.TaskGroup() as tasks:
                        tasks.create_task(outbox.run())
                        tasks.create_task(uplink.run())
                        if settings.identity() is not None:
                            from edge.renewal import stay_certified  # noqa: PLC0415 - 8 MB with its cryptography

                            tasks.create_task(stay_certified(settings.data_dir, uplink.reconnect))
                        tasks.create_task(keeping.run())
                        tasks.create_task(feed_watchdog())
                        tasks.create_task(_close_windows(clock, ear))
                        tasks.create_task(_watch_clock(trust, uplink.beat_now))
                        for radio in radios:
                            tasks.create_task(keep_scanning(radio, ear.hear, ears, settings.radio_patience_seconds))
            except* RadioGivenUp as given_up:
                raise _first(given_up) from None
            finally:
                ear.finish()
                log.info("edge_stopped")


class AdvertisementPipeline:
    """What is done with each advertisement: ours go through the window into the outbox, the rest is counted."""

    def __init__(
        self,
        clock: Clock,
        outbox: Outbox,
        tally: AdvertisementCounts,
        trust: ClockTrust,
        orders: EdgeConfig,
        new_tokens_per_minute: int,
    ) -> None:
        self._clock = clock
        self._outbox = outbox
        self._tally = tally
        self._trust = trust
        self._own_allowance = new_tokens_per_minute
        self._allowance = NewTokenRateLimiter(new_tokens_per_minute)
        self.window = SightingWindow(orders.window_ms / 1000, orders.beacon_window_ms / 1000)
        self._take(orders)

    def apply(self, orders: EdgeConfig) -> None:
        self.window.resize(orders.window_ms / 1000, orders.beacon_window_ms / 1000)
        self._take(orders)

    def _take(self, orders: EdgeConfig) -> None:
        self.orders = orders
        self._ours = Ours.of(orders.marker, orders.beacon_uuids, orders.beacon_namespaces)
        self._allowance.resize(orders.new_tokens_per_minute or self._own_allowance)
        self._quiet = self._is_quiet()

    def hear(self, advertisement: Advertisement) -> bool:
        """Called by the radio itself: a queue and a task in between cost several times what is done here.

        True when it was of one of the store's own beacons, also in quiet hours and of any strength.
        """
        self._tally.heard += 1
        self._tally.last_mono = advertisement.heard_mono
        frames = decode(advertisement, self._ours)
        if self._quiet:
            self._tally.quiet_hours += 1
        elif advertisement.rssi_dbm is None or not frames:
            self._forget(advertisement)
            return False
        else:
            self._take_in(frames, advertisement.rssi_dbm, advertisement.heard_mono)
        return any(isinstance(frame, BeaconFrame) for frame in frames)

    def _take_in(self, frames: Iterable[Frame], rssi_dbm: float, heard_mono: float) -> None:
        for frame in frames:
            if not isinstance(frame, MemberFrame):
                self._tally.kept_beacons += 1
            elif self.orders.min_rssi_dbm is not None and rssi_dbm < self.orders.min_rssi_dbm:
                self._tally.weak += 1
                continue
            elif not self._allowance.admits(frame.token, heard_mono):
                self._tally.flood += 1
                continue
            else:
                self._tally.kept_tokens += 1
            self._keep(self.window.hear(frame, rssi_dbm, heard_mono))

    def _forget(self, advertisement: Advertisement) -> None:
        """Nothing in it is ours: count why."""
        if advertisement.is_malformed:
            self._tally.malformed += 1
        elif advertisement.rssi_dbm is None:
            self._tally.no_strength += 1
        elif is_of_unknown_format(advertisement, self._ours):
            self._tally.unknown_format += 1
        else:
            self._tally.stranger += 1

    def close_windows(self) -> None:
        self._quiet = self._is_quiet()
        self._keep(self.window.close_due(self._clock.mono()))

    def finish(self) -> None:
        self._keep(self.window.close_all())

    def _is_quiet(self) -> bool:
        """A clock that is not trusted does not know the hour: then a shop that is open must not go deaf."""
        return self._trust.trusted and is_quiet(
            self.orders.quiet_hours, self.orders.utc_offset_minutes or 0, self._clock.wall()
        )

    def _keep(self, sightings: Iterable[Sighting]) -> None:
        for sighting in sightings:
            # The wall clock at the last packet, from the two clocks now.
            heard_at = self._clock.wall() - (self._clock.mono() - sighting.last_mono)
            self._outbox.put(lambda seq, s=sighting, at=heard_at: as_event(s, at, seq))


def as_event(sighting: Sighting, heard_at: float, seq: Seq) -> TokenSighting | BeaconSighting:
    """A sighting as it crosses the wire; `heard_at` is Unix seconds at its last packet."""
    rssi = round(sighting.rssi_dbm, 2)
    packets = min(sighting.packets, _MOST_PACKETS)
    at_ms, mono_ms = max(0, to_ms(heard_at)), to_ms(sighting.last_mono)
    span_ms = to_ms(sighting.last_mono - sighting.first_mono)
    match sighting.frame:
        case MemberFrame(token, epoch):
            return TokenSighting(
                seq=seq,
                rssi_dbm=rssi,
                packets=packets,
                heard_at_ms=at_ms,
                heard_mono_ms=mono_ms,
                span_ms=span_ms,
                token=token.hex(),
                epoch=epoch,
            )
        case BeaconFrame(uuid, major, minor):
            return BeaconSighting(
                seq=seq,
                rssi_dbm=rssi,
                packets=packets,
                heard_at_ms=at_ms,
                heard_mono_ms=mono_ms,
                span_ms=span_ms,
                uuid=uuid,
                major=major,
                minor=minor,
            )


class _OrdersKeeper:
    """Writes the newest orders to disk, away from the event loop."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._newest: asyncio.Queue[EdgeConfig] = asyncio.Queue()

    def keep(self, orders: EdgeConfig) -> None:
        self._newest.put_nowait(orders)

    async def run(self) -> None:
        while True:
            await asyncio.to_thread(keep_orders, self._data_dir, await self._newest.get())


async def _watch_clock(trust: ClockTrust, tell: Callable[[], None]) -> None:
    """Tells of each change of state, and keeps the floor."""
    known: ClockState = "trusted"
    try:
        while True:
            state = trust.look()
            if state != known:
                log.warning("clock_not_trusted", state=state) if state != "trusted" else log.info("clock_trusted")
                known = state
                tell()
            if trust.save_is_due:
                await asyncio.to_thread(trust.save)
            await asyncio.sleep(CLOCK_LOOK_SECONDS)
    finally:
        if trust.trusted:
            trust.save()


async def _close_windows(clock: Clock, ear: AdvertisementPipeline) -> None:
    while True:
        due_in = ear.window.seconds_to_end(clock.mono())
        await asyncio.sleep(max(min(due_in, LONGEST_WAIT_SECONDS) / clock.speed, SHORTEST_TICK_SECONDS))
        ear.close_windows()


def _first(group: BaseExceptionGroup[RadioGivenUp]) -> RadioGivenUp:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


@contextmanager
def _serve_metrics(port: int | None, vitals: HealthReporter) -> Generator[None]:
    if port is None:
        yield
        return
    # prometheus-client and its HTTP server take long to load: only where they are used.
    from edge.metrics import serve_metrics  # noqa: PLC0415

    with serve_metrics(port, vitals.report):
        yield


@contextmanager
def _alone_in(data_dir: Path) -> Generator[None]:
    """Hold the data folder for this process; the system lets go of it when the process ends, however it ends."""
    # The folder itself: a disk that is full or read-only takes no new file.
    folder = os.open(data_dir, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataDirInUse(
                f"another goddag-edge runs in {data_dir}. Stop it, or give this one its own data_dir."
            ) from None
        yield
    finally:
        os.close(folder)
