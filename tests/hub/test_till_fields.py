"""Whatever stands where an order can do without it, in whichever till's JSON: the sale is kept, and that is said."""

import asyncio
import itertools
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

import httpx
import pytest
from pydantic import BaseModel
from test_orders_as_they_are import CONNECTED, CUSTOMER, TUBE, TYRES, at, kept, last_article, order, refund, tell
from test_till_mapping import written
from whole_hub import Shop, open_shop

from hub.ground.http.json_body import parse_json
from hub.knowledge.customers.mapping import Path as Steps
from hub.knowledge.purchases import notices
from hub.knowledge.purchases.fields import TillModel
from hub.knowledge.purchases.mapped import TillMapping
from hub.knowledge.purchases.model import Articles, Delivery, DeliveryResult
from hub.knowledge.purchases.till_file import load_till_mapping
from hub.knowledge.purchases.tills.generic import orders as generic
from hub.knowledge.purchases.tills.shopify import orders as shopify
from hub.knowledge.purchases.tills.square import articles as square_articles
from hub.knowledge.purchases.tills.square import payments as square
from simulators.catalogue import CATALOGUE, Product
from simulators.people import EVERYTHING, MEMBERS
from simulators.phone import Phone
from simulators.till import Kind, Till, Webhook
from wire.clock import Clock

Place = tuple[str, ...]
TYRE = CATALOGUE[0]


def example_mapping() -> TillMapping:
    """The one of the guide."""
    with tempfile.TemporaryDirectory() as folder:
        return load_till_mapping(written(Path(folder)))


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, **CONNECTED) as opened:
        yield opened


@dataclass(frozen=True)
class Document:
    """One kind of body, with everything in it that is looked at, and who reads it."""

    root: type[TillModel]
    whole: dict[str, Any]
    read: Callable[[bytes], object]


