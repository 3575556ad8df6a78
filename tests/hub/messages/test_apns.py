"""Apple's push service: each row of its table of errors, over real HTTP/2 with the simulated service."""

import json
import time

import pytest

from hub.ground.health.light import LightState
from hub.service.messages.apns import RENEW_SECONDS, payload
from hub.service.messages.app_message import AppMessage
from hub.service.messages.dead_tokens import MOST_IN_A_ROW
from hub.service.messages.gate import STOPPED_SECONDS
from hub.trust.members.push_address import PushKind

ADDRESSES = [f"{number:02x}" * 32 for number in range(1, 12)]


def enrol(shop, number=0):
    return shop.enrol(f"u-{number}", "ios", apns_token=ADDRESSES[number])


async def got(shop, number=0):
    return (await shop.client.get(f"{shop.url}/inbox/{ADDRESSES[number]}")).json()["messages"]


async def is_odd(shop, state, number=0, **query):
    url = f"{shop.url}/inbox/{ADDRESSES[number]}/is/{state}"
    (await shop.client.put(url, params=query)).raise_for_status()


@pytest.fixture
async def shop(apple_shop):
    return apple_shop


async def test_a_message_reaches_a_phone_with_the_rest_of_the_visit_to_live(shop):
    assert await shop.greeted(enrol(shop), "feed0123") == "sent"
    [message] = await got(shop)
    headers, told = message["headers"], message["payload"]
    assert headers["apns-topic"] == "example.shop.app"
    assert headers["apns-collapse-id"] == "feed0123"
    assert headers["apns-push-type"] == "alert"
    assert 280 <= int(headers["apns-expiration"]) - time.time() <= 301
    assert told["aps"]["interruption-level"] == "passive"
    assert told["aps"]["alert"].keys() == {"title", "body"}
    assert len(told["message"]) == 32
    assert shop.light("push apns").state is LightState.WORKING


async def test_one_token_serves_many_messages_and_is_renewed_within_the_hour(shop, apple):
    shop.clock.now -= RENEW_SECONDS
    for number in range(3):
        assert await shop.greeted(enrol(shop, number), f"v{number}") == "sent"
    assert len(apple[0].tokens) == 1
    assert len(apple[0].connections) == 1
    shop.clock.now += RENEW_SECONDS
    assert await shop.greeted(enrol(shop, 4), "v4") == "sent"
    assert len(apple[0].tokens) == 2


GONE = {"unregistered": "Unregistered", "expired": "ExpiredToken", "bad": "BadDeviceToken", "other_topic": "not ours"}


@pytest.mark.parametrize("state", GONE)
async def test_a_dead_token_is_removed_once_another_phone_was_reached(shop, state):
    anna, bo = enrol(shop, 0), enrol(shop, 1)
    await is_odd(shop, state, since_ms=shop.now_ms + 1000)
    assert await shop.greeted(anna) == "phone_gone"
    assert shop.members.reachable_device(anna.member) is not None
    assert await shop.greeted(bo, "v2") == "sent"
    assert shop.members.reachable_device(anna.member) is None


@pytest.mark.parametrize("state", GONE)
async def test_a_row_of_dead_tokens_is_our_settings_and_removes_none(shop, state):
    people = [enrol(shop, number) for number in range(MOST_IN_A_ROW + 2)]
    results = []
    for number, person in enumerate(people):
        await is_odd(shop, state, number, since_ms=shop.now_ms + 1000)
        results.append(await shop.greeted(person, f"v{number}"))
    assert results == ["phone_gone"] * (MOST_IN_A_ROW - 1) + ["not_sent"] * 3
    light = shop.light("push apns")
    assert light.state is LightState.STOPPED
    assert "push_apns_topic" in light.next_step
    await shop.later(3600)
    assert all(shop.members.reachable_device(each.member) for each in people)


@pytest.mark.parametrize("state", ["unregistered", "expired"])
async def test_a_token_that_was_registered_again_after_apple_saw_it_gone_is_kept(shop, state):
    anna, bo = enrol(shop, 0), enrol(shop, 1)
    await is_odd(shop, state, since_ms=shop.now_ms - 60_000)
    assert await shop.greeted(anna) == "phone_gone"
    assert await shop.greeted(bo, "v2") == "sent"
    await shop.later(3600)
    assert shop.members.reachable_device(anna.member).push_token == ADDRESSES[0]


