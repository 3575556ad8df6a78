"""The store's certificate authority: says which key is which edge, and makes the certificates of the hub's own side."""

import contextlib
import hashlib
import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.ground.certificates import key_pem, key_usage
from hub.ground.errors import AuthorityUnusable
from hub.ground.key_file import write_private
from wire.enrolment import fingerprint
from wire.ids import EdgeId

AUTHORITY_FOLDER = "authority"
# A store keeps its equipment for years; a new authority means that every edge enrols again.
AUTHORITY_YEARS = 20
# The keys of broker and hub lie beside the authority's own: a short life of their certificates would protect nothing.
OWN_SIDE_YEARS = 10
# A clock on the edge may be behind ours by this share of a certificate's life: an hour of the usual 24.
_BACKDATED = 24
_YEAR = timedelta(days=365)


class CsrFault(StrEnum):
    """Why a certificate request is refused."""

    UNREADABLE = "csr_unreadable"
    WRONG_KEY = "csr_wrong_key"
    OTHER_NAME = "csr_other_name"


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate as it is written down."""

    pem: str
    serial: str
    key_id: str
    expires_at: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A certificate of ours that somebody shows again."""

    edge: EdgeId
    serial: str
    key_id: str
    expires_at: float


class StoreAuthority:
    """Signs with the store's key."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self._certificate = certificate

    @property
    def pem(self) -> str:
        """The authority's certificate."""
        return self._certificate.public_bytes(Encoding.PEM).decode()

    @property
    def fingerprint(self) -> str:
        """The letters by which an edge recognises this authority."""
        return fingerprint(_public_bytes(self._key.public_key()))

    def objection(self, now: float) -> str:
        """Why nobody would believe it now, and what to do; empty when it is in force. `now` is Unix time."""
        since, until = self._certificate.not_valid_before_utc, self._certificate.not_valid_after_utc
        at = datetime.fromtimestamp(now, UTC)
        if since <= at <= until:
            return ""
        return (
            f"the store's authority counts from {since:%Y-%m-%d} to {until:%Y-%m-%d}, and by this machine's clock it is"
            f" {at:%Y-%m-%d}: it was made while the clock was wrong, or the clock is wrong now. No edge could connect."
            " See timedatectl. If the clock is right, stop the hub, remove authority.pem from its data folder's"
            f" {AUTHORITY_FOLDER} and start it: a new one is made, and every edge enrols again."
        )

    def check_in_force(self, now: float) -> None:
        """Raises `AuthorityUnusable` when nobody would believe it now."""
        if objection := self.objection(now):
            raise AuthorityUnusable(objection)

    def issue(self, edge: EdgeId, key: ec.EllipticCurvePublicKey, now: float, hours: float) -> Issued:
        """A certificate by which `edge` proves itself as a client."""
        key_id = key_id_of(key)
        life = timedelta(hours=hours)
        began = datetime.fromtimestamp(now, UTC)
        names = [
            x509.NameAttribute(NameOID.COMMON_NAME, edge),
            # The broker's user is this whole name: a second device of the same edge name is another user.
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, key_id),
        ]
        made = self._sign(
            x509.Name(names), key, began - life / _BACKDATED, began + life, ExtendedKeyUsageOID.CLIENT_AUTH, ()
        )
        return Issued(_pem(made), _serial(made), key_id, made.not_valid_after_utc.timestamp())

    def own_side(self, name: str, now: float, addresses: Iterable[str] = ()) -> bytes:
        """Key and certificate in one PEM for a part of the hub's own side; with `addresses`, for a server there."""
        key = ec.generate_private_key(ec.SECP256R1())
        usage = ExtendedKeyUsageOID.SERVER_AUTH if addresses else ExtendedKeyUsageOID.CLIENT_AUTH
        began = datetime.fromtimestamp(now, UTC)
        made = self._sign(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
            key.public_key(),
            began - timedelta(days=1),
            min(began + OWN_SIDE_YEARS * _YEAR, self._certificate.not_valid_after_utc),
            usage,
            addresses,
        )
        return key_pem(key) + _pem(made).encode()

    def presented(self, pem: str) -> Presented | None:
        """What a certificate of ours says, expired or not; None when it is not ours or cannot be read."""
        try:
            certificate = x509.load_pem_x509_certificate(pem.encode())
            certificate.verify_directly_issued_by(self._certificate)
            key = certificate.public_key()
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return None
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        if not names or not isinstance(key, ec.EllipticCurvePublicKey):
            return None
        expires_at = certificate.not_valid_after_utc.timestamp()
        return Presented(EdgeId(str(names[0].value)), _serial(certificate), key_id_of(key), expires_at)

    def revocations(self, serials: Iterable[str], now: float) -> bytes:
        """The list of certificates that no longer count, PEM."""
        began = datetime.fromtimestamp(now, UTC)
        # Mosquitto refuses everybody once a list is out of date, so it lasts: each revocation makes a new one.
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(began - timedelta(days=1))
            .next_update(began + OWN_SIDE_YEARS * _YEAR)
        )
        for serial in serials:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(began).build()
            )
        return builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM)

    def _sign(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        not_before: datetime,
        not_after: datetime,
        usage: x509.ObjectIdentifier,
        addresses: Iterable[str],
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(not_before)
            .not_valid_after(not_after)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        names = [_general_name(address) for address in addresses]
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self._key, SHA256())


def read_csr(pem: str, edge: EdgeId) -> ec.EllipticCurvePublicKey | CsrFault:
    """The key that a request proves to hold. A request may leave the name to us; it may not name somebody else."""
    try:
        csr = x509.load_pem_x509_csr(pem.encode())
        key = csr.public_key()
        whole = csr.is_signature_valid
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return CsrFault.UNREADABLE
    if not whole:
        return CsrFault.UNREADABLE
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return CsrFault.WRONG_KEY
    if any(name.value != edge for name in csr.subject.get_attributes_for_oid(NameOID.COMMON_NAME)):
        return CsrFault.OTHER_NAME
    return key


def key_id_of(key: ec.EllipticCurvePublicKey) -> str:
    """A short name of a public key: 64 bits of its hash, in hex."""
    return hashlib.sha256(_public_bytes(key)).hexdigest()[:16]


def load_or_create_authority(folder: Path, now: float) -> StoreAuthority:
    """The store's authority: a P-256 key in a 0600 file, made when first asked for. Raises `AuthorityUnusable`."""
    file = folder / "authority.pem"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            _create(file, now)
        pem = file.read_bytes()
        key = load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
    except OSError as error:
        raise AuthorityUnusable(f"cannot use the store's authority {file}: {error.strerror}.") from None
    except ValueError:
        key = certificate = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None:
        raise AuthorityUnusable(
            f"{file} does not hold the store's key and certificate. Restore it from a backup; if there is none, remove"
            " it: a new one is made, and every edge has to enrol again."
        )
    return StoreAuthority(key, certificate)


def _create(file: Path, now: float) -> None:
    """Write a new authority whole or not at all; of two that do so at once, the first wins."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Goddag store authority")])
    began = datetime.fromtimestamp(now, UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began - timedelta(days=1))
        .not_valid_after(began + AUTHORITY_YEARS * _YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    part = file.with_name(f"{file.name}.{os.getpid()}")
    write_private(part, key_pem(key) + _pem(made).encode())
    with contextlib.suppress(FileExistsError):
        file.hardlink_to(part)
    part.unlink()


def _general_name(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)


def _public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _serial(certificate: x509.Certificate) -> str:
    return f"{certificate.serial_number:x}"
