"""The server: uvicorn with our connections, as many of them as the system lets us have."""

import asyncio
import resource
import socket
from collections.abc import Callable
from types import FrameType

import structlog
import uvicorn
from starlette.types import ASGIApp

from hub.ground.web.arriving import arriving_for
from hub.ground.web.crowd import BACKLOG, MOST_CONNECTIONS, RESERVED_DESCRIPTORS, Room, room_for
from hub.ground.web.protocol import IDLE_SECONDS, Served, protocol_for

# Open streams end by themselves when the journal closes; whatever else is under way gets this long.
GRACE_SECONDS = 2
# Fewer handhelds than this are a shop; below it the hub says that it is short of room.
ENOUGH_CONNECTIONS = 512

log = structlog.get_logger()


def raise_descriptors() -> int:
    """As many descriptors as we can use; returns how many there are. Many systems start a program with 1024."""
    wanted = MOST_CONNECTIONS + RESERVED_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return wanted if soft == resource.RLIM_INFINITY else soft


def room_here() -> Room:
    """How many connections this process has room for; says so when the system gives too few descriptors."""
    room = room_for(raise_descriptors())
    if room.all < ENOUGH_CONNECTIONS:
        log.warning("few connections at once: raise the limit of open files (ulimit -n, LimitNOFILE=)", most=room.all)
    return room


def server_config(web: ASGIApp, host: str, port: int, shared: Served) -> uvicorn.Config:
    """How uvicorn serves the hub."""
    return uvicorn.Config(
        web,
        host=host,
        port=port,
        http=arriving_for(shared) if shared.https else protocol_for(shared),
        # There are none here; with one of their libraries installed an upgrade would leave our deadlines.
        ws="none",
        # Below an error uvicorn has a line for each odd request of anybody's: they would fill the log.
        log_level="error",
        access_log=False,
        backlog=BACKLOG,
        # By default uvicorn believes whatever runs on this machine about who asks.
        proxy_headers=bool(shared.proxies),
        forwarded_allow_ips=[str(each) for each in shared.proxies],
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=round(IDLE_SECONDS),
        server_header=False,
    )


class Server(uvicorn.Server):
    """uvicorn waits for open streams when it is told to stop; `end_streams` ends them at once."""

    def __init__(
        self, end_streams: Callable[[], None], config: uvicorn.Config, ready: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(config)
        self._end_streams = end_streams
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Bind, and say that whoever asks is answered from now on."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the streams, then stop."""
        asyncio.get_running_loop().call_soon_threadsafe(self._end_streams)
        super().handle_exit(sig, frame)
