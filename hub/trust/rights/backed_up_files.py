"""Files beside the database, within a copy of it: a store that is restored without a network has its articles.

They stand in one table of the copy, packed, in pieces. A version that does not know the table restores the database all
the same, and a copy from before it has none.
"""

import zlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from hub.ground.database import Database
from hub.ground.errors import BackupUnusable, DatabaseFailed

_TABLE = "backup_files"
_PIECE_BYTES = 4_000_000


def put_files(copy: Database, folder: Path, names: Iterable[str]) -> None:
    """Write each file that is there and whole into a copy. Raises `OSError` and `DatabaseFailed`."""
    # A version of before that restored a copy has left its files in the database.
    copy.run(f"DROP TABLE IF EXISTS {_TABLE}")
    copy.run(f"CREATE TABLE {_TABLE} (name TEXT, part INTEGER, content BLOB, PRIMARY KEY (name, part))")
    for name in names:
        file, snapshot = folder / name, copy.path.with_name(f"{copy.path.name}.{name}")
        if not _is_whole(file):
            continue  # what is damaged here is no use there, and holds up no copy of what people agreed to
        try:
            with closing(Database(file, wal=False, read_only=True)) as original:
                original.copy_to(snapshot)
            with snapshot.open("rb") as read, copy.atomic():
                for part, piece in enumerate(iter(lambda: read.read(_PIECE_BYTES), b"")):
                    copy.run(f"INSERT INTO {_TABLE} VALUES (?, ?, ?)", name, part, zlib.compress(piece))
        finally:
            snapshot.unlink(missing_ok=True)


def take_files(db: Database, names: Iterable[str]) -> list[str]:
    """Put a restored copy's files beside it where none that is whole lies; returns which. Raises `BackupUnusable`."""
    if not db.row("SELECT 1 FROM sqlite_schema WHERE name = ?", _TABLE):
        return []
    taken = [name for name in names if _take(db, name)]
    db.run(f"DROP TABLE {_TABLE}")
    return taken


def _take(db: Database, name: str) -> bool:
    target = db.path.with_name(name)
    [(parts,)] = db.rows(f"SELECT count(*) FROM {_TABLE} WHERE name = ?", name)
    if not parts or _is_whole(target):
        return False
    arriving = target.with_name(f"{name}.arriving")
    try:
        with arriving.open("wb") as file:
            arriving.chmod(0o600)
            for part in range(parts):
                row = db.row(f"SELECT content FROM {_TABLE} WHERE name = ? AND part = ?", name, part)
                file.write(zlib.decompress(row[0] if row else b""))
        arriving.replace(target)
    except (OSError, zlib.error) as error:
        arriving.unlink(missing_ok=True)
        raise BackupUnusable(f"the database is restored, but {target} cannot be written: {error}.") from None
    return True


def _is_whole(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        with closing(Database(file, wal=False, read_only=True)) as db:
            return db.row("PRAGMA quick_check") == ("ok",)
    except DatabaseFailed:
        return False
