"""What the agent asks of a radio, and the one place where a radio that went away is brought back."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import NoReturn, Protocol

import structlog

from edge.advertisement import Advertisement
from edge.errors import RadioFault, RadioGivenUp, RadioUnavailable
from edge.radio.recovery import RecoveryStep, next_rung
from edge.radio.scan_health import ScanHealth

# A controller that restarts is back within a second. One that is unplugged wakes us when it comes; asking costs 1 ms,
# and a service that answers again is heard at most this much later.
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 2.0
# A scan that BlueZ has stopped gives no error, only silence. In a shop something is heard every few seconds; in an
# empty one a needless restart costs 30 ms.
QUIET_SECONDS = 20.0
# A beacon sends every second at the least: a radio that was restarted for deafness and does not hear it within this is
# as deaf as before.
PROOF_SECONDS = 5.0
# Ending the process loses nothing that is heard, but helps only where the trouble is ours.
PATIENCE_SECONDS = 300.0
# A scan that ends within this has not proven that the radio is back: the pause grows on, and after a few of them the
# log says once that it comes and goes, not each time.
STEADY_SECONDS = 10.0
MOST_UNSTEADY = 3
# The shortest silence that is judged is seconds long.
_TICK_SECONDS = 0.5

HearAdvertisement = Callable[[Advertisement], object]
"""What a radio calls; it has no use for the answer."""
HandleAdvertisement = Callable[[Advertisement], bool]
"""Takes an advertisement in; whether it was of one of the store's own beacons."""

log = structlog.get_logger()


class Radio(Protocol):
    """One Bluetooth radio that scans."""

    @property
    def name(self) -> str:
        """For logs: which of several this is."""
        ...

    @property
    def quiet_seconds(self) -> float | None:
        """After how long a silence a scan counts as lost; None when this radio says so itself."""
        ...

    def scan(self, hear: HearAdvertisement) -> AbstractAsyncContextManager[Awaitable[NoReturn]]:
        """Scan while the context is open, calling `hear` for each advertisement from the event loop's own thread.

        Raises `RadioUnavailable` when scanning cannot start. The value is awaited to learn that it has ended: that
        raises `RadioUnavailable` too, and never returns.
        """
        ...

    async def recover(self, rung: RecoveryStep) -> None:
        """Do what that rung asks before the next scan. Never fails; bounded in time."""
        ...

    async def wait(self, seconds: float) -> None:
        """Wait that long, or until something says that the radio may be back."""
        ...


class RadioMonitor:
    """The hearing of all radios of one edge."""

    def __init__(self) -> None:
        self.radios: dict[str, ScanHealth] = {}

    def of(self, name: str) -> ScanHealth:
        """The hearing of that radio, deaf from now on when it is new."""
        return self.radios.setdefault(name, ScanHealth(_now()))

    @property
    def all_deaf(self) -> bool:
        return all(hearing.deaf_since is not None for hearing in self.radios.values())

    @property
    def deaf_seconds(self) -> float:
        """Without hearing, over all radios, since the start."""
        return sum(hearing.deaf_seconds(_now()) for hearing in list(self.radios.values()))

    def each(self) -> dict[str, tuple[bool, float, int]]:
        """By name: whether it hears, for how many seconds it has not since the start, and how often it was lost."""
        now = _now()
        return {
            name: (hearing.deaf_since is None, hearing.deaf_seconds(now), sum(list(hearing.restarts.values())))
            for name, hearing in list(self.radios.items())  # metrics are scraped from another thread
        }

    @property
    def restarts(self) -> dict[str, int]:
        """How often a radio was lost, by reason."""
        found: dict[str, int] = {}
        for hearing in list(self.radios.values()):  # metrics are scraped from another thread
            for fault, times in list(hearing.restarts.items()):
                found[fault.value] = found.get(fault.value, 0) + times
        return found


