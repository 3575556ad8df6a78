import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta

import firebase_admin
import httpx
import pytest
from firebase_admin import credentials, exceptions, messaging
from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials

from simulators.push import PROJECT, TOKEN, create_app

SEND = f"/v1/projects/{PROJECT}/messages:send"


class Bearer(credentials.Base):
    def __init__(self, token: str) -> None:
        self._token = token

    def get_credential(self) -> Credentials:
        # On a 401 the client asks for a new token once; here it is the same one.
        later = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=1)
        return Credentials(self._token, refresh_handler=lambda *_, **__: (self._token, later))


@pytest.fixture
async def gateway(serve):
    async with serve(create_app()) as url:
        yield url


@pytest.fixture
async def client(gateway):
    async with httpx.AsyncClient(timeout=60.0, base_url=gateway, headers={"Authorization": f"Bearer {TOKEN}"}) as http:
        yield http


@pytest.fixture
def firebase(gateway, monkeypatch):
    """The vendor's own client, pointed at the gateway as its own tests do it."""
    monkeypatch.setattr(messaging._MessagingService, "FCM_URL", gateway + "/v1/projects/{0}/messages:send")
    apps: list[firebase_admin.App] = []

    def client(token: str = TOKEN) -> firebase_admin.App:
        options = {"projectId": PROJECT, "httpTimeout": 10}
        apps.append(firebase_admin.initialize_app(Bearer(token), options, name=str(uuid.uuid4())))
        return apps[-1]

    yield client
    for app in apps:
        firebase_admin.delete_app(app)


@pytest.fixture
def certified(gateway, monkeypatch, tmp_path, client):
    """The vendor's own client with a key file: it fetches its tokens itself, from where the file says."""
    monkeypatch.setattr(messaging._MessagingService, "FCM_URL", gateway + "/v1/projects/{0}/messages:send")
    apps: list[firebase_admin.App] = []

    async def made() -> firebase_admin.App:
        file = tmp_path / "account.json"
        file.write_text(json.dumps((await client.get("/service-account.json")).json()))
        certificate = credentials.Certificate(str(file))
        apps.append(firebase_admin.initialize_app(certificate, {"httpTimeout": 10}, name=str(uuid.uuid4())))
        return apps[-1]

    yield made
    for app in apps:
        firebase_admin.delete_app(app)


def hello(phone: str = "phone-1", **parts) -> messaging.Message:
    return messaging.Message(fid=phone, notification=messaging.Notification("Hello", "Søren"), **parts)


async def test_the_vendors_client_delivers_into_the_phones_inbox(firebase, client) -> None:
    message = hello(
        data={"visit": "v1"}, android=messaging.AndroidConfig(ttl=300, collapse_key="v1", priority="normal")
    )
    name = await asyncio.to_thread(messaging.send, message, app=firebase())
    (delivered,) = (await client.get("/inbox/phone-1")).json()["messages"]
    assert name == delivered["name"] == f"projects/{PROJECT}/messages/1"
    assert (delivered["title"], delivered["body"], delivered["data"]) == ("Hello", "Søren", {"visit": "v1"})


async def test_a_dry_run_delivers_nothing(firebase, client) -> None:
    name = await asyncio.to_thread(messaging.send, hello(), dry_run=True, app=firebase())
    assert name.endswith("/fake_message_id")
    assert (await client.get("/inbox/phone-1")).json() == {"messages": []}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("404", messaging.UnregisteredError),
        ("500", exceptions.InternalError),
        ("401", exceptions.UnauthenticatedError),
    ],
)
async def test_the_vendors_client_understands_each_error(firebase, client, fault, expected) -> None:
    await client.post("/faults", json={"kind": fault})
    with pytest.raises(expected):
        await asyncio.to_thread(messaging.send, hello(), app=firebase())


async def test_a_quota_error_is_understood_after_the_clients_own_retries(firebase, client) -> None:
    await client.post("/faults", json={"kind": "429", "retry_after_s": 0})
    with pytest.raises(messaging.QuotaExceededError):
        await asyncio.to_thread(messaging.send, hello(), app=firebase())


