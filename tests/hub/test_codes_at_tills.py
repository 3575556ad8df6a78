"""Codes of offers on a whole hub: what a till tells of them, and what a colleague types."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from test_openings import visit_of
from test_square_orders import look_up, serving
from whole_hub import Shop, open_shop

from hub.service.offers.code import new_code
from hub.service.offers.model import OfferTerms
from hub.service.offers.wrong_codes import MOST_WRONG
from hub.trust.consents.purposes import Purpose
from simulators.catalogue import article
from simulators.square import TOKEN, Oddity, SquareOrders
from simulators.till import SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, RungUp, Till
from wire.clock import to_ms

TYRE = article("ROAD-TYRE-28-MM")
TERMS = OfferTerms("percent", "10", None, 36, None, 0)


@pytest.fixture
async def square() -> AsyncIterator[tuple[SquareOrders, str]]:
    api = SquareOrders()
    async with serving(api) as url:
        yield api, url


@pytest.fixture
async def shop(tmp_path: Path, square: tuple[SquareOrders, str]) -> AsyncIterator[Shop]:
    connected = {
        "till_square_keys": SQUARE_KEY,
        "till_square_url": SQUARE_URL,
        "till_square_token": TOKEN,
        "till_shopify_secrets": SHOPIFY_SECRET,
    }
    async with open_shop(tmp_path, **connected, till_square_api=square[1]) as opened:
        yield opened


async def offered(shop: Shop, number: int = 0) -> tuple[str, str]:
    """A customer who is here and has an offer: their reference, and the code."""
    phone = await shop.customer(number)
    ground, member = shop.hub.ground, shop.member(phone)
    now_ms = to_ms(ground.clock.wall())
    permission = shop.hub.ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=now_ms)
    assert permission
    visit = (await visit_of(phone))["visit_id"]
    with ground.journal.transaction():
        issued = shop.hub.offers.offers.issue(permission, "sofas", "one", visit, TERMS, now_ms)
    assert issued
    return phone.persona.ref, issued.code


def became(shop: Shop) -> dict[str, int]:
    return dict(shop.hub.offers.offers.outcomes)


def _iso_later(sale: RungUp) -> str:
    return (sale.at + timedelta(minutes=1)).isoformat()


def redeemed(shop: Shop) -> list[Any]:
    return [by for (by,) in shop.db.rows("SELECT redeemed_by FROM offers ORDER BY issued_ms, code")]


async def test_square_tells_the_code_as_the_name_of_a_discount(shop: Shop, square: tuple[SquareOrders, str]) -> None:
    ref, code = await offered(shop)
    till, (api, _) = Till(shop.client(), "square"), square
    sale = till.ring_up(TYRE)
    api.keep(sale, oddity=Oddity(discounts=(code.lower(), "Staff")))
    await till.tell(sale, ref)
    await look_up(shop)
    assert became(shop) == {"redeemed": 1, "no_code": 1}


async def test_an_order_of_square_that_is_paid_in_two_parts_has_one_code(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    ref, code = await offered(shop)
    till, (api, _) = Till(shop.client(), "square"), square
    first, second = till.ring_up(TYRE), till.ring_up(TYRE)
    api.keep(first, oddity=Oddity(discounts=(code,)))
    half = {"amount": first.total_dkk * 50, "currency": "DKK"}
    for part in (first, second):
        await till.tell(part, ref, amount_money=half, order_id=f"o-{first.number}")
    await look_up(shop)
    await look_up(shop)
    assert became(shop) == {"redeemed": 2}
    assert redeemed(shop) == [f"square:o-{first.number}"]


async def test_an_order_of_shopify_that_is_cancelled_gives_its_code_back_and_the_order_is_kept(shop: Shop) -> None:
    ref, code = await offered(shop)
    till = Till(shop.client(), "shopify")
    sale = till.ring_up(TYRE)
    discounts = [{"code": code, "amount": "10.00", "type": "percentage"}]
    await till.tell(sale, ref, discount_codes=discounts)
    assert redeemed(shop) == [f"shopify:{sale.number}"]
    cancelled = {"cancelled_at": _iso_later(sale), "updated_at": _iso_later(sale)}
    await till.tell(sale, ref, discount_codes=discounts, **cancelled)
    assert redeemed(shop) == [None]
    assert shop.db.rows("SELECT kind FROM orders") == [("void",)]


async def test_a_colleague_redeems_a_code_once_and_who_guesses_has_to_wait(shop: Shop) -> None:
    _, code = await offered(shop)
    staff = await shop.handheld()
    typed = {"code": f" {code.lower().replace('-', ' ')}", "staff": "Ida"}

    async def redeem(number: int, **other: str) -> tuple[int, str]:
        answer = await staff.post(
            "/api/staff/offers/redeem", json={**typed, "request_id": f"request-{number}", **other}
        )
        return answer.status_code, answer.json().get("code", "")

    assert await redeem(1) == (200, code)
    assert await redeem(1) == (200, code)  # the answer was lost
    assert (await redeem(2))[0] == 409
    for number in range(MOST_WRONG):
        assert (await redeem(number, code=new_code()))[0] == 409
    answer = await staff.post("/api/staff/offers/redeem", json={**typed, "request_id": "request-1"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert (await shop.client().post("/api/staff/offers/redeem", json={})).status_code in {401, 403}
    assert became(shop) == {"redeemed": 2, "twice": 1, "unknown": MOST_WRONG}


async def test_a_code_whose_letters_look_like_a_sensitive_word_counts_and_the_order_does_not_keep_them(
    shop: Shop,
) -> None:
    phone = await shop.customer()
    offers, ledger, member = shop.hub.offers.offers, shop.hub.ledger, shop.member(phone)
    assert shop.hub.purchases.sensitive.names("GRAVID-4711")  # the positive control
    offers.fill("summer", ["GRAVID-4711"])
    now_ms = shop.hub.ground.now_ms()
    permission = ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=now_ms)
    assert permission
    terms = replace(TERMS, pool="summer")
    visit = (await visit_of(phone))["visit_id"]
    with shop.hub.ground.journal.transaction():
        assert offers.issue(permission, "sofas", "one", visit, terms, now_ms)
    handheld, basket = await shop.handheld(), f"/api/staff/visits/{visit}/basket"
    for note, status in (("has Gravid-4711", 200), ("has gravid-4712", 422), ("gravid", 422)):
        assert (await handheld.put(basket, json={"items": [], "note": note})).status_code == status, note
    till = Till(shop.client(), "shopify")
    sale = till.ring_up(TYRE)
    discounts = [{"code": "gravid-4711", "amount": "10.00", "type": "percentage"}]
    await till.tell(sale, phone.persona.ref, discount_codes=discounts)
    assert redeemed(shop) == [f"shopify:{sale.number}"]
    [(kept,)] = shop.db.rows("SELECT discounts FROM orders")
    assert "gravid" not in kept.lower()
    # Something was taken off: it was not paid for in full, which would bar the next offer of it.
    assert json.loads(kept)[0]["minor"]
    assert shop.hub.purchases.orders.paid_in_full(member, 0) == frozenset()
