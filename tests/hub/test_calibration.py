"""Calibration: a walk makes the map truer where nobody tapped, bad walks are refused, and all of it can be undone."""

import asyncio
import json
import math
import subprocess
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
import warm

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.journal import Journal, Member
from hub.place.calibration.live import LiveCalibration
from hub.place.calibration.model import Calibration, How, knowledge
from hub.place.calibration.recorder import WalkRecorder
from hub.place.calibration.repository import Calibrations
from hub.place.calibration.walk_file import WalkRefused, read_walk
from hub.place.calibration.walk_fit import Fit, fit_walk
from hub.place.presence.model import track
from hub.place.presence.radio_map import RadioKnowledge, RadioPrior, SurveyPoint, draw_map
from hub.place.visits.phone_gain import PhoneGains
from hub.place.visits.repository import Visits
from hub.place.visits.service import VisitService
from simulators.field import DANIS, Receiver, Transmitter, heard, path_loss_rssi
from simulators.processes import program
from simulators.walked import walked
from wire.ids import EdgeId

SHOP = Path("simulators/stores/bicycle_shop.toml")
PLAN = load_floor_plan(SHOP)
SEED = 3
ANNA = Member(1)
# Between the taps of a walk with SPACING_M between them.
SPACING_M = 4.5
ELSEWHERE = np.array([(x, y, 1.1) for x in (3.2, 8.4, 15.1, 20.9) for y in (3.1, 7.9, 13.2)])


@pytest.fixture(scope="module")
def walk_text() -> str:
    return walked(PLAN, SEED, spacing_m=SPACING_M)


@pytest.fixture
def walk(tmp_path: Path, walk_text: str) -> Path:
    file = tmp_path / "walk.jsonl"
    file.write_text(walk_text)
    return file


