import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from whole_hub import open_shop

from hub.ground.errors import KeysUnreadable
from hub.ground.health.light import Light, LightState
from hub.ground.http.outgoing import open_outgoing
from hub.ground.words.words import in_english
from hub.trust.accounts.identity import (
    ASK_AGAIN_SECONDS,
    FRESH_SECONDS,
    STALE_SECONDS,
    Identities,
    InvalidToken,
    KeysUnavailable,
    read_keys,
    verify_token,
)
from hub.trust.accounts.identity import Issuer as Trusted
from simulators.issuer import AUDIENCE, Issuer, issuer_app
from simulators.serving import HOST, bind, server_for
from wire.clock import Clock

NOW = int(time.time())


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


def mint(issuer: Issuer, customer_ref: str = "u-1001", **claims: object) -> str:
    """A token of the moment that the test judges by, however long the session has been running."""
    return issuer.mint(customer_ref, **({"iat": NOW, "exp": NOW + 3600} | claims))


def judge(token: str, issuer: Issuer, *, key_of: Issuer | None = None, now: float = NOW) -> str | InvalidToken:
    keys = read_keys(json.dumps((key_of or issuer).jwks()).encode())
    assert keys
    [key] = keys.values()
    return verify_token(token, key, Trusted(issuer.issuer, AUDIENCE, ""), now)


def test_a_token_of_the_retailers_sign_in_proves_its_customer(issuer: Issuer) -> None:
    assert judge(mint(issuer), issuer) == "u-1001"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": NOW - 31}, InvalidToken.EXPIRED),
        ({"iat": NOW + 60, "exp": NOW + 90}, InvalidToken.NOT_YET),
        ({"nbf": NOW + 60}, InvalidToken.NOT_YET),
        ({"exp": NOW + 25 * 3600}, InvalidToken.TOO_LONG),
        ({"aud": "somebody-else"}, InvalidToken.AUDIENCE),
        ({"iss": "https://elsewhere.example"}, InvalidToken.ISSUER),
        ({"aud": None}, InvalidToken.CLAIM),
        ({"exp": None}, InvalidToken.CLAIM),
        ({"iat": None}, InvalidToken.CLAIM),
        ({"sub": None}, InvalidToken.CLAIM),
        ({"sub": ""}, InvalidToken.SUBJECT),
        ({"sub": "a\nb"}, InvalidToken.SUBJECT),
        ({"sub": " u-1001"}, InvalidToken.SUBJECT),
        ({"sub": True}, InvalidToken.SUBJECT),
        ({"sub": "x" * 256}, InvalidToken.SUBJECT),
        ({"sub": "../u-1001"}, InvalidToken.SUBJECT),
    ],
)
def test_a_token_that_does_not_count_says_why(issuer: Issuer, claims: dict[str, object], why: InvalidToken) -> None:
    assert judge(mint(issuer, **claims), issuer) is why


def test_a_number_for_a_sub_proves_its_customer_as_well(issuer: Issuer) -> None:
    """jpadilla/pyjwt#1017: sign-ins of Django and MediaWiki write one, and the library refuses it since 2.10."""
    assert judge(mint(issuer, sub=9001, jti=7), issuer) == "9001"


@pytest.mark.parametrize("claims", [{"exp": NOW - 29}, {"iat": NOW + 29, "exp": NOW + 60}])
def test_clocks_may_differ_by_half_a_minute(issuer: Issuer, claims: dict[str, object]) -> None:
    assert judge(mint(issuer, **claims), issuer) == "u-1001"


@pytest.mark.parametrize("times", [{"exp": float("nan")}, {"exp": float("inf")}, {"iat": "x"}, {"exp": True}])
def test_times_that_are_none_prove_nobody(issuer: Issuer, times: dict[str, object]) -> None:
    assert isinstance(judge(mint(issuer, **times), issuer), InvalidToken)


def test_another_key_of_the_same_name_proves_nobody(issuer: Issuer) -> None:
    assert judge(mint(Issuer()), issuer) is InvalidToken.SIGNATURE


