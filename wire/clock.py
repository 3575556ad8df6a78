"""The one clock of a process: real, or run faster for simulations and replays."""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Wall and monotonic time in seconds, both `speed` times as fast as real time since `anchor` (Unix seconds).

    Processes that share `speed` and `anchor` share one simulated wall clock. Speed 1 is the real clock.
    """

    speed: float = 1.0
    anchor: float = 0.0

    def wall(self) -> float:
        """Unix time in seconds."""
        now = time.time()
        return now if self.speed == 1.0 else self.anchor + (now - self.anchor) * self.speed

    def mono(self) -> float:
        """Monotonic seconds: the only source of durations."""
        return time.monotonic() * self.speed

    async def sleep(self, seconds: float) -> None:
        """Sleep that many seconds of this clock."""
        await asyncio.sleep(seconds / self.speed)


def to_ms(seconds: float) -> int:
    """Seconds to whole milliseconds."""
    return round(seconds * 1000)
