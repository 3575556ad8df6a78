"""What a customer answers in the app is told to each platform that is connected, over HTTP, until it has it."""

import asyncio
import json
import time
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from jsonschema import Draft201909Validator
from whole_hub import open_shop

from hub.ground.http.outgoing import open_outgoing
from hub.ground.words.words import in_english
from hub.knowledge.customers.consent_notices import Answered, ConsentNotice, NoticeResult
from hub.knowledge.customers.notice_post import NoticePost
from hub.knowledge.customers.odp_consents import OdpConsentUpdates
from hub.knowledge.customers.tracking_notices import TrackingNotices
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.tracking import TrackingApi
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from simulators import cdp, odp, tracking, unomi
from simulators.waiting import until

REF = "u-7000"
# As Unomi's extensions/json-schema has them: the fields of an event, of its item, and of a consent.
TEXT_ID = {"type": "string", "pattern": r"^[\w@.-]{0,60}$"}
DATE = {"type": "string", "format": "date-time"}
MODIFY_CONSENT = Draft201909Validator(
    {
        "type": "object",
        "required": ["eventType", "scope", "properties"],
        "additionalProperties": False,
        "properties": {
            "eventType": {"const": "modifyConsent"},
            "itemId": TEXT_ID,
            "scope": TEXT_ID,
            "properties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "consent": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            "scope": {"type": "string"},
                            "typeIdentifier": {"type": "string"},
                            "status": {"enum": ["GRANTED", "DENIED", "REVOKED"]},
                            "statusDate": DATE,
                            "revokeDate": DATE,
                        },
                    }
                },
            },
        },
    }
)


@asynccontextmanager
async def connected(tmp_path, serve, **settings):
    """A shop with a Unomi and an ODP, and how to look at and command them."""
    async with serve(unomi.create_app(7)) as unomi_url, serve(odp.create_app(7)) as odp_url:
        file = tmp_path / "customers.toml"
        file.write_text(
            f'[[source]]\nkind = "unomi"\nurl = "{unomi_url}"\nscope = "{unomi.SCOPE}"\nkey = "{unomi.PRIVATE_KEY}"\n'
            f'tenant = "{unomi.TENANT}"\n'
            '[source.traits]\nfirst_name = "firstName"\n'
        )
        account = {
            "odp_events_url": odp_url,
            "odp_events_key": odp.PUBLIC_KEY,
            "odp_private_key": odp.PRIVATE_KEY,
            "odp_consent_identifier": "fs_user_id",
        }
        async with (
            open_shop(tmp_path, customers=file, **(account | settings)) as shop,
            httpx.AsyncClient(timeout=60.0) as http,
            asyncio.TaskGroup() as tasks,
        ):
            telling = tasks.create_task(shop.hub.customers.forwarder.run())
            yield shop, http, unomi_url, odp_url
            telling.cancel()


async def consents_at_unomi(http, url: str) -> dict[str, str]:
    held = (await http.get(f"{url}/received")).json()["consents"].get(REF, {})
    return {each["typeIdentifier"]: each["status"] for each in held.values()}


async def marketing_at_odp(http, url: str) -> bool | None:
    answer = await http.get(f"{url}/v3/consent/fs_user_id", params={"id": REF}, headers={"x-api-key": odp.PRIVATE_KEY})
    return answer.json()["consent"] if answer.status_code == 200 else None


async def test_an_answer_in_the_app_reaches_unomi_and_odp_and_does_not_come_back_as_news(tmp_path, serve) -> None:
    async with connected(tmp_path, serve) as (shop, http, unomi_url, odp_url):
        phone = await shop.enrolled(0)
        await phone.consent("marketing_push", granted=True)
        await shop.settled()
        await until("the yes at Unomi", lambda: told_unomi(http, unomi_url, "GRANTED"), 60)
        assert (await consents_at_unomi(http, unomi_url))["in_store"] == "GRANTED"
        # ODP's one answer is about e-mail as well, which nobody agreed to.
        assert await marketing_at_odp(http, odp_url) is None
        await http.post(f"{unomi_url}/faults", json={"kind": "500", "times": 1})
        await http.post(f"{odp_url}/faults", json={"kind": "429", "times": 1})
        await phone.consent("marketing_push", granted=False)
        await shop.settled()
        await until("the no at Unomi", lambda: told_unomi(http, unomi_url, "DENIED"), 60)
        await until("the no at ODP", lambda: told_odp(http, odp_url), 60)
        events = (await http.get(f"{unomi_url}/received")).json()["events"]
        assert events
        for event in events:
            MODIFY_CONSENT.validate(event)
        assert (await http.get(f"{unomi_url}/received")).json()["sessions"] == []
        # Read back with the next profile, it is what is known here already: nothing is withdrawn again.
        before = shop.hub.ground.journal.last_seq()
        await shop.hub.customers.known.source.get_context(REF, permission_of(shop, phone), 5.0)
        assert shop.hub.ground.journal.last_seq() == before
        assert {each.state for each in shop.hub.customers.forwarder.overview()} == {"told"}
        assert {each.waiting for each in shop.hub.customers.forwarder.overview()} == {0}


async def told_unomi(http, url: str, status: str) -> bool:
    return (await consents_at_unomi(http, url)).get("push") == status


async def told_odp(http, url: str) -> bool:
    return await marketing_at_odp(http, url) is False


def permission_of(shop, phone):
    permission = ConsentLedger(shop.db).permission(shop.member(phone), at_ms=round(shop.hub.ground.clock.wall() * 1000))
    assert permission
    return permission


