"""Self-calibration: what edges hear of fixed beacons makes their laws truer; who was moved is named and left alone."""

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hub import app
from hub.equipment.edges.ingest import Received
from hub.ground import manifests
from hub.ground.database import open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import FloorPlan, PlacedEdge
from hub.ground.http.outgoing import open_outgoing
from hub.ground.settings import Settings
from hub.place.calibration.beacon_ears import PERIOD_SECONDS, BeaconEars
from hub.place.calibration.beacon_fit import fit_beacons
from hub.place.calibration.by_beacons import PERIODS_BETWEEN, BeaconCalibration
from hub.place.calibration.model import How, LinkLevel, knowledge
from hub.place.calibration.repository import Calibrations
from simulators.field import DANIS, RadioModel, Receiver, Transmitter, heard, receiver_offset
from wire.codec import encode
from wire.ids import EdgeId
from wire.messages import BeaconSighting, SightingBatch
from wire.mqtt import Incoming

SHOP = Path("simulators/stores/bicycle_shop.toml")
PLAN = load_floor_plan(SHOP)
SEED = 3
FIRST = PLAN.edges[0].id
PACKETS = 60


# A room without shadows: what edges differ by is their offsets alone.
EMPTY = replace(DANIS, shadow_db=0.0)


def means(edge: PlacedEdge, model: RadioModel = EMPTY) -> dict[tuple[int, int], float]:
    """What an edge hears of each beacon in the simulated field, by major and minor."""
    receiver = Receiver(str(edge.id), edge.x_m, edge.y_m, edge.height_m)
    found: dict[tuple[int, int], float] = {}
    for b in PLAN.beacons:
        antenna = Transmitter(b.id, b.x_m, b.y_m, b.height_m, None)
        levels = [rssi for n in range(PACKETS) if (rssi := heard(model, SEED, antenna, receiver, n)) is not None]
        found[b.major, b.minor] = sum(levels) / len(levels)
    return found


HEARD = {edge.id: means(edge) for edge in PLAN.edges}
FURNISHED = {edge.id: means(edge, DANIS) for edge in PLAN.edges}


