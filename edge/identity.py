"""The key of this edge, the certificate for it, and the authority that it trusts: made, checked, kept and read."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from edge.enrolment import EdgeEnrolment, Identity
from edge.errors import IdentityUnusable
from wire.enrolment import EdgeEnrolled, fingerprint

# Renewed here there is a third of the certificate's life left to find a hub that is switched off.
RENEWED_AFTER = 2 / 3


@dataclass(frozen=True, slots=True)
class Life:
    """When a certificate counts, in Unix seconds."""

    begins_at: float
    ends_at: float

    @property
    def renew_at(self) -> float:
        return self.begins_at + (self.ends_at - self.begins_at) * RENEWED_AFTER


def new_key() -> ec.EllipticCurvePrivateKey:
    """A P-256 key of this edge's own; it never leaves the machine."""
    return ec.generate_private_key(ec.SECP256R1())


def make_csr(key: ec.EllipticCurvePrivateKey) -> str:
    """A request that proves to hold `key` and leaves the name to the hub."""
    csr = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, SHA256())
    return csr.public_bytes(Encoding.PEM).decode()


def authority_matches(ca: str, expected: str) -> bool:
    """Whether this is the authority whose fingerprint stands in the code."""
    try:
        key = x509.load_pem_x509_certificate(ca.encode()).public_key()
    except ValueError:
        return False
    return fingerprint(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)) == expected


def certifies(certificate: str, ca: str, key: ec.EllipticCurvePrivateKey) -> bool:
    """Whether `certificate` is the authority's, and for our key."""
    try:
        read = x509.load_pem_x509_certificate(certificate.encode())
        read.verify_directly_issued_by(x509.load_pem_x509_certificate(ca.encode()))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return read.public_key() == key.public_key()


def keep_identity(data_dir: Path, key: ec.EllipticCurvePrivateKey, enrolled: EdgeEnrolled, hub_url: str) -> None:
    """Write everything down, in an order in which a power cut leaves either the whole or nothing. Raises `OSError`."""
    identity = Identity(data_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    identity.enrolment_file.unlink(missing_ok=True)
    _replace(identity.ca_file, enrolled.ca.encode(), 0o644)
    keep_certificate(identity, key, enrolled.certificate)
    enrolment = EdgeEnrolment(store=enrolled.store, edge=enrolled.edge, broker_url=enrolled.broker_url, hub_url=hub_url)
    _replace(identity.enrolment_file, enrolment.model_dump_json(indent=1).encode(), 0o644)


def keep_certificate(identity: Identity, key: ec.EllipticCurvePrivateKey, certificate: str) -> None:
    """Put the newest certificate beside its key, whole or not at all. Raises `OSError`."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _replace(identity.certificate_file, pem + certificate.encode(), 0o600)


def read_identity(identity: Identity) -> tuple[ec.EllipticCurvePrivateKey, str]:
    """The key and the newest certificate (PEM). Raises `IdentityUnusable`."""
    try:
        pem = identity.certificate_file.read_bytes()
        key = load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.PEM).decode()
    except (OSError, ValueError):
        key, certificate = None, ""
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise IdentityUnusable(
            f"{identity.certificate_file} is missing, damaged or not readable for this user. If another user"
            f" enrolled: chown -R the folder {identity.folder} to this one. Else enrol this edge again:"
            " goddag-edge enrol, with a new code from goddag-hub edges invite."
        )
    return key, certificate


def life_of(certificate: str) -> Life:
    """When a certificate counts."""
    read = x509.load_pem_x509_certificate(certificate.encode())
    return Life(read.not_valid_before_utc.timestamp(), read.not_valid_after_utc.timestamp())


def _replace(path: Path, content: bytes, mode: int) -> None:
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