async def test_a_key_that_is_refused_is_said_once_with_the_next_step_and_seen_by_the_operator(
    tmp_path, serve, capfd
) -> None:
    # A hundred times as fast: a refused key is tried again after five minutes.
    async with connected(tmp_path, serve, clock_speed=100.0, clock_anchor=time.time()) as (shop, http, unomi_url, _):
        await http.post(f"{unomi_url}/faults", json={"kind": "401"})
        phone = await shop.enrolled(0)
        await phone.consent("predict", granted=False)
        await shop.settled()
        operator = await shop.handheld()

        async def state() -> str:
            found = {each["platform"]: each for each in (await operator.get("/api/fleet")).json()["consents"]}
            assert REF not in str(found)
            return found["unomi"]["state"]

        async def is_paused() -> bool:
            return await state() == "paused"

        async def is_told() -> bool:
            return await state() == "told"

        await until("the alarm", is_paused, 60)
        [view] = [e for e in (await operator.get("/api/fleet")).json()["consents"] if e["platform"] == "unomi"]
        assert "Check the address and the key" in view["why"]
        assert view["waiting"] == 1
        await http.post(f"{unomi_url}/faults", json={"kind": "none"})
        await until("all told", is_told, 60)
        assert (await consents_at_unomi(http, unomi_url))["in_store"] == "GRANTED"
        said = "".join(capfd.readouterr())
        assert said.count("a way out does not work") == said.count("a way out works") == 1
        assert REF not in said


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        *((fault, NoticeResult.MISCONFIGURED) for fault in ("401", "404", "redirect")),
        *((fault, NoticeResult.LATER) for fault in ("429", "500", "drop", "garbage", "shape")),
        ("none", NoticeResult.TOLD),
    ],
)
async def test_odp_has_it_when_it_says_202_and_not_before(serve, fault: str, told: NoticeResult) -> None:
    async with serve(odp.create_app(7)) as url, open_outgoing() as outgoing, httpx.AsyncClient(timeout=60.0) as http:
        await http.post(f"{url}/faults", json={"kind": fault, "times": 1})
        updates = OdpConsentUpdates(NoticePost(outgoing), url, odp.PRIVATE_KEY, "app_push", for_all_marketing=False)
        notice = ConsentNotice(
            REF, "m", 1, {}, {Purpose.MARKETING_PUSH: Answered(granted=True, at_ms=1_790_000_000_000)}
        )
        assert await updates.tell(notice) is told


@pytest.mark.parametrize("vendor", ["segment", None])
async def test_a_tracking_api_has_it_when_it_says_so_and_a_page_of_a_hotel_is_no_yes(serve, vendor) -> None:
    async with serve(cdp.create_app(7)) as url, open_outgoing() as outgoing, httpx.AsyncClient(timeout=60.0) as http:
        notices = TrackingNotices(Post(outgoing), TrackingApi(vendor, url, tracking.WRITE_KEY))
        for fault, told in (
            ("garbage", NoticeResult.LATER),
            ("401", NoticeResult.MISCONFIGURED),
            ("drop", NoticeResult.LATER),
            ("none", NoticeResult.TOLD),
        ):
            await http.post(f"{url}/faults", json={"kind": fault, "times": 1})
            assert await notices.tell(ConsentNotice(REF, "m", 1, {}, {})) is told, fault
        await http.post(f"{url}/faults", json={"kind": "garbage", "times": 1})
        assert await notices.correct(REF, {"first_name": "Zoë"}, 1) == "not_reached"


async def test_what_nobody_could_be_told_is_told_to_the_platform_that_is_connected_later(tmp_path, serve) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.enrolled(0)
        await shop.settled()
    segment = tracking.create_app("segment")
    async with serve(segment) as url:
        settings = {"cdp_events_url": url, "cdp_events_key": tracking.WRITE_KEY}
        async with open_shop(tmp_path, **settings) as shop, asyncio.TaskGroup() as tasks:
            telling = tasks.create_task(shop.hub.customers.forwarder.run())
            await until("the notice", lambda: bool(segment.state.tracking.arrived), 60)
            telling.cancel()
        [arrived] = segment.state.tracking.arrived
        assert json.dumps(arrived.body).count(REF) == 1


async def test_a_no_that_a_platform_refused_is_seen_and_told_again_until_it_is_taken(tmp_path, serve) -> None:
    platform, answers, told = FastAPI(), iter([400]), []

    @platform.post("/v3/consent")
    async def take(request: Request) -> JSONResponse:
        status = next(answers, 202)
        if status == 202:
            told.extend(await request.json())
        return JSONResponse({"status": status}, status)

    async with serve(platform) as url:
        account = {"odp_events_url": url, "odp_events_key": "public", "odp_private_key": "private"}
        for refused in (1, 0):  # the next start; without one it is tried again the next day
            async with open_shop(tmp_path, odp_consent_identifier="fs_user_id", **account) as shop:
                if refused:
                    phone = await shop.enrolled(0)
                    await phone.consent("marketing_push", granted=True)
                    await phone.consent("marketing_push", granted=False)
                    await shop.settled()
                async with asyncio.TaskGroup() as tasks:
                    telling = tasks.create_task(shop.hub.customers.forwarder.run())
                    view = shop.hub.customers.forwarder.overview
                    await until("an answer", lambda: (view()[0].waiting, view()[0].refused) == (0, refused), 60)  # noqa: B023 - of this turn
                    telling.cancel()
                assert ("told again each day" in in_english(view()[0].why)) is bool(refused)
        assert [each["consent"] for each in told] == [False]
