"""Copies of the database: made while the hub runs, known by name so that an erasure can say until when one is kept."""

import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hub.ground.database import Database, Schema, open_database
from hub.ground.errors import BackupUnusable, DatabaseFailed
from hub.ground.holdings import DAY_MS
from hub.trust.rights.backed_up_files import put_files

# Without these a file is not a hub's database, whatever it is called.
_HUBS = {"members", "ledger", "journal"}


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy that was made."""

    path: Path
    made_ms: int


class Backups:
    """The copies made by this hub; the list is kept beside the tombstones, which outlive the database."""

    def __init__(self, tombstones: Database, keep_days: float) -> None:
        self._db = tombstones
        self._keep_ms = round(keep_days * DAY_MS)

    def create(self, db: Database, target: Path, now_ms: int, beside: Iterable[str] = ()) -> Backup:
        """Copy a database, and these files of its folder, into a file, or into a folder under a name with the time.

        Raises `BackupUnusable`.

        A name that is not there yet and has no ending, such as .db, is a folder; it is made.
        """
        if not target.exists() and not target.suffix:
            # Not its parents: where a disk was not mounted, the copy would lie on the one that it is to outlive.
            try:
                target.mkdir(mode=0o700)
            except OSError as error:
                raise BackupUnusable(
                    f"cannot make the folder {target}: {error.strerror}. Make the folder around it, or mount its disk."
                ) from None
        if target.is_dir():
            target /= f"goddag-{datetime.fromtimestamp(now_ms / 1000, UTC):%Y%m%dT%H%M%S}.db"
        if target.exists():
            raise BackupUnusable(f"{target} exists already. Name another file, or remove it.")
        half_made = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        # On the list first: a copy that nobody knows of would outlive its time.
        self._db.run("INSERT INTO backups VALUES (?, ?)", str(target.resolve()), now_ms)
        try:
            db.copy_to(half_made)
            _complete(half_made, now_ms, db.path.parent, beside)
            half_made.replace(target)
        except (OSError, DatabaseFailed) as error:
            half_made.unlink(missing_ok=True)
            self._db.run("DELETE FROM backups WHERE path = ?", str(target.resolve()))
            raise BackupUnusable(
                f"cannot write the backup {target}: {str(error).rstrip('.')}. Check the folder's rights."
            ) from None
        return Backup(target, now_ms)

    def erasures_known_since_ms(self) -> int:
        """When the list of erasures and withdrawals was begun; who was erased before is on no list."""
        row = self._db.row("SELECT at_ms FROM begun")
        return row[0] if row else 0

    def all(self) -> list[Backup]:
        """Every copy that is still where it was made, oldest first."""
        rows = self._db.rows("SELECT path, made_ms FROM backups ORDER BY made_ms")
        return [Backup(Path(path), made_ms) for path, made_ms in rows if Path(path).exists()]

    def prune(self, now_ms: int) -> list[Backup]:
        """Delete the copies whose time is over; returns them."""
        over = [each for each in self.all() if each.made_ms < now_ms - self._keep_ms]
        for each in over:
            each.path.unlink(missing_ok=True)
        for (path,) in self._db.rows("SELECT path FROM backups"):
            if not Path(path).exists():
                self._db.run("DELETE FROM backups WHERE path = ?", path)
        return over

    def last_until(self, before_ms: int) -> int | None:
        """Until when a copy of before that moment is kept; None when there is none."""
        times = [each.made_ms for each in self.all() if each.made_ms <= before_ms]
        return max(times) + self._keep_ms if times else None


def restore(source: Path, hub_db: Path, schemas: Mapping[str, Schema], oldest_ms: int) -> Database:
    """Put a copy in the place of a stopped hub's database, and open it.

    The tombstones have yet to be applied. `oldest_ms`: what was made before it is refused, because nobody remembers
    any more who was erased since. Raises `BackupUnusable` and `DatabaseFailed`; the database is then as it was.
    """
    if made_ms(source) < oldest_ms:
        raise BackupUnusable(
            f"{source} is older than tombstones are kept (setting keep_tombstones_days): people who were erased since"
            " would come back. It cannot be restored."
        )
    arriving = hub_db.with_name("hub.db.arriving")
    try:
        shutil.copyfile(source, arriving)
        arriving.chmod(0o600)
        # The log beside the old database belongs to it, not to the copy.
        for rest in ("-wal", "-shm"):
            hub_db.with_name(hub_db.name + rest).unlink(missing_ok=True)
        arriving.replace(hub_db)
    except OSError as error:
        arriving.unlink(missing_ok=True)
        raise BackupUnusable(f"cannot put {source} in place: {error.strerror}. Check the free space.") from None
    db = open_database(hub_db, schemas)
    db.run("DROP TABLE backup_stamp")
    return db


def _complete(path: Path, now_ms: int, folder: Path, beside: Iterable[str]) -> None:
    copy = Database(path, wal=False)
    try:
        put_files(copy, folder, beside)
        copy.run("CREATE TABLE backup_stamp (made_ms INTEGER NOT NULL)")
        copy.run("INSERT INTO backup_stamp VALUES (?)", now_ms)
    finally:
        copy.close()


def made_ms(source: Path) -> int:
    """When a copy was made. Raises `BackupUnusable`."""
    if not source.is_file():
        raise BackupUnusable(f"there is no file {source}.")
    try:
        copy = Database(source, wal=False, read_only=True)
        try:
            tables = {name for (name,) in copy.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            stamp = copy.row("SELECT made_ms FROM backup_stamp") if "backup_stamp" in tables else None
            whole = copy.row("PRAGMA quick_check")
        finally:
            copy.close()
    except DatabaseFailed:
        raise BackupUnusable(f"{source} is not a database, or is damaged. Choose another backup.") from None
    if stamp is None or not tables >= _HUBS:
        raise BackupUnusable(f"{source} was not made by goddag-hub backup create. Choose one that was.")
    if whole != ("ok",):
        raise BackupUnusable(f"{source} is damaged. Choose another backup.")
    return stamp[0]