MONEY = {"amount": 5000, "currency": "DKK"}
SET = {"shop_money": {"amount": "40.00", "currency_code": "DKK"}}
SHOPIFY_LINE = {
    "sku": "T-1", "current_quantity": 1, "discount_allocations": [{"amount": "1.00"}], "gift_card": False,
    "tip_payment_gateway": None, "properties": [{"name": "Engraving", "value": "x"}],
}  # fmt: skip
FULFILLED = {
    "order_id": 1, "status": "success", "shipment_status": None, "happened_at": None, "updated_at": at(50),
    "created_at": at(55),
}  # fmt: skip
TRANSACTION = {"kind": "refund", "status": "success", "amount": "40.00", "currency": "DKK", "test": False}
SHOPIFY_REFUND = refund(
    TYRES | SHOPIFY_LINE, "40.00", user_id=5, order_adjustments=[{"amount_set": SET}], transactions=[TRANSACTION]
)
SQUARE_PAID = {
    "id": "P1", "status": "COMPLETED", "amount_money": MONEY, "location_id": "L1", "order_id": "O1",
    "team_member_id": "TM", "created_at": at(60), "updated_at": at(50),
}  # fmt: skip
SQUARE_LINE = {
    "uid": "1", "name": "Inner tube", "variation_name": "28 mm", "note": "x", "quantity": "1", "item_type": "ITEM",
    "catalog_object_id": "C1", "base_price_money": MONEY, "total_discount_money": MONEY, "total_money": MONEY,
    "source_line_item_uid": "0",
}  # fmt: skip
AMOUNTS = {"total_money": MONEY, "tip_money": MONEY}
OURS = {
    "order_id": "1", "version": 1, "kind": "sale", "original_order_id": "0", "occurred_at": at(60), "channel": "store",
    "store": "L", "till": "2", "staff": "Maja", "customer_ref": "u-1", "basket": "GB-K7M4QX", "currency": "DKK",
    "gift": False, "pickup": None, "net_minor": 5000, "test": False, "discounts": [{"code": "x", "minor": 5}],
    "lines": [{"line_id": "1", "sku": "T", "name": "Tube", "qty": "1.0", "unit_minor": 5000, "net_minor": 5000,
               "discount_minor": 0, "returns_line": "0", "currency": "DKK", "gift": False}],
}  # fmt: skip
MERGE = {
    "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/2",
    "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/1", "status": "completed",
}  # fmt: skip
PRIVACY = {"customer": {"id": 1}, "orders_to_redact": [1], "data_request": {"id": 9}}
SQUARE_MERGE = {
    "type": "customer.deleted",
    "data": {"id": "A", "object": {"event_context": {"merge": {"from_customer_ids": ["A"], "to_customer_id": "B"}}}},
}
DOCUMENTS = [
    Document(
        shopify._Order,
        order(
            TUBE | SHOPIFY_LINE, total="50.00", current_total_price="50.00", test=False, processed_at=at(60),
            cancelled_at=None, device_id=3, user_id=5, discount_codes=[{"code": "x", "amount": "1.00"}],
            refunds=[SHOPIFY_REFUND], fulfillments=[FULFILLED], note="x",
            note_attributes=[{"name": "Channel", "value": "x"}],
        ),
        lambda body: shopify.read("orders/paid", "d", body, "{id}"),
    ),
    Document(shopify._Refund, SHOPIFY_REFUND, lambda body: shopify.read("refunds/create", "d", body, "{id}")),
    Document(
        square._PaymentEvent,
        {
            "type": "payment.updated", "event_id": "E",
            "data": {"object": {"payment": SQUARE_PAID | {"customer_id": "C", "reference_id": "r", "note": "n"}}},
        },
        lambda body: square.read(body, "{id}"),
    ),
    Document(
        square._RefundEvent,
        {
            "type": "refund.updated", "event_id": "E",
            "data": {"object": {"refund": SQUARE_PAID | {"payment_id": "P0"}}},
        },
        lambda body: square.read(body, "{id}"),
    ),
    Document(
        square._FulfillmentEvent,
        {
            "type": "order.fulfillment.updated", "event_id": "E",
            "data": {"object": {"order_fulfillment_updated": {
                "order_id": "O1", "created_at": at(60), "updated_at": at(50),
                "fulfillment_update": [{"new_state": "PREPARED"}],
            }}},
        },
        lambda body: square.read(body, "{id}", are_collected=True),
    ),
    Document(
        square_articles._Reply,
        {
            "order": {
                "id": "o-1", "discounts": [{"name": "Ten off"}],
                "reference_id": "r", "total_money": MONEY, "total_tip_money": MONEY, "net_amounts": AMOUNTS,
                "line_items": [SQUARE_LINE],
                "returns": [
                    {"source_order_id": "O0", "return_line_items": [SQUARE_LINE], "return_amounts": AMOUNTS}
                ],
            }
        },
        lambda body: square_articles.articles_of(parse_json(body)),
    ),
    Document(generic.Event, {"type": "order", "data": OURS}, lambda body: generic.read("d", body)),
    Document(notices._Merge, MERGE, lambda body: notices.of_shopify("customers/merge", body, "{id}")),
    Document(notices._Erasure, PRIVACY, lambda body: notices.of_shopify("customers/redact", body, "{id}")),
    Document(notices._DataRequest, PRIVACY, lambda body: notices.of_shopify("customers/data_request", body, "{id}")),
    Document(notices._SquareEvent, SQUARE_MERGE, lambda body: notices.of_square(body, "{id}")),
]  # fmt: skip
# JSON as it is sent: an int in quotes, half an emoji, an object where a text was, and so on.
WRONG = [
    "null", "7", "-7", "7.5", "1e999999999", "NaN", "9" * 400, "true", '""', '"x"', '"\\ud83d"', '"' + "x" * 5000 + '"',
    "[]", '["x"]', "[[]]", "{}", '{"a":{"b":[1]}}', "[null]", "[7]", "[{}]",
]  # fmt: skip


def models_in(root: type[TillModel]) -> Iterator[type[TillModel]]:
    yield root
    for field in root.model_fields.values():
        for model in _models_of(field.annotation):
            yield from models_in(model)


