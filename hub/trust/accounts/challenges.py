"""Challenges for passkeys: each is answered once, within five minutes, for what it was made for.

None is kept before it has been answered, so whoever asks for a million of them takes neither memory nor anybody's
place: each says when it was made and for whom, and only this start of the hub can make one.
"""

import hashlib
import hmac
import secrets

from wire.clock import Clock

CHALLENGE_SECONDS = 300
_TIME_BYTES, _RANDOM_BYTES = 8, 16


class Challenges:
    """Makes them, and knows which were answered."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._answered: dict[bytes, float] = {}
        """Only what a passkey has answered: nobody without one fills it."""

    def make(self, person: str | None) -> bytes:
        """For a new passkey of that person; None to sign in."""
        made = int(self._clock.mono()).to_bytes(_TIME_BYTES, "big", signed=True) + secrets.token_bytes(_RANDOM_BYTES)
        return made + self._sealed(made, person)

    def is_open(self, challenge: bytes, person: str | None) -> bool:
        """Whether it is ours, for this, not over, and not answered yet."""
        made, seal = challenge[: _TIME_BYTES + _RANDOM_BYTES], challenge[_TIME_BYTES + _RANDOM_BYTES :]
        if not hmac.compare_digest(seal, self._sealed(made, person)):
            return False
        age = self._clock.mono() - int.from_bytes(made[:_TIME_BYTES], "big", signed=True)
        return age <= CHALLENGE_SECONDS and challenge not in self._answered

    def answered(self, challenge: bytes) -> None:
        """It is good for nothing any more."""
        now = self._clock.mono()
        self._answered = {each: at for each, at in self._answered.items() if now - at <= 2 * CHALLENGE_SECONDS}
        self._answered[challenge] = now

    def _sealed(self, made: bytes, person: str | None) -> bytes:
        whose = b"in" if person is None else b"new " + person.encode()
        return hmac.new(self._key, made + whose, hashlib.sha256).digest()
