"""Signing in: devices of the shop, people on them, what ends a sign-in, and what a thief has of a cookie."""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from whole_hub import Shop, open_shop

from hub.ground.errors import DatabaseFailed
from hub.ground.web.may import Role
from hub.trust.accounts.handhelds import kind_of
from hub.trust.accounts.links import HANDHELD_SECONDS, WELCOME_SECONDS, LinkKind
from hub.trust.accounts.people import FROM_THE_BOX
from hub.trust.accounts.proof import NONCE_SECONDS, PROOF_HEADER
from hub.trust.accounts.sessions import SESSION_SECONDS
from simulators.colleague import Colleague, colleague_at, enrol, sign_in_by_link, sign_in_by_pin
from simulators.waiting import until

PIXEL = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36"
)
GODDAG_HUB = Path(sys.executable).with_name("goddag-hub")
NEARBY = "/api/staff/nearby"


async def code_of(client: httpx.AsyncClient, path: str = NEARBY) -> str | None:
    """Why somebody is not let in; None where they are."""
    answer = await client.get(path)
    return None if answer.status_code == 200 else answer.json()["code"]


async def state(client: httpx.AsyncClient) -> dict:
    return (await client.get("/api/staff/session")).raise_for_status().json()


class ShiftedTime:
    """The clocks of the system, moved on by hand."""

    def __init__(self) -> None:
        self.by = 0.0

    def time(self) -> float:
        return time.time() + self.by

    def monotonic(self) -> float:
        return time.monotonic() + self.by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ShiftedTime:
    shifted = ShiftedTime()
    monkeypatch.setattr("wire.clock.time", shifted)
    return shifted


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


# --- nobody has an account yet


async def test_while_nobody_has_an_account_this_machine_is_served_and_after_that_nobody_without_one(shop: Shop) -> None:
    stranger = shop.client()
    assert (await state(stranger))["open"]
    assert await code_of(stranger) is None
    shop.person("Maja")
    assert not (await state(stranger))["open"]
    assert await code_of(stranger) == "device_unknown"


@pytest.mark.parametrize(
    "settings",
    [{"host": "0.0.0.0", "plain_http": True}, {"trusted_proxies": "127.0.0.1"}, {"public_name": "goddag.shop.example"}],
)
async def test_a_hub_that_others_can_reach_is_open_to_nobody_before_the_first_account(
    tmp_path: Path, settings: dict
) -> None:
    async with open_shop(tmp_path, **settings) as shop:
        assert not (await state(shop.client()))["open"]
        assert await code_of(shop.client()) == "device_unknown"


# --- a device of the shop


async def test_a_code_enrols_one_device_once_and_not_after_ten_minutes(shop: Shop) -> None:
    shop.person()
    first, second = shop.browser(), shop.browser()
    secret, expires_ms = shop.sign_in.links.make(LinkKind.HANDHELD, "Till 2", FROM_THE_BOX, shop.sign_in.now_ms())
    assert abs(expires_ms - shop.sign_in.now_ms() - HANDHELD_SECONDS * 1000) < 1000
    await enrol(first, secret)
    assert (await state(first)) | {"nonce": ""} == (await state(first)) | {"nonce": ""}
    assert ((await state(first))["device"], (await state(first))["device_name"]) == ("shared", "Till 2")
    body = {"secret": secret, "public_key": colleague_at(second).public_key}
    again = await second.post("/api/staff/enrol", json=body)
    assert (again.status_code, again.json()["code"]) == (410, "link_over")
    late, _ = shop.sign_in.links.make(LinkKind.HANDHELD, "Till 3", FROM_THE_BOX, 0)
    over = await second.post("/api/staff/enrol", json=body | {"secret": late})
    assert over.status_code == 410
    # A link for a person enrols no handheld, and neither does the other way round.
    welcome, _ = shop.sign_in.links.make(LinkKind.WELCOME, shop.person().id, FROM_THE_BOX, shop.sign_in.now_ms())
    assert (await second.post("/api/staff/enrol", json=body | {"secret": welcome})).status_code == 410


