"""What was in a sale of Square is asked for: once, later when Square is down, and never for nobody."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from square import AsyncSquare
from test_openings import visit_of
from whole_hub import Shop, open_shop

from hub.ground.journal import PurchaseItemised, PurchaseRecorded
from hub.knowledge.purchases.order_traits import known_from
from hub.knowledge.purchases.pending_articles import LONGEST_WAIT_MS, TOPIC
from hub.knowledge.purchases.repository import Orders
from simulators.catalogue import Product, article
from simulators.faults import Fault
from simulators.serving import HOST, bind, server_for
from simulators.square import TOKEN, Oddity, SquareOrders
from simulators.till import SQUARE_KEY, SQUARE_URL, RungUp, Till
from wire.clock import to_ms

TYRE, CHAIN = article("ROAD-TYRE-28-MM"), article("12-SPEED-ROAD-CHAIN")
PILLS = Product("Ibuprofen 400 mg", "road", 49)


@pytest.fixture
async def square() -> AsyncIterator[tuple[SquareOrders, str]]:
    api = SquareOrders()
    async with serving(api) as url:
        yield api, url


@asynccontextmanager
async def serving(api: SquareOrders) -> AsyncIterator[str]:
    server, listening = server_for(api.app), bind(0, "")
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://{HOST}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def shop(tmp_path: Path, square: tuple[SquareOrders, str]) -> AsyncIterator[Shop]:
    connected = {"till_square_keys": SQUARE_KEY, "till_square_url": SQUARE_URL, "till_square_token": TOKEN}
    async with open_shop(tmp_path, **connected, till_square_api=square[1]) as opened:
        yield opened


async def look_up(shop: Shop, later_ms: int = 0) -> None:
    await shop.hub.purchases.pending.tick(to_ms(shop.hub.ground.clock.wall()) + later_ms)


def told(shop: Shop) -> list[type]:
    events = [entry.event for entry in shop.hub.ground.journal.read(0)]
    return [type(event) for event in events if isinstance(event, PurchaseRecorded | PurchaseItemised)]


def kept(shop: Shop) -> list[tuple[str, int, list[str], int]]:
    """Kind, amount, articles and whether it is somebody's."""
    rows = shop.db.rows("SELECT kind, net_minor, lines, member IS NOT NULL FROM orders ORDER BY number")
    return [(kind, net, [line.get("name", "") for line in json.loads(lines)], of) for kind, net, lines, of in rows]


def waiting(shop: Shop) -> int:
    return len(shop.db.rows("SELECT * FROM till_look_ups"))


