"""The inbox: every message lies there, whatever became of its push; read and answered over the app's own API."""

from dataclasses import replace

import httpx
import pytest

from hub.service.messages.app_message import AppMessage
from hub.service.messages.inbox import Inbox
from hub.service.messages.send_result import SendResult
from hub.trust.consents.purposes import Purpose
from tests.hub.whole_hub import open_shop

NO_POINT = {"p256dh": "B" * 87, "auth": "a" * 22}


def stored(shop, record):
    permission = shop.ledger.permission(record.member, at_ms=shop.now_ms)
    visit = shop.visits.of(record.member)
    return Inbox(shop.db).of(permission, shop.now_ms, visit.id if visit else None) if permission else []


async def test_every_message_lies_in_the_inbox_with_what_became_of_its_push(shop):
    anna, bo = shop.enrol("anna"), shop.enrol("bo")
    await shop.is_odd("unregistered", "bo")
    assert await shop.greeted(anna) == "sent"
    assert await shop.greeted(bo, "v2") == "phone_gone"
    assert [len(stored(shop, each)) for each in (anna, bo)] == [1, 1]
    rows = shop.db.rows("SELECT result FROM inbox ORDER BY put_at_ms, visit")
    assert [result for (result,) in rows] == ["sent", "phone_gone"]
    [pushed] = await shop.inbox("anna")
    assert pushed["data"]["message"] == stored(shop, anna)[0].id


async def test_a_customer_without_a_phone_that_takes_messages_gets_the_inbox_alone(shop):
    anna = shop.enrol("anna", push_token=None)
    assert await shop.greeted(anna) == "inbox"
    assert len(stored(shop, anna)) == 1
    # It counts as shown: not a second one at the next visit of the day.
    shop.leaves(anna)
    assert await shop.greeted(anna, "v2") is None


async def test_a_phone_of_a_kind_that_the_shop_cannot_reach_has_the_inbox(shop):
    anna = shop.enrol("anna", "ios", apns_token="ab" * 32)
    assert await shop.greeted(anna) == "inbox"


async def test_a_message_that_is_tried_again_lies_there_once(shop):
    anna = shop.enrol()
    await shop.tell("/faults", kind="429", retry_after_s=1, times=1)
    assert await shop.greeted(anna) == "not_sent"
    await shop.later(60)
    assert shop.result(anna.member) == "sent"
    assert len(stored(shop, anna)) == 1


async def test_nothing_is_listed_when_its_time_is_over_or_the_consent_is_withdrawn(shop):
    anna, bo = shop.enrol("anna"), shop.enrol("bo")
    await shop.greeted(anna)
    await shop.greeted(bo, "v2")
    shop.withdraw(bo, Purpose.MARKETING_PUSH)
    assert stored(shop, bo) == []
    shop.leaves(anna)
    shop.clock.now += 301
    assert stored(shop, anna) == []


async def test_who_opens_the_app_late_in_a_visit_reads_what_was_said_early_in_it(shop):
    anna = shop.enrol("anna", push_token=None)
    assert await shop.greeted(anna) == "inbox"
    shop.clock.now += 1800
    [late] = stored(shop, anna)
    assert late.opened_at_ms is None
    shop.leaves(anna)
    assert stored(shop, anna) == []
    shop.comes(anna, "v2")
    assert stored(shop, anna) == []


async def test_an_offer_that_is_over_is_not_read_any_more_though_the_visit_goes_on(shop):
    anna = shop.enrol()
    permission = shop.ledger.permission(anna.member, at_ms=shop.now_ms)
    offer = AppMessage("an-offer-1", "Hello", "", shop.now_ms + 1000, code="ABC-123")
    Inbox(shop.db).put(permission, offer, shop.comes(anna), shop.now_ms)
    assert [each.id for each in stored(shop, anna)] == ["an-offer-1"]
    shop.clock.now += 2
    assert stored(shop, anna) == []


async def test_what_was_called_back_is_not_listed(shop):
    anna = shop.enrol()
    permission = shop.ledger.permission(anna.member, at_ms=shop.now_ms)
    message = AppMessage("called-back-1", "Hello", "", shop.now_ms + 1000)
    inbox = Inbox(shop.db)
    inbox.put(permission, message, "v1", shop.now_ms)
    inbox.put(permission, replace(message, id="another-1"), "v1", shop.now_ms)
    inbox.settle("called-back-1", SendResult.CALLED_BACK)
    assert [each.id for each in stored(shop, anna)] == ["another-1"]


async def test_leaving_the_store_cancels_what_is_queued(shop):
    anna = shop.enrol()
    await shop.tell("/faults", kind="429", retry_after_s=1, times=1)
    visit = "v1"
    assert await shop.greeted(anna, visit) == "not_sent"
    assert shop.messages.waiting == 1
    shop.messages.left(visit)
    assert shop.messages.waiting == 0
    await shop.later(100)
    assert await shop.inbox() == []