async def test_whoever_enrols_shows_that_they_hold_the_key(shop: Shop) -> None:
    shop.person()
    secret, _ = shop.sign_in.links.make(LinkKind.HANDHELD, "Till 2", FROM_THE_BOX, shop.sign_in.now_ms())
    browser = shop.browser()
    stolen = {"secret": secret, "public_key": Colleague().public_key}
    refused = await browser.post("/api/staff/enrol", json=stolen)
    assert (refused.status_code, refused.json()["code"]) == (401, "proof_wrong")
    await enrol(browser, secret)


async def test_without_an_enrolled_device_nobody_reaches_a_pin_or_the_names(shop: Shop) -> None:
    person = shop.person("Maja")
    pin = shop.sign_in.give_pin(person, FROM_THE_BOX)
    stranger = shop.browser()
    assert (await sign_in_by_pin(stranger, person.id, pin)).json()["code"] == "device_unknown"
    assert await code_of(stranger, "/api/staff/session/people") == "device_unknown"
    assert shop.sign_in.wrong.last_day() == 0


async def test_a_revoked_device_is_out_for_requests_and_streams_at_once_and_its_storage_is_wiped(shop: Shop) -> None:
    lost, manager = await shop.handheld("Jonas", Role.ASSOCIATE), await shop.handheld("Maja")
    devices = (await manager.get("/api/staff/devices")).json()["devices"]
    [theirs] = [each["device"] for each in devices if each["signed_in"] == "Jonas"]
    events = asyncio.create_task(_events(shop, lost))
    await until("the stream to be open", lambda: _in_use(manager, theirs), 30)
    assert (await manager.delete(f"/api/staff/devices/{theirs}")).status_code == 204
    assert 'event: signed_out\ndata: {"reason": "revoked"}' in await events
    assert await code_of(lost) == "device_revoked"
    told = await lost.get("/api/staff/session")
    assert told.json()["device"] == "revoked"
    assert told.headers["clear-site-data"] == '"storage", "cookies"'
    assert (await manager.delete(f"/api/staff/devices/{theirs}")).status_code == 404


async def test_a_device_is_revoked_from_the_command_line_and_a_person_removed(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        handheld, other = await shop.handheld("Jonas", Role.ASSOCIATE), await shop.handheld("Maja")
        listed = json.loads(_hub("devices", "list", "--json", folder=tmp_path))
        [mine] = [each["device"] for each in listed if each["device"] == _device(shop, "Jonas")]
        _hub("devices", "revoke", mine, folder=tmp_path)
        shop.sign_in.look()
        assert await code_of(handheld) == "device_revoked"
        _hub("people", "revoke", "Maja", folder=tmp_path)
        shop.sign_in.look()
        assert await code_of(other) == "session_removed"
        assert "removed" in _hub("people", "log", folder=tmp_path)


# --- a sign-in


async def test_who_signs_out_is_out_and_may_do_so_twice(shop: Shop) -> None:
    handheld, other = await shop.handheld(), await shop.handheld()
    copied = dict(colleague_at(handheld).cookies)
    assert (await handheld.delete("/api/staff/session")).status_code == 204
    assert "__Host-goddag" not in colleague_at(handheld).cookies
    colleague_at(handheld).cookies.update(copied)
    assert await code_of(handheld) == "session_signed_out"
    assert (await handheld.delete("/api/staff/session")).status_code == 204
    assert await code_of(other) is None


async def test_a_lock_ends_the_sign_in_and_is_told_from_a_sign_out(shop: Shop) -> None:
    handheld = await shop.handheld()
    cookies = dict(colleague_at(handheld).cookies)
    await handheld.delete("/api/staff/session?why=locked")
    colleague_at(handheld).cookies.update(cookies)
    assert (await state(handheld))["ended"] == "locked"
    assert await code_of(handheld) == "session_locked"


async def test_cookies_that_were_stolen_are_worth_nothing_without_the_key(shop: Shop) -> None:
    handheld, thief = await shop.handheld(), shop.browser()
    colleague_at(thief).cookies.update(colleague_at(handheld).cookies)
    assert await code_of(thief) == "proof_wrong"
    bare = shop.client()
    bare.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in colleague_at(handheld).cookies.items())
    assert await code_of(bare) == "proof_missing"
    assert (await bare.post("/api/staff/session", json={"person": "x", "pin": "1"})).json()["code"] == "proof_missing"


