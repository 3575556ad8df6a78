"""Room on the disk that is held back: on a full disk even deleting needs some, and this is where it comes from."""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from wire.room import free_bytes, hold

MOST_BYTES = 4 * 1024 * 1024
# Of the room there is, for each: the ballast, and the write-ahead log (twice: SQLite may let it grow past its limit).
_SHARE = 8


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


@dataclass(slots=True)
class DiskReserve:
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
            hold(self.path, self.size)
        except OSError:
            return False
        return True
