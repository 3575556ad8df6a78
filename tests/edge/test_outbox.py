"""What was heard outlives everything but the hub's own word."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from edge.outbox import open_outbox
from edge.outbox_store import OutboxStore, Row, Work, gap_rows
from wire.ids import BootId
from wire.messages import LONGEST_GAP, TokenSighting

BOOT, LATER = BootId("aaaaaaaaaaaaaaaa"), BootId("bbbbbbbbbbbbbbbb")
PLENTY = 100_000_000


def sighting(seq: int) -> TokenSighting:
    return TokenSighting(
        seq=seq, rssi_dbm=-60, packets=1, heard_at_ms=1, heard_mono_ms=1, span_ms=0, token=f"{seq:032x}", epoch=7
    )


def rows(first: int, last: int) -> list[Row]:
    return [Row(n, n, is_gap=False, body=sighting(n).model_dump_json()) for n in range(first, last + 1)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


def everything(store: OutboxStore, boot: BootId = BOOT) -> list[tuple[int, int, bool]]:
    return [(r.seq, r.through_seq, r.is_gap) for r in store.read(boot, 1, 10**9, PLENTY, 10**6)]


def assert_no_holes(store: OutboxStore, boot: BootId, first: int, last: int) -> None:
    expected = first
    for seq, through, _ in everything(store, boot):
        assert seq == expected
        expected = through + 1
    assert expected == last + 1


@asynccontextmanager
async def running(path: Path, boot: BootId = BOOT, max_bytes: int = PLENTY):
    async with open_outbox(path, boot, max_bytes) as outbox:
        task = asyncio.create_task(outbox.run())
        try:
            yield outbox
        finally:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


async def test_events_are_numbered_from_one_without_holes(path, until) -> None:
    async with running(path) as outbox:
        for _ in range(250):
            outbox.put(sighting)
        await until(lambda: outbox.committed_seq == 250, "the commit")
        assert [r.seq for r in await outbox.read(BOOT, 1, 250, PLENTY, 1000)] == list(range(1, 251))


async def test_what_was_heard_is_readable_by_its_owner_only(path, until) -> None:
    before = os.umask(0o022)
    try:
        async with running(path) as outbox:
            outbox.put(sighting)
            await until(lambda: outbox.committed_seq == 1, "the commit")
            files = [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]
            assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3
    finally:
        os.umask(before)


async def test_an_ack_deletes_up_to_its_number_and_nothing_else_does(path, until) -> None:
    async with running(path) as outbox:
        for _ in range(10):
            outbox.put(sighting)
        await until(lambda: outbox.committed_seq == 10, "the commit")
        outbox.acknowledge(BOOT, 4)
        await until(lambda: outbox.events == 6, "the deletion")
        assert await outbox.oldest_seq(BOOT) == 5


async def test_a_clean_stop_loses_nothing_that_was_put_last(path) -> None:
    async with running(path) as outbox:
        for _ in range(7):
            outbox.put(sighting)
    store = OutboxStore(path, LATER, PLENTY)
    assert_no_holes(store, BOOT, 1, 7)
    store.close()


async def test_a_restart_keeps_the_old_boots_events_beside_the_new_ones(path, until) -> None:
    async with running(path, BOOT) as outbox:
        outbox.put(sighting)
    async with running(path, LATER) as outbox:
        outbox.put(sighting)
        await until(lambda: outbox.committed_seq == 1, "the commit")
        assert [(h.boot_id, h.oldest_seq, h.newest_seq) for h in await outbox.held()] == [(LATER, 1, 1), (BOOT, 1, 1)]


def test_kill_minus_nine_loses_nothing_that_was_committed(path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED_WRITER, str(path), BOOT], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert writer.stdout is not None
    committed = 0
    while committed < 200:
        committed = int(writer.stdout.readline())
    writer.kill()
    committed = max(int(line) for line in [str(committed).encode(), *writer.stdout.read().splitlines()])
    writer.stdout.close()
    writer.wait()

    store = OutboxStore(path, LATER, PLENTY)
    (held,) = store.held()
    assert (held.boot_id, held.oldest_seq) == (BOOT, 1)
    assert held.newest_seq >= committed
    assert_no_holes(store, BOOT, 1, held.newest_seq)
    store.close()


KILLED_WRITER = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, ".")
from edge.outbox import open_outbox
from wire.messages import TokenSighting

def sighting(seq):
    return TokenSighting(
        seq=seq, rssi_dbm=-60, packets=1, heard_at_ms=1, heard_mono_ms=1, span_ms=0, token=f"{seq:032x}", epoch=7
    )

async def main():
    async with open_outbox(Path(sys.argv[1]), sys.argv[2], 100_000_000) as outbox:
        outbox.on_commit = lambda: print(outbox.committed_seq, flush=True)
        task = asyncio.create_task(outbox.run())
        while True:
            outbox.put(sighting)
            await asyncio.sleep(0.001)

asyncio.run(main())
"""