@pytest.fixture
def db(tmp_path: Path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


@lru_cache
def truth(edge: EdgeId) -> np.ndarray:
    """What the edge hears in the simulated field at those places, on average over a few steps around each."""
    placed = next(each for each in PLAN.edges if each.id == edge)
    receiver = Receiver(edge, placed.x_m, placed.y_m, placed.height_m)
    levels: list[float] = []
    for x, y, height in ELSEWHERE:
        near = [(x + dx, y + dy) for dx in (-0.5, 0, 0.5) for dy in (-0.5, 0, 0.5)]
        antennas = [Transmitter("truth", u, v, height, None) for u, v in near]
        packets = [heard(DANIS, SEED, antenna, receiver, number) for antenna in antennas for number in range(12)]
        levels.append(float(np.mean([rssi for rssi in packets if rssi is not None])))
    return np.array(levels)


def off_the_truth(known: RadioKnowledge) -> float:
    """dB (rms) by which the map is off where nobody tapped; a level common to all edges tells nothing of where."""
    radio_map = draw_map(PLAN.edges, known.survey, ELSEWHERE, RadioPrior(), known.laws)
    off = radio_map.level_dbm - np.array([truth(edge) for edge in radio_map.edges])
    return float(np.sqrt(((off - off.mean(0)) ** 2).mean()))


def goddag_hub(*words: object) -> subprocess.CompletedProcess[str]:
    return warm.run(*program("goddag-hub", "hub.cli"), "calibrate", *words, seconds=60)


def calibrated(db: Database, walk: Path) -> Calibrations:
    calibrations = Calibrations(db)
    fit = fit_walk(read_walk(walk, PLAN), PLAN, RadioKnowledge())
    calibrations.add(How.WALK, "walk.jsonl", fit.findings, fit.score, 1_000)
    return calibrations


def test_a_walk_makes_the_map_truer_where_nobody_tapped(walk: Path) -> None:
    fit = fit_walk(read_walk(walk, PLAN), PLAN, RadioKnowledge())
    known = RadioKnowledge(_survey(fit))
    assert off_the_truth(known) < 0.7 * off_the_truth(RadioKnowledge())
    assert fit.score.error_m_after < fit.score.error_m_before
    assert fit.score.residual_db_after < fit.score.residual_db_before
    assert fit.score.is_better


def _survey(fit: Fit) -> tuple[SurveyPoint, ...]:
    return knowledge(PLAN, [Calibration(1, How.WALK, 0, None, "", fit.findings, fit.score, None)]).survey


@pytest.mark.parametrize("gain_db", [-6, 6])
def test_a_walk_with_a_loud_or_a_quiet_phone_gives_the_same_map(tmp_path: Path, walk: Path, gain_db: int) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(walked(PLAN, SEED, spacing_m=SPACING_M, gain_db=gain_db))
    maps = [
        draw_map(PLAN.edges, _survey(fit_walk(read_walk(file, PLAN), PLAN, RadioKnowledge())), ELSEWHERE, RadioPrior())
        for file in (walk, other)
    ]
    assert float(np.abs(maps[1].level_dbm - maps[0].level_dbm).mean()) < abs(gain_db) / 3


def test_a_running_hub_takes_it_over_and_back_and_nobody_leaves(db: Database, tmp_path: Path, walk: Path) -> None:
    tracker = track(PLAN)
    live = LiveCalibration(PLAN, Calibrations(db), tracker, WalkRecorder(PLAN.store_id, lambda _who, _at: True))
    journal, visits = Journal(db), Visits(db)
    service = VisitService(journal, visits, tracker, PhoneGains(db), frozenset(), 0.0, has_way_out=True)

    def stand(since: int, seconds: int) -> dict[str, float]:
        for at in range(since, since + seconds):
            for edge in PLAN.edges:
                level = path_loss_rssi(math.dist((12, 12), (edge.x_m, edge.y_m)) + 1, -61, 2.0)
                with journal.transaction():
                    service.sighted(ANNA, edge.id, level, at + 0.1, at + 0.1)
            for _ in service.follow(at + 1.0):
                pass
        return dict(tracker.believe_now(ANNA).zones)

    before = stand(0, 30)
    visit = visits.of(ANNA)
    assert visit is not None
    assert not asyncio.run(live.look(0.0))
    # Written by another process, as the command does it.
    other = open_database(tmp_path / "hub.db", {})
    versions = calibrated(other, walk)
    assert asyncio.run(live.look(0.0))
    between = stand(30, 30)
    assert visits.of(ANNA) == visit
    assert max(abs(between[zone] - before[zone]) for zone in before) > 0.02
    versions.undo(1, 2_000)
    other.close()
    assert asyncio.run(live.look(0.0))
    after = stand(60, 30)
    assert after == pytest.approx(before, abs=5e-3)
    assert visits.of(ANNA) == visit


def test_an_edge_that_was_moved_on_the_plan_keeps_nothing_of_its_calibration(db: Database, walk: Path) -> None:
    versions = calibrated(db, walk).all()
    moved = replace(PLAN, edges=(replace(PLAN.edges[0], x_m=PLAN.edges[0].x_m + 2), *PLAN.edges[1:]))
    gone = PLAN.edges[0].id
    assert all(gone in point.levels_dbm for point in knowledge(PLAN, versions).survey[:3])
    assert not any(gone in point.levels_dbm for point in knowledge(moved, versions).survey)
    assert any(PLAN.edges[1].id in point.levels_dbm for point in knowledge(moved, versions).survey)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"kind": "tap", "at": 1, "x_m": 30, "y_m": 3}, "outside the store's outline"),
        ({"kind": "tap", "at": 1, "x_m": 3}, "x_m and y_m or zone"),
        ({"kind": "tap", "at": 1, "zone": "attic"}, '"attic" is not on the floor plan'),
        ({"kind": "heard", "at": 1, "edge": "edge-99", "rssi_dbm": -60}, '"edge-99" is not on the floor plan'),
        ({"kind": "heard", "at": 1, "edge": "edge-1", "rssi_dbm": 127}, "127"),
        ({"kind": "heard", "at": 1, "edge": "edge-1", "rssi_dbm": 0}, "unknown"),
        ({"kind": "heard", "at": 0.5, "edge": "edge-2", "rssi_dbm": -60}, "time goes back"),
        ({"kind": "heard", "at": -5, "edge": "edge-1", "rssi_dbm": -60}, "at:"),
        ({"kind": "heard", "at": 1, "edge": "edge-1", "rssi_dbm": -60, "name": "Anna"}, "name"),
        ({"kind": "walk", "version": 1, "store": "demo"}, "one file, one walk"),
    ],
)
def test_nonsense_is_refused_with_line_and_reason(tmp_path: Path, line: dict[str, object], said: str) -> None:
    file = tmp_path / "walk.jsonl"
    good = [
        {"kind": "walk", "version": 1, "store": "demo"},
        {"kind": "heard", "at": 0.9, "edge": "edge-2", "rssi_dbm": -60},
    ]
    file.write_text("\n".join(json.dumps(each) for each in (*good, line)))
    with pytest.raises(WalkRefused) as refused:
        read_walk(file, PLAN)
    assert "walk.jsonl:3:" in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", '{"kind": "walk", "version": 2, "store": "demo"}', "[1, 2]", "\x00\xff"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "walk.jsonl"
    file.write_text(text)
    with pytest.raises(WalkRefused, match=r"walk\.jsonl:1:"):
        read_walk(file, PLAN)


