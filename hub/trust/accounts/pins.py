"""PINs: six digits that the hub gives, and what is kept of them.

A PIN is one of two factors; the other is the key of the device. What is kept is argon2id over an HMAC with a pepper
that lies in a file of its own: whoever has a copy of the database alone cannot try a million PINs.
"""

import asyncio
import hashlib
import hmac
import secrets
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from hub.ground.key_file import load_or_create_key

DIGITS = 6
PEPPER_FILE = "pin.pepper"
# RFC 9106 and OWASP allow it, and on two cores 8 at once do not stall the screens (measured: 30 ms each).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = 2
# Verified where there is nobody, so that an unknown name takes as long as a wrong PIN.
_NOBODY = _HASHER.hash("nobody")


def load_pepper(data_dir: Path) -> bytes:
    """The pepper, made on the first start; no backup of the database holds it. Raises `KeysUnreadable`."""
    return load_or_create_key(data_dir / PEPPER_FILE, "the pepper of the PINs", "then everybody needs a new PIN")


def is_weak(pin: str) -> bool:
    """What somebody who watches or guesses tries first."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = pin == pin[:2] * 3 or pin == pin[:3] * 2
    return len(set(pin)) < 3 or steps <= {1} or steps <= {9} or repeats or pin == pin[::-1]


def new_pin() -> str:
    """Random, and not weak."""
    while is_weak(pin := f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"):
        pass
    return pin


class PinHashes:
    """Makes and compares what is kept, off the loop and two at a time."""

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    def hash(self, pin: str) -> str:
        """What is kept of a PIN: 30 ms of a core."""
        return _HASHER.hash(self._peppered(pin))

    async def is_right(self, pin: str, kept: str | None) -> bool:
        """Whether it is the PIN; the same work where there is none to compare with."""
        async with self._at_once:
            return await asyncio.to_thread(self._verify, pin, kept or _NOBODY) and kept is not None

    def _verify(self, pin: str, kept: str) -> bool:
        try:
            return _HASHER.verify(kept, self._peppered(pin))
        except (Argon2Error, InvalidHashError):
            return False

    def _peppered(self, pin: str) -> str:
        return hmac.new(self._pepper, pin.encode(), hashlib.sha256).hexdigest()

    def badge(self, badge: str) -> bytes:
        """What is kept of a badge: it names somebody, and replaces no PIN."""
        return hmac.new(self._pepper, b"badge\n" + badge.encode(), hashlib.sha256).digest()
