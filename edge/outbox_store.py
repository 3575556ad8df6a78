"""The outbox's table: what was heard and is not yet known to be stored at the hub. Blocking; one thread uses it.

Events of a boot are held without holes, from the first that the hub has not acknowledged to the last committed:
what is dropped on purpose leaves a gap record in its place.
"""

import contextlib
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from edge.disk_reserve import DiskReserve, share
from wire.ids import BootId
from wire.messages import LONGEST_GAP, Gap
from wire.room import free_bytes

GapReason = Literal["outbox_full", "rejected"]

# What a row costs beside its body: key, record header, its share of the page.
_ROW_BYTES = 48
# Freed at once when the budget is spent, so that a long outage drops in few, large steps, each one gap record. Not
# more than this, because deleting takes as much room in the write-ahead log, and the ballast has only so much.
_DROPPED_SHARE = 0.05
_DROPPED_MOST_BYTES = 1_000_000
_PAGE_BYTES = 4096
# Pages are filled by half to whole (SQLite, "Database File Format", B-tree pages); what is beyond is not ours to take.
_PAGES_PER_BYTE = 1.3 / _PAGE_BYTES
_LEAST_PAGES = 32
# So little room is worth nothing: what waits for it is better kept in memory.
_LEAST_BYTES = 16_384
# Without a disk, an hour of a busy shop.
_MEMORY_BYTES = 20_000_000
_FULL = {sqlite3.SQLITE_FULL}

_BEACON = '"kind":"beacon"'

_SCHEMA = """
create table if not exists boots (number integer primary key, boot_id text not null unique);
create table if not exists events (
  boot_id text not null,
  seq integer not null,
  through_seq integer not null,
  is_gap integer not null,
  body text not null,
  primary key (boot_id, seq)
) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One event, or one gap from `seq` to `through_seq`, as JSON."""

    seq: int
    through_seq: int
    is_gap: bool
    body: str

    @property
    def is_beacon(self) -> bool:
        """A beacon's sighting, which proves an ear; otherwise a token's, which is a customer, or a gap."""
        return _BEACON in self.body

    @property
    def cost(self) -> int:
        """What it takes of the budget, in bytes."""
        return len(self.body) + _ROW_BYTES


def gap_rows(first: int, last: int, reason: GapReason) -> list[Row]:
    """The range as gap records, none longer than the hub takes."""
    gaps = (
        Gap(seq=start, through_seq=min(start + LONGEST_GAP - 1, last), reason=reason)
        for start in range(first, last + 1, LONGEST_GAP)
    )
    return [Row(gap.seq, gap.through_seq, is_gap=True, body=gap.model_dump_json()) for gap in gaps]


@dataclass(frozen=True, slots=True)
class Work:
    """What one transaction does."""

    rows: Sequence[Row] = ()
    acks: Sequence[tuple[BootId, int]] = ()
    """Boot and the number up to which the hub has everything."""
    given_up: Sequence[tuple[BootId, int, int]] = ()
    """Boot, first and last seq of what the hub will never take."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one boot has in the outbox."""

    boot_id: BootId
    oldest_seq: int
    newest_seq: int


@dataclass(frozen=True, slots=True)
class _Removed:
    heard: int
    """Events among the rows; the others were gaps."""
    beacons: int
    first: int
    last: int