def edited(walk_text: str, change) -> str:
    return "".join(f"{json.dumps(change(json.loads(line)))}\n" for line in walk_text.splitlines())


def test_a_walk_on_a_plan_that_is_turned_over_is_refused(tmp_path: Path, walk_text: str) -> None:
    file = tmp_path / "walk.jsonl"
    file.write_text(
        edited(walk_text, lambda line: line | {"x_m": round(24 - line["x_m"], 2)} if line["kind"] == "tap" else line)
    )
    with pytest.raises(WalkRefused, match="x counted from the other side"):
        fit_walk(read_walk(file, PLAN), PLAN, RadioKnowledge())


def test_levels_that_have_nothing_to_do_with_the_place_are_refused(tmp_path: Path, walk_text: str) -> None:
    dice = Random(1)
    file = tmp_path / "walk.jsonl"
    noise = edited(
        walk_text, lambda line: line | {"rssi_dbm": round(dice.gauss(-75, 8))} if line["kind"] == "heard" else line
    )
    file.write_text(noise)
    with pytest.raises(WalkRefused, match="hardly depend"):
        fit_walk(read_walk(file, PLAN), PLAN, RadioKnowledge())


def test_too_few_taps_are_refused(tmp_path: Path, walk_text: str) -> None:
    file = tmp_path / "walk.jsonl"
    # Standing at the sixth tap is over after some seventy seconds.
    file.write_text("".join(f"{line}\n" for line in walk_text.splitlines() if json.loads(line).get("at", 0) < 60))
    with pytest.raises(WalkRefused, match="6 are the fewest"):
        fit_walk(read_walk(file, PLAN), PLAN, RadioKnowledge())


def test_the_command_applies_shows_undoes_and_redoes(db: Database, tmp_path: Path, walk: Path) -> None:
    here = ("--data-dir", tmp_path)
    calibrations = Calibrations(db)
    tried = goddag_hub("--walk", walk, "--floor-plan", SHOP, "--dry-run", *here)
    assert tried.returncode == 0, tried.stderr
    assert "m before" in tried.stdout
    assert calibrations.all() == []
    assert goddag_hub("--walk", walk, "--floor-plan", SHOP, "--by", "Mette", *here).returncode == 0
    assert [(each.number, each.who, each.undone_ms) for each in calibrations.all()] == [(1, "Mette", None)]
    shown = goddag_hub("--show", *here).stdout
    assert "Mette" in shown
    assert "in force" in shown
    assert goddag_hub("--undo", *here).returncode == 0
    assert knowledge(PLAN, calibrations.all()) == RadioKnowledge()
    assert goddag_hub("--redo", *here).returncode == 0
    assert knowledge(PLAN, calibrations.all()).survey


def test_a_walk_that_makes_it_no_better_is_not_applied_unless_forced(
    db: Database, tmp_path: Path, walk: Path, walk_text: str
) -> None:
    calibrated(db, walk)
    dice, slips = Random(1), dict[float, int]()

    def hasty(line):
        """As walked, but at each tap another edge is 15 dB off: somebody stood in between."""
        if line["kind"] == "tap":
            slips[line["at"]] = dice.randint(1, 8)
        elif line["kind"] == "heard" and line["edge"] == f"edge-{slips[max(slips)]}":
            line["rssi_dbm"] = max(-120, line["rssi_dbm"] - 15)
        return line

    file = tmp_path / "hasty.jsonl"
    file.write_text(edited(walk_text, hasty))
    words = ("--walk", file, "--floor-plan", SHOP, "--data-dir", tmp_path)
    refused = goddag_hub(*words)
    assert refused.returncode == 1
    assert "not applied" in refused.stderr
    assert len(Calibrations(db).all()) == 1
    forced = goddag_hub(*words, "--force")
    assert forced.returncode == 0
    assert len(Calibrations(db).all()) == 2
