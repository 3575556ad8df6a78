"""What waits for a customer, from the doors of the tills: an order that is ready, a gift, an open complaint."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from whole_hub import Shop, open_shop

from hub.ground.journal import PurchaseItemised
from hub.knowledge.catalogue.model import Article
from hub.knowledge.customers.cases import open_cases
from hub.knowledge.customers.port import CustomerEvent
from hub.knowledge.insight.data import ArticleIds, history_of
from hub.knowledge.insight.history import Circumstances, holdings_in
from hub.knowledge.purchases.baskets_of import baskets_of_member
from hub.knowledge.purchases.gift_marks import is_gift_mark
from hub.service.staff.suggestions import complaints_of
from hub.trust.members.repository import Members
from simulators.catalogue import article
from simulators.shopping import order_online
from simulators.shops.files import open_demo_shop
from simulators.till import GENERIC_SECRET, SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, Kind, Till, Webhook

TYRE, CHAIN = article("ROAD-TYRE-28-MM"), article("12-SPEED-ROAD-CHAIN")
KINDS: tuple[Kind, ...] = ("square", "shopify", "generic")
CONNECTED = {
    "till_square_keys": SQUARE_KEY,
    "till_square_url": SQUARE_URL,
    "till_square_collected": True,
    "till_shopify_secrets": SHOPIFY_SECRET,
    "till_generic_secrets": GENERIC_SECRET,
}


def _body(webhook: Webhook) -> Any:
    return json.loads(webhook.body)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, **CONNECTED) as opened:
        yield opened


async def need(shop: Shop, handheld: AsyncClient, language: str = "en") -> str:
    """The first line of the one customer on the list."""
    await shop.settled()
    [row] = (await handheld.get("/api/staff/nearby", headers={"Accept-Language": language})).json()["visits"]
    return row["card"]["need"]["text"]


@pytest.fixture
async def handheld(shop: Shop) -> AsyncClient:
    return await shop.handheld()


@pytest.mark.parametrize("kind", KINDS)
async def test_an_order_that_is_ready_comes_first_and_is_gone_once_it_was_collected(
    shop: Shop, handheld: AsyncClient, kind: Kind
) -> None:
    phone, till = await shop.customer(), Till(shop.client(), kind)
    sale = till.ring_up(TYRE)
    await till.tell(sale, phone.persona.ref)
    before = await need(shop, handheld)
    assert "ready" not in before
    [answer] = await till.ready(sale, phone.persona.ref)
    assert answer.json()["result"] == "recorded"
    what = sale.number if kind == "square" else TYRE.name
    assert (await need(shop, handheld)).removeprefix("o-") == f"{what}: ready to collect, told today"
    assert (await need(shop, handheld, "da")).endswith(": klar til afhentning, meldt klar i dag")
    [again] = await till.send(till.sent[-1])
    assert again.json()["result"] == "delivered_before"
    await till.collected(sale, phone.persona.ref)
    assert await need(shop, handheld) == before


async def test_a_notice_may_come_before_its_order_and_late_ones_change_nothing(
    shop: Shop, handheld: AsyncClient
) -> None:
    phone, till = await shop.customer(), Till(shop.client(), "shopify")
    sale = till.ring_up(TYRE)
    ready = till.pick_up_webhook(sale, None, collected=False)
    collected = till.pick_up_webhook(sale, None, collected=True)
    await till.send(ready)
    await till.tell(sale, phone.persona.ref)
    assert "ready to collect" in await need(shop, handheld)
    await till.send(collected)
    [late] = await till.send(till.shopify("fulfillments/update", _body(ready)))
    assert late.json()["result"] == "older_version"
    assert "ready to collect" not in await need(shop, handheld)


async def test_an_order_of_shopify_says_with_its_fulfillments_that_it_is_ready(
    shop: Shop, handheld: AsyncClient
) -> None:
    phone, till = await shop.customer(), Till(shop.client(), "shopify")
    sale = till.ring_up(TYRE)
    ready = _body(till.pick_up_webhook(sale, None, collected=False))
    await till.tell(sale, phone.persona.ref, fulfillments=[ready, ready | {"shipment_status": "in_transit"}])
    assert "ready to collect" in await need(shop, handheld)
    moved = {"id": 1, "order_id": int(sale.number), "status": "picked_up", "created_at": ready["updated_at"]}
    moved |= {"happened_at": ready["updated_at"]}
    await till.send(till.shopify("fulfillment_events/create", moved))
    assert "ready to collect" not in await need(shop, handheld)
    [shipped] = await till.send(till.shopify("fulfillments/update", ready | {"shipment_status": "in_transit"}))
    assert shipped.json()["result"] == "not_final"


async def test_what_square_prepares_is_ready_only_where_the_shop_says_that_orders_are_collected(tmp_path: Path) -> None:
    async with open_shop(tmp_path, **CONNECTED | {"till_square_collected": False}) as shop:
        till = Till(shop.client(), "square")
        [answer] = await till.ready(till.ring_up(TYRE))
        assert answer.json()["result"] == "unknown_topic"


async def test_nobody_elses_order_is_on_a_card_and_a_voided_one_waits_for_nobody(
    shop: Shop, handheld: AsyncClient
) -> None:
    phone, till = await shop.customer(), Till(shop.client(), "generic")
    sale = till.ring_up(TYRE)
    await till.tell(sale)
    await till.ready(sale)
    assert "ready" not in await need(shop, handheld)
    theirs = till.ring_up(CHAIN)
    await till.tell(theirs, phone.persona.ref)
    await till.ready(theirs, phone.persona.ref)
    assert "ready" in await need(shop, handheld)
    told = [each.event for each in shop.hub.ground.journal.read(0) if isinstance(each.event, PurchaseItemised)]
    assert len(told) == 1
    await till.tell(theirs, phone.persona.ref, kind="void", version=3, net_minor=0, lines=[])
    assert "ready" not in await need(shop, handheld)


MAPPING = """
id = "receipt.number"
time = "receipt.closed_at"
version = "receipt.revision"
total = "receipt.sum"
money = "decimal"
currency_is = "DKK"
customer = "customer"
gift = "receipt.wrapped"
pickup = "receipt.status"
pickups = { READY = "ready", FETCHED = "collected" }
[lines]
list = "receipt.items"
name = "text"
total = "sum"
gift = "present"
"""


async def test_a_till_with_its_own_json_says_what_is_ready_and_what_is_a_gift(tmp_path: Path) -> None:
    file = tmp_path / "till.toml"
    file.write_text(MAPPING, encoding="utf-8")
    async with open_shop(tmp_path, **CONNECTED, till_mapping=file) as shop:
        handheld, phone, till = await shop.handheld(), await shop.customer(), Till(shop.client(), "generic")

        async def told(number: int, item: dict[str, Any], **receipt: Any) -> None:
            made = {"number": number, "closed_at": time.time(), "sum": 249.0, "items": [{"sum": 249.0} | item]}
            body = {"receipt": made | receipt, "customer": phone.persona.ref}
            [answer] = await till.send(till.sign(json.dumps(body).encode(), time.time()))
            assert answer.json()["result"] == "recorded"

        await told(1, {"text": "Lamp"}, revision=1)
        before = await need(shop, handheld)
        assert "Lamp" in before
        await told(2, {"text": "Chair"}, revision=1, status="READY", wrapped="ja")
        assert await need(shop, handheld) == "Chair: ready to collect, told today"
        await told(2, {"text": "Chair"}, revision=2, status="FETCHED", wrapped="ja")
        assert await need(shop, handheld) == before, "a gift is not asked about"
        await told(3, {"text": "Vase", "present": True}, revision=1, status="packing")
        assert await need(shop, handheld) == before


async def test_the_demo_orders_online_what_waits_for_a_member_and_what_they_give(shop: Shop) -> None:
    furniture = open_demo_shop("furniture")
    [waits] = [each for each in furniture.members if each.ready]
    handheld, phone = await shop.handheld(), await shop.enrol(waits)
    shop.walk_in(phone)
    await order_online(Till(shop.client(), "generic"), waits, furniture)
    [article] = [each for each in furniture.articles if each.sku == waits.ready]
    assert await need(shop, handheld) == f"{article.name}: ready to collect, told today"
    gift = open_demo_shop("gift")
    gives = next(each for each in gift.members if each.gives)
    await order_online(Till(shop.client(), "shopify"), gives, gift)
    lines = [
        line
        for (told,) in shop.db.rows("SELECT lines FROM orders WHERE source = 'shopify'")
        for line in json.loads(told)
    ]
    assert lines
    assert all(line["gift"] for line in lines)


@pytest.mark.parametrize("kind", ["shopify", "generic"])
async def test_a_gift_is_not_theirs_to_the_card_nor_to_the_lists(shop: Shop, handheld: AsyncClient, kind: Kind) -> None:
    phone, till = await shop.customer(), Till(shop.client(), kind)
    await till.tell(till.ring_up(TYRE), phone.persona.ref)
    await till.tell(till.ring_up(CHAIN), phone.persona.ref, **till.gift())
    assert CHAIN.name not in await need(shop, handheld)
    [record] = Members(shop.db).all()
    ids = ArticleIds(shop.hub.catalogue.catalogue)
    history = history_of(baskets_of_member(shop.db, record.member), ids, "DKK")
    holdings = holdings_in(history, ids.by_id, shop.hub.ground.shop, Circumstances())
    [gift] = holdings.gifts
    assert gift not in holdings.owned_since
    assert len(holdings.owned_since) == 1


@pytest.mark.parametrize(
    ("name", "value", "gift"),
    [
        ("Gift message", "Happy birthday", True),
        ("is_gift", "true", True),
        ("_gift", "1", True),
        ("Gave", "Ja", True),
        ("Gåva", "ja", True),
        ("Gavehilsen", "Til mormor", True),
        ("Gift", "No", False),
        ("Gift", "", False),
        ("Gift card", "500", False),
        ("Delivery date", "2026-12-24", False),
        ("Engraving", "Anna", False),
    ],
)
def test_a_mark_of_a_gift_is_known_by_its_name_and_what_was_filled_in(name: str, value: str, gift: bool) -> None:
    assert is_gift_mark(name, value) is gift


NOW, DAY = 1_790_000_000_000, 24 * 3600 * 1000
SOFA = Article(id="s", name="Sofa Oslo", category=("Living", "Sofas"))


def case(text: str, days_ago: int = 1, name: str = "service_cases") -> CustomerEvent:
    return CustomerEvent(name, NOW - days_ago * DAY, "crm", text)


def test_an_open_complaint_keeps_its_article_and_its_like_from_being_offered() -> None:
    assert complaints_of([case("Sofa Oslo: a leg is loose")], [SOFA]) == {"s", "Living > Sofas"}
    assert complaints_of([case("Delivery came late")], [SOFA]) == {""}, "about everything"
    assert complaints_of([], [SOFA]) == frozenset()
    assert open_cases([case("a", 15), case("b", 1, "carts"), case("c", 3)], NOW) == [case("c", 3)]
