"""What becomes of a message, by what the push gateway answers: each over HTTP with the simulated FCM."""

import asyncio
import contextlib
import json
import resource
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hub.ground.errors import DatabaseFailed, PushCredentialsError
from hub.ground.health.light import LightState
from hub.ground.words.phrase import phrase
from hub.service.messages.app_message import AppMessage
from hub.service.messages.credentials import NoToken, ServiceAccount
from hub.service.messages.dead_tokens import CALM_SECONDS, MOST_IN_A_ROW
from hub.service.messages.gate import LONGEST_PAUSE_SECONDS, STOPPED_SECONDS
from hub.trust.consents.purposes import Purpose
from simulators.serving import free_ports
from simulators.waiting import until


def turns(logs: list) -> list[str]:
    """What the log says of ways out."""
    return [each["log_level"] for each in logs if "way out" in each["event"]]


async def test_a_service_accounts_token_is_fetched_once_and_renewed_before_its_end(account_file, fcm, client):
    at, asked = 0.0, []

    async def ask(url, headers, body):
        asked.append(url)
        answer = await client.post(url, headers=headers, content=body)
        return answer.status_code, answer.content

    account = ServiceAccount(account_file, ask, lambda: at)
    assert await account.bearer() == "demo-access-token-1"
    at = 3299.0
    assert await account.bearer() == "demo-access-token-1"
    at = 3301.0
    assert await account.bearer() == "demo-access-token-2"
    assert asked == [f"{fcm}/token"] * 2


NO_CONNECTION = phrase("health-why-no-answer-unreachable")


async def test_while_the_token_service_is_away_the_old_token_is_used_to_its_end(account_file, fcm, client):
    at, answers = 0.0, [(200, b'{"access_token":"one","expires_in":3600}'), NO_CONNECTION, NO_CONNECTION]

    async def ask(*_):
        return answers.pop(0)

    account = ServiceAccount(account_file, ask, lambda: at)
    assert await account.bearer() == "one"
    at = 3500.0
    assert await account.bearer() == "one"
    at = 3601.0
    assert await account.bearer() == NoToken(phrase("health-why-push-no-token"), detail="it cannot be reached")


async def test_a_message_goes_out_with_a_service_account(firebase_shop):
    assert await firebase_shop.greeted(firebase_shop.enrol()) == "sent"
    assert len(await firebase_shop.inbox()) == 1
    light = firebase_shop.light()
    assert (light.state, light.last_success_ms) == (LightState.WORKING, firebase_shop.now_ms)


async def test_a_token_that_ended_early_is_replaced_and_the_message_goes_once(firebase_shop):
    """customers.md F 3: 401 ACCESS_TOKEN_EXPIRED, as FCM says it within the hour."""
    anna, bo = firebase_shop.enrol("anna"), firebase_shop.enrol("bo")
    assert await firebase_shop.greeted(anna) == "sent"
    await firebase_shop.tell("/account", end_tokens=True)
    with capture_logs() as logs:
        assert await firebase_shop.greeted(bo, "v2") == "sent"
    assert len(await firebase_shop.inbox("bo")) == 1
    assert turns(logs) == []


ACCOUNT_FAULTS = {
    "deleted": "does not know this service account",
    "key_deleted": "does not know this key",
    "wrong_clock": "clock wrong",
    "no_role": "HTTP 403",
    "api_disabled": "HTTP 403",
}


@pytest.mark.parametrize(("state", "reason"), ACCOUNT_FAULTS.items())
async def test_credentials_that_are_refused_are_one_error_a_light_and_no_message_spent(firebase_shop, state, reason):
    """customers.md F 3: said once, nothing counts as shown, and it goes on by itself."""
    shop = firebase_shop
    people = [shop.enrol(f"u-{number}") for number in range(5)]
    await shop.tell("/account", state=state)
    with capture_logs() as logs:
        for number, person in enumerate(people):
            await shop.greeted(person, f"v{number}")
        await shop.later(STOPPED_SECONDS)
    assert turns(logs) == ["error"]
    light = shop.light()
    assert light.state is LightState.NEVER_WORKED
    assert reason in f"{light.reason} {light.detail}"
    assert light.next_step
    assert light.waiting == 5
    # Mended: everybody who is still here gets theirs, once.
    await shop.tell("/account", state="good")
    with capture_logs() as logs:
        await shop.later(STOPPED_SECONDS + 1)
        await shop.later(1)
    assert turns(logs) == ["info"]
    assert [len(await shop.inbox(f"u-{number}")) for number in range(5)] == [1] * 5
    assert (shop.light().state, shop.light().waiting) == (LightState.WORKING, 0)


