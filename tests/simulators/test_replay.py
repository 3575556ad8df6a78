from pathlib import Path

import pytest

from hub.ground.floor_plan.file import load_floor_plan
from simulators.errors import NoRecording
from simulators.lateness import Arrival, Lateness, lateness, not_kept_up
from simulators.observer import HandheldWatch, SeenVisit
from simulators.recording import Packet, Sensor, Track, floor_plan_toml, read_recording, zone_of
from simulators.replay import told_zones
from simulators.zone_score import NOTHING, score

# From south-west to south-east at 5 s, walking 1 m/s along y = 4; the border is at x = 10.
WALK = Track("walk", tuple(Packet(t / 2, "s1", -60, 5 + t / 2, 4.0) for t in range(21)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sensors.csv").write_text("mac,alias,x_m,y_m,z_m\r\naa,s1,1,2,2.3\r\nbb,s2,18.1,17.64,2.3\r\n")
    rows = [("b", 12.0, "bb", -70), ("b", 11.0, "aa", -71), ("a", 5.0, "aa", 42), ("a", 6.0, "aa", -60)]
    lines = [f"{track},{ts},{mac},{rssi},1.5,2.5,1.8,0,0,0" for track, ts, mac, rssi in rows]
    (tmp_path / "tracks.csv").write_text(
        "\r\n".join(["track,ts_unix,sensor_mac,rssi_dbm,x_m,y_m,z_m,r00,r01,r02", *lines])
    )
    return tmp_path


def test_a_recording_is_sorted_by_time_and_rid_of_impossible_levels(folder: Path) -> None:
    recording = read_recording(folder)
    assert recording.rejected == 1
    assert {track.name: [(p.at_s, p.edge, p.rssi_dbm) for p in track.packets] for track in recording.tracks} == {
        "b": [(0.0, "s1", -71), (1.0, "s2", -70)],
        "a": [(0.0, "s1", -60)],
    }


@pytest.mark.parametrize("missing", ["sensors.csv", "tracks.csv"])
def test_a_folder_without_a_recording_is_refused_with_the_place_to_get_it(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(NoRecording, match=f"no {missing}.*Position-Annotated-BLE-RSSI-Dataset"):
        read_recording(folder)


def test_the_recorded_area_is_a_floor_plan_that_the_hub_accepts(tmp_path: Path) -> None:
    sensors = (Sensor("aa", "s1", 1.0, 2.0, 2.3), Sensor("bb", "s2", 18.1, 17.64, 2.3))
    path = tmp_path / "plan.toml"
    path.write_text(floor_plan_toml(sensors))
    plan = load_floor_plan(path)
    assert [plan.zone_of(edge.id).id for edge in plan.edges] == ["south-west", "north-east"]
    assert all(plan.zone_at(x, y).id == zone_of(x, y) for x in (1, 9.9, 10.1, 20) for y in (1, 8.9, 9.1, 17))


def test_time_in_the_right_zone_is_scored_from_the_start_of_a_track() -> None:
    late = score(WALK, [(2.5, "south-west"), (7.5, "south-east")], 0.5)
    # 41 steps of a quarter second: 10 before the first word, 10 after the border with the old one.
    assert (late.steps, late.correct) == (41, 21)
    assert (late.reported_changes, late.true_changes) == (1, 1)


def test_a_margin_leaves_out_what_is_near_a_border() -> None:
    told = score(WALK, [(0.0, "south-west"), (5.5, "south-east")], 0.6)
    assert told.accuracy < 1.0
    assert told.accuracy_clear == 1.0
    assert told.steps_clear == 41 - 6


def test_nobody_is_never_the_right_zone_and_flapping_is_counted() -> None:
    flapping = [(float(t), ("south-west", "south-east")[t % 2]) for t in range(10)]
    assert score(WALK, flapping, 0.5).reported_changes == 9
    assert score(WALK, [(0.0, None)], 0.5).correct == 0


def test_scores_of_tracks_are_pooled_by_time() -> None:
    right = score(WALK, [(0.0, "south-west"), (5.0, "south-east")], 0.5)
    wrong = score(WALK, [], 0.5)
    assert (right + wrong + NOTHING).accuracy == pytest.approx(0.5)


def test_what_a_handheld_showed_is_put_on_the_tracks_own_time() -> None:
    watch = HandheldWatch("")
    watch.visits["v"] = SeenVisit("v", 100.0, gone_at=101.0, zones=[(100.0, "road"), (100.5, "till")])
    assert told_zones(watch, 99.5, 20.0) == [(10.0, "road"), (20.0, "till"), (30.0, None)]


def test_lateness_is_told_from_the_packet_that_closed_a_summary_in_seconds_of_the_recording() -> None:
    due = {"s1": [10.0, 10.1, 10.2], "s2": [10.0]}
    # Out of order, as a backlog comes; the third packet of s1 never came.
    arrivals = [Arrival("s1", 2, 1, 10.35), Arrival("s1", 1, 1, 10.05), Arrival("s2", 1, 1, 10.0)]
    assert sorted(lateness(due, arrivals, 4.0).seconds) == pytest.approx([0.0, 0.2, 1.0])


@pytest.mark.parametrize(("late", "kept_up"), [(0, True), (2, True), (3, False), (100, False)])
def test_a_run_is_kept_up_with_as_long_as_next_to_nothing_is_late(late: int, kept_up: bool) -> None:
    said = not_kept_up(Lateness([5.0] * late + [0.5] * (100 - late)), 20.0)
    assert (said is None) == kept_up
    assert said is None or (f"{late} of 100" in said and "--speed 5" in said)


def test_nothing_heard_is_not_late_but_has_other_words() -> None:
    assert not_kept_up(Lateness([]), 20.0) is None
