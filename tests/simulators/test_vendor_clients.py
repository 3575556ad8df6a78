"""The simulated platforms, held by their vendors' own own clients, unmodified; and our side beside them."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import rudderstack.analytics.client as rudder
import segment.analytics.client as segment
from optimizely.odp.odp_event import OdpEvent
from optimizely.odp.odp_event_api_manager import OdpEventApiManager
from optimizely.odp.odp_segment_api_manager import OdpSegmentApiManager

from hub.ground.http.outgoing import Outgoing, open_outgoing
from hub.knowledge.customers.connector import Failed, Found
from hub.knowledge.customers.consent_notices import ConsentNotice, NoticeResult
from hub.knowledge.customers.events import HappeningPaths
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import TraitPaths
from hub.knowledge.customers.odp import OdpGraphql
from hub.knowledge.customers.port import SourceStatus
from hub.knowledge.customers.tracking_notices import TrackingNotices
from hub.knowledge.exports.post import Post
from hub.knowledge.exports.tracking import TrackingApi
from hub.trust.consents.purposes import Purpose
from simulators import cdp, odp
from simulators.tracking import WRITE_KEY

NOW = datetime.now(UTC)
AT_MS = 1_790_000_000_000


@pytest.fixture
async def http():
    async with httpx.AsyncClient(timeout=60.0) as client:
        yield client


@pytest.fixture
async def outgoing():
    async with open_outgoing() as opened:
        yield opened


async def segments(url: str, customer: str, key: str = odp.PUBLIC_KEY) -> list[str] | None:
    manager = OdpSegmentApiManager(timeout=60)
    return await asyncio.to_thread(manager.fetch_segments, key, url, "fs_user_id", customer, [odp.AUDIENCE, "other"])


def ours(outgoing: Outgoing, url: str) -> OdpGraphql:
    return OdpGraphql(
        "odp", JsonClient(outgoing), url, odp.PRIVATE_KEY, "fs_user_id", TraitPaths(odp.TRAITS), HappeningPaths({})
    )


async def test_odps_own_client_reads_a_customers_audiences(serve, http) -> None:
    async with serve(odp.create_app(7, NOW)) as url:
        assert await segments(url, "u-1001") == [odp.AUDIENCE]
        assert await segments(url, "nobody") is None
        assert await segments(url, "u-1001", key="wrong") is None
        received = (await http.get(f"{url}/received")).json()["queries"]
        assert all("audiences(subset: $audiences)" in query for query in received)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("403", SourceStatus.AUTH),
        ("429", SourceStatus.PACED),
        ("500", SourceStatus.BAD_REPLY),
        ("garbage", SourceStatus.BAD_REPLY),
        ("partial", None),
    ],
)
async def test_where_odps_own_client_gives_up_ours_says_why(
    serve, http, outgoing, fault: str, status: SourceStatus
) -> None:
    async with serve(odp.create_app(7, NOW)) as url:
        await http.post(f"{url}/faults", json={"kind": fault})
        assert await segments(url, "u-1001") is None
        found = await ours(outgoing, url).fetch("u-1001", frozenset(odp.TRAITS))
        if status is None:  # the vendor's client drops an answer with any error, ours what the error is about
            assert isinstance(found, Found)
            assert len(found.broken) == 1
        else:
            assert found == Failed(status)


async def test_both_ask_odp_in_the_same_envelope(serve, outgoing) -> None:
    seen: list[tuple[str, dict[str, str], Any]] = []

    class Watch:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            body = bytearray()

            async def listen() -> Any:
                message = await receive()
                body.extend(message.get("body", b""))
                return message

            await self.app(scope, listen, send)
            if scope["type"] == "http":
                headers = {name.decode(): value.decode() for name, value in scope["headers"]}
                seen.append((scope["path"], headers, json.loads(bytes(body))))

    async with serve(Watch(odp.create_app(7, NOW))) as url:
        await segments(url, "u-1001")
        await ours(outgoing, url).fetch("u-1001", frozenset({"first_name"}))
    theirs, mine = seen
    assert theirs[0] == mine[0] == "/v3/graphql"
    assert theirs[1]["content-type"] == mine[1]["content-type"] == "application/json"
    assert {"x-api-key"} <= theirs[1].keys() & mine[1].keys()
    assert theirs[2].keys() == mine[2].keys() == {"query", "variables"}
    assert "u-1001" in theirs[2]["variables"].values()
    assert "u-1001" in mine[2]["variables"].values()
    assert "fs_user_id: $" in theirs[2]["query"]
    assert "fs_user_id: $" in mine[2]["query"]


async def test_odps_own_client_sends_events_and_is_told_what_to_send_again(serve, http) -> None:
    events = [OdpEvent("store", "visited", {"fs_user_id": "u-1001"}, {"zone": "road"})]
    manager = OdpEventApiManager(timeout=60)

    async def send(url: str) -> bool:
        return await asyncio.to_thread(manager.send_odp_events, odp.PUBLIC_KEY, url, events)

    async with serve(odp.create_app(7, NOW)) as url:
        assert await send(url) is False
        await http.post(f"{url}/faults", json={"kind": "500", "times": 1})
        assert await send(url) is True
        [taken] = (await http.get(f"{url}/received")).json()["events"]
        assert (taken["type"], taken["action"]) == ("store", "visited")
        assert taken["identifiers"] == {"fs_user_id": "u-1001"}
        assert taken["data"]["zone"] == "road"
        assert taken["data"]["idempotence_id"]


@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("vendor", [segment, rudder])
async def test_segments_and_rudderstacks_own_clients_write_what_ours_writes(
    serve, http, outgoing, vendor, gzip: bool
) -> None:
    preferences = {purpose.value: purpose is Purpose.RECOGNISE_IN_STORE for purpose in Purpose}
    async with serve(cdp.create_app(7, NOW)) as url:

        def tell() -> None:
            client = vendor.Client(WRITE_KEY, host=url, sync_mode=True, gzip=gzip, max_retries=0, timeout=60)
            client.track(
                "u-1001",
                "Segment Consent Preference Updated",
                {},
                context={"consent": {"categoryPreferences": preferences}},
            )

        await asyncio.to_thread(tell)
        notice = ConsentNotice("u-1001", "m-1", AT_MS, {p: preferences[p.value] for p in Purpose}, {})
        ours = TrackingNotices(Post(outgoing), TrackingApi("segment", url, WRITE_KEY))
        assert await ours.tell(notice) is NoticeResult.TOLD
        theirs, mine = (await http.get(f"{url}/received")).json()["events"]
    for name in ("type", "event", "userId", "properties"):
        assert theirs[name] == mine[name], name
    assert theirs["context"]["consent"] == mine["context"]["consent"]
    assert mine.keys() <= theirs.keys(), "we send nothing that the vendor's client does not"
    assert theirs["timestamp"]
    assert len(theirs["messageId"]) <= 100


async def test_a_wrong_write_key_is_an_error_to_segments_client_too(serve) -> None:
    async with serve(cdp.create_app(7, NOW)) as url:

        def tell() -> None:
            client = segment.Client("wrong", host=url, sync_mode=True, gzip=False, max_retries=0, timeout=60)
            client.track("u-1001", "Visited", {})

        with pytest.raises(Exception, match="401"):
            await asyncio.to_thread(tell)
