"""Webhooks of tills on a whole hub: every kind, sent twice, late, in the wrong order, by a clock that is off."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from square.utils.webhooks_helper import verify_signature
from standardwebhooks import Webhook
from test_openings import visit_of
from whole_hub import Shop, open_shop

from hub.ground.journal import PurchaseRecorded, ReturnRecorded
from hub.knowledge.purchases.repository import Orders
from hub.service.requests.paper_requests import ask
from simulators.catalogue import Product, article
from simulators.till import GENERIC_SECRET, LOCATION, SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, Kind, Till
from wire.clock import to_ms

KINDS: tuple[Kind, ...] = ("square", "shopify", "generic")
TYRE, CHAIN, SHORTS = article("ROAD-TYRE-28-MM"), article("12-SPEED-ROAD-CHAIN"), article("BIB-SHORTS")
CONNECTED = {
    "till_square_keys": SQUARE_KEY,
    "till_square_url": SQUARE_URL,
    "till_shopify_secrets": f"the-old-one, {SHOPIFY_SECRET}",
    "till_generic_secrets": GENERIC_SECRET,
}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, **CONNECTED) as opened:
        yield opened


def till(shop: Shop, kind: Kind = "generic", clock_off_s: float = 0.0, **more: Any) -> Till:
    return Till(shop.client(), kind, clock_off_s, **more)


def orders(shop: Shop) -> list[tuple[Any, ...]]:
    """Kind, amount, whether it is somebody's, and the visit."""
    return shop.db.rows("SELECT kind, net_minor, member IS NOT NULL, visit FROM orders ORDER BY number")


def told(shop: Shop) -> list[str]:
    events = [entry.event for entry in shop.hub.ground.journal.read(0)]
    return [type(event).__name__ for event in events if isinstance(event, PurchaseRecorded | ReturnRecorded)]


def counts(shop: Shop) -> dict[str, int]:
    shop.hub.purchases.service.save_counts()
    return Orders(shop.db).counts()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_sale_told_ten_times_is_one_purchase_of_the_customer_in_their_visit(shop: Shop, kind: Kind) -> None:
    phone, one = await shop.customer(), till(shop, kind)
    answers = await one.tell(one.ring_up(TYRE, CHAIN), phone.persona.ref, times=10)
    assert [answer.json()["result"] for answer in answers] == ["recorded"] + ["delivered_before"] * 9
    assert {answer.status_code for answer in answers} == {200}
    visit = (await visit_of(phone))["visit_id"]
    assert orders(shop) == [("sale", 84800, 1, visit)]
    assert told(shop) == ["PurchaseRecorded"]
    assert counts(shop) == {f"{kind}:delivered_before": 9, f"{kind}:recorded": 1}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_return_before_its_sale_waits_for_it_and_a_return_after_it_finds_it(shop: Shop, kind: Kind) -> None:
    phone, one = await shop.customer(), till(shop, kind)
    early, late = one.ring_up(TYRE, CHAIN), one.ring_up(SHORTS)
    await one.take_back(early, TYRE, times=2)
    assert orders(shop) == [("return", -39900, 0, None)]
    assert told(shop) == []
    await one.tell(early, phone.persona.ref)
    await one.tell(late, phone.persona.ref)
    await one.take_back(late, SHORTS)
    visit = (await visit_of(phone))["visit_id"]
    assert orders(shop) == [
        ("return", -39900, 1, visit),
        ("sale", 84800, 1, visit),
        ("sale", 119900, 1, visit),
        ("return", -119900, 1, visit),
    ]
    assert told(shop) == ["PurchaseRecorded", "ReturnRecorded", "PurchaseRecorded", "ReturnRecorded"]


@pytest.mark.parametrize("off_s", [3600.0, -3600.0])
async def test_a_till_whose_clock_is_an_hour_off_joins_the_visit_by_the_hubs(shop: Shop, off_s: float) -> None:
    phone, one = await shop.customer(), till(shop, clock_off_s=off_s)
    before = shop.hub.ground.clock.wall() * 1000
    await one.tell(one.ring_up(TYRE), phone.persona.ref)
    row = shop.db.row("SELECT visit, at_ms FROM orders")
    assert row is not None
    assert row[0] == (await visit_of(phone))["visit_id"]
    assert before - 1 <= row[1] <= shop.hub.ground.clock.wall() * 1000 + 1


