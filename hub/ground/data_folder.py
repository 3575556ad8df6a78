"""The hub's data folder: one hub in it at a time, and a database that belongs to what lies beside it."""

import fcntl
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import structlog

from hub.ground.database import RESTORE, Database, Schema, open_database, read_database
from hub.ground.errors import DatabaseDamaged, DatabaseMissing, HubError, HubRuns
from hub.ground.manifests import schemas as all_schemas

DATABASE_FILE = "hub.db"
# What a hub makes after its database. Where one of them lies, a database was there.
MADE_LATER = ("tombstones.db", "authority", "token-root.key")
# A quick check reads every page. Below this it is over before anybody wonders; above it, the log says what takes time.
LARGE_BYTES = 200_000_000

log = structlog.get_logger()


@contextmanager
def alone_in(data_dir: Path) -> Generator[None]:
    """Hold the data folder for this hub; the system lets go of it when the process ends, however it ends."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / "lock").open("w")
    except OSError as error:
        raise HubError(f"cannot use the data folder {data_dir}: {error.strerror}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HubRuns(
                f"another goddag-hub runs in {data_dir}. Stop it, or give this one its own --data-dir."
            ) from None
        # When this hub began, for `began_before`.
        os.utime(lock.fileno())
        yield


def holds(data_dir: Path) -> bool:
    """Whether a hub runs in that folder, or is starting there."""
    try:
        with (data_dir / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def began_before(data_dir: Path, file: Path) -> bool:
    """Whether a hub runs in that folder that read the file before it was changed."""
    try:
        return holds(data_dir) and (data_dir / "lock").stat().st_mtime < file.stat().st_mtime
    except OSError:
        return False


def open_hub_database(data_dir: Path, schemas: Mapping[str, Schema], *, begin_anew: bool = False) -> Database:
    """The database of the hub in that folder, with these of its tables up to date.

    Whatever tables are asked for, a file that a newer version has brought further is refused.

    Raises `DatabaseMissing` when the folder's other files belong to a database that is gone (not with `begin_anew`),
    and `DatabaseFailed`.
    """

    def may_be_new() -> None:
        if not begin_anew:
            refuse_lost(data_dir)

    return open_database(data_dir / DATABASE_FILE, schemas, known=all_schemas(), may_be_new=may_be_new)


def read_hub_database(data_dir: Path) -> Database:
    """The same for looking only, also while the hub runs. Raises `DatabaseFailed`."""
    return read_database(data_dir / DATABASE_FILE, all_schemas())


def refuse_lost(data_dir: Path) -> None:
    """In a folder without a database. Raises `DatabaseMissing` when its other files belong to one that is gone."""
    found = [name for name in MADE_LATER if (data_dir / name).exists()]
    if found:
        raise DatabaseMissing(
            f"{data_dir} holds {', '.join(found)} of a hub that ran here, but its database {DATABASE_FILE} is"
            f" missing or empty: its members and their consents. If it was lost, restore a copy: {RESTORE}. If this"
            " store is to begin without members, say so once: goddag-hub run --new-database."
        )


def refuse_damaged(db: Database) -> None:
    """Read every page of a database that is to be served from. Raises `DatabaseDamaged`."""
    size = db.path.stat().st_size
    if size > LARGE_BYTES:
        log.info("checking the database before anything is served", megabytes=size // 1_000_000)
    found = db.damage()
    if found is not None:
        raise DatabaseDamaged(
            f"the database {db.path} is damaged ({found}). Keep a copy of the file for whoever may repair it, then"
            f" restore: {RESTORE}."
        )
