"""The parts as the hub puts them together: told by itself, seen by the operator, each place for itself."""

import asyncio
from pathlib import Path

import httpx
import pytest

from hub.app import build
from hub.ground.database import open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.journal import EndReason, OutcomeRecorded, VisitEnded, VisitId, VisitStarted, ZoneEntered
from hub.ground.manifests import schemas
from hub.ground.settings import Settings
from hub.knowledge.exports.drain import SinkState
from hub.place.visits.repository import Visit, Visits
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from simulators import ga4, odp, tracking
from wire.clock import to_ms

PLAN = Path(__file__).parents[3] / "simulators" / "stores" / "bicycle_shop.toml"


async def until(condition, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another server
            await asyncio.sleep(0.01)


async def test_the_hub_tells_three_places_by_itself_and_the_operator_sees_how_each_is(
    tmp_path, serve, http, outgoing
) -> None:
    segment, account, analytics = tracking.create_app("segment"), odp.create_app(7), ga4.create_app()
    plan = load_floor_plan(PLAN)
    first, second = [zone.id for zone in plan.zones if zone.id not in plan.unrecorded_zones][:2]
    db = open_database(tmp_path / "hub.db", schemas())
    async with serve(segment) as segment_url, serve(account) as odp_url, serve(analytics) as ga4_url:
        settings = Settings(
            floor_plan=PLAN,
            data_dir=tmp_path,
            cdp_events_url=segment_url,
            cdp_events_key=tracking.WRITE_KEY,
            cdp_events_vendor="segment",
            odp_events_url=odp_url,
            odp_events_key="revoked",
            ga4_url=ga4_url,
            ga4_measurement_id=ga4.MEASUREMENT_ID,
            ga4_api_secret=ga4.API_SECRET,
        )
        hub = build(settings, plan, db, outgoing)
        exporting = asyncio.create_task(hub.exports.service.run())
        device = Device(install_id="installation-000001", platform="android")
        shown = ConsentScreen(text_version=current_texts().version, language="en")
        body = MemberEnrolment(request_id="request-1", device=device, shown=shown, purposes=list(Purpose))
        now_ms = to_ms(hub.ground.clock.wall())
        member = hub.members.service.enrol("u-1", body, now_ms - 60_000).member
        visit = VisitId("v1")
        with hub.ground.journal.transaction():
            Visits(db).start(Visit(visit, member, first, now_ms - 50_000, now_ms - 50_000, now_ms - 50_000))
            hub.ground.journal.append(VisitStarted(member, visit, first), now_ms - 50_000)
        await until(lambda: segment.state.tracking.arrived)
        with hub.ground.journal.transaction():
            hub.ground.journal.append(ZoneEntered(member, visit, second), now_ms - 30_000)
            hub.ground.journal.append(VisitEnded(member, visit, EndReason.LEFT), now_ms - 10_000)
            hub.ground.journal.append(OutcomeRecorded(visit, "sold"), now_ms)
        told = segment.state.tracking.arrived
        await until(lambda: sum(len(each.body["batch"]) for each in told) == 5)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(hub.running.web), base_url="http://127.0.0.1"
        ) as operator:

            async def views() -> dict[str, dict]:
                return {each["sink"]: each for each in (await operator.get("/api/fleet")).json()["exports"]}

            await until(
                lambda: db.rows("SELECT times FROM export_counts WHERE what = 'sent' ORDER BY times") == [(3,), (5,)]
            )
            seen = await views()
            assert {name: each["state"] for name, each in seen.items()} == {
                "segment": SinkState.IDLE,
                "odp": SinkState.PAUSED,
                "ga4": SinkState.IDLE,
            }
            assert seen["segment"]["counts"] == {"sent": 5}
            assert (seen["odp"]["why"], seen["odp"]["waiting"]) == ("HTTP 403", 5)
            assert "u-1" not in str(seen)
            assert str(member) not in str(seen)
            assert (await operator.post("/api/fleet/exports/odp/again")).json() == {"queued": 0}
            assert (await operator.post("/api/fleet/exports/elsewhere/again")).status_code == 404
        zones = {
            event["properties"]["zone"]: event["properties"]["seconds"]
            for each in told
            for event in each.body["batch"]
            if event["event"] == "Store Zone Visited"
        }
        assert zones == {first: 20, second: 20}
        exporting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await exporting
        hub.rights.tombstones.close()
    db.close()
