"""A customer's no counts at every door where it can come in, whatever stands beside it; a yes with junk is none."""

import ast
import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from whole_hub import DOORS_OF_A_NO, SECRET, open_shop, signed

import hub
from hub.trust.channels.platform_consents import of_odp, parse_unomi
from hub.trust.channels.strictest import ContactChannel, channel_named
from hub.trust.consents.answers import is_no, is_yes
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import PROFILING, PURPOSES_OF, Level, Purpose
from hub.trust.consents.texts import current_texts

NOW = 1_795_348_800_000
SHOWN = {"text_version": current_texts().version, "language": "da"}
DEVICE = {"install_id": "installation-of-a-test", "platform": "ios"}

# Every way in from customers and platforms that changes anything is one of these or in DOORS_OF_A_NO.
NO_DOORS = {
    "PUT /v1/app/device": "a phone",
    "DELETE /v1/app/device": "a phone that is signed out; names no purpose",
    "DELETE /v1/app/objection": "takes a no back",
    "PATCH /v1/app/profile": "a correction",
    "PUT /v1/app/guesses/{guess}/dismissal": "a guess; it has no body",
    "PUT /v1/app/looked-after": "takes a no back",
    "DELETE /v1/app/looked-after": "to one colleague; it has no body, and tests/hub/test_client_book.py holds it",
    "POST /v1/app/sightings": "what a phone hears",
    "POST /v1/app/messages/{message}/receipts": "that a message came, or was opened",
    "POST /v1/app/visit/help": "asks for help",
    "POST /v1/app/walk": "an installer",
    "POST /v1/app/walk/taps": "an installer",
    "POST /v1/app/walk/finish": "an installer",
}
# Where answers that were given elsewhere are read.
PARSERS = {"hub.trust.channels.webhook", "hub.trust.channels.platform_consents"}
PASSES_ON = {"hub.trust.channels.service"}


def is_of_equipment_or_a_till(path: str) -> bool:
    return path.startswith(("/v1/till/", "/v1/edges/"))


async def test_every_way_in_is_a_door_of_a_no_or_known_to_be_none(tmp_path) -> None:
    async with open_shop(tmp_path, cdp_webhook_secrets=SECRET) as shop:
        described = shop.hub.running.web.openapi()["paths"]
    found = {
        f"{method.upper()} {path}"
        for path, methods in described.items()
        if path.startswith("/v1/") and not is_of_equipment_or_a_till(path)
        for method in methods
        if method != "get"
    }
    assert found == DOORS_OF_A_NO | NO_DOORS.keys()


def test_every_module_that_reads_answers_of_elsewhere_is_tried_here() -> None:
    root = Path(hub.__file__).parent
    found = {
        ".".join(("hub", *file.relative_to(root).with_suffix("").parts))
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "hub.trust.channels.repository"
        for name in node.names
        if name.name == "Answer"
    }
    assert found == PARSERS | PASSES_ON


NOES = [False, 0, 0.0, "false", "False", " FALSE ", "0", "no", "nej", "Nei", "off", "denied", "REVOKED", "opt-out",
        "opted_out", "unsubscribed", "Not granted", "afmeldt"]  # fmt: skip
NEITHER = [None, "", "maybe", [], {}, [False], {"granted": False}, 2, "yes", "true", 1, "1", "granted"]


def test_a_no_is_a_no_in_any_spelling_and_a_yes_only_when_it_is_plain() -> None:
    assert [said for said in NOES if not is_no(said) or is_yes(said)] == []
    assert [said for said in NEITHER if is_no(said) or is_yes(said)] == []
    assert is_yes(True)


def ahead(**time) -> str:
    return (datetime.now(UTC) + timedelta(**time)).isoformat()


DATES = [None, "", "yesterday", "27-11-2026", "2026-13-45T99:00:00Z", "2026-11-27T10:00:00", 0, -1, 1e300, "1e999",
         True, [], {}, "1970-01-01T00:00:00Z", "1900-01-01T00:00:00+00:00", "9999-12-31T23:59:59Z", "0001-01-01",
         ahead(minutes=10), ahead(days=3000), "/Date(soon)/", "2026-11-27 10:00", "\ud83d"]  # fmt: skip


