"""Whether a wall clock can be believed. Durations never ask: they come from the monotonic clock.

A Pi has no battery for its clock: it may start in 1970, or where it was switched off. It certainly is not earlier than
it once was while it was believed; that floor is kept on disk.
"""

import contextlib
import ctypes
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from wire.clock import Clock

ClockState = Literal["trusted", "unset", "jumped"]

# Tokens count their windows from here (2024-01-01): no clock that was ever set is earlier. A later one may still be
# wrong; the hub restamps by its own clock and decides on that.
FIRST_TOKEN_SECOND = 1_704_067_200
# Clocks are slewed by fractions of a second; a step beyond this is somebody changing the time.
JUMP_SECONDS = 2.0
# A changed clock that nobody vouches for is believed after as long as it has run evenly; time servers are asked about
# every quarter of an hour to half a minute, and would have put it right.
STEADY_SECONDS = 900.0
# The floor is written this often: a Pi that loses an hour at a power cut still knows the day.
SAVE_SECONDS = 3600.0
# Clocks are set back by this much without being wrong.
_SLACK_SECONDS = 60.0
_FILE = "time_floor"
_TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised
_NOT_TOLD = -1
# systemd-timesyncd writes this once a server has set the clock (systemd-timesyncd.service(8)).
_VOUCHERS = (Path("/run/systemd/timesync/synchronized"),)


class ClockTrust:
    """Watches the wall clock beside the monotonic one. Call `look` about once a second."""

    def __init__(self, clock: Clock, data_dir: Path) -> None:
        self._clock = clock
        self._file = data_dir / _FILE
        self.floor = max(float(FIRST_TOKEN_SECOND), _saved(self._file))
        """Unix seconds: it is certainly not earlier."""
        self._offset: float | None = None
        self._jumped_mono: float | None = None
        self._saved_mono: float | None = None
        self.state: ClockState = "unset"
        self.look()

    @property
    def trusted(self) -> bool:
        return self.state == "trusted"

    def look(self) -> ClockState:
        """Compare the clocks now."""
        wall, mono = self._clock.wall(), self._clock.mono()
        offset = wall - mono
        # From unset to set is no jump: that is what a time server does to a Pi that starts.
        if (
            self._offset is not None
            and abs(offset - self._offset) > JUMP_SECONDS * self._clock.speed
            and self.state != "unset"
        ):
            self._jumped_mono = mono
        self._offset = offset
        if wall < self.floor - _SLACK_SECONDS:
            self.state = "unset"
        elif self._jumped_mono is not None and mono - self._jumped_mono < STEADY_SECONDS and not synchronised():
            self.state = "jumped"
        else:
            self.state = "trusted"
            self.floor = max(self.floor, wall)
        return self.state

    @property
    def save_is_due(self) -> bool:
        """Whether `save` would be worth a write."""
        if not self.trusted:
            return False
        return self._saved_mono is None or self._clock.mono() - self._saved_mono >= SAVE_SECONDS

    def save(self) -> None:
        """Keep the floor for the next start. Blocking; a disk that takes nothing costs only that."""
        self._saved_mono = self._clock.mono()
        part = self._file.with_suffix(".part")
        with contextlib.suppress(OSError):
            with part.open("w") as file:
                file.write(f"{self.floor:.0f}\n")
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._file)


def synchronised(vouchers: Iterable[Path] = _VOUCHERS) -> bool:
    """Whether a time server holds the clock, as the kernel says (adjtimex(2)).

    Where a sandbox does not let us ask the kernel, one of the `vouchers` has to be there.
    """
    try:
        # struct timex has 208 bytes on 64-bit Linux; `modes` 0 changes nothing, and needs no right.
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (OSError, AttributeError):
        state = _NOT_TOLD
    if state == _NOT_TOLD:
        return any(voucher.exists() for voucher in vouchers)
    return state != _TIME_ERROR


def saved_floor(data_dir: Path) -> float:
    """What was kept, or when the first token could be: Unix seconds."""
    return max(float(FIRST_TOKEN_SECOND), _saved(data_dir / _FILE))


def _saved(file: Path) -> float:
    try:
        return float(int(file.read_text()))
    except (OSError, ValueError):
        return 0.0
