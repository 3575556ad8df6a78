"""Signed-in devices: sign out, list, revoke, idle time, and cookies that turn up elsewhere."""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from whole_hub import HUB, PIN, Shop, open_shop

from hub.ground.errors import DatabaseFailed
from hub.trust.accounts.devices import kind_of
from hub.trust.accounts.sessions import SESSION_SECONDS
from simulators.waiting import until

PIXEL = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36"
)
GODDAG_HUB = Path(sys.executable).with_name("goddag-hub")


async def devices(client: httpx.AsyncClient) -> list[dict]:
    return (await client.get("/api/staff/devices")).raise_for_status().json()["devices"]


async def is_told_to_be_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/api/staff/session")).raise_for_status().json()["signed_in"]


async def is_in(client: httpx.AsyncClient) -> bool:
    answer = await client.get("/api/staff/nearby")
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def test_who_signs_out_is_out_and_may_do_so_twice(shop: Shop) -> None:
    handheld, other = await shop.handheld(), await shop.handheld()
    copied = dict(handheld.cookies)
    assert (await handheld.delete("/api/staff/session")).status_code == 204
    assert "goddag_staff" not in handheld.cookies
    handheld.cookies.update(copied)
    assert not await is_in(handheld)
    assert (await handheld.delete("/api/staff/session")).status_code == 204
    assert await is_in(other)
    assert [(each["signed_in"], each["this_device"]) for each in await devices(other)] == [(True, True), (False, False)]


async def test_whoever_asks_whether_they_are_signed_in_is_answered_and_not_refused(shop: Shop) -> None:
    stranger, handheld = shop.client(), await shop.handheld()
    assert not await is_told_to_be_in(stranger)
    assert await is_told_to_be_in(handheld)
    await handheld.delete("/api/staff/session")
    assert not await is_told_to_be_in(handheld)


async def test_a_device_keeps_its_name_from_one_sign_in_to_the_next(shop: Shop) -> None:
    handheld = await shop.handheld()
    handheld.headers["user-agent"] = PIXEL
    await handheld.post("/api/staff/session", json={"pin": PIN})
    [first] = await devices(handheld)
    old = dict(handheld.cookies)
    await handheld.post("/api/staff/session", json={"pin": PIN})
    [second] = await devices(handheld)
    assert first["device"] == second["device"]
    assert first["kind"] == "Android, Chrome"
    # The cookie before ended with the new one.
    handheld.cookies.update(old)
    assert not await is_in(handheld)


async def test_a_session_is_worth_nothing_without_its_mark_or_in_another_browser(shop: Shop) -> None:
    handheld = await shop.handheld()
    thief = shop.client()
    thief.cookies.set("goddag_staff", handheld.cookies["goddag_staff"])
    assert not await is_in(thief)
    thief.cookies.set("goddag_device", handheld.cookies["goddag_device"])
    thief.headers["user-agent"] = "curl/8"
    assert not await is_in(thief)
    [seen] = await devices(handheld)
    assert seen["maybe_copied"]


async def test_cookies_that_are_used_from_two_places_are_noticed_and_a_device_that_moves_is_not(shop: Shop) -> None:
    def at(address: str) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(shop.hub.running.web, client=(address, 1)), base_url=HUB
        )
        client.cookies = handheld.cookies
        return client

    handheld = await shop.handheld()
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2", "2001:db8::1", "10.0.0.2", "2001:db8::2"):
        await is_in(at(address))
    [moved] = await devices(at("10.0.0.2"))
    assert not moved["maybe_copied"]
    await is_in(at("10.0.0.1"))
    [copied] = await devices(at("10.0.0.2"))
    assert copied["maybe_copied"]


async def test_a_revoked_device_is_out_for_requests_and_streams_at_once(shop: Shop) -> None:
    lost, manager = await shop.handheld(), await shop.handheld()
    [theirs] = [each["device"] for each in await devices(manager) if not each["this_device"]]
    events = asyncio.create_task(_events(shop, lost))
    await until("the stream to be open", lambda: _in_use(manager), 30)
    assert (await manager.delete(f"/api/staff/devices/{theirs}")).status_code == 204
    assert 'event: signed_out\ndata: {"reason": "revoked"}' in await events
    answer = await lost.get("/api/staff/nearby")
    assert answer.status_code == 401
    assert "from elsewhere" in answer.json()["detail"]
    assert [each["this_device"] for each in await devices(manager)] == [True]
    assert (await manager.delete(f"/api/staff/devices/{theirs}")).status_code == 404
    assert await is_in(manager)


async def _in_use(client: httpx.AsyncClient) -> bool:
    return any(each["in_use"] for each in await devices(client))


async def _events(shop: Shop, client: httpx.AsyncClient) -> str:
    """What a stream said until the hub ended it (the transport within the process gives it as a whole)."""
    return (await client.get("/api/staff/stream")).text


