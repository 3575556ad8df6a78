"""Cards of a shop that has a till and no customer data platform."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from test_openings import look, visit_of
from whole_hub import open_shop

from hub.purchases.bought import MONTHS_24_MS, known_from
from hub.purchases.model import Kind, Line, Source
from hub.purchases.repository import Past
from simulators.catalogue import CATALOGUE, Product
from simulators.till import GENERIC_SECRET, Till

NOW = 1_795_348_800_000
DAY_MS = 24 * 3600 * 1000
TYRE, SHORTS = CATALOGUE[0], CATALOGUE[4]


def line(name: str, minor: int, qty: int = 1, returns: str | None = None) -> Line:
    return Line(f"line of {name}", "", name, Decimal(qty), abs(minor), minor, returns_line=returns)


def past(number: str, *lines: Line, days_ago: int = 1, net_minor: int | None = None, **more: Any) -> Past:
    net = sum(each.net_minor for each in lines) if net_minor is None else net_minor
    told: dict[str, Any] = {"exchange_id": None, "original": None, "kind": Kind.SALE, "source": Source.SHOPIFY} | more
    return Past(order_id=number, at_ms=NOW - days_ago * DAY_MS, net_minor=net, lines=lines, currency="DKK", **told)


def back(of: str, *lines: Line, **more: Any) -> Past:
    return past(f"back-{of}", *lines, kind=Kind.RETURN, original=of, days_ago=0, **more)


def values(*orders: Past) -> dict[str, Any]:
    return {name: raw.value for name, raw in known_from(orders, NOW).items()}


HELMET, PUMP = line("Helmet", 90_000), line("Pump", 30_000)


def test_the_last_order_is_the_newest_sale_and_its_dearest_article() -> None:
    known = known_from([past("2", PUMP, HELMET), past("1", line("Bike", 900_000), days_ago=9)], NOW)
    assert known["last_order_item"].value == "Helmet"
    assert {raw.source for raw in known.values()} == {"shopify"}
    assert {raw.observed_at_ms for raw in known.values()} == {NOW - DAY_MS}
    assert known.keys() == {"last_order_item", "last_order_at"}
    assert values(past("1", kind=Kind.VOID)) == {}


def test_what_came_back_is_not_asked_after() -> None:
    older = past("1", line("Bell", 5_000), days_ago=9)
    assert values(back("2", line("Helmet", -90_000, -1)), past("2", PUMP, HELMET), older)["last_order_item"] == "Pump"
    named = line("another name", -90_000, -1, returns="line of Helmet")
    assert values(back("2", named), past("2", PUMP, HELMET), older)["last_order_item"] == "Pump"
    # The same number at another till is another order.
    elsewhere = back("2", line("Helmet", -90_000, -1), source=Source.GENERIC)
    assert values(elsewhere, past("2", PUMP, HELMET))["last_order_item"] == "Helmet"
    # All of it: then the order before that is the last one.
    assert values(back("2", net_minor=-120_000), past("2", PUMP, HELMET), older)["last_order_item"] == "Bell"
    # Part of the money, and nobody can say for what.
    assert values(back("2", net_minor=-30_000), past("2", PUMP, HELMET), older).keys() == {"last_order_at"}


def test_orders_in_24_months_are_counted_only_if_the_record_reaches_that_far() -> None:
    within = [past("4", PUMP), past("3", HELMET, days_ago=700), past("2", HELMET, days_ago=729)]
    assert "orders_24m" not in values(*within)
    all_along = past("1", HELMET, days_ago=MONTHS_24_MS // DAY_MS)
    assert values(*within, all_along)["orders_24m"] == 3
    assert values(back("4", net_minor=-30_000), *within, all_along)["orders_24m"] == 2


async def test_a_sale_is_on_the_card_of_a_shop_without_a_platform_and_goes_with_the_purpose(tmp_path: Path) -> None:
    async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET) as shop:
        phone, handheld = await shop.customer(), await shop.handheld()
        till = Till(shop.client(), "generic")
        pills = Product("Pregnancy test", TYRE.discipline, 99_000)
        await till.tell(till.ring_up(TYRE, SHORTS, pills), phone.persona.ref)
        await shop.settled()
        opened = await handheld.post(f"/api/staff/visits/{(await visit_of(phone))['visit_id']}/open", json=look())
        card = opened.json()
        shown = {each["name"]: (each["value"], each["source"]) for each in card["fields"] if each["value"]}
        assert shown["last_order_item"] == (SHORTS.name, "generic")
        assert shown.keys() == {"last_order_item", "last_order_at"}
        assert card["notice"] is None
        assert SHORTS.name in card["avoid"]["text"]
        assert [each["text"] for each in card["timeline"]] == [f"{TYRE.name}, {SHORTS.name}"]
        await phone.consent("show_history_to_staff", granted=False)
        await shop.settled()
        assert shop.hub.customers.kept(phone.persona.ref) == {}
