"""Browsers: each row of the table of errors, through the simulated push service that decrypts what it gets."""

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from hub.ground.health.light import LightState
from hub.service.messages.app_message import AppMessage
from hub.service.messages.blamed import IN_A_ROW
from hub.service.messages.dead_tokens import MOST_IN_A_ROW
from hub.service.messages.gate import LONGEST_PAUSE_SECONDS, STOPPED_SECONDS
from hub.service.messages.signing_key import read_signing_key
from hub.service.messages.web_push import Vapid, encrypted, payload, public_text
from hub.service.messages.web_push_answers import CHECK_VAPID
from hub.trust.members.push_address import Subscription, service_of
from hub.trust.members.service import NotAccepted
from hub.trust.members.settings import BROWSERS


@pytest.fixture
def shop(web_shop):
    web_shop.key = web_shop.channels.by_kind["web"].public_key
    return web_shop


async def enrol(shop, browsers, number=0):
    told = browsers[0].subscribe(shop.url, shop.key)
    return shop.enrol(f"u-{number}", "web", web_push=told), told["endpoint"]


async def got(shop, endpoint):
    return (await shop.client.get(f"{endpoint}/inbox")).json()["messages"]


def light(shop):
    [found] = [each for each in shop.lights.all() if each.name.startswith("push web ")]
    return found


async def test_a_message_is_read_by_the_browser_alone_with_the_rest_of_the_visit_to_live(shop, browsers):
    anna, endpoint = await enrol(shop, browsers)
    assert await shop.greeted(anna, "feed0123") == "sent"
    [message] = await got(shop, endpoint)
    assert message["headers"] == {"ttl": "300", "urgency": "normal", "topic": "feed0123"}
    assert message["content"].keys() == {"title", "body", "message"}


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_gone_is_removed_once_another_browser_was_reached(shop, browsers, status):
    (anna, endpoint), (bo, _) = await enrol(shop, browsers, 0), await enrol(shop, browsers, 1)
    await shop.client.put(f"{endpoint}/is/{status}")
    assert await shop.greeted(anna) == "phone_gone"
    assert shop.members.reachable_device(anna.member) is not None
    assert await shop.greeted(bo, "v2") == "sent"
    assert shop.members.reachable_device(anna.member) is None


@pytest.mark.parametrize("status", [404, 410])
async def test_a_row_of_them_is_our_settings_and_removes_none(shop, browsers, status):
    people, results = [], []
    for number in range(MOST_IN_A_ROW + 1):
        person, endpoint = await enrol(shop, browsers, number)
        await shop.client.put(f"{endpoint}/is/{status}")
        people.append(person)
        results.append(await shop.greeted(person, f"v{number}"))
    assert results == ["phone_gone"] * (MOST_IN_A_ROW - 1) + ["not_sent"] * 2
    assert light(shop).state is LightState.STOPPED
    await shop.later(3600)
    assert all(shop.members.reachable_device(each.member) for each in people)


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_what_somebody_has_to_mend_stops_the_way_and_keeps_the_subscription(shop, browsers, status):
    anna, endpoint = await enrol(shop, browsers)
    await shop.tell("/answers", status=status)
    assert await shop.greeted(anna) == "not_sent"
    assert light(shop).state is LightState.NEVER_WORKED
    assert shop.members.reachable_device(anna.member) is not None
    await shop.later(STOPPED_SECONDS + 1)
    assert len(await got(shop, endpoint)) == 1


BLAMED = [(400, {}), (401, {}), (403, {}), (429, {"Retry-After": "3600"}), (500, {})]


@pytest.mark.parametrize(("status", "headers"), BLAMED)
async def test_what_is_said_of_one_subscription_holds_up_nobody_else(shop, browsers, status, headers):
    (anna, endpoint), (bo, _) = await enrol(shop, browsers, 0), await enrol(shop, browsers, 1)
    # Again and again, and nothing good in between: it is one browser all the same.
    await shop.tell("/answers", status=status, headers=headers, times=IN_A_ROW + 1)
    assert await shop.greeted(anna) == "not_sent"
    for _ in range(IN_A_ROW):
        await shop.later(LONGEST_PAUSE_SECONDS)
    await shop.tell("/answers", status=status, times=0)
    assert await shop.greeted(bo, "v2") == "sent"
    assert light(shop).state is LightState.WORKING
    assert shop.members.reachable_device(anna.member) is not None
    assert await got(shop, endpoint) == []


async def test_a_subscription_of_another_key_holds_up_nobody_else(shop, browsers):
    theirs = public_text(ec.generate_private_key(ec.SECP256R1()))
    anna = shop.enrol("u-0", "web", web_push=browsers[0].subscribe(shop.url, theirs))
    bo, _ = await enrol(shop, browsers, 1)
    assert await shop.greeted(anna) == "not_sent"
    assert await shop.greeted(bo, "v2") == "sent"


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_what_is_said_of_one_browser_after_another_is_our_settings(shop, browsers, status):
    people = [(await enrol(shop, browsers, number))[0] for number in range(IN_A_ROW + 1)]
    await shop.tell("/answers", status=status, times=IN_A_ROW)
    results = [await shop.greeted(person, f"v{number}") for number, person in enumerate(people)]
    assert results == ["not_sent"] * (IN_A_ROW + 1)
    assert browsers[0].board.asked == IN_A_ROW
    assert light(shop).next_step == CHECK_VAPID
    await shop.later(STOPPED_SECONDS + 1)
    await shop.later(1)
    assert [shop.result(each.member, f"v{number}") for number, each in enumerate(people)] == ["sent"] * 4


