"""Who may see the screens: a device that knew the store's PIN."""

import hmac
import math
from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Any

import structlog
from fastapi import Cookie, Depends, Request, status
from starlette.requests import HTTPConnection

from hub.ground.web.network import neighbour_of
from hub.ground.web.problem import PROBLEM
from hub.ground.web.protocol import CONNECTION
from hub.ground.web.refused import Refused
from hub.trust.accounts.model import SignInHealth
from hub.trust.accounts.sessions import Asking, Cookies, Ended, Session, Sessions
from hub.trust.accounts.wrong_pins import ALL_STRANGERS, WrongPins
from wire.clock import Clock

COOKIE = "goddag_staff"
MARK_COOKIE = "goddag_device"
# Without a PIN the hub serves this machine alone, and its browsers cannot be told apart.
THIS_MACHINE = "this-machine"
# One line for each attack and hour, not for each guess.
ALARM_SECONDS = 3600.0

GUARDED: dict[int | str, dict[str, Any]] = {
    401: {"content": PROBLEM, "description": "This device needs the store's PIN; the text says why."}
}
"""What every route behind the gate may answer besides its own, for the description of the API."""

log = structlog.get_logger()


class PinGate:
    """Opens the screens on a device that knew the PIN; without a PIN set, the hub serves loopback only."""

    def __init__(self, pin: str | None, sessions: Sessions, clock: Clock) -> None:
        self._pin = pin
        self.sessions = sessions
        self._clock = clock
        self._wrong = WrongPins()
        self._alarmed_at = -math.inf

    @property
    def answers(self) -> dict[int | str, dict[str, Any]]:
        """What every route behind it may answer besides its own."""
        return GUARDED

    @property
    def is_open(self) -> bool:
        """Whether no PIN is set, so that there is nothing to sign in to."""
        return self._pin is None

    async def __call__(
        self,
        request: Request,
        goddag_staff: Annotated[str | None, Cookie()] = None,
        goddag_device: Annotated[str | None, Cookie()] = None,
    ) -> None:
        """Refuse a device without a session."""
        request.state.device, request.state.session = THIS_MACHINE, None
        if self._pin is None:
            _prove(request, THIS_MACHINE)
            return
        session = self.sessions.find(asking(request, goddag_staff, goddag_device))
        if isinstance(session, Ended):
            raise Refused(status.HTTP_401_UNAUTHORIZED, f"session-{session.value}")
        request.state.device, request.state.session = session.device, session
        _prove(request, session)

    def sign_in(self, pin: str, who: Asking) -> Cookies:
        """A session for a right PIN, else 401; 429 while this device, this neighbour or all strangers have to wait."""
        now, device = self._clock.mono(), self.sessions.device_of(who)
        wait_seconds = self._wrong.wait_seconds(who.neighbour, device, now)
        if wait_seconds:
            wait = {"Retry-After": f"{math.ceil(wait_seconds)}"}
            raise Refused(status.HTTP_429_TOO_MANY_REQUESTS, "pin-paused", wait, minutes=math.ceil(wait_seconds / 60))
        if self._pin is None or not hmac.compare_digest(pin.encode(), self._pin.encode()):
            self._wrong.note(who.neighbour, device, now)
            self._alarm(now)
            raise Refused(status.HTTP_401_UNAUTHORIZED, "pin-wrong")
        if device:
            self._wrong.forget(device)
        return self.sessions.open(who)

    def health(self) -> SignInHealth:
        """Whether somebody is guessing."""
        now, strangers = self._clock.mono(), self._wrong.strangers
        return SignInHealth(
            wrong_pins_last_day=strangers.within(ALL_STRANGERS[-1].seconds, now),
            new_devices_wait_seconds=math.ceil(strangers.wait_seconds(now)),
        )

    def _alarm(self, now: float) -> None:
        if self._wrong.strangers.wait_seconds(now) and now - self._alarmed_at >= ALARM_SECONDS:
            self._alarmed_at = now
            log.warning(
                "somebody is guessing the staff PIN: devices that are new have to wait, those that knew it go on",
                wrong_pins_last_day=self._wrong.strangers.within(ALL_STRANGERS[-1].seconds, now),
            )


def asking(request: HTTPConnection, session: str | None, mark: str | None) -> Asking:
    """Who asks, by their cookies."""
    address = request.client.host if request.client else ""
    return Asking(neighbour_of(address), request.headers.get("user-agent", ""), session, mark)


def _prove(request: Request, session: object) -> None:
    # A test's request comes without a connection.
    connection = request.scope.get(CONNECTION)
    if connection is not None:
        connection.prove(session)


@contextmanager
def watching(session: Session | None) -> Generator[None]:
    """Within, a stream of that session is open: whoever has the screens open uses them."""
    if session is None:
        yield
        return
    session.streams += 1
    try:
        yield
    finally:
        session.streams -= 1


def _on_device(request: Request) -> str:
    return request.state.device


OnDevice = Annotated[str, Depends(_on_device)]
"""The name under which the audit log knows the device; only on routes behind the gate."""


def _in_session(request: Request) -> Session | None:
    return request.state.session


InSession = Annotated[Session | None, Depends(_in_session)]
"""The session of that device, or None where no PIN is set; only on routes behind the gate."""
