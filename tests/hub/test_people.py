"""The people of the shop: accounts, roles, and who may do what on which device."""

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import Request
from typer.testing import CliRunner
from whole_hub import Shop, open_shop

from hub.cli import app
from hub.ground.web.may import Endpoint, May, Role, endpoints_of
from hub.ground.web.refused import Refused
from hub.trust.accounts.gate import DEVICE_COOKIE, SESSION_COOKIE
from hub.trust.accounts.people import FROM_THE_BOX
from hub.trust.accounts.proof import PROOF_HEADER
from simulators.colleague import Colleague, colleague_at, sign_in_by_link

GODDAG_HUB = Path(sys.executable).with_name("goddag-hub")


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


# --- the matrix: every endpoint, every role, every state of a device


async def answered(shop: Shop, auth: Colleague, endpoint: Endpoint) -> int:
    """What the declaration of that endpoint says to a request that is signed as a page signs it; 200: come in."""
    path = endpoint.path.replace("{", "").replace("}", "")
    cookies = "; ".join(f"{name}={value}" for name, value in auth.cookies.items())
    headers = {"cookie": cookies, PROOF_HEADER: auth.proof(endpoint.method, path, b""), "host": "127.0.0.1"}

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": endpoint.method,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "app": shop.hub.running.web,
        "state": {},
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }
    [declared] = endpoint.declared
    assert isinstance(declared, May)
    try:
        await declared(Request(scope, receive))
    except Refused as refused:
        return refused.status_code
    return 200


async def test_the_whole_matrix_of_endpoints_roles_and_states_of_devices(shop: Shop) -> None:
    guarded = [each for each in endpoints_of(shop.hub.running.web) if isinstance(each.declared[0], May)]
    assert len(guarded) > 50
    seen = 0
    for role in (None, *Role):
        client = await shop.handheld(f"Somebody {role}", *((role,) if role else (Role.ASSOCIATE,)))
        auth = colleague_at(client)
        if role is None:
            person = shop.sign_in.people.called("Somebody None")
            assert person
            shop.sign_in.people.set_roles(person, (), FROM_THE_BOX, 0)
        for endpoint in guarded:
            declared = endpoint.declared[0]
            assert isinstance(declared, May)
            expected = 200 if role in declared.roles else 403
            assert await answered(shop, auth, endpoint) == expected, (role, endpoint.path)
            seen += 1
    # No state of a device but "signed in" opens anything, whatever the role.
    lead = await shop.handheld("Everything", *Role)
    states = {
        "no device": Colleague(),
        "locked": _but(lead, without=SESSION_COOKIE),
        "another key": _but(lead, another_key=True),
        "no cookie of the device": _but(lead, without=DEVICE_COOKIE),
    }
    for (state, auth), endpoint in itertools.product(states.items(), guarded):
        auth.nonce = auth.nonce or colleague_at(lead).nonce
        assert await answered(shop, auth, endpoint) == 401, (state, endpoint.path)
    shop.sign_in.revoke(shop.sign_in.sessions.all()[0].device, FROM_THE_BOX)
    for endpoint in guarded:
        assert await answered(shop, colleague_at(lead), endpoint) == 401, endpoint.path
    assert seen == len(guarded) * (len(Role) + 1)


async def test_over_http_every_endpoint_refuses_who_has_no_role_for_it(shop: Shop) -> None:
    """Once for each endpoint, with a role that it does not name, as a page would ask."""
    clients = {role: await shop.handheld(f"The {role}", role) for role in Role}
    asked = 0
    for endpoint in endpoints_of(shop.hub.running.web):
        declared = endpoint.declared[0]
        if not isinstance(declared, May):
            continue
        for role in set(Role) - declared.roles:
            path = endpoint.path.replace("{", "x").replace("}", "")
            answer = await clients[role].request(endpoint.method, path, json={})
            # FastAPI reads a body before it asks who sends it: a body of another shape is refused for that.
            assert answer.status_code in {403, 422}, (role, endpoint.path, answer.text)
            if answer.status_code == 403:
                assert answer.json()["code"] == "role_missing"
            asked += 1
    assert asked > 100


