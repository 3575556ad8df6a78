"""The door to SQLite: one file, one writer, durable before anything is acknowledged."""

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils import Migrations

from hub.errors import DatabaseFailed

# Making the tables takes a tenth of a second; a process that holds this for so long has been stopped.
OPENING_SECONDS = 10.0
_LOOK_SECONDS = 0.02

Schema = Mapping[str, str]
"""Named steps, each SQL statements with semicolons between; a step that has run in a file never runs there again."""


class Database:
    """One connection, used by the hub's event loop alone."""

    def __init__(self, path: Path, *, wal: bool = True, read_only: bool = False) -> None:
        source = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        self._db = sqlite_utils.Database(sqlite3.connect(source, uri=True, timeout=5.0, isolation_level=None))
        if read_only:
            return
        if wal:
            self._db.enable_wal()
        # FULL: an edge deletes what we acknowledged, so a COMMIT must survive a power cut.
        self.run("PRAGMA synchronous=FULL")
        # A deleted row leaves nothing behind in the file: without this, erasure would be a claim.
        self.run("PRAGMA secure_delete=ON")

    def run(self, sql: str, *parameters: object) -> int:
        """Run a statement; returns how many rows it changed."""
        return self._execute(sql, parameters).rowcount

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._execute(sql, parameters).fetchall()

    def row(self, sql: str, *parameters: object) -> tuple[Any, ...] | None:
        """The first row of a query, if there is one."""
        return self._execute(sql, parameters).fetchone()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._db.conn.in_transaction

    @contextmanager
    def atomic(self) -> Generator[None]:
        """Everything within is committed together or not at all; nested blocks are savepoints."""
        try:
            with self._db.atomic():
                yield
        except sqlite3.Error as error:  # BEGIN or COMMIT: usually a full disk
            raise DatabaseFailed(f"the database refused: {error}. Check the free space and the rights.") from error

    def migrate(self, name: str, schema: Schema) -> None:
        """Bring the file up to `schema`."""
        migrations = Migrations(name)
        for step, script in schema.items():
            migrations(name=step)(_step(script))
        migrations.apply(self._db)

    def flush(self) -> bool:
        """Bring everything into the main file and empty the log beside it; False while another reader needs it.

        What was deleted is then gone from both (with `secure_delete`).
        """
        row = self.row("PRAGMA wal_checkpoint(TRUNCATE)")
        return row == (0, 0, 0)

    def copy_to(self, path: Path) -> None:
        """A consistent copy as of now, in one file of its own that only its owner reads; a running hub goes on."""
        path.touch(mode=0o600)
        try:
            with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as copy:
                self._db.conn.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise DatabaseFailed(f"cannot copy the database to {path}: {error}. Check the free space.") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _execute(self, sql: str, parameters: Sequence[object]) -> sqlite3.Cursor:
        try:
            return self._db.conn.execute(sql, parameters)
        except sqlite3.Error as error:
            raise DatabaseFailed(f"the database refused: {error}. Check the free space and the rights.") from error


def _step(script: str) -> Any:
    def apply(db: sqlite_utils.Database) -> None:
        # executescript() would commit the transaction that makes the step whole or undone
        for statement in script.split(";"):
            db.conn.execute(statement)

    return apply


def open_database(path: Path, schemas: Mapping[str, Schema], wait_seconds: float = OPENING_SECONDS) -> Database:
    """The hub's database, up to date; another process that opens it is waited for. Raises `DatabaseFailed`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(path.with_name(f"{path.name}.opening"), wait_seconds):
            # Before SQLite opens it: the write-ahead log is made with the rights that the file has then.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            db = Database(path)
            for name, schema in schemas.items():
                db.migrate(name, schema)
    except (OSError, sqlite3.Error, DatabaseFailed) as error:
        raise DatabaseFailed(
            f"cannot use the database {path}: {error}. Check the rights of the folder and the free space."
        ) from None
    return db


def read_database(path: Path) -> Database:
    """The hub's database for looking only, also while the hub runs. Raises `DatabaseFailed`."""
    if not path.exists():
        raise DatabaseFailed(f"there is no hub database at {path}. Name the hub's folder: --data-dir.")
    try:
        return Database(path, read_only=True)
    except sqlite3.Error as error:
        raise DatabaseFailed(
            f"cannot read the database {path}: {error}. Check the rights of file and folder."
        ) from None


@contextmanager
def _one_at_a_time(lock: Path, wait_seconds: float) -> Generator[None]:
    """Two that make the file at once would both make its tables: SQLite has no lock for "look, then create"."""
    file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise DatabaseFailed(f"another process has held {lock} for {wait_seconds:g} s") from None
                time.sleep(_LOOK_SECONDS)
        yield
    finally:
        os.close(file)
