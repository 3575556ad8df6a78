"""Who may see the screens: a device that knew the store's PIN."""

import hmac
import math

import structlog
from fastapi import Request, status
from starlette.requests import HTTPConnection

from hub.ground.web.may import EVERYBODY, Caller, May
from hub.ground.web.network import neighbour_of
from hub.ground.web.protocol import CONNECTION
from hub.ground.web.refused import Refused
from hub.trust.accounts.model import SignInHealth
from hub.trust.accounts.sessions import Asking, Cookies, Ended, Sessions
from hub.trust.accounts.wrong_pins import ALL_STRANGERS, WrongPins
from wire.clock import Clock

COOKIE = "goddag_staff"
MARK_COOKIE = "goddag_device"
# Without a PIN the hub serves this machine alone, and its browsers cannot be told apart.
THIS_MACHINE = "this-machine"
# One line for each attack and hour, not for each guess.
ALARM_SECONDS = 3600.0

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
    def is_open(self) -> bool:
        """Whether no PIN is set, so that there is nothing to sign in to."""
        return self._pin is None

    async def admit(self, request: Request, declared: May) -> Caller:  # noqa: ARG002 - who knows the PIN may do everything
        """Refuse a device without a session."""
        if self._pin is None:
            _prove(request, THIS_MACHINE)
            return Caller("", "", EVERYBODY, THIS_MACHINE)
        session = self.sessions.find(asking(request, request.cookies.get(COOKIE), request.cookies.get(MARK_COOKIE)))
        if isinstance(session, Ended):
            raise Refused(status.HTTP_401_UNAUTHORIZED, f"session-{session.value}")
        _prove(request, session)
        return Caller("", "", EVERYBODY, session.device, session)

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
