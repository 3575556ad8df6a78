"""Who may see the screens: a device that knew the store's PIN."""

import hmac
import secrets
from typing import Annotated

from fastapi import Cookie, HTTPException, status

from wire.clock import Clock

COOKIE = "goddag_staff"
# Four digits are 10,000 guesses: at five a minute that is a day and a half of standing at a screen.
WRONG_PINS = 5
LOCK_SECONDS = 60.0


class PinGate:
    """Opens the screens on a device that knew the PIN; without a PIN set, the hub serves loopback only."""

    def __init__(self, pin: str | None, clock: Clock) -> None:
        self._pin = pin
        self._clock = clock
        self._sessions: set[str] = set()
        self._wrong = 0
        self._locked_until = 0.0

    async def __call__(self, goddag_staff: Annotated[str | None, Cookie()] = None) -> None:
        """Refuse a device without a session."""
        if self._pin is not None and goddag_staff not in self._sessions:
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "this device needs the store's PIN")

    def open_session(self, pin: str) -> str:
        """A session for a right PIN, else 401 or 429."""
        if self._clock.mono() < self._locked_until:
            raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "too many wrong PINs: wait a minute")
        if self._pin is None or not hmac.compare_digest(pin.encode(), self._pin.encode()):
            self._wrong += 1
            if self._wrong >= WRONG_PINS:
                self._wrong, self._locked_until = 0, self._clock.mono() + LOCK_SECONDS
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "that PIN is not right")
        self._wrong = 0
        session = secrets.token_urlsafe(32)
        self._sessions.add(session)
        return session
