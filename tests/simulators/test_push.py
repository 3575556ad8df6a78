import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta

import firebase_admin
import httpx
import pytest
from firebase_admin import credentials, exceptions, messaging
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
    async with httpx.AsyncClient(base_url=gateway, headers={"Authorization": f"Bearer {TOKEN}"}) as http:
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
    async with asyncio.timeout(10), client.stream("GET", "/deliveries") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                titles.append(json.loads(line[6:])["title"])
                if len(titles) == 2:
                    break
                await client.post(SEND, json={"message": {"token": "q", "notification": {"title": "two"}}})
    assert titles == ["one", "two"]
