"""What the agent asks of a radio, and the one place where a radio that went away is tried again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import NoReturn, Protocol

import structlog

from edge.advertisement import Advertisement
from edge.errors import RadioFault, RadioUnavailable

# A controller that restarts is back within a second; one that is unplugged is asked for gently.
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0

HearAdvertisement = Callable[[Advertisement], None]

log = structlog.get_logger()


class Radio(Protocol):
    """One Bluetooth radio that scans."""

    def scan(self, hear: HearAdvertisement) -> AbstractAsyncContextManager[Awaitable[NoReturn]]:
        """Scan while the context is open, calling `hear` for each advertisement from the event loop's own thread.

        Raises `RadioUnavailable` when scanning cannot start. The value is awaited to learn that it has ended: that
        raises `RadioUnavailable` too, and never returns.
        """
        ...


async def keep_scanning(radio: Radio, hear: HearAdvertisement) -> NoReturn:
    """Scan for ever, through every absence of the radio. Says so in the log once per change of state."""
    pause = FIRST_PAUSE_SECONDS
    known: RadioFault | None = None
    while True:
        try:
            async with radio.scan(hear) as ended:
                log.info("radio_listening")
                known = None
                pause = FIRST_PAUSE_SECONDS
                await ended
        except RadioUnavailable as error:
            if error.reason is not known:
                log.warning("radio_unavailable", reason=error.reason.value, detail=str(error))
                known = error.reason
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
