"""How an edge joins a store: the one-time code, and what edge and hub say to each other over HTTP."""

import hashlib
import re
from dataclasses import dataclass

from wire.errors import SettingsError
from wire.ids import IdText
from wire.messages import EdgeConfig, WireModel

# Crockford's base 32: no I, L, O, U, so that a code can be read out and typed.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
# 40 bits: at five guesses a minute for 15 minutes, one chance in 15 thousand million.
SECRET_CHARACTERS = 8
# 80 bits of the authority's key: nobody makes a second key with the same ones.
FINGERPRINT_CHARACTERS = 16
# A certificate request or certificate of a P-256 key takes under 1 kB.
MAX_REQUEST_BYTES = 8000

AUTHORITY_PATH = "/v1/edges/authority"
ENROL_PATH = "/v1/edges/enrol"
RENEW_PATH = "/v1/edges/renew"
# An edge that speaks TLS asks for the hub under this name, whatever its address is: then the hub shows a certificate
# of the store's authority, which the edge knows by its code, and not the one for browsers. Nobody can buy the name.
HUB_TLS_NAME = "hub.goddag.internal"


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code: a secret that the hub knows, and by what the edge recognises the hub's authority."""

    secret: str
    fingerprint: str

    def __str__(self) -> str:
        whole = self.secret + self.fingerprint
        return "-".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def read_code(text: str) -> Code:
    """A code as somebody typed it. Raises `SettingsError`."""
    typed = re.sub(r"[\s-]", "", text).upper().translate(_LOOKALIKES)
    expected = SECRET_CHARACTERS + FINGERPRINT_CHARACTERS
    if len(typed) != expected or set(typed) - set(_ALPHABET):
        raise SettingsError(
            f"that is not an enrolment code: it has {expected} letters and digits in groups of four, as"
            " `goddag-hub edges invite` printed it."
        )
    return Code(typed[:SECRET_CHARACTERS], typed[SECRET_CHARACTERS:])


def spell(data: bytes) -> str:
    """Bytes in the letters of a code, five bits each."""
    bits = int.from_bytes(data)
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(len(data) * 8 - 5, -1, -5))


def fingerprint(authority_key: bytes) -> str:
    """What a code says of an authority, from its public key (DER, SubjectPublicKeyInfo)."""
    return spell(hashlib.sha256(authority_key).digest()[: FINGERPRINT_CHARACTERS * 5 // 8])


class AuthorityShown(WireModel):
    """The store's authority, which an edge compares with the fingerprint in its code before it tells the code."""

    ca: str
    """PEM."""


class EnrolRequest(WireModel):
    """An edge that has been given a code asks for its certificate."""

    code: str
    """The secret part of the code."""
    csr: str
    """PKCS #10 in PEM for a P-256 key of its own."""


class RenewRequest(WireModel):
    """An enrolled edge asks for its next certificate; the request is signed with the key that it has."""

    certificate: str
    """The last one, PEM."""
    csr: str


class EdgeEnrolled(WireModel):
    """What an edge needs to know to work for its store."""

    store: IdText
    edge: IdText
    certificate: str
    ca: str
    """The store's authority, PEM: the edge compares it with the fingerprint in its code."""
    broker_url: str
    orders: EdgeConfig


class Renewed(WireModel):
    """The next certificate."""

    certificate: str


class RefusedRequest(WireModel):
    """Why there is no certificate, for a program and for a person."""

    reason: str
    detail: str
