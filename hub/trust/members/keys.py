"""Where the day keys come from: a root of this hub's own, or a file that the chain's office sends."""

import os
import secrets
from collections import OrderedDict
from pathlib import Path
from typing import Protocol

from hub.ground.errors import KeysUnreadable
from hub.trust.members.tokens import DayKey, day_key, derive_day_secret

ROOT_BYTES = 32
# Yesterday, today and tomorrow, plus the day that a batch of 48 hours reaches into.
KEPT_DAYS = 4


class DayKeys(Protocol):
    """Day keys by day."""

    def day(self, day: int) -> DayKey | None:
        """The key of one day; None when this hub has none."""
        ...

    def keep(self, today: int) -> None:
        """Take in what is new, and forget what is older than yesterday. Called about once a second."""
        ...

    def last_day(self) -> int | None:
        """The last day that tokens can be made and opened for; None when there is no end."""
        ...


class KeyRing:
    """Keys from a root of this hub's own; a few days are in memory."""

    def __init__(self, root: bytes, region: str) -> None:
        self._root = root
        self._region = region
        self._days: OrderedDict[int, DayKey] = OrderedDict()

    def day(self, day: int) -> DayKey:
        """The key of any day."""
        key = self._days.get(day)
        if key is None:
            key = self._days[day] = day_key(day, derive_day_secret(self._root, self._region, day))
            while len(self._days) > KEPT_DAYS:
                self._days.popitem(last=False)
        return key

    def keep(self, today: int) -> None:
        """Forget in memory what is older than yesterday."""
        for day in [day for day in self._days if day < today - 1]:
            del self._days[day]

    def last_day(self) -> None:
        """There is no end: a root makes every day's key."""


def load_or_create_root(path: Path) -> bytes:
    """The root key of a hub of its own, made on the first start. Raises `KeysUnreadable`."""
    return load_or_create_key(path, "the token root key", "a new one is made, and every phone fetches new tokens")


def create_root(path: Path) -> None:
    """A new root. Raises `KeysUnreadable`, also when there is a file already."""
    _create(path, "the token root key")


def load_root(path: Path) -> bytes:
    """The root key in a file. Raises `KeysUnreadable`."""
    return _load(path, "the token root key", "Name the file that goddag-hub tokens new-root made")


def load_or_create_key(path: Path, name: str, when_removed: str) -> bytes:
    """32 random bytes in a 0600 file, made on the first start. Raises `KeysUnreadable`."""
    if not path.exists():
        _create(path, name)
    return _load(path, name, f"Restore it from a backup, or remove it: {when_removed}")


def _create(path: Path, name: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(ROOT_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise KeysUnreadable(f"cannot make {name} {path}: {error.strerror}.") from None


def _load(path: Path, name: str, next_step: str) -> bytes:
    try:
        root = path.read_bytes()
    except OSError as error:
        raise KeysUnreadable(f"cannot use {name} {path}: {error.strerror}.") from None
    if len(root) != ROOT_BYTES:
        raise KeysUnreadable(f"{name} {path} has {len(root)} bytes instead of {ROOT_BYTES}. {next_step}.")
    return root