async def test_the_amount_is_there_at_once_and_the_articles_a_moment_later_without_the_sensitive(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    sale = till.ring_up(TYRE, PILLS)
    api.keep(sale)
    await till.tell(sale, phone.persona.ref)
    assert told(shop) == [PurchaseRecorded]
    await look_up(shop)
    assert told(shop) == [PurchaseRecorded, PurchaseItemised]
    [entry] = (await phone.held())["timeline"]
    assert (entry["text"], entry["amount"]) == (TYRE.name, "448.00")
    await look_up(shop)
    assert api.asked == [f"o-{sale.number}"]


async def test_while_square_fails_it_is_asked_again_later_and_nothing_is_lost(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    for kind in ("500", "429", "401", "garbage", "huge", "redirect", "drop"):
        asked, before = len(api.asked), told(shop)
        sale = till.ring_up(TYRE)
        api.keep(sale)
        api.faults.set(Fault.model_validate({"kind": kind}))
        await till.tell(sale, phone.persona.ref)
        await look_up(shop)
        await look_up(shop)  # not due yet
        assert (len(api.asked) - asked, waiting(shop)) == (1, 1), kind
        api.faults.set(Fault(kind="none"))
        await look_up(shop, LONGEST_WAIT_MS)
        assert (told(shop), waiting(shop)) == ([*before, PurchaseRecorded, PurchaseItemised], 0), kind


async def test_a_sale_that_square_does_not_know_and_one_that_was_paid_in_two_parts_stay_amounts(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    unknown, split = till.ring_up(TYRE), till.ring_up(TYRE, CHAIN)
    api.keep(split)
    await till.tell(unknown, phone.persona.ref)
    half = {"amount": split.total_dkk * 50, "currency": "DKK"}
    await till.tell(split, phone.persona.ref, amount_money=half)
    await look_up(shop)
    await look_up(shop)
    assert waiting(shop) == 0
    assert shop.db.rows("SELECT net_minor, lines FROM orders") == [(39900, "[]"), (42400, "[]")]


async def test_a_reference_that_stands_in_the_order_alone_closes_the_basket_and_tells_whose_it_is(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, handheld, (api, _) = await shop.customer(), await shop.handheld(), square
    visit = (await visit_of(phone))["visit_id"]
    url = f"/api/staff/visits/{visit}/basket"
    await handheld.put(url, json={"items": [{"sku": "TYRE", "qty": 1}]})
    reference = (await handheld.post(f"{url}/handover")).json()["reference"]
    till = Till(shop.client(), "square")
    sale = till.ring_up(TYRE)
    api.keep(sale, reference)
    await till.take_back(sale, TYRE)
    await till.tell(sale)
    assert told(shop) == []
    await look_up(shop)
    assert told(shop) == [PurchaseRecorded]
    assert (await handheld.get(url)).json()["state"] == "paid"
    # The return that came before all that has found its sale as well.
    assert shop.db.rows("SELECT kind, visit, member IS NOT NULL FROM orders") == [
        ("return", visit, 1),
        ("sale", visit, 1),
    ]


async def test_nothing_is_put_back_of_who_was_erased_meanwhile(shop: Shop, square: tuple[SquareOrders, str]) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    sale = till.ring_up(TYRE)
    api.keep(sale)
    await till.tell(sale, phone.persona.ref)
    await phone.leave()
    await look_up(shop)
    assert shop.db.rows("SELECT * FROM orders") == []


async def test_a_tip_is_in_the_orders_total_and_the_article_is_known(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    sale = till.ring_up(TYRE)
    api.keep(sale, oddity=Oddity(tip=40))
    tip = {"tip_money": {"amount": 4000, "currency": "DKK"}, "total_money": {"amount": 43900, "currency": "DKK"}}
    await till.tell(sale, phone.persona.ref, **tip)
    await look_up(shop)
    assert kept(shop) == [("sale", 39900, [TYRE.name], 1)]


async def test_an_exchange_is_paid_with_the_difference_and_is_a_return_and_a_sale(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    first, second = till.ring_up(TYRE), till.ring_up(CHAIN)
    api.keep(first)
    await till.tell(first, phone.persona.ref)
    await look_up(shop)
    api.keep(second, oddity=Oddity(came_back=(first, TYRE)))
    for seconds in (1, 2):  # and payment.updated comes once more, as it does
        updated = {"updated_at": f"2100-01-01T00:00:0{seconds}Z"}
        await till.tell(second, phone.persona.ref, amount_money={"amount": 5000, "currency": "DKK"}, **updated)
        await look_up(shop)
        assert kept(shop) == [
            ("sale", 39900, [TYRE.name], 1),
            ("sale", 44900, [CHAIN.name], 1),
            ("return", -39900, [TYRE.name], 1),
        ]
    [(member,)] = shop.db.rows("SELECT member FROM members")
    known = known_from(Orders(shop.db).history(member, 9), to_ms(shop.hub.ground.clock.wall()))
    assert known["last_order_item"].value == CHAIN.name


async def test_what_came_back_is_known_of_a_refund_though_its_order_has_no_total(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    sale = till.ring_up(TYRE, CHAIN)
    api.keep(sale)
    await till.tell(sale, phone.persona.ref)
    await till.take_back(sale, CHAIN)
    refunded = RungUp(json.loads(till.sent[-1].body)["data"]["object"]["refund"]["id"], (), sale.at)
    api.keep(refunded, oddity=Oddity(is_return=True, came_back=(sale, CHAIN)))
    await look_up(shop)
    assert kept(shop) == [("sale", 84800, [TYRE.name, CHAIN.name], 1), ("return", -44900, [CHAIN.name], 1)]
    [(member,)] = shop.db.rows("SELECT member FROM members")
    known = known_from(Orders(shop.db).history(member, 9), to_ms(shop.hub.ground.clock.wall()))
    assert known["last_order_item"].value == TYRE.name


async def test_lines_that_are_not_there_yet_are_asked_for_again_and_hold_nobody_else_up(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    first, second = till.ring_up(TYRE), till.ring_up(CHAIN)
    api.keep(first, oddity=Oddity(lines_come_later=True))
    api.keep(second)
    for sale in (first, second):
        await till.tell(sale, phone.persona.ref)
    await look_up(shop)
    assert (kept(shop), waiting(shop)) == ([("sale", 39900, [], 1), ("sale", 44900, [CHAIN.name], 1)], 1)
    api.keep(first)
    await look_up(shop, LONGEST_WAIT_MS)
    assert (kept(shop)[0], waiting(shop)) == (("sale", 39900, [TYRE.name], 1), 0)


async def test_of_a_refund_by_amount_nobody_knows_what_came_back(shop: Shop, square: tuple[SquareOrders, str]) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    sale = till.ring_up(TYRE, CHAIN)
    api.keep(sale)
    await till.tell(sale, phone.persona.ref)
    await till.take_back(sale, CHAIN)
    refunded = RungUp(json.loads(till.sent[-1].body)["data"]["object"]["refund"]["id"], (), sale.at)
    api.keep(refunded, oddity=Oddity(is_return=True, came_back=(sale, CHAIN), by_amount=True))
    await look_up(shop)
    assert kept(shop)[1] == ("return", -44900, [], 1)
    [(member,)] = shop.db.rows("SELECT member FROM members")
    known = known_from(Orders(shop.db).history(member, 9), to_ms(shop.hub.ground.clock.wall()))
    assert "last_order_item" not in known


@pytest.mark.parametrize("nulls", [{"total_money"}, {"line_total_money"}, {"total_money", "line_total_money"}])
async def test_what_square_leaves_null_is_reckoned_from_the_rest_and_not_asked_for_again(
    shop: Shop, square: tuple[SquareOrders, str], nulls: set[str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    sale = till.ring_up(TYRE, CHAIN)
    api.keep(sale, oddity=Oddity(nulls=frozenset(nulls)))
    await till.tell(sale, phone.persona.ref)
    await look_up(shop)
    assert (kept(shop), waiting(shop)) == ([("sale", 84800, [TYRE.name, CHAIN.name], 1)], 0)


async def test_an_answer_that_is_no_order_is_refused_once_and_found_by_it(
    shop: Shop, square: tuple[SquareOrders, str]
) -> None:
    phone, till, (api, _) = await shop.customer(), Till(shop.client(), "square"), square
    sale = till.ring_up(TYRE)
    api.keep(sale)
    api.faults.set(Fault(kind="shape"))
    await till.tell(sale, phone.persona.ref)
    await look_up(shop)
    assert (waiting(shop), len(api.asked)) == (0, 1)
    [line] = (await (await shop.handheld()).get("/api/tills/refused")).json()
    assert (line["topic"], line["order_number"], line["reason"]) == (TOPIC, sale.number, "unreadable")


async def test_squares_own_client_reads_the_simulated_orders(square: tuple[SquareOrders, str]) -> None:
    api, url = square
    sale = Till(None, "square").ring_up(TYRE, CHAIN)  # pyright: ignore[reportArgumentType]
    api.keep(sale)
    async with httpx.AsyncClient(timeout=60.0) as client:
        theirs = AsyncSquare(base_url=url, token=TOKEN, httpx_client=client)
        order = (await theirs.orders.get(order_id=f"o-{sale.number}")).order
    assert order is not None
    assert order.total_money is not None
    assert order.total_money.amount == sale.total_dkk * 100
    assert [item.name for item in order.line_items or []] == [TYRE.name, CHAIN.name]


async def test_squares_own_client_reads_an_exchange_with_a_tip_and_a_return_without_a_total(
    square: tuple[SquareOrders, str],
) -> None:
    api, url = square
    till = Till(None, "square")  # pyright: ignore[reportArgumentType]
    first, second, third = till.ring_up(TYRE), till.ring_up(CHAIN), till.ring_up()
    api.keep(second, oddity=Oddity(tip=40, came_back=(first, TYRE)))
    api.keep(third, oddity=Oddity(is_return=True, came_back=(first, TYRE)))
    async with httpx.AsyncClient(timeout=60.0) as client:
        theirs = AsyncSquare(base_url=url, token=TOKEN, httpx_client=client)
        exchange = (await theirs.orders.get(order_id=f"o-{second.number}")).order
        back = (await theirs.orders.get(order_id=f"o-{third.number}")).order
    assert exchange is not None
    assert exchange.net_amounts is not None
    assert exchange.net_amounts.total_money is not None
    assert exchange.net_amounts.total_money.amount == (CHAIN.price_dkk + 40 - TYRE.price_dkk) * 100
    assert back is not None
    assert back.total_money is None
    [returned] = back.returns or []
    assert [line.source_line_item_uid for line in returned.return_line_items or []] == [f"{first.number}-1"]
