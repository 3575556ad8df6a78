"""The door to SQLite: one file, one writer, durable before anything is acknowledged."""

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils import Migrations

from hub.ground.errors import DatabaseBusy, DatabaseDamaged, DatabaseFailed, DatabaseNewer

# Making the tables takes a tenth of a second; a process that holds this for so long has been stopped.
OPENING_SECONDS = 10.0
# For so long a writer waits for another process that writes.
BUSY_SECONDS = 5.0
# A program that writes much beside a hub lets go for at least so long; SQLite looks again after 50 ms at most by then.
_LEAST_PAUSE_SECONDS = 0.06
_LOOK_SECONDS = 0.02
# Of SQLite's virtual machine: some tenths of a millisecond.
_STEPS_BETWEEN_LOOKS = 20_000
RESTORE = "goddag-hub backup list names the copies, and goddag-hub backup restore FILE puts one in its place"

Schema = Mapping[str, str]
"""Named steps, each SQL statements with semicolons between; a step that has run in a file never runs there again."""


class Database:
    """One connection, used by the hub's event loop alone."""

    def __init__(self, path: Path, *, wal: bool = True, read_only: bool = False) -> None:
        self.path = path
        source = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        self._db = sqlite_utils.Database(sqlite3.connect(source, uri=True, timeout=BUSY_SECONDS, isolation_level=None))
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
        cursor = self._execute(sql, parameters)
        with _explained():
            return cursor.fetchall()

    def row(self, sql: str, *parameters: object) -> tuple[Any, ...] | None:
        """The first row of a query, if there is one."""
        cursor = self._execute(sql, parameters)
        with _explained():
            return cursor.fetchone()

    def give_up_after(self, seconds: float) -> None:
        """From now on this connection works for so long at most; what takes longer raises `DatabaseFailed`."""
        until = time.monotonic() + seconds
        self._db.conn.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._db.conn.in_transaction

    @contextmanager
    def atomic(self) -> Generator[None]:
        """Everything within is committed together or not at all; nested blocks are savepoints.

        Another process that writes is waited for at the beginning. A transaction that begins by reading could not wait:
        what it read would be old by then, and SQLite refuses its first write at once (SQLITE_BUSY_SNAPSHOT).
        """
        with _explained():  # BEGIN or COMMIT may fail, too: usually a full disk
            if self.in_transaction:
                with self._db.atomic():
                    yield
                return
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.conn.execute("COMMIT")
            except BaseException:
                self._db.conn.rollback()
                raise

    @contextmanager
    def snapshot(self) -> Generator[None]:
        """Everything read within is one picture, while others go on writing. Nothing is written within."""
        with _explained(), self._db.atomic():
            yield

    def migrate(self, name: str, schema: Schema) -> None:
        """Bring the file up to `schema`."""
        migrations = Migrations(name)
        for step, script in schema.items():
            migrations(name=step)(_step(script))
        with _explained():
            migrations.apply(self._db)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever made in this file."""
        return self.row("SELECT 1 FROM sqlite_schema LIMIT 1") is None

    def unknown_steps(self, schemas: Mapping[str, Schema], known: Mapping[str, Schema] | None) -> list[str]:
        """Steps that ran in this file, and that these schemas do not have: a newer version took them."""
        if self.row("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'") is None:
            return []
        taken = self.rows("SELECT migration_set, name FROM _sqlite_migrations ORDER BY applied_at")
        return [
            step
            for name, step in taken
            if step not in (schemas.get(name, (step,)) if known is None else known.get(name, ()))
        ]

    def damage(self) -> str | None:
        """What is wrong with the file's pages, or None. Reads all of them (`PRAGMA quick_check`)."""
        try:
            rows = self.rows("PRAGMA quick_check(1)")
        except DatabaseDamaged as failed:
            return str(failed.__cause__)
        return None if rows == [("ok",)] else " ".join(str(rows[0][0]).split())

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
        with _explained():
            return self._db.conn.execute(sql, parameters)


@contextmanager
def _explained() -> Generator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _failed(error) from error