def test_a_full_outbox_drops_the_oldest_and_leaves_a_gap_in_their_place(path) -> None:
    store = OutboxStore(path, BOOT, 20_000)
    for first in range(1, 1001, 50):
        store.apply(Work(rows(first, first + 49)))
        assert store.held_bytes <= 20_000
    first = everything(store)[0]
    assert first[0] == 1
    assert first[2]
    assert_no_holes(store, BOOT, 1, 1000)
    assert store.dropped == first[1]
    gap = json.loads(store.read(BOOT, 1, 1, PLENTY, 1)[0].body)
    assert (gap["kind"], gap["reason"], gap["through_seq"]) == ("gap", "outbox_full", first[1])
    store.close()


def test_the_oldest_boot_pays_first(path) -> None:
    OutboxStore(path, BOOT, PLENTY).apply(Work(rows(1, 50)))
    store = OutboxStore(path, LATER, 20_000)
    store.apply(Work(rows(1, 50)))
    assert everything(store, BOOT)[0][2]
    assert_no_holes(store, BOOT, 1, 50)
    assert not any(is_gap for _, _, is_gap in everything(store, LATER))
    store.close()


def test_an_ack_that_ends_inside_a_gap_leaves_the_rest_under_a_key_of_its_own(path) -> None:
    store = OutboxStore(path, BOOT, PLENTY)
    store.apply(Work(rows(1, 30)))
    store.apply(Work(given_up=[(BOOT, 1, 20)]))
    store.apply(Work(acks=[(BOOT, 12)]))
    assert everything(store)[0] == (13, 20, True)
    assert_no_holes(store, BOOT, 13, 30)
    store.close()


def test_a_refused_batch_becomes_a_gap_and_its_neighbours_stay(path) -> None:
    store = OutboxStore(path, BOOT, PLENTY)
    store.apply(Work(rows(1, 30)))
    store.apply(Work(given_up=[(BOOT, 11, 20)]))
    assert (11, 20, True) in everything(store)
    assert_no_holes(store, BOOT, 1, 30)
    assert store.dropped == 10
    store.close()


def test_giving_up_what_is_a_gap_already_keeps_the_gap(path) -> None:
    store = OutboxStore(path, BOOT, PLENTY)
    store.apply(Work(rows(1, 10)))
    for _ in range(2):
        store.apply(Work(given_up=[(BOOT, 1, 5)]))
    assert everything(store)[0] == (1, 5, True)
    assert store.dropped == 5
    store.close()


def test_no_gap_is_longer_than_the_hub_takes() -> None:
    gaps = gap_rows(5, 5 + 2 * LONGEST_GAP, "outbox_full")
    assert [(g.seq, g.through_seq) for g in gaps] == [
        (5, 4 + LONGEST_GAP),
        (5 + LONGEST_GAP, 4 + 2 * LONGEST_GAP),
        (5 + 2 * LONGEST_GAP, 5 + 2 * LONGEST_GAP),
    ]


def test_counts_are_the_same_after_a_restart(path) -> None:
    store = OutboxStore(path, BOOT, PLENTY)
    store.apply(Work(rows(1, 30)))
    store.apply(Work(acks=[(BOOT, 7)], given_up=[(BOOT, 10, 12)]))
    counts = (store.events, store.held_bytes)
    store.close()
    again = OutboxStore(path, LATER, PLENTY)
    assert (again.events, again.held_bytes) == counts == (30 - 7 - 3 + 1, counts[1])
    again.close()