async def with_file(issuer: Issuer, folder, token: str) -> str | InvalidToken:
    keys = issuer.publish(folder / "jwks.json")
    async with open_outgoing() as client:
        identities = Identities(client, Trusted(issuer.issuer, AUDIENCE, str(keys)), Clock())
        return await identities.customer_ref(token, NOW)


async def test_unsigned_and_confused_tokens_prove_nobody(issuer: Issuer, tmp_path) -> None:
    claims = jwt.decode(mint(issuer), options={"verify_signature": False})
    unsigned = jwt.encode(claims, None, algorithm="none", headers={"kid": issuer.key_id})
    assert await with_file(issuer, tmp_path, unsigned) is InvalidToken.ALGORITHM
    # The public key taken for a shared secret.
    secret = issuer.jwks()["keys"][0]["x"].encode()
    confused = jwt.encode(claims, secret, algorithm="HS256", headers={"kid": issuer.key_id})
    assert await with_file(issuer, tmp_path, confused) is InvalidToken.ALGORITHM
    # A key that the token brings along itself.
    rsa_key = rsa.generate_private_key(65537, 2048)
    pem = rsa_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    own = jwt.encode(claims, pem, algorithm="RS256", headers={"kid": issuer.key_id, "jwk": {"kty": "RSA"}})
    assert await with_file(issuer, tmp_path, own) is InvalidToken.ALGORITHM
    other = jwt.encode(claims, pem, algorithm="RS256", headers={"kid": "other"})
    assert await with_file(issuer, tmp_path, other) is InvalidToken.UNKNOWN_KEY
    for rubbish in ("x", "a.b.c", "..", "é", "x" * 9000):
        assert await with_file(issuer, tmp_path, rubbish) is InvalidToken.MALFORMED
    no_header = base64.b64encode(b"{}").decode() + ".."
    assert await with_file(issuer, tmp_path, no_header) in {InvalidToken.MALFORMED, InvalidToken.ALGORITHM}
    assert await with_file(issuer, tmp_path, "") is InvalidToken.MISSING
    assert await with_file(issuer, tmp_path, mint(issuer)) == "u-1001"


@pytest.mark.parametrize(
    "document", [b"", b"[]", b"{}", b'{"keys": 1}', b'{"keys": [1, {}, {"kty": "oct", "k": "AA", "kid": "a"}]}']
)
def test_what_is_no_key_set_gives_no_key(document: bytes) -> None:
    assert not read_keys(document)


async def serving(sign_in: Any) -> tuple[str, Callable[[], Awaitable[None]]]:
    """Serve it; returns where its keys are, and what stops it."""
    listening = bind(0, "")
    server = server_for(sign_in)
    task = asyncio.create_task(server.serve(sockets=[listening]))

    async def stop() -> None:
        server.should_exit = True
        await task

    return f"http://{HOST}:{listening.getsockname()[1]}/.well-known/jwks.json", stop


async def test_keys_come_over_http_and_a_new_one_is_found_without_asking_for_each_invented_one(issuer: Issuer) -> None:
    served = {"issuer": issuer, "asked": 0}

    async def counting(scope, receive, send) -> None:
        served["asked"] += scope["type"] == "http"
        await issuer_app(served["issuer"])(scope, receive, send)

    clock = SteppedClock()
    async with open_outgoing() as client:
        url, stop = await serving(counting)
        identities = Identities(client, Trusted(issuer.issuer, AUDIENCE, url), clock)
        assert await identities.customer_ref(mint(issuer), NOW) == "u-1001"
        assert served["asked"] == 1
        invented = Issuer()
        for _ in range(20):
            assert await identities.customer_ref(mint(invented), NOW) is InvalidToken.UNKNOWN_KEY
        assert served["asked"] == 1
        served["issuer"] = rotated = Issuer()
        clock.now += ASK_AGAIN_SECONDS
        assert await identities.customer_ref(mint(rotated, "u-1002"), NOW) == "u-1002"
        # The old key was taken out by its issuer.
        assert await identities.customer_ref(mint(issuer), NOW) is InvalidToken.UNKNOWN_KEY
        await stop()
        # Without the issuer the keys that are known go on counting for a day, and no longer.
        clock.now += 3601
        assert await identities.customer_ref(mint(rotated, "u-1002"), NOW) == "u-1002"
        clock.now += 24 * 3600
        with pytest.raises(KeysUnavailable):
            await identities.customer_ref(mint(rotated, "u-1002"), NOW)


