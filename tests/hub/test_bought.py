"""Cards of a shop that has a till and no customer data platform."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from test_openings import look, visit_of
from whole_hub import open_shop

from hub.knowledge.customers.answer import Answer
from hub.knowledge.customers.merging import SourceResult, merge
from hub.knowledge.customers.port import SourceStatus, Trait
from hub.knowledge.purchases.model import Line, OrderKind, TillSystem
from hub.knowledge.purchases.order_traits import MONTHS_24_MS, known_from
from hub.knowledge.purchases.repository import Past
from simulators import cdp
from simulators.catalogue import Product, article
from simulators.people import MEMBERS
from simulators.serving import served
from simulators.till import GENERIC_SECRET, Till

NOW = 1_795_348_800_000
DAY_MS = 24 * 3600 * 1000
TYRE, SHORTS = article("ROAD-TYRE-28-MM"), article("BIB-SHORTS")


def line(name: str, minor: int, qty: int = 1, returns: str | None = None) -> Line:
    return Line(f"line of {name}", "", name, Decimal(qty), abs(minor), minor, returns_line=returns)


def past(number: str, *lines: Line, days_ago: int = 1, net_minor: int | None = None, **more: Any) -> Past:
    net = sum(each.net_minor for each in lines) if net_minor is None else net_minor
    told: dict[str, Any] = {
        "exchange_id": None,
        "original": None,
        "kind": OrderKind.SALE,
        "source": TillSystem("shopify"),
    } | more
    return Past(order_id=number, at_ms=NOW - days_ago * DAY_MS, net_minor=net, lines=lines, currency="DKK", **told)


def back(of: str, *lines: Line, **more: Any) -> Past:
    return past(f"back-{of}", *lines, kind=OrderKind.RETURN, original=of, days_ago=0, **more)


def values(*orders: Past) -> dict[str, Any]:
    return {name: raw.value for name, raw in known_from(orders, NOW).items()}


HELMET, PUMP = line("Helmet", 90_000), line("Pump", 30_000)


def test_the_last_order_is_the_newest_sale_and_its_dearest_article() -> None:
    known = known_from([past("2", PUMP, HELMET), past("1", line("Bike", 900_000), days_ago=9)], NOW)
    assert known["last_order_item"].value == "Helmet"
    assert {raw.source for raw in known.values()} == {"shopify"}
    assert {raw.observed_at_ms for raw in known.values()} == {NOW - DAY_MS}
    assert known.keys() == {"last_order_item", "last_order_at", "last_purchase_at"}
    assert values(past("1", kind=OrderKind.VOID)) == {}


def test_what_came_back_is_not_asked_after() -> None:
    older = past("1", line("Bell", 5_000), days_ago=9)
    assert values(back("2", line("Helmet", -90_000, -1)), past("2", PUMP, HELMET), older)["last_order_item"] == "Pump"
    named = line("another name", -90_000, -1, returns="line of Helmet")
    assert values(back("2", named), past("2", PUMP, HELMET), older)["last_order_item"] == "Pump"
    # The same number at another till is another order.
    elsewhere = back("2", line("Helmet", -90_000, -1), source=TillSystem("generic"))
    assert values(elsewhere, past("2", PUMP, HELMET))["last_order_item"] == "Helmet"
    # All of it: then the order before that is the last one.
    assert values(back("2", net_minor=-120_000), past("2", PUMP, HELMET), older)["last_order_item"] == "Bell"
    # Part of the money, and nobody can say for what.
    assert values(back("2", net_minor=-30_000), past("2", PUMP, HELMET), older).keys() == {
        "last_order_at",
        "last_purchase_at",
    }


def test_orders_in_24_months_are_counted_only_if_the_record_reaches_that_far() -> None:
    within = [past("4", PUMP), past("3", HELMET, days_ago=700), past("2", HELMET, days_ago=729)]
    assert "orders_24m" not in values(*within)
    all_along = past("1", HELMET, days_ago=MONTHS_24_MS // DAY_MS)
    assert values(*within, all_along)["orders_24m"] == 3
    assert values(back("4", net_minor=-30_000), *within, all_along)["orders_24m"] == 2


def test_a_sale_that_is_only_an_amount_counts_and_wipes_no_article_of_an_earlier_one() -> None:
    amount = past("3", net_minor=20_000, source=TillSystem("square"))
    helmet, all_along = past("2", HELMET, days_ago=9), past("1", PUMP, days_ago=MONTHS_24_MS // DAY_MS)
    known = known_from([amount, helmet, all_along], NOW)
    assert (known["last_order_item"].value, known["orders_24m"].value) == ("Helmet", 2)
    # The article and the day are of one purchase.
    bought = datetime.fromtimestamp(helmet.at_ms / 1000, UTC).isoformat(timespec="seconds")
    assert (known["last_order_at"].value, known["last_order_at"].source) == (bought, "shopify")
    assert known["orders_24m"].observed_at_ms == amount.at_ms
    assert known["last_purchase_at"].observed_at_ms == amount.at_ms
    assert values(amount).keys() == {"last_order_at", "last_purchase_at"}


def test_what_was_bought_for_somebody_else_wipes_no_article_of_their_own() -> None:
    gift, helmet = past("2", replace(PUMP, is_gift=True)), past("1", HELMET, days_ago=9)
    known = known_from([gift, helmet], NOW)
    assert known["last_order_item"].value == "Helmet"
    assert (known["last_order_at"].observed_at_ms, known["last_purchase_at"].observed_at_ms) == (
        helmet.at_ms,
        gift.at_ms,
    )


async def test_a_sale_is_on_the_card_of_a_shop_without_a_platform_and_goes_with_the_purpose(tmp_path: Path) -> None:
    async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET) as shop:
        phone, handheld = await shop.customer(), await shop.handheld()
        till = Till(shop.client(), "generic")
        pills = Product("Pregnancy test", TYRE.line, 99_000)
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
        assert shop.hub.customers.known.source.kept(phone.persona.ref) == {}


async def test_beside_a_platform_what_a_till_says_reaches_the_lines_so_that_they_agree_with_the_timeline(
    tmp_path: Path,
) -> None:
    """ "All 16 orders are road" above "Bought a moment ago: shorts" is one of them wrong."""
    at_home = replace(MEMBERS[0], ref="u-7000")
    earlier = datetime.now(UTC) - timedelta(days=2)
    async with served(cdp.create_app(7, earlier, people=[at_home])) as url:
        platform = {"cdp_url": url, "cdp_space": cdp.SPACE, "cdp_token": cdp.TOKEN}
        async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET, **platform) as shop:
            phone, handheld = await shop.customer(), await shop.handheld()
            visit = (await visit_of(phone))["visit_id"]

            async def card() -> dict[str, Any]:
                return (await handheld.post(f"/api/staff/visits/{visit}/open", json=look())).json()

            before = await card()
            shown = {each["name"]: (each["value"], each["source"]) for each in before["fields"]}
            assert "Anything but road" in before["avoid"]["text"]
            till = Till(shop.client(), "generic")
            await till.tell(till.ring_up(SHORTS), phone.persona.ref)
            await shop.settled()
            after = await card()
            now_shown = {each["name"]: (each["value"], each["source"]) for each in after["fields"]}
            assert after["timeline"][0]["text"] == SHORTS.name
            assert now_shown["last_order_item"] == (SHORTS.name, "generic")
            assert after["avoid"]["text"].startswith(f"{SHORTS.name} once more: bought today")
            # What the till does not know better stays the platform's: its counts, over all shops and the web.
            assert now_shown["lines_24m"] == shown["lines_24m"]
            count, counted_by = shown["orders_24m"]
            assert now_shown["orders_24m"] == (f"{count}, and bought since", counted_by)


def source(name: str, at: str | None, observed_ms: int | None) -> SourceResult:
    found = {"last_order_item": Trait(name, name, observed_ms, NOW)}
    if at:
        found["last_order_at"] = Trait(at, name, observed_ms, NOW)
    return SourceResult(
        frozenset(found), 0, SourceStatus.OK, Answer(SourceStatus.OK, frozenset(found), 1.0, 9.0, found)
    )


def test_of_two_last_orders_the_newer_order_counts_and_not_the_newer_count() -> None:
    counted_last_night = source("platform", "2026-11-01T10:00:00+00:00", NOW)
    sold = source("till", "2026-11-02T10:00:00+00:00", NOW - 20 * DAY_MS)
    for told in ([counted_last_night, sold], [sold, counted_last_night]):
        context = merge(told, frozenset({"last_order_item", "last_order_at"}), 2.0, awaited=False)
        assert {each.source for each in context.traits.values()} == {"till"}


def test_whom_the_platform_does_not_know_is_said_to_be_unknown_there_though_a_till_answers() -> None:
    nobody = SourceResult(frozenset({"orders_24m"}), 0, SourceStatus.NOT_FOUND, None)
    till = replace(source("till", None, NOW), is_beside=True)
    context = merge([nobody, till], frozenset({"orders_24m", "last_order_item"}), 2.0, awaited=False)
    assert (context.status, context.traits.keys()) == (SourceStatus.NOT_FOUND, {"last_order_item"})
