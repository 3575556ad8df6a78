"""A no on a full, read-only or broken disk: it holds at once on every screen, outlives a kill, and is written later."""

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from whole_hub import DOORS_OF_A_NO, SECRET, open_shop, signed

from hub.ground.journal import Member
from hub.ground.web.may import FLOOR
from hub.service.staff.stream import Screen, stream
from hub.trust.consents.kept_noes import ERASURE, FILE, PLACES, KeptNoes, KeptRefusal
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import PROFILING, Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.suppression.suppression_list import OBJECTION
from simulators.waiting import until

NOW = 1_795_348_800_000
SHOWN = {"text_version": current_texts().version, "language": "da"}


@pytest.fixture
def disk(make_disk: Callable[[int], Path]) -> Path:
    """A file system of 12 MB of its own."""
    return make_disk(12)


def fill(disk: Path) -> Path:
    """Leave no byte free: a file grows until it cannot."""
    full = disk / "somebody-elses.log"
    with full.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (65_536, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
    return full


class Full:
    """The hub's disk is full until `room`; SQLite gets nothing of what it held back itself."""

    def __init__(self, shop, disk: Path) -> None:
        shop.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        self._file = fill(disk)

    def room(self) -> None:
        self._file.unlink()


@asynccontextmanager
async def filled(disk: Path, **settings):
    """A customer in the store with a card on a screen that is open, and a full disk."""
    async with open_shop(disk, **settings) as shop:
        phone, handheld = await shop.customer(level="greet_me_by_name"), await shop.handheld()
        await phone.consent("marketing_push", granted=True)
        await shop.settled()
        assert len((await handheld.get("/api/staff/nearby")).json()["visits"]) == 1
        yield shop, phone, handheld, Full(shop, disk)


def given(shop, member: Member) -> frozenset[Purpose]:
    """As everything in the hub asks."""
    permission = shop.ledger.permission(member, at_ms=round(shop.hub.ground.clock.wall() * 1000) + 60_000)
    return permission.purposes if permission else frozenset()


def written(shop, member: Member) -> frozenset[Purpose]:
    """What stands in the database, without what is kept beside it."""
    return ConsentLedger(shop.db).standing(member, round(shop.hub.ground.clock.wall() * 1000) + 60_000)


def headers_of(shop, phone) -> dict[str, str]:
    return {"Authorization": f"Bearer {shop.issuer.mint(phone.persona.ref)}"}


async def withdraw(shop, phone):
    async with shop.client() as app:
        url = "/v1/app/consents/recognise_in_store"
        return await app.put(url, json={"granted": False, "request_id": "request-1"}, headers=headers_of(shop, phone))


async def be_invisible(shop, phone):
    async with shop.client() as app:
        body = {"level": "invisible", "lasts": "always", "request_id": "request-1"}
        return await app.put("/v1/app/level", json=body, headers=headers_of(shop, phone))


async def be_invisible_for_this_visit(shop, phone):
    async with shop.client() as app:
        body = {"level": "invisible", "lasts": "this_visit", "request_id": "request-1"}
        return await app.put("/v1/app/level", json=body, headers=headers_of(shop, phone))


async def object_to_profiling(shop, phone):
    async with shop.client() as app:
        return await app.post("/v1/app/objection", headers=headers_of(shop, phone))


async def leave(shop, phone):
    async with shop.client() as app:
        return await app.delete("/v1/app/membership", headers=headers_of(shop, phone))


async def enrol_with_less(shop, phone):
    async with shop.client() as app:
        device = {"install_id": phone.install_id, "platform": "ios"}
        body = {"request_id": "request-1", "device": device, "shown": SHOWN, "purposes": ["service_push"]}
        return await app.post("/v1/app/members", json=body, headers=headers_of(shop, phone))


async def enrol_with_less_and_junk(shop, phone):
    async with shop.client() as app:
        body = {"request_id": "!", "purposes": ["service_push"]}
        return await app.post("/v1/app/members", json=body, headers=headers_of(shop, phone))


async def say_no_at_the_platform(shop, phone):
    answers = [{"channel": "in_store", "granted": False}, {"channel": "push", "granted": False}]
    body = json.dumps(
        {"type": "consent.updated", "data": {"customer_ref": phone.persona.ref, "consents": answers}}
    ).encode()
    async with shop.client() as platform:
        return await platform.post("/v1/cdp/consent", content=body, headers=signed(body, shop.hub.ground.clock.wall()))


RECOGNISED = frozenset({Purpose.RECOGNISE_IN_STORE})
# What each door answers on a full disk, and what is gone after it. One for each of the doors that
# tests/hub/channels/test_a_no_at_every_door.py finds in the hub's description.
DOORS = {
    "PUT /v1/app/consents/{purpose}": (withdraw, 202, RECOGNISED),
    "PUT /v1/app/level": (be_invisible, 202, RECOGNISED | {Purpose.GREET_BY_NAME, Purpose.SHOW_HISTORY_TO_STAFF}),
    "PUT /v1/app/level, this visit": (be_invisible_for_this_visit, 202, RECOGNISED),
    "POST /v1/app/objection": (object_to_profiling, 202, PROFILING),
    "DELETE /v1/app/membership": (leave, 503, frozenset(Purpose)),
    "POST /v1/app/members": (enrol_with_less, 503, RECOGNISED | PROFILING),
    "POST /v1/app/members, refused": (enrol_with_less_and_junk, 503, RECOGNISED | PROFILING),
    "POST /v1/cdp/consent": (say_no_at_the_platform, 503, RECOGNISED | {Purpose.MARKETING_PUSH}),
}


def test_every_door_of_a_no_is_tried_on_a_full_disk() -> None:
    assert {door.partition(",")[0] for door in DOORS} == DOORS_OF_A_NO


@pytest.mark.parametrize("door", DOORS)
async def test_a_no_on_a_full_disk_holds_at_once_and_is_written_when_there_is_room(disk: Path, door: str) -> None:
    say, code, gone = DOORS[door]
    async with filled(disk, cdp_webhook_secrets=SECRET) as (shop, phone, handheld, full):
        member = shop.member(phone)
        assert gone <= written(shop, member)
        answer = await say(shop, phone)
        assert answer.status_code == code, answer.text
        if code == 503:
            assert int(answer.headers["retry-after"]) > 0
        assert given(shop, member).isdisjoint(gone)
        if Purpose.RECOGNISE_IN_STORE in gone:
            assert (await handheld.get("/api/staff/nearby")).json()["visits"] == []
        # The disk was full indeed: the database knows nothing of it.
        assert gone <= written(shop, member)
        full.room()
        await shop.hub.rights.service.tick(round(shop.hub.ground.clock.wall() * 1000), remove_what_is_over=False)
        if say is leave:
            assert shop.db.rows("SELECT * FROM members") == []
        elif say is be_invisible_for_this_visit:
            assert ConsentLedger(shop.db).for_a_visit(member)
            assert gone.isdisjoint(given(shop, member))
        else:
            assert gone.isdisjoint(written(shop, member))
        assert shop.ledger.kept.members() == set()
        assert set((disk / FILE).read_bytes()) == {0}
        assert ConsentLedger(shop.db).first_broken_line() is None


@pytest.mark.parametrize("door", DOORS)
async def test_a_no_on_a_full_disk_outlives_the_hub_also_while_the_disk_stays_full(disk: Path, door: str) -> None:
    say, _, gone = DOORS[door]
    async with filled(disk, cdp_webhook_secrets=SECRET) as (shop, phone, _, full):
        member = shop.member(phone)
        await say(shop, phone)
    # As after a kill: nothing but the files is left. The next hub starts on the full disk.
    async with open_shop(disk) as again:
        again.hub.rights.service.resume(round(again.hub.ground.clock.wall() * 1000))
        assert given(again, member).isdisjoint(gone)
        assert again.hub.staff.board.visits() == [] or Purpose.RECOGNISE_IN_STORE not in gone
        full.room()
        await again.hub.rights.service.tick(round(again.hub.ground.clock.wall() * 1000), remove_what_is_over=False)
        if say is leave:
            assert again.db.rows("SELECT * FROM members") == []
        else:
            assert given(again, member).isdisjoint(gone)
            assert again.ledger.kept.members() == set()


async def test_every_open_screen_drops_the_row_within_the_same_moment(disk: Path) -> None:
    async with filled(disk) as (shop, phone, _, full):
        hub = shop.hub
        since = hub.ground.journal.last_seq()
        told = stream(hub.staff.screens, Screen("device-1", "device-1", FLOOR, None, "en"), hub.ground.journal, since)
        assert [(await anext(told)).event, (await anext(told)).event] == ["hb", "alerts"]
        next_event = asyncio.create_task(anext(told))
        reactions = asyncio.create_task(hub.running.reactions.run())
        assert (await withdraw(shop, phone)).status_code == 202
        gone = await asyncio.wait_for(next_event, 60)
        assert (gone.event, gone.data.reason) == ("gone", "withdrawn")
        await told.aclose()
        # A screen that opens later never had it; one that had it and comes back is told again.
        later = stream(hub.staff.screens, Screen("device-2", "device-2", FLOOR, None, "en"), hub.ground.journal, since)
        assert [(await anext(later)).event, (await anext(later)).event] == ["hb", "gone"]
        await later.aclose()
        # With room the visit ends in the database as well.
        full.room()
        await hub.rights.service.tick(round(hub.ground.clock.wall() * 1000), remove_what_is_over=False)
        await until(
            "the end of the visit", lambda: hub.staff.board.update(gone.data.visit_id, "en").reason == "withdrawn", 10
        )
        await until("no open visit", lambda: not shop.db.rows("SELECT 1 FROM visits WHERE ended_ms IS NULL"), 10)
        reactions.cancel()


async def test_a_yes_after_the_no_is_the_newer_one(disk: Path) -> None:
    async with filled(disk) as (shop, phone, _, full):
        member = shop.member(phone)
        await withdraw(shop, phone)
        async with shop.client() as app:
            url, yes = "/v1/app/consents/recognise_in_store", {"granted": True, "shown": SHOWN}
            refused = await app.put(url, json=yes | {"request_id": "request-2"}, headers=headers_of(shop, phone))
            assert refused.status_code == 503
            full.room()
            taken = await app.put(url, json=yes | {"request_id": "request-2"}, headers=headers_of(shop, phone))
        assert taken.json()["purposes"]["recognise_in_store"] is True
        await shop.hub.rights.service.tick(round(shop.hub.ground.clock.wall() * 1000), remove_what_is_over=False)
        assert Purpose.RECOGNISE_IN_STORE in written(shop, member)
        lines = [line.granted for line in shop.ledger.lines() if line.purpose is Purpose.RECOGNISE_IN_STORE]
        assert lines == [True, False, True]


@pytest.mark.parametrize("broken", ["read_only", "locked", "table_gone"])
async def test_a_database_that_refuses_for_another_reason_loses_no_no_either(tmp_path: Path, broken: str) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await shop.customer(level="greet_me_by_name")
        member = shop.member(phone)
        other = sqlite3.connect(tmp_path / "hub.db", isolation_level=None)
        shop.db.run("PRAGMA busy_timeout = 10")
        match broken:
            case "read_only":
                shop.db.run("PRAGMA query_only = 1")
            case "locked":
                other.execute("BEGIN IMMEDIATE")
            case _:
                other.execute("ALTER TABLE journal RENAME TO elsewhere")
        answer = await withdraw(shop, phone)
        assert answer.status_code == 202, answer.text
        assert answer.json()["purposes"]["recognise_in_store"] is False
        assert given(shop, member).isdisjoint(RECOGNISED)
        shop.db.run("PRAGMA query_only = 0")
        match broken:
            case "locked":
                other.execute("ROLLBACK")
            case "table_gone":
                other.execute("ALTER TABLE elsewhere RENAME TO journal")
            case _:
                pass
        other.close()
        await shop.hub.rights.service.tick(round(shop.hub.ground.clock.wall() * 1000), remove_what_is_over=False)
        assert written(shop, member).isdisjoint(RECOGNISED)


async def test_when_not_even_the_reserve_can_be_written_the_app_is_told_to_send_it_again(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await shop.customer(level="greet_me_by_name")
        (tmp_path / FILE).unlink()
        shop.db.run("PRAGMA query_only = 1")
        answer = await withdraw(shop, phone)
        assert answer.status_code == 503
        # In the language in which they enrolled, as the app names none.
        assert answer.json()["code"] == "no_kept_in_memory"
        assert "gælder fra nu af" in answer.json()["detail"]
        assert "send igen" in answer.json()["detail"]
        assert given(shop, shop.member(phone)).isdisjoint(RECOGNISED)


def test_a_place_is_whole_or_empty_and_names_nobody(tmp_path: Path) -> None:
    kept = KeptNoes(tmp_path / FILE)
    refusals = [
        KeptRefusal(Member(7), "recognise_in_store", NOW),
        KeptRefusal(Member(7), OBJECTION, NOW + 1),
        KeptRefusal(Member(2**40 - 1), ERASURE, NOW),
        KeptRefusal(Member(8), "predict", NOW, NOW + 5),
    ]
    assert kept.add(refusals)
    assert kept.add(refusals)  # again is the same
    size = (tmp_path / FILE).stat().st_size
    assert size == PLACES * 64
    assert KeptNoes(tmp_path / FILE).of(Member(7)) == refusals[:2]
    # The power went in the middle of a place.
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(64 + 40)
        file.write(b"\xff")
    again = KeptNoes(tmp_path / FILE)
    assert again.of(Member(7)) == refusals[:1]
    assert again.of(Member(2**40 - 1)) == refusals[2:3]
    again.remove(again.take(Member(7)))
    assert KeptNoes(tmp_path / FILE).members() == {Member(8), Member(2**40 - 1)}


def test_more_refusals_than_places_hold_and_are_said_to_be_in_memory_alone(tmp_path: Path) -> None:
    kept = KeptNoes(tmp_path / FILE)
    assert kept.add(KeptRefusal(Member(n), ERASURE, NOW) for n in range(PLACES))
    assert not kept.add([KeptRefusal(Member(PLACES), "measure", NOW)])
    assert len(kept.members()) == PLACES + 1
    kept.forget(Member(0))
    kept.renew()
    assert KeptNoes(tmp_path / FILE).of(Member(PLACES))


async def test_a_hub_that_is_killed_between_the_no_and_the_room_comes_back_with_the_no(disk: Path) -> None:
    # A process of its own: it says the member's handle, refuses on a full disk, says the answer and waits.
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _CHILD, str(disk), str(Path(__file__).parent), stdout=subprocess.PIPE
    )
    assert process.stdout
    member = Member(int(await asyncio.wait_for(process.stdout.readline(), 60)))
    assert (await asyncio.wait_for(process.stdout.readline(), 60)).strip() == b"202"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    async with open_shop(disk) as again:
        assert given(again, member).isdisjoint(RECOGNISED)
        (disk / "somebody-elses.log").unlink()
        again.hub.rights.service.resume(round(again.hub.ground.clock.wall() * 1000))
        assert written(again, member).isdisjoint(RECOGNISED)


_CHILD = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import test_a_no_on_a_full_disk as here

async def main():
    async with here.filled(Path(sys.argv[1])) as (shop, phone, handheld, full):
        print(int(shop.member(phone)), flush=True)
        print((await here.withdraw(shop, phone)).status_code, flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""