async def test_a_proof_counts_once_for_one_request_and_for_five_minutes(tmp_path: Path, clock: ShiftedTime) -> None:
    async with open_shop(tmp_path, staff_idle_minutes=30) as shop:
        handheld = await shop.handheld()
        auth = colleague_at(handheld)
        cookie = "; ".join(f"{name}={value}" for name, value in auth.cookies.items())

        async def with_proof(proof: str, path: str = NEARBY) -> str | None:
            bare = shop.client()
            bare.headers.update({"cookie": cookie, PROOF_HEADER: proof})
            return await code_of(bare, path)

        proof = auth.proof("GET", NEARBY, b"")
        assert await with_proof(proof) is None
        assert await with_proof(proof) == "proof_stale"
        assert await with_proof(auth.proof("GET", "/api/staff/devices", b"")) == "proof_wrong"
        assert await with_proof(auth.proof("POST", NEARBY, b"")) == "proof_wrong"
        assert await with_proof(auth.proof("GET", NEARBY, b"{}")) == "proof_wrong"
        assert await with_proof(f"{auth.nonce}.99.AAAA") == "proof_wrong"
        assert await with_proof("nothing of the kind") == "proof_wrong"
        assert await with_proof("0-abc.5.AAAA") == "proof_stale"
        old = auth.proof("GET", NEARBY, b"")
        clock.by += NONCE_SECONDS + 61
        assert await with_proof(old) == "proof_stale"
        # A page asks once more with the nonce that stands beside the refusal.
        assert await code_of(handheld) is None


async def test_an_own_device_opens_to_its_owner_alone(shop: Shop) -> None:
    maja, jonas = shop.person("Maja"), shop.person("Jonas", Role.ASSOCIATE)
    phone = shop.browser()
    secret, expires_ms = shop.sign_in.links.make(LinkKind.WELCOME, maja.id, FROM_THE_BOX, shop.sign_in.now_ms())
    assert abs(expires_ms - shop.sign_in.now_ms() - WELCOME_SECONDS * 1000) < 1000
    assert (await sign_in_by_link(phone, secret)).json()["name"] == "Maja"
    assert (await state(phone))["device"] == "own"
    assert await code_of(phone) is None
    assert (await sign_in_by_link(shop.browser(), secret)).status_code == 410
    pin = shop.sign_in.give_pin(jonas, FROM_THE_BOX)
    assert (await sign_in_by_pin(phone, jonas.id, pin)).json()["code"] == "pin_wrong"
    assert [each["name"] for each in (await phone.get("/api/staff/session/people")).json()] == []
    theirs, _ = shop.sign_in.links.make(LinkKind.WELCOME, jonas.id, FROM_THE_BOX, shop.sign_in.now_ms())
    assert (await sign_in_by_link(phone, theirs)).json()["code"] == "device_of_another"


async def test_a_person_who_is_removed_is_out_on_every_screen_and_their_name_is_free_again(shop: Shop) -> None:
    jonas, maja = await shop.handheld("Jonas", Role.ASSOCIATE), await shop.handheld("Maja")
    events = asyncio.create_task(_events(shop, jonas))
    await until("the stream to be open", lambda: _in_use(maja, _device(shop, "Jonas")), 30)
    person = shop.sign_in.people.called("Jonas")
    assert person
    assert (await maja.delete(f"/api/people/{person.id}")).status_code == 204
    assert 'data: {"reason": "removed"}' in await events
    assert await code_of(jonas) == "session_removed"
    again = shop.person("Jonas", Role.ASSOCIATE)
    assert again.id != person.id


