"""A token at two places: what is impossible, what only looks odd, and what real radio data say."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean

import pytest

from hub.ground.floor_plan.model import PlacedEdge
from hub.place.recognition.replay import EVIDENCE_SECONDS, TIMES, ReplayWatch, TokenObservation, Verdict, is_impossible
from simulators.recording import Track, read_recording
from wire.ids import EdgeId, Token

TOKEN, OTHER = Token(bytes(16)), Token(bytes([1]) * 16)
UNTIL = 2000.0
Heard = tuple[str, float, float]
"""Edge, level, time."""


def edge(name: str, x_m: float) -> PlacedEdge:
    return PlacedEdge(EdgeId(name), x_m, 0.0, 2.5)


NEAR, MIDDLE, FAR = edge("near", 0), edge("middle", 20), edge("far", 40)


def watch() -> ReplayWatch:
    return ReplayWatch([NEAR, MIDDLE, FAR])


def verdicts(watching: ReplayWatch, heard: Iterable[Heard], token: Token = TOKEN) -> list[Verdict]:
    return [watching.heard(token, UNTIL, EdgeId(name), rssi, at) for name, rssi, at in heard]


def two_places(seconds: int, level: float = -55.0) -> list[Heard]:
    return [(name, level, 1000.0 + second) for second in range(seconds) for name in ("near", "far")]


@pytest.mark.parametrize(
    ("levels", "apart_seconds", "impossible"),
    [
        ((-55.0, -55.0), 0.0, True),
        ((-60.0, -60.0), 0.0, True),  # 16 m to either side, and the edges hang 40 m apart
        ((-63.0, -63.0), 0.0, False),  # half way between them, a loud phone is heard like that
        ((-50.0, -70.0), 0.0, False),
        ((-60.0, -60.0), 3.0, False),  # there was time to walk
    ],
)
def test_what_no_single_phone_can_do(levels: tuple[float, float], apart_seconds: float, impossible: bool) -> None:
    assert (
        is_impossible(TokenObservation(NEAR, levels[0], 5.0), TokenObservation(FAR, levels[1], 5.0 + apart_seconds))
        is impossible
    )
    assert (
        is_impossible(TokenObservation(FAR, levels[1], 5.0 + apart_seconds), TokenObservation(NEAR, levels[0], 5.0))
        is impossible
    )


def test_a_token_at_two_places_is_quarantined_within_seconds_until_it_is_good_no_more() -> None:
    watching = watch()
    found = verdicts(watching, two_places(5))
    at = found.index(Verdict.NOTICED)
    assert at <= 2 * TIMES
    assert set(found[at + 1 :]) == {Verdict.QUARANTINED}
    assert verdicts(watching, [("middle", -50.0, UNTIL - 1)]) == [Verdict.QUARANTINED]
    assert watching.quarantined() == 1
    # Nobody else is held back, and the next token of the same phone is not either.
    assert verdicts(watching, [("near", -55.0, 1006.0)], OTHER) == [Verdict.BELIEVE]
    watching.forget_old(UNTIL + 1)
    assert watching.quarantined() == 0


def test_one_faulty_reading_and_a_few_over_a_long_time_are_no_replay() -> None:
    watching = watch()
    once = [("near", -50.0, 1000.0), ("far", 29.0, 1001.0), ("near", -50.0, 1030.0), ("middle", -70.0, 1031.0)]
    assert set(verdicts(watching, once)) == {Verdict.BELIEVE}
    rarely = [heard for n in range(TIMES) for heard in (("near", -50.0, t(n)), ("far", -50.0, t(n) + 0.5))]
    assert set(verdicts(watching, rarely)) == {Verdict.BELIEVE}


def t(number: int) -> float:
    return 1100.0 + number * (EVIDENCE_SECONDS / (TIMES - 1) + 6)


def test_somebody_who_walks_through_the_store_is_believed() -> None:
    walk: list[Heard] = []
    for second in range(60):
        x_m = 40 * second / 60
        for placed in (NEAR, MIDDLE, FAR):
            metres = max(1.0, abs(placed.x_m - x_m))
            walk.append((placed.id, -40.0 - 5 * metres**0.5, 1000.0 + second))
    assert set(verdicts(watch(), walk)) == {Verdict.BELIEVE}


def test_an_edge_that_is_not_on_the_plan_says_nothing() -> None:
    heard = [("near", -50.0, 1000.0), ("elsewhere", -30.0, 1000.1)] * 10
    assert set(verdicts(watch(), heard)) == {Verdict.BELIEVE}


def recorded() -> tuple[list[PlacedEdge], tuple[Track, ...]]:
    folder = os.environ.get("GODDAG_DATASETS")
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail("GODDAG_DATASETS is not set: CI must run the recorded walks")
        pytest.skip("GODDAG_DATASETS is not set: the recorded walks were NOT run")
    recording = read_recording(Path(folder) / "danis")
    return [PlacedEdge(EdgeId(s.edge), s.x_m, s.y_m, s.z_m) for s in recording.sensors], recording.tracks


def by_second(tracks: Iterable[Track], gain_db: float) -> list[Heard]:
    """As edges tell it: the mean of a second's packets. Several tracks together are a phone and its copies."""
    windows: dict[tuple[int, str], list[tuple[float, float]]] = defaultdict(list)
    tracks = tuple(tracks)
    end = min(track.seconds for track in tracks)
    for track in tracks:
        for packet in track.packets:
            if packet.at_s < end:
                windows[int(packet.at_s), packet.edge].append((packet.at_s, packet.rssi_dbm + gain_db))
    heard = [(name, mean(r for _, r in all_of), max(at for at, _ in all_of)) for (_, name), all_of in windows.items()]
    return sorted(heard, key=lambda each: each[2])


