"""An authority for browsers alone: whoever trusts it trusts this hub's one name, and nothing else that it could sign.

It is not the fleet's (`hub/equipment/enrolment/authority.py`): that one's key could be any web site to a phone that
trusted it.
"""

import contextlib
import os
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.ground.certificates import key_pem, key_usage
from hub.ground.errors import HttpsUnusable
from hub.ground.key_file import write_private
from hub.ground.web.https.pair import Certificate, certificate_of, is_named, read_pair

FOLDER = "browser-authority"
AUTHORITY_FILE = "authority.pem"
SERVER_FILE = "server.pem"
# A new one means that every handheld is told to trust it: as long as the handhelds live, and longer than one of them.
AUTHORITY_LIFE = timedelta(days=3650)
# The longest that every browser takes of any authority: Safari and iOS refuse more than 825 days, Chromium and the
# public authorities went down to 398.
SERVER_LIFE = timedelta(days=397)
RENEWED_AFTER = 2 / 3
# A phone's clock may be behind ours by this.
_BACKDATED = timedelta(days=1)
_NOBODY_BY_ADDRESS = (x509.IPAddress(IPv4Network("0.0.0.0/0")), x509.IPAddress(IPv6Network("::/0")))


class BrowserAuthority:
    """Signs for one name, with a key in a folder of its own."""

    def __init__(self, folder: Path, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._folder = folder
        self._name = name
        self._key = key
        self.certificate = certificate

    @property
    def pem(self) -> str:
        """Its certificate: what handhelds are told to trust."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def der(self) -> bytes:
        """The same as a file that some management systems want."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """SHA-256 as phones show it: pairs of hex digits."""
        return self.certificate.fingerprint(SHA256()).hex(":").upper()

    @property
    def ends_at(self) -> float:
        """When nobody believes it any more, Unix seconds."""
        return self.certificate.not_valid_after_utc.timestamp()

    @property
    def server_file(self) -> Path:
        """Key and certificate of the server."""
        return self._folder / SERVER_FILE

    def renew(self, at: float) -> bool:
        """Make the server's certificate anew when it is due; says whether it was. Raises `HttpsUnusable`."""
        found = self._current()
        if found and not _is_due(found, at):
            return False
        if not self._in_force(at):
            # Nobody would believe what it signs now. The one that is there says that it has ended.
            if found:
                return False
            raise HttpsUnusable(
                f"the browser authority counts from {self.certificate.not_valid_before_utc:%Y-%m-%d} to"
                f" {self.certificate.not_valid_after_utc:%Y-%m-%d}, and by this machine's clock it is"
                f" {datetime.fromtimestamp(at, UTC):%Y-%m-%d}. See timedatectl. If the clock is right, move"
                f" {self._folder / AUTHORITY_FILE} away: a new one is made, and every handheld has to be told to trust"
                " it."
            )
        key = ec.generate_private_key(ec.SECP256R1())
        content = key_pem(key) + self._sign(key.public_key(), at).public_bytes(Encoding.PEM) + self.pem.encode()
        part = self.server_file.with_suffix(".part")
        try:
            write_private(part, content)
            part.replace(self.server_file)
        except OSError as error:
            raise HttpsUnusable(f"cannot write {self.server_file}: {error.strerror}.") from None
        return True

    def _in_force(self, at: float) -> bool:
        return certificate_of(self.certificate, has_chain=False).in_force(at)

    def _current(self) -> Certificate | None:
        try:
            content = self.server_file.read_bytes()
            x509.load_pem_x509_certificate(content).verify_directly_issued_by(self.certificate)
        except Exception:  # noqa: BLE001 - whatever it is, it is none of this authority's: another is made
            return None
        found = read_pair(content, content, str(self.server_file), str(self.server_file))
        return found if isinstance(found, Certificate) and is_named(self._name, found.names) else None

    def _sign(self, key: ec.EllipticCurvePublicKey, at: float) -> x509.Certificate:
        began = datetime.fromtimestamp(at, UTC)
        return (
            x509.CertificateBuilder()
            # No common name: it may be 64 characters long, a name of the web 253, and browsers do not read it.
            .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Goddag hub")]))
            .issuer_name(self.certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(began - _BACKDATED)
            .not_valid_after(min(began - _BACKDATED + SERVER_LIFE, self.certificate.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(self._name)]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, SHA256())
        )


def load_or_create_browser_authority(data_dir: Path, name: str, at: float) -> BrowserAuthority:
    """The one for that name, made when first asked for. Raises `HttpsUnusable`."""
    _check_name(name)
    folder = data_dir / FOLDER
    file = folder / AUTHORITY_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            _create(file, name, at)
        content = file.read_bytes()
        key = load_pem_private_key(content, password=None)
        certificate = x509.load_pem_x509_certificate(content)
    except OSError as error:
        raise HttpsUnusable(f"cannot use the browser authority {file}: {error.strerror}.") from None
    except (ValueError, TypeError):
        key = certificate = None
    whole = certificate is not None and key is not None and certificate.public_key() == key.public_key()
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None or not whole:
        raise HttpsUnusable(
            f"{file} does not hold the browser authority's key and certificate. Restore it from a copy; if there is"
            " none, remove it: a new one is made, and every handheld has to be told to trust that."
        )
    _check_permitted(file, name, certificate)
    return BrowserAuthority(folder, name.lower(), key, certificate)


def _check_name(name: str) -> None:
    try:
        ip_address(name)
    except ValueError:
        return
    raise HttpsUnusable(
        f"public_name is the address {name}, and an authority of the hub's own vouches for names alone: no passkey"
        " works at an address. Give the hub a name, such as goddag.home.arpa in the shop's router."
    )


def _check_permitted(file: Path, name: str, certificate: x509.Certificate) -> None:
    try:
        permitted = certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or ()
    except (x509.ExtensionNotFound, ValueError):
        permitted = ()
    names = [each.value for each in permitted if isinstance(each, x509.DNSName)]
    if name.lower() not in names:
        raise HttpsUnusable(
            f"the browser authority {file} may vouch for {', '.join(names) or 'nothing'} alone, and public_name is now"
            f" {name}. Set public_name back; or, if the hub has another name for good, move that file away: a new"
            " authority is made, every handheld has to be told to trust it, and passkeys of the old name are lost."
        )


def _is_due(certificate: Certificate, at: float) -> bool:
    life = certificate.ends_at - certificate.begins_at
    return not certificate.begins_at <= at < certificate.begins_at + life * RENEWED_AFTER


def _create(file: Path, name: str, at: float) -> None:
    """Write a new authority whole or not at all; of two that do so at once, the first wins."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Goddag {name}"[:64])])
    began = datetime.fromtimestamp(at, UTC)
    only = x509.NameConstraints(permitted_subtrees=[x509.DNSName(name.lower())], excluded_subtrees=_NOBODY_BY_ADDRESS)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began - _BACKDATED)
        .not_valid_after(began + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .add_extension(only, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    part = file.with_name(f"{file.name}.{os.getpid()}")
    write_private(part, key_pem(key) + made.public_bytes(Encoding.PEM))
    with contextlib.suppress(FileExistsError):
        file.hardlink_to(part)
    part.unlink()