async def test_fifty_screens_of_one_person_go_dark_together(shop: Shop) -> None:
    jonas, maja = shop.person("Jonas", Role.ASSOCIATE), await shop.handheld("Maja")
    screens = [shop.browser() for _ in range(50)]
    for screen in screens:
        secret, _ = shop.sign_in.links.make(LinkKind.WELCOME, jonas.id, FROM_THE_BOX, shop.sign_in.now_ms())
        (await sign_in_by_link(screen, secret)).raise_for_status()
    streams = [asyncio.create_task(_events(shop, screen)) for screen in screens]
    watched = shop.sign_in.sessions
    await until("all streams to be open", lambda: sum(each.streams for each in watched.all()) == 50, 60)
    assert (await maja.delete(f"/api/people/{jonas.id}")).status_code == 204
    # Those of their devices alone end, and each is told why; nobody waits for a timer.
    told = await asyncio.wait_for(asyncio.gather(*streams), 30)
    assert all('data: {"reason": "removed"}' in each for each in told)
    assert [each.person for each in watched.all()] == [shop.person("Maja").id]


async def test_a_new_pin_ends_what_was_opened_with_the_old_one(shop: Shop) -> None:
    jonas, maja = await shop.handheld("Jonas", Role.ASSOCIATE), await shop.handheld("Maja")
    person = shop.sign_in.people.called("Jonas")
    assert person
    pin = (await maja.post(f"/api/people/{person.id}/pin")).raise_for_status().json()["pin"]
    assert await code_of(jonas) == "session_changed"
    assert (await sign_in_by_pin(jonas, person.id, pin)).status_code == 200


async def test_a_badge_says_who_it_is_and_replaces_no_pin(shop: Shop) -> None:
    maja, till = await shop.handheld("Maja"), await shop.enrolled_handheld()
    jonas = shop.person("Jonas", Role.ASSOCIATE)
    pin = shop.sign_in.give_pin(jonas, FROM_THE_BOX)
    assert (await maja.put(f"/api/people/{jonas.id}/badge", json={"badge": "04A1B2C3"})).status_code == 204
    other = shop.person("Kim", Role.ASSOCIATE)
    taken = await maja.put(f"/api/people/{other.id}/badge", json={"badge": "04A1B2C3"})
    assert (taken.status_code, taken.json()["code"]) == (409, "badge_taken")
    assert (await till.post("/api/staff/session", json={"badge": "04A1B2C3", "pin": "000000"})).status_code == 401
    assert (await till.post("/api/staff/session", json={"badge": "04A1B2C3", "pin": pin})).json()["name"] == "Jonas"
    assert "04A1B2C3" not in json.dumps(shop.db.rows("SELECT hex(badge), name FROM people"))


