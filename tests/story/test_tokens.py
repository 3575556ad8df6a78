"""What is promised of tokens, through the real chain: taken back they are dead, played back they show nobody."""

import asyncio
import contextlib
import json
import os
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from enrolled_shop import command
from small_shop import FAR_DBM, PLAN, Shop, open_shop

from hub.trust.members.tokens import day_at
from simulators.frames import AdvertisingType, Transmission, android_token, ios_token, private_address
from simulators.people import MEMBERS
from simulators.phone import Phone, PhoneToken
from simulators.serving import free_ports

pytestmark = pytest.mark.story
# The same shop with its edges 54 m apart: what is loud at both cannot be one phone.
LONG_PLAN = PLAN.replace("10", "60").replace("5,", "30,").replace("at = [8, 3]", "at = [56, 3]")


@pytest.fixture
async def long_shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, free_ports(4), LONG_PLAN) as opened:
        yield opened


def sending(marker: int, token: PhoneToken, seed: int) -> Callable[[], Transmission]:
    """Somebody who captured a token sends it, from an address of their own."""
    ad = android_token(marker, token.epoch, token.token)
    packet = Transmission(private_address(seed, token.token.hex()), True, AdvertisingType.CONNECTABLE, ad)
    return lambda: packet


def current(phone: Phone) -> PhoneToken:
    now = time.time()
    return next(token for token in phone.tokens if token.starts_at <= now < token.ends_at)


async def counted(shop: Shop, *reasons: str, more: int = 3) -> None:
    """Wait until `more` further sightings are refused for one of those reasons."""

    async def so_far() -> int:
        refused = await shop.refused()
        return sum(refused.get(reason, 0) for reason in reasons)

    before = await so_far()

    async def grown() -> bool:
        return await so_far() >= before + more

    await shop.until(f"{' or '.join(reasons)} to be counted", grown)


async def nobody(shop: Shop) -> None:
    async def empty() -> bool:
        return await shop.rows() == []

    await shop.until("the row to vanish", empty)


async def asked_of_the_cdp(shop: Shop) -> int:
    async with httpx.AsyncClient(timeout=60.0) as client:
        return (await client.get(f"{shop.chain.cdp_url}/asked")).json()["requests"]


async def test_a_token_captured_before_a_withdrawal_names_nobody_after_the_member_agreed_again(shop: Shop) -> None:
    phone = await shop.enrol()
    captured = [token for token in phone.tokens if token.ends_at > time.time()][:3]
    shop.broadcast(sending(phone.marker, captured[0], 1))
    await shop.row_with_card()
    await phone.consent("recognise_in_store", granted=False)
    await nobody(shop)
    await counted(shop, "not_permitted")
    await phone.consent("recognise_in_store", granted=True)
    # Their phone has not fetched new tokens yet; what is on the air is the captured one alone.
    await counted(shop, "token_revoked")
    assert await shop.rows() == []
    assert await phone.visit() is None
    await phone.fetch_tokens()
    assert {token.token for token in phone.tokens}.isdisjoint(token.token for token in captured)
    # With its new tokens the phone is recognised, while the captured one goes on being refused.
    shop.carry(phone)
    await shop.row_with_card()
    await counted(shop, "token_revoked")


async def test_the_tokens_of_a_phone_that_signed_out_count_no_more_and_its_owners_other_phone_goes_on(
    shop: Shop,
) -> None:
    old, new = await shop.enrol(), await shop.enrol(MEMBERS[0])
    carried = shop.carry(old)
    await shop.row_with_card()
    headers = {"Authorization": f"Bearer {shop.chain.issuer.mint(old.persona.ref)}", "Goddag-Install": old.install_id}
    assert (await shop.client.delete("/v1/app/device", headers=headers)).status_code == 204
    await counted(shop, "token_revoked")
    assert (await shop.client.get("/v1/app/tokens", headers=headers)).status_code == 404
    carried.cancel()
    shop.carry(new)
    assert (await shop.row_with_card())["card"] is not None
    # Signed in again on that phone: a phone like a new one, and the old tokens stay dead.
    captured = current(old)
    await old.enrol()
    assert current(old).token != captured.token
    shop.broadcast(sending(old.marker, captured, 2))
    await counted(shop, "token_revoked")


