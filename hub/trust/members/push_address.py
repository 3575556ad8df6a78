"""Where a device takes messages, as its app registers it: one text for the database, one kind for each push service.

The address of a browser is a URL that a stranger gives us to send to. It counts only at a push service that the
settings name, so that nobody can have the hub ask a machine of their choice.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric import ec

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
# No user, no odd port, nothing that two readers of a URL could take for different hosts.
_ENDPOINT = re.compile(r"(https?)://([a-z0-9][a-z0-9.-]*)(?::([0-9]{1,5}))?(/[!-~]*)")
_POINT_BYTES, _SECRET_BYTES = 65, 16


class PushKind(StrEnum):
    """Whose address it is."""

    FCM = "fcm"
    """A registration token of Firebase Cloud Messaging."""
    FID = "fid"
    """An installation id of Firebase, which takes the place of registration tokens."""
    APNS = "apns"
    """A device token of Apple, given without Firebase."""
    WEB = "web"
    """A subscription of a browser: its endpoint, its key and its secret, with a blank between them."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser's, as `PushSubscription.toJSON()` gives it."""

    endpoint: str
    p256dh: str
    """Its public key: an uncompressed point on P-256 in base64url."""
    auth: str
    """16 bytes in base64url."""

    @property
    def address(self) -> str:
        """One text."""
        return f"{self.endpoint} {self.p256dh} {self.auth}"

    @property
    def key(self) -> bytes:
        """The point."""
        return _bytes(self.p256dh)

    @property
    def secret(self) -> bytes:
        """Of both sides."""
        return _bytes(self.auth)

    @classmethod
    def of(cls, address: str) -> "Subscription":
        """The same from its text."""
        endpoint, p256dh, auth = address.split(" ")
        return cls(endpoint, p256dh, auth)


def wrong_keys(p256dh: str, auth: str) -> str | None:
    """Why nothing can be encrypted for these; None when it can."""
    try:
        point, secret = _bytes(p256dh), _bytes(auth)
    except binascii.Error:
        return "p256dh and auth are base64url, as the browser gives them"
    if len(secret) != _SECRET_BYTES:
        return "auth is 16 bytes in base64url"
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return "p256dh is no point on the curve P-256"
    return None if len(point) == _POINT_BYTES else "p256dh is an uncompressed point of 65 bytes"


def service_of(endpoint: str, allowed: Iterable[str]) -> str | None:
    """Which of the `allowed` services an endpoint belongs to; None for an address that nothing is sent to.

    A service is a host; `*.` before it stands for hosts below it. With a port it is that one, and one on this machine
    (127.0.0.1:8080) may be without encryption.
    """
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None:
        return None
    scheme, host, port = found[1], found[2], found[3]
    for service in allowed:
        name, _, its_port = service.lower().partition(":")
        is_it = host.endswith(name[1:]) and host != name[2:] if name.startswith("*.") else host == name
        is_port = port == its_port if its_port else port in {None, "443"}
        if is_it and is_port and (scheme == "https" or (its_port and host in LOOPBACK)):
            return service
    return None


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