def _failed(error: sqlite3.Error) -> DatabaseFailed:
    if _is_damage(error):
        return DatabaseDamaged(f"the database is damaged: {error}. Stop the hub and restore: {RESTORE}.")
    if _is_busy(error):
        return DatabaseBusy(
            f"another process writes to the database and did not let go of it within {BUSY_SECONDS:g} s ({error})."
            " Wait until it is done (an import, a backup), then try again."
        )
    return DatabaseFailed(f"the database refused: {error}. Check the free space and the rights.")


def _kind(error: sqlite3.Error) -> int:
    # The low byte is the kind, the rest says more (https://sqlite.org/rescode.html). Errors of the module have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_damage(error: sqlite3.Error) -> bool:
    return _kind(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_busy(error: sqlite3.Error) -> bool:
    return _kind(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def let_others_write(since: float, sleep: Callable[[float], None] = time.sleep) -> None:
    """Between two transactions of a program that writes much: half of the time belongs to a hub that runs beside it.

    `since`: when the last one began (`time.monotonic`).
    """
    sleep(max(_LEAST_PAUSE_SECONDS, time.monotonic() - since))


def _step(script: str) -> Any:
    def apply(db: sqlite_utils.Database) -> None:
        # executescript() would commit the transaction that makes the step whole or undone
        for statement in script.split(";"):
            db.conn.execute(statement)

    return apply


def open_database(
    path: Path,
    schemas: Mapping[str, Schema],
    wait_seconds: float = OPENING_SECONDS,
    *,
    known: Mapping[str, Schema] | None = None,
    may_be_new: Callable[[], None] = lambda: None,
) -> Database:
    """The hub's database, up to date; another process that opens it is waited for. Raises `DatabaseFailed`.

    `known`: all schemas of this version, where `schemas` are some of them. A file that a newer version has brought
    further is not touched (`DatabaseNewer`); without `known`, steps of other schemas are nobody's. `may_be_new` is
    called before anything is made in an empty file, and may raise.
    """
    db: Database | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(path.with_name(f"{path.name}.opening"), wait_seconds):
            if not path.exists():
                may_be_new()
            # Before SQLite opens it: the write-ahead log is made with the rights that the file has then.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
            db = Database(path)
            if db.is_empty:
                may_be_new()
            _refuse_newer(path, db.unknown_steps(schemas, known))
            for name, schema in schemas.items():
                db.migrate(name, schema)
    except (OSError, sqlite3.Error, DatabaseFailed) as error:
        if db is not None:
            db.close()
        raise _cannot_open(path, error) from None
    except BaseException:
        if db is not None:
            db.close()
        raise
    return db


def _refuse_newer(path: Path, steps: list[str]) -> None:
    if steps:
        raise DatabaseNewer(
            f"{path} was written by a newer goddag-hub (it has taken the steps {', '.join(steps)}), and this one would"
            " not understand it. Install that version again, or restore a copy that this one made."
        )


def _cannot_open(path: Path, error: OSError | sqlite3.Error | DatabaseFailed) -> DatabaseFailed:
    if isinstance(error, DatabaseNewer):
        return error
    cause = error.__cause__ if isinstance(error, DatabaseFailed) else error
    if isinstance(cause, sqlite3.Error) and _is_damage(cause):
        return DatabaseDamaged(
            f"the database {path} is damaged ({cause}). Keep a copy of the file for whoever may repair it, then"
            f" restore: {RESTORE}."
        )
    if isinstance(cause, sqlite3.Error) and _is_busy(cause):
        return DatabaseBusy(
            f"another process writes to the database {path} and did not let go of it within {BUSY_SECONDS:g} s. Wait"
            " until it is done (an import, a backup), then try again."
        )
    return DatabaseFailed(
        f"cannot use the database {path}: {cause or error}. Check the rights of the folder and the free space."
    )


def read_database(path: Path, known: Mapping[str, Schema]) -> Database:
    """The hub's database for looking only, also while the hub runs; `known`: all schemas of this version.

    Raises `DatabaseFailed`.
    """
    if not path.exists():
        raise DatabaseFailed(f"there is no hub database at {path}. Name the hub's folder: --data-dir.")
    try:
        db = Database(path, read_only=True)
    except sqlite3.Error as error:
        raise DatabaseFailed(
            f"cannot read the database {path}: {error}. Check the rights of file and folder."
        ) from None
    try:
        _refuse_newer(path, db.unknown_steps({}, known))
    except DatabaseFailed:
        db.close()
        raise
    return db


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