async def test_yesterdays_sale_and_one_of_another_shop_or_the_web_join_no_visit(tmp_path: Path) -> None:
    async with open_shop(tmp_path, **CONNECTED, till_locations=LOCATION) as shop:
        phone, one, web = await shop.customer(), till(shop, clock_off_s=-86400.0), till(shop, "shopify")
        await one.tell(one.ring_up(TYRE), phone.persona.ref)
        one.clock_off_s = 0
        await one.tell(one.ring_up(TYRE), phone.persona.ref, store="L-ODENSE")
        await one.tell(one.ring_up(TYRE), phone.persona.ref, channel="online")
        await web.tell(web.ring_up(TYRE), phone.persona.ref, source_name="web", location_id=None)
        await one.tell(one.ring_up(TYRE), phone.persona.ref)
        assert [row[3] is not None for row in orders(shop)] == [False, False, False, False, True]
        assert {row[2] for row in orders(shop)} == {1}


async def test_only_an_amount_is_kept_of_strangers_and_of_members_who_agreed_to_nothing(shop: Shop) -> None:
    phone, one = await shop.customer(), till(shop)
    for purpose in ("show_history_to_staff", "predict", "measure"):
        await phone.consent(purpose, granted=False)
    for customer in (phone.persona.ref, "u-nobody", None):
        await one.tell(one.ring_up(SHORTS), customer)
    assert [row[:3] for row in orders(shop)] == [("sale", 119900, 0)] * 3
    assert shop.db.rows("SELECT DISTINCT lines, discounts, till, staff FROM orders") == [("[]", "[]", None, None)]
    assert told(shop) == []
    everything = str(shop.db.rows("SELECT * FROM orders"))
    assert "u-nobody" not in everything
    assert SHORTS.name not in everything


async def test_who_withdraws_all_that_keeps_orders_has_none_and_a_late_version_brings_none_back(shop: Shop) -> None:
    phone, one = await shop.customer(), till(shop)
    sale = one.ring_up(SHORTS)
    await one.tell(sale, phone.persona.ref)
    await phone.consent("measure", granted=False)
    await phone.consent("predict", granted=False)
    await shop.settled()
    assert orders(shop)[0][2] == 1
    await phone.consent("show_history_to_staff", granted=False)
    await shop.settled()
    await one.tell(sale, phone.persona.ref, version=2)
    assert [row[1:] for row in orders(shop)] == [(119900, 0, None)]
    assert shop.db.row("SELECT lines FROM orders") == ("[]",)


async def test_two_customers_who_are_merged_in_the_platform_have_one_history_afterwards(shop: Shop) -> None:
    old, kept, one = await shop.customer(1), await shop.customer(2), till(shop)
    await one.tell(one.ring_up(TYRE), old.persona.ref)
    await one.tell(one.ring_up(SHORTS), kept.persona.ref)
    now_ms = to_ms(shop.hub.ground.clock.wall())
    ask(shop.db, "rename", old.persona.ref, kept.persona.ref, now_ms)
    await shop.asked_for_is_done()
    assert {(entry["kind"], entry["text"]) for entry in (await kept.held())["timeline"]} == {
        ("purchase", TYRE.name),
        ("purchase", SHORTS.name),
    }
    # The visits of the one that is gone are gone, and the orders say nothing of them.
    assert {row[3] for row in orders(shop)} == {None, (await visit_of(kept))["visit_id"]}


async def test_the_newest_version_wins_whichever_comes_first(shop: Shop) -> None:
    phone, one = await shop.customer(), till(shop)
    sale = one.ring_up(TYRE)
    for version, net in ((3, 10_000), (1, 90_000), (3, 80_000), (4, 20_000)):
        await one.tell(sale, phone.persona.ref, version=version, net_minor=net)
    assert [row[1] for row in orders(shop)] == [20_000]
    assert counts(shop) == {"generic:older_version": 2, "generic:recorded": 2}
    await one.tell(sale, phone.persona.ref, version=5, kind="void")
    assert [(row[0], row[1]) for row in orders(shop)] == [("void", 0)]
    assert told(shop) == ["PurchaseRecorded"]


async def test_an_exchange_is_a_return_and_a_sale_and_both_find_their_way(shop: Shop) -> None:
    phone, one = await shop.customer(), till(shop)
    first = one.ring_up(TYRE)
    await one.tell(first, phone.persona.ref)
    swap = one.ring_up(SHORTS)
    lines = [
        {"line_id": "1", "sku": "T", "name": "Road tyre 28 mm", "qty": -1, "net_minor": -39900, "returns_line": "1"},
        {"line_id": "2", "sku": "S", "name": "Bib shorts", "qty": "1.0", "net_minor": 119900},
    ]
    changes = {"kind": "exchange", "original_order_id": first.number, "lines": lines, "net_minor": 80000}
    await one.tell(swap, phone.persona.ref, **changes)
    assert [row[:3] for row in orders(shop)[1:]] == [("return", -39900, 1), ("sale", 119900, 1)]
    # What was bought in the exchange comes back later.
    await one.take_back(swap, SHORTS)
    assert orders(shop)[-1][:3] == ("return", -119900, 1)


