"""The offer of whoever is here: on the opened card until it ends or is redeemed, and in the customer's mirror."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_openings import look, visit_of
from whole_hub import Shop, open_shop

from hub.ground.database import open_database
from hub.ground.holdings import DAY_MS
from hub.service.offers.model import OfferTerms
from hub.service.offers.repository import HOUR_MS
from hub.service.offers.tables import SCHEMA, TABLES
from hub.trust.consents.purposes import Purpose
from hub.trust.rights.retention import Retention
from simulators.phone import Phone


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def offer(shop: Shop, phone: Phone, before_ms: int = 0) -> str:
    """Give an offer to a customer who is here; its code."""
    now_ms, member = shop.hub.ground.now_ms(), shop.member(phone)
    permission = shop.hub.ledger.permission(member, Purpose.RECOGNISE_IN_STORE, at_ms=now_ms)
    assert permission
    visit = (await visit_of(phone))["visit_id"]
    terms = OfferTerms("percent", "12.5", None, 36, None, 0)
    with shop.hub.ground.journal.transaction():
        issued = shop.hub.offers.offers.issue(permission, "sofas", "one", visit, terms, now_ms - before_ms)
    assert issued
    await shop.settled()
    return issued.code


async def opened(handheld: httpx.AsyncClient, language: str = "en") -> httpx.Response:
    [row] = (await handheld.get("/api/staff/nearby")).json()["visits"]
    url = f"/api/staff/visits/{row['visit_id']}/open"
    return await handheld.post(url, json=look(), params={"language": language})


async def on_card(handheld: httpx.AsyncClient, language: str = "en") -> list[dict[str, Any]]:
    return (await opened(handheld, language)).json()["offers"]


async def test_it_stands_there_with_its_end_until_it_is_redeemed(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld()
    assert await on_card(handheld) == []
    code = await offer(shop, phone)
    [shown] = await on_card(handheld, "da")
    assert (shown["code"], shown["text"]) == (code, "12,5 % på alt")
    assert 0 < shown["valid_until_ms"] - shop.hub.ground.now_ms() <= 36 * HOUR_MS
    [mirrored] = (await phone.mirror("en"))["visit"]["card"]["offers"]
    assert (mirrored["code"], mirrored["text"]) == (code, "12.5 % off everything")
    [*_, opening] = (await phone.mirror("en"))["visit"]["openings"]
    assert "offers" in opening["fields"]
    assert "Offers" in opening["saw"]
    # The list, which anybody on the floor sees in passing, has none of it.
    assert code not in (await handheld.get("/api/staff/nearby")).text
    asked = {"code": f" {code.lower().replace('-', ' ')} ", "request_id": "by-hand-1"}
    taken_off = (await handheld.post("/api/staff/offers/redeem", json=asked, params={"language": "nb"})).json()
    assert taken_off["text"] == "12,5 % på alt"
    await shop.settled()
    assert await on_card(handheld) == []


async def test_one_that_is_over_stands_there_no_more(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld()
    await offer(shop, phone, before_ms=36 * HOUR_MS - 1)
    [code] = [each.code for each in shop.hub.offers.offers.of(shop.member(phone))]
    asked = {"code": code, "request_id": "by-hand-1"}
    refused = await handheld.post("/api/staff/offers/redeem", json=asked)
    assert refused.json()["code"] == "offer_expired"
    assert await on_card(handheld) == []


async def test_it_goes_with_the_consent_that_staff_may_see_anything(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld()
    code = await offer(shop, phone)
    await phone.consent("show_history_to_staff", granted=False)
    await phone.ask_for_help()
    await shop.settled()
    assert code not in (await opened(handheld)).text


async def test_the_customer_sees_each_offer_by_itself_and_who_redeemed_it_is_the_colleagues_own(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld("Birgitte")
    code = await offer(shop, phone)
    held = await phone.held()
    [own] = held["offers"]
    assert (own["code"], own["state"], own["redeemed_at_ms"]) == (code, "open", None)
    assert own["valid_until_ms"] - own["given_at_ms"] == 36 * HOUR_MS
    asked = {"code": code, "request_id": "by-hand-1"}
    assert (await handheld.post("/api/staff/offers/redeem", json=asked)).is_success
    assert shop.db.rows("SELECT redeemed_by, redeemed_staff FROM offers") == [("staff:by-hand-1", "Birgitte")]
    held, mirror = await phone.held(), await phone.mirror("sv")
    [own], [mirrored] = held["offers"], mirror["offers"]
    assert own["state"] == mirrored["state"] == "redeemed"
    assert own["redeemed_at_ms"] == mirrored["redeemed_at_ms"] >= own["given_at_ms"]
    assert mirrored["text"] == "12,5 % på allt"
    assert "Birgitte" not in str(held) + str(mirror)
    signed = {"Authorization": f"Bearer {phone.issuer.mint(phone.persona.ref)}"}
    page = (await phone.hub.get("/v1/app/data.html?language=da", headers=signed)).text
    section = page.partition("<h2>Tilbud</h2>")[2].partition("<h2>")[0]
    for said in ("Kode", "Givet", "Gælder til", "Indløst", code, "12,5 % på alt", "sofas"):
        assert said in section, said
    assert "Birgitte" not in page
    await Retention(shop.db, TABLES.holdings[:1]).run(shop.hub.ground.now_ms() + DAY_MS + 1000)
    assert shop.db.rows("SELECT redeemed_by, redeemed_staff FROM offers") == [("staff:by-hand-1", None)]


def test_a_colleagues_name_of_before_is_told_apart_from_the_try(tmp_path: Path) -> None:
    former = {name: step for name, step in SCHEMA.items() if name != "keep_who_redeemed_apart"}
    db = open_database(tmp_path / "hub.db", {"offers": former})
    for key, by in (("A", "staff:Ida: Lind:by-hand-1"), ("B", "shopify:7"), ("C", None)):
        db.run(
            "INSERT INTO offers (key, code, member, campaign, variant, visit, kind, issued_ms, valid_until_ms,"
            " redeemed_by) VALUES (?, ?, 1, 'sofas', 'one', 'v1', 'gift', 1, 2, ?)",
            *(key, key, by),
        )
    db.close()
    db = open_database(tmp_path / "hub.db", {"offers": SCHEMA})
    assert db.rows("SELECT redeemed_by, redeemed_staff FROM offers ORDER BY key") == [
        ("staff:by-hand-1", "Ida: Lind"),
        ("shopify:7", None),
        (None, None),
    ]
    db.close()
