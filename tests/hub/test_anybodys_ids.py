"""An id of any sign-in, from the identity token to the till's order, through a whole hub."""

from dataclasses import replace
from pathlib import Path

import pytest
from whole_hub import Shop, open_shop

from hub.ground.customer_ref import LONGEST
from simulators.catalogue import CATALOGUE
from simulators.people import MEMBERS
from simulators.phone import Phone
from simulators.till import GENERIC_SECRET, SHOPIFY_SECRET, Till
from wire.clock import Clock

ANYBODYS = [
    "auth0|5f7c8ec7c33c6c004bbafe82",
    "google-oauth2|104229134982345",
    "anna+shop@example.dk",
    "gid://shopify/Customer/9001",
    "YW5uYTo5MDAx/+8=",
    "f:5d0c2b6e:Søren Ågård",
    "x" * 101,
    "x" * LONGEST,
]


async def enrolled(shop: Shop, ref: str) -> Phone:
    phone = Phone(replace(MEMBERS[0], ref=ref), shop.client(), Clock(), 1, "push-1", shop.issuer)
    await phone.enrol()
    return phone


@pytest.mark.parametrize("ref", ANYBODYS)
async def test_anybody_enrols_gets_tokens_and_is_named_by_a_till(tmp_path: Path, ref: str) -> None:
    async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET) as shop:
        phone = await enrolled(shop, ref)
        assert phone.tokens
        till = Till(shop.client(), "generic")
        [answer] = await till.tell(till.ring_up(CATALOGUE[0]), ref)
        assert (answer.status_code, answer.json()["result"]) == (200, "recorded")
        assert shop.db.rows("SELECT member FROM orders") == [(shop.member(phone),)]


async def test_an_id_made_of_the_tills_own_is_as_wide(tmp_path: Path) -> None:
    settings = {"till_shopify_secrets": SHOPIFY_SECRET, "till_shopify_customer": "gid://shopify/Customer/{id}"}
    async with open_shop(tmp_path, **settings) as shop:
        phone = await enrolled(shop, "gid://shopify/Customer/9001")
        till = Till(shop.client(), "shopify")
        await till.tell(till.ring_up(CATALOGUE[0]), "9001")
        assert shop.db.rows("SELECT member FROM orders") == [(shop.member(phone),)]


async def test_which_claim_holds_the_id_is_a_setting(tmp_path: Path) -> None:
    async with open_shop(tmp_path, app_claim="https://shop.example/customer_id") as shop:
        install = {"Goddag-Install": "installation-000001"}

        async def asks(**claims: object) -> int:
            token = shop.issuer.mint("auth0|1", **claims)
            headers = {"Authorization": f"Bearer {token}", **install}
            return (await shop.client().get("/v1/app/consents", headers=headers)).status_code

        # 404: proven, and not enrolled.
        assert await asks(**{"https://shop.example/customer_id": 9001}) == 404
        assert await asks(**{"https://shop.example/customer_id": "9001", "sub": None}) == 404
        assert await asks() == 401
        assert await asks(**{"https://shop.example/customer_id": "../9001"}) == 401


@pytest.mark.parametrize(("verified", "answer"), [(True, 404), ("true", 404), (False, 401), ("no", 401), (None, 401)])
async def test_an_address_that_nobody_has_verified_is_nobodys_id(tmp_path: Path, verified: object, answer: int) -> None:
    async with open_shop(tmp_path, app_claim="email") as shop:
        token = shop.issuer.mint("1", email="anna+shop@example.dk", email_verified=verified)
        headers = {"Authorization": f"Bearer {token}", "Goddag-Install": "installation-000001"}
        assert (await shop.client().get("/v1/app/consents", headers=headers)).status_code == answer
