"""Room on the disk that is held back: on a full disk even deleting needs some, and this is where it comes from."""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 4 * 1024 * 1024
# Of the room there is, for each: the ballast, and the write-ahead log (twice: SQLite may let it grow past its limit).
_SHARE = 8
_CHUNK = bytes(65_536)


@dataclass(frozen=True, slots=True)
class Room:
    """How the room on a disk is shared out, in bytes."""

    ballast: int
    log: int
    events: int


def share(free: int, budget: int) -> Room:
    """Shares of `free` bytes, the outbox's own file counted as free: the budget, unless the disk is too small."""
    part = min(MOST_BYTES, free // _SHARE)
    return Room(ballast=part, log=part, events=max(0, min(budget, free - 3 * part)))


def free_bytes(folder: Path) -> int:
    """What an ordinary user may still write there. Raises `OSError`."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


@dataclass(slots=True)
class Ballast:
    """A file that is worth nothing but its place."""

    path: Path
    size: int
    released: int = field(default=0)
    """How often it was needed."""

    @property
    def is_there(self) -> bool:
        return self.path.exists()

    def release(self) -> None:
        """Give the room back to the disk."""
        with contextlib.suppress(OSError):
            self.path.unlink()
            self.released += 1

    def renew(self) -> bool:
        """Put it there when the disk has room for it twice; whether it is there."""
        try:
            if self.path.exists():
                return True
            if free_bytes(self.path.parent) < 2 * self.size:
                return False
            # Real blocks: a hole in a file holds no room.
            with self.path.open("wb") as file:
                for at in range(0, self.size, len(_CHUNK)):
                    file.write(_CHUNK[: self.size - at])
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
            return False
        return True