async def test_a_refused_fixed_token_spends_nothing_of_the_day(open_messages):
    """customers.md F 3: a customer whose message could not leave gets it at the next visit, on the same day."""
    shop = open_messages(push_token="ended")
    anna = shop.enrol()
    assert await shop.greeted(anna) == "not_sent"
    shop.leaves(anna)
    await shop.later(600)
    assert shop.light().waiting == 0
    assert "push_service_account" in shop.light().next_step
    mended = open_messages(shop.clock)
    assert await mended.greeted(anna, "v2") == "sent"
    assert mended.told(anna.member) == ["not_sent", "sent"]
    assert len(await mended.inbox()) == 1


async def test_a_day_is_spent_by_what_was_sent_or_may_have_arrived(shop):
    anna = shop.enrol()
    assert await shop.greeted(anna) == "sent"
    shop.leaves(anna)
    assert await shop.greeted(anna, "v2") is None
    assert shop.told(anna.member)[-1] == "day_cap"


WAITS = [{"kind": "429", "retry_after_s": 30}, {"kind": "503", "retry_after_s": 30}, {"kind": "429"}]


@pytest.mark.parametrize("fault", WAITS)
async def test_what_the_gateway_put_off_is_sent_again_within_the_visit_and_never_earlier(shop, fault):
    """customers.md F 34."""
    anna = shop.enrol()
    await shop.tell("/faults", **fault, times=1)
    assert await shop.greeted(anna) == "not_sent"
    await shop.later(4)
    assert await shop.inbox() == []
    await shop.later(LONGEST_PAUSE_SECONDS)
    assert shop.result(anna.member) == "sent"
    assert len(await shop.inbox()) == 1


@pytest.mark.parametrize("fault", WAITS)
async def test_nothing_is_sent_again_after_the_customer_has_left(shop, fault):
    """customers.md F 34: not after."""
    anna = shop.enrol()
    await shop.tell("/faults", **fault, times=1)
    await shop.greeted(anna)
    shop.leaves(anna)
    await shop.later(LONGEST_PAUSE_SECONDS)
    assert (await shop.inbox(), shop.light().waiting) == ([], 0)


async def test_a_message_that_is_put_off_is_dropped_with_the_consent_and_with_its_time(shop):
    anna, bo = shop.enrol("anna"), shop.enrol("bo")
    await shop.tell("/faults", kind="429", retry_after_s=1)
    await shop.greeted(anna)
    await shop.greeted(bo, "v2")
    shop.withdraw(anna, Purpose.MARKETING_PUSH)
    shop.messages.recall(anna.member)
    assert shop.light().waiting == 1
    await shop.later(301)
    await shop.tell("/faults", kind="none")
    await shop.later(LONGEST_PAUSE_SECONDS)
    assert (await shop.inbox("anna"), await shop.inbox("bo"), shop.light().waiting) == ([], [], 0)


async def test_while_the_quota_lasts_nobody_else_is_tried_and_then_all_are(shop):
    """That it is not the quota of one phone, three phones in a row say."""
    people = [shop.enrol(f"u-{number}") for number in range(6)]
    await shop.tell("/quota", messages=1, retry_after_s=60)
    asked = []
    for number, person in enumerate(people):
        assert await shop.greeted(person, f"v{number}") == ("not_sent" if number else "sent")
        asked.append(sum(shop.outgoing.answers.values()))
    assert asked == [1, 2, 3, 4, 4, 4]
    await shop.tell("/quota", messages=None)
    await shop.later(59)
    assert await shop.inbox("u-1") == []
    await shop.later(20)
    await shop.later(1)
    assert [len(await shop.inbox(f"u-{number}")) for number in range(6)] == [1] * 6


