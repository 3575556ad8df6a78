"""Standard Webhooks (standardwebhooks.com): who sent this, and when, for everything that signs so. Pure."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum

# The specification's own tolerance: older may be somebody who plays it back.
TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"
_SHORTEST_KEY = 24
# A sender signs with two secrets at most, while one is replaced.
_MOST_SIGNATURES = 4


class NotTrusted(StrEnum):
    """Why a webhook is not believed."""

    NOT_SET_UP = "no secret is set here"
    NOT_SIGNED = "the headers webhook-id, webhook-timestamp and webhook-signature are missing or not as specified"
    NOT_NOW = "webhook-timestamp is more than five minutes from now: is a clock wrong?"
    WRONG = "the signature does not match: is it another secret?"


def key_of(secret: str) -> bytes:
    """The key of a secret as it is handed out: whsec_ and base64. Raises `ValueError`."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if len(key) < _SHORTEST_KEY:
        raise ValueError("a secret of Standard Webhooks is whsec_ and at least 24 bytes in base64")
    return key


def check(
    body: bytes, message_id: str, timestamp: str, signatures: str, keys: Sequence[bytes], now: float
) -> NotTrusted | None:
    """None when one of `keys` signed these very bytes within five minutes of `now` (Unix seconds)."""
    if not keys:
        return NotTrusted.NOT_SET_UP
    given = [each[3:] for each in signatures.split(" ") if each.startswith("v1,")][:_MOST_SIGNATURES]
    if not message_id or not given or not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return NotTrusted.NOT_SIGNED
    signed = f"{message_id}.{timestamp}.".encode() + body
    matches = False
    for key in keys:
        expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
        for each in given:
            # All are compared, so that how long it takes tells nothing.
            matches |= hmac.compare_digest(expected, each.encode("utf-8", "replace"))
    if not matches:
        return NotTrusted.WRONG
    return None if abs(now - int(timestamp)) <= TOLERANCE_SECONDS else NotTrusted.NOT_NOW
