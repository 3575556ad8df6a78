"""Room on a disk: how much there is, and a file that holds some back for when it is full."""

import os
from pathlib import Path

_CHUNK = bytes(65_536)


def free_bytes(folder: Path) -> int:
    """What an ordinary user may still write there. Raises `OSError`."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def hold(path: Path, size: int) -> None:
    """Make a file of `size` zeros, durable before this returns. Raises `OSError`; then there is no such file."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        # Real blocks: a hole in a file holds no room.
        with path.open("wb") as file:
            for at in range(0, size, len(_CHUNK)):
                file.write(_CHUNK[: size - at])
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