@pytest.mark.parametrize("fault", [{"kind": "429", "retry_after_s": 3600}, {"kind": "500"}])
async def test_what_is_said_of_one_phone_holds_up_nobody_else(shop, fault):
    anna, bo = shop.enrol("anna"), shop.enrol("bo")
    await shop.tell("/faults", **fault, times=1)
    assert await shop.greeted(anna) == "not_sent"
    assert await shop.greeted(bo, "v2") == "sent"


async def test_a_closed_port_is_surely_not_delivered_and_is_sent_when_the_gateway_is_back(open_messages, fcm, serve):
    [port] = free_ports(1)
    shop = open_messages(url=f"http://127.0.0.1:{port}")
    anna = shop.enrol()
    assert await shop.greeted(anna) == "not_sent"
    assert (shop.light().state, shop.light().reason) == (LightState.NEVER_WORKED, "it cannot be reached")


@pytest.mark.parametrize("kind", ["drop", "truncated", "garbage", "huge"])
async def test_what_may_have_arrived_is_never_sent_again(shop, kind):
    anna = shop.enrol()
    await shop.tell("/faults", kind=kind, times=1)
    assert await shop.greeted(anna) == "unknown"
    for _ in range(10):
        await shop.later(30)
    assert await shop.inbox() == []
    assert shop.result(anna.member) == "unknown"


GONE = ["unregistered", "broken", "other_project"]


@pytest.mark.parametrize("state", GONE)
async def test_a_phone_that_the_gateway_will_never_reach_is_forgotten(shop, state):
    """customers.md F 34: UNREGISTERED, a broken token, SENDER_ID_MISMATCH."""
    anna, bo = shop.enrol("anna"), shop.enrol("bo")
    await shop.is_odd(state, "anna")
    assert await shop.greeted(anna) == "phone_gone"
    assert await shop.greeted(bo, "v2") == "sent"
    assert shop.members.reachable_device(anna.member) is None
    assert shop.members.reachable_device(bo.member) is not None


@pytest.mark.parametrize("state", GONE)
async def test_a_store_that_sends_seldom_forgets_a_dead_phone_after_a_while(shop, state):
    anna = shop.enrol()
    await shop.is_odd(state)
    assert await shop.greeted(anna) == "phone_gone"
    await shop.later(CALM_SECONDS - 1)
    assert shop.members.reachable_device(anna.member) is not None
    await shop.later(1)
    assert shop.members.reachable_device(anna.member) is None


async def test_a_token_that_the_app_registered_meanwhile_is_kept(shop):
    anna = shop.enrol()
    old = shop.members.reachable_device(anna.member)
    shop.db.run("UPDATE devices SET push_token = 'new' WHERE member = ?", anna.member)
    shop.members.forget_push_token(old)
    assert shop.members.reachable_device(anna.member).push_token == "new"


@pytest.mark.parametrize("state", GONE)
async def test_a_row_of_dead_phones_is_our_settings_and_costs_no_phone(shop, state):
    people = [shop.enrol(f"u-{number}") for number in range(8)]
    results = []
    for number, person in enumerate(people):
        await shop.is_odd(state, f"u-{number}")
        results.append(await shop.greeted(person, f"v{number}"))
    assert results == ["phone_gone"] * (MOST_IN_A_ROW - 1) + ["not_sent"] * 4
    assert (shop.light().state, "push_project" in shop.light().next_step) == (LightState.STOPPED, True)
    await shop.later(CALM_SECONDS)
    assert all(shop.members.reachable_device(person.member) for person in people)
    # Mended: the same phones are reached.
    for number in range(8):
        await shop.is_odd("well", f"u-{number}")
    shop.leaves(people[0])
    assert await shop.greeted(people[0], "v8") == "sent"
    assert shop.light().state is LightState.WORKING


