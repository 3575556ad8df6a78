"""What phones, strangers and thieves send that is wrong: refused in a word, and nothing changes."""

import contextlib
import sqlite3
import time
import uuid
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from small_shop import Shop

from hub.ground.journal import Member
from hub.trust.consents.purposes import Purpose
from hub.trust.members.keys import KeyRing
from hub.trust.members.tokens import WINDOW_SECONDS, day_of, window_at
from simulators.frames import AdvertisingType, Transmission, android_token, ios_token, private_address
from simulators.issuer import Issuer
from simulators.people import MEMBERS
from simulators.phone import Phone

pytestmark = pytest.mark.story
REF = "u-77001"


def identities(issuer: Issuer) -> dict[str, str | None]:
    """What is sent as an identity and is none."""
    now = int(time.time())
    claims = jwt.decode(issuer.mint(REF), options={"verify_signature": False})
    shared = issuer.jwks()["keys"][0]["x"].encode()
    head, body, signature = issuer.mint(REF).split(".")
    return {
        "none": None,
        "expired": issuer.mint(REF, iat=now - 7200, exp=now - 3600),
        "not yet": issuer.mint(REF, nbf=now + 3600),
        "for another audience": issuer.mint(REF, aud="somebody-else"),
        "of another issuer": Issuer("https://elsewhere.example").mint(REF),
        "the public key as a shared secret": jwt.encode(claims, shared, algorithm="HS256"),
        "unsigned": jwt.encode(claims, None, algorithm="none", headers={"kid": issuer.key_id}),
        "signature cut off": f"{head}.{body}.",
        "signature of another": f"{head}.{body}.{issuer.mint('u-1').split('.')[2]}",
        "rubbish": f"{head}.{signature}",
    }


def enrolment(shop: Shop, phone: Phone, **changes: Any) -> dict[str, Any]:
    shown = {"text_version": phone.text_version, "language": "da"}
    device = {"install_id": phone.install_id, "platform": "android"}
    body = {"request_id": str(uuid.uuid4()), "device": device, "shown": shown, "purposes": ["recognise_in_store"]}
    return body | changes


def counts(shop: Shop) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
        tables = ("members", "devices", "ledger", "journal")
        return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


async def ask(shop: Shop, method: str, path: str, identity: str | None, body: Any = None, install: str = "") -> Any:
    headers = {"Authorization": f"Bearer {identity}"} if identity else {}
    headers |= {"Goddag-Install": install} if install else {}
    return await shop.client.request(method, path, json=body, headers=headers)


async def test_an_identity_that_does_not_count_enrols_nobody_and_opens_nothing(shop: Shop) -> None:
    phone = await shop.enrol()
    before = counts(shop)
    for name, identity in identities(shop.chain.issuer).items():
        for method, path, body in (
            ("POST", "/v1/app/members", enrolment(shop, phone)),
            ("GET", "/v1/app/consents", None),
            ("GET", "/v1/app/tokens", None),
            ("GET", "/v1/app/mirror", None),
            ("DELETE", "/v1/app/device", None),
        ):
            answer = await ask(shop, method, path, identity, body, phone.install_id)
            assert answer.status_code == 401, (name, path)
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert identity is None or identity not in answer.text
    assert counts(shop) == before
    # The same requests with an identity that counts are answered.
    answer = await ask(shop, "POST", "/v1/app/members", shop.chain.issuer.mint(REF), enrolment(shop, phone))
    assert answer.status_code == 201
    assert counts(shop)["members"] == before["members"] + 1


async def test_consent_to_what_was_never_asked_or_shown_is_no_consent(shop: Shop) -> None:
    phone = await shop.enrol()
    identity, before = shop.chain.issuer.mint(phone.persona.ref), counts(shop)
    shown = {"text_version": "1999-01-01", "language": "da"}
    # Less than before would be a no, which counts also in what is refused.
    as_much = [purpose.value for purpose in Purpose]
    never_shown = enrolment(shop, phone, shown=shown, purposes=as_much)
    change = {"granted": True, "request_id": str(uuid.uuid4()), "shown": {"text_version": "x", "language": "da"}}
    for method, path, body, status in (
        ("POST", "/v1/app/members", never_shown, 409),
        ("POST", "/v1/app/members", enrolment(shop, phone, purposes=["everything"]), 422),
        ("POST", "/v1/app/members", enrolment(shop, phone, shown=shown | {"language": "tlh"}, purposes=as_much), 422),
        ("PUT", "/v1/app/consents/everything", change, 422),
        ("PUT", "/v1/app/consents/predict", change | {"granted": "yes"}, 422),
        ("PUT", "/v1/app/level", {"level": "all", "lasts": "always", "request_id": str(uuid.uuid4())}, 422),
    ):
        answer = await ask(shop, method, path, identity, body, phone.install_id)
        assert answer.status_code == status, (path, answer.text)
    assert counts(shop) == before
    # What is not given yet needs words that were shown; the same with the right ones is taken.
    await phone.consent("predict", granted=False)
    again = change | {"request_id": str(uuid.uuid4())}
    assert (await ask(shop, "PUT", "/v1/app/consents/predict", identity, again)).status_code == 409
    assert not (await ask(shop, "GET", "/v1/app/consents", identity)).json()["purposes"]["predict"]
    await phone.consent("predict", granted=True)
    assert (await ask(shop, "GET", "/v1/app/consents", identity)).json()["purposes"]["predict"]


