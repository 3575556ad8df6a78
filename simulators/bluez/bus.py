"""A private system bus: a real dbus-daemon on a socket of its own."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from xml.sax.saxutils import escape

# EXTERNAL is how the clients of a system bus sign in; everybody here may own and send everything.
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class PrivateBus:
    """A dbus-daemon that can go and come back at the same address."""

    def __init__(self, folder: Path) -> None:
        self._config = folder / "bus.conf"
        self._socket = folder / "bus.sock"
        self._log = folder / "bus.log"
        self._config.write_text(_CONFIG.format(socket=escape(str(self._socket))), encoding="utf-8")
        self._daemon: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """For DBUS_SYSTEM_BUS_ADDRESS."""
        return f"unix:path={self._socket}"

    async def start(self) -> None:
        """Raises `FileNotFoundError` when there is no dbus-daemon, `ConnectionError` when it does not start."""
        with self._log.open("ab") as log:
            daemon = await asyncio.create_subprocess_exec(
                "dbus-daemon",
                f"--config-file={self._config}",
                "--nofork",
                "--print-address=1",
                stdout=asyncio.subprocess.PIPE,
                stderr=log,  # without the right to raise its own limits it says so, and goes on
                start_new_session=True,  # Ctrl-C is for us: who uses the bus goes first
            )
        self._daemon = daemon
        if daemon.stdout is None:
            raise AssertionError("stdout was asked for")
        if not await daemon.stdout.readline():
            raise ConnectionError(f"dbus-daemon did not start, exit code {await daemon.wait()}; see {self._log}")

    async def stop(self) -> None:
        """Everybody on the bus loses their connection."""
        daemon, self._daemon = self._daemon, None
        if daemon is None:
            return
        with contextlib.suppress(ProcessLookupError):
            daemon.terminate()
        await daemon.wait()
        self._socket.unlink(missing_ok=True)


@asynccontextmanager
async def open_private_bus(folder: Path) -> AsyncGenerator[PrivateBus]:
    """Run a dbus-daemon in `folder` until the context is left. Raises `FileNotFoundError` when there is none."""
    bus = PrivateBus(folder)
    try:
        await bus.start()
        yield bus
    finally:
        await bus.stop()


@asynccontextmanager
async def private_bus(folder: Path) -> AsyncGenerator[str]:
    """The address of a dbus-daemon that runs in `folder`. Raises `FileNotFoundError` when there is none."""
    async with open_private_bus(folder) as bus:
        yield bus.address