@dataclass(slots=True)
class OutboxStore:
    """Open it in the thread that uses it."""

    path: Path
    boot_id: BootId
    max_bytes: int
    events: int = 0
    held_bytes: int = 0
    dropped: int = 0
    """Events given up since the start, for want of room or because the hub refused them."""
    dropped_beacons: int = 0
    """Those of them that were beacons' sightings; the others were tokens'."""
    in_memory: bool = False
    """Whether the file could not be opened: then the events are here until it can."""
    _ceiling: int = 0
    """What is held at most, in bytes: the budget, and less while the disk is full."""
    _ballast: DiskReserve = field(init=False)
    _db: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self._ballast = DiskReserve(self.path.with_name("ballast"), 0)
        try:
            self._open_file()
        except sqlite3.OperationalError:
            # A full, read-only or dying disk. Customers come in all the same.
            self.in_memory = True
            self._db = sqlite3.connect(":memory:", isolation_level=None)
            self._db.executescript(_SCHEMA)
            self._db.execute("insert into boots (boot_id) values (?)", (self.boot_id,))
            self._ceiling = min(self.max_bytes, _MEMORY_BYTES)

    def _open_file(self) -> None:
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # Not a database any more. An edge in a shop has nobody to ask: keep the file for whoever looks, start anew.
            for suffix in ("", "-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    broken = self.path.with_name(self.path.name + suffix)
                    broken.replace(broken.with_name(f"broken-{self.boot_id}-{broken.name}"))
            self._open()

    def _open(self) -> None:
        # For this user alone, and so its write-ahead log; a disk that takes no file makes SQLite say why.
        with contextlib.suppress(OSError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        db = sqlite3.connect(self.path, isolation_level=None)
        try:
            # An ack follows a COMMIT only, and a COMMIT must outlive the power: NORMAL may lose the last ones.
            for pragma in ("journal_mode=wal", "synchronous=full", "busy_timeout=5000"):
                db.execute(f"pragma {pragma}").fetchall()
            # What the hub has leaves no copy in the file: a stolen edge gives only what it had not delivered.
            db.execute("pragma secure_delete=on").fetchall()
            db.executescript(_SCHEMA)
            db.execute("insert or ignore into boots (boot_id) values (?)", (self.boot_id,))
        except sqlite3.Error:
            db.close()
            raise
        self._db = db
        self._count()
        self._share_the_disk()

    def _share_the_disk(self) -> None:
        """Stay below what the disk has, so that SQLite meets its own limit before the disk's."""
        try:
            own = sum(f.stat().st_size for f in (self.path, self._ballast.path) if f.exists())
            room = share(free_bytes(self.path.parent) + own, int(self.max_bytes * _PAGES_PER_BYTE * _PAGE_BYTES))
        except OSError:
            return
        self._ballast.size = room.ballast
        self._ceiling = max(_LEAST_BYTES, min(self.max_bytes, int(room.events / _PAGES_PER_BYTE / _PAGE_BYTES)))
        for pragma in (
            f"max_page_count={max(_LEAST_PAGES, int(self._ceiling * _PAGES_PER_BYTE) + _LEAST_PAGES)}",
            f"journal_size_limit={room.log}",
            f"wal_autocheckpoint={max(_LEAST_PAGES, room.log // _PAGE_BYTES)}",
        ):
            self._db.execute(f"pragma {pragma}").fetchall()
        self._ballast.renew()

    @property
    def cramped(self) -> bool:
        """Whether the disk was too full, or could not be used at all."""
        return self.in_memory or not self._ballast.is_there

    def tidy(self) -> None:
        """What is due once a minute: empty the write-ahead log, where deleted events linger, and look at the disk."""
        if self.in_memory:
            self._move_to_file()
        else:
            self.checkpoint()
            if self._ballast.renew():
                self._share_the_disk()

    def _move_to_file(self) -> None:
        memory = self._db
        rows = self.read(self.boot_id, 0, 2**53, 2**53, 2**31)
        counts = self.events, self.held_bytes
        try:
            self._open_file()
        except sqlite3.OperationalError:
            return
        try:
            self._transact(Work(rows))
        except sqlite3.Error:
            self._db.close()
            self._db = memory
            self.events, self.held_bytes = counts
            return
        self.in_memory = False
        memory.close()

    def checkpoint(self) -> None:
        """Bring the file up to date and empty its write-ahead log, where deleted events linger."""
        with contextlib.suppress(sqlite3.Error):  # a disk that is full cannot take a checkpoint either
            self._db.execute("pragma wal_checkpoint(truncate)").fetchall()

    def integrity(self) -> bool:
        """Whether SQLite finds nothing wrong with the file."""
        return self._db.execute("pragma integrity_check").fetchone()[0] == "ok"

    def close(self) -> None:
        self.checkpoint()
        self._db.close()

    def apply(self, work: Work) -> None:
        """All of it, or nothing. Applying it twice is safe. Raises `sqlite3.Error`.

        On a full disk the ballast goes, and the oldest events make room for the new ones.
        """
        try:
            self._transact(work)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in _FULL or self.in_memory:
                raise
            self._ballast.release()
            kept = self.held_bytes - min(self.held_bytes // 10, _DROPPED_MOST_BYTES)
            self._ceiling = max(_LEAST_BYTES, min(self._ceiling, kept))
            self._transact(work)
            self.checkpoint()

    def _transact(self, work: Work) -> None:
        counts = (self.events, self.held_bytes, self.dropped, self.dropped_beacons)
        self._db.execute("begin immediate")
        try:
            for boot_id, seq in work.acks:
                self._acknowledge(boot_id, seq)
            for boot_id, first, last in work.given_up:
                self._replace(boot_id, first, last, "rejected")
            self._make_room(sum(row.cost for row in work.rows))
            self._insert(work.rows)
            self._db.execute("commit")
        except BaseException:
            self.events, self.held_bytes, self.dropped, self.dropped_beacons = counts
            with contextlib.suppress(sqlite3.Error):  # some errors have rolled back by themselves
                self._db.execute("rollback")
            raise

    def held(self) -> list[Held]:
        """Every boot that holds something, this one first, then the newest before the older."""
        rows = self._db.execute(
            "select b.boot_id, min(e.seq), max(e.through_seq) from boots b join events e on e.boot_id = b.boot_id"
            " group by b.boot_id order by b.number desc"
        )
        return [Held(BootId(boot_id), oldest, newest) for boot_id, oldest, newest in rows]

    def oldest_seq(self, boot_id: BootId) -> int | None:
        """The lowest seq of that boot still held."""
        return self._db.execute("select min(seq) from events where boot_id = ?", (boot_id,)).fetchone()[0]

    def read(self, boot_id: BootId, first: int, last: int, max_bytes: int, max_rows: int) -> list[Row]:
        """Rows in order whose seq lies in `first`..`last`, as many as fit; at least one if there is one."""
        found: list[Row] = []
        size = 0
        for seq, through_seq, is_gap, body in self._db.execute(
            "select seq, through_seq, is_gap, body from events"
            " where boot_id = ? and seq between ? and ? order by seq limit ?",
            (boot_id, first, last, max_rows),
        ):
            size += len(body) + 1
            if found and size > max_bytes:
                break
            found.append(Row(seq, through_seq, bool(is_gap), body))
        return found

    def _count(self) -> None:
        count, size = self._db.execute("select count(*), coalesce(sum(length(body)), 0) from events").fetchone()
        self.events = count
        self.held_bytes = size + count * _ROW_BYTES

    def _insert(self, rows: Sequence[Row]) -> None:
        for row in rows:
            inserted = self._db.execute(
                "insert or ignore into events values (?, ?, ?, ?, ?)",
                (self.boot_id, row.seq, row.through_seq, row.is_gap, row.body),
            ).rowcount
            self.events += inserted
            self.held_bytes += inserted * row.cost

    def _remove(self, boot_id: BootId, first: int, last: int) -> _Removed | None:
        """Delete the rows that lie within `first`..`last`."""
        where = "from events where boot_id = ? and seq between ? and ? and through_seq <= ?"
        key = (boot_id, first, last, last)
        count, size, gaps, beacons, lowest, highest = self._db.execute(
            "select count(*), sum(length(body)), sum(is_gap), sum(instr(body, ?) > 0), min(seq), max(through_seq)"
            f" {where}",
            (_BEACON, *key),
        ).fetchone()
        if count == 0:
            return None
        self._db.execute(f"delete {where}", key)
        self.events -= count
        self.held_bytes -= size + count * _ROW_BYTES
        return _Removed(count - gaps, beacons, lowest, highest)

    def _acknowledge(self, boot_id: BootId, seq: int) -> None:
        self._remove(boot_id, 0, seq)
        # A gap that grew after it was sent: the hub has its beginning, and still needs the rest under a key of its own.
        straddling = self._db.execute(
            "select seq, through_seq from events where boot_id = ? and seq <= ? and through_seq > ?",
            (boot_id, seq, seq),
        ).fetchone()
        if straddling:
            first, through = straddling
            self._remove(boot_id, first, through)
            self._put_gaps(boot_id, seq + 1, through, "outbox_full")
        self._db.execute(
            "delete from boots where boot_id <> ? and boot_id = ?"
            " and not exists (select 1 from events where events.boot_id = boots.boot_id)",
            (self.boot_id, boot_id),
        )

    def _replace(self, boot_id: BootId, first: int, last: int, reason: GapReason) -> None:
        removed = self._remove(boot_id, first, last)
        if removed is not None:
            self.dropped += removed.heard
            self.dropped_beacons += removed.beacons
            self._put_gaps(boot_id, removed.first, removed.last, reason)

    def _put_gaps(self, boot_id: BootId, first: int, last: int, reason: GapReason) -> None:
        for row in gap_rows(first, last, reason):
            self._db.execute("insert into events values (?, ?, ?, 1, ?)", (boot_id, row.seq, row.through_seq, row.body))
            self.events += 1
            self.held_bytes += row.cost

    def _make_room(self, needed: int) -> None:
        """Drop the oldest events, of the oldest boots first, until `needed` bytes fit."""
        over = self.held_bytes + needed - self._ceiling
        if over <= 0:
            return
        over += min(int(self._ceiling * _DROPPED_SHARE), _DROPPED_MOST_BYTES)
        boots = [boot_id for (boot_id,) in self._db.execute("select boot_id from boots order by number")]
        for boot_id in boots:
            over -= self._drop_oldest(boot_id, over)
            if over <= 0:
                return

    def _drop_oldest(self, boot_id: BootId, over: int) -> int:
        """Turn the beginning of a boot into one gap, together with gaps that stood there; return the bytes freed."""
        first = last = None
        freed = 0
        cursor = self._db.execute(
            "select seq, through_seq, is_gap, length(body) from events where boot_id = ? order by seq", (boot_id,)
        )
        for seq, through_seq, is_gap, size in cursor:
            if freed >= over:
                break
            first = seq if first is None else first
            last = through_seq
            freed += 0 if is_gap else size + _ROW_BYTES
        cursor.close()
        if first is None or last is None or freed == 0:
            return 0
        before = self.held_bytes
        self._replace(boot_id, first, last, "outbox_full")
        return before - self.held_bytes