async def test_the_terminal_lists_and_revokes_while_the_hub_runs(shop: Shop, tmp_path: Path) -> None:
    lost, manager = await shop.handheld(), await shop.handheld()
    shop.hub.accounts.sessions.look()

    async def hub(*words: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            GODDAG_HUB, "devices", *words, "--data-dir", str(tmp_path),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    listed = json.loads((await hub("list", "--json"))[1])
    assert [each["signed_in"] for each in listed] == [True, True]
    [theirs] = [each["device"] for each in await devices(manager) if not each["this_device"]]
    assert theirs in (await hub("list"))[1]
    code, said = await hub("revoke", theirs)
    assert code == 0, said
    shop.hub.accounts.sessions.look()
    assert not await is_in(lost)
    assert await is_in(manager)
    code, said = await hub("revoke", theirs)
    assert (code, "there is no device" in said) == (2, True)


async def test_a_device_that_lies_about_asks_for_the_pin_again_and_one_in_use_does_not(tmp_path: Path) -> None:
    # A minute is six seconds: a busy machine may take one of them between two requests.
    async with open_shop(tmp_path, staff_idle_minutes=1.0, clock_speed=10.0) as shop:
        idle, used = await shop.handheld(), await shop.handheld()
        events = asyncio.create_task(_events(shop, used))
        await until("the stream to be open", lambda: _in_use(idle), 30)
        before = shop.hub.ground.clock.mono()
        await until("a minute by the hub's clock", lambda: shop.hub.ground.clock.mono() > before + 61, 30)
        shop.hub.accounts.sessions.look()
        answer = await idle.get("/api/staff/nearby")
        assert (answer.status_code, "not used for a while" in answer.json()["detail"]) == (401, True)
        assert await is_in(used)
        shop.hub.ground.journal.close()
        await events


async def test_a_restart_asks_nobody_for_the_pin_again_and_revives_nobody(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        on, out, lost = await shop.handheld(), await shop.handheld(), await shop.handheld()
        await out.delete("/api/staff/session")
        [theirs] = [each["device"] for each in await devices(lost) if each["this_device"]]
        await on.delete(f"/api/staff/devices/{theirs}")
    async with open_shop(tmp_path) as again:
        found = []
        for before in (on, out, lost):
            client = again.client()
            client.cookies = before.cookies
            found.append(await is_in(client))
        assert found == [True, False, False]


async def test_by_a_clock_that_went_back_or_after_the_working_day_a_restart_asks_for_the_pin(tmp_path: Path) -> None:
    for shift_ms in (-3_600_000, round(SESSION_SECONDS * 1000)):
        async with open_shop(tmp_path) as shop:
            handheld = await shop.handheld()
            shop.db.run("UPDATE staff_devices SET opened_ms = opened_ms - ?, seen_ms = seen_ms - ?", shift_ms, shift_ms)
        async with open_shop(tmp_path) as again:
            client = again.client()
            client.cookies = handheld.cookies
            assert not await is_in(client)


async def test_on_a_full_disk_staff_sign_in_and_a_revocation_holds_and_is_kept_later(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        lost, manager = await shop.handheld(), await shop.handheld()
        [theirs] = [each["device"] for each in await devices(manager) if not each["this_device"]]
        pages = shop.db.row("PRAGMA page_count")[0]
        shop.db.run(f"PRAGMA max_page_count = {pages}")
        with contextlib.suppress(DatabaseFailed):
            for _ in range(10_000):
                shop.db.run("INSERT INTO refusals (reason, count) VALUES (hex(randomblob(2000)), 1)")
        late = await shop.handheld()
        assert await is_in(late)
        shop.db.run("PRAGMA query_only = ON")
        assert (await manager.delete(f"/api/staff/devices/{theirs}")).status_code == 204
        assert not await is_in(lost)
        shop.db.run("PRAGMA query_only = OFF")
        shop.hub.accounts.sessions.look()
        assert shop.db.rows("SELECT 1 FROM staff_devices WHERE handheld = ?", theirs) == []


async def test_no_address_name_or_cookie_of_a_device_is_kept(shop: Shop) -> None:
    handheld = await shop.handheld()
    kept = repr(shop.db.rows("SELECT * FROM staff_devices"))
    assert handheld.cookies["goddag_staff"] not in kept
    assert handheld.cookies["goddag_device"] not in kept
    assert "127.0.0.1" not in kept
    assert PIN not in kept


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (PIXEL, "Android, Chrome"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1",
            "iPhone, Safari",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0.0.0 Safari/537.36 Edg/142.0", "Windows, Edge"),
        ("curl/8", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_device_is_called_what_a_colleague_would_call_it(user_agent: str, kind: str) -> None:
    assert kind_of(user_agent) == kind
