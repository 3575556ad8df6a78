"""What a shop system tells of a customer: merged, to be erased, wants to know what is held. None of it is dropped."""

import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from square.types.customer_deleted_event import CustomerDeletedEvent
from test_orders_as_they_are import CONNECTED, HELMET, TUBE, order, tell
from test_orders_as_they_are import at as ago
from typer.testing import CliRunner
from whole_hub import Shop, open_shop

from hub.cli import app
from hub.ground.holdings import DAY_MS
from hub.service.requests.repository import ShopRequestKind
from simulators.phone import Phone
from simulators.shopify_order import merged, redacted
from simulators.till import Till, Webhook

SHOPIFY = Till(None, "shopify")  # pyright: ignore[reportArgumentType] - it only writes and signs


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, **CONNECTED, till_square_customer="u-{id}") as opened:
        yield opened


async def send(shop: Shop, webhook: Webhook) -> str:
    [answer] = await Till(shop.client(), "shopify").send(webhook)
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


async def merge(shop: Shop, old: int, kept: int, status: str = "completed") -> str:
    return await send(shop, merged(SHOPIFY, old, kept, status))


async def works_it_off(shop: Shop) -> None:
    await shop.asked_for_is_done()


async def listed(shop: Shop) -> list[dict[str, Any]]:
    return (await (await shop.handheld()).get("/api/rights/requests")).json()


async def articles(phone: Phone) -> set[str]:
    return {entry["text"] for entry in (await phone.held())["timeline"]}


async def test_after_a_merge_an_order_of_either_id_is_the_members_and_their_app_goes_on(shop: Shop) -> None:
    phone = await shop.customer()
    assert await merge(shop, 7000, 777, status="in_progress") == "not_final"
    assert await merge(shop, 7000, 777) == "recorded"
    assert await tell(shop, "orders/paid", order(HELMET, total="800.00", customer={"id": 777})) == "recorded"
    # A webhook that was held back names the old id still, and so does the phone until the customer signs in anew.
    late = order(TUBE, total="50.00", customer={"id": 7000}, id=4712)
    assert await tell(shop, "orders/paid", late) == "recorded"
    assert shop.db.rows("SELECT customer_ref FROM members") == [("u-777",)]
    assert await articles(phone) == {"Road helmet", "Inner tube"}


async def test_two_members_who_are_merged_become_one_and_a_second_merge_leads_on(shop: Shop) -> None:
    old, kept = await shop.customer(0), await shop.customer(1)
    await tell(shop, "orders/paid", order(HELMET, total="800.00", customer={"id": 7000}))
    for _ in range(2):
        assert await merge(shop, 7000, 7001) == "recorded"
    assert await merge(shop, 7001, 9000) == "recorded"
    await tell(shop, "orders/paid", order(TUBE, total="50.00", customer={"id": 7000}, id=4712))
    assert shop.db.rows("SELECT customer_ref FROM members") == [("u-9000",)]
    assert await articles(kept) == await articles(old) == {"Road helmet", "Inner tube"}


async def test_square_merges_customers_by_deleting_the_old_ones(shop: Shop) -> None:
    phone, till = await shop.customer(), Till(shop.client(), "square")
    deleted = {
        "merchant_id": "M1", "type": "customer.deleted", "event_id": secrets.token_hex(16), "created_at": ago(5),
        "data": {
            "type": "customer", "id": "7000", "deleted": True,
            "object": {
                "customer": {"id": "7000"},
                "event_context": {"merge": {"from_customer_ids": ["7000", "7009"], "to_customer_id": "NEW"}},
            },
        },
    }  # fmt: skip
    assert CustomerDeletedEvent.model_validate(deleted).data.object.event_context.merge.to_customer_id == "NEW"  # pyright: ignore[reportOptionalMemberAccess]
    [answer] = await till.send(till.sign_square(json.dumps(deleted).encode()))
    assert answer.json()["result"] == "recorded"
    await till.tell(till.ring_up(), "NEW")
    await till.tell(till.ring_up(), "7009")
    assert shop.db.rows("SELECT DISTINCT member IS NOT NULL FROM orders") == [(1,)]
    assert len((await phone.held())["timeline"]) == 2
    # Without a merge a shop has tidied up: nobody asked for anything.
    deleted["data"]["object"]["event_context"] = None
    [answer] = await till.send(till.sign_square(json.dumps(deleted).encode()))
    assert answer.json()["result"] == "unknown_topic"


async def test_a_merge_of_strangers_leaves_no_trace(shop: Shop) -> None:
    assert await merge(shop, 1, 2) == "nobody_here"
    assert shop.db.rows("SELECT * FROM merged_customers") == []


async def test_the_old_id_is_gone_with_the_member(shop: Shop) -> None:
    phone = await shop.customer()
    await merge(shop, 7000, 777)
    await phone.leave()
    assert shop.db.rows("SELECT * FROM merged_customers") == []
    assert shop.db.rows("SELECT * FROM members") == []