async def test_sensitive_lines_are_cut_at_the_door_and_the_amount_stays(shop: Shop, tmp_path: Path) -> None:
    phone = await shop.customer()
    pills = Product("Ibuprofen 400 mg", "road", 49)
    for kind in ("shopify", "generic"):
        one = till(shop, kind)
        sale = one.ring_up(pills, TYRE)
        await one.tell(sale, phone.persona.ref)
        await one.take_back(sale, pills)
    assert [row[1] for row in orders(shop)] == [44800, -4900] * 2
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("hub.db*"))
    assert b"Ibuprofen" not in on_disk
    assert b"IBUPROFEN" not in on_disk
    assert b"Road tyre 28 mm" in on_disk  # the search finds what is there
    assert b"somebody@example.com" not in on_disk


async def test_a_wrong_signature_a_replay_and_a_test_order_are_counted_and_kept_nowhere(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    phone = await shop.customer()
    for kind in KINDS:
        wrong = {"generic": GENERIC_SECRET[:-4] + "AAAA"}.get(kind, "wrong")
        one = till(shop, kind, secret=wrong)
        [answer] = await one.tell(one.ring_up(TYRE), phone.persona.ref)
        assert (answer.status_code, answer.json()["result"]) == (401, "bad_signature")
        good = till(shop, kind)
        webhook = good.sale_webhook(good.ring_up(TYRE), phone.persona.ref, None)
        [changed] = await good.send(replace(webhook, body=webhook.body.replace(b"39900", b"39901") + b" "))
        assert changed.status_code == 401
        [bare] = await good.send(replace(webhook, headers={}))
        assert bare.status_code == 401
    now = shop.hub.ground.clock.wall()
    one = till(shop)
    for at in (now - 301, now + 302):
        sale = one.generic("order", {"order_id": "1"}, signed_at=at)
        [answer] = await one.send(sale)
        assert (answer.status_code, answer.json()["result"]) == (401, "too_old")
    shopify = till(shop, "shopify")
    [tried] = await shopify.tell(shopify.ring_up(TYRE), phone.persona.ref, test=True)
    assert (tried.status_code, tried.json()["result"]) == (200, "test")
    [tried] = await one.tell(one.ring_up(TYRE), phone.persona.ref, test=True)
    assert tried.json()["result"] == "test"
    assert orders(shop) == []
    assert shop.db.rows("SELECT * FROM till_deliveries") == []
    assert counts(shop)["generic:too_old"] == 2
    log = "".join(capfd.readouterr())
    assert "bad_signature" in log
    assert phone.persona.ref not in log


async def test_shopifys_replay_under_another_id_changes_nothing(shop: Shop) -> None:
    phone, one = await shop.customer(), till(shop, "shopify")
    webhook = one.sale_webhook(one.ring_up(TYRE), phone.persona.ref, None)
    await one.send(webhook)
    [again] = await one.send(replace(webhook, headers={**webhook.headers, "x-shopify-webhook-id": "another"}))
    assert again.json()["result"] == "older_version"
    assert len(orders(shop)) == 1
    for _ in range(2):  # two orders without an id are two, and the same bytes again are one
        headers = {name: text for name, text in webhook.headers.items() if name != "x-shopify-webhook-id"}
        other = replace(one.sale_webhook(one.ring_up(TYRE), phone.persona.ref, None))
        bare = replace(other, headers={name: other.headers[name] for name in headers})
        results = [answer.json()["result"] for answer in await one.send(bare, 2)]
        assert results == ["recorded", "delivered_before"]


async def test_what_is_no_order_is_refused_with_a_reason_and_invents_nothing(shop: Shop) -> None:
    phone, square, shopify, one = await shop.customer(), till(shop, "square"), till(shop, "shopify"), till(shop)
    ref = phone.persona.ref

    async def result(till_: Till, **changes: Any) -> str:
        [answer] = await till_.tell(till_.ring_up(TYRE), ref, **changes)
        assert answer.status_code in {200, 422}
        assert ref not in answer.text
        return answer.json()["result"]

    line = {"line_id": "1", "net_minor": 100, "currency": "SEK"}
    assert await result(one, lines=[line]) == "mixed_currencies"
    assert await result(one, currency="XQQ") == "unknown_currency"
    assert await result(one, net_minor=399.5) == "unreadable"
    assert await result(one, net_minor=10**30) == "unreadable"
    assert await result(one, net_minor=-1) == "unreadable"
    assert await result(one, occurred_at="2026-11-25T10:00:00") == "unreadable"  # of which time zone?
    assert await result(shopify, total_price="399.005") == "unreadable"
    assert await result(shopify, total_price="NaN") == "unreadable"
    assert await result(shopify, financial_status="pending") == "not_final"
    assert await result(square, status="APPROVED") == "not_final"
    assert await result(square, amount_money={"amount": 39900.5, "currency": "DKK"}) == "unreadable"
    for webhook in (
        square.square("labor.shift.created", {}),
        shopify.shopify("carts/create", {}),
        one.generic("x", {}),
    ):
        [answer] = await one.send(webhook)
        assert answer.json()["result"] == "unknown_topic"
    assert orders(shop) == []
    assert sum(counts(shop).values()) == 14


@pytest.mark.parametrize("kind", KINDS)
async def test_a_sale_dated_years_ahead_is_one_of_now_and_counted(shop: Shop, kind: Kind) -> None:
    phone, one = await shop.customer(), till(shop, kind)
    sale = replace(one.ring_up(TYRE), at=datetime.now(UTC) + timedelta(days=1500))
    [answer] = await one.tell(sale, phone.persona.ref)
    assert answer.json()["result"] == "recorded"
    [(occurred_ms, received_ms)] = shop.db.rows("SELECT occurred_ms, received_ms FROM orders")
    assert occurred_ms == received_ms
    assert counts(shop) == {f"{kind}:passed_over:occurred_at": 1, f"{kind}:recorded": 1}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_sale_in_another_currency_than_the_shops_is_refused_and_named(tmp_path: Path, kind: Kind) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[shop]\nname = "X"\nlanguages = ["en"]\ncurrency = "SEK"\n', encoding="utf-8")
    async with open_shop(tmp_path, shop=file, **CONNECTED) as shop:
        phone, one = await shop.customer(), till(shop, kind)
        [answer] = await one.tell(one.ring_up(TYRE), phone.persona.ref)
        assert (answer.status_code, answer.json()["result"]) == (200, "other_currency")
        assert orders(shop) == []
        assert counts(shop) == {f"{kind}:other_currency": 1}
        [refused] = (await (await shop.handheld()).get("/api/tills/refused")).json()
        assert (refused["reason"], refused["field"]) == ("other_currency", "currency")
        assert "the shop sells in SEK" in refused["why"]


@pytest.mark.parametrize(("net_minor", "result"), [(24_900, "contradictory"), (2, "contradictory"), (249, "recorded")])
async def test_an_amount_a_hundred_times_its_lines_is_in_another_unit(shop: Shop, net_minor: int, result: str) -> None:
    line = {"line_id": "1", "name": "Lamp", "net_minor": 249 if net_minor > 2 else 200}
    phone, one = await shop.customer(), till(shop)
    [answer] = await one.tell(one.ring_up(TYRE), phone.persona.ref, lines=[line], net_minor=net_minor)
    assert answer.json()["result"] == result
    assert len(orders(shop)) == (result == "recorded")


@pytest.mark.parametrize("lines", [[-300], [100, 3]])
async def test_amounts_that_contradict_each_other_are_kept_and_counted(shop: Shop, lines: list[int]) -> None:
    told = [{"line_id": str(number), "name": "Lamp", "net_minor": minor} for number, minor in enumerate(lines)]
    phone, one = await shop.customer(), till(shop)
    [answer] = await one.tell(one.ring_up(TYRE), phone.persona.ref, lines=told, net_minor=39_900)
    assert answer.json()["result"] == "recorded"
    assert counts(shop) == {"generic:passed_over:net_minor": 1, "generic:recorded": 1}


async def test_emoji_and_names_that_run_the_other_way_are_kept_and_nothing_turns_the_writing_around(shop: Shop) -> None:
    phone, one = await shop.customer(), till(shop)
    lines = [
        {"line_id": "1", "name": "🚲 דגל לאופניים", "net_minor": 1},
        {"line_id": "2", "name": "evil\u202etxt\u0000<script>", "net_minor": 1},
    ]
    [answer] = await one.tell(one.ring_up(TYRE), phone.persona.ref, lines=lines)
    assert answer.json()["result"] == "recorded"
    [kept] = Orders(shop.db).of(shop.hub.ground.journal.read(0)[0].event.member, 10)  # pyright: ignore[reportAttributeAccessIssue]
    assert kept.names == ("🚲 דגל לאופניים", "eviltxt<script>")


@pytest.mark.parametrize("kind", KINDS)
async def test_megabytes_are_read_and_more_than_eight_are_refused_before_they_are_read_to_their_end(
    shop: Shop, kind: Kind
) -> None:
    phone, one = await shop.customer(), till(shop, kind)
    [answer] = await one.tell(one.ring_up(TYRE), phone.persona.ref, padding="x" * 7_000_000)
    assert answer.json()["result"] == "recorded"
    [answer] = await one.tell(one.ring_up(TYRE), phone.persona.ref, padding="x" * 8_400_000)
    assert (answer.status_code, answer.json()["result"]) == (413, "too_large")
    assert len(orders(shop)) == 1


async def test_a_till_that_is_not_connected_is_told_which_setting_connects_it(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        for kind in KINDS:
            one = till(shop, kind)
            [answer] = await one.tell(one.ring_up(TYRE), None)
            assert answer.status_code == 404
            assert f"set till_{kind}_" in answer.json()["detail"]


async def test_when_the_disk_is_full_the_till_keeps_its_webhook_and_the_next_attempt_is_taken(shop: Shop) -> None:
    phone, one = await shop.customer(), till(shop)
    webhook = one.sale_webhook(one.ring_up(TYRE), phone.persona.ref, None)
    shop.db.run("CREATE TEMP TRIGGER full BEFORE INSERT ON orders BEGIN SELECT raise(ABORT, 'disk full'); END")
    [answer] = await one.send(webhook)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    shop.db.run("DROP TRIGGER full")
    [answer] = await one.send(webhook)
    assert answer.json()["result"] == "recorded"


async def test_the_manager_sees_what_became_of_webhooks_and_nobody_without_a_pin_does(shop: Shop) -> None:
    one = till(shop, secret=GENERIC_SECRET[:-4] + "AAAA")
    await one.tell(one.ring_up(TYRE), None)
    handheld = await shop.handheld()
    assert (await handheld.get("/api/tills")).json() == {"generic:bad_signature": 1}
    assert (await shop.client().get("/api/tills")).status_code == 401


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_signed_body_makes_the_hub_fail(shop: Shop, data: st.DataObject) -> None:
    scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    value = scalar | st.lists(scalar, max_size=2) | st.dictionaries(st.text(max_size=4), scalar, max_size=2)
    kind = data.draw(st.sampled_from(KINDS))
    one = till(shop, kind)
    webhook = one.sale_webhook(one.ring_up(TYRE), "u-7000", None)
    body = json.loads(webhook.body)
    where = body if kind == "shopify" else body["data"] if kind == "generic" else body["data"]["object"]["payment"]
    for name in data.draw(st.lists(st.sampled_from(sorted(where)), max_size=3)):
        where[name] = data.draw(value)
    if kind == "shopify":
        webhook = one.shopify(data.draw(st.sampled_from(["orders/paid", "refunds/create"])), where)
    elif kind == "generic":
        webhook = one.generic("order", where)
    else:
        webhook = one.square(data.draw(st.sampled_from(["payment.updated", "refund.updated"])), {"payment": where})
    [answer] = asyncio.run(one.send(webhook))
    assert answer.status_code in {200, 422}


def test_somebody_elses_checks_take_what_the_simulated_tills_sign(tmp_path: Path) -> None:
    square = Till(None, "square")  # pyright: ignore[reportArgumentType]
    for sale in (square.ring_up(TYRE), square.ring_up(SHORTS)):
        webhook = square.sale_webhook(sale, "CUSTOMER", None)
        signature = webhook.headers["x-square-hmacsha256-signature"]
        body = webhook.body.decode()
        assert verify_signature(
            request_body=body, signature_header=signature, signature_key=SQUARE_KEY, notification_url=SQUARE_URL
        )
        assert not verify_signature(
            request_body=body, signature_header=signature, signature_key="other", notification_url=SQUARE_URL
        )
    generic = Till(None, "generic")  # pyright: ignore[reportArgumentType]
    webhook = generic.sale_webhook(generic.ring_up(TYRE), "u-1", None)
    assert Webhook(GENERIC_SECRET).verify(webhook.body, dict(webhook.headers))