async def test_an_app_that_was_removed_is_unregistered(firebase, client) -> None:
    await client.delete("/inbox/phone-1")
    with pytest.raises(messaging.UnregisteredError):
        await asyncio.to_thread(messaging.send, hello(), app=firebase())


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("other_project", messaging.SenderIdMismatchError),
        ("broken", exceptions.InvalidArgumentError),
        ("no_apns_key", messaging.ThirdPartyAuthError),
        ("unregistered", messaging.UnregisteredError),
    ],
)
async def test_the_vendors_client_understands_each_odd_phone(firebase, client, state, expected) -> None:
    await client.put(f"/inbox/phone-1/is/{state}")
    with pytest.raises(expected):
        await asyncio.to_thread(messaging.send, hello(), app=firebase())
    await client.put("/inbox/phone-1/is/well")
    await asyncio.to_thread(messaging.send, hello(), app=firebase())


async def test_the_vendors_client_gets_its_tokens_from_the_key_file(certified, client) -> None:
    await asyncio.to_thread(messaging.send, hello(), app=await certified())
    assert (await client.post("/account", json={})).json()["tokens_given"] == 1
    assert len((await client.get("/inbox/phone-1")).json()["messages"]) == 1


async def test_the_vendors_client_makes_a_new_token_when_the_old_one_has_ended(certified, client) -> None:
    app = await certified()
    await asyncio.to_thread(messaging.send, hello(), app=app)
    await client.post("/account", json={"end_tokens": True})
    await asyncio.to_thread(messaging.send, hello(), app=app)
    assert (await client.post("/account", json={})).json()["tokens_given"] == 2


@pytest.mark.parametrize("state", ["deleted", "key_deleted", "wrong_clock"])
async def test_the_vendors_client_gets_no_token_for_a_bad_account(certified, client, state) -> None:
    app = await certified()
    await client.post("/account", json={"state": state})
    with pytest.raises(RefreshError, match="invalid_grant"):
        await asyncio.to_thread(messaging.send, hello(), app=app)


@pytest.mark.parametrize("state", ["no_role", "api_disabled"])
async def test_the_vendors_client_is_denied_where_the_account_may_not_send(certified, client, state) -> None:
    app = await certified()
    await client.post("/account", json={"state": state})
    with pytest.raises(exceptions.PermissionDeniedError):
        await asyncio.to_thread(messaging.send, hello(), app=app)


async def test_a_spent_quota_says_when_to_come_back(client) -> None:
    await client.post("/quota", json={"messages": 1, "retry_after_s": 30})
    answers = [await client.post(SEND, json={"message": {"token": "p"}}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["retry-after"] == "30"


async def test_a_wrong_bearer_is_refused(firebase) -> None:
    with pytest.raises(exceptions.UnauthenticatedError):
        await asyncio.to_thread(messaging.send, hello(), app=firebase("wrong"))


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"token": "p", "data": {"n": 1}}, "message.data.n"),
        ({"token": "p", "data": {"from": "x"}}, "message.data.from"),
        ({"token": "p", "data": {"google.x": "x"}}, "message.data.google.x"),
        ({"token": "p", "data": {"x": "å" * 2048}}, "message"),
        ({"token": "p", "android": {"ttl": "2419201s"}}, "message.android.ttl"),
        ({"token": "p", "android": {"ttl": 300}}, "message.android.ttl"),
        ({"token": "p", "titel": "x"}, "message.titel"),
        ({"token": ""}, "message.token"),
        ({"token": "p", "topic": "t"}, "message.token"),
    ],
)
async def test_a_wrong_message_is_refused_by_field(client, message, field) -> None:
    answer = await client.post(SEND, json={"message": message})
    error = answer.json()["error"]
    assert (answer.status_code, error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["details"][1]["fieldViolations"][0]["field"] == field


async def test_the_stream_tells_old_and_new_deliveries_in_order(client) -> None:
    await client.post(SEND, json={"message": {"token": "p", "notification": {"title": "one"}}})
    titles: list[str] = []
    async with asyncio.timeout(60), client.stream("GET", "/deliveries") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                titles.append(json.loads(line[6:])["title"])
                if len(titles) == 2:
                    break
                await client.post(SEND, json={"message": {"token": "q", "notification": {"title": "two"}}})
    assert titles == ["one", "two"]
