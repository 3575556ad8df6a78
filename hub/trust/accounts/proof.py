"""That a request comes from the device that was enrolled: a signature by a key that cannot leave it.

`Goddag-Proof: nonce.counter.signature`, ECDSA P-256 with SHA-256 over `nonce.counter.METHOD.path.sha256(body)`, raw
64 bytes as base64url, the hash in hex. The nonce is the hub's, so that a wrong clock on the device does not matter; a
cookie that was stolen is worth nothing on another device.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from wire.clock import Clock

PROOF_HEADER = "goddag-proof"
NONCE_HEADER = "goddag-nonce"
NONCE_SECONDS = 300.0
_MINUTE = 60.0
MOST_OF_ONE_NONCE = 20_000
MOST_HEADER_CHARACTERS = 300
KEY_BYTES = 65
"""An uncompressed point: 0x04, x, y (SEC 1), what WebCrypto exports as "raw"."""
_SIGNATURE_BYTES = 64
_HALF = 32


class Unproven(StrEnum):
    """What is wrong with a proof."""

    MISSING = "missing"
    STALE = "stale"
    """The nonce is over, of another start of the hub, or the counter was used: sign anew with the nonce beside this."""
    WRONG = "wrong"


def is_key(raw: bytes) -> bool:
    """Whether these bytes are a public key on P-256."""
    try:
        _public(raw)
    except ValueError:
        return False
    return True


def signed_text(nonce: str, counter: int, method: str, path: str, body: bytes) -> bytes:
    """What a device signs; `path` with its query."""
    return f"{nonce}.{counter}.{method}.{path}.{hashlib.sha256(body).hexdigest()}".encode()


class Proofs:
    """Gives nonces and checks proofs.

    Nonces are not kept: each says when it was made, and only this start of the hub can make one. What is kept is which
    counters of a nonce were used.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._used: dict[str, dict[str, set[int]]] = {}
        """By minute of the nonce, then by device."""

    def nonce(self) -> str:
        """The one to sign with now."""
        return self._nonce(int(self._clock.mono() // _MINUTE))

    def check(
        self, header: str | None, public_key: bytes, method: str, path: str, body: bytes, *, enrolled: bool = True
    ) -> Unproven | None:
        """What is wrong with a proof; None where it holds. It holds once.

        Of keys that are not enrolled nothing is kept, or whoever makes a million of them has our memory: what they
        ask with holds once by itself (a link, the challenge of a passkey).
        """
        if not header:
            return Unproven.MISSING
        nonce, _, rest = header[:MOST_HEADER_CHARACTERS].partition(".")
        number, _, signature = rest.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) <= 15):
            return Unproven.WRONG
        minute = self._minute(nonce)
        if minute is None:
            return Unproven.STALE
        if not _verifies(public_key, signature, signed_text(nonce, int(number), method, path, body)):
            return Unproven.WRONG
        return Unproven.STALE if enrolled and not self._first(minute, public_key, int(number)) else None

    def _first(self, minute: str, public_key: bytes, number: int) -> bool:
        """Whether that counter was not used before; from now on it was."""
        used = self._used.setdefault(minute, {}).setdefault(hashlib.sha256(public_key).hexdigest(), set())
        if number in used or len(used) >= MOST_OF_ONE_NONCE:
            return False
        used.add(number)
        return True

    def forget_old(self) -> None:
        """Counters of nonces that are over."""
        for minute in [each for each in self._used if self._is_over(int(each))]:
            del self._used[minute]

    def _nonce(self, minute: int) -> str:
        return f"{minute}-{hmac.new(self._key, str(minute).encode(), hashlib.sha256).hexdigest()[:24]}"

    def _minute(self, nonce: str) -> str | None:
        minute = nonce.partition("-")[0]
        if not (minute.isascii() and minute.isdigit() and len(minute) < 16):
            return None
        known = hmac.compare_digest(nonce.encode(), self._nonce(int(minute)).encode())
        return minute if known and not self._is_over(int(minute)) else None

    def _is_over(self, minute: int) -> bool:
        return not 0 <= self._clock.mono() - minute * _MINUTE < NONCE_SECONDS + _MINUTE


def _public(raw: bytes) -> ec.EllipticCurvePublicKey:
    if len(raw) != KEY_BYTES:
        raise ValueError("no uncompressed point on P-256")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)


def _verifies(public_key: bytes, signature: str, text: bytes) -> bool:
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except (ValueError, binascii.Error):
        return False
    if len(raw) != _SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(raw[:_HALF]), int.from_bytes(raw[_HALF:])
    try:
        _public(public_key).verify(utils.encode_dss_signature(r, s), text, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
