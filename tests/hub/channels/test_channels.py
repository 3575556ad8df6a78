"""What was said elsewhere closes what is open here, and opens nothing; changes come signed, or are asked for."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from hub.ground import manifests
from hub.ground.database import open_database
from hub.ground.http.outgoing import open_outgoing
from hub.ground.journal import ConsentWithdrawn, Journal
from hub.ground.standard_webhooks import NotTrusted, check, key_of
from hub.trust.channels.endpoints import cdp_routes
from hub.trust.channels.odp_poller import OdpConsentPoller, OdpConsents
from hub.trust.channels.platform_consents import of_odp, parse_unomi
from hub.trust.channels.repository import Answer, ChannelConsents
from hub.trust.channels.service import Channels
from hub.trust.channels.strictest import GOVERNED, ChannelReason, ContactChannel, Said
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.keys import KeyRing
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import MemberService
from simulators import odp
from wire.clock import Clock

NOW = 1_795_348_800_000
SHOWN = ConsentScreen(text_version=current_texts().version, language="en")
SECRET = "whsec_" + base64.b64encode(b"consent-webhooks-of-the-chain").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"the-secret-that-is-replaced!").decode()


@pytest.fixture
def parts(tmp_path, tombstones):
    db = open_database(tmp_path / "hub.db", manifests.schemas())
    journal, members, ledger = Journal(db), Members(db), ConsentLedger(db)
    service = MemberService(journal, members, ledger, KeyRing(b"k" * 32, "test"), tombstones)
    channels = Channels(journal, ChannelConsents(db), ledger, service)
    yield Parts(db, journal, members, ledger, service, channels)
    db.close()


class Parts:
    def __init__(self, db, journal, members, ledger, service, channels) -> None:
        self.db, self.journal, self.members, self.ledger = db, journal, members, ledger
        self.service: MemberService = service
        self.channels: Channels = channels

    def enrol(self, purposes=tuple(Purpose), ref="u-1") -> MemberRecord:
        device = Device(install_id=f"installation-{ref}-0001", platform="ios", push_token=f"push-{ref}")
        body = MemberEnrolment(request_id=f"request-{ref}", device=device, shown=SHOWN, purposes=list(purposes))
        record = self.service.enrol(ref, body, NOW)
        assert isinstance(record, MemberRecord)
        return record

    def given(self, record: MemberRecord) -> frozenset[Purpose]:
        return self.ledger.standing(record.member, NOW + 10_000)

    def learn(self, record, channel: ContactChannel, *, granted: bool, at_ms: int = NOW + 1) -> int:
        return self.channels.learn(record, [Answer(channel, "cdp", Said(granted, at_ms))], NOW + 100)

    def state(self, record, channel: ContactChannel):
        return next(each for each in self.channels.of(record) if each.channel is channel)


@pytest.mark.parametrize("at_ms", [NOW, NOW + 1])  # of the moment of the yes here, and later
@pytest.mark.parametrize("channel", list(GOVERNED))
def test_a_no_elsewhere_is_a_withdrawal_here_and_is_told_like_any_other(parts, channel, at_ms) -> None:
    record = parts.enrol()
    before = parts.journal.last_seq()
    assert parts.learn(record, channel, granted=False, at_ms=at_ms) == 1
    assert GOVERNED[channel] not in parts.given(record)
    told = [entry.event for entry in parts.journal.read(before)]
    assert ConsentWithdrawn(record.member, GOVERNED[channel].value) in told
    assert parts.ledger.lines(record.subject)[-1].statement.screen == "customer data platform"
    assert parts.ledger.first_broken_line() is None
    # Said again, nothing happens again.
    assert parts.learn(record, channel, granted=False, at_ms=at_ms) == 0
    assert parts.state(record, channel).reasons == [ChannelReason.NOT_AGREED_HERE, ChannelReason.DENIED_ELSEWHERE]


@pytest.mark.parametrize("channel", list(GOVERNED))
def test_a_yes_elsewhere_opens_nothing_here(parts, channel) -> None:
    record = parts.enrol(purposes=[Purpose.SERVICE_PUSH])
    before = parts.journal.last_seq()
    assert parts.learn(record, channel, granted=True) == 1
    assert parts.given(record) == {Purpose.SERVICE_PUSH}
    assert parts.journal.last_seq() == before
    state = parts.state(record, channel)
    assert not state.is_open
    assert state.reasons == [ChannelReason.NOT_AGREED_HERE]
    assert [(each.source, each.granted) for each in state.answers][-1] == ("cdp", True)


def test_who_agrees_anew_in_the_app_is_asked_anew_and_an_old_no_does_not_come_back(parts) -> None:
    record = parts.enrol()
    parts.learn(record, ContactChannel.PUSH, granted=False)
    again = (record, Purpose.MARKETING_PUSH, SHOWN, "request-again", NOW + 200)
    assert parts.service.set_consent(*again, granted=True) is None
    assert parts.learn(record, ContactChannel.PUSH, granted=False) == 0
    assert parts.state(record, ContactChannel.PUSH).is_open
    assert Purpose.MARKETING_PUSH in parts.given(record)


def test_what_is_not_asked_here_follows_what_was_said_elsewhere(parts) -> None:
    record = parts.enrol()
    assert parts.state(record, ContactChannel.EMAIL).reasons == [ChannelReason.NEVER_AGREED]
    parts.learn(record, ContactChannel.EMAIL, granted=True)
    assert parts.state(record, ContactChannel.EMAIL).is_open
    parts.learn(record, ContactChannel.EMAIL, granted=False, at_ms=NOW)  # older: it came late
    assert parts.state(record, ContactChannel.EMAIL).is_open
    parts.learn(record, ContactChannel.EMAIL, granted=False, at_ms=NOW + 1)  # of the same moment: no wins
    assert parts.state(record, ContactChannel.EMAIL).reasons == [ChannelReason.DENIED_ELSEWHERE]
    assert parts.given(record) == frozenset(Purpose)


def test_a_clock_that_goes_ahead_makes_no_answer_that_nothing_can_follow(parts) -> None:
    record = parts.enrol()
    parts.learn(record, ContactChannel.EMAIL, granted=True, at_ms=NOW + 3_600_000)
    assert parts.state(record, ContactChannel.EMAIL).answers[0].at_ms == NOW + 100
    assert parts.channels.learn(
        record, [Answer(ContactChannel.EMAIL, "cdp", Said(granted=False, at_ms=NOW + 200))], NOW + 300
    )
    assert not parts.state(record, ContactChannel.EMAIL).is_open


def undated(status: str, channel: ContactChannel) -> dict[str, object]:
    return {f"shop/{channel}": {"typeIdentifier": channel.value, "status": status, "statusDate": None}}


def test_a_yes_without_a_date_is_never_newer_than_a_no_however_often_it_is_read(parts) -> None:
    record = parts.enrol()
    no = Answer(ContactChannel.EMAIL, "unomi", Said(granted=False, at_ms=NOW + 1))
    parts.channels.learn(record, parse_unomi(undated("GRANTED", ContactChannel.EMAIL), NOW + 5), NOW + 5)
    assert parts.state(record, ContactChannel.EMAIL).is_open
    assert parts.channels.learn(record, [no], NOW + 10) == 1
    for later in (20, 30):
        assert (
            parts.channels.learn(
                record, parse_unomi(undated("GRANTED", ContactChannel.EMAIL), NOW + later), NOW + later
            )
            == 0
        )
    assert parts.state(record, ContactChannel.EMAIL).reasons == [ChannelReason.DENIED_ELSEWHERE]


@pytest.mark.parametrize("ahead", [None, "2027-01-02T03:04:05Z"])  # of no moment, and of one that is still to come
def test_a_no_without_a_date_is_honoured_once_and_not_again_after_the_customer_agreed_anew(parts, ahead) -> None:
    record = parts.enrol()
    told = undated("DENIED", ContactChannel.PUSH)
    told["shop/push"]["statusDate"] = ahead
    assert parts.channels.learn(record, parse_unomi(told, NOW + 100), NOW + 100) == 1
    assert Purpose.MARKETING_PUSH not in parts.given(record)
    again = (record, Purpose.MARKETING_PUSH, SHOWN, "request-again", NOW + 200)
    assert parts.service.set_consent(*again, granted=True) is None
    assert parts.channels.learn(record, parse_unomi(told, NOW + 300), NOW + 300) == 0
    assert parts.state(record, ContactChannel.PUSH).is_open
    assert Purpose.MARKETING_PUSH in parts.given(record)


def test_a_second_no_without_a_date_counts_once_a_yes_was_read_in_between(parts) -> None:
    record = parts.enrol()

    def read(status: str, after: int) -> int:
        return parts.channels.learn(record, parse_unomi(undated(status, ContactChannel.PUSH), NOW + after), NOW + after)

    assert read("DENIED", 100) == 1
    again = (record, Purpose.MARKETING_PUSH, SHOWN, "request-again", NOW + 200)
    assert parts.service.set_consent(*again, granted=True) is None
    assert read("DENIED", 300) == 0  # still the same
    assert [read("GRANTED", 400), read("GRANTED", 500)] == [0, 0]
    assert Purpose.MARKETING_PUSH in parts.given(record)
    assert read("DENIED", 600) == 1
    assert Purpose.MARKETING_PUSH not in parts.given(record)
    assert read("DENIED", 700) == 0


def test_answers_that_the_version_before_kept_are_read(tmp_path) -> None:
    before = {"create_channels": manifests.schemas()["channels"]["create_channels"]}
    db = open_database(tmp_path / "hub.db", manifests.schemas() | {"channels": before})
    record = Members(db).add("u-1", NOW)
    db.run("INSERT INTO channel_consents VALUES (?, 'email', 'cdp', 0, ?)", record.member, NOW)
    db.close()
    db = open_database(tmp_path / "hub.db", manifests.schemas())
    assert ChannelConsents(db).of(record.member) == [
        Answer(ContactChannel.EMAIL, "cdp", Said(granted=False, at_ms=NOW))
    ]
    db.close()


def signed(body: bytes, at: float, secret: str = SECRET, message_id: str = "msg_1") -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{int(at)}.".encode() + body, hashlib.sha256)
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(int(at)), "webhook-signature": signature}


def told(ref: str = "u-1", *, granted: bool = False, **more) -> bytes:
    answer = {"channel": "push", "granted": granted, **more}
    return json.dumps({"type": "consent.updated", "data": {"customer_ref": ref, "consents": [answer]}}).encode()


@pytest.fixture
async def caller(parts):
    web = FastAPI()
    keys = [key_of(SECRET), key_of(OLD_SECRET)]
    web.include_router(cdp_routes(parts.channels, parts.members, keys, Clock()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://hub") as client:
        yield client


async def test_a_signed_no_closes_the_channel_however_often_it_comes(parts, caller) -> None:
    record = parts.enrol()
    now = Clock().wall()
    body = told()
    headers = signed(body, now)
    for _ in range(10):
        assert (await caller.post("/v1/cdp/consent", content=body, headers=headers)).status_code == 204
    assert Purpose.MARKETING_PUSH not in parts.given(record)
    assert len([line for line in parts.ledger.lines(record.subject) if not line.granted]) == 1
    # Once the customer has agreed anew, the old webhook played back is older than that.
    again = (record, Purpose.MARKETING_PUSH, SHOWN, "request-again", round(now * 1000) + 5000)
    assert parts.service.set_consent(*again, granted=True) is None
    assert (await caller.post("/v1/cdp/consent", content=body, headers=headers)).status_code == 204
    assert parts.ledger.permission(record.member, Purpose.MARKETING_PUSH, at_ms=round(now * 1000) + 6000)


async def test_the_replaced_secret_counts_as_well_and_nobody_elses(parts, caller) -> None:
    record = parts.enrol()
    now, body = Clock().wall(), told()
    strange = "whsec_" + base64.b64encode(b"somebody-elses-secret-of-theirs").decode()
    for headers, why in [
        (signed(body, now, strange), NotTrusted.WRONG),
        (signed(told("u-2"), now), NotTrusted.WRONG),
        (signed(body, now) | {"webhook-id": "msg_2"}, NotTrusted.WRONG),
        (signed(body, now - 3600), NotTrusted.NOT_NOW),
        (signed(body, now + 3600), NotTrusted.NOT_NOW),
        (signed(body, now) | {"webhook-timestamp": "now"}, NotTrusted.NOT_SIGNED),
        (signed(body, now) | {"webhook-signature": "v2,abc"}, NotTrusted.NOT_SIGNED),
        ({}, NotTrusted.NOT_SIGNED),
    ]:
        answer = await caller.post("/v1/cdp/consent", content=body, headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (401, why.value)
    assert Purpose.MARKETING_PUSH in parts.given(record)
    two = signed(body, now, OLD_SECRET)
    two["webhook-signature"] = "v1,AAAA " + two["webhook-signature"]
    assert (await caller.post("/v1/cdp/consent", content=body, headers=two)).status_code == 204
    assert Purpose.MARKETING_PUSH not in parts.given(record)


def test_a_webhook_counts_for_five_minutes() -> None:
    headers = signed(b"{}", 1000)
    given = (headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], [key_of(SECRET)])
    found = [check(b"{}", *given, now) for now in (699.0, 700.0, 1300.0, 1301.0)]
    assert found == [NotTrusted.NOT_NOW, None, None, NotTrusted.NOT_NOW]


def test_without_a_secret_nobody_is_believed() -> None:
    assert check(b"{}", "msg_1", "1", "v1,AAAA", [], 1.0) is NotTrusted.NOT_SET_UP
    with pytest.raises(ValueError, match="at least 24 bytes"):
        key_of("whsec_c2hvcnQ=")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[1]",
        b'{"type":"consent.updated"}',
        told(granted="yes"),
        told(granted=True, at="yesterday"),
        told().replace(b"push", b"pigeon"),
        told(granted=True).replace(b"consent.updated", b"consent.deleted"),
        told().replace(b'"u-1"', b"null"),
        b'{"type":"consent.updated","data":{"customer_ref":"u-1","consents":[]}}',
        b"[" * 5000,
    ],
)
async def test_what_is_signed_and_of_another_shape_is_refused_by_place_and_repeats_nothing(caller, body) -> None:
    answer = await caller.post("/v1/cdp/consent", content=body, headers=signed(body, Clock().wall()))
    assert answer.status_code == 422
    assert "u-1" not in answer.text


async def test_of_somebody_who_is_no_member_nothing_is_kept_or_told(parts, caller) -> None:
    body = told("u-stranger")
    answer = await caller.post("/v1/cdp/consent", content=body, headers=signed(body, Clock().wall()))
    assert answer.status_code == 204
    assert parts.db.rows("SELECT * FROM channel_consents") == []


def test_unomis_words_are_read_as_its_source_has_them() -> None:
    consents = {
        "shop/email": {"typeIdentifier": "email", "status": "GRANTED", "statusDate": "2026-01-02T03:04:05Z"},
        "shop/sms": {"typeIdentifier": "sms", "status": "REVOKED", "statusDate": "2026-01-02T03:04:05Z"},
        "shop/push": {"typeIdentifier": "push", "status": "DENIED", "statusDate": None},
        "shop/in_store": {
            "typeIdentifier": "in_store",
            "status": "GRANTED",
            "statusDate": "2024-01-02T03:04:05Z",
            "revokeDate": "2026-01-02T03:04:05Z",
        },
        "shop/pigeon": {"typeIdentifier": "pigeon", "status": "GRANTED"},
        "shop/odd": {"typeIdentifier": "email", "status": "GRANT"},
        "shop/none": None,
    }
    at_ms = round(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp() * 1000)
    assert parse_unomi(consents, NOW) == [
        Answer(ContactChannel.EMAIL, "unomi", Said(granted=True, at_ms=at_ms)),
        Answer(ContactChannel.SMS, "unomi", Said(granted=False, at_ms=at_ms)),
        Answer(ContactChannel.PUSH, "unomi", Said(granted=False, at_ms=NOW), is_dated=False),
        Answer(ContactChannel.IN_STORE, "unomi", Said(granted=False, at_ms=at_ms)),
    ]


def test_odps_answer_is_about_marketing_whatever_the_way() -> None:
    found = of_odp({"consent": False, "consent_update_ts": NOW // 1000}, NOW + 1)
    assert {(each.channel, each.said.granted, each.said.at_ms) for each in found} == {
        (channel, False, NOW) for channel in (ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.PUSH)
    }
    assert {each.said.granted for each in of_odp({"consent": "no"}, NOW)} == {False}
    assert of_odp({"consent": "yes"}, NOW) == of_odp({"consent": None}, NOW) == of_odp({}, NOW) == []


async def test_odp_is_asked_and_its_no_is_a_withdrawal_whatever_it_does_in_between(parts, serve) -> None:
    record = parts.enrol()
    async with open_outgoing() as outgoing, httpx.AsyncClient(timeout=60.0) as client, serve(odp.create_app(7)) as url:
        private = {"x-api-key": odp.PRIVATE_KEY}
        rounds = OdpConsentPoller(
            OdpConsents(outgoing, url, odp.PRIVATE_KEY, "fs_user_id"), parts.channels, parts.members, Clock()
        )
        assert await rounds.ask("u-1") == 0  # unknown there: nothing is invented
        consent = {
            "identifier_field_name": "fs_user_id",
            "identifier_value": "u-1",
            "consent": False,
            "consent_update_ts": NOW // 1000 + 60,
        }
        set_ = await client.post(f"{url}/v3/consent", json=[consent], headers=private)
        assert set_.status_code == 202
        for kind in ("500", "401", "garbage", "huge", "redirect", "drop", "429"):
            await client.post(f"{url}/faults", json={"kind": kind, "times": 1})
            assert await rounds.ask("u-1") == 0, kind
        assert Purpose.MARKETING_PUSH in parts.given(record)
        assert await rounds.ask("u-1") == 3
        assert await rounds.ask("u-1") == 0
    assert parts.given(record) == frozenset(Purpose) - {Purpose.MARKETING_PUSH}
    assert {each.channel: each.is_open for each in parts.channels.of(record)} == {
        ContactChannel.EMAIL: False,
        ContactChannel.SMS: False,
        ContactChannel.PUSH: False,
        ContactChannel.IN_STORE: True,
    }
