"""A certificate and its key, as they stand in files: what a browser would not take of them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from hub.ground.words.phrase import Day, Phrase, phrase

# What browsers and the authorities that they trust take (CA/Browser Forum, Baseline Requirements 6.1.5).
LEAST_RSA_BITS = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
# Renewal begins at two thirds of a life: with less than this left it did not happen.
LEFT_WHEN_LATE = 1 / 3
# As many of the names in a certificate as a sentence bears.
MOST_NAMES = 3


class Fault(StrEnum):
    """What is wrong with a pair; the values are stable: figures name them."""

    FILE = "file"
    CERTIFICATE = "certificate"
    KEY = "key"
    LOCKED = "locked"
    MISMATCH = "mismatch"
    KIND = "kind"
    USAGE = "usage"
    NAME = "name"
    EARLY = "early"
    ENDED = "ended"


OF_TIME = frozenset({Fault.EARLY, Fault.ENDED})
"""These may be the clock's, and pass."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a pair is not served, or would not be believed."""

    fault: Fault
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Certificate:
    """What browsers are shown first. Times are Unix seconds."""

    names: frozenset[str]
    """Lower case; an address as it is written."""
    issuer: str
    fingerprint: str
    """SHA-256, in hex."""
    begins_at: float
    ends_at: float
    for_servers: bool
    key_is_taken: bool
    """Whether browsers take keys of its kind and size."""
    has_chain: bool
    """Whether something stands behind it in its file, up to whom browsers know."""

    def is_late(self, at: float) -> bool:
        """Whether it ought to have been renewed."""
        return self.ends_at - at < (self.ends_at - self.begins_at) * LEFT_WHEN_LATE

    def in_force(self, at: float) -> bool:
        """Whether it counts at that moment."""
        return self.begins_at <= at <= self.ends_at


def read_pair(certificate: bytes, key: bytes, file: str, key_file: str) -> Certificate | Objection:
    """The certificate that stands first in its file, when the key is its own; `file` and `key_file` name them."""
    try:
        shown, *chain = x509.load_pem_x509_certificates(certificate)
        public = shown.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return Objection(Fault.CERTIFICATE, phrase("health-https-certificate", file=file))
    try:
        private = load_pem_private_key(key, password=None)
    except TypeError:  # it is locked; the words for that are this library's
        return Objection(Fault.LOCKED, phrase("health-https-locked", file=key_file))
    except (ValueError, UnsupportedAlgorithm):
        return Objection(Fault.KEY, phrase("health-https-key", file=key_file))
    if private.public_key() != public:
        return Objection(Fault.MISMATCH, phrase("health-https-mismatch", file=file, key_file=key_file))
    return certificate_of(shown, has_chain=bool(chain))


def certificate_of(shown: x509.Certificate, *, has_chain: bool) -> Certificate:
    """What counts of it here."""
    key = shown.public_key()
    taken = (isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA_BITS) or (
        isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES)
    )
    return Certificate(
        frozenset(_names_in(shown)),
        shown.issuer.rfc4514_string(),
        shown.fingerprint(SHA256()).hex(),
        shown.not_valid_before_utc.timestamp(),
        shown.not_valid_after_utc.timestamp(),
        _is_for_servers(shown),
        taken,
        has_chain,
    )


def objection_to(certificate: Certificate, name: str, at: float) -> Objection | None:
    """Why browsers that trust its issuer would not take it for `name` at that moment."""
    if not certificate.key_is_taken:
        return Objection(Fault.KIND, phrase("health-https-kind"))
    if not certificate.for_servers:
        return Objection(Fault.USAGE, phrase("health-https-usage"))
    if not is_named(name, certificate.names):
        named = ", ".join(sorted(certificate.names)[:MOST_NAMES]) or "-"
        return Objection(Fault.NAME, phrase("health-https-name", names=named, name=name))
    if at < certificate.begins_at:
        return Objection(Fault.EARLY, phrase("health-https-early", day=Day(_ms(certificate.begins_at))))
    if at > certificate.ends_at:
        return Objection(Fault.ENDED, phrase("health-https-ended", day=Day(_ms(certificate.ends_at))))
    return None


def is_named(name: str, names: Iterable[str]) -> bool:
    """Whether one of these stands for the name; `*.shop.example` stands for one word before `.shop.example`."""
    wanted, under = name.lower(), name.lower().partition(".")[2]
    return any(each == wanted or (bool(under) and each == f"*.{under}") for each in names)


def _names_in(shown: x509.Certificate) -> Iterable[str]:
    """Browsers read these alone, and no common name."""
    try:
        named = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return
    yield from (each.lower() for each in named.get_values_for_type(x509.DNSName))
    yield from (str(each) for each in named.get_values_for_type(x509.IPAddress))


def _is_for_servers(shown: x509.Certificate) -> bool:
    try:
        usage = shown.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return ExtendedKeyUsageOID.SERVER_AUTH in usage or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usage


def _ms(at: float) -> int:
    return round(at * 1000)
