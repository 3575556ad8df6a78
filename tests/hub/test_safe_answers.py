"""What every answer tells a browser, what another site has of a colleague's, and what asks once more who it is."""

import re
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from whole_hub import Shop, open_shop

from hub.ground.web.may import STEP_UP_SECONDS, May, Role, endpoints_of
from hub.trust.accounts.gate import DEVICE_COOKIE, SESSION_COOKIE
from hub.trust.accounts.links import LinkKind
from hub.trust.accounts.people import FROM_THE_BOX
from simulators.colleague import colleague_at, sign_in_by_link, sign_in_by_pin

EVIL = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def test_every_answer_says_how_a_browser_has_to_take_it(shop: Shop) -> None:
    maja = await shop.handheld("Maja")
    answers = {path: await maja.get(path) for path in ("/healthz", "/api/people", "/api/nothing", "/app/handheld/")}
    answers["refused"] = await shop.client().get("/api/people")
    answers["invalid"] = await maja.post("/api/people", json={"name": "<script>"})
    answers["elsewhere"] = await shop.client().get("/healthz", headers={"host": "evil.example"})
    for path, answer in answers.items():
        policy = answer.headers["content-security-policy"]
        for rule in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"):
            assert rule in policy, path
        assert "frame-ancestors 'self'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers
        if path == "/app/handheld/" and answer.status_code == 200:
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert answer.headers["cache-control"] == "no-cache"
        else:
            # JSON is UTF-8 by itself (RFC 8259): it has no charset.
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["cache-control"] == "no-store"


async def test_both_cookies_are_the_hub_s_alone(shop: Shop) -> None:
    maja, phone = shop.person("Maja"), shop.browser()
    secret, _ = shop.sign_in.links.make(LinkKind.WELCOME, maja.id, FROM_THE_BOX, shop.sign_in.now_ms())
    answer = await sign_in_by_link(phone, secret)
    cookies = {
        name: morsel
        for header in answer.headers.get_list("set-cookie")
        for name, morsel in SimpleCookie(header).items()
    }
    assert set(cookies) == {SESSION_COOKIE, DEVICE_COOKIE}
    for name, morsel in cookies.items():
        assert name.startswith("__Host-")
        assert (morsel["secure"], morsel["httponly"], morsel["samesite"].lower()) == (True, True, "strict")
        assert (morsel["path"], morsel["domain"]) == ("/", "")
        # 256 bits as base64url.
        assert re.fullmatch(r"[\w-]{43}", morsel.value)
        assert morsel.value not in answer.text


async def test_signing_in_anew_ends_what_was_open_on_that_device(shop: Shop) -> None:
    till, maja = await shop.enrolled_handheld(), shop.person("Maja")
    pin = shop.sign_in.give_pin(maja, FROM_THE_BOX)
    assert (await sign_in_by_pin(till, maja.id, pin)).status_code == 200
    before = colleague_at(till).cookies[SESSION_COOKIE]
    assert (await sign_in_by_pin(till, maja.id, pin)).status_code == 200
    after = colleague_at(till).cookies[SESSION_COOKIE]
    assert before != after
    colleague_at(till).cookies[SESSION_COOKIE] = before
    assert (await till.get("/api/people")).json()["code"] == "session_signed_out"


async def test_another_site_may_neither_read_nor_send_anything(shop: Shop) -> None:
    """What a browser would send for a page of another site, if it sent our cookies at all."""
    maja = await shop.handheld("Maja")
    asked = await shop.client().options(
        "/api/people", headers=EVIL | {"access-control-request-method": "POST", "access-control-request-headers": "x"}
    )
    assert asked.status_code == 405
    assert not [name for name in asked.headers if name.startswith("access-control")]
    victim = shop.client()
    victim.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in colleague_at(maja).cookies.items())
    for endpoint in endpoints_of(shop.hub.running.web):
        if isinstance(endpoint.declared[0], May) and endpoint.method == "POST":
            path = endpoint.path.replace("{", "x").replace("}", "")
            answer = await victim.post(path, data={"name": "Evil"}, headers=EVIL)
            assert answer.json()["code"] == "another_site", path
    assert [each.name for each in shop.sign_in.people.all()] == ["Maja"]