async def test_what_cannot_be_taken_back_asks_once_more_who_it_is(shop: Shop) -> None:
    maja = await shop.handheld("Maja")
    [session] = shop.sign_in.sessions.all()
    session.proven_at = -1e9
    refused = await maja.post("/api/people", json={"name": "Jonas", "roles": ["associate"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "step_up")
    person = shop.sign_in.people.called("Maja")
    assert person
    pin = shop.sign_in.give_pin(person, FROM_THE_BOX, session)
    assert (await maja.post("/api/staff/session/step-up", json={"pin": "000000"})).status_code == 401
    assert (await maja.post("/api/staff/session/step-up", json={"pin": pin})).status_code == 204
    assert (await maja.post("/api/people", json={"name": "Jonas", "roles": ["associate"]})).status_code == 201
    # Giving less and stopping is never held up.
    session.proven_at = -1e9
    jonas = shop.sign_in.people.called("Jonas")
    assert jonas
    assert (await maja.delete(f"/api/people/{jonas.id}")).status_code == 204


# --- accounts


async def test_a_manager_adds_somebody_who_comes_in_by_a_link_and_gets_a_pin(shop: Shop) -> None:
    maja = await shop.handheld("Maja")
    made = (await maja.post("/api/people", json={"name": "  Jonas   Ø ", "roles": ["associate"]})).json()
    assert made["person"]["name"] == "Jonas Ø"
    secret = made["link"]["path"].partition("#welcome=")[2]
    phone = shop.browser()
    assert (await sign_in_by_link(phone, secret)).status_code == 200
    pin = (await phone.post("/api/staff/me/pin")).json()["pin"]
    assert len(pin) == 6
    assert (await phone.get("/api/staff/nearby")).status_code == 200
    till = await shop.enrolled_handheld()
    body = {"person": made["person"]["id"], "pin": pin}
    assert (await till.post("/api/staff/session", json=body)).json()["roles"] == ["associate"]


@pytest.mark.parametrize("again", ["Maja", " maja ", "MAJA", "\uff2daja", "Maja\ufe0f"])
async def test_two_people_who_look_alike_on_a_screen_are_refused(shop: Shop, again: str) -> None:
    maja = await shop.handheld("Maja")
    refused = await maja.post("/api/people", json={"name": again, "roles": ["associate"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "name_taken")


@pytest.mark.parametrize("name", ["\u041c\u0430j\u0430", "M\u0430ja", "Ma\u03bfja Hansen", "Åse \u041cüller"])
async def test_a_word_of_two_scripts_is_refused_with_a_sentence(shop: Shop, name: str) -> None:
    maja = await shop.handheld("Maja")
    refused = await maja.post("/api/people", json={"name": name, "roles": ["associate"]})
    assert refused.status_code == 422
    assert "mixes letters of two scripts" in refused.text


@pytest.mark.parametrize(
    ("here", "like"),
    [("Maja", "\u041c\u0430\u0458\u0430"), ("Ida", "lda"), ("Tom", "\u03a4\u03bf\u03bc"), ("Bo", "B0")],
)
async def test_a_name_that_an_eye_takes_for_a_colleague_s_is_refused(shop: Shop, here: str, like: str) -> None:
    lead = await shop.handheld("Birgitte")
    shop.person(here, Role.ASSOCIATE)
    refused = await lead.post("/api/people", json={"name": like, "roles": ["associate"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "name_looks_like")
    assert here in refused.json()["detail"]
    for fine in (
        "\u041c\u0430\u0440\u0438\u044f \u0418\u0432\u0430\u043d\u043e\u0432\u0430",
        "\u674e \u5c0f\u9f8d",
        "\u7530\u4e2d\u3055\u304f\u3089",
        "\u039d\u03af\u03ba\u03bf\u03c2",
        "Øyvind 🚲",
        "Zoë O\u2019Neill-Ærø",
        "Maj",
    ):
        taken = await lead.post("/api/people", json={"name": fine, "roles": ["associate"]})
        assert taken.status_code == 201, fine


async def test_a_long_name_with_emoji_is_taken_and_one_that_cannot_be_shown_is_not(shop: Shop) -> None:
    maja = await shop.handheld("Maja")
    long = ("Åse-Marie 🚲 von Østergård-Sørensen den yngre " * 3)[:80].strip()
    assert (await maja.post("/api/people", json={"name": long, "roles": ["associate"]})).status_code == 201
    for hidden in ("Ma\u202eja", "", "x" * 81, "a\nb", "Maja\u3164", "\u2800", "Ma\u034fja", "Maja\U000e0041"):
        assert (await maja.post("/api/people", json={"name": hidden, "roles": ["associate"]})).status_code == 422


@pytest.mark.parametrize("name", ["Ma\u202eja", "", " ", "x" * 81, "a\nb", "Maja\u3164"])
@pytest.mark.parametrize("command", [("people", "add"), ("devices", "enrol")])
def test_the_command_line_takes_no_name_that_the_screens_would_not(
    tmp_path: Path, command: tuple[str, str], name: str
) -> None:
    folder = ("--data-dir", str(tmp_path))
    refused = CliRunner().invoke(app, [*command, name, *folder])
    assert (refused.exit_code, "the name: it" in refused.output) == (2, True)
    assert not (tmp_path / "hub.db").exists()


async def test_the_last_manager_cannot_leave_or_stop_leading_and_the_command_line_can(
    shop: Shop, tmp_path: Path
) -> None:
    maja = await shop.handheld("Maja", Role.MANAGER, Role.IT)
    person = shop.sign_in.people.called("Maja")
    assert person
    refused = await maja.put(f"/api/people/{person.id}/roles", json={"roles": ["it"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "last_manager")
    assert (await maja.delete(f"/api/people/{person.id}")).json()["code"] == "last_manager"
    shop.person("Kim", Role.MANAGER)
    assert (await maja.put(f"/api/people/{person.id}/roles", json={"roles": ["it"]})).status_code == 200
    for name in ("Kim", "Maja"):
        command = (str(GODDAG_HUB), "people", "revoke", name, "--data-dir", str(tmp_path))
        process = await asyncio.create_subprocess_exec(*command)
        assert await process.wait() == 0


async def test_nobody_gives_themselves_a_role(shop: Shop) -> None:
    it = await shop.handheld("Ida", Role.IT)
    person = shop.sign_in.people.called("Ida")
    assert person
    refused = await it.put(f"/api/people/{person.id}/roles", json={"roles": ["it", "privacy_officer"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "own_roles")


@pytest.mark.parametrize("role", Role)
async def test_who_looks_after_devices_gives_no_role_that_leads_spends_or_looks_into(shop: Shop, role: Role) -> None:
    """A manager gives each; IT gives those of the floor and its own, to new people and to those who are here."""
    maja, ida = await shop.handheld("Maja", Role.MANAGER), await shop.handheld("Ida", Role.IT)
    jonas, may_it = shop.person("Jonas", Role.ASSOCIATE), role in {Role.ASSOCIATE, Role.IT}
    wanted, new = {"roles": ["associate", role]}, {"name": "Kim", "roles": [role]}
    for answer, code in (
        (await ida.post("/api/people", json=new), 201),
        (await ida.put(f"/api/people/{jonas.id}/roles", json=wanted), 200),
    ):
        assert answer.status_code == (code if may_it else 403), answer.text
        assert may_it or answer.json()["code"] == "manager_gives"
    assert (await maja.put(f"/api/people/{jonas.id}/roles", json=wanted)).status_code == 200
    # What is there already may stay, and be taken.
    kept = {"roles": ["associate", role, "it"]}
    assert (await ida.put(f"/api/people/{jonas.id}/roles", json=kept)).status_code == 200
    assert (await ida.put(f"/api/people/{jonas.id}/roles", json={"roles": ["associate"]})).status_code == 200


async def test_a_role_that_is_taken_counts_from_the_next_request_on(shop: Shop) -> None:
    ida = await shop.handheld("Ida", Role.IT)
    assert (await ida.get("/api/people")).status_code == 200
    person = shop.sign_in.people.called("Ida")
    assert person
    shop.sign_in.people.set_roles(person, (Role.ASSOCIATE,), FROM_THE_BOX, 0)
    assert (await ida.get("/api/people")).status_code == 403
    assert (await ida.get("/api/staff/nearby")).status_code == 200


async def test_what_was_changed_is_chained_and_somebody_who_edits_it_is_seen(shop: Shop) -> None:
    await shop.handheld("Maja")
    people = shop.sign_in.people
    assert people.first_broken_line() is None
    shop.db.run("UPDATE people_changes SET by = 'somebody' WHERE line = 2")
    assert people.first_broken_line() == 2


async def test_one_sees_and_ends_one_s_own_sign_ins_alone(shop: Shop) -> None:
    here, other = await shop.handheld("Maja"), await shop.handheld("Jonas", Role.ASSOCIATE)
    elsewhere = await shop.handheld("Maja")
    mine = (await here.get("/api/staff/me/sessions")).json()
    assert [each["this"] for each in mine] == [False, True]
    theirs = (await other.get("/api/staff/me/sessions")).json()[0]["id"]
    assert (await here.delete(f"/api/staff/me/sessions/{theirs}")).status_code == 404
    assert (await here.delete(f"/api/staff/me/sessions/{mine[0]['id']}")).status_code == 204
    assert (await elsewhere.get("/api/staff/nearby")).json()["code"] == "session_revoked"


async def test_all_other_sign_ins_end_at_once_by_oneself_or_by_whoever_leads(shop: Shop) -> None:
    here, elsewhere = await shop.handheld("Jonas", Role.ASSOCIATE), await shop.handheld("Jonas")
    maja = await shop.handheld("Maja")
    assert (await here.delete("/api/staff/me/sessions")).status_code == 204
    assert (await elsewhere.get("/api/staff/nearby")).json()["code"] == "session_revoked"
    assert [each["this"] for each in (await here.get("/api/staff/me/sessions")).json()] == [True]
    jonas, lead = shop.person("Jonas"), shop.person("Maja")
    assert (await here.delete(f"/api/people/{lead.id}/sessions")).status_code == 403
    assert (await maja.delete(f"/api/people/{jonas.id}/sessions")).status_code == 204
    assert (await here.get("/api/staff/nearby")).json()["code"] == "session_revoked"
    # On oneself it leaves the screen on which it is done.
    assert (await maja.delete(f"/api/people/{lead.id}/sessions")).status_code == 204
    newest = (await maja.get("/api/people/changes")).json()[1]
    assert (newest["change"], newest["about"], newest["by"]) == ("signed_out", "Jonas", "Maja")


async def test_a_passkey_that_may_be_copied_is_an_alarm_until_its_owner_removes_it(shop: Shop) -> None:
    maja = await shop.handheld("Maja")
    values = (
        b"\x01\x02\x03",
        shop.person("Maja").id,
        "localhost",
        b"key",
        3,
        "single_device",
        0,
        "",
        "Phone",
        0,
        None,
        1,
    )
    shop.db.run("INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)

    async def alarms() -> str:
        return str((await maja.get("/api/fleet?language=en")).json()["alarms"])

    assert "1 passkey may have been copied" in await alarms()
    assert [each["passkey_copied"] for each in (await maja.get("/api/people")).json()] == [True]
    assert [each["copied"] for each in (await maja.get("/api/staff/me/passkeys")).json()] == [True]
    assert (await maja.delete("/api/staff/me/passkeys/AQID")).status_code == 204
    assert "copied" not in await alarms()


def _but(client: httpx.AsyncClient, *, without: str = "", another_key: bool = False) -> Colleague:
    """The same browser, but for one thing."""
    known, copy = colleague_at(client), Colleague()
    copy.cookies = {name: value for name, value in known.cookies.items() if name != without}
    copy.nonce, copy.counter = known.nonce, 10_000
    if not another_key:
        copy.key = known.key
    return copy
