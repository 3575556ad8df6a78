"""The simulated push service of browsers, held to pywebpush as it is."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator

import pytest
import pywebpush
from cryptography.hazmat.primitives.asymmetric import ec

from hub.service.messages.web_push import public_text
from simulators.web_push import PushService, create_app


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
async def service(serve) -> AsyncIterator[tuple[PushService, str]]:
    push = PushService()
    async with serve(create_app(push)) as url:
        yield push, url


def private(key: ec.EllipticCurvePrivateKey) -> str:
    return base64.urlsafe_b64encode(key.private_numbers().private_value.to_bytes(32)).rstrip(b"=").decode()


async def push(subscription, key, content: str = '{"title": "Hello", "body": "Søren"}', **more):
    claims = {"sub": "mailto:it@shop.example"}
    return await asyncio.to_thread(
        pywebpush.webpush, subscription, content, vapid_private_key=private(key), vapid_claims=claims, ttl=300, **more
    )


async def test_the_clients_message_is_read_by_the_browser(service, key) -> None:
    subscription = service[0].subscribe(service[1], public_text(key))
    answer = await push(subscription, key, headers={"Topic": "v1"})
    assert answer.status_code == 201
    [browser] = service[0].browsers.values()
    [message] = browser.got
    assert message["content"] == {"title": "Hello", "body": "Søren"}
    assert (message["headers"]["ttl"], message["headers"]["topic"]) == ("300", "v1")


@pytest.mark.parametrize("status", [404, 410, 413, 429, 503])
async def test_the_client_is_told_each_answer(service, key, status) -> None:
    subscription = service[0].subscribe(service[1], public_text(key))
    service[0].answers.append((status, {}))
    with pytest.raises(pywebpush.WebPushException) as refused:
        await push(subscription, key)
    assert refused.value.response.status_code == status


async def test_a_key_that_the_browser_did_not_subscribe_with_is_refused(service, key) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    subscription = service[0].subscribe(service[1], public_text(other))
    with pytest.raises(pywebpush.WebPushException) as refused:
        await push(subscription, key)
    assert refused.value.response.status_code == 403


async def test_a_message_for_another_browser_cannot_be_read(service, key) -> None:
    subscription = service[0].subscribe(service[1], public_text(key))
    subscription["keys"] = service[0].subscribe(service[1], public_text(key))["keys"]
    await push(subscription, key)
    first = next(iter(service[0].browsers.values()))
    assert "cannot read" in json.dumps(first.got[0]["content"])