FROM_ELSEWHERE = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1"},
    {"origin": "https://evil.example"},
    {"origin": "http://127.0.0.1:8001"},
    {"origin": "null"},
    {"referer": "https://evil.example/page"},
    {"referer": "http://["},
)
FROM_HERE = (
    {},
    {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1"},
    {"sec-fetch-site": "none"},
    {"origin": "http://127.0.0.1"},
    {"origin": "http://127.0.0.1:80"},
    {"referer": "http://127.0.0.1/app/handheld/"},
)


async def test_no_page_of_another_site_moves_a_hub_that_is_open_to_its_machine(shop: Shop) -> None:
    """A request without a body is sent by any page without asking first; what is read, the browser keeps from it."""
    anybody, asked = shop.client(), 0
    assert shop.hub.accounts.gate.is_open
    unsafe = [each for each in endpoints_of(shop.hub.running.web) if each.method != "GET"]
    for endpoint in unsafe:
        path = endpoint.path.replace("{", "x").replace("}", "")
        for headers in FROM_ELSEWHERE:
            answer = await anybody.request(endpoint.method, path, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "another_site"), (path, headers)
            asked += 1
    assert asked > 400
    for headers in FROM_HERE:
        answer = await anybody.post("/api/people", headers=headers)
        assert answer.status_code == 422, headers
    assert (await anybody.get("/healthz", headers=FROM_ELSEWHERE[0])).status_code == 200


async def test_a_body_that_says_it_is_no_json_is_not_read(shop: Shop) -> None:
    """A page of another site may send text and forms without asking first; JSON it may not."""
    maja = await shop.handheld("Maja")
    body = b'{"name": "Jonas", "roles": ["associate"]}'
    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = await maja.post("/api/people", content=body, headers={"content-type": media})
        assert answer.status_code == 422, media
    taken = await maja.post("/api/people", content=body, headers={"content-type": "application/json"})
    assert taken.status_code == 201


async def test_reading_changes_nothing(shop: Shop) -> None:
    """Of accounts; what is written by reading is who was used when, and who looked at whom."""
    maja = await shop.handheld("Maja", *Role)
    tables = ("people", "person_roles", "one_time_links", "passkeys", "wrong_pins", "people_changes", "staff_sessions")

    def kept() -> list[object]:
        return [shop.db.rows(f"SELECT * FROM {table}") for table in tables]

    before = kept()
    for endpoint in endpoints_of(shop.hub.running.web):
        if endpoint.method == "GET" and "stream" not in endpoint.path:
            await maja.get(endpoint.path.replace("{", "x").replace("}", ""))
    assert kept() == before


# Each endpoint for people that changes something stands in one of these two, with why.
ASKS_ONCE_MORE = {
    "POST /api/people": "gives a way in",
    "PUT /api/people/{person}/roles": "gives roles",
    "POST /api/people/{person}/link": "gives a way in",
    "POST /api/people/{person}/pin": "gives a way in",
    "PUT /api/people/{person}/provider": "gives a way in",
    "POST /api/staff/devices/links": "makes a device the shop's",
    "POST /api/staff/me/pin": "gives a way in",
    "POST /api/staff/me/passkeys/options": "gives a way in",
    "POST /api/staff/me/passkeys": "gives a way in",
    "DELETE /api/staff/me/passkeys/{id}": "whoever holds the screen could lock its owner out",
    "POST /api/campaigns/{campaign}/approve": "an approval",
    "POST /api/campaigns/{campaign}/start": "reaches customers, and spends",
    "POST /api/campaigns/roles": "says whose approvals count",
    "POST /api/campaigns/why": "what is known of one customer, who need not be here",
    "POST /api/insight/member": "what is known of one customer, who need not be here",
    "POST /api/fleet/exports/{sink}/again": "sends events of customers out of the house",
}
DOES_NOT_ASK = {
    "POST /api/staff/session/step-up": "is how it is proven",
    "DELETE /api/people/{person}": "takes away",
    "DELETE /api/people/{person}/provider": "takes away",
    "DELETE /api/staff/devices/{device}": "takes away: a lost handheld is no time for questions",
    "DELETE /api/staff/me/sessions/{id}": "takes away",
    "DELETE /api/staff/me/sessions": "takes away",
    "DELETE /api/people/{person}/sessions": "takes away",
    "PUT /api/people/{person}/badge": "a badge names somebody, and opens nothing without their PIN",
    "POST /api/people/{person}/unlock": "the PIN is still asked for",
    "POST /api/staff/devices/{device}/unlock": "the PIN is still asked for",
    "PUT /api/staff/me/language": "nothing of weight",
    "POST /api/campaigns": "a draft reaches nobody",
    "POST /api/campaigns/check": "keeps nothing",
    "POST /api/campaigns/ideas": "an idea reaches nobody",
    "POST /api/campaigns/{campaign}/dry-run": "reaches nobody, and names nobody",
    "POST /api/campaigns/{campaign}/comments": "a word among colleagues",
    "POST /api/campaigns/{campaign}/votes": "a word among colleagues",
    "POST /api/campaigns/{campaign}/{step}": "a stop is one tap; what reaches customers has routes of its own",
    "POST /api/staff/offers/redeem": "with a customer at the till",
    "POST /api/staff/visits/{visit_id}/claim": "with a customer in the shop",
    "POST /api/staff/visits/{visit_id}/release": "with a customer in the shop",
    "POST /api/staff/visits/{visit_id}/outcome": "with a customer in the shop",
    "POST /api/staff/visits/{visit_id}/open": "with a customer in the shop",
    "POST /api/staff/visits/{visit_id}/close": "with a customer in the shop",
    "DELETE /api/staff/visits/{visit_id}/notes/{note}": "with a customer in the shop",
    "POST /api/staff/visits/{visit_id}/hand_over": "with a customer in the shop",
    "POST /api/staff/visits/{visit_id}/notes": "with a customer in the shop",
    "POST /api/staff/articles/search": "changes nothing",
    "POST /api/staff/alerts/{alert}/acknowledge": "with a customer in the shop",
    "PUT /api/staff/alerts/break": "one's own break",
    "POST /api/staff/follow_ups": "something to do, for a colleague to see",
    "POST /api/staff/follow_ups/{follow_up}/done": "can be undone",
    "POST /api/staff/follow_ups/{follow_up}/give": "can be given back",
    "POST /api/staff/visits/{visit_id}/client": "with a customer in the shop, who sees it and can end it",
    "PUT /api/staff/clients/{client}/owner": "can be given back",
    "DELETE /api/staff/clients/{client}": "to keep less is never asked about",
    "POST /api/staff/visits/{visit_id}/basket/takeback": "with a customer in the shop",
    "PUT /api/staff/visits/{visit_id}/basket": "with a customer in the shop",
    "POST /api/staff/visits/{visit_id}/basket/handover": "with a customer in the shop",
}


async def test_what_cannot_be_taken_back_asks_once_more_and_every_endpoint_has_decided(shop: Shop) -> None:
    lead, [session] = await shop.handheld("Maja", *Role), shop.sign_in.sessions.all()
    session.proven_at -= STEP_UP_SECONDS + 1
    asks, does_not = set[str](), set[str]()
    for each in endpoints_of(shop.hub.running.web):
        if isinstance(each.declared[0], May) and each.method != "GET":
            asked = each.declared[0].step_up_seconds is not None
            (asks if asked else does_not).add(f"{each.method} {each.path}")
    # A new endpoint takes its place in one of the lists: may it be done on a screen that somebody left open?
    assert (asks ^ set(ASKS_ONCE_MORE), does_not ^ set(DOES_NOT_ASK)) == (set(), set())
    bodies = {
        "POST /api/campaigns/{campaign}/approve": {},
        "POST /api/campaigns/{campaign}/start": {},
        "POST /api/fleet/exports/{sink}/again": {},
    }
    for door, body in bodies.items():
        method, path = door.split()
        answer = await lead.request(method, path.format(campaign="welcome", sink="lake"), json=body)
        assert (answer.status_code, answer.json().get("code")) == (403, "step_up"), door
    stopped = await lead.post("/api/campaigns/welcome/stop", json={})
    assert stopped.json()["code"] != "step_up"


async def test_nobody_takes_the_passkey_of_another(shop: Shop) -> None:
    maja, jonas = shop.person("Maja"), await shop.handheld("Jonas", Role.ASSOCIATE)
    values = b"\x01\x02\x03", maja.id, "localhost", b"key", 0, "single_device", 0, "", "Phone", 0
    shop.db.run("INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", *values)
    assert (await jonas.get("/api/staff/me/passkeys")).json() == []
    assert (await jonas.delete("/api/staff/me/passkeys/AQID")).json()["code"] == "no_passkey"
    assert len(shop.sign_in.passkeys.of(maja.id)) == 1


async def test_a_field_that_nobody_may_set_is_refused(shop: Shop) -> None:
    maja = await shop.handheld("Maja")
    for extra in ({"id": "person-1"}, {"made_by": "x"}, {"pin": "123456"}):
        body = {"name": "Jonas", "roles": ["associate"]} | extra
        assert (await maja.post("/api/people", json=body)).status_code == 422
    shown = (await maja.get("/api/people")).json()
    assert {"pin", "badge", "handle"} & set(shown[0]) == set()