async def test_what_is_kept_of_a_browser_that_rests_goes_with_the_member(shop, browsers):
    anna, _ = await enrol(shop, browsers)
    device = shop.members.reachable_device(anna.member)
    await shop.tell("/answers", status=403)
    assert await shop.greeted(anna) == "not_sent"
    assert not shop.channels.is_open_to(device)
    shop.channels.forget(anna.member)
    assert shop.channels.is_open_to(device)


async def test_a_message_that_is_too_large_for_it_is_dropped(shop, browsers):
    anna, endpoint = await enrol(shop, browsers)
    await shop.tell("/answers", status=413)
    assert await shop.greeted(anna) == "refused"
    await shop.later(LONGEST_PAUSE_SECONDS)
    assert await got(shop, endpoint) == []
    assert shop.members.reachable_device(anna.member) is not None


@pytest.mark.parametrize(
    ("status", "headers"), [(429, {"Retry-After": "30"}), (406, {}), (500, {}), (502, {}), (503, {})]
)
async def test_what_passes_is_sent_again_within_the_visit(shop, browsers, status, headers):
    anna, endpoint = await enrol(shop, browsers)
    await shop.tell("/answers", status=status, headers=headers)
    assert await shop.greeted(anna) == "not_sent"
    if headers:
        await shop.later(29)
        assert await got(shop, endpoint) == []
    await shop.later(LONGEST_PAUSE_SECONDS)
    assert len(await got(shop, endpoint)) == 1


async def test_no_answer_is_unknown_and_never_sent_again(shop, browsers):
    anna, _ = await enrol(shop, browsers)
    await shop.tell("/faults", kind="drop", times=1)
    assert await shop.greeted(anna) == "unknown"
    await shop.later(120)
    assert browsers[0].board.asked == 1


def test_the_example_of_rfc_8291_comes_out_byte_for_byte():
    """RFC 8291, section 5 and appendix A."""
    private = int.from_bytes(base64.urlsafe_b64decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw="))
    subscription = Subscription(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    salt = base64.urlsafe_b64decode("DGv6ra1nlYgDCS1FRnbzlw==")
    ours = ec.derive_private_key(private, ec.SECP256R1())
    made = encrypted(b"When I grow up, I want to be a watermelon", subscription, ours, salt)
    expected = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert base64.urlsafe_b64encode(made).rstrip(b"=").decode() == expected


def test_a_token_is_for_one_push_service_and_lives_half_a_day(shop, signing_key):
    vapid = Vapid(read_signing_key(signing_key, "push_vapid_key", ""), "mailto:it@shop.example", shop.clock)
    header = vapid.authorization("https://updates.push.services.mozilla.com/wpush/v2/abc")
    assert header == vapid.authorization("https://updates.push.services.mozilla.com/wpush/v2/def")
    claims = jwt.decode(header.split("t=")[1].split(",")[0], options={"verify_signature": False})
    assert claims["aud"] == "https://updates.push.services.mozilla.com"
    assert claims["sub"] == "mailto:it@shop.example"
    assert 0 < claims["exp"] - shop.clock.now <= 86_400


@pytest.mark.parametrize("body", ["x" * 20_000, "å" * 9_000, "👟" * 5_000])
def test_a_message_that_is_too_long_is_shortened_below_three_kilobytes(body):
    told = payload(AppMessage("m" * 32, "Hello", body, 0, code="ABC"))
    assert len(told) > 2700
    assert len(told) + 103 < 3000
    assert json.loads(told)["code"] == "ABC"


HOSTILE = [
    "http://fcm.googleapis.com/fcm/send/a",
    "https://127.0.0.1/a",
    "https://localhost:8780/a",
    "https://169.254.169.254/latest/meta-data",
    "https://fcm.googleapis.com@evil.example/a",
    "https://fcm.googleapis.com.evil.example/a",
    "https://evil.example/fcm.googleapis.com/a",
    "https://fcm.googleapis.com:8443/a",
    "https://fcm.googleapis.com\\@evil.example/a",
    "https://push.services.mozilla.com/a",
    "https://evilpush.apple.com.example/a",
    "https://[::1]/a",
    "HTTPS://FCM.GOOGLEAPIS.COM/a",
    "file:///etc/passwd",
    "https://fcm.googleapis.com",
]


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_an_address_that_is_no_push_service_is_none(endpoint):
    assert service_of(endpoint, BROWSERS) is None


@pytest.mark.parametrize(
    ("endpoint", "service"),
    [
        ("https://fcm.googleapis.com/fcm/send/cX:APA91b", "fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/gAAA", "*.push.services.mozilla.com"),
        ("https://web.push.apple.com/QGuQyavXutnMHG", "*.push.apple.com"),
        ("https://wns2-par02p.notify.windows.com/w/?token=BQYA%2f", "*.notify.windows.com"),
        ("https://fcm.googleapis.com:443/fcm/send/c", "fcm.googleapis.com"),
    ],
)
def test_the_browsers_that_people_have_are_known(endpoint, service):
    assert service_of(endpoint, BROWSERS) == service


async def test_a_browser_with_an_address_of_its_own_choice_is_not_enrolled(shop, browsers):
    told = browsers[0].subscribe(shop.url, shop.key)
    told["endpoint"] = "https://169.254.169.254/latest/meta-data"
    with pytest.raises(AssertionError):
        shop.enrol("u-9", "web", web_push=told)
    assert shop.members.by_customer("u-9") is None
    assert NotAccepted.PUSH_HOST.value == "push-host"
