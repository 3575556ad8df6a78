"""The vendors' own clients, unmodified, and our sinks against the same simulator: what arrived is equal.

That shows agreement with published clients, not with live services. Ids, times and the name of the client differ and
are left out; Jitsu and GA4 have no client for Python.
"""

import asyncio
import copy
from datetime import UTC, datetime

import pytest
from optimizely.odp.odp_event import OdpEvent
from optimizely.odp.odp_event_api_manager import OdpEventApiManager
from rudderstack.analytics.client import Client as RudderStackClient
from segment.analytics.client import Client as SegmentClient

from hub.knowledge.exports.odp import OdpSink
from hub.knowledge.exports.tracking import TrackingSink
from hub.trust.consents.purposes import Purpose
from simulators import odp, tracking

CONSENT = {"consent": {"categoryPreferences": {each.value: True for each in Purpose}}}
CLIENTS = {
    "segment": lambda url: SegmentClient(tracking.WRITE_KEY, host=url, sync_mode=True, gzip=False),
    "rudderstack": lambda url: RudderStackClient(tracking.WRITE_KEY, host=url, sync_mode=True),
}


def compared(envelope: tracking.Envelope) -> dict:
    body = copy.deepcopy(envelope.body)
    del body["sentAt"]
    for event in body["batch"]:
        for name in ("messageId", "anonymousId", "timestamp"):
            del event[name]
        assert event["context"].pop("library").keys() == {"name", "version"}
    wanted = ("authorization", "content-type")
    return {"body": body, "headers": {name: envelope.headers[name] for name in wanted}}


@pytest.mark.parametrize("vendor", list(CLIENTS))
async def test_a_batch_is_what_the_vendors_client_sends(shop, serve, door, vendor) -> None:
    service = tracking.create_app(vendor)
    async with serve(service) as url:
        sink = TrackingSink(vendor, url, tracking.WRITE_KEY)
        feed = shop.feed(sink)
        record = shop.enrol("u-Søren")
        shop.visited(record.member)
        feed.take()
        sink.limits = type(sink.limits)(events=1, event_bytes=32_768, batch_bytes=512_000)
        assert await shop.drain(sink, door).empty() is None
        ours = list(service.state.tracking.arrived)
        client = CLIENTS[vendor](url)
        for envelope in ours:
            [event] = envelope.body["batch"]
            await asyncio.to_thread(
                client.track,
                event["userId"],
                event["event"],
                event["properties"],
                context=copy.deepcopy(CONSENT),
                timestamp=datetime.now(UTC),
            )
        theirs = service.state.tracking.arrived[len(ours) :]
        assert len(ours) == len(theirs) == 4
        assert [compared(each) for each in ours] == [compared(each) for each in theirs]
        # Gzip is on in RudderStack's client unless it is switched off; that is how its requests came.
        assert ("content-encoding" in theirs[0].headers) == (vendor == "rudderstack")


@pytest.mark.parametrize("vendor", list(CLIENTS))
async def test_the_vendors_client_is_told_of_a_wrong_key_as_we_are(serve, vendor) -> None:
    async with serve(tracking.create_app(vendor)) as url:
        client = CLIENTS[vendor](url)
        client.write_key = "wrong"
        with pytest.raises(Exception, match="401"):
            await asyncio.to_thread(client.track, "u-1", "Store Visit Started")


async def test_odp_events_are_what_the_vendors_client_sends(shop, serve, door) -> None:
    service = odp.create_app(7)
    async with serve(service) as url:
        sink = OdpSink(url, odp.PUBLIC_KEY, "fs_user_id")
        feed = shop.feed(sink)
        record = shop.enrol("u-Søren")
        shop.visited(record.member)
        feed.take()
        assert await shop.drain(sink, door).empty() is None
        [ours] = service.state.odp.arrived
        own = ("idempotence_id", "data_source", "data_source_type", "data_source_version")
        events = [
            OdpEvent(
                event["type"],
                event["action"],
                {"fs-user-id": record.customer_ref},
                {name: value for name, value in event["data"].items() if name not in own},
            )
            for event in ours
        ]
        api = OdpEventApiManager()
        assert await asyncio.to_thread(api.send_odp_events, odp.PUBLIC_KEY, url, events) is False
        assert await asyncio.to_thread(api.send_odp_events, "wrong", url, events) is False
        [_, theirs] = service.state.odp.arrived
        for event in [*ours, *theirs]:
            assert {event["data"].pop(name) is None for name in own} == {False}
        assert ours == theirs