async def test_a_sign_in_ends_by_itself_after_a_working_day_and_when_nobody_uses_it(
    tmp_path: Path, clock: ShiftedTime
) -> None:
    async with open_shop(tmp_path, staff_idle_minutes=5) as shop:
        handheld = await shop.handheld()
        for _ in range(3):
            clock.by += 4 * 60
            assert await code_of(handheld) is None
        clock.by += 5 * 60
        assert await code_of(handheld) == "session_idle"
        other = await shop.handheld()
        for _ in range(int(SESSION_SECONDS // 240) - 1):
            clock.by += 240
            assert await code_of(other) is None
        clock.by += 240
        assert await code_of(other) == "session_expired"


async def test_a_restart_asks_nobody_to_sign_in_again_and_a_full_disk_keeps_nobody_out(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        handheld = await shop.handheld()
    async with open_shop(tmp_path) as after:
        client = after.client()
        client.auth = handheld.auth
        assert await code_of(client) is None
        assert not (await state(client))["proven"]
        person, till = after.person("Kim"), await after.enrolled_handheld()
        pin = after.sign_in.give_pin(person, FROM_THE_BOX)
        sessions, run = after.sign_in.sessions, after.db.run

        def full(sql: str, *values: object) -> int:
            if "staff_sessions" in sql:
                raise DatabaseFailed("the disk is full")
            return run(sql, *values)

        after.db.run = full  # type: ignore[method-assign] - the fault comes from the system, not from our code
        assert (await sign_in_by_pin(till, person.id, pin)).status_code == 200
        assert await code_of(till) is None
        after.db.run = run  # type: ignore[method-assign]
        sessions.look()
        assert after.db.row("SELECT count(*) FROM staff_sessions WHERE person = ?", person.id) == (1,)


async def test_on_a_full_disk_a_revocation_holds_and_is_kept_later(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        lost, manager = await shop.handheld("Jonas", Role.ASSOCIATE), await shop.handheld("Maja")
        theirs = _device(shop, "Jonas")
        shop.db.run("PRAGMA query_only = ON")
        assert (await manager.delete(f"/api/staff/devices/{theirs}")).status_code == 204
        assert await code_of(lost) == "device_revoked"
        shop.db.run("PRAGMA query_only = OFF")
        shop.sign_in.look()
        assert shop.db.rows("SELECT 1 FROM handhelds WHERE device = ? AND revoked_ms IS NULL", theirs) == []


async def test_by_a_clock_that_went_back_or_after_the_working_day_a_restart_asks_to_sign_in(tmp_path: Path) -> None:
    for shift_ms in (-3_600_000, round(SESSION_SECONDS * 1000)):
        async with open_shop(tmp_path) as shop:
            handheld = await shop.handheld()
            shop.db.run(
                "UPDATE staff_sessions SET opened_ms = opened_ms - ?, seen_ms = seen_ms - ?", shift_ms, shift_ms
            )
        async with open_shop(tmp_path) as again:
            client = again.client()
            client.auth = handheld.auth
            assert await code_of(client) == "session_unknown"


async def test_nothing_that_opens_a_door_lies_on_the_disk(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        handheld = await shop.handheld("Maja")
        pin = shop.sign_in.give_pin(shop.person("Maja"), FROM_THE_BOX)
        secret, _ = shop.sign_in.links.make(LinkKind.HANDHELD, "Till", FROM_THE_BOX, shop.sign_in.now_ms())
        shop.db.flush()
        kept = (tmp_path / "hub.db").read_bytes()
        for known in (*colleague_at(handheld).cookies.values(), pin, secret):
            assert known.encode() not in kept
        assert (tmp_path / "pin.pepper").stat().st_mode & 0o777 == 0o600


async def test_the_name_is_the_account_s_whatever_a_request_says(shop: Shop) -> None:
    handheld = await shop.handheld("Maja")
    await shop.customer()
    [row] = (await handheld.get(NEARBY)).json()["visits"]
    claimed = await handheld.post(
        f"/api/staff/visits/{row['visit_id']}/claim", json={"staff": "Somebody else", "request_id": "request-1"}
    )
    assert claimed.json()["claimed_by"] == "Maja"


def test_what_a_device_says_it_is() -> None:
    assert kind_of(PIXEL) == "Android, Chrome"
    assert kind_of("curl/8") == ""


def _hub(*words: str, folder: Path) -> str:
    command = [str(GODDAG_HUB), *words, "--data-dir", str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def _device(shop: Shop, name: str) -> str:
    person = shop.sign_in.people.called(name)
    assert person
    return next(each.device for each in shop.sign_in.sessions.all() if each.person == person.id)


async def _events(shop: Shop, client: httpx.AsyncClient) -> str:
    text = ""
    with contextlib.suppress(httpx.HTTPError):
        async with client.stream("GET", "/api/staff/stream") as stream:
            async for piece in stream.aiter_text():
                text += piece
    return text


async def _in_use(client: httpx.AsyncClient, device: str) -> bool:
    devices = (await client.get("/api/staff/devices")).json()["devices"]
    return any(each["in_use"] for each in devices if each["device"] == device)