async def keep_scanning(
    radio: Radio,
    hear: HandleAdvertisement,
    ears: RadioMonitor | None = None,
    patience_seconds: float = PATIENCE_SECONDS,
) -> NoReturn:
    """Scan for ever, through every absence of the radio. Says so in the log once per change of state.

    Raises `RadioGivenUp` when it has been deaf for `patience_seconds`, no other radio hears, and a fresh process may.
    """
    ears = ears or RadioMonitor()
    hearing = ears.of(radio.name)
    take = _listener(hear, hearing)
    pause = FIRST_PAUSE_SECONDS
    story = _Story(radio.name)
    while True:
        began = None
        try:
            async with radio.scan(take) as ended:
                began = _now()
                story.listening()
                hearing.listening(began)
                await _until_lost(radio, hearing, ended)
        except RadioUnavailable as error:
            fault, detail = error.reason, str(error)
        # An end that is nobody's fault says nothing against the radio: an empty shop, or other orders.
        is_no_fault = fault is RadioFault.ORDERED or (fault is RadioFault.QUIET and not hearing.knows_canary)
        if began is not None and (is_no_fault or _now() - began >= STEADY_SECONDS):
            pause = FIRST_PAUSE_SECONDS
            story.was_steady()
        hearing.lost(fault, _now())
        story.lost(fault, detail, scanned=began is not None)
        patience = patience_seconds if ears.all_deaf else float("inf")
        deaf = hearing.deaf_for(_now())
        rung = next_rung(fault, hearing.failures(fault), deaf, patience, proven=hearing.knows_canary)
        if rung is RecoveryStep.EXIT:
            log.error("radio_given_up", radio=radio.name, reason=fault.value, deaf_seconds=round(deaf))
            raise RadioGivenUp(fault, f"radio {radio.name} has been deaf for {deaf:.0f} s: {detail}")
        if rung is not RecoveryStep.SCAN:
            log.info("radio_climbs", radio=radio.name, rung=rung.value)
        await radio.recover(rung)
        await radio.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


class _Story:
    """What the log is told of one radio: each change of its state once, and of one that comes and goes only that."""

    def __init__(self, radio: str) -> None:
        self._radio = radio
        self._told: set[RadioFault] = set()
        self._unsteady = 0

    def listening(self) -> None:
        if self._unsteady < MOST_UNSTEADY:
            log.info("radio_listening", radio=self._radio)
            self._told.clear()

    def was_steady(self) -> None:
        self._unsteady = 0
        self._told.clear()

    def lost(self, fault: RadioFault, detail: str, *, scanned: bool) -> None:
        self._unsteady += scanned
        if fault in self._told:
            return
        self._told.add(fault)
        comes_and_goes = scanned and self._unsteady >= MOST_UNSTEADY
        said = "radio_comes_and_goes" if comes_and_goes else "radio_unavailable"
        log.warning(said, radio=self._radio, reason=fault.value, detail=detail)


def _listener(hear: HandleAdvertisement, hearing: ScanHealth) -> HearAdvertisement:
    def take(advertisement: Advertisement) -> None:
        now = _now()
        hearing.heard(now)
        if hear(advertisement):
            hearing.heard_canary(now)

    return take


async def _until_lost(radio: Radio, hearing: ScanHealth, ended: Awaitable[NoReturn]) -> NoReturn:
    """Wait for the end of a scan, or for a silence that is too long. Raises `RadioUnavailable`."""
    watching = asyncio.ensure_future(ended)
    try:
        while True:
            done, _ = await asyncio.wait({watching}, timeout=_TICK_SECONDS)
            if done:
                watching.result()
            silent, quiet = hearing.silent_seconds(_now()), radio.quiet_seconds
            if quiet is not None and silent >= (quiet if hearing.deaf_since is None else min(quiet, PROOF_SECONDS)):
                raise RadioUnavailable(RadioFault.QUIET, f"nothing heard for {silent:.0f} s")
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError, RadioUnavailable):
            await watching


def _now() -> float:
    """Real seconds: no simulated clock makes a radio heal faster."""
    return time.monotonic()