async def test_a_token_played_back_at_the_other_end_of_the_store_shows_nobody_any_more(long_shop: Shop) -> None:
    shop = long_shop
    phone = await shop.enrol()
    # One token to the end: the next window would bring one that nobody has captured.
    captured = current(phone)
    shop.broadcast(sending(phone.marker, captured, 7), near="edge-1")
    await shop.row_with_card()
    assert (await shop.client.get("/api/fleet")).json()["quarantined_tokens"] == 0

    async def copy() -> None:
        """Loud at the far edge; out of earshot of the near one."""
        while True:
            shop.air.hear("edge-2", sending(phone.marker, captured, 3)(), -45)
            await asyncio.sleep(0.1)

    copying = asyncio.create_task(copy())
    try:
        await nobody(shop)
        await counted(shop, "token_replayed")
        assert (await shop.client.get("/api/fleet")).json()["quarantined_tokens"] == 1
        assert await phone.visit() is None
        with contextlib.closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
            kinds = [kind for (kind,) in db.execute("SELECT kind FROM journal")]
            [(reason,)] = db.execute("SELECT end_reason FROM visits").fetchall()
        assert kinds.count("TokenReplayed") == 1
        assert reason == "quarantined"
        # It is the token that is held back, not the person: their other phone is recognised.
        other = await shop.enrol(MEMBERS[0])
        shop.carry(other, near="edge-1")
        await shop.row_with_card()
    finally:
        copying.cancel()


async def test_a_phone_in_the_middle_of_the_store_and_old_tokens_beside_the_new_are_no_replay(long_shop: Shop) -> None:
    """iPhones put the token where BlueZ lists every earlier one with it."""
    shop = long_shop
    phone = await shop.enrol()
    now = current(phone)
    later = [token for token in phone.tokens if token.starts_at > now.ends_at][:4]
    # Not good now: as far as the hub can tell, the same as tokens of an hour ago.
    for each in (now, *later):
        packet = Transmission(
            private_address(4, "one"), True, AdvertisingType.CONNECTABLE, ios_token(phone.marker, each.token)
        )
        shop.broadcast(lambda packet=packet: packet, near="both")
    # In the evening they are of tomorrow, whose key the hub does not try yet: then they are nobody's.
    await counted(shop, "token_expired", "token_foreign", more=40)
    refused = await shop.refused()
    assert "token_replayed" not in refused
    assert FAR_DBM < -60
    [row] = await shop.rows()
    assert row["card"] is not None


async def test_a_token_of_another_store_of_the_chain_shows_nobody_here(shop: Shop, tmp_path: Path) -> None:
    """Both hubs live on the same day keys; the member enrolled in the other store."""
    keys = tmp_path / "keys.json"
    await move_the_root_to_the_office(shop, keys)
    await shop.ready()
    phone = await shop.enrol()
    (tmp_path / "other").mkdir()
    async with open_shop(tmp_path / "other", free_ports(4)) as elsewhere:
        await move_the_root_to_the_office(elsewhere, tmp_path / "other" / "keys.json", office=keys)
        await elsewhere.ready()
        elsewhere.broadcast(sending(phone.marker, current(phone), 5))
        await counted(elsewhere, "token_of_nobody_here")
        assert await elsewhere.rows() == []
        assert await asked_of_the_cdp(elsewhere) == 0
    # While in its own store the very same bytes are somebody.
    shop.broadcast(sending(phone.marker, current(phone), 5))
    await shop.row_with_card()