def in_a_webhook(*consents, **envelope) -> bytes:
    data = {"customer_ref": "u-7000", "consents": list(consents)} | envelope.pop("data", {})
    return json.dumps({"type": "consent.updated", "data": data} | envelope).encode()


NO = {"channel": "push", "granted": False}
DEEP = b"[" * 30_000 + b'{"x":"]}"}' + b"]" * 30_000
BESIDE: dict[str, bytes] = {
    "something nested without end": in_a_webhook(NO)[:-1] + b',"metadata":' + DEEP + b"}",
    "an answer nested without end": in_a_webhook(NO, "deep").replace(b'"deep"', DEEP),
    "an unknown channel after it": in_a_webhook(NO, {"channel": "whatsapp", "granted": False}),
    "an unknown channel before it": in_a_webhook({"channel": "whatsapp", "granted": True}, NO),
    "channels that are no text": in_a_webhook({"channel": None}, {"channel": ["push"]}, {"channel": {}}, NO),
    "no answers at all": in_a_webhook(None, 7, "push", [], {}, NO),
    "an unclear answer about another channel": in_a_webhook({"channel": "sms", "granted": "perhaps"}, NO),
    "a yes with a junk date": in_a_webhook({"channel": "sms", "granted": True, "at": "soon"}, NO),
    "a yes to the same of the same moment": in_a_webhook(NO, {"channel": "push", "granted": True}),
    "two hundred others": in_a_webhook(*[{"channel": f"c{n}", "granted": True} for n in range(200)], NO),
    "fields that nobody knows": in_a_webhook(NO | {"reason": {"a": [1]}}, version=9, data={"tenant": "x"}),
    "another type": in_a_webhook(NO, type="consent.revoked"),
    "a type that is no text": in_a_webhook(NO, type=None),
    "a source that is none": in_a_webhook(NO, data={"source": {"name": "Braze"}}),
    "a source that says it is us": in_a_webhook(NO, data={"source": "store"}),
    "another spelling of the channel": in_a_webhook({"channel": " PUSH ", "granted": False}),
    "one answer that is no list": json.dumps({"data": {"customer_ref": "u-7000", "consents": NO}}).encode(),
    "no envelope": json.dumps({"customer_ref": "u-7000", "consents": [NO]}).encode(),
    "somebody without an id": json.dumps(
        {"data": [{"consents": [NO]}, {"customer_ref": "u-7000", "consents": [NO]}]}
    ).encode(),
    "blanks around the id": in_a_webhook(NO, data={"customer_ref": " u-7000\n"}),
    "a byte order mark": b"\xef\xbb\xbf" + in_a_webhook(NO),
    "UTF-16": in_a_webhook(NO).decode().encode("utf-16"),
    "letters of Windows-1252": in_a_webhook(NO, note="Bl?").replace(b"Bl?", b"Bl\xe5"),
    "half an emoji": in_a_webhook(NO, note="\ud83d"),
    "numbers that are none": in_a_webhook(NO, score=float("nan"), most=float("inf")),
    "digits without end": in_a_webhook(NO, score=0).replace(b'"score": 0', b'"score": ' + b"9" * 5_000),
    "a line break within a text": in_a_webhook(NO, note="two?lines").replace(b"two?", b"two\n"),
    "the same field twice": in_a_webhook(NO).replace(b'"granted": false', b'"granted": false, "granted": true'),
    "the list twice": in_a_webhook(NO).replace(b'"consents"', b'"consents": [{"channel": "sms"}], "consents"'),
    "a hundred kilobytes": in_a_webhook(NO, history="x" * 100_000),
}


def is_closed(shop, phone, purpose: str = "marketing_push") -> bool:
    given = ConsentLedger(shop.db).standing(shop.member(phone), round(shop.hub.ground.clock.wall() * 1000))
    return Purpose(purpose) not in given


async def enrolled_with_push(shop, number: int = 0):
    phone = await shop.enrolled(number)
    await phone.consent("marketing_push", granted=True)
    assert not is_closed(shop, phone)
    return phone


async def post(shop, body: bytes, signed_body: bytes | None = None):
    headers = signed(body if signed_body is None else signed_body, shop.hub.ground.clock.wall())
    async with shop.client() as platform:
        return await platform.post("/v1/cdp/consent", content=body, headers=headers)


