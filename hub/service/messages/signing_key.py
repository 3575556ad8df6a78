"""A private key on the curve P-256, which Apple and browsers' push services know us by."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from hub.ground.errors import PushCredentialsError


def read_signing_key(file: Path, setting: str, how_to_get: str) -> ec.EllipticCurvePrivateKey:
    """The key in a PEM file. Raises `PushCredentialsError`, which never quotes it."""
    where = f"{setting} {file}"
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise PushCredentialsError(
            f"{where} cannot be read: {error.strerror}. Check the path and its rights."
        ) from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise PushCredentialsError(f"{where} holds no private key in PEM, without a password: {how_to_get}.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise PushCredentialsError(f"{where} is a key of another kind than ES256 needs (P-256): {how_to_get}.")
    return key


def create_signing_key(file: Path) -> ec.EllipticCurvePrivateKey:
    """A new key in a new file that only its owner reads. Raises `OSError`, also for a file that is there already."""
    key = ec.generate_private_key(ec.SECP256R1())
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
        made.write(text)
    return key
