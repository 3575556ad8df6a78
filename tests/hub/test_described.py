"""Every answer that any route gives is named in the description of the API, with the shape that it has.

The routes are taken from the description itself and each is asked in every bad way there is, so a new one is walked
without being thought of; and what the application serves beside them is listed here with a reason.
"""

import copy
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from fastapi.routing import iter_route_contexts
from whole_hub import Shop, open_shop

from simulators.colleague import sign_in_by_pin
from simulators.people import MEMBERS

JSON = {"content-type": "application/json"}
LARGE = b'{"a":"' + b"A" * 2_000_000 + b'"}'
BODIES = {
    "none": (b"", JSON),
    "no json": (b"{", JSON),
    "no text": (b"\xff\xfe", JSON),
    "another shape": (b"[1]", JSON),
    "empty": (b"{}", JSON),
    "a number for everything": (b'{"pin":1,"staff":1,"items":1,"request_id":1,"granted":1,"customer_ref":1}', JSON),
    "a form": (b"a=b", {"content-type": "application/x-www-form-urlencoded"}),
    "large": (LARGE, JSON),
}
# Where somebody signs out, is removed, or gets other ways in; the walk begins each of them anew, and what follows them.
ENDS_A_SIGN_IN = ("/api/staff/session", "/api/staff/me", "/api/staff/devices", "/api/staff/enrol", "/api/people")
# Redirects and files for browsers, and the description itself: nothing that a program would look up.
NOT_DESCRIBED = {"/", "/app", "/app/", "/openapi.json"}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, till_shopify_secrets="hush", calibration_walkers=MEMBERS[0].ref) as opened:
        yield opened


def operations(api: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def test_every_route_is_described(shop: Shop) -> None:
    described = set(shop.hub.running.web.openapi()["paths"])
    routes = {context.path for context in iter_route_contexts(shop.hub.running.web.routes) if hasattr(context, "path")}
    assert len(routes) > 40
    assert routes - described == NOT_DESCRIBED


def is_as_described(api: dict[str, Any], operation: dict[str, Any], answer: httpx.Response) -> str:
    """What is wrong, or nothing."""
    described = operation["responses"].get(str(answer.status_code))
    if described is None:
        return f"{answer.status_code} is not described: {answer.text[:100]}"
    if not answer.content:
        return ""
    if "content" not in described:
        return f"{answer.status_code} has a body that is not described: {answer.text[:100]}"
    kind = answer.headers["content-type"].split(";")[0]
    if kind not in described["content"]:
        return f"{answer.status_code} is {kind}, and described are {list(described['content'])}"
    schema = described["content"][kind].get("schema")
    if kind != "application/json" or schema is None:
        return ""
    whole = {"components": api["components"], **copy.deepcopy(schema)}
    error = jsonschema.Draft202012Validator(whole).iter_errors(answer.json())
    return next((f"{answer.status_code} is not of its shape: {each.message[:200]}" for each in error), "")


@pytest.mark.parametrize("way", ["nothing", "a bad token", "a member", "a handheld"])
async def test_every_answer_is_described(shop: Shop, way: str) -> None:
    api = shop.hub.running.web.openapi()
    wrong: set[str] = set()
    seen: set[tuple[str, int]] = set()
    client, headers = await asking(shop, way, 0)
    before = ""
    for number, (path, method, operation) in enumerate(operations(api)):
        # Members leave by some of them and colleagues are signed out by others, whose PINs take long to make and check.
        if number and (way != "a handheld" or path.startswith(ENDS_A_SIGN_IN) or before.startswith(ENDS_A_SIGN_IN)):
            client, headers = await asking(shop, way, number)
        before = path
        for body, own in (BODIES if method in {"POST", "PUT", "PATCH"} else {"none": (b"", {})}).values():
            for identifier in ("x", "0" * 32, "%00", "a" * 300, "recognise_in_store"):
                if identifier != "x" and ("{" not in path or body is LARGE):
                    continue
                url = "/".join(identifier if "{" in part else part for part in path.split("/"))
                if path == "/api/staff/stream":
                    url += "?since=x"
                answer = await client.request(method, url, content=body, headers=headers | own)
                assert answer.status_code < 500 or answer.status_code == 503, (method, path, answer.text)
                seen.add((f"{method} {path}", answer.status_code))
                if fault := is_as_described(api, operation, answer):
                    wrong.add(f"{method} {path}: {fault}")
        for bad in ({"host": "evil.example"}, {"content-length": "1", "transfer-encoding": "chunked"}):
            answer = await client.request(method, path.replace("{", "").replace("}", ""), headers=headers | bad)
            assert answer.status_code in {400, 421}
            if fault := is_as_described(api, operation, answer):
                wrong.add(f"{method} {path}: {fault}")
    assert "\n".join(sorted(wrong)) == ""
    assert len(seen) > len(list(operations(api)))


async def asking(shop: Shop, way: str, number: int) -> tuple[httpx.AsyncClient, dict[str, str]]:
    """A client, and what it says who it is."""
    if way == "a handheld":
        return await shop.handheld(), {}
    if way == "a member":
        phone = await shop.enrolled(number)
        identity = phone.issuer.mint(phone.persona.ref)
        return shop.client(), {"Authorization": f"Bearer {identity}", "Goddag-Install": phone.install_id}
    bad = {
        "Authorization": "Bearer x.y.z",
        "Goddag-Install": "x" * 20,
        "webhook-id": "x",
        "webhook-signature": "v1,eA==",
    }
    return shop.client(), bad if way == "a bad token" else {}


async def test_a_guessed_pin_is_answered_as_described(shop: Shop) -> None:
    api = shop.hub.running.web.openapi()
    operation = api["paths"]["/api/staff/session"]["post"]
    till, person = await shop.enrolled_handheld(), shop.person()
    for expected in [401] * 5 + [429]:
        answer = await sign_in_by_pin(till, person.id, "000000")
        assert answer.status_code == expected
        assert is_as_described(api, operation, answer) == ""
    assert 0 < int(answer.headers["retry-after"]) <= 300