async def test_a_consent_webhook_loses_no_no_for_what_stands_beside_it(tmp_path) -> None:
    async with open_shop(tmp_path, cdp_webhook_secrets=SECRET) as shop:
        for number, (beside, body) in enumerate(BESIDE.items()):
            phone = await enrolled_with_push(shop, number)
            text = "utf-16" if beside == "UTF-16" else "latin-1"
            answer = await post(shop, body.decode(text).replace("u-7000", phone.persona.ref).encode(text))
            assert answer.status_code in {200, 204}, (beside, answer.text)
            assert is_closed(shop, phone), beside


async def test_the_unknown_channel_is_counted_for_it_and_told_to_the_sender(tmp_path) -> None:
    async with open_shop(tmp_path, cdp_webhook_secrets=SECRET) as shop:
        phone = await enrolled_with_push(shop)
        answer = await post(shop, BESIDE["an unknown channel after it"])
        assert (answer.status_code, answer.json()) == (200, {"passed_over": {"unknown_channel": 1}})
        assert is_closed(shop, phone)
        counted = await (await shop.handheld()).get("/api/consents/passed-over")
        assert counted.json() == {"passed_over": {"unknown_channel": 1}}


async def test_a_mark_that_was_put_before_a_signed_body_afterwards_is_no_forgery(tmp_path) -> None:
    async with open_shop(tmp_path, cdp_webhook_secrets=SECRET) as shop:
        phone = await enrolled_with_push(shop)
        assert (await post(shop, b"\xef\xbb\xbf" + in_a_webhook(NO), in_a_webhook(NO))).status_code == 204
        assert is_closed(shop, phone)


async def test_a_no_in_any_spelling_closes(tmp_path) -> None:
    async with open_shop(tmp_path, cdp_webhook_secrets=SECRET) as shop:
        for number, said in enumerate(NOES):
            phone = await enrolled_with_push(shop, number)
            no = in_a_webhook(NO | {"granted": said}, data={"customer_ref": phone.persona.ref})
            assert (await post(shop, no)).status_code == 204, said
            assert is_closed(shop, phone), said


async def test_a_no_of_any_moment_closes_and_a_yes_of_none_is_no_yes(tmp_path) -> None:
    async with open_shop(tmp_path, cdp_webhook_secrets=SECRET) as shop:
        for number, at in enumerate(DATES):
            phone = await enrolled_with_push(shop, number)
            ref = {"customer_ref": phone.persona.ref}
            assert (await post(shop, in_a_webhook(NO | {"at": at}, data=ref))).status_code == 204, at
            assert is_closed(shop, phone), at
            yes = {"channel": "email", "granted": True, "at": at}
            answer = await post(shop, in_a_webhook(NO, yes, data=ref))
            plain = at is None or at == DATES[17]  # none is the webhook's own; minutes are a clock that goes wrong
            assert answer.status_code == (204 if plain else 200), at


async def test_what_is_neither_changes_nothing_and_is_refused_with_the_place(tmp_path) -> None:
    async with open_shop(tmp_path, cdp_webhook_secrets=SECRET) as shop:
        phone = await enrolled_with_push(shop)
        for said in NEITHER:
            answer = await post(shop, in_a_webhook(NO | {"granted": said}))
            assert answer.status_code == 422, said
            assert "granted" in answer.json()["detail"]
            assert not is_closed(shop, phone), said


JUNK_BESIDE_A_SWITCH: dict[str, object] = {
    **{f"granted {said!r}": {"granted": said, "request_id": "request-1"} for said in NOES},
    "no request_id": {"granted": False},
    "a request_id of another make": {"granted": False, "request_id": "{7f0c!}"},
    "an unknown field": {"granted": False, "request_id": "request-1", "reason": "spam"},
    "a text of long ago": {"granted": False, "request_id": "request-1", "shown": SHOWN | {"text_version": "0"}},
    "what was shown in another shape": {"granted": False, "request_id": "request-1", "shown": "consent screen"},
    "a list of two": [{"granted": True, "request_id": "request-1"}, {"granted": False, "request_id": "request-2"}],
    "nothing but no": False,
}
BYTES_BESIDE_A_SWITCH = {
    "a byte order mark": b'\xef\xbb\xbf{"granted":false,"request_id":"request-1"}',
    "UTF-16": '{"granted":false,"request_id":"request-1"}'.encode("utf-16"),
    "digits without end": b'{"granted":false,"request_id":"request-1","note":' + b"9" * 5_000 + b"}",
    "a line break within a text": b'{"granted":false,"request_id":"request-1","note":"two\nlines"}',
    "letters of Windows-1252": b'{"granted":false,"request_id":"request-1","note":"Bl\xe5"}',
}