@pytest.fixture
def db(tmp_path: Path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


def tell(ears: BeaconEars | BeaconCalibration, levels=HEARD, *, without: Iterable[EdgeId] = ()) -> None:
    for edge, beacons in levels.items():
        for (major, minor), dbm in beacons.items():
            if edge not in without:
                ears.heard(edge, PLAN.beacon_uuid, major, minor, dbm, PACKETS)


def periods(ears: BeaconEars, count: int, levels=HEARD, *, without: Iterable[EdgeId] = ()) -> None:
    for _ in range(count):
        tell(ears, levels, without=without)
        ears.end_period()


def links() -> list[LinkLevel]:
    ears = BeaconEars(PLAN)
    periods(ears, 1)
    return ears.links


def test_what_edges_hear_of_beacons_tells_their_offsets_and_the_exponent() -> None:
    fit = fit_beacons(PLAN, links())
    assert fit is not None
    laws, score = fit
    # Levels in the middle of the room (5 m) say more than those at 1 m, where no link is.
    at_5_m = np.array([law.ref_dbm - law.exponent * 7 for law in laws.values()])
    true = np.array([receiver_offset(EMPTY, SEED, edge) for edge in laws])
    off = (at_5_m - at_5_m.mean()) - (true - true.mean())
    assert float(np.sqrt((off**2).mean())) < 0.7 * float(np.std(true))
    assert abs(np.mean([law.exponent for law in laws.values()]) - DANIS.exponent) < 0.5 * abs(2.0 - DANIS.exponent)
    assert score.residual_db_after < 0.9 * score.residual_db_before
    assert score.is_better


def test_a_beacon_of_another_power_changes_little() -> None:
    weak = [replace_level(link, -12.0 if link.beacon == "beacon-2" else 0.0) for link in links()]
    plain, other = fit_beacons(PLAN, links()), fit_beacons(PLAN, weak)
    assert plain is not None
    assert other is not None
    assert max(abs(plain[0][edge].ref_dbm - other[0][edge].ref_dbm) for edge in plain[0]) < 1.5


def replace_level(link: LinkLevel, gain_db: float) -> LinkLevel:
    return link.model_copy(update={"mean_dbm": link.mean_dbm + gain_db})


def test_too_little_to_tell_anything_is_no_calibration() -> None:
    assert fit_beacons(PLAN, []) is None
    assert fit_beacons(PLAN, [link for link in links() if link.beacon in {"beacon-1", "beacon-2"}]) is None
    assert fit_beacons(PLAN, [link for link in links() if link.edge in {"edge-1", "edge-2"}]) is None


def test_an_edge_that_was_moved_is_named_and_nothing_is_learned_of_it() -> None:
    ears = BeaconEars(PLAN)
    periods(ears, 3)
    known = [link for link in ears.links if link.edge == FIRST]
    across = HEARD | {FIRST: means(replace(PLAN.edges[0], x_m=23.0, y_m=15.0))}
    periods(ears, 2, across)
    assert not ears.moved  # for a while it may be a delivery that stood in front of it
    periods(ears, 5, across)
    assert ears.moved == {FIRST}
    assert [link for link in ears.links if link.edge == FIRST] == known
    # Hung back where it was.
    periods(ears, 1)
    assert not ears.moved


def test_a_dead_edge_and_a_weak_battery_move_nobody() -> None:
    ears = BeaconEars(PLAN)
    periods(ears, 3)
    known = [link.mean_dbm for link in ears.links if link.edge == FIRST]
    weak = {edge: {key: dbm - 9 * (key == (1, 1)) for key, dbm in beacons.items()} for edge, beacons in HEARD.items()}
    periods(ears, 3, weak, without=[FIRST])
    assert not ears.moved
    assert [link.mean_dbm for link in ears.links if link.edge == FIRST] == known


@pytest.mark.parametrize(
    ("uuid", "minor", "dbm"),
    [("00000000-0000-0000-0000-000000000000", 1, -60), (PLAN.beacon_uuid, 99, -60), (PLAN.beacon_uuid, 1, 20)],
)
def test_other_beacons_and_impossible_levels_are_not_taken(uuid: str, minor: int, dbm: float) -> None:
    ears = BeaconEars(PLAN)
    ears.heard(FIRST, uuid, 1, minor, dbm, PACKETS)
    ears.heard(EdgeId("edge-99"), PLAN.beacon_uuid, 1, 1, -60, PACKETS)
    ears.end_period()
    assert ears.links == []


def sightings(edge: EdgeId, now: float) -> Received:
    """One batch, as an edge sends it."""
    events = [
        BeaconSighting(
            seq=number, rssi_dbm=round(dbm, 2), packets=PACKETS, heard_at_ms=0, heard_mono_ms=1000, span_ms=900,
            uuid=PLAN.beacon_uuid, major=major, minor=minor,
        )
        for number, ((major, minor), dbm) in enumerate(FURNISHED[edge].items(), start=1)
    ]  # fmt: skip
    batch = SightingBatch(
        store="demo", edge=edge, boot_id="0" * 16, oldest_seq=1, sent_at_ms=0, sent_mono_ms=1000, clock_trusted=True,
        events=events,
    )  # fmt: skip
    return Received(Incoming(f"goddag/demo/edge/{edge}/sightings", encode(batch), retained=False), now)


async def test_a_running_hub_calibrates_itself_from_what_edges_send(tmp_path: Path, db) -> None:
    settings = Settings(floor_plan=SHOP, data_dir=tmp_path)
    async with open_outgoing() as outgoing:
        hub = app.build(settings, PLAN, db, outgoing)
        now = hub.ground.clock.wall()
        assert not await hub.calibration.live.look(now)
        hub.edges.ingest.apply([sightings(edge.id, now) for edge in PLAN.edges])
        assert not await hub.calibration.live.look(now + PERIOD_SECONDS - 1)
        assert await hub.calibration.live.look(now + PERIOD_SECONDS)
        hub.rights.tombstones.close()
    versions = Calibrations(db).all()
    assert [each.how for each in versions] == [How.BEACONS]
    assert versions[0].score.residual_db_after < versions[0].score.residual_db_before
    assert set(knowledge(PLAN, versions).laws) == {edge.id for edge in PLAN.edges}


def hours(itself: BeaconCalibration, first: int, count: int) -> list[int]:
    """The versions that so many hours of the same beacons bring, three dB louder at every other edge with each hour."""
    made: list[int] = []
    for period in range(first * PERIODS_BETWEEN, (first + count) * PERIODS_BETWEEN):
        hour = period // PERIODS_BETWEEN
        louder = {
            edge: {key: dbm + 3 * hour * (number % 2) for key, dbm in beacons.items()}
            for number, (edge, beacons) in enumerate(HEARD.items())
        }
        tell(itself, louder)
        if (version := itself.look(1e9 + (period + 1) * PERIOD_SECONDS)) is not None:
            made.append(version)
    return made


def test_what_was_undone_is_not_made_again_until_it_is_redone(db) -> None:
    calibrations = Calibrations(db)
    itself = BeaconCalibration(PLAN, calibrations)
    itself.look(1e9)
    assert hours(itself, 0, 1) == [1]
    calibrations.undo(1, 5)
    assert knowledge(PLAN, calibrations.all()).laws == {}
    assert hours(itself, 1, 2) == []
    calibrations.redo(1)
    assert hours(itself, 3, 1) == [2]
    # The newest version holds; with it undone, the one before it.
    calibrations.undo(2, 6)
    assert knowledge(PLAN, calibrations.all()).laws.keys() == calibrations.all()[0].findings.laws.keys()


def test_the_same_again_is_no_new_version_and_a_restart_goes_on(db) -> None:
    calibrations = Calibrations(db)
    for _ in range(2):
        itself = BeaconCalibration(PLAN, calibrations)
        itself.look(1e9)
        assert hours(itself, 0, 1) in ([1], [])
    assert len(calibrations.all()) == 1
    moved = replace(PLAN, edges=(replace(PLAN.edges[0], x_m=9.0), *PLAN.edges[1:]))
    assert FIRST not in knowledge(moved, calibrations.all()).laws
    assert PLAN.edges[1].id in knowledge(moved, calibrations.all()).laws
    assert math.isfinite(calibrations.all()[0].score.residual_db_after)


def test_a_plan_without_beacons_is_never_calibrated_by_them(db) -> None:
    bare: FloorPlan = replace(PLAN, beacons=())
    itself = BeaconCalibration(bare, Calibrations(db))
    itself.look(1e9)
    assert hours(itself, 0, 2) == []