async def test_a_message_that_is_wrong_itself_costs_no_phone_and_not_the_day(shop):
    """xtrinch/fcm-django#223: INVALID_ARGUMENT is not always about the phone."""
    anna = shop.enrol()
    await shop.tell("/refuse", field="message.android.ttl")
    assert await shop.greeted(anna) == "refused"
    assert shop.members.reachable_device(anna.member) is not None
    assert shop.light().refused == 1
    shop.leaves(anna)
    await shop.tell("/refuse", field=None)
    assert await shop.greeted(anna, "v2") == "sent"


async def test_a_key_that_apple_refuses_stops_iphones_alone_and_says_so(shop):
    anna, bo = shop.enrol("anna", "ios"), shop.enrol("bo")
    await shop.is_odd("no_apns_key", "anna")
    assert await shop.greeted(anna) == "not_sent"
    assert await shop.greeted(bo, "v2") == "sent"
    assert (shop.light().state, shop.light("push apple").state) == (LightState.WORKING, LightState.NEVER_WORKED)
    assert "APNs" in shop.light("push apple").next_step
    await shop.is_odd("well", "anna")
    await shop.later(15)
    assert (shop.result(anna.member), shop.light("push apple").state) == ("sent", LightState.WORKING)
    assert shop.members.reachable_device(anna.member) is not None


