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


@asynccontextmanager
async def private_bus(folder: Path) -> AsyncGenerator[str]:
    """Run a dbus-daemon in `folder`; the value is its address. Raises `FileNotFoundError` when there is none."""
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(socket=escape(str(folder / "bus.sock"))), encoding="utf-8")
    daemon = await asyncio.create_subprocess_exec(
        "dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1", stdout=asyncio.subprocess.PIPE
    )
    if daemon.stdout is None:
        raise AssertionError("stdout was asked for")
    try:
        address = (await daemon.stdout.readline()).decode().strip()
        if not address:
            raise ConnectionError(f"dbus-daemon did not start, exit code {await daemon.wait()}")
        yield address
    finally:
        with contextlib.suppress(ProcessLookupError):
            daemon.terminate()
        await daemon.wait()
