"""A whole hub in this process, beside the browser: on a loop of its own, since playwright's blocking one has ours."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulators.hub_here import HubHere, hub_here
from simulators.people import MEMBERS
from simulators.phone import Phone
from simulators.serving import served

PATIENCE_SECONDS = 60.0


@dataclass
class ShopInAThread:
    """What a test does to it from outside its loop."""

    here: HubHere
    folder: Path
    url: str
    loop: asyncio.AbstractEventLoop

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(PATIENCE_SECONDS)

    def walks_in(self, number: int = 0) -> Phone:
        """A member with the app comes in, and stands beside an edge."""

        async def come() -> Phone:
            phone = await self.here.enrol(MEMBERS[number])
            self.here.hear(phone, self.here.beside_an_edge())
            return phone

        return self.do(come())


@contextmanager
def shop_in_a_thread(folder: Path) -> Iterator[ShopInAThread]:
    opened: list[ShopInAThread] = []
    ready, over = threading.Event(), threading.Event()

    async def run() -> None:
        async with hub_here(folder) as here, served(here.hub.running.web) as url:
            opened.append(ShopInAThread(here, folder, url, asyncio.get_running_loop()))
            ready.set()
            await asyncio.to_thread(over.wait)
            here.hub.ground.journal.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    try:
        assert ready.wait(PATIENCE_SECONDS), "the hub did not come up"
        yield opened[0]
    finally:
        over.set()
        thread.join(PATIENCE_SECONDS)
