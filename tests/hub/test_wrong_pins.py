"""How often the PIN may be guessed, measured from outside: by what the hub answers."""

from pathlib import Path

import httpx
import pytest
from whole_hub import HUB, PIN, Shop, open_shop

from hub.ground.web.network import neighbour_of, proxies_of
from hub.trust.accounts.wrong_pins import ALL_STRANGERS, PER_DEVICE, WrongPins

HOUR_SECONDS = 3600


def at(shop: Shop, address: str) -> httpx.AsyncClient:
    """Somebody at that address."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(shop.hub.running.web, client=(address, 1)), base_url=HUB)


async def guess(client: httpx.AsyncClient, pin: str = "0000") -> int:
    return (await client.post("/api/staff/session", json={"pin": pin})).status_code


async def test_many_addresses_are_one_budget_and_the_shops_own_devices_go_on(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        handheld = await shop.handheld()
        answers = [await guess(at(shop, f"10.0.{n // 250}.{n % 250}")) for n in range(300)]
        assert answers.count(401) == ALL_STRANGERS[0].wrong
        assert set(answers) == {401, 429}
        # Also the right one is not looked at now: otherwise it would be found by asking on.
        assert await guess(at(shop, "10.9.9.9"), PIN) == 429
        health = (await handheld.get("/api/fleet")).json()["sign_in"]
        assert health["wrong_pins_last_day"] == ALL_STRANGERS[0].wrong
        assert 0 < health["new_devices_wait_seconds"] <= HOUR_SECONDS
        # Who is signed in stays so; who knew the PIN once signs in anew, from any address.
        assert (await handheld.get("/api/staff/nearby")).status_code == 200
        assert (await handheld.delete("/api/staff/session")).status_code == 204
        assert await guess(handheld, PIN) == 204


async def test_one_neighbour_on_ipv6_has_a_whole_64_and_is_one_all_the_same(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        answers = [await guess(at(shop, f"2001:db8:7:1::{n:x}")) for n in range(1, 10)]
        assert answers == [401] * 5 + [429] * 4
        assert await guess(at(shop, "2001:db8:7:2::1")) == 401


async def test_a_found_handheld_is_no_way_around_the_pin_and_locks_no_other(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        lost, other = await shop.handheld(), await shop.handheld()
        await lost.delete("/api/staff/session")
        answers = [await guess(lost) for _ in range(8)]
        assert answers == [401] * PER_DEVICE[0].wrong + [429] * 3
        assert await guess(lost, PIN) == 429
        assert [await guess(other), await guess(other, PIN)] == [401, 204]
        # Its budget is its own: strangers have all of theirs.
        assert await guess(at(shop, "10.0.0.1")) == 401


@pytest.mark.parametrize("forged", ["", "x" * 43, "device-1", None])
async def test_a_mark_that_we_did_not_give_is_a_strangers(tmp_path: Path, forged: str | None) -> None:
    async with open_shop(tmp_path) as shop:
        handheld = await shop.handheld()
        # Of one that was replaced by the next sign-in, too.
        old = handheld.cookies["goddag_device"]
        assert await guess(handheld, PIN) == 204
        client = at(shop, "10.0.0.1")
        client.cookies.set("goddag_device", old if forged is None else forged)
        for n in range(30):
            await guess(at(shop, f"10.1.0.{n}"))
        assert await guess(client, PIN) == 429


async def test_a_revoked_device_is_a_stranger_again(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        lost, manager = await shop.handheld(), await shop.handheld()
        found = (await manager.get("/api/staff/devices")).json()["devices"]
        [theirs] = [each["device"] for each in found if not each["this_device"]]
        assert (await manager.delete(f"/api/staff/devices/{theirs}")).status_code == 204
        for n in range(30):
            await guess(at(shop, f"10.1.0.{n}"))
        assert await guess(lost, PIN) == 429
        assert await guess(manager, PIN) == 204


async def test_another_pin_ends_every_sign_in_and_voids_every_mark(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        handheld = await shop.handheld()
    async with open_shop(tmp_path) as again:
        kept = again.client()
        kept.cookies = handheld.cookies
        assert (await kept.get("/api/staff/nearby")).status_code == 200
    async with open_shop(tmp_path, staff_pin="1357") as other:
        kept = other.client()
        kept.cookies = handheld.cookies
        assert (await kept.get("/api/staff/nearby")).status_code == 401
        for n in range(30):
            await guess(at(other, f"10.1.0.{n}"))
        assert await guess(kept, "1357") == 429


def test_in_a_year_an_attacker_with_every_address_tries_a_hundred_a_day() -> None:
    wrong, tried, days = WrongPins(), 0, 30
    for second in range(0, days * 24 * HOUR_SECONDS, 30):
        if not wrong.wait_seconds(f"10.{second}", None, float(second)):
            wrong.note(f"10.{second}", None, float(second))
            tried += 1
    assert tried <= 100 * (days + 1)
    assert tried >= 99 * days, "the budget comes back: a shop is not locked out for ever"


@pytest.mark.parametrize(
    ("address", "neighbour"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("2001:db8::1:2:3:4", "2001:db8::/64"),
        ("", "unknown "),
        ("<script>" * 20, f"unknown {('<script>' * 20)[:45]}"),
    ],
)
def test_addresses_of_one_neighbour_have_one_name(address: str, neighbour: str) -> None:
    assert neighbour_of(address) == neighbour


@pytest.mark.parametrize("text", ["*", "0.0.0.0/0", "::/0", "proxy.lan", "10.0.0.1/8"])
def test_a_proxy_that_would_be_everybody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an address|is everybody"):
        proxies_of(text)
