"""What a thief, a colleague with a grudge and a program that sends nonsense have of the accounts: nothing."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from whole_hub import Shop, open_shop

from hub.ground.web.may import Role
from hub.trust.accounts.challenges import CHALLENGE_SECONDS, Challenges
from hub.trust.accounts.handhelds import MOST_OWN
from hub.trust.accounts.links import LinkKind
from hub.trust.accounts.people import FROM_THE_BOX
from hub.trust.accounts.proof import Proofs
from simulators.colleague import Colleague, colleague_at, enrol, sign_in_by_link, sign_in_by_pin
from simulators.waiting import until
from wire.clock import Clock

LOCALHOST = {"host": "localhost:8000", "origin": "http://localhost:8000"}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


# --- codes and links


async def test_one_code_in_two_browsers_at_once_makes_one_handheld(shop: Shop) -> None:
    shop.person("Maja")
    secret, _ = shop.sign_in.links.make(LinkKind.HANDHELD, "Till 2", FROM_THE_BOX, shop.sign_in.now_ms())
    browsers = [shop.browser() for _ in range(8)]
    said = await asyncio.gather(*(_enrol(each, secret) for each in browsers))
    assert sorted(said) == [204] + [410] * 7
    assert [each.name for each in shop.sign_in.handhelds.all()] == ["Till 2"]


async def test_one_link_in_two_browsers_at_once_lets_one_in(shop: Shop) -> None:
    maja = shop.person("Maja")
    secret, _ = shop.sign_in.links.make(LinkKind.WELCOME, maja.id, FROM_THE_BOX, shop.sign_in.now_ms())
    answers = await asyncio.gather(*(sign_in_by_link(shop.browser(), secret) for _ in range(8)))
    assert sorted(each.status_code for each in answers) == [200] + [410] * 7
    assert len(shop.sign_in.sessions.all()) == 1


async def test_a_link_that_is_opened_on_the_phone_of_another_is_still_good_on_one_s_own(shop: Shop) -> None:
    maja, jonas = shop.person("Maja"), shop.person("Jonas", Role.ASSOCIATE)
    phone = shop.browser()
    now_ms = shop.sign_in.now_ms()
    await sign_in_by_link(phone, shop.sign_in.links.make(LinkKind.WELCOME, maja.id, FROM_THE_BOX, now_ms)[0])
    theirs, _ = shop.sign_in.links.make(LinkKind.WELCOME, jonas.id, FROM_THE_BOX, now_ms)
    assert (await sign_in_by_link(phone, theirs)).json()["code"] == "device_of_another"
    assert (await sign_in_by_link(shop.browser(), theirs)).status_code == 200


async def test_who_brings_many_phones_pushes_out_none_of_the_shop_s_handhelds(shop: Shop) -> None:
    jonas, now_ms = shop.person("Jonas", Role.ASSOCIATE), shop.sign_in.now_ms()
    await shop.handheld("Maja")
    for number in range(3 * MOST_OWN):
        key, by = bytes([4]) + bytes(64), FROM_THE_BOX
        shop.sign_in.handhelds.enrol(f"Phone {number}", "", key, by, now_ms + number, person=jonas.id)
    known = shop.sign_in.handhelds.all()
    own = [each.name for each in known if each.person == jonas.id]
    assert own == [f"Phone {number}" for number in reversed(range(2 * MOST_OWN, 3 * MOST_OWN))]
    assert [each.name for each in known if each.person is None] == ["Handheld"]


# --- proofs


@pytest.mark.parametrize("path", ["/api/staff/devices/a%23b/unlock", "/api/staff/devices/a%3Fb/unlock"])
async def test_the_query_is_signed_also_behind_an_encoded_hash_or_question_mark(shop: Shop, path: str) -> None:
    maja = await shop.handheld("Maja")
    assert (await maja.post(f"{path}?a=1")).json()["code"] == "no_device"
    auth, bare = colleague_at(maja), shop.client()
    bare.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in auth.cookies.items())
    for sent in (f"{path}?a=2", path):
        signed = {"goddag-proof": auth.proof("POST", f"{path}?a=1", b"")}
        assert (await bare.post(sent, headers=signed)).json()["code"] == "proof_wrong"


async def test_one_proof_that_is_sent_fifty_times_at_once_counts_once(shop: Shop) -> None:
    maja = await shop.handheld("Maja")
    auth, bare = colleague_at(maja), shop.client()
    bare.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in auth.cookies.items())
    signed = {"goddag-proof": auth.proof("GET", "/api/people", b"")}
    answers = await asyncio.gather(*(bare.get("/api/people", headers=signed) for _ in range(50)))
    assert sorted(each.status_code for each in answers) == [200] + [401] * 49


def test_keys_that_are_not_enrolled_take_no_memory() -> None:
    proofs = Proofs(Clock())
    for _ in range(20):
        stranger = Colleague()
        stranger.nonce = proofs.nonce()
        raw = base64.urlsafe_b64decode(stranger.public_key + "=")
        assert proofs.check(stranger.proof("POST", "/x", b""), raw, "POST", "/x", b"", enrolled=False) is None
    assert proofs._used == {}


async def test_with_stolen_cookies_alone_nobody_learns_whose_they_are_or_keeps_a_handheld_from_locking(
    shop: Shop,
) -> None:
    maja = await shop.handheld("Maja")
    thief, [session] = shop.client(), shop.sign_in.sessions.all()
    thief.headers["cookie"] = "; ".join(f"{name}={value}" for name, value in colleague_at(maja).cookies.items())
    seen_at = session.seen_at
    told = await thief.get("/api/staff/session")
    assert (told.json()["me"], told.json()["proven"], "Maja" in told.text) == (None, False, False)
    assert (await maja.get("/api/staff/session")).json()["me"]["name"] == "Maja"
    assert session.seen_at == seen_at


# --- passkeys


def test_a_challenge_is_answered_once_for_what_it_was_made_for_and_within_five_minutes() -> None:
    clock = _Hands()
    challenges = Challenges(clock)
    one, of_maja = challenges.make(None), challenges.make("maja")
    assert challenges.is_open(one, None)
    assert challenges.is_open(of_maja, "maja")
    for wrong, whose in ((one, "maja"), (of_maja, None), (of_maja, "jonas"), (b"", None), (one[:-1], None)):
        assert not challenges.is_open(wrong, whose)
    assert not Challenges(clock).is_open(one, None)
    # Whoever asks for a million takes nobody's place.
    for _ in range(2000):
        challenges.make(None)
    assert challenges.is_open(one, None)
    challenges.answered(one)
    assert not challenges.is_open(one, None)
    clock.turn(CHALLENGE_SECONDS + 1)
    assert not challenges.is_open(of_maja, "maja")


_NONSENSE = (
    *(b"null", b"5", b"[]", b'"x"', b'{"challenge":5,"type":1,"origin":2}', b'{"challenge":"\xc3\xa9"}'),
    *(b"[" * 20_000, b"\xff\xfe", b""),
)


async def test_nonsense_that_calls_itself_a_passkey_is_refused_and_fills_no_log(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    maja, stranger = await shop.handheld("Maja"), shop.browser()
    texts = [base64.urlsafe_b64encode(raw).rstrip(b"=").decode() for raw in _NONSENSE]
    key = colleague_at(stranger).public_key
    capsys.readouterr()
    for response in (*({"clientDataJSON": each} for each in (*texts, 5, "é")), "x", [], 5, None):
        credential = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response}
        new = {"credential": credential, "public_key": key}
        answer = await stranger.post("/api/staff/session/passkey", json=new, headers=LOCALHOST)
        assert (answer.status_code, answer.json()["code"]) == (401, "passkey_wrong")
        again = {"credential": credential}
        assert (await maja.post("/api/staff/session/step-up", json=again, headers=LOCALHOST)).status_code == 401
        named = {**again, "name": "Phone"}
        assert (await maja.post("/api/staff/me/passkeys", json=named, headers=LOCALHOST)).status_code == 409
    assert "proved nobody" not in capsys.readouterr().out


# --- roles


async def test_a_role_that_is_taken_ends_the_streams_that_were_opened_with_it(shop: Shop) -> None:
    ida = await shop.handheld("Ida", Role.IT, Role.ASSOCIATE)
    shop.sign_in.look()
    stream = asyncio.create_task(_events(ida))
    [session] = shop.sign_in.sessions.all()
    await until("the stream to be open", lambda: _is(session.streams > 0), 30)
    person = shop.sign_in.people.called("Ida")
    assert person
    shop.sign_in.people.set_roles(person, (*person.roles, Role.MARKETING), FROM_THE_BOX, 0)
    shop.sign_in.look()
    assert shop.sign_in.sessions.all() == [session]
    shop.sign_in.people.set_roles(person, (Role.IT,), FROM_THE_BOX, 0)
    shop.sign_in.look()
    assert json.loads((await stream).rpartition("data: ")[2]) == {"reason": "changed"}


async def test_it_that_makes_a_manager_a_pin_or_link_and_comes_in_as_them_is_written_down_and_said_to_them(
    shop: Shop,
) -> None:
    ida, maja = await shop.handheld("Ida", Role.IT), await shop.handheld("Maja")
    person = shop.sign_in.people.called("Maja")
    assert person
    link = (await ida.post(f"/api/people/{person.id}/link")).json()["path"].partition("#welcome=")[2]
    as_maja = shop.browser()
    assert (await sign_in_by_link(as_maja, link)).json()["name"] == "Maja"
    said = (await maja.get("/api/staff/me/changes")).json()
    assert [(each["change"], each["by"]) for each in said][:1] == [("link", "Ida")]
    # A new PIN ends what Maja had open, and theirs does not open any more: that is how they hear of it.
    pin = (await ida.post(f"/api/people/{person.id}/pin")).json()["pin"]
    assert (await maja.get("/api/people")).json()["code"] == "session_changed"
    assert (await sign_in_by_pin(maja, person.id, pin)).status_code == 200
    said = (await maja.get("/api/staff/me/changes")).json()
    assert [(each["change"], each["by"]) for each in said][:2] == [("pin", "Ida"), ("link", "Ida")]
    # Of others they are told nothing here, and what they do themselves is no news.
    assert (await maja.post("/api/staff/me/pin")).status_code == 200
    assert (await maja.get("/api/staff/me/changes")).json() == said
    assert (await ida.get("/api/staff/me/changes")).json()[0]["by"] == "goddag-hub"
    everything = [each["change"] for each in (await ida.get("/api/people/changes")).json()]
    assert {"pin", "link", "signed_in"} <= set(everything)


class _Hands(Clock):
    """Turned by hand."""

    def mono(self) -> float:
        return 1000 + self.anchor

    def turn(self, seconds: float) -> None:
        object.__setattr__(self, "anchor", self.anchor + seconds)


async def _is(seen: bool) -> bool:
    return seen


async def _enrol(client: httpx.AsyncClient, secret: str) -> int:
    try:
        await enrol(client, secret)
    except httpx.HTTPStatusError as refused:
        return refused.response.status_code
    return 204


async def _events(client: httpx.AsyncClient) -> str:
    text = ""
    async with client.stream("GET", "/api/staff/stream") as stream:
        async for piece in stream.aiter_text():
            text += piece
    return text
