"""Signing in at the shop's own identity provider: an honest one that others wrote, and one that is wrong on purpose."""

import base64
import contextlib
import hashlib
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import ValidationError
from test_sessions import ShiftedTime, clock, code_of, state
from whole_hub import Shop, open_shop

from hub.ground.health.light import LightState
from hub.ground.web.may import Role
from hub.trust.accounts.people import FROM_THE_BOX, Change
from hub.trust.accounts.provider import ASK_AGAIN_SECONDS
from hub.trust.accounts.provider_identities import WAITING_SECONDS
from hub.trust.accounts.provider_sign_in import AWAY_SECONDS, TICKET_SECONDS
from hub.trust.accounts.settings import AccountSettings
from simulators.colleague import colleague_at
from simulators.identity_provider import IdentityProvider
from simulators.serving import free_ports, served
from simulators.waiting import until

__all__ = ["clock"]
PROVIDER = "/api/staff/session/provider"
SUBJECT = "00u-maja"


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    wrong = IdentityProvider()
    async with served(wrong.app()) as url:
        wrong.issuer = url
        yield wrong


@asynccontextmanager
async def shop_with(folder: Path, issuer: str, **settings: Any) -> AsyncIterator[Shop]:
    async with open_shop(folder, oidc_issuer=issuer, oidc_client_id="goddag", **settings) as shop:
        shop.person("Maja")
        yield shop


@pytest.fixture
async def shop(tmp_path: Path, provider: IdentityProvider) -> AsyncIterator[Shop]:
    async with shop_with(tmp_path, provider.issuer, oidc_client_secret="a secret") as opened:
        yield opened


async def sent(browser: httpx.AsyncClient, *, step_up: bool = False) -> httpx.Response:
    return await browser.post(PROVIDER, json={"public_key": colleague_at(browser).public_key, "step_up": step_up})


async def came_back(browser: httpx.AsyncClient, answer: dict[str, str]) -> httpx.Response:
    """A browser opens the way back; then its page asks what came of it."""
    back = await browser.get("/auth/callback", params=answer)
    assert (back.status_code, back.headers["location"]) == (303, "/app/handheld/")
    assert (await state(browser))["returned"]
    return await browser.post(f"{PROVIDER}/return", json={"public_key": colleague_at(browser).public_key})


async def tried(browser: httpx.AsyncClient, provider: IdentityProvider, subject: str = SUBJECT) -> httpx.Response:
    begun = (await sent(browser)).raise_for_status().json()
    return await came_back(browser, provider.sign_in(begun["address"], subject))


async def linked(shop: Shop, provider: IdentityProvider, name: str = "Maja", subject: str = SUBJECT) -> None:
    """Somebody tries in vain, and a manager takes their code."""
    browser = shop.browser()
    refused = (await tried(browser, provider, subject)).json()
    assert not (await state(browser))["returned"]
    assert refused["code"] == "provider_unlinked"
    manager = await shop.handheld("Birgitte")
    answer = await manager.put(f"/api/people/{shop.person(name).id}/provider", json=refused["args"])
    assert answer.status_code == 204, answer.text


def light(shop: Shop) -> LightState:
    return next(each.state for each in shop.hub.ground.lights.all() if each.name == "identity provider")


# --- an honest provider


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    """Its tokens carry no key id."""
    [port] = free_ports(1)
    claims = f'{{"sub": "{SUBJECT}", "name": "Maja Holm", "email": "maja@shop.example", "groups": ["/shop/floor"]}}'
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--user-claims", claims],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


