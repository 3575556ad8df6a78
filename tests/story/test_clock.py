"""A Pi whose clock is wrong: in 1970 since it was plugged in, or moved by hours while it works."""

import asyncio
import contextlib
import sqlite3
import time
from pathlib import Path

import pytest
from small_shop import Shop

pytestmark = pytest.mark.story

# Half of the smallest error of the clocks here: no machine that a test ends on is starved for an hour.
OFF_SECONDS = 3600.0
TO_1970 = "-1790000000"
EDGE = "edge-1"


@pytest.fixture
def libfaketime() -> Path:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    assert found, "libfaketime is missing: make test installs it, or apt-get install faketime"
    return found[0]


class WrongClock:
    """Both edges live by a clock that we set while they run; only the wall clock, as on a real machine."""

    def __init__(self, shop: Shop, lib: Path, folder: Path) -> None:
        self._shop = shop
        self._file = folder / "offset"
        self._environment = {
            "LD_PRELOAD": str(lib),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, offset_seconds: str) -> None:
        part = self._file.with_suffix(".part")
        part.write_text(offset_seconds + "\n")
        part.replace(self._file)

    async def plug_in(self) -> None:
        for edge in ("edge-1", "edge-2"):
            self._shop.processes.kill(edge)
            command, settings = self._shop.processes.commands[edge]
            self._shop.processes.start(edge, command, settings | self._environment)
        await self._shop.ready()

    async def until_state(self, state: str) -> None:
        async def says() -> bool:
            fleet = (await self._shop.client.get("/api/fleet")).json()
            return all(edge["report"] and edge["report"].get("clock") == state for edge in fleet["edges"])

        await self._shop.until(f"the edges to say that their clock is {state}", says)


@pytest.fixture
def clock(shop: Shop, libfaketime: Path, tmp_path: Path) -> WrongClock:
    return WrongClock(shop, libfaketime, tmp_path)


def visits(shop: Shop) -> list[tuple[int, int]]:
    with contextlib.closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
        return db.execute("SELECT started_ms, heard_ms FROM visits ORDER BY rowid").fetchall()


async def test_a_pi_that_boots_in_1970_and_then_jumps_by_hours_still_shows_who_comes_in_and_for_how_long(
    shop: Shop, clock: WrongClock
) -> None:
    clock.set(TO_1970)
    await clock.plug_in()
    await clock.until_state("unset")
    phone = await shop.enrol()
    carried = shop.carry(phone)
    began = time.time()
    await shop.row_with_card()
    for offset in ("+0", "+7200", "-7200", "+0"):
        clock.set(offset)
        await asyncio.sleep(2)  # part of the stay
    ended = time.time()
    # Where the air had no processor for long enough the visit has ended meanwhile, and another one has begun.
    await shop.until("a sighting from after that", lambda: visits(shop)[-1][1] / 1000 > ended)
    carried.cancel()
    (started_ms, _), (_, heard_ms) = visits(shop)[0], visits(shop)[-1]
    # 0.2 s on a quiet machine. A message that waits on a starved one is stamped later; a wrong clock errs by hours.
    assert started_ms / 1000 == pytest.approx(began, abs=OFF_SECONDS)
    assert heard_ms / 1000 == pytest.approx(ended, abs=OFF_SECONDS)


async def test_what_an_edge_heard_before_a_long_outage_arrives_late_and_is_never_shown(shop: Shop) -> None:
    # An outbox from before: two boots ago by nobody's monotonic clock, ten minutes ago by a clock that was right.
    folder = shop.chain.folder / "edges" / EDGE
    shop.processes.kill(EDGE)
    token = (await shop.enrol()).transmission()
    assert token is not None
    boot, minutes_ago = "c" * 16, round((time.time() - 600) * 1000)
    in_an_hour = round((time.time() + 3600) * 1000)
    with contextlib.closing(sqlite3.connect(folder / "outbox.db")) as db, db:
        db.execute("insert into boots (boot_id) values (?)", (boot,))
        for seq, at_ms in ((1, minutes_ago), (2, in_an_hour)):
            body = (
                f'{{"seq":{seq},"rssi_dbm":-50.0,"packets":1,"heard_at_ms":{at_ms},"heard_mono_ms":1,"span_ms":0,'
                f'"kind":"token","token":"{token.ad[-16:].hex()}","epoch":1}}'
            )
            db.execute("insert into events values (?, ?, ?, 0, ?)", (boot, seq, seq, body))
    shop.processes.again(EDGE)
    await shop.until("the old sightings", lambda: {(EDGE, boot, 1), (EDGE, boot, 2)} <= set(shop.applied()))

    async def both_late() -> bool:
        return (await shop.refused()).get("late") == 2

    await shop.until("both to be counted as late", both_late)
    assert await shop.rows() == []
