"""Equipment and plan that do not fit together: named to whoever looks after it, counted, and survived."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from hub.equipment.edges.ingest import Received
from hub.ground.errors import HubError
from hub.ground.floor_plan.file import read_floor_plan
from hub.ground.journal import VisitStarted, ZoneEntered
from hub.ground.settings import Settings
from hub.run import run
from simulators.fast_store import FastStore, open_fast_store
from simulators.phone import Phone
from simulators.serving import bind
from wire.clock import to_ms
from wire.codec import encode
from wire.messages import EdgeHealth, HealthReport, SightingBatch, TokenSighting
from wire.mqtt import Incoming

# The entrance with an edge at the door, and a hall whose middle is 24 m away from it.
PLAN = """
[store]
id = "barn"
name = "Barn"
beacon_uuid = "3d7a1c52-64f0-4b8e-9c1d-5f0a7be2d914"
outline = [[0,0],[40,0],[40,6],[0,6]]

[[zones]]
id = "door"
name = "Door"
kind = "entrance"
polygon = [[0,0],[8,0],[8,6],[0,6]]

[[zones]]
id = "hall"
name = "Hall"
kind = "sales"
polygon = [[8,0],[40,0],[40,6],[8,6]]

[[edges]]
id = "edge-1"
at = [2, 3]
"""
BOOT = "a" * 16


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FastStore]:
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN)
    async with open_fast_store(tmp_path, plan, seed=1) as opened:
        yield opened


def says(store: FastStore, edge: str, message: SightingBatch | EdgeHealth, channel: str) -> None:
    topic = f"goddag/{store.plan.store_id}/edge/{edge}/{channel}"
    store.hub.edges.ingest.apply([Received(Incoming(topic, encode(message), retained=False), store.now)])


def hears(store: FastStore, edge: str, phone: Phone, seq: int, rssi_dbm: float) -> None:
    """One packet a tick."""
    token = next(each for each in phone.tokens if each.starts_at <= store.now < each.ends_at)
    event = TokenSighting(
        seq=seq, rssi_dbm=rssi_dbm, packets=1, heard_at_ms=0, heard_mono_ms=1000, span_ms=0, token=token.token.hex(),
        epoch=token.epoch,
    )  # fmt: skip
    batch = SightingBatch(
        store=store.plan.store_id, edge=edge, boot_id=BOOT, oldest_seq=1, sent_at_ms=to_ms(store.now),
        sent_mono_ms=1000, clock_trusted=True, events=[event],
    )  # fmt: skip
    says(store, edge, batch, "sightings")
    store.pass_time(store.now + 0.5)


async def enrolled(store: FastStore) -> Phone:
    """The store's time goes on until what they agreed to counts."""
    phone = await store.enrol("u-1")
    store.pass_time(store.now + 5)
    return phone


async def fleet(store: FastStore) -> dict[str, Any]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(store.hub.running.web), base_url="http://127.0.0.1"
    ) as client:
        return (await client.get("/api/fleet")).json()


async def test_an_edge_that_is_not_on_the_plan_is_shown_as_such_and_what_it_hears_is_counted_and_moves_nobody(
    store: FastStore,
) -> None:
    phone = await enrolled(store)
    alive = dict.fromkeys(
        ("uptime_ms", "heard", "kept_tokens", "kept_beacons", "forgotten", "queue_dropped", "outbox_events",
         "outbox_bytes", "outbox_dropped", "quiet_ms"), 0,
    )  # fmt: skip
    for edge in ("edge-1", "stray"):
        report = HealthReport.model_validate(alive | {"software": "1"})
        health = EdgeHealth(
            store=store.plan.store_id, edge=edge, boot_id=BOOT, state="online", sent_at_ms=0, report=report
        )
        says(store, edge, health, "health")
    for seq in range(1, 11):
        hears(store, "stray", phone, seq, -45.0)
    assert store.came_and_went() == []
    told = await fleet(store)
    assert {each["edge"]: (each["online"], each["on_plan"]) for each in told["edges"]} == {
        "edge-1": (True, True),
        "stray": (True, False),
    }
    assert told["unused"] == {"sighting_unknown_edge": 10}
    # All of it is acknowledged, or the edge would send it for ever; and the edge of the plan still brings somebody in.
    assert store.db.rows("SELECT contiguous FROM marks WHERE edge = 'stray'") == [(10,)]
    for seq in range(1, 11):
        hears(store, "edge-1", phone, seq, -50.0)
        hears(store, "stray", phone, seq + 10, -45.0)
    [(_, event)] = store.came_and_went()
    assert isinstance(event, VisitStarted)
    assert event.zone == "door"


async def test_a_zone_with_no_edge_near_is_named_by_the_check_and_costs_the_others_nothing(
    store: FastStore, tmp_path: Path
) -> None:
    [warning, *more] = read_floor_plan(tmp_path / "plan.toml").warnings
    assert more == []
    assert 'zone "hall" has no edge near: from its middle to edge-1 it is 22.0 m' in warning
    # Whoever walks in there fades away at the only edge: still in the store, wherever that is, and one visit.
    phone = await enrolled(store)
    for seq, rssi_dbm in enumerate((-50.0,) * 10 + (-60.0, -65.0, -70.0, -75.0, -80.0) * 4, start=1):
        hears(store, "edge-1", phone, seq, rssi_dbm)
    events = [event for _, event in store.came_and_went() if not isinstance(event, ZoneEntered)]
    assert [type(event) for event in events] == [VisitStarted]


async def test_a_hub_that_starts_says_which_zone_no_edge_is_near(tmp_path: Path) -> None:
    file, taken = tmp_path / "plan.toml", bind(0, "")
    file.write_text(PLAN)
    settings = Settings(floor_plan=file, data_dir=tmp_path / "hub", port=taken.getsockname()[1])
    # It says so before it finds its port taken, which ends it here.
    with taken, capture_logs() as told, pytest.raises(HubError, match="taken"):
        await run(settings)
    assert any("hall" in line["what"] and line["log_level"] == "warning" for line in told)
