"""Where the token keys come from: a root in a file of its own, day keys made from it and forgotten again."""

import os
import secrets
from collections import OrderedDict
from pathlib import Path

from hub.errors import KeysUnreadable
from hub.members.tokens import DayKey, derive_day_key

ROOT_BYTES = 32
# Yesterday, today and tomorrow, plus the day that a batch of 48 hours reaches into.
KEPT_DAYS = 5


class KeyRing:
    """Day keys by day; only a few are ever in memory."""

    def __init__(self, root: bytes, region: str) -> None:
        self._root = root
        self._region = region
        self._days: OrderedDict[int, DayKey] = OrderedDict()

    def day(self, day: int) -> DayKey:
        """The key of one day."""
        key = self._days.get(day)
        if key is None:
            key = self._days[day] = derive_day_key(self._root, self._region, day)
            while len(self._days) > KEPT_DAYS:
                self._days.popitem(last=False)
        return key


def load_or_create_root(path: Path) -> bytes:
    """The root key of the tokens, made on the first start. Raises `KeysUnreadable`."""
    return load_or_create_key(path, "the token root key", "a new one is made, and every phone fetches new tokens")


def load_or_create_key(path: Path, name: str, when_removed: str) -> bytes:
    """32 random bytes in a 0600 file, made on the first start. Raises `KeysUnreadable`."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(ROOT_BYTES))
                file.flush()
                os.fsync(file.fileno())
        root = path.read_bytes()
    except OSError as error:
        raise KeysUnreadable(f"cannot use {name} {path}: {error.strerror}.") from None
    if len(root) != ROOT_BYTES:
        raise KeysUnreadable(
            f"{name} {path} has {len(root)} bytes instead of {ROOT_BYTES}. Restore it from a backup, or remove it:"
            f" {when_removed}."
        )
    return root