async def answers(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{url}/.well-known/openid-configuration")).is_success
    return False


async def test_who_a_manager_has_linked_comes_in_and_nobody_by_an_address_that_is_the_same(
    tmp_path: Path, honest: str
) -> None:
    await until("the provider", lambda: answers(honest), 60)
    async with shop_with(tmp_path, honest, oidc_client_secret="any") as shop:
        shop.person("maja@shop.example")
        browser = shop.browser()
        assert (await state(browser))["provider"]
        address = (await sent(browser)).raise_for_status().json()["address"]
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["code_challenge_method"] == "S256"
        assert query["redirect_uri"] == "http://127.0.0.1/auth/callback"

        async def signed_in_there(address: str) -> dict[str, str]:
            async with httpx.AsyncClient() as client:
                answer = await client.post(address, data={"sub": SUBJECT})
            back = parse_qs(urlsplit(answer.headers["location"]).query)
            return {name: values[0] for name, values in back.items()}

        refused = await came_back(browser, await signed_in_there(address))
        assert (refused.status_code, refused.json()["code"]) == (403, "provider_unlinked")
        manager = await shop.handheld("Birgitte")
        [waiting] = (await manager.get("/api/people/provider/waiting")).json()
        assert (waiting["name"], waiting["code"]) == ("Maja Holm", refused.json()["args"]["code"])
        path = f"/api/people/{shop.person('Maja').id}/provider"
        assert (await manager.put(path, json={"code": "AAAAAA"})).status_code == 404
        assert (await manager.put(path, json={"code": waiting["code"]})).status_code == 204
        address = (await sent(browser)).raise_for_status().json()["address"]
        let_in = (await came_back(browser, await signed_in_there(address))).raise_for_status().json()
        assert (let_in["name"], let_in["has_provider"]) == ("Maja", True)
        assert await code_of(browser) is None
        assert not (await state(browser))["returned"]
        assert light(shop) is LightState.WORKING
        # It says that they proved themselves just now.
        assert (await state(browser))["proven"]
        changes = [each.change for each in shop.sign_in.people.changes()]
        assert Change.PROVIDER_LINKED in changes


# --- a provider that is wrong


async def test_a_token_that_is_wrong_lets_nobody_in(shop: Shop, provider: IdentityProvider) -> None:
    await linked(shop, provider)
    browser = shop.browser()
    wrong: list[dict[str, Any]] = [
        {"claims": {"iss": "https://somebody.example"}},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": ["goddag", "another"]}},
        {"claims": {"azp": "another"}},
        {"claims": {"nonce": "of another question"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": 1_700_000_000, "iat": 1_699_999_000}},
        {"claims": {"iat": 4_000_000_000, "exp": 4_000_000_100}},
        {"claims": {"exp": 4_000_000_000}},
        {"claims": {"exp": "tomorrow"}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": None}},
        {"algorithm": "HS256"},
        {"algorithm": "none"},
    ]
    for each in wrong:
        provider.claims, provider.algorithm = each.get("claims", {}), each.get("algorithm", "ES256")
        refused = await tried(browser, provider)
        assert (refused.status_code, refused.json()["code"]) == (403, "provider_wrong"), each
        assert await code_of(browser) == "device_unknown"
        assert light(shop) is LightState.STOPPED
    # It was the token each time: put right, the same browser comes in.
    provider.claims, provider.algorithm = {}, "ES256"
    assert (await tried(browser, provider)).status_code == 200
    assert light(shop) is LightState.WORKING


async def test_nobody_is_sent_to_a_provider_that_is_another_or_none(
    shop: Shop, provider: IdentityProvider, clock: ShiftedTime
) -> None:
    wrong: list[dict[str, Any]] = [
        {"discovery": {"issuer": "https://somebody.example"}},
        {"discovery": {"authorization_endpoint": "javascript:alert(1)"}},
        {"discovery": {"token_endpoint": "http://somebody.example/token"}},
        {"discovery": {"jwks_uri": None}},
        {"page": True},
    ]
    for each in wrong:
        provider.discovery, provider.page = each.get("discovery", {}), each.get("page", False)
        refused = await sent(shop.browser())
        assert (refused.status_code, refused.json()["code"]) == (409, "provider_away"), each
        assert light(shop) is LightState.STOPPED
        clock.by += ASK_AGAIN_SECONDS
    provider.discovery, provider.page = {}, False
    assert (await sent(shop.browser())).status_code == 200


async def test_a_provider_that_falls_silent_is_said_and_the_pin_goes_on_working(tmp_path: Path) -> None:
    [port] = free_ports(1)
    async with shop_with(tmp_path, f"http://127.0.0.1:{port}") as shop:
        refused = await sent(shop.browser())
        assert refused.json()["code"] == "provider_away"
        assert light(shop) is LightState.NEVER_WORKED
        assert await code_of(await shop.handheld("Birgitte")) is None


async def test_one_that_turns_into_a_page_between_there_and_back(shop: Shop, provider: IdentityProvider) -> None:
    await linked(shop, provider)
    browser = shop.browser()
    answer = provider.sign_in((await sent(browser)).json()["address"], SUBJECT)
    provider.page = True
    refused = await came_back(browser, answer)
    assert refused.json()["code"] == "provider_away"
    assert light(shop) is LightState.STOPPED


# --- whoever is in between


async def test_a_state_counts_once_and_for_the_browser_that_left_alone(shop: Shop, provider: IdentityProvider) -> None:
    await linked(shop, provider)
    browser, thief = shop.browser(), shop.browser()
    begun = await sent(browser)
    # The way back is a link from another site: Lax, and for that path alone.
    assert "__Secure-goddag-away=" in begun.headers["set-cookie"]
    assert {"SameSite=lax", "Path=/auth", "HttpOnly", "Secure"} <= set(begun.headers["set-cookie"].split("; "))
    answer = provider.sign_in(begun.json()["address"], SUBJECT)
    assert (await sent(thief)).status_code == 200
    stolen = await came_back(thief, answer)
    assert (stolen.status_code, stolen.json()["code"]) == (403, "provider_over")
    assert (await came_back(browser, answer)).status_code == 200
    again = await came_back(browser, answer)
    assert again.json()["code"] == "provider_over"


async def test_a_ticket_is_worth_nothing_with_another_key_and_nothing_later(
    shop: Shop, provider: IdentityProvider, clock: ShiftedTime
) -> None:
    await linked(shop, provider)
    browser, thief = shop.browser(), shop.browser()
    answer = provider.sign_in((await sent(browser)).json()["address"], SUBJECT)
    await browser.get("/auth/callback", params=answer)
    await state(thief)
    colleague_at(thief).cookies = dict(colleague_at(browser).cookies)
    key = {"public_key": colleague_at(thief).public_key}
    stolen = await thief.post(f"{PROVIDER}/return", json=key)
    assert stolen.json()["code"] == "provider_over"
    # With somebody's key that they cannot sign with, they do not even get that far.
    unsigned = await thief.post(f"{PROVIDER}/return", json={"public_key": colleague_at(browser).public_key})
    assert unsigned.json()["code"] == "proof_wrong"
    answer = provider.sign_in((await sent(browser)).json()["address"], SUBJECT)
    await browser.get("/auth/callback", params=answer)
    clock.by += TICKET_SECONDS
    late = await browser.post(f"{PROVIDER}/return", json={"public_key": colleague_at(browser).public_key})
    assert late.json()["code"] == "provider_over"


async def test_who_stays_away_too_long_begins_again(shop: Shop, provider: IdentityProvider, clock: ShiftedTime) -> None:
    await linked(shop, provider)
    browser = shop.browser()
    answer = provider.sign_in((await sent(browser)).json()["address"], SUBJECT)
    clock.by += AWAY_SECONDS
    assert (await came_back(browser, answer)).json()["code"] == "provider_over"


async def test_a_code_of_another_application_or_none_and_another_issuer_prove_nobody(
    shop: Shop, provider: IdentityProvider
) -> None:
    await linked(shop, provider)
    browser = shop.browser()
    mine = provider.sign_in((await sent(browser)).json()["address"], SUBJECT)
    theirs = provider.sign_in(f"{provider.issuer}/authorize?client_id=another&state=s&nonce=n", SUBJECT)
    assert (await came_back(browser, mine | {"code": theirs["code"]})).json()["code"] == "provider_wrong"
    mine = provider.sign_in((await sent(browser)).json()["address"], SUBJECT)
    assert (await came_back(browser, {"state": mine["state"]})).json()["code"] == "provider_denied"
    mine = provider.sign_in((await sent(browser)).json()["address"], SUBJECT)
    mixed = await came_back(browser, mine | {"iss": "https://somebody.example"})
    assert mixed.json()["code"] == "provider_wrong"


async def test_the_code_is_redeemed_with_what_only_this_hub_knows(shop: Shop, provider: IdentityProvider) -> None:
    browser = shop.browser()
    address = (await sent(browser)).json()["address"]
    challenge = parse_qs(urlsplit(address).query)["code_challenge"][0]
    await came_back(browser, provider.sign_in(address, SUBJECT))
    [form] = provider.asked
    digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert (form["client_secret"], digest) == ("a secret", challenge)


# --- roles


ROLES = "/shop/floor = associate; /shop/lead = manager; CN=Marketing,OU=Shop = marketing"


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        (["/shop/floor", "/somewhere/else"], {Role.ASSOCIATE}),
        (["/shop/lead", "CN=Marketing,OU=Shop"], {Role.MANAGER, Role.MARKETING}),
        ("/shop/lead", {Role.MANAGER}),
    ],
)
async def test_roles_are_those_of_the_list_at_each_sign_in(
    tmp_path: Path, provider: IdentityProvider, groups: object, roles: set[Role]
) -> None:
    provider.claims = {"groups": groups}
    async with shop_with(tmp_path, provider.issuer, oidc_role_claim="groups", oidc_roles=ROLES) as shop:
        await linked(shop, provider)
        assert set((await tried(shop.browser(), provider)).json()["roles"]) == roles
        assert shop.person("Maja").roles == roles


@pytest.mark.parametrize(
    ("claims", "code", "left"),
    [
        ({"groups": ["/shop/floors", "/shop", "*"]}, "provider_no_role", set()),
        ({"groups": []}, "provider_no_role", set()),
        # Over two hundred groups Entra says where to ask instead: nothing was said, so nothing changes.
        ({"_claim_names": {"groups": "src1"}}, "provider_no_claim", set(Role)),
    ],
)
async def test_no_match_no_role_and_what_is_not_said_changes_nothing(
    tmp_path: Path, provider: IdentityProvider, claims: dict[str, object], code: str, left: set[Role]
) -> None:
    async with shop_with(tmp_path, provider.issuer, oidc_role_claim="groups", oidc_roles=ROLES) as shop:
        await linked(shop, provider)
        provider.claims = claims
        browser = shop.browser()
        assert (await tried(browser, provider)).json()["code"] == code
        assert await code_of(browser) == "device_unknown"
        assert shop.person("Maja").roles == left


async def test_a_provider_takes_the_last_manager_from_nobody(tmp_path: Path, provider: IdentityProvider) -> None:
    provider.claims = {"groups": ["/shop/floor"]}
    async with shop_with(tmp_path, provider.issuer, oidc_role_claim="groups", oidc_roles=ROLES) as shop:
        await linked(shop, provider)
        shop.sign_in.people.set_roles(shop.person("Birgitte"), {Role.ASSOCIATE}, FROM_THE_BOX, 0)
        assert (await tried(shop.browser(), provider)).json()["code"] == "last_manager"
        assert Role.MANAGER in shop.person("Maja").roles


# --- once more


async def test_once_more_at_the_provider_proves_who_it_is_when_it_asked_anew(
    shop: Shop, provider: IdentityProvider, clock: ShiftedTime
) -> None:
    await linked(shop, provider)
    browser = shop.browser()
    await tried(browser, provider)
    assert (await state(browser))["proven"]
    shop.sign_in.sessions.all()[0].proven_at -= 3600
    assert (await browser.post("/api/staff/me/pin")).json()["code"] == "step_up"
    address = (await sent(browser, step_up=True)).json()["address"]
    query = parse_qs(urlsplit(address).query)
    assert (query["max_age"], query["prompt"]) == (["0"], ["login"])
    # It remembered them, and did not ask; or it does not say.
    for claims in ({"auth_time": 1_700_000_000}, {"auth_time": None}):
        provider.claims = claims
        address = (await sent(browser, step_up=True)).json()["address"]
        refused = await came_back(browser, provider.sign_in(address, SUBJECT))
        assert refused.json()["code"] == "provider_not_anew"
        assert not (await state(browser))["proven"]
    provider.claims = {}
    address = (await sent(browser, step_up=True)).json()["address"]
    assert (await came_back(browser, provider.sign_in(address, SUBJECT))).status_code == 200
    assert (await browser.post("/api/staff/me/pin")).status_code == 200


async def test_somebody_else_at_the_provider_proves_nothing_of_whoever_is_signed_in(
    shop: Shop, provider: IdentityProvider
) -> None:
    await linked(shop, provider)
    await linked(shop, provider, "Thomas", "00u-thomas")
    browser = shop.browser()
    await tried(browser, provider)
    session = next(each for each in shop.sign_in.sessions.all() if each.person == shop.person("Maja").id)
    session.proven_at -= 3600
    address = (await sent(browser, step_up=True)).json()["address"]
    refused = await came_back(browser, provider.sign_in(address, "00u-thomas"))
    assert refused.json()["code"] == "provider_another"
    assert not (await state(browser))["proven"]


# --- accounts


async def test_who_is_unlinked_or_removed_is_out_at_once_and_comes_in_no_more(
    shop: Shop, provider: IdentityProvider
) -> None:
    await linked(shop, provider)
    browser = shop.browser()
    await tried(browser, provider)
    manager = await shop.handheld("Birgitte")
    path = f"/api/people/{shop.person('Maja').id}/provider"
    assert (await manager.delete(path)).status_code == 204
    assert (await manager.delete(path)).status_code == 404
    assert await code_of(browser) == "session_revoked"
    assert (await tried(browser, provider)).json()["code"] == "provider_unlinked"
    await linked(shop, provider)
    await tried(browser, provider)
    await manager.delete(f"/api/people/{shop.person('Maja').id}")
    assert await code_of(browser) != "step_up"
    assert shop.db.rows("SELECT * FROM provider_identities") == []
    assert (await tried(shop.browser(), provider)).json()["code"] == "provider_unlinked"


async def test_a_shared_handheld_stays_everybodys_and_ones_own_opens_to_nobody_else(
    shop: Shop, provider: IdentityProvider
) -> None:
    await linked(shop, provider)
    await linked(shop, provider, "Thomas", "00u-thomas")
    shared = await shop.enrolled_handheld("Till 2")
    assert (await tried(shared, provider)).json()["name"] == "Maja"
    assert (await tried(shared, provider, "00u-thomas")).json()["name"] == "Thomas"
    assert (await state(shared))["device"] == "shared"
    own = shop.browser()
    await tried(own, provider)
    assert (await state(own))["device"] == "own"
    assert (await tried(own, provider, "00u-thomas")).json()["code"] == "device_of_another"


async def test_a_code_is_the_same_for_as_long_as_they_wait_and_then_over(
    shop: Shop, provider: IdentityProvider, clock: ShiftedTime
) -> None:
    first = (await tried(shop.browser(), provider)).json()["args"]["code"]
    assert re.fullmatch("[A-Z2-9]{6}", first)
    assert (await tried(shop.browser(), provider)).json()["args"]["code"] == first
    clock.by += WAITING_SECONDS
    manager = await shop.handheld("Birgitte")
    assert (await manager.get("/api/people/provider/waiting")).json() == []


async def test_a_shop_without_a_provider_offers_none(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        shop.person("Maja")
        browser = shop.browser()
        assert not (await state(browser))["provider"]
        assert (await sent(browser)).json()["code"] == "no_provider"
        assert (await browser.get("/auth/callback")).json()["code"] == "no_provider"


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "https://id.example"},
        {"oidc_client_id": "goddag"},
        {"oidc_issuer": "http://id.example", "oidc_client_id": "goddag"},
        {"oidc_issuer": "https://id.example", "oidc_client_id": "goddag", "oidc_role_claim": "groups"},
        {"oidc_roles": "/shop/floor = associate"},
        {"oidc_role_claim": "groups", "oidc_roles": "/shop/* = associate"},
        {"oidc_role_claim": "groups", "oidc_roles": "/shop/floor = boss"},
        {"oidc_role_claim": "groups", "oidc_roles": "/shop/floor"},
        {"oidc_scopes": "profile"},
    ],
)
def test_settings_that_let_in_the_wrong_ones_stop_the_hub(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        AccountSettings.model_validate(settings)