async def move_the_root_to_the_office(shop: Shop, keys: Path, office: Path | None = None) -> None:
    """Start the hub again without a root; `office` is a file of day keys made for another store."""
    root = shop.chain.hub_data / "token-root.key"
    shop.processes.kill("hub")
    words, settings = shop.processes.commands["hub"]
    settings = settings | {"GODDAG_HUB_TOKEN_DAY_KEYS": str(keys)}
    refusing = await asyncio.create_subprocess_exec(
        *words, env=without_ours() | settings, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    _, said = await asyncio.wait_for(refusing.communicate(), 30)
    assert refusing.returncode == 2
    assert "holds a root as well" in said.decode()
    moved = root.rename(keys.parent / "root-at-the-office.key")
    if office is None:
        await command("goddag-hub", "tokens", "day-keys", "--root", moved, "--out", keys)
    else:
        keys.write_bytes(office.read_bytes())
    shop.processes.start("hub", words, settings)


def without_ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GODDAG_")}


async def test_a_hub_on_the_offices_day_keys_recognises_and_issues_to_the_end_of_tomorrow(
    shop: Shop, tmp_path: Path
) -> None:
    before, first_day = await shop.enrol(), day_at(time.time())
    await move_the_root_to_the_office(shop, tmp_path / "keys.json")
    tomorrow = max(map(int, json.loads((tmp_path / "keys.json").read_text())["days"]))
    assert first_day + 1 <= tomorrow <= day_at(time.time()) + 1
    await shop.ready()
    # The day keys come from the root that the hub had: what a phone holds goes on counting.
    shop.carry(before)
    await shop.row_with_card()
    days = {day_at(time.time())}
    reach = (await shop.client.get("/api/fleet")).json()["token_keys"]
    days.add(day_at(time.time()))
    assert not reach["cut_off"]
    # Which is so only when midnight came since the keys were made.
    assert reach["runs_out"] in {day == tomorrow for day in days}
    headers = {
        "Authorization": f"Bearer {shop.chain.issuer.mint(before.persona.ref)}",
        "Goddag-Install": before.install_id,
    }
    issued = (await shop.client.get("/v1/app/tokens?hours=48", headers=headers)).json()["tokens"]
    assert issued[-1]["ends_at_ms"] == (tomorrow + 1) * 86_400_000
    root = (tmp_path / "root-at-the-office.key").read_bytes()
    for file in shop.chain.hub_data.rglob("*"):
        if file.is_file():
            assert root not in file.read_bytes(), file.name


async def test_the_offices_commands_say_what_to_do(tmp_path: Path) -> None:
    root = tmp_path / "root.key"
    assert "No such file" in await command("goddag-hub", "tokens", "day-keys", "--root", root, expect=2)
    await command("goddag-hub", "tokens", "new-root", root)
    assert root.stat().st_mode & 0o777 == 0o600
    made = root.read_bytes()
    assert "File exists" in await command("goddag-hub", "tokens", "new-root", root, expect=2)
    assert root.read_bytes() == made
    said = await command("goddag-hub", "tokens", "day-keys", "--root", root, "--days", "5")
    assert said.count('": "') == 6  # five days and the region
    assert made.hex() not in said


async def test_a_flood_of_forged_tokens_asks_the_customer_data_platform_nothing(shop: Shop) -> None:
    phone = await shop.enrol()
    await shop.until("the enrolment to be told", lambda: quiet_cdp(shop))
    before = await asked_of_the_cdp(shop)

    def forged() -> Transmission:
        token = secrets.token_bytes(16)
        ad = android_token(phone.marker, current(phone).epoch, token)
        return Transmission(private_address(6, token.hex()), True, AdvertisingType.CONNECTABLE, ad)

    for _ in range(20):
        shop.broadcast(forged)
    await counted(shop, "token_foreign", more=1000)
    assert await asked_of_the_cdp(shop) == before
    assert await shop.rows() == []
    # In the middle of the flood a member is recognised all the same; it was asked when their app fetched tokens.
    shop.carry(phone)
    assert (await shop.row_with_card())["card"]["notice"] is None


async def quiet_cdp(shop: Shop) -> bool:
    """Whether nothing more is being told to it."""
    before = await asked_of_the_cdp(shop)
    await asyncio.sleep(1)
    return before > 0 and await asked_of_the_cdp(shop) == before