async def test_an_invented_key_makes_nobody_else_wait_for_a_slow_issuer(issuer: Issuer) -> None:
    asked: asyncio.Queue[None] = asyncio.Queue()
    answers = asyncio.Event()

    async def slow(scope, receive, send) -> None:
        if scope["type"] == "http":
            asked.put_nowait(None)
            await answers.wait()
        await issuer_app(issuer)(scope, receive, send)

    clock = SteppedClock()
    async with open_outgoing() as client:
        url, stop = await serving(slow)
        identities = Identities(client, Trusted(issuer.issuer, AUDIENCE, url), clock)
        answers.set()
        assert await identities.customer_ref(mint(issuer), NOW) == "u-1001"
        answers.clear()
        clock.now += ASK_AGAIN_SECONDS
        await asked.get()
        inventing = asyncio.create_task(identities.customer_ref(mint(Issuer()), NOW))
        await asked.get()
        assert await identities.customer_ref(mint(issuer), NOW) == "u-1001"
        assert not inventing.done()
        answers.set()
        assert await inventing is InvalidToken.UNKNOWN_KEY
        await stop()


class SteppedClock:
    """Monotonic time that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def mono(self) -> float:
        return self.now


@pytest.mark.parametrize("slip", ['{"keys": []}', '{"keys": [{"kty": "oct", "k": "AA", "kid": "a"}]}', "{}", "<html>"])
async def test_an_answer_without_a_usable_key_signs_nobody_out(issuer: Issuer, slip: str, serve) -> None:
    said = {"document": slip}

    async def jwks(_request: Request) -> Response:
        return Response(said["document"], media_type="application/json")

    clock, light = SteppedClock(), Light("sign-in keys")
    async with serve(Starlette(routes=[Route("/jwks", jwks)])) as url, open_outgoing() as client:
        identities = Identities(client, Trusted(issuer.issuer, AUDIENCE, f"{url}/jwks"), clock, light)
        with pytest.raises(KeysUnavailable):  # it is not the customer's fault
            await identities.customer_ref(mint(issuer), NOW)
        assert light.state in {LightState.NEVER_WORKED, LightState.STOPPED}
        said["document"] = json.dumps(issuer.jwks())
        clock.now += ASK_AGAIN_SECONDS
        assert await identities.customer_ref(mint(issuer), NOW) == "u-1001"
        assert light.state is LightState.WORKING
        said["document"] = slip
        for times in (1, 2):
            clock.now += FRESH_SECONDS + 1
            assert await identities.customer_ref(mint(issuer), NOW) == "u-1001"
            assert light.state is LightState.STOPPED
            assert f"no usable key in the answer ({times} in a row); 1 from before counts" in in_english(light.reason)
        clock.now += STALE_SECONDS
        with pytest.raises(KeysUnavailable):
            await identities.customer_ref(mint(issuer), NOW)
        said["document"] = json.dumps(issuer.jwks())
        clock.now += ASK_AGAIN_SECONDS
        assert await identities.customer_ref(mint(issuer), NOW) == "u-1001"
        assert light.state is LightState.WORKING


@pytest.mark.parametrize(
    ("content", "why"), [(None, "No such file"), ('{"keys": []}', "no public key"), ("<html>", "no public")]
)
async def test_a_file_of_keys_that_nobody_can_use_stops_the_start(
    content: str | None, why: str, tmp_path: Path
) -> None:
    file = tmp_path / "nokeys.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(KeysUnreadable, match=f"nokeys.json.*{why}.*app_keys to its https address"):
        async with open_shop(tmp_path, app_keys=str(file)):
            pass