def _models_of(annotation: Any) -> Iterator[type[TillModel]]:
    if isinstance(annotation, type) and issubclass(annotation, TillModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_of(part)


def optional_places(root: type[TillModel], place: Place = ()) -> Iterator[Place]:
    for name, field in root.model_fields.items():
        if not field.is_required():
            yield (*place, name)
        for model in _models_of(field.annotation):
            yield from optional_places(model, (*place, name))


def subclasses(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def changed(whole: dict[str, Any], place: Place, value: str) -> bytes:
    """The body with that JSON at that place, in the first entry of each list on the way."""
    copy: Any = json.loads(json.dumps(whole))
    there = copy
    for name in place[:-1]:
        there = there[name]
        there = cast("Any", there[0]) if isinstance(there, list) else there
    assert place[-1] in there, f"the whole document lacks {'.'.join(place)}: this test does not see it"
    there[place[-1]] = "@"
    return json.dumps(copy).replace('"@"', value).encode()


def test_every_part_of_every_tills_json_stands_in_a_document_of_this_test() -> None:
    seen = {model for document in DOCUMENTS for model in models_in(document.root)}
    parts = {each for each in subclasses(TillModel) if not list(each.__subclasses__())}
    assert parts - seen == {generic._Type}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        pytest.param(document, place, id=f"{document.root.__module__}:{document.root.__name__}:{'.'.join(place)}")
        for document in DOCUMENTS
        for place in optional_places(document.root)
    ],
)
def test_whatever_stands_where_an_order_can_do_without_it_the_sale_is_kept(document: Document, place: Place) -> None:
    for value in WRONG:
        told = document.read(changed(document.whole, place, value))
        if place[-1] == "test" and value == "true":
            assert told is DeliveryResult.TEST or place[0] == "refunds"
            continue
        if document.root.__module__ == notices.__name__:
            # A merge that says of nobody whom, or is not over yet, is none.
            assert isinstance(told, notices.Notice) or told in {DeliveryResult.UNKNOWN_TOPIC, DeliveryResult.NOT_FINAL}
            continue
        if place[-1] in {"fulfillment_update", "new_state"}:  # what it has come to is all that it says
            assert told is DeliveryResult.NOT_FINAL
            continue
        assert isinstance(told, Delivery | Articles), f"{value[:20]}: {told}"
        if isinstance(told, Delivery):
            assert told.orders or told.pick_ups
        if value == "[[]]":
            assert told.passed_over, f"{value} was passed over in silence"
        # What is kept can be written down: no half of an emoji in it.
        str(told).encode()


MAPPING = example_mapping()
# What an order cannot do without, in our words.
NEEDED = {"order_id", "occurred_at", "net_minor", "currency", "kind"}


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize(
    "path",
    [
        *(path for name, path in MAPPING.order.items() if name not in NEEDED),
        *((*(MAPPING.lines or ()), 0, *path) for path in MAPPING.line.values()),
        MAPPING.lines,
    ],
)
def test_whatever_stands_where_a_mapped_order_can_do_without_it_the_sale_is_kept(path: Steps, value: str) -> None:
    body: Any = {}
    paths = MAPPING.order | {"lines": MAPPING.lines or ()}
    whole = {
        "order_id": 17, "occurred_at": at(60), "net_minor": 50, "currency": "DKK", "kind": "SALE",
        "lines": [{"row": 1, "text": "Bell", "each": 50}],
    }  # fmt: skip
    for name, content in whole.items():
        put(body, paths[name], content)
    put(body, path, "@")
    found = generic.read("d", json.dumps(body).replace('"@"', value).encode(), MAPPING)
    if path == MAPPING.order["test"] and value == "true":
        assert found is DeliveryResult.TEST
        return
    assert isinstance(found, Delivery), f"{found}"
    assert found.orders[0].net_minor == 5000
    str(found).encode()


def put(body: Any, path: Steps, content: object) -> None:
    for step, after in itertools.pairwise(path):
        body = body[step] if isinstance(step, int) else body.setdefault(step, [] if isinstance(after, int) else {})
    body[path[-1]] = content


ATTRIBUTES = [{"name": "Channel", "value": "Media"}, {"name": "Channel ID", "value": 23}]


@pytest.mark.parametrize(
    "changes",
    [
        {"note_attributes": ATTRIBUTES},
        {"note": "x" * 501},
        {"note_attributes": [{"name": "Greeting", "value": "x" * 600}]},
        {"note_attributes": [{"name": str(n), "value": "x"} for n in range(51)]},
        {"line_items": [TUBE | {"properties": [{"name": "text", "value": "x" * 2300}], "id": n} for n in range(500)]},
    ],
)  # fmt: skip
async def test_a_sale_with_what_shops_add_to_it_is_recorded(shop: Shop, changes: dict[str, Any]) -> None:
    await shop.customer()
    assert await tell(shop, "orders/paid", order(TUBE, total="399.00") | changes) == "recorded"
    assert last_article(shop) == "Inner tube"
    assert kept(shop)[0][1] == 39900


async def test_a_reference_of_a_basket_is_found_however_far_behind_it_stands(shop: Shop) -> None:
    phone, handheld = await shop.customer(), await shop.handheld()
    [row] = (await handheld.get("/api/staff/nearby")).json()["visits"]
    url = f"/api/staff/visits/{row['visit_id']}/basket"
    await handheld.put(url, json={"items": [{"sku": "TUBE", "qty": 1}]})
    reference = (await handheld.post(f"{url}/handover")).json()["reference"]
    attributes = [{"name": str(n), "value": n} for n in range(60)] + [
        {"name": "Basket", "value": "y" * 700 + f" {reference}"}
    ]
    told = order(TUBE, total="50.00", customer=None, note="x" * 501, note_attributes=attributes)
    assert await tell(shop, "orders/paid", told) == "recorded"
    assert (await handheld.get(url)).json()["state"] == "paid"
    assert shop.db.rows("SELECT visit FROM orders") == [(row["visit_id"],)]
    assert (await phone.held())["timeline"][0]["text"] == "Inner tube"


