"""A file of day keys, as the chain's office makes it: the hub that lives on it holds no root, and erases old days."""

import os
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hub.ground.errors import KeysUnreadable
from hub.trust.members.tokens import DAY_SECRET_BYTES, DayKey, day_key, derive_day_secret

# A file is read whole; ten years of days are still below this.
MOST_BYTES = 1_000_000
_OTHERS = 0o077
_Secret = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{2 * DAY_SECRET_BYTES}}}$")]
_Day = Annotated[int, Field(ge=0, le=1_000_000)]

log = structlog.get_logger()


class DayKeyFile(BaseModel):
    """What stands in the file: K_enc || K_mac as hex, by days since 1970-01-01 (UTC)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    region: str
    days: dict[_Day, _Secret]


class FiledKeys:
    """Keys of the days that the file has. A newer file is taken in while the hub runs."""

    def __init__(self, path: Path, today: int) -> None:
        """Raises `KeysUnreadable`."""
        self._path = path
        self._keys: dict[int, DayKey] = {}
        self._on_disk: frozenset[int] = frozenset()
        self._seen: object = None
        self._complaint = ""
        self._take(today)
        self._complain(self._shortage(today))

    def day(self, day: int) -> DayKey | None:
        """The key of a day that the file has."""
        return self._keys.get(day)

    def last_day(self) -> int | None:
        """The last day of the file; 0 when it has none."""
        return max(self._keys, default=0)

    def keep(self, today: int) -> None:
        """Take in a newer file, and erase days older than yesterday from memory and disk. Says what is wrong, once."""
        complaint = ""
        try:
            if self._stamp() != self._seen or any(day < today - 1 for day in self._on_disk):
                self._take(today)
        except KeysUnreadable as unreadable:
            # The days in memory go on counting: a half-copied file must not blind the store.
            complaint = str(unreadable)
        self._keys = {day: key for day, key in self._keys.items() if day >= today - 1}
        self._complain(complaint or self._shortage(today))

    def _take(self, today: int) -> None:
        self._seen = self._stamp()
        file = read_day_keys(self._path)
        self._on_disk = frozenset(file.days)
        kept = {day: secret for day, secret in file.days.items() if day >= today - 1}
        self._keys = {day: day_key(day, bytes.fromhex(secret)) for day, secret in kept.items()}
        if len(kept) < len(file.days) or self._path.stat().st_mode & _OTHERS:
            write_day_keys(self._path, DayKeyFile(region=file.region, days=kept))
            self._on_disk, self._seen = frozenset(kept), self._stamp()

    def _shortage(self, today: int) -> str:
        if today not in self._keys:
            return f"{self._path} has no key for today: nobody is recognised until the chain's office sends new ones."
        if today + 1 not in self._keys:
            return f"{self._path} has no key for tomorrow: from midnight UTC nobody is recognised without new ones."
        return ""

    def _complain(self, complaint: str) -> None:
        if complaint and complaint != self._complaint:
            log.warning("token keys", why=complaint)
        self._complaint = complaint

    def _stamp(self) -> object:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


def make_day_keys(root: bytes, region: str, first_day: int, days: int) -> DayKeyFile:
    """The file for a hub: `days` days from `first_day` on."""
    return DayKeyFile(
        region=region,
        days={day: derive_day_secret(root, region, day).hex() for day in range(first_day, first_day + days)},
    )


def read_day_keys(path: Path) -> DayKeyFile:
    """Raises `KeysUnreadable`; its text holds nothing of the keys."""
    try:
        with path.open("rb") as file:
            return DayKeyFile.model_validate_json(file.read(MOST_BYTES))
    except OSError as error:
        raise KeysUnreadable(f"cannot use the day keys {path}: {error.strerror}.") from None
    except ValidationError:
        raise KeysUnreadable(
            f"{path} is not a file of day keys. Make it anew at the chain's office: goddag-hub tokens day-keys."
        ) from None


def write_day_keys(path: Path, file: DayKeyFile) -> None:
    """Write the file for its owner alone; a power cut leaves the old or the new one. Raises `KeysUnreadable`."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(file.model_dump_json(indent=2).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise KeysUnreadable(f"cannot write the day keys {path}: {error.strerror}.") from None
