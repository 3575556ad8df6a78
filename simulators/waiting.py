"""Waiting for something to become true, with a deadline and a name for what did not."""

import asyncio
from collections.abc import Awaitable, Callable

from simulators.errors import NotReady

# Most conditions ask a hub over HTTP, which costs two processes about five milliseconds.
LOOK_AGAIN_SECONDS = 0.05


async def until(what: str, condition: Callable[[], bool | Awaitable[bool]], seconds: float) -> None:
    """Return as soon as `condition` holds. Raises `NotReady` naming `what` after `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                holds = condition()
                if holds if isinstance(holds, bool) else await holds:
                    return
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
    except TimeoutError:
        raise NotReady(what, seconds) from None