async def test_an_answer_of_a_gigabyte_is_not_read(shop):
    """hostile.md W11."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await shop.tell("/faults", kind="endless", times=1)
    assert await shop.greeted(shop.enrol()) == "unknown"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


async def test_an_answer_of_the_token_service_of_a_gigabyte_is_not_read(firebase_shop):
    await firebase_shop.tell("/token/faults", kind="endless", times=1)
    assert await firebase_shop.greeted(firebase_shop.enrol()) == "not_sent"
    assert "token service" in firebase_shop.light().reason


async def test_a_store_without_a_gateway_withholds_and_claims_nothing(open_messages):
    shop = open_messages(url=None, push_token=None, push_project=None)
    anna = shop.enrol()
    assert await shop.greeted(anna) is None
    assert shop.told(anna.member) == ["no_gateway"]


async def test_what_was_surely_not_sent_before_a_restart_is_decided_anew_and_what_may_have_been_is_not(open_messages):
    shop = open_messages()
    anna, bo = shop.enrol("anna"), shop.enrol("bo")
    await shop.tell("/faults", kind="429", retry_after_s=10, times=1)
    assert await shop.greeted(anna) == "not_sent"
    shop.db.run(
        "INSERT INTO exposures (member, campaign, visit, variant, at_ms) VALUES (?, 'welcome', 'v2', 'general', ?)",
        bo.member,
        shop.now_ms,
    )
    shop.comes(bo, "v2")
    again = open_messages(shop.clock)
    again.messages.give_up_unsettled()
    again.clock.now += 15
    await again.campaigns.triggers.stay(0)
    assert again.result(anna.member) == "sent"
    assert again.result(bo.member, "v2") == "unknown"
    assert (len(await again.inbox("anna")), len(await again.inbox("bo"))) == (1, 0)


async def test_what_does_not_work_is_said_at_start_before_the_first_customer_comes(firebase_shop):
    await firebase_shop.tell("/account", state="deleted")
    with capture_logs() as logs:
        running = asyncio.create_task(firebase_shop.messages.run())
        await until("the light to turn", lambda: firebase_shop.light().state is LightState.NEVER_WORKED, 30.0)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert turns(logs) == ["error"]


FILES = {
    "no JSON": "{",
    "an app's google-services.json": json.dumps({"project_info": {"project_id": "demo"}}),
    "a list": "[]",
    "no key": json.dumps({"type": "service_account", "token_uri": "https://oauth2.googleapis.com/token"}),
    "plain http": json.dumps({"type": "service_account", "token_uri": "http://example.com/token"}),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_file_that_is_no_service_account_is_refused_with_a_sentence(tmp_path: Path, text):
    file = tmp_path / "account.json"
    file.write_text(text)
    with pytest.raises(PushCredentialsError, match=str(file) + ".*Firebase console"):
        ServiceAccount(file, None)


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path):
    with pytest.raises(PushCredentialsError, match="cannot be read: No such file"):
        ServiceAccount(tmp_path / "none.json", None)


REFUSED_BY_THE_DISK = {"the note before it leaves": "NEW.result IS NULL", "what became of it": "NEW.result = 'sent'"}


@pytest.mark.parametrize("when", REFUSED_BY_THE_DISK.values(), ids=REFUSED_BY_THE_DISK)
async def test_a_full_disk_while_a_message_is_tried_again_neither_repeats_it_nor_fills_the_journal(shop, when):
    anna = shop.enrol()
    await shop.tell("/faults", kind="429", retry_after_s=1, times=1)
    assert await shop.greeted(anna) == "not_sent"
    before = len(shop.told(anna.member))
    full = "BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    shop.db.run(f"CREATE TEMP TRIGGER full BEFORE UPDATE ON exposures WHEN {when} {full}")
    with pytest.raises(DatabaseFailed):
        await shop.later(LONGEST_PAUSE_SECONDS)
    shop.db.run("DROP TRIGGER full")
    for _ in range(20):
        await shop.later(20)
    assert len(await shop.inbox()) == 1
    assert len(shop.told(anna.member)) == before + 1


FCM_AGAIN = [
    ("500", 500, "INTERNAL"),
    ("502 in HTML", 502, None),
    ("503", 503, "UNAVAILABLE"),
    ("429", 429, "QUOTA_EXCEEDED"),
]


@pytest.mark.parametrize(("status", "code"), [each[1:] for each in FCM_AGAIN], ids=[each[0] for each in FCM_AGAIN])
async def test_what_google_asks_to_try_again_goes_again_within_the_visit_with_growing_pauses(shop, status, code):
    anna = shop.enrol()
    await shop.tell("/answers", status=status, code=code, times=2)
    assert await shop.greeted(anna) == "not_sent"
    await shop.later(4)
    assert await shop.inbox() == []
    await shop.later(LONGEST_PAUSE_SECONDS)
    assert shop.result(anna.member) == "not_sent"
    await shop.later(LONGEST_PAUSE_SECONDS)
    assert (shop.result(anna.member), len(await shop.inbox())) == ("sent", 1)


async def test_a_500_that_is_not_googles_may_have_arrived(shop):
    anna = shop.enrol()
    await shop.tell("/answers", status=500, code=None)
    assert await shop.greeted(anna) == "unknown"


async def test_a_401_without_a_code_is_a_new_token_once_and_then_somebody_has_to_mend_it(firebase_shop):
    anna = firebase_shop.enrol()
    await firebase_shop.tell("/answers", status=401, code="", times=2)
    assert await firebase_shop.greeted(anna) == "not_sent"
    assert (await firebase_shop.tell("/account"))["tokens_given"] == 2
    assert firebase_shop.light().state is LightState.NEVER_WORKED
    assert firebase_shop.members.reachable_device(anna.member) is not None


async def test_an_installation_id_is_sent_to_as_one(shop):
    anna = shop.enrol("anna", firebase_id="fid-of-anna")
    assert await shop.greeted(anna, "feed0123") == "sent"
    [message] = (await shop.client.get(f"{shop.url}/inbox/fid-of-anna")).json()["messages"]
    assert message["data"].keys() == {"message"}


@pytest.mark.parametrize("body", ["x" * 20_000, "å" * 9_000, "👟" * 5_000, '"' * 9_000])
async def test_a_message_that_is_too_long_is_shortened_to_what_firebase_takes(shop, body):
    device = shop.members.reachable_device(shop.enrol().member)
    message = AppMessage("m" * 32, "Hello", body, shop.now_ms + 60_000, code="ABC-123")
    assert await shop.channels.send(device, message, "v1") == "sent"
    [got] = await shop.inbox()
    assert got["body"].endswith("…")
    assert len(got["body"]) > 700
    assert got["data"]["code"] == "ABC-123"


async def test_what_counts_no_more_is_not_sent(shop):
    device = shop.members.reachable_device(shop.enrol().member)
    assert await shop.channels.send(device, AppMessage("m" * 32, "Hello", "", shop.now_ms), "v1") == "not_sent"
    assert await shop.inbox() == []
