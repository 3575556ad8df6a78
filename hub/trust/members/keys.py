"""Where the day keys come from: a root of this hub's own, or a file that the chain's office sends."""

from collections import OrderedDict
from pathlib import Path
from typing import Protocol

from hub.ground.key_file import create_key, load_key, load_or_create_key
from hub.trust.members.tokens import DayKey, day_key, derive_day_secret

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
    create_key(path, "the token root key")


def load_root(path: Path) -> bytes:
    """The root key in a file. Raises `KeysUnreadable`."""
    return load_key(path, "the token root key", "Name the file that goddag-hub tokens new-root made")
