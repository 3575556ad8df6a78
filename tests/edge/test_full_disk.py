"""Disks that are full, small, read-only or hang: who comes in is heard all the same, and what is lost is counted."""

import asyncio
import sqlite3
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from edge import disk_reserve
from edge.outbox import open_outbox
from edge.outbox_store import OutboxStore, Row, Work
from wire.ids import BootId
from wire.messages import BeaconSighting, TokenSighting
from wire.room import free_bytes

BOOT = BootId("aaaaaaaaaaaaaaaa")
PLENTY = 100_000_000


def token(seq: int) -> TokenSighting:
    return TokenSighting(
        seq=seq, rssi_dbm=-60, packets=1, heard_at_ms=1, heard_mono_ms=1, span_ms=0, token=f"{seq:032x}", epoch=7
    )


def beacon(seq: int) -> BeaconSighting:
    return BeaconSighting(
        **token(seq).model_dump(exclude={"kind", "token", "epoch"}),
        uuid="0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
        major=1,
        minor=2,
    )


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)


@asynccontextmanager
async def running(path: Path, max_bytes: int = PLENTY):
    async with open_outbox(path, BOOT, max_bytes) as outbox:
        task = asyncio.create_task(outbox.run())
        try:
            yield outbox
        finally:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


async def seqs(outbox) -> tuple[list[int], int]:
    """Every seq that can be published, gaps included, and how many of them are sightings."""
    found: list[int] = []
    sightings = 0
    at = 1
    while rows := await outbox.read(BOOT, at, 10**9, 1_000_000, 5000):
        for row in rows:
            found += range(row.seq, row.through_seq + 1)
            sightings += not row.is_gap
        at = rows[-1].through_seq + 1
    return found, sightings


async def test_on_a_disk_of_two_megabytes_the_oldest_go_and_every_one_is_counted(small_disk, until) -> None:
    async with running(small_disk / "outbox.db") as outbox:
        for n in range(1, 10_001):
            outbox.put(beacon if n % 10 == 0 else token)
            if n % 100 == 0:
                await until(lambda n=n: outbox.committed_seq >= n, "the commit")
        assert outbox.writable
        found, sightings = await seqs(outbox)
        assert found == list(range(1, 10_001))
        assert 0 < sightings < 10_000
        assert outbox.dropped == 10_000 - sightings
        assert outbox.dropped_beacons == outbox.dropped // 10
        assert free_bytes(small_disk) > 0


async def test_a_disk_that_others_fill_costs_the_ballast_then_memory_serves_and_room_brings_it_back(
    small_disk, until
) -> None:
    async with running(small_disk / "outbox.db") as outbox:
        outbox.put(token)
        await until(lambda: outbox.committed_seq == 1, "the first commit")
        hog = small_disk / "hog"

        def fill() -> None:
            with hog.open("ab", buffering=0) as file:
                try:
                    while True:
                        file.write(bytes(1024))
                except OSError:
                    pass

        fill()
        last = 1
        while outbox.writable:
            fill()
            for _ in range(100):
                outbox.put(token)
            last += 100
            await until(lambda n=last: not outbox.writable or outbox.committed_seq >= n, "a commit, or none any more")
            assert last < 50_000
        assert not (small_disk / "ballast").exists()
        outbox.put(token)
        last += 1
        # Live presence: what cannot be written can be published.
        assert outbox.ready_seq == last
        (newest,) = await outbox.read(BOOT, last, last, 10_000, 10)
        assert newest.seq == last
        assert await outbox.oldest_seq(BOOT) == 1

        hog.unlink()
        await until(lambda: outbox.writable, "the disk taken into use again")
        found, sightings = await seqs(outbox)
        assert found == list(range(1, last + 1))
        assert outbox.dropped == last - sightings
        await until((small_disk / "ballast").exists, "the ballast put back")


async def test_what_the_hub_has_from_memory_is_never_written(small_disk, until) -> None:
    async with running(small_disk / "outbox.db") as outbox:
        blocker = sqlite3.connect(small_disk / "outbox.db", isolation_level=None)
        blocker.execute("create trigger full before insert on events begin select raise(abort, 'disk full'); end")
        for _ in range(10):
            outbox.put(token)
        await until(lambda: not outbox.writable, "the refusal")
        outbox.acknowledge(BOOT, 7)
        assert outbox.events == 3
        blocker.execute("drop trigger full")
        blocker.close()
        await until(lambda: outbox.writable, "the disk taken into use again")
        assert (await seqs(outbox))[0] == [8, 9, 10]
        assert outbox.dropped == 0


async def test_a_read_only_disk_at_the_start_is_outlived_and_joined_later(small_disk, until) -> None:
    remount(small_disk, "ro")
    with capture_logs() as logs:
        async with running(small_disk / "outbox.db") as outbox:
            assert not outbox.writable
            for _ in range(5):
                outbox.put(token)
            await until(lambda: outbox.ready_seq == 5, "the events, from memory")
            outbox.acknowledge(BOOT, 2)
            remount(small_disk, "rw")
            await until(lambda: outbox.writable, "the disk taken into use")
            assert (await seqs(outbox))[0] == [3, 4, 5]
    assert [line["event"] for line in logs] == ["outbox_writes_again"]
    store = OutboxStore(small_disk / "outbox.db", BootId("b" * 16), PLENTY)
    assert [(h.boot_id, h.oldest_seq, h.newest_seq) for h in store.held()] == [(BOOT, 3, 5)]
    store.close()


async def test_a_disk_that_hangs_does_not_make_customers_wait(tmp_path, until) -> None:
    async with running(tmp_path / "outbox.db") as outbox:
        outbox.put(token)
        await until(lambda: outbox.committed_seq == 1, "the first commit")
        # Another writer's lock: the thread waits for it, as it would for a disk that does not answer.
        holder = sqlite3.connect(tmp_path / "outbox.db", isolation_level=None)
        holder.execute("begin immediate")
        outbox.put(token)
        await until(lambda: outbox.ready_seq == 2, "the event, from memory")
        (row,) = await outbox.read(BOOT, 2, 2, 10_000, 10)
        assert row.seq == 2
        assert await outbox.oldest_seq(BOOT) == 1
        assert outbox.committed_seq == 1
        holder.execute("rollback")
        holder.close()
        await until(lambda: outbox.committed_seq == 2, "the commit")
        assert outbox.recoveries == 1


def test_the_page_limit_lies_below_the_disk_and_an_ordinary_disk_gives_the_whole_budget() -> None:
    small = disk_reserve.share(2_000_000, 256_000_000)
    assert small.events + small.ballast + 2 * small.log <= 2_000_000
    assert disk_reserve.share(10**10, 256_000_000).events == 256_000_000
    assert disk_reserve.share(10**10, 256_000_000).ballast == disk_reserve.MOST_BYTES


def test_the_file_never_outgrows_its_budget(tmp_path: Path) -> None:
    store = OutboxStore(tmp_path / "outbox.db", BOOT, 300_000)
    for first in range(1, 20_001, 100):
        rows = [Row(n, n, is_gap=False, body=token(n).model_dump_json()) for n in range(first, first + 100)]
        store.apply(Work(rows))
    store.checkpoint()
    assert store.held_bytes <= 300_000
    assert (tmp_path / "outbox.db").stat().st_size < 300_000 * 1.3 + 32 * 4096
    assert (tmp_path / "ballast").exists()
    store.close()
