"""Where people are, on recorded radio: our filter beside re-implementations of what leading systems decide.

    make bench-positioning DATA=FOLDER        the Danis recordings; without DATA, $GODDAG_DATASETS/danis

Maps and noise are fitted to the static survey set_1, the threshold of the zone choice is chosen on simulated walks in a
simulated room; the recorded tracks only judge. Prints two tables and the goals; writes JSON and plots to results/.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import positioning_plots as plots
from positioning_ours import build, follow, plan_of, survey_of
from positioning_peers import PEERS, Room
from positioning_score import SPLIT_A, SPLIT_B, Split, Told, ZoneFigures, position_errors, steps, zone_figures
from positioning_simulated import Scatter, make_store, scatter_of
from tables import RESULTS, report

from hub.place.presence.belief import Belief
from hub.place.presence.radio_map import SurveyPoint
from hub.place.presence.zone_choice import SWITCH_PROBABILITY, choose_zone
from simulators.errors import NoRecording
from simulators.recording import Recording, Sensor, Track, read_recording
from simulators.survey import read_survey

OURS = "ours"
OURS_BOTH = "ours, also set_2 (later than the tracks)"
# Every sixth pair of sensors, so that each sensor is in some.
PAIR_STEP = 11
SIMULATED_STORES, WALKS_PER_STORE = 24, 5
SWITCHES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9, 0.95)
LATENCY_GOAL_S = 2.0


@dataclass(frozen=True, slots=True)
class Bench:
    """What all runs share."""

    recording: Recording
    surveys: dict[str, tuple[SurveyPoint, ...]]
    room: Room
    scatter: list[Scatter]


def prepare(folder: Path) -> Bench:
    """Read the recordings. Raises `NoRecording`."""
    recording = read_recording(folder)
    first, second = (survey_of(folder, name, recording.sensors) for name in ("set_1", "set_2"))
    ref, exponent, offsets = log_distance(recording.sensors, first)
    sensors = {sensor.edge: sensor for sensor in recording.sensors}
    room = Room(sensors, SPLIT_A, ref, exponent, offsets)
    scatter = scatter_of(read_survey(folder, "set_1", recording.sensors))
    return Bench(recording, {OURS: first, OURS_BOTH: first + second}, room, scatter)


def log_distance(sensors: Sequence[Sensor], survey: Sequence[SurveyPoint]) -> tuple[float, float, dict[str, float]]:
    """Level at 1 m, exponent, and offset of each sensor: least squares over the survey, for the peers."""
    rows, found = [], []
    for point in survey:
        for number, sensor in enumerate(sensors):
            apart = np.linalg.norm([point.x_m - sensor.x_m, point.y_m - sensor.y_m, point.height_m - sensor.z_m])
            rows.append([*(float(number == each) for each in range(len(sensors))), -10 * np.log10(apart)])
            found.append(point.levels_dbm[sensor.edge])
    fit = np.linalg.lstsq(np.array(rows), np.array(found), rcond=None)[0]
    ref = float(fit[:-1].mean())
    return ref, float(fit[-1]), {sensor.edge: float(o - ref) for sensor, o in zip(sensors, fit, strict=False)}


def run(bench: Bench, policy: str, job: tuple[Split, frozenset[str]]) -> list[list[Told]]:
    """What a policy tells of every track, with some sensors dead."""
    split, out = job
    if policy in bench.surveys:
        plan = plan_of(bench.recording.sensors, split)
        return follow(build(plan, bench.surveys[policy]), plan, bench.recording.tracks, out)
    return [_told(replace(bench.room, split=split), policy, track, out) for track in bench.recording.tracks]


def _told(room: Room, policy: str, track: Track, out: frozenset[str]) -> list[Told]:
    peer, taken, told = PEERS[policy](room), 0, []
    for at in steps(track):
        while taken < len(track.packets) and track.packets[taken].at_s <= at:
            packet = track.packets[taken]
            if packet.edge not in out:
                peer.hear(packet.edge, packet.rssi_dbm, packet.at_s)
            taken += 1
        told.append(peer.tell(float(at)))
    return told


def judge(bench: Bench, policy: str) -> tuple[dict[str, object], list[list[Told]], ZoneFigures]:
    """All figures of one policy, and for the plots what it told on split A."""
    tracks = bench.recording.tracks
    edges = [sensor.edge for sensor in bench.recording.sensors]
    pairs = list(combinations(edges, 2))[::PAIR_STEP]
    told_a, told_b = (run(bench, policy, (split, frozenset())) for split in (SPLIT_A, SPLIT_B))
    one, two = (
        [run(bench, policy, (SPLIT_A, frozenset(each))) for each in outs] for outs in ([(e,) for e in edges], pairs)
    )
    a, b = zone_figures(SPLIT_A, tracks, told_a), zone_figures(SPLIT_B, tracks, told_b)
    errors = position_errors(tracks, told_a)
    median = float(np.median(errors))

    def cost(runs: list[list[list[Told]]]) -> str:
        medians = [float(np.median(position_errors(tracks, told))) for told in runs]
        return f"{np.mean(medians) / median - 1:+.0%} / {max(medians) / median - 1:+.0%}"

    row: dict[str, object] = {
        "policy": policy,
        "median m": round(median, 2),
        "p75": round(float(np.percentile(errors, 75)), 2),
        "p95": round(float(np.percentile(errors, 95)), 2),
        "1 out": cost(one),
        "2 out": cost(two),
    }
    for split, figures in ((SPLIT_A, a), (SPLIT_B, b)):
        name = split.name
        row |= {
            f"{name} right": f"{figures.correct:.1%}",
            f"{name} clear": f"{figures.correct_clear:.1%}",
            f"{name} changes": f"{figures.changes} ({figures.true_changes})",
            f"{name} latency s": round(figures.latency_s, 2),
            f"{name} ECE": round(figures.ece, 3) if figures.reliability.size else "-",
        }
    return row, told_a, a


def operating_curve(bench: Bench) -> list[dict[str, object]]:
    """The zone choice at several thresholds, on simulated walks; the chosen one is marked."""
    plan = plan_of(bench.recording.sensors, SPLIT_A)
    spots = np.array([(p.x_m, p.y_m, p.height_m) for p in bench.surveys[OURS]])
    tracks: list[Track] = []
    told: list[list[Told]] = []
    for seed in range(SIMULATED_STORES):
        store = make_store(seed, plan.edges, spots, WALKS_PER_STORE, bench.scatter)
        tracks += store.tracks
        told += follow(build(plan, store.survey), plan, store.tracks)
    errors = position_errors(tracks, told)
    print(
        f"\nsimulated walks ({len(tracks)} in {SIMULATED_STORES} rooms): median {np.median(errors):.2f} m,"
        f" p95 {np.percentile(errors, 95):.2f} m, ECE {zone_figures(SPLIT_A, tracks, told).ece:.3f};"
        f" choice of the threshold (median latency at most {LATENCY_GOAL_S:g} s, then fewest changes):"
    )
    rows: list[dict[str, object]] = []
    for switch in SWITCHES:
        figures = zone_figures(SPLIT_A, tracks, [_rechosen(each, switch) for each in told])
        rows.append(
            {
                "switch at": switch,
                "right": f"{figures.correct:.1%}",
                "changes": f"{figures.changes} ({figures.true_changes})",
                "latency s": round(figures.latency_s, 2),
                "chosen": "<--" if switch == SWITCH_PROBABILITY else "",
            }
        )
    return rows


def _rechosen(told: Sequence[Told], switch: float) -> list[Told]:
    present: str | None = None
    again: list[Told] = []
    for one in told:
        if one.probabilities:
            belief = Belief({str(n): p for n, p in enumerate(one.probabilities)}, 0.0)
            present = choose_zone(present, belief, switch)
        again.append(replace(one, zone=None if present is None else int(present)))
    return again


def goals(row: dict[str, object]) -> None:
    """Say of each goal whether it is kept."""
    right, changes = float(str(row["A right"]).rstrip("%")), int(str(row["A changes"]).split()[0])
    latency, ece = float(str(row["A latency s"])), float(str(row["A ECE"]))
    lost, most_lost = (float(part.rstrip("% ")) for part in str(row["1 out"]).split("/"))
    median, p95 = float(str(row["median m"])), float(str(row["p95"]))
    for text, kept in (
        (f"right zone (A) >= 94 %: {right} %", right >= 94),
        (f"changes <= 12: {changes}", changes <= 12),
        (f"median latency <= 2 s: {latency} s", latency <= 2),
        (f"position median <= 1.25 m: {median} m", median <= 1.25),
        (f"position p95 <= 3.2 m: {p95} m", p95 <= 3.2),
        (f"calibration error <= 0.05: {ece}", ece <= 0.05),
        (f"one sensor out costs <= 15 % of the median error, in the mean: {lost:+.0f} %", lost <= 15),
        (f"one sensor out costs <= 15 % of the median error, at worst: {most_lost:+.0f} %", most_lost <= 15),
    ):
        print(f"  goal {'kept  ' if kept else 'MISSED'} {text}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("GODDAG_DATASETS", "datasets")) / "danis")
    try:
        bench = prepare(parser.parse_args().data)
    except NoRecording as error:
        print(f"{error} Give it with DATA=FOLDER.", file=sys.stderr)
        return 2
    policies = [*PEERS, OURS, OURS_BOTH]
    # One task per policy; the slowest first, so that no core waits at the end.
    slowest_first = [OURS, OURS_BOTH, *reversed(PEERS)]
    with ProcessPoolExecutor() as pool:
        judged = dict(zip(slowest_first, pool.map(partial(judge, bench), slowest_first), strict=True))
    report("positioning", [judged[policy][0] for policy in policies])
    print(
        "1 out, 2 out: what dead sensors add to the median error, mean / worst. A: two zones, B: four, of which three"
        "\ntracks run along the border; clear: truth more than 0.5 m from a border. (n): true changes."
    )
    goals(judged[OURS][0])
    report("positioning_operating_curve", operating_curve(bench))
    tracks = bench.recording.tracks
    plots.error_cdf({policy: position_errors(tracks, judged[policy][1]) for policy in policies})
    plots.confusion(judged[OURS][2].confusion, ("west", "east"))
    plots.reliability_diagram(judged[OURS][2].reliability)
    plots.track_on_plan(bench.recording.sensors, tracks[-1], judged[OURS][1][-1], SPLIT_A)
    print(f"plots: {', '.join(sorted(path.name for path in RESULTS.glob('positioning_*.svg')))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