async def test_a_provider_token_that_apple_finds_expired_is_made_anew_once_and_the_message_goes(shop, apple):
    await shop.tell("/answers", status=403, reason="ExpiredProviderToken")
    shop.clock.now += 1  # two tokens of one second are the same
    assert await shop.greeted(enrol(shop)) == "sent"
    assert len(await got(shop)) == 1


FIX = [
    (403, "ExpiredProviderToken", 2),
    (403, "InvalidProviderToken", 1),
    (403, "MissingProviderToken", 1),
    (403, "Forbidden", 1),
    (404, "BadPath", 1),
    (405, "MethodNotAllowed", 1),
    (429, "TooManyProviderTokenUpdates", 1),
    (400, "TopicDisallowed", 1),
]


@pytest.mark.parametrize(("status", "reason", "times"), FIX)
async def test_what_somebody_has_to_mend_stops_the_way_keeps_the_phone_and_goes_on_when_mended(
    shop, status, reason, times
):
    anna = enrol(shop)
    await shop.tell("/answers", status=status, reason=reason, times=times)
    assert await shop.greeted(anna) == "not_sent"
    light = shop.light("push apns")
    assert light.state is LightState.NEVER_WORKED
    assert light.next_step
    assert shop.members.reachable_device(anna.member) is not None
    await shop.later(STOPPED_SECONDS + 1)
    assert shop.result(anna.member) == "sent"
    assert len(await got(shop)) == 1


DROP = [(413, "PayloadTooLarge"), (400, "BadExpirationDate"), (400, "BadCollapseId"), (429, "TooManyRequests")]


@pytest.mark.parametrize(("status", "reason"), DROP)
async def test_a_message_that_is_wrong_or_too_much_for_one_phone_is_dropped_and_keeps_the_phone(shop, status, reason):
    anna, bo = enrol(shop, 0), enrol(shop, 1)
    await shop.tell("/answers", status=status, reason=reason)
    assert await shop.greeted(anna) == "refused"
    assert shop.members.reachable_device(anna.member) is not None
    assert await shop.greeted(bo, "v2") == "sent"
    await shop.later(60)
    assert await got(shop) == []


@pytest.mark.parametrize("status", [500, 503])
async def test_apple_away_is_one_more_try_on_a_new_connection_and_then_the_message_is_dropped(shop, apple, status):
    anna, bo = enrol(shop, 0), enrol(shop, 1)
    await shop.tell("/answers", status=status, reason="InternalServerError")
    assert await shop.greeted(anna) == "sent"
    assert len(apple[0].connections) == 2
    await shop.tell("/answers", status=status, reason="Shutdown", times=2)
    asked = apple[0].board.asked
    assert await shop.greeted(bo, "v2") == "refused"
    await shop.later(120)
    assert apple[0].board.asked == asked + 2
    assert await got(shop, 1) == []


async def test_no_answer_is_unknown_and_never_sent_again(shop, apple):
    anna = enrol(shop)
    await shop.tell("/faults", kind="held", times=1)
    assert await shop.greeted(anna) == "unknown"
    await shop.later(60)
    assert apple[0].board.asked == 1


def test_a_phone_of_apple_has_no_way_in_a_shop_without_a_key_of_apple(shop, open_messages):
    device = shop.members.reachable_device(enrol(shop).member)
    assert device.push_kind is PushKind.APNS
    assert shop.channels.takes(device)
    assert not open_messages().channels.takes(device)


@pytest.mark.parametrize("body", ["x" * 20_000, "å" * 9_000, "👟" * 5_000, '"' * 9_000])
def test_a_message_that_is_too_long_is_shortened_to_what_apple_takes(body):
    message = AppMessage("m" * 32, "Hello", body, 0, link="https://shop.example/a", code="ABC-123")
    told = payload(message)
    assert 3900 < len(told) <= 4096
    read = json.loads(told)
    assert read["code"] == "ABC-123"
    assert read["aps"]["alert"]["body"].endswith("…")
