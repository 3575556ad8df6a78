"""An authority of somebody else, and the pairs that it makes: good ones, and each kind of bad one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.ground.certificates import key_usage

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of somebody else")])


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, PEM."""

    certificate: bytes
    key: bytes

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The two files, as certbot names them."""
        folder.mkdir(parents=True, exist_ok=True)
        certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
        certificate.write_bytes(self.certificate)
        key.write_bytes(self.key)
        return certificate, key


class Authority:
    """Signs whatever it is asked for."""

    def __init__(self, stolen: bytes = b"") -> None:
        """`stolen`: the key and the certificate of an authority that is somebody else's, PEM."""
        if stolen:
            key = load_pem_private_key(stolen, password=None)
            assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - ours are
            self._key, self._certificate = key, x509.load_pem_x509_certificate(stolen)
            return
        self._key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        self._certificate = (
            _builder(_NAME, _NAME, self._key, now - timedelta(days=9000), now + timedelta(days=9000))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(key_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, SHA256())
        )

    @property
    def pem(self) -> bytes:
        """Its certificate, for whoever is to trust it."""
        return self._certificate.public_bytes(Encoding.PEM)

    def pair(
        self,
        *names: str,
        begins: timedelta = timedelta(days=-1),
        ends: timedelta = timedelta(days=89),
        key: Key | None = None,
        usage: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.SERVER_AUTH,),
        password: bytes = b"",
    ) -> Pair:
        """A certificate for these names and addresses; `begins` and `ends` are counted from now."""
        own = key or ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        builder = _builder(x509.Name([]), self._certificate.subject, own, now + begins, now + ends)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_named(each) for each in names]), True)
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=False)
        by_whom = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        made = builder.add_extension(by_whom, critical=False).sign(self._key, SHA256())
        locked: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
        return Pair(made.public_bytes(Encoding.PEM), own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
