"""One HTTP connection with a deadline in each of its states; uvicorn has one between requests alone.

uvicorn 0.54 waits for ever for the first byte, for the rest of a head, for the rest of a body, and for a reader who
does not read (its issue 157). Here each wait ends:

    handshake  connected, where the hub serves HTTPS: until it is encrypted, or a request has begun (arriving.py)
    head       connected, or a request has begun: until its head is whole
    body       until the body is whole, also when it was answered before
    answer     until a stranger's answer has been sent; staff's streams are theirs for as long as they read
    idle       between two requests
    closing    until what is still to be sent has been taken
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from hub.ground.web.crowd import Crowd
from hub.ground.web.https.serving import Https
from hub.ground.web.network import is_this_machine, is_within, neighbour_of, proxies_of

Networks = tuple[Any, ...]
CONNECTION = "goddag.connection"
"""Where in the scope of a request its connection stands."""

# A head has a few hundred bytes: a second on the worst Wi-Fi.
HEAD_SECONDS = 10.0
# The largest body, a megabyte of a shop system, over a megabit takes 8 s.
BODY_SECONDS = 20.0
# The slowest answer waits for a customer data platform and its second try.
ANSWER_SECONDS = 60.0
# Longer than clients keep an idle connection (httpx: 5 s): otherwise both end it at once, and a request is lost in it.
IDLE_SECONDS = 20.0
# A sleeping page takes nothing, and asks for everything anew when it wakes: its page gives up after 25 s of silence.
UNREAD_SECONDS = 30.0

_MAY_ANSWER = frozenset({h11.IDLE, h11.SEND_RESPONSE})
_TOO_SLOW = b"the request did not arrive in time"


class Served:
    """What the connections of one server share."""

    def __init__(self, crowd: Crowd, trusted_proxies: str = "", https: Https | None = None) -> None:
        self.crowd = crowd
        self.proxies = proxies_of(trusted_proxies)
        self.https = https


def protocol_for(served: Served) -> "type[BoundedProtocol]":
    """The class that uvicorn makes one of for each connection."""

    class Bounded(BoundedProtocol):
        shared = served

    return Bounded


class BoundedProtocol(H11Protocol):
    """uvicorn's own, watched."""

    shared: Served

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.neighbour = ""
        self.by_proxy = False
        self.is_encrypted = False
        """Whether nobody between can read it."""
        self.is_here = False
        """Whether whoever asks is on this machine."""
        self.arriving: Callable[[], None] = lambda: None
        """Told when it is open."""
        self._of_staff = False
        self._state: tuple[str, object] = ("", None)
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        asked = self.app

        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope[CONNECTION] = self
            await asked(scope, receive, send)

        self.app = app

    @property
    def is_answering(self) -> bool:
        """Whether a whole request is in and its answer is under way."""
        return self._state[0] == "answer"

    def prove(self, session: object) -> None:
        """The request under way came with a session that counts."""
        self._of_staff = True
        self.shared.crowd.prove(self, session, self.loop.time())
        self._watch()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        self.neighbour, self.by_proxy = neighbour_of(address), is_within(address, self.shared.proxies)
        self.is_encrypted = self.scheme == "https"
        self.is_here = is_this_machine(address, self.server[0] if self.server else "")
        if self.is_encrypted:
            # asyncio's half a megabyte would hide a page that takes nothing for a minute.
            transport.set_write_buffer_limits(HIGH_WATER_LIMIT)
        self.arriving()
        give_up_on_the_dead(transport)
        self.shared.crowd.enter(self, self.loop.time())
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self.shared.crowd.leave(self)
        for timer in (self._deadline, self._unread):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # Its own timer does not come back when a body goes on after its answer: ours is for all.
        self._unset_keepalive_if_required()
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self._end, "unread")

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread:
            self._unread.cancel()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read; the answer that was under way, if there was one, is over by that."""
        if self.cycle and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in _MAY_ANSWER:
            super().send_400_response(msg)
        else:
            self.transport.close()

    def cut(self) -> None:
        """End it at once."""
        self.transport.abort()

    def _watch(self) -> None:
        """Arm the deadline of the state that the connection is in now; one that goes on keeps its deadline."""
        state = (self._phase(), self.scope)
        if state[0] == self._state[0] and state[1] is self._state[1]:
            return
        if state[1] is not self._state[1]:
            self._of_staff = False
            self.shared.crowd.doubt(self, self.loop.time())
        self._state = state
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
        seconds = _SECONDS.get(state[0])
        if seconds is not None:
            self._deadline = self.loop.call_later(seconds, self._end, state[0])

    def _phase(self) -> str:
        if self.transport.is_closing():
            return "closing"
        theirs = self.conn.their_state
        if theirs is h11.SEND_BODY:
            return "body"
        if theirs is not h11.IDLE:
            return "staff" if self._of_staff else "answer"
        return "idle" if self.scope and not self.conn.trailing_data[0] else "head"

    def _end(self, why: str) -> None:
        self.shared.crowd.ended[why] += 1
        if why in {"head", "body"} and self.conn.our_state in _MAY_ANSWER and self._has_begun():
            self._say_too_slow()
        if self.cycle:
            self.cycle.disconnected = True
        if why in {"answer", "unread", "closing"}:
            self.transport.abort()
        else:
            self.transport.close()
            self._watch()

    def _has_begun(self) -> bool:
        return self.conn.their_state is h11.SEND_BODY or bool(self.conn.trailing_data[0])

    def _say_too_slow(self) -> None:
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(_TOO_SLOW)).encode()),
            (b"connection", b"close"),
        ]
        answer = h11.Response(status_code=408, headers=headers, reason=b"Request Timeout")
        for event in (answer, h11.Data(data=_TOO_SLOW), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")


_SECONDS = {
    "head": HEAD_SECONDS,
    "body": BODY_SECONDS,
    "answer": ANSWER_SECONDS,
    "idle": IDLE_SECONDS,
    "closing": UNREAD_SECONDS,
}


def give_up_on_the_dead(transport: asyncio.BaseTransport) -> None:
    """A handheld that walked out of the Wi-Fi says nothing: its stream would be open for a quarter of an hour."""
    connection = transport.get_extra_info("socket")
    if connection is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(UNREAD_SECONDS * 1000))
