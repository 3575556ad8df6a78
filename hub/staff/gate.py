"""Who may see the screens: a device that knew the store's PIN."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from typing import Annotated

from fastapi import Cookie, Depends, HTTPException, Request, status

from wire.clock import Clock

COOKIE = "goddag_staff"
# Without a PIN the hub serves this machine alone, and its browsers cannot be told apart.
THIS_MACHINE = "this-machine"
# Four digits are 10,000 guesses: at five a minute that is a day and a half of standing at a screen.
WRONG_PINS = 5
LOCK_SECONDS = 60.0
MOST_DEVICES = 1000
# A long working day; a handheld that is lost is locked out by then.
SESSION_SECONDS = 12 * 3600.0


class PinGate:
    """Opens the screens on a device that knew the PIN; without a PIN set, the hub serves loopback only."""

    def __init__(self, pin: str | None, clock: Clock) -> None:
        self._pin = pin
        self._clock = clock
        self._sessions: dict[str, float] = {}
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    async def __call__(self, request: Request, goddag_staff: Annotated[str | None, Cookie()] = None) -> None:
        """Refuse a device without a session."""
        request.state.device = THIS_MACHINE
        if self._pin is None:
            return
        opened_at = self._sessions.get(goddag_staff or "", -SESSION_SECONDS)
        if self._clock.mono() - opened_at >= SESSION_SECONDS:
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "this device needs the store's PIN")
        # The session itself opens the screens and is written nowhere.
        request.state.device = f"device-{hashlib.sha256((goddag_staff or '').encode()).hexdigest()[:12]}"

    def open_session(self, pin: str, device: str) -> str:
        """A session for a right PIN, else 401, or 429 for a device (an address) that has guessed too often."""
        now = self._clock.mono()
        wrong = [at for at in self._wrong.get(device, []) if now - at < LOCK_SECONDS]
        if len(wrong) >= WRONG_PINS:
            raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "too many wrong PINs: wait a minute")
        if self._pin is None or not hmac.compare_digest(pin.encode(), self._pin.encode()):
            self._wrong[device] = [*wrong, now]
            self._wrong.move_to_end(device)
            while len(self._wrong) > MOST_DEVICES:
                self._wrong.popitem(last=False)
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "that PIN is not right")
        self._sessions = {each: at for each, at in self._sessions.items() if now - at < SESSION_SECONDS}
        session = secrets.token_urlsafe(32)
        self._sessions[session] = now
        return session


def _on_device(request: Request) -> str:
    return request.state.device


OnDevice = Annotated[str, Depends(_on_device)]
"""The name under which the audit log knows the device; only on routes behind the gate."""
