"""Orders as Shopify and Square really send them: edited, refunded without money, in two currencies, with tips."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whole_hub import Shop, open_shop

from hub.ground import manifests
from hub.ground.database import open_database
from hub.knowledge.purchases.articles import is_article
from hub.knowledge.purchases.order_traits import known_from
from hub.knowledge.purchases.repository import Orders
from simulators.catalogue import CATALOGUE
from simulators.shopify_order import Oddity, ShopifyOrder
from simulators.till import GENERIC_SECRET, SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, Till, Webhook
from wire.clock import to_ms

CONNECTED = {
    "till_square_keys": SQUARE_KEY,
    "till_square_url": SQUARE_URL,
    "till_shopify_secrets": SHOPIFY_SECRET,
    "till_shopify_customer": "u-{id}",
    "till_generic_secrets": GENERIC_SECRET,
}
# The first customer of a shop in these tests is u-7000.
CUSTOMER = 7000
HELMET = {"id": 1, "title": "Road helmet", "quantity": 1, "price": "800.00"}
TUBE = {"id": 2, "title": "Inner tube", "quantity": 1, "price": "50.00"}
GLOVES = {"id": 3, "title": "Winter gloves", "quantity": 1, "price": "800.00"}
TYRES = {"id": 4, "title": "Road tyre", "quantity": 2, "price": "40.00"}
PUMP = {"id": 5, "title": "Pump", "quantity": 1, "price": "30.00"}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, **CONNECTED) as opened:
        yield opened


def at(seconds_ago: float) -> str:
    return datetime.fromtimestamp(int(time.time() - seconds_ago), UTC).isoformat()


def order(*lines: dict[str, Any], total: str, **changes: Any) -> dict[str, Any]:
    """An order of Shopify in the shop, paid, of the customer."""
    return {
        "id": 4711,
        "created_at": at(60),
        "updated_at": at(50),
        "financial_status": "paid",
        "currency": "DKK",
        "source_name": "pos",
        "location_id": 77,
        "customer": {"id": CUSTOMER},
        "total_price": total,
        "line_items": list(lines),
    } | changes


def refund(line: dict[str, Any], amount: str, currency: str = "DKK", **changes: Any) -> dict[str, Any]:
    """A refund of one of a line, without any money, as an exchange or an edit makes it."""
    money = {"shop_money": {"amount": amount, "currency_code": currency}}
    back = {"id": 900, "line_item_id": line["id"], "quantity": 1, "subtotal_set": money, "line_item": line}
    return {
        "id": 99,
        "order_id": 4711,
        "created_at": at(40),
        "refund_line_items": [back],
        "transactions": [],
    } | changes


async def tell(shop: Shop, topic: str, told: dict[str, Any]) -> str:
    till = Till(shop.client(), "shopify")
    [answer] = await till.send(till.shopify(topic, told))
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


def kept(shop: Shop, number: int = 4711) -> list[tuple[str, int, str, list[str]]]:
    """Kind, amount, currency and what was in an order and its returns."""
    rows = shop.db.rows(
        "SELECT kind, net_minor, currency, lines FROM orders WHERE ? IN (order_id, original) ORDER BY order_id",
        str(number),
    )
    return [(*row[:3], [f"{line['qty']} {line.get('name', '')}" for line in json.loads(row[3])]) for row in rows]


def last_article(shop: Shop) -> object:
    [(member,)] = shop.db.rows("SELECT member FROM members WHERE customer_ref = ?", f"u-{CUSTOMER}")
    known = known_from(Orders(shop.db).history(member, 100), to_ms(time.time()))
    return known["last_order_item"].value if "last_order_item" in known else None


async def test_an_edit_takes_an_article_off_and_its_refund_without_money_does_not_take_it_off_again(
    shop: Shop,
) -> None:
    await shop.customer()
    await tell(shop, "orders/paid", order(HELMET, TUBE, total="850.00"))
    gone = HELMET | {"current_quantity": 0}, TUBE | {"current_quantity": 1}
    edited = order(*gone, total="850.00", current_total_price="50.00", updated_at=at(45))
    await tell(shop, "orders/updated", edited)
    assert kept(shop) == [("sale", 5000, "DKK", ["1 Inner tube"])]
    assert last_article(shop) == "Inner tube"
    await tell(shop, "refunds/create", refund(HELMET, "800.00"))
    assert sum(row[1] for row in kept(shop)) == 5000
    assert ("return", -80000, "DKK", ["-1 Road helmet"]) in kept(shop)
    assert last_article(shop) == "Inner tube"


async def test_an_exchange_in_one_order_is_a_return_and_keeps_what_was_taken_for_it(shop: Shop) -> None:
    await shop.customer()
    await tell(shop, "orders/paid", order(HELMET, total="800.00"))
    await tell(shop, "refunds/create", refund(HELMET, "800.00"))
    assert sum(row[1] for row in kept(shop)) == 0
    lines = HELMET | {"current_quantity": 0}, GLOVES | {"current_quantity": 1}
    await tell(shop, "orders/updated", order(*lines, total="1600.00", current_total_price="800.00", updated_at=at(30)))
    assert kept(shop) == [
        ("sale", 160000, "DKK", ["1 Road helmet", "1 Winter gloves"]),
        ("return", -80000, "DKK", ["-1 Road helmet"]),
    ]
    assert last_article(shop) == "Winter gloves"


@pytest.mark.parametrize("amount", ["40.00", "39.50"])
async def test_what_is_paid_back_in_the_customers_currency_is_kept_in_the_shops(shop: Shop, amount: str) -> None:
    await shop.customer()
    await tell(shop, "orders/paid", order(TYRES, PUMP, total="110.00", currency="EUR", presentment_currency="JPY"))
    paid_back = {"kind": "refund", "status": "success", "amount": "13000", "currency": "JPY"}
    await tell(shop, "refunds/create", refund(TYRES, amount, "EUR", transactions=[paid_back]))
    minor = int(amount.replace(".", ""))
    assert kept(shop) == [
        ("sale", 11000, "EUR", ["2 Road tyre", "1 Pump"]),
        ("return", -minor, "EUR", ["-1 Road tyre"]),
    ]
    assert last_article(shop) == "Road tyre"


@pytest.mark.parametrize("topics", list(itertools.permutations(["orders/paid", "orders/cancelled"])))
async def test_an_order_that_was_cancelled_in_the_second_of_its_payment_is_void(
    shop: Shop, topics: tuple[str, ...]
) -> None:
    await shop.customer()
    second = at(50)
    for topic in topics:
        cancelled_at = second if topic == "orders/cancelled" else None
        told = order(HELMET, total="800.00", updated_at=second, cancelled_at=cancelled_at)
        await tell(shop, topic, told)
    assert kept(shop) == [("void", 0, "DKK", [])]


async def test_an_order_that_was_brought_in_from_another_shop_is_as_old_as_it_is_and_joins_no_visit(
    shop: Shop,
) -> None:
    await shop.customer()
    await tell(shop, "orders/create", order(TUBE, total="50.00", processed_at="2021-05-03T10:00:00+02:00"))
    [(visit, at_ms)] = shop.db.rows("SELECT visit, at_ms FROM orders")
    assert (visit, datetime.fromtimestamp(at_ms / 1000, UTC).year) == (None, 2021)


TIP = {"title": "Tip", "sku": None, "product_id": None, "price": "60.00", "tip_payment_gateway": "shopify_payments"}
VOUCHER = {"title": "Season treat", "gift_card": True, "price": "1000.00", "quantity": 1}


@pytest.mark.parametrize(
    "beside",
    [
        TIP | {"id": 6, "quantity": 1},
        VOUCHER | {"id": 7},
        *({"id": 8, "title": name, "quantity": 1, "price": "500.00"}
          for name in ("Gavekort 500,-", "Pant A 1,00", "B\u00e6repose stor", "Fragt", "Service fee", "Drikkepenge")),
    ],
)  # fmt: skip
async def test_what_is_no_article_is_never_what_somebody_bought_last(shop: Shop, beside: dict[str, Any]) -> None:
    await shop.customer()
    await tell(shop, "orders/paid", order(beside, TUBE, total="1050.00"))
    assert last_article(shop) == "Inner tube"
    assert kept(shop) == [("sale", 105000, "DKK", ["1 ", "1 Inner tube"])]


@pytest.mark.parametrize("name", ["Sleeping bag", "Tip-up seat", "Handlebar bag 2 L", "Pantry shelf", "Kassett 11-32"])
def test_an_article_that_only_sounds_like_a_tip_or_a_bag_keeps_its_name(name: str) -> None:
    assert is_article(name)


async def test_the_refunds_within_an_order_count_though_their_transactions_are_missing(shop: Shop) -> None:
    await shop.customer()
    within = refund(HELMET, "800.00", transactions=None)
    lines = HELMET | {"current_quantity": 0}, TUBE | {"current_quantity": 1}
    told = order(*lines, total="850.00", current_total_price="50.00", refunds=[within])
    assert await tell(shop, "orders/updated", told) == "recorded"
    paid_back = [{"kind": "refund", "status": "success", "amount": "780.00", "currency": "DKK"}]
    assert await tell(shop, "refunds/create", refund(HELMET, "800.00", transactions=paid_back)) == "recorded"
    assert kept(shop) == [
        # 20.00 were kept for the wear: they are gone from the order, and were not paid back.
        ("sale", 83000, "DKK", ["1 Road helmet", "1 Inner tube"]),
        ("return", -78000, "DKK", ["-1 Road helmet"]),
    ]


@pytest.mark.parametrize("total", ["100.00", "350.00"])
async def test_an_exchange_for_something_dearer_is_a_return_and_the_whole_new_price(shop: Shop, total: str) -> None:
    """Some shops count what an edit adds into the total, and some only into what is due now."""
    await shop.customer()
    main = {"id": 1, "title": "Bell", "quantity": 1, "price": "100.00"}
    dearer = {"id": 2, "title": "Lamp", "quantity": 1, "current_quantity": 1, "price": "250.00"}
    await tell(shop, "orders/paid", order(main, total="100.00"))
    await tell(shop, "refunds/create", refund(main, "100.00"))
    gone = main | {"current_quantity": 0}
    await tell(
        shop, "orders/updated", order(gone, dearer, total=total, current_total_price="250.00", updated_at=at(30))
    )
    assert kept(shop) == [("sale", 35000, "DKK", ["1 Bell", "1 Lamp"]), ("return", -10000, "DKK", ["-1 Bell"])]
    assert last_article(shop) == "Lamp"


@pytest.mark.parametrize("allocated", ["19.20", "9.60"])
async def test_a_discount_that_stayed_with_a_smaller_quantity_or_shrank_with_it_changes_no_sum(
    shop: Shop, allocated: str
) -> None:
    await shop.customer()
    line = {"id": 1, "title": "Light", "quantity": 2, "price": "48.00"}
    await tell(shop, "orders/paid", order(line | {"discount_allocations": [{"amount": "19.20"}]}, total="76.80"))
    less = line | {"current_quantity": 1, "discount_allocations": [{"amount": allocated}]}
    await tell(shop, "orders/updated", order(less, total="76.80", current_total_price="38.40", updated_at=at(30)))
    assert [row[1] for row in kept(shop)] == [3840]
    await tell(shop, "refunds/create", refund(line, "38.40"))
    assert sum(row[1] for row in kept(shop)) == 3840


async def test_orders_that_the_version_before_wrote_are_read_and_carried_on(tmp_path: Path) -> None:
    before = {name: dict(schema) for name, schema in manifests.schemas().items()}
    del before["orders"]["keep_documents"], before["members"]["lead_on"], before["shop_requests"]
    with closing(open_database(tmp_path / "hub.db", before)) as db:
        db.run(
            "INSERT INTO orders (source, order_id, version, kind, at_ms, occurred_ms, received_ms, channel, currency,"
            " net_minor, lines, discounts) VALUES ('shopify', '4711', 1, 'sale', 1, 1, 1, 'store', 'DKK', 1, '[]', '')"
        )
    async with open_shop(tmp_path, **CONNECTED) as shop:
        await shop.customer()
        told = order(HELMET | {"current_quantity": 0}, TUBE, total="850.00", current_total_price="50.00")
        assert await tell(shop, "orders/updated", told) == "recorded"
        await tell(shop, "refunds/create", refund(HELMET, "800.00"))
        assert sum(row[1] for row in kept(shop)) == 5000
        assert last_article(shop) == "Inner tube"


NUMBERS = itertools.count(1)
WHATS = st.lists(
    st.tuples(st.sampled_from(["add", "take off", "refund", "goodwill"]), st.integers(1, 3), st.integers(0, 20)),
    max_size=4,
)
ODDITIES = st.builds(
    Oddity,
    presentment_currency=st.sampled_from([None, "JPY"]),
    total_grows=st.booleans(),
    transactions_within=st.booleans(),
    tip=st.sampled_from([0, 40]),
    one_second=st.booleans(),
)


@given(whats=WHATS, oddity=ODDITIES, cancelled=st.sampled_from([False, False, True]), data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happened_and_in_whichever_order_it_is_told_the_order_is_as_it_is_now(
    shop: Shop, whats: list[tuple[str, int, int]], oddity: Oddity, cancelled: bool, data: st.DataObject
) -> None:
    """Each example is another order of the same customer; each webhook comes once, twice, early or late."""
    till, number = Till(shop.client(), "shopify"), next(NUMBERS)
    sold = ShopifyOrder(till, number, CUSTOMER, datetime.now(UTC), oddity)
    told = lives(sold, whats, cancelled=cancelled)
    told = data.draw(st.permutations(told + data.draw(st.lists(st.sampled_from(told), max_size=2))))

    async def deliver() -> None:
        for webhook in told:
            [answer] = await till.send(webhook)
            assert answer.json()["result"] in {"recorded", "older_version", "delivered_before"}

    if not shop.db.rows("SELECT 1 FROM members"):
        asyncio.run(enrol(shop))
    asyncio.run(deliver())
    rows = shop.db.rows("SELECT kind, net_minor, lines FROM orders WHERE ? IN (order_id, original)", str(number))
    if cancelled:
        assert [row[:2] for row in rows if row[0] != "return"] == [("void", 0)]
        return
    assert sum(net for _, net, _ in rows) == sold.total_now * 100
    left: Counter[str] = Counter()
    for _, _, lines in rows:
        for line in json.loads(lines):
            left[line.get("name", "")] += int(line["qty"])
    assert {name: count for name, count in left.items() if name and count} == sold.left


def lives(sold: ShopifyOrder, whats: list[tuple[str, int, int]], *, cancelled: bool) -> list[Webhook]:
    told = sold.paid((CATALOGUE[0], 2), (CATALOGUE[4], 1))
    lines = {1: 2, 2: 1}
    for what, line, amount in whats:
        if what == "add":
            lines[len(lines) + 1] = 1
            told += sold.add(CATALOGUE[1])
        elif what == "goodwill" and amount:
            told += sold.goodwill(amount)
        elif what in {"take off", "refund"} and lines.get(line):
            lines[line] -= 1
            told += sold.take_off(line) if what == "take off" else sold.refund(line, kept=amount)
    return told + (sold.cancel() if cancelled else [])


async def enrol(shop: Shop) -> None:
    await shop.customer()