@pytest.mark.parametrize("gain_db", [0.0, 4.0, 10.0])
def test_no_recorded_walk_is_taken_for_a_replay(gain_db: float) -> None:
    """As recorded, and as a louder sender would have been heard."""
    edges, tracks = recorded()
    for track in tracks:
        packets = [(p.edge, p.rssi_dbm + gain_db, p.at_s) for p in track.packets]
        for heard in (packets, by_second([track], gain_db)):
            found = verdicts(ReplayWatch(edges), heard)
            assert len(found) > 200
            assert set(found) == {Verdict.BELIEVE}, track.name


def test_two_recorded_walks_at_once_are_noticed_only_where_both_are_loud() -> None:
    """In 20 m, carried by hand, a copy looks like its phone; from a strong sender at both ends it does not."""
    edges, tracks = recorded()
    pairs = [(one, other) for n, one in enumerate(tracks) for other in tracks[:n]]

    def noticed(gain_db: float) -> int:
        return sum(Verdict.NOTICED in verdicts(ReplayWatch(edges), by_second(pair, gain_db)) for pair in pairs)

    assert len(pairs) == 36
    assert noticed(0.0) == 0
    assert noticed(20.0) == 36


@pytest.mark.parametrize(("rssi_dbm", "noticed"), [(-44.0, True), (-48.0, True), (-50.0, False), (-56.0, False)])
def test_thirteen_metres_apart_only_what_no_reflection_explains_is_a_copy(rssi_dbm: float, noticed: bool) -> None:
    edges = [PlacedEdge(EdgeId(name), x_m, 0.0, 2.5) for name, x_m in (("a", 0.0), ("b", 13.0))]
    watch = ReplayWatch(edges)
    verdicts = [
        watch.heard(TOKEN, 10_000.0, EdgeId(name), rssi_dbm, 1000.0 + second + late)
        for second in range(6)
        for name, late in (("a", 0.0), ("b", 0.5))
    ]
    assert (Verdict.NOTICED in verdicts[:4], Verdict.NOTICED in verdicts) == (noticed, noticed)