def identity(shop, phone) -> dict[str, str]:
    return {"Authorization": f"Bearer {shop.issuer.mint(phone.persona.ref)}"}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", None])
async def test_a_switch_that_is_moved_to_no_is_moved(tmp_path, kind: str | None) -> None:
    bodies = {name: json.dumps(body).encode() for name, body in JUNK_BESIDE_A_SWITCH.items()} | BYTES_BESIDE_A_SWITCH
    async with open_shop(tmp_path) as shop, shop.client() as app:
        phone = await shop.enrolled(0)
        for junk, body in bodies.items():
            await phone.consent("marketing_push", granted=True)
            headers = identity(shop, phone) | ({"content-type": kind} if kind else {})
            answer = await app.put("/v1/app/consents/marketing_push", content=body, headers=headers)
            assert answer.status_code == 200, (junk, answer.text)
            assert answer.json()["purposes"]["marketing_push"] is False, junk
            assert is_closed(shop, phone), junk


async def test_a_switch_that_is_moved_to_neither_stays_and_is_refused(tmp_path) -> None:
    async with open_shop(tmp_path) as shop, shop.client() as app:
        phone = await enrolled_with_push(shop)
        await phone.consent("measure", granted=False)
        for said in NEITHER:
            for purpose, before in (("marketing_push", False), ("measure", True)):
                body = {"granted": said, "request_id": "request-1", "shown": SHOWN}
                answer = await app.put(f"/v1/app/consents/{purpose}", json=body, headers=identity(shop, phone))
                assert answer.status_code == 422, said
                assert is_closed(shop, phone, purpose) is before, said


async def test_nobody_withdraws_for_somebody_else_by_a_body_that_is_refused(tmp_path) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await enrolled_with_push(shop)
        async with shop.client() as app:
            for headers in ({}, {"Authorization": "Bearer junk"}):
                for body in BYTES_BESIDE_A_SWITCH.values():
                    answer = await app.put("/v1/app/consents/marketing_push", content=body, headers=headers)
                    assert answer.status_code == 401
        assert not is_closed(shop, phone)


async def test_one_request_id_for_two_withdrawals_loses_neither(tmp_path) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await enrolled_with_push(shop)
        no, yes = {"granted": False, "request_id": "request-1"}, {"granted": True, "shown": SHOWN}
        async with shop.client() as app:
            for body in (no, yes | {"request_id": "request-2"}, no):
                url = "/v1/app/consents/marketing_push"
                assert (await app.put(url, json=body, headers=identity(shop, phone))).status_code == 200
            assert is_closed(shop, phone)
            # A yes that is played back still counts once.
            await app.put(url, json=yes | {"request_id": "request-2"}, headers=identity(shop, phone))
        assert is_closed(shop, phone)


@pytest.mark.parametrize(
    "beside",
    [{}, {"lasts": "always"}, {"lasts": "for ever", "request_id": "request-1"}, {"request_id": "!"},
     {"lasts": "always", "request_id": "request-1", "shown": 7}, {"lasts": "always", "request_id": "request-1", "x": 1},
     {"level": "INVISIBLE", "lasts": "always", "request_id": "request-1"}],
    ids=repr,
)  # fmt: skip
async def test_who_chooses_to_be_invisible_is(tmp_path, beside) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await shop.customer(level="greet_me_by_name")
        async with shop.client() as app:
            answer = await app.put("/v1/app/level", json={"level": "invisible"} | beside, headers=identity(shop, phone))
        assert answer.status_code == 200, answer.text
        assert is_closed(shop, phone, "recognise_in_store")
        assert shop.hub.staff.board.visits() == []