async def test_a_customer_who_is_to_be_redacted_is_erased_with_a_receipt_and_a_clock(
    shop: Shop, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await shop.customer()
    await tell(shop, "orders/paid", order(HELMET, total="800.00"))
    for _ in range(2):  # Shopify sends it again
        assert await send(shop, redacted(SHOPIFY, 7000, 4711)) == "recorded"
    [asked] = await listed(shop)
    assert (asked["kind"], asked["done_at_ms"]) == (ShopRequestKind.ERASE, None)
    assert asked["due_at_ms"] - asked["received_at_ms"] == 30 * DAY_MS
    await works_it_off(shop)
    assert shop.db.rows("SELECT * FROM members") == []
    assert shop.db.rows("SELECT member, lines FROM orders") == []
    [asked] = await listed(shop)
    assert (asked["answer"], asked["next"]) == ("done", None)
    done = CliRunner().invoke(app, ["members", "requests", "--data-dir", str(tmp_path)])
    assert done.exit_code == 0, done.output
    [(receipt,)] = shop.db.rows("SELECT receipt FROM erasures")
    assert receipt in done.output
    told = "".join(capfd.readouterr()) + done.output + str(shop.db.rows("SELECT * FROM shop_requests"))
    assert "u-7000" not in told
    assert "who@example.com" not in told


async def test_an_order_of_somebody_who_is_no_customer_of_theirs_here_loses_what_was_in_it(shop: Shop) -> None:
    await shop.customer()
    await tell(shop, "orders/paid", order(HELMET, total="800.00"))
    assert await send(shop, redacted(SHOPIFY, 31, 4711)) == "recorded"
    assert shop.db.rows("SELECT net_minor, member, lines FROM orders") == [(80000, None, "[]")]
    [line] = await listed(shop)
    assert line["answer"] == "done: nothing is held of them under this id"


async def test_who_wants_to_know_what_is_held_is_an_alarm_until_the_shop_has_answered(
    shop: Shop, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await shop.customer()
    wanted = {"customer": {"id": 7000}, "orders_requested": [4711], "data_request": {"id": 9999}}
    assert await tell(shop, "customers/data_request", wanted) == "recorded"
    assert await tell(shop, "shop/redact", {"shop_id": 1, "shop_domain": "x.example"}) == "recorded"
    first, second = await listed(shop)
    assert {first["kind"], second["kind"]} == {ShopRequestKind.HAND_OVER, ShopRequestKind.ERASE_SHOP}
    assert all(each["next"] and each["done_at_ms"] is None for each in (first, second))
    assert "a shop system asks for something by law" in "".join(capfd.readouterr())
    runner, folder = CliRunner(), ["--data-dir", str(tmp_path)]
    before = runner.invoke(app, ["members", "requests", *folder])
    assert before.exit_code == 1
    assert "u-7000 (their number 9999)" in before.output
    for each in (first, second):
        done = runner.invoke(app, ["members", "answered", each["number"], *folder])
        assert done.exit_code == 0, done.output
    assert runner.invoke(app, ["members", "answered", first["number"], *folder]).exit_code == 2
    assert runner.invoke(app, ["members", "requests", *folder]).exit_code == 0
    assert shop.db.rows("SELECT DISTINCT customer_ref FROM shop_requests") == [(None,)]
    assert (await shop.client().get("/api/rights/requests")).status_code == 401


async def test_an_order_that_is_played_back_as_a_redaction_erases_nobody(shop: Shop) -> None:
    await shop.customer()
    for topic in ("customers/redact", "customers/merge"):
        assert await tell(shop, topic, order(HELMET, total="800.00")) == "unreadable"
    await works_it_off(shop)
    assert len(shop.db.rows("SELECT * FROM members")) == 1


@pytest.mark.parametrize("topic", ["customers/merge", "customers/redact", "customers/data_request", "shop/redact"])
async def test_when_the_disk_is_full_the_notice_is_sent_again_and_then_taken(shop: Shop, topic: str) -> None:
    await shop.customer()
    bodies = [json.loads(each.body) for each in (merged(SHOPIFY, 7000, 777), redacted(SHOPIFY, 7000))]
    body = bodies[0] | bodies[1] | {"data_request": {"id": 1}}
    for table in ("shop_requests", "merged_customers"):
        shop.db.run(f"CREATE TEMP TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN SELECT raise(ABORT, 'full'); END")
    till = Till(shop.client(), "shopify")
    [answer] = await till.send(till.shopify(topic, body))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    for table in ("shop_requests", "merged_customers"):
        shop.db.run(f"DROP TRIGGER full_{table}")
    assert await tell(shop, topic, body) == "recorded"


async def test_without_a_rightful_signature_nobody_is_merged_or_erased(shop: Shop) -> None:
    await shop.customer()
    till = Till(shop.client(), "shopify", secret="guessed")
    for webhook in (redacted(till, 7000, 4711), merged(till, 7000, 777)):
        [answer] = await till.send(webhook)
        assert answer.status_code == 401
    await works_it_off(shop)
    assert shop.db.rows("SELECT customer_ref FROM members") == [("u-7000",)]
    assert await listed(shop) == []
