"""What tills told and the hub did not keep is found again by IT: topic, number, field and reason, and nothing else."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from whole_hub import Shop, open_shop

from hub.cli import app
from hub.ground import manifests
from hub.ground.database import open_database
from hub.knowledge.purchases import refusal_log
from hub.knowledge.purchases.model import DeliveryResult, TillSystem
from hub.knowledge.purchases.refusal_log import RefusalLog
from hub.knowledge.purchases.refusals import RecordRefusal
from hub.knowledge.purchases.tills import till_names
from simulators.catalogue import CATALOGUE
from simulators.till import GENERIC_SECRET, SHOPIFY_SECRET, SQUARE_KEY, SQUARE_URL, Till, Webhook

BIKE = CATALOGUE[0]
MAPPING = 'id = "bon"\ntime = "tid"\ntotal = "sum"\nmoney = "decimal"\ncurrency_is = "DKK"\n'


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, **SECRETS) as opened:
        yield opened


SECRETS = {
    "till_square_keys": SQUARE_KEY, "till_square_url": SQUARE_URL, "till_shopify_secrets": SHOPIFY_SECRET,
    "till_generic_secrets": GENERIC_SECRET,
}  # fmt: skip


def broken(till: Till) -> tuple[Webhook, str, str, str]:
    """A sale of a customer in which one field cannot be read: the webhook, its topic, its number and the field."""
    sale = till.ring_up(BIKE)
    whole = json.loads(till.sale_webhook(sale, "u-7000", None).body)
    match till.kind:
        case "square":
            payment = whole["data"]["object"]["payment"] | {"created_at": "no time at all"}
            return till.square("payment.updated", {"payment": payment}), "payment.updated", sale.number, "created_at"
        case "shopify":
            return (
                till.shopify("orders/paid", whole | {"created_at": "no time at all"}),
                *("orders/paid", sale.number, "created_at"),
            )
        case "generic":
            return till.generic("order", whole["data"] | {"net_minor": "x"}), "order", sale.number, "net_minor"


@pytest.mark.parametrize("source", till_names())
async def test_it_finds_every_order_that_could_not_be_read_by_topic_number_and_field(
    shop: Shop, tmp_path: Path, source: TillSystem
) -> None:
    till = Till(shop.client(), source)
    webhook, topic, number, field = broken(till)
    await till.send(webhook, 2)
    handheld = await shop.handheld()
    [line] = (await handheld.get("/api/tills/refused")).json()
    assert (line["source"], line["topic"], line["order_number"]) == (source, topic, number)
    assert (line["reason"], line["times"]) == ("unreadable", 2)
    assert line["field"].endswith(field)
    assert len(line["why"]) > 3
    done = CliRunner().invoke(app, ["tills", "refused", "--data-dir", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert all(word in done.output for word in (source, topic, f"order {number}", field, "2 times"))
    assert "u-7000" not in done.output + json.dumps(line)
    [as_json] = json.loads(CliRunner().invoke(app, ["tills", "refused", "--data-dir", str(tmp_path), "--json"]).output)
    assert as_json == line
    assert (await shop.client().get("/api/tills/refused")).status_code == 401


def test_the_database_of_the_version_before_has_no_list_and_gets_one(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "hub.db", {})):
        pass
    done = CliRunner().invoke(app, ["tills", "refused", "--data-dir", str(tmp_path)])
    assert (done.exit_code, done.output.strip()) == (0, "Nothing was refused.")
    with closing(open_database(tmp_path / "hub.db", manifests.schemas())) as db:
        RefusalLog(db).keep(TillSystem("square"), RecordRefusal(DeliveryResult.UNREADABLE, "x", "y"), "t", "7", 1)
    done = CliRunner().invoke(app, ["tills", "refused", "--data-dir", str(tmp_path)])
    assert "square t order 7: unreadable; x: y" in done.output


async def test_an_order_of_a_mapped_till_is_found_by_the_number_that_the_mapping_names(tmp_path: Path) -> None:
    mapping = tmp_path / "till.toml"
    mapping.write_text(MAPPING)
    async with open_shop(tmp_path, **SECRETS, till_mapping=mapping) as shop:
        till = Till(shop.client(), "generic")
        body = json.dumps({"bon": 4711, "tid": "2026-11-25T10:00:00Z", "sum": "much"}).encode()
        [answer] = await till.send(till.sign(body, time.time()))
        assert (answer.status_code, answer.json()["result"]) == (422, "unreadable")
        assert "sum: not a number" in answer.json()["detail"]
        [line] = RefusalLog(shop.db).newest(10)
        assert (line.order_number, line.field, line.reason) == ("4711", "sum", "unreadable")


async def test_an_amount_that_shopify_does_not_say_is_found_by_its_place(shop: Shop) -> None:
    till = Till(shop.client(), "shopify")
    await till.tell(till.ring_up(BIKE), "u-7000", total_price="a lot")
    [line] = RefusalLog(shop.db).newest(10)
    assert (line.reason, line.field) == ("unreadable", "total_price")
    assert "a lot" not in line.why


async def test_what_is_as_it_should_be_is_in_no_list(shop: Shop) -> None:
    till = Till(shop.client(), "shopify")
    sale = till.ring_up(BIKE)
    for changes in ({"test": True}, {"financial_status": "pending"}, {}, {}):
        await till.tell(sale, "u-7000", **changes)
    assert RefusalLog(shop.db).newest(10) == []


async def test_what_anybody_can_send_writes_one_line_a_minute_and_brings_no_words_of_its_own(shop: Shop) -> None:
    till = Till(shop.client(), "shopify", secret="wrong")
    webhook = till.shopify("orders/paid/with a name in it", {"id": "somebody@example.com"})
    for _ in range(20):
        await till.send(webhook)
    [line] = RefusalLog(shop.db).newest(10)
    assert (line.topic, line.order_number, line.reason, line.times) == ("", "", "bad_signature", 1)
    log, minute = RefusalLog(shop.db), 60_000
    for second in range(0, 200_000, 1000):
        log.keep(TillSystem("square"), RecordRefusal(DeliveryResult.BAD_SIGNATURE), "t", "n", 10**12 + second)
    lines = {each.source: each for each in log.newest(10)}
    assert 120 <= lines["square"].times <= 200
    assert lines["square"].last_ms - lines["square"].first_ms >= 2 * minute


def test_the_list_is_bounded_and_the_oldest_goes_first(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal_log, "MOST_ROWS", 10)
    log = RefusalLog(shop.db)
    for number in range(25):
        log.keep(
            TillSystem("generic"),
            RecordRefusal(DeliveryResult.UNREADABLE, "total", "no amount"),
            "order",
            str(number),
            number,
        )
    assert [each.order_number for each in log.newest(100)] == [str(number) for number in range(24, 14, -1)]


async def test_a_disk_that_is_full_loses_the_line_and_the_till_gets_its_answer(shop: Shop) -> None:
    shop.db.run("CREATE TEMP TRIGGER full BEFORE INSERT ON till_refusals BEGIN SELECT raise(ABORT, 'disk full'); END")
    till = Till(shop.client(), "shopify")
    webhook, *_ = broken(till)
    [answer] = await till.send(webhook)
    assert (answer.status_code, answer.json()["result"]) == (200, "unreadable")


@pytest.mark.parametrize("number", ["somebody@example.com", "x" * 101, {"a": 1}, True, None, 10**200, "a\nb"])
async def test_what_looks_like_no_number_is_not_kept_as_one(shop: Shop, number: Any) -> None:
    till = Till(shop.client(), "generic")
    await till.send(till.generic("order", {"order_id": number}))
    [line] = RefusalLog(shop.db).newest(10)
    assert line.order_number == ""
