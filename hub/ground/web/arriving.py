"""A connection to a hub that serves HTTPS, until it is encrypted.

asyncio tells nobody of a connection before its handshake is over, and waits a minute for that: a stranger's thousand
connections without a byte would be in nobody's count. Here they are in the crowd from the first moment, and have a
deadline (`protocol.py` for all that comes later). Whoever speaks plain HTTP instead is answered as such, for what runs
on this machine does; what others get is `encrypted.py`'s.
"""

import asyncio
import ssl
from asyncio.sslproto import SSLProtocol
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.utils import get_remote_addr
from uvicorn.server import ServerState

from hub.ground.web.network import is_within, neighbour_of
from hub.ground.web.protocol import UNREAD_SECONDS, BoundedProtocol, Served, give_up_on_the_dead, protocol_for

# Three rounds of a few kB on the worst Wi-Fi.
HANDSHAKE_SECONDS = 10.0
# The first byte of a TLS connection (RFC 8446, 5.1: content type "handshake"); no request of HTTP begins so.
_HANDSHAKE = 22


def arriving_for(served: Served) -> type["Arriving"]:
    """The class that uvicorn makes one of for each connection."""

    class ArrivingHere(Arriving):
        shared = served
        becomes = protocol_for(served)

    return ArrivingHere


class Arriving(asyncio.Protocol):
    """In the crowd as a stranger until the connection is open."""

    shared: Served
    becomes: type[BoundedProtocol]
    is_answering = False

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._loop = _loop or asyncio.get_running_loop()
        self._opened = self.becomes(config, server_state, app_state, self._loop)
        self._opened.arriving = self.gone
        self._connections = cast("set[Any]", server_state.connections)
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self.neighbour = ""
        self.by_proxy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it, and give it its time."""
        self._transport = cast("asyncio.Transport", transport)
        address = (get_remote_addr(self._transport) or ("",))[0]
        self.neighbour, self.by_proxy = neighbour_of(address), is_within(address, self.shared.proxies)
        give_up_on_the_dead(transport)
        self._connections.add(self)
        self.shared.crowd.enter(self, self._loop.time())
        self._deadline = self._loop.call_later(HANDSHAKE_SECONDS, self._too_slow)

    def data_received(self, data: bytes) -> None:
        """Its first bytes say what it speaks."""
        transport, https = self._transport, self.shared.https
        assert transport  # noqa: S101 - for the type checker
        if https is None or data[0] != _HANDSHAKE:
            transport.set_protocol(self._opened)
            self._opened.connection_made(transport)
            self._opened.data_received(data)
            return
        _Encrypting(self, self._opened, https.context).begin(transport, data)

    def connection_lost(self, exc: BaseException | None) -> None:  # noqa: ARG002
        """It went before it said anything."""
        self.gone()

    def cut(self) -> None:
        """End it at once."""
        if self._transport:
            self._transport.abort()

    def shutdown(self) -> None:
        """The server stops: nothing of ours is under way on it."""
        self.cut()

    def gone(self) -> None:
        """It is open, or closed: either way nobody waits here any more."""
        if self._deadline:
            self._deadline.cancel()
        self._connections.discard(self)
        self.shared.crowd.leave(self)

    def failed(self) -> None:
        """It ended before it was encrypted."""
        if self in self._connections:
            if self.shared.https:
                self.shared.https.failed_handshakes += 1
            self.gone()

    def _too_slow(self) -> None:
        self.shared.crowd.ended["handshake"] += 1
        self.cut()


class _Encrypting(SSLProtocol):
    """asyncio's own, as its servers use it: it says that a connection is open, and here also when it never was."""

    # A quarter of a megabyte is kept for each connection otherwise: a gigabyte for all. Two records fit in this.
    max_size = 32 * 1024

    def __init__(self, arriving: Arriving, opened: BoundedProtocol, context: ssl.SSLContext) -> None:
        loop = asyncio.get_running_loop()
        # `Arriving` is quicker with its own deadline, and counts.
        handshake = round(2 * HANDSHAKE_SECONDS)
        super().__init__(
            loop,
            opened,
            context,
            cast("asyncio.Future[Any]", None),  # nobody waits
            server_side=True,
            ssl_handshake_timeout=handshake,
            ssl_shutdown_timeout=round(UNREAD_SECONDS),
        )
        self._arriving = arriving

    def begin(self, transport: asyncio.Transport, data: bytes) -> None:
        """Take the connection over, with what has come of it."""
        transport.set_protocol(self)
        self.connection_made(transport)
        left = memoryview(data)
        while left:
            room = memoryview(self.get_buffer(len(left)))
            taken = min(len(room), len(left))
            room[:taken] = left[:taken]
            self.buffer_updated(taken)
            left = left[taken:]

    def connection_lost(self, exc: BaseException | None) -> None:
        """Also of one that was never open."""
        super().connection_lost(exc)
        self._arriving.failed()