@pytest.mark.parametrize("kind", ["shopify", "generic"])
async def test_half_an_emoji_and_a_byte_order_mark_before_a_signed_body_cost_no_sale(shop: Shop, kind: Kind) -> None:
    await shop.customer()
    till = Till(shop.client(), kind, byte_order_mark=True)
    cut = Product("Road tyre \ud83d", "road", 399)
    [answer] = await till.tell(till.ring_up(cut), str(CUSTOMER) if kind == "shopify" else f"u-{CUSTOMER}")
    assert answer.json()["result"] == "recorded"
    assert till.sent[0].body.startswith(b"\xef\xbb\xbf")
    assert b"\\ud83d" in till.sent[0].body
    assert last_article(shop) == "Road tyre \ufffd"


async def test_what_was_passed_over_is_counted_by_its_place_and_the_log_says_so(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    await shop.customer()
    told = order(TUBE | {"title": ["secret words"]}, total="50.00", customer={"id": {"secret": 1}})
    assert await tell(shop, "orders/paid", told) == "recorded"
    counted = (await (await shop.handheld()).get("/api/tills")).json()
    over = {name: times for name, times in counted.items() if "passed_over" in name}
    assert over == {"shopify:passed_over:customer": 1, "shopify:passed_over:line_items.title": 1}
    shop.hub.purchases.service.save_counts()
    log = "".join(capfd.readouterr())
    assert "line_items.title" in log
    assert "secret words" not in log


async def test_large_bodies_are_bounded_together_and_a_usual_one_is_read_beside_them(shop: Shop) -> None:
    phone = await shop.customer()
    till = Till(shop.client(), "shopify")
    full, arrived = asyncio.Event(), asyncio.Semaphore(0)

    async def slowly(body: bytes) -> AsyncIterator[bytes]:
        yield body[:-100]
        arrived.release()
        await full.wait()
        yield body[-100:]

    def large() -> Webhook:
        return till.sale_webhook(till.ring_up(TYRE), str(CUSTOMER), None, padding="x" * 7_900_000)

    async def upload(webhook: Webhook) -> httpx.Response:
        return await till.hub.post(webhook.path, content=slowly(webhook.body), headers=dict(webhook.headers))

    webhooks = [large() for _ in range(2)]
    async with asyncio.TaskGroup() as tasks:
        under_way = [tasks.create_task(upload(webhook)) for webhook in webhooks]
        for _ in webhooks:
            await arrived.acquire()
        [too_many] = await till.send(large())
        [usual] = await till.tell(till.ring_up(TYRE), str(CUSTOMER))
        full.set()
    assert (too_many.status_code, too_many.headers["retry-after"], too_many.json()["result"]) == (503, "60", "busy")
    assert usual.json()["result"] == "recorded"
    assert [each.result().json()["result"] for each in under_way] == ["recorded"] * 2
    [afterwards] = await till.send(large())
    assert afterwards.json()["result"] == "recorded"
    assert len((await phone.held())["timeline"]) == 4


async def test_what_is_beyond_a_lists_bound_is_counted_and_not_looked_at(shop: Shop) -> None:
    await shop.customer()
    told = order(TUBE, total="50.00", note_attributes=[0] * 200_000)
    assert await tell(shop, "orders/paid", told) == "recorded"
    counted = (await (await shop.handheld()).get("/api/tills")).json()
    assert counted["shopify:passed_over:note_attributes"] == 200_000


@pytest.mark.parametrize(
    "ref", ["auth0|" + "x" * 122, "google-oauth2|118", "anna+card@example.com", "é" * 255, "a/b c=="]
)
async def test_whoever_can_enrol_has_orders(shop: Shop, ref: str) -> None:
    persona = replace(MEMBERS[0], ref=ref, purposes=EVERYTHING)
    phone = Phone(persona, shop.client(), Clock(), seed=1, push_token="push", issuer=shop.issuer)
    await phone.enrol()
    till = Till(shop.client(), "generic")
    [answer] = await till.tell(till.ring_up(TYRE), ref)
    assert answer.json()["result"] == "recorded"
    [entry] = (await phone.held())["timeline"]
    assert entry["text"] == TYRE.name
