"""Keys in files of their own, which only this user can read."""

import os
import secrets
from pathlib import Path

from hub.ground.errors import KeysUnreadable

KEY_BYTES = 32


def load_or_create_key(path: Path, name: str, when_removed: str) -> bytes:
    """32 random bytes in a 0600 file, made on the first start. Raises `KeysUnreadable`."""
    if not path.exists():
        create_key(path, name)
    return load_key(path, name, f"Restore it from a backup, or remove it: {when_removed}")


def create_key(path: Path, name: str) -> None:
    """Make one that is not there yet. Raises `KeysUnreadable`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise KeysUnreadable(f"cannot make {name} {path}: {error.strerror}.") from None


def load_key(path: Path, name: str, next_step: str) -> bytes:
    """Read one. Raises `KeysUnreadable` with the next step."""
    try:
        root = path.read_bytes()
    except OSError as error:
        raise KeysUnreadable(f"cannot use {name} {path}: {error.strerror}.") from None
    if len(root) != KEY_BYTES:
        raise KeysUnreadable(f"{name} {path} has {len(root)} bytes instead of {KEY_BYTES}. {next_step}.")
    return root


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, and wait for the disk."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
