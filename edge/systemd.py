"""What systemd is told: that the agent is ready, and again and again that its loop still turns (sd_notify(3))."""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress

# systemd.service(5) advises half of the span; a third survives one missed beat.
BEATS_PER_SPAN = 3
_MICRO = 1_000_000


async def feed_watchdog(environ: Mapping[str, str] | None = None) -> None:
    """Say READY, then feed the watchdog for ever; returns at once where systemd did not start us or asks for nothing.

    The beat comes from the event loop: it stops when the loop does, which is what the watchdog is for.
    """
    environ = os.environ if environ is None else environ
    address = environ.get("NOTIFY_SOCKET")
    if not address:
        return
    _say("READY=1", address)
    span = environ.get("WATCHDOG_USEC", "")
    if not span.isdecimal() or environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return
    while True:
        _say("WATCHDOG=1", address)
        await asyncio.sleep(int(span) / _MICRO / BEATS_PER_SPAN)


def _say(state: str, address: str) -> None:
    if address.startswith("@"):  # Linux's abstract sockets
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
        line.setblocking(False)
        line.sendto(state.encode(), address)