async def test_what_may_be_said_instead_is_told_in_whole_words(shop: Shop) -> None:
    phone = await shop.enrol()
    identity = shop.chain.issuer.mint(phone.persona.ref)
    answer = await ask(shop, "POST", "/v1/app/members", identity, enrolment(shop, phone, purposes=["everything"]))
    (wrong,) = answer.json()["detail"]
    assert wrong["loc"] == ["body", "purposes", 0]
    assert [purpose for purpose in Purpose if f"'{purpose.value}'" not in wrong["msg"]] == []


async def test_an_enrolment_that_is_played_back_gives_nothing_back_that_was_withdrawn(shop: Shop) -> None:
    phone = await shop.enrol()
    identity = shop.chain.issuer.mint(REF)
    body = enrolment(shop, phone, purposes=["recognise_in_store", "predict"])
    assert (await ask(shop, "POST", "/v1/app/members", identity, body)).status_code == 201
    once = counts(shop)
    # Sent twice by a network that lost the answer.
    assert (await ask(shop, "POST", "/v1/app/members", identity, body)).status_code == 201
    assert counts(shop) == once
    withdrawal = {"granted": False, "request_id": str(uuid.uuid4())}
    assert (await ask(shop, "PUT", "/v1/app/consents/predict", identity, withdrawal)).status_code == 200
    withdrawn = counts(shop)
    answer = await ask(shop, "POST", "/v1/app/members", identity, body)
    assert answer.status_code == 201
    assert answer.json()["purposes"] | {"predict": False} == answer.json()["purposes"]
    assert counts(shop) == withdrawn


async def test_tokens_of_other_chains_days_and_quarters_of_an_hour_show_nobody(shop: Shop) -> None:
    phone = await shop.enrol()
    with contextlib.closing(sqlite3.connect(f"file:{shop.chain.database}?mode=ro", uri=True)) as db:
        [(member, slot)] = db.execute("SELECT member, slot FROM devices").fetchall()
    ours = KeyRing((shop.chain.hub_data / "token-root.key").read_bytes(), "goddag-1")

    def made(ring: KeyRing, seconds: float, slot: int = slot, who: int = member) -> Callable[[], Transmission]:
        """The token of a moment that lies so far from now; without an epoch, so that only the key tells."""

        def packet() -> Transmission:
            window = window_at(time.time() + seconds)
            token = ring.day(day_of(window)).issue(Member(who), window, slot)
            ad = ios_token(phone.marker, token)
            return Transmission(private_address(8, token.hex()), True, AdvertisingType.CONNECTABLE, ad)

        return packet

    wrong = {
        "token_foreign": [
            made(KeyRing(bytes(32), "goddag-1"), 0),
            made(KeyRing(bytes(32), "goddag-1"), 0, who=1),
            made(ours, -2 * 86_400),
            made(ours, 2 * 86_400),
        ],
        "token_revoked": [made(ours, 0, slot=slot + 1)],
        "token_of_nobody_here": [made(ours, 0, who=member ^ 1)],
    }
    # Near midnight the neighbours lie in another day, whose key is not even tried.
    near_midnight = min(time.time() % 86_400, 86_400 - time.time() % 86_400) < 3 * WINDOW_SECONDS
    if not near_midnight:
        wrong["token_expired"] = [made(ours, -2 * WINDOW_SECONDS), made(ours, 2 * WINDOW_SECONDS)]
    for packets in wrong.values():
        for packet in packets:
            shop.broadcast(packet)
    # An epoch that says another day than the key is for.
    shop.broadcast(lambda: _with_epoch(made(ours, 0)(), phone))

    async def all_refused() -> bool:
        refused = await shop.refused()
        return all(refused.get(reason, 0) >= 5 for reason in wrong)

    await shop.until("each kind to be refused", all_refused)
    assert await shop.rows() == []
    # Made the same way, the token of now is the member's.
    shop.broadcast(made(ours, 0))
    await shop.row_with_card()


def _with_epoch(packet: Transmission, phone: Phone) -> Transmission:
    token = next(each for each in phone.tokens if each.starts_at <= time.time() < each.ends_at)
    ad = android_token(phone.marker, (token.epoch + 5) % 256, token.token)
    return Transmission(private_address(9, "epoch"), True, packet.kind, ad)


async def test_two_phones_of_one_customer_are_one_person_with_one_visit(shop: Shop) -> None:
    first, second = await shop.enrol(MEMBERS[0]), await shop.enrol(MEMBERS[0])
    assert counts(shop)["members"] == 1
    assert counts(shop)["devices"] == 2
    shop.carry(first)
    shop.carry(second, near="edge-2")
    await shop.row_with_card()
    assert len(await shop.rows()) == 1
    assert await first.visit() == await second.visit()
