"""Whether a webhook was signed with one of our secrets: over the bytes as they came, in constant time.

Two secrets count while one is being replaced. Each is tried, so that how long it takes tells nothing.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence

# Standard Webhooks: what is older may be somebody who plays it back; clocks of senders are set by the network.
TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"


def signed_by_square(body: bytes, signature: str, url: str, secrets: Sequence[str]) -> bool:
    """Square: base64 of HMAC-SHA256 over the notification URL, as registered, and the body."""
    return _matches([_hmac(secret.encode(), url.encode() + body) for secret in secrets], [signature])


def signed_by_shopify(body: bytes, signature: str, secrets: Sequence[str]) -> bool:
    """Shopify: base64 of HMAC-SHA256 over the body; the secret is the app's client secret."""
    return _matches([_hmac(secret.encode(), body) for secret in secrets], [signature])


def signature(secret: str, signed: bytes) -> str:
    """The signature of either, for a webhook that is made here."""
    return _hmac(secret.encode(), signed).decode()


def _hmac(key: bytes, signed: bytes) -> bytes:
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256))


def _matches(expected: Iterable[bytes], given: Sequence[str]) -> bool:
    found = False
    for each in expected:
        # Of a header with a hundred signatures the first ones are enough: a sender has two at most.
        for signature in given[:4]:
            found |= hmac.compare_digest(each, signature.encode("utf-8", "replace"))
    return found
