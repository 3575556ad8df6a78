"""The peer of the peer: a bleak scanner as ours asks for it, with a callback that only counts. Prints the count."""

import asyncio
import signal
from itertools import count

from bleak import BleakScanner


async def main() -> None:
    heard = count()
    scanner = BleakScanner(
        lambda _device, _found: next(heard),
        scanning_mode="active",
        bluez={"adapter": "hci0", "filters": {"RSSI": -110, "DuplicateData": True}},
    )
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with scanner:
        await stopped.wait()
    print(next(heard), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