@pytest.fixture
async def whole(tmp_path):
    async with open_shop(tmp_path) as opened:
        yield opened


def put(whole, phone, message_id="message-0001", **parts):
    member, hub = whole.member(phone), whole.hub
    now_ms = hub.ground.now_ms()
    permission = hub.ledger.permission(member, at_ms=now_ms)
    with hub.ground.journal.transaction():
        hub.messages.channels.inbox.put(
            permission, AppMessage(message_id, "Hello", "There", now_ms + 60_000, **parts), "visit-1", now_ms
        )


async def ask(whole, phone, method, path, body=None):
    headers = {"Authorization": f"Bearer {whole.issuer.mint(phone.persona.ref)}", "Goddag-Install": phone.install_id}
    return await phone.hub.request(method, path, json=body, headers=headers)


async def test_the_app_reads_its_inbox_and_says_what_was_received_and_opened(whole):
    anna, bo = await whole.enrolled(1), await whole.enrolled(2)
    put(whole, anna, code="ABC-123", link="https://shop.example/sofa", article="sofa-12")
    [message] = (await ask(whole, anna, "GET", "/v1/app/inbox")).json()["messages"]
    assert (message["title"], message["code"], message["article"]) == ("Hello", "ABC-123", "sofa-12")
    assert message["opened_at_ms"] is None
    assert (await ask(whole, bo, "GET", "/v1/app/inbox")).json() == {"messages": []}

    path = "/v1/app/messages/message-0001/receipts"
    assert (await ask(whole, anna, "POST", path, {"event": "opened"})).status_code == httpx.codes.NO_CONTENT
    [first] = (await ask(whole, anna, "GET", "/v1/app/inbox")).json()["messages"]
    assert first["opened_at_ms"] == first["received_at_ms"] > 0
    assert (await ask(whole, anna, "POST", path, {"event": "received"})).status_code == httpx.codes.NO_CONTENT
    [again] = (await ask(whole, anna, "GET", "/v1/app/inbox")).json()["messages"]
    assert again == first


async def test_the_api_lists_what_the_visit_that_is_on_was_told_as_not_over(whole):
    anna = await whole.enrolled(1)
    whole.walk_in(anna)
    member, now_ms = whole.member(anna), whole.hub.ground.now_ms()
    permission = whole.hub.ledger.permission(member, at_ms=now_ms)
    visit = whole.hub.visits.visits.of(member)
    said = AppMessage("message-0002", "Hello", "There", now_ms - 1_000_000)
    with whole.hub.ground.journal.transaction():
        whole.hub.messages.channels.inbox.put(permission, said, visit.id, now_ms - 1_300_000)
    [message] = (await ask(whole, anna, "GET", "/v1/app/inbox")).json()["messages"]
    assert message["valid_until_ms"] > now_ms
    assert message["at_ms"] == now_ms - 1_300_000


async def test_nobody_answers_for_another_ones_message_or_without_an_identity(whole):
    anna, bo = await whole.enrolled(1), await whole.enrolled(2)
    put(whole, anna)
    path = "/v1/app/messages/message-0001/receipts"
    answer = await ask(whole, bo, "POST", path, {"event": "opened"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_message")
    for method, where in [("GET", "/v1/app/inbox"), ("POST", path), ("GET", "/v1/app/web-push")]:
        bare = await anna.hub.request(method, where, json={"event": "opened"} if method == "POST" else None)
        assert bare.status_code == 401
    assert (await ask(whole, anna, "POST", path, {"event": "eaten"})).status_code == 422
    assert (await ask(whole, anna, "GET", "/v1/app/web-push")).json()["code"] == "no_web_push"


async def test_a_device_gives_one_address_that_fits_it(whole):
    anna = await whole.enrolled(1)
    device = {"install_id": anna.install_id, "platform": "android"}
    for odd in (
        {"push_token": "a", "firebase_id": "b"},
        {"apns_token": "ab" * 32},
        {"platform": "ios", "apns_token": "not hex"},
        {"platform": "ios", "web_push": {"endpoint": "https://fcm.googleapis.com/a", "keys": {}}},
        {"platform": "web", "web_push": {"endpoint": "https://fcm.googleapis.com/a", "keys": NO_POINT}},
    ):
        assert (await ask(whole, anna, "PUT", "/v1/app/device", device | odd)).status_code == 422
    for well in ({"firebase_id": "fid-1"}, {"platform": "ios", "apns_token": "AB" * 32}, {"platform": "web"}):
        assert (await ask(whole, anna, "PUT", "/v1/app/device", device | well)).status_code == 204
    kinds = whole.db.rows("SELECT push_kind, push_token FROM devices WHERE member = ?", whole.member(anna))
    assert kinds == [("fcm", None)]


async def test_erasure_takes_the_inbox_with_it(whole):
    anna = await whole.enrolled(1)
    put(whole, anna)
    await anna.leave()
    assert whole.db.rows("SELECT message FROM inbox") == []