def test_work_done_twice_is_work_done_once(path) -> None:
    store = OutboxStore(path, BOOT, PLENTY)
    store.apply(Work(rows(1, 20)))
    work = Work(rows(21, 30), acks=[(BOOT, 3)])
    store.apply(work)
    counts = (store.events, store.held_bytes)
    store.apply(work)
    assert (store.events, store.held_bytes) == counts
    assert_no_holes(store, BOOT, 4, 30)
    store.close()


def test_what_the_hub_has_leaves_no_byte_in_the_file(path) -> None:
    store = OutboxStore(path, BOOT, PLENTY)
    store.apply(Work(rows(1, 300)))
    store.apply(Work(acks=[(BOOT, 299)]))
    store.close()
    content = path.read_bytes()
    assert f"{300:032x}".encode() in content
    assert not any(f"{n:032x}".encode() in content for n in range(1, 300))


def test_a_file_that_is_no_database_is_set_aside_and_the_edge_starts(path) -> None:
    path.write_bytes(b"this is not a database, whatever its name says" * 100)
    store = OutboxStore(path, BOOT, PLENTY)
    store.apply(Work(rows(1, 3)))
    assert_no_holes(store, BOOT, 1, 3)
    assert (path.parent / f"broken-{BOOT}-outbox.db").exists()
    store.close()


async def test_a_disk_that_takes_nothing_is_outlived_and_nothing_is_lost(path, until) -> None:
    async with running(path) as outbox:
        outbox.put(sighting)
        await until(lambda: outbox.committed_seq == 1, "the first commit")
        # A real refusal by SQLite itself: the file may not grow.
        blocker = sqlite3.connect(path, isolation_level=None)
        blocker.execute("create trigger full before insert on events begin select raise(abort, 'disk full'); end")
        for _ in range(20):
            outbox.put(sighting)
        await until(lambda: not outbox._disk_works, "the refusal")
        assert outbox.committed_seq == 1
        blocker.execute("drop trigger full")
        blocker.close()
        await until(lambda: outbox.committed_seq == 21, "the commit after the disk works again")
        assert len(await outbox.read(BOOT, 1, 100, PLENTY, 1000)) == 21


async def test_what_waits_for_a_dead_disk_is_bounded_and_leaves_a_gap(path, until) -> None:
    async with running(path) as outbox:
        outbox._most_pending = 100
        blocker = sqlite3.connect(path, isolation_level=None)
        blocker.execute("create trigger full before insert on events begin select raise(abort, 'disk full'); end")
        for n in range(1000):
            outbox.put(sighting)
            if n % 90 == 0:
                await asyncio.sleep(0)
        await until(lambda: not outbox._disk_works, "the refusal")
        assert outbox.events <= 101
        assert outbox.dropped >= 900
        blocker.execute("drop trigger full")
        blocker.close()
        await until(lambda: outbox.committed_seq == 1000, "the commit after the disk works again")
    store = OutboxStore(path, LATER, PLENTY)
    assert_no_holes(store, BOOT, 1, 1000)
    store.close()


async def test_shedding_while_a_commit_is_under_way_leaves_no_hole(path, until) -> None:
    async with running(path) as outbox:
        outbox._most_pending = 100
        for n in range(5000):
            outbox.put(sighting)
            if n % 37 == 0:
                await asyncio.sleep(0)
        await until(lambda: outbox.committed_seq == 5000, "the last commit")
    store = OutboxStore(path, LATER, PLENTY)
    assert_no_holes(store, BOOT, 1, 5000)
    store.close()


async def test_what_the_hub_has_does_not_linger_beside_the_file_either(path, until) -> None:
    async with running(path) as outbox:
        outbox.put(sighting)
        await until(lambda: outbox.committed_seq == 1, "the commit")
        wal = path.with_name(path.name + "-wal")
        assert f"{1:032x}".encode() in wal.read_bytes()
        outbox.acknowledge(BOOT, 1)
        await until(lambda: f"{1:032x}".encode() not in wal.read_bytes() + path.read_bytes(), "the last byte of it")