async def test_a_level_that_cannot_be_agreed_to_still_takes_away_what_it_is_below(tmp_path) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await shop.customer(level="greet_me_by_name")
        await phone.consent("recognise_in_store", granted=False)
        asked = {"level": "help_if_i_ask", "lasts": "always", "request_id": "request-1"}
        async with shop.client() as app:
            for body, code in ((asked | {"shown": SHOWN | {"text_version": "0"}}, 409), (asked | {"x": 1}, 422)):
                answer = await app.put("/v1/app/level", json=body, headers=identity(shop, phone))
                assert answer.status_code == code, answer.text
                for purpose in Purpose:
                    if purpose in PURPOSES_OF[Level.GREET_ME_BY_NAME]:
                        assert is_closed(shop, phone, purpose.value)
                await phone.consent("greet_by_name", granted=True)


@pytest.mark.parametrize(
    ("more", "code"),
    [({"shown": SHOWN | {"text_version": "0"}}, 409), ({"shown": 7}, 422), ({"device": {}}, 422), ({"extra": 1}, 422),
     ({"purposes": ["recognise_in_store", "carrier_pigeon"]}, 422), ({"request_id": ""}, 422)],
    ids=repr,
)  # fmt: skip
async def test_who_enrols_again_with_less_has_less_also_when_it_is_refused(tmp_path, more, code: int) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await enrolled_with_push(shop)
        body = {"request_id": str(uuid.uuid4()), "device": DEVICE, "shown": SHOWN, "purposes": ["recognise_in_store"]}
        async with shop.client() as app:
            answer = await app.post("/v1/app/members", json=body | more, headers=identity(shop, phone))
        assert answer.status_code == code, answer.text
        assert is_closed(shop, phone)
        assert not is_closed(shop, phone, "recognise_in_store")


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b'{"reason":', b"[]", b"x" * 60_000])
async def test_an_objection_and_an_erasure_need_nothing_and_mind_nothing(tmp_path, body: bytes) -> None:
    async with open_shop(tmp_path) as shop:
        phone = await enrolled_with_push(shop)
        async with shop.client() as app:
            objected = await app.request("POST", "/v1/app/objection", content=body, headers=identity(shop, phone))
            assert objected.status_code == 200
            assert all(is_closed(shop, phone, purpose.value) for purpose in PROFILING)
            erased = await app.request("DELETE", "/v1/app/membership", content=body, headers=identity(shop, phone))
            assert erased.status_code == 200
        assert shop.db.rows("SELECT * FROM members") == []


ODD = [None, 7, "x", [], {}, [{}], {"typeIdentifier": ["push"], "status": "DENIED"}, {"typeIdentifier": "push"},
       {"typeIdentifier": {}, "status": []}, {"typeIdentifier": "sms", "status": {"a": 1}}]  # fmt: skip


@pytest.mark.parametrize("at", DATES, ids=map(str, range(len(DATES))))
def test_unomi_and_odp_lose_no_no_for_what_stands_beside_it(at) -> None:
    for status in ("DENIED", "REVOKED", "denied", "Revoked", False):
        no = {"typeIdentifier": "push", "status": status, "statusDate": at, "revokeDate": at}
        consents = {f"odd/{number}": each for number, each in enumerate(ODD)} | {"shop/push": no}
        assert [each.said.granted for each in parse_unomi(consents, NOW) if each.channel is ContactChannel.PUSH] == [
            False
        ]
    for said in (False, 0, "false", "no"):
        found = of_odp({"consent": said, "consent_update_ts": at, "consent_update_reason": ODD}, NOW)
        assert {each.channel for each in found if not each.said.granted} == {
            ContactChannel.EMAIL,
            ContactChannel.SMS,
            ContactChannel.PUSH,
        }


def test_a_channel_is_known_in_any_spelling_and_no_other() -> None:
    assert [channel_named(name) for name in ("E-Mail", "SMS", "in-store", "Push Notification")] == [
        ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.IN_STORE, ContactChannel.PUSH,
    ]  # fmt: skip
    assert [channel_named(name) for name in ("whatsapp", "", None, 7, ["push"])] == [None] * 5
