import math
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.grid import lay_grid
from hub.ground.floor_plan.model import FloorPlan, PlacedEdge, Zone, ZoneKind
from hub.ground.journal import Member
from hub.place.presence.belief import Belief
from hub.place.presence.motion import walk
from hub.place.presence.radio_map import RadioMap, RadioPrior, SurveyPoint, draw_map
from hub.place.presence.tracker import PresenceTracker
from hub.place.presence.zone_choice import choose_zone
from hub.place.presence.zone_filter import Beliefs, Doors, Noise, ZoneFilter
from simulators.recording import floor_plan_toml, read_recording, zone_of
from simulators.survey import read_survey
from wire.ids import EdgeId, StoreId

ANNA, BENT = Member(101), Member(102)
WEST, EAST, DOOR = EdgeId("west"), EdgeId("east"), EdgeId("door")
TICK_SECONDS = 0.5
# The room of the recordings; what a survey would have told the map.
KNOWN_ROOM = RadioPrior(exponent=1.5, exponent_spread=0.1, ref_spread_db=1.0)


def rectangle(left: float, right: float) -> tuple[tuple[float, float], ...]:
    return ((left, 0.0), (right, 0.0), (right, 6.0), (left, 6.0))


# Street, then from left to right: entrance, west, east.
PLAN = FloorPlan(
    StoreId("s"),
    "Shop",
    "",
    rectangle(0, 18),
    (
        Zone("entrance", "Entrance", ZoneKind.ENTRANCE, rectangle(0, 4)),
        Zone("west", "West", ZoneKind.SALES, rectangle(4, 11)),
        Zone("east", "East", ZoneKind.SALES, rectangle(11, 18)),
    ),
    (PlacedEdge(DOOR, 2, 3, 2.5), PlacedEdge(WEST, 7, 3, 2.5), PlacedEdge(EAST, 15, 3, 2.5)),
    (),
)
GRID = lay_grid(PLAN)


def places(grid) -> np.ndarray:
    return grid.places(1.1)


FILTER = ZoneFilter(GRID, draw_map(PLAN.edges, (), places(GRID), KNOWN_ROOM), TICK_SECONDS)


def tracker() -> PresenceTracker:
    return PresenceTracker(FILTER, GRID.zone_ids)


def level(edge: PlacedEdge, x: float, y: float) -> float:
    return -61.4 - 15 * math.log10(math.dist((x, y, 1.1), (edge.x_m, edge.y_m, edge.height_m)))


def stand(
    who: PresenceTracker, x: float, y: float, seconds: float, *, since: float = 0.0, dead: frozenset = frozenset()
):
    """Anna stands there, twice a second heard as the map says by every edge that lives."""
    for number in range(int(seconds * 2)):
        at = since + number / 2 + 0.1
        for edge in PLAN.edges:
            if edge.id not in dead:
                who.hear(ANNA, edge.id, level(edge, x, y), at)
    belief = who.believe(ANNA, since + seconds)
    assert belief is not None
    return belief


def is_sound(belief: Belief) -> bool:
    parts = [*belief.zones.values(), belief.outside]
    return all(math.isfinite(p) and p >= 0 for p in parts) and math.isclose(sum(parts), 1, abs_tol=1e-3)


def test_who_stands_somewhere_is_believed_to_be_there() -> None:
    who = tracker()
    assert stand(who, 15, 3, 10).best()[0] == "east"
    place = who.place(ANNA)
    assert math.dist((place.x_m, place.y_m), (15, 3)) < 2.0
    assert 0 < place.spread_m < 5


def test_who_walks_on_is_followed() -> None:
    who = tracker()
    stand(who, 15, 3, 10)
    assert stand(who, 6, 3, 15, since=10).best()[0] == "west"


def test_at_first_sight_there_is_a_belief_already() -> None:
    who = tracker()
    who.hear(ANNA, EAST, level(PLAN.edges[2], 15, 3), 100.0)
    belief = who.believe(ANNA, 100.0)
    assert is_sound(belief)
    assert belief.zones["east"] > belief.zones["west"]


@pytest.mark.parametrize("loss_db", [-6, 6, 8])
def test_what_a_pocket_takes_at_every_edge_moves_nobody(loss_db: int) -> None:
    who = tracker()
    for number in range(20):
        for edge in PLAN.edges:
            who.hear(ANNA, edge.id, level(edge, 15, 3) - loss_db, number / 2 + 0.1)
    # From about 10 dB on, somebody who was not seen to come in is taken for one who walks along the wall outside.
    assert who.believe(ANNA, 10.0).zones["east"] > 0.9


def test_a_member_who_was_never_heard_is_nowhere() -> None:
    assert tracker().believe(ANNA, 1.0) is None


def test_a_forgotten_member_takes_nobody_else_along() -> None:
    who = tracker()
    who.hear(BENT, WEST, -60, 0.0)
    stand(who, 15, 3, 5)
    who.forget(BENT)
    assert who.believe(BENT, 5.0) is None
    assert who.believe(ANNA, 5.0).best()[0] == "east"


sightings = st.tuples(
    st.sampled_from([ANNA, BENT]),
    st.sampled_from([WEST, EAST, DOOR, EdgeId("not-on-the-plan")]),
    st.one_of(
        st.floats(allow_nan=True, allow_infinity=True),
        st.sampled_from([0.0, 127.0, -127.0, 20.0]),
        st.floats(-120, -30),
    ),
    st.one_of(st.floats(0, 30), st.sampled_from([math.nan, math.inf, -1e9])),
)


@settings(max_examples=60)
@given(st.lists(sightings, max_size=60))
def test_whatever_comes_in_whatever_order_probabilities_sum_to_one(batch) -> None:
    who = tracker()
    for member, edge, rssi, at in batch:
        who.hear(member, edge, rssi, at)
    for member in (ANNA, BENT):
        belief = who.believe(member, 31.0)
        assert belief is None or is_sound(belief)


@pytest.mark.parametrize("rssi", [0.0, 127.0, 20.0, math.nan])
def test_levels_that_no_radio_heard_are_counted_and_change_nothing(rssi: float) -> None:
    with_fault, without = tracker(), tracker()
    stand(with_fault, 15, 3, 3)
    with_fault.hear(ANNA, WEST, rssi, 3.2)
    stand(without, 15, 3, 3)
    assert with_fault.counts.impossible_level == 1
    assert with_fault.believe(ANNA, 4.0) == without.believe(ANNA, 4.0)


def test_an_edge_that_is_not_on_the_plan_is_counted_and_changes_nothing() -> None:
    who = tracker()
    who.hear(ANNA, EdgeId("new"), -50, 0.0)
    assert who.counts.unknown_edge == 1
    assert who.believe(ANNA, 1.0) is None


def test_a_duplicate_is_counted_and_changes_nothing() -> None:
    once, twice = tracker(), tracker()
    for who, times in ((once, 1), (twice, 2)):
        for number in range(10):
            for _ in range(times):
                who.hear(ANNA, EAST, -60, number / 2 + 0.1)
    assert twice.believe(ANNA, 6.0) == once.believe(ANNA, 6.0)
    assert (once.counts.duplicate, twice.counts.duplicate) == (0, 10)


@given(st.permutations(range(6)))
@settings(max_examples=20)
def test_the_order_within_a_tick_does_not_matter(order: list[int]) -> None:
    batch = [(edge.id, level(edge, 6, 3), 0.1 * number) for number, edge in enumerate(PLAN.edges * 2)]
    straight, shuffled = tracker(), tracker()
    for who, numbers in ((straight, range(6)), (shuffled, order)):
        who.hear(ANNA, WEST, -70, -0.2)  # the ticks begin alike
        for number in numbers:
            edge, rssi, _ = batch[number]
            who.hear(ANNA, edge, rssi, 0.01 * (number + 1))
    one, other = straight.believe(ANNA, 0.4), shuffled.believe(ANNA, 0.4)
    assert one.zones == pytest.approx(other.zones, abs=1e-5)


def test_a_batch_that_comes_a_minute_late_is_counted_and_moves_nobody() -> None:
    who, punctual = tracker(), tracker()
    for each in (who, punctual):
        stand(each, 15, 3, 40)
    for number in range(20):
        who.hear(ANNA, WEST, -50, number / 2 + 0.05)
    assert who.counts.late == 20
    assert who.believe(ANNA, 40.0) == punctual.believe(ANNA, 40.0)


def test_a_batch_that_comes_a_moment_late_still_counts() -> None:
    who = tracker()
    stand(who, 15, 3, 3)
    before = who.believe(ANNA, 3.0).zones["west"]
    who.hear(ANNA, WEST, -50, 2.9)
    assert who.counts.late == 0
    assert who.believe(ANNA, 3.5).zones["west"] > before


def test_a_dead_edge_does_not_pull_people_away_from_it() -> None:
    dead = stand(tracker(), 15, 3, 10, dead=frozenset({EAST}))
    # An edge that lives and is silent says: not near me. A dead one says nothing.
    silent = tracker()
    for number in range(20):
        silent.hear(BENT, EAST, -60, number / 2 + 0.1)
    assert dead.zones["east"] > stand(silent, 15, 3, 10, dead=frozenset({EAST})).zones["east"]
    assert dead.zones["east"] > 0.3


def test_an_edge_that_dies_does_not_move_who_stands_near_it() -> None:
    who = tracker()
    stand(who, 15, 3, 20)
    assert stand(who, 15, 3, 20, since=20, dead=frozenset({EAST})).best()[0] == "east"


def test_silence_that_every_edge_could_have_broken_lets_people_leave() -> None:
    who = tracker()
    before = stand(who, 2, 3, 10)
    for number in range(60):
        for edge in PLAN.edges:
            who.hear(BENT, edge.id, level(edge, 6, 3), 10 + number / 2 + 0.1)
    after = who.believe(ANNA, 40.0)
    assert before.outside < 0.2
    assert after.outside > 0.5


def test_without_an_entrance_nobody_can_be_outside(tmp_path: Path) -> None:
    plan = FloorPlan(PLAN.store_id, PLAN.store_name, "", PLAN.outline, PLAN.zones[1:], PLAN.edges, ())
    grid = lay_grid(plan)
    model = ZoneFilter(grid, draw_map(plan.edges, (), places(grid), RadioPrior()), TICK_SECONDS)
    who = PresenceTracker(model, grid.zone_ids)
    who.hear(ANNA, WEST, -95, 0.0)
    assert who.believe(ANNA, 20.0).outside == pytest.approx(0, abs=1e-3)


def test_a_long_gap_leaves_nothing_of_an_old_belief() -> None:
    who = tracker()
    stand(who, 15, 3, 10)
    who.hear(BENT, DOOR, -60, 5000.0)
    assert who.believe(ANNA, 5000.0) is None
    assert is_sound(who.believe(BENT, 5000.0))


def test_who_is_resumed_on_the_way_out_is_believed_there() -> None:
    who = tracker()
    who.resume(ANNA, "east", 0.75, 0.0)
    assert who.believe(ANNA, 0.0).outside == pytest.approx(0.75, abs=0.02)


def test_many_members_are_moved_as_each_would_be_alone() -> None:
    alone, together = tracker(), tracker()
    for number in range(12):
        at = number / 2 + 0.1
        for edge in PLAN.edges:
            alone.hear(ANNA, edge.id, level(edge, 6, 3), at)
            together.hear(ANNA, edge.id, level(edge, 6, 3), at)
            for other in range(20):
                together.hear(Member(other), edge.id, level(edge, other * 0.9, 3), at)
    assert together.believe(ANNA, 6.0).zones == pytest.approx(alone.believe(ANNA, 6.0).zones, abs=1e-4)
    assert together.believe(Member(1), 6.0).best()[0] == "entrance"
    assert together.believe(Member(19), 6.0).best()[0] == "east"


def test_walking_loses_and_creates_nobody() -> None:
    motion = walk(GRID, TICK_SECONDS)
    assert motion.keep + (len(motion.blocks) - 1) * motion.turn + motion.stop == pytest.approx(1, abs=1e-5)
    beliefs = FILTER.prior(1)
    cells = np.random.default_rng(1).random(beliefs.cells.shape, dtype=np.float32) * GRID.inside[None, :, None]
    away = np.random.default_rng(2).random(beliefs.away.shape, dtype=np.float32)
    moved = FILTER.predict(Beliefs(cells, away))
    assert moved.cells.sum() + moved.away.sum() == pytest.approx(cells.sum() + away.sum(), rel=1e-5)
    assert moved.cells[:, ~GRID.inside].sum() == 0


def test_nobody_walks_through_the_walls_of_an_l_shaped_floor() -> None:
    corner = ((0.0, 0.0), (8.0, 0.0), (8.0, 4.0), (4.0, 4.0), (4.0, 8.0), (0.0, 8.0))
    plan = FloorPlan(PLAN.store_id, "", "", corner, (Zone("z", "Z", ZoneKind.SALES, corner),), (), ())
    grid = lay_grid(plan)
    model = ZoneFilter(grid, RadioMap((), np.zeros((0, 64)), np.zeros((0, 64))), TICK_SECONDS)
    beliefs = model.prior(1)
    for _ in range(200):
        beliefs = model.predict(beliefs)
    floor = beliefs.cells.sum(0)[:, 0]
    assert floor.sum() == pytest.approx(1, abs=1e-3)
    assert floor[~grid.inside].sum() == 0
    assert (~grid.inside).sum() == 16


def test_a_border_through_a_cell_shares_it() -> None:
    zones = (
        Zone("a", "A", ZoneKind.SALES, rectangle(0, 4.4)),
        Zone("b", "B", ZoneKind.SALES, rectangle(4.4, 18)),
    )
    grid = lay_grid(FloorPlan(PLAN.store_id, "", "", PLAN.outline, zones, (), ()))
    cell = int(np.argmin(np.abs(grid.centres - np.array([4.5, 0.5])).sum(1)))
    assert grid.zone_share[:, cell] == pytest.approx([0.4, 0.6])
    assert grid.zone_share.sum(0) == pytest.approx(1)


def test_a_map_without_a_survey_doubts_itself_and_one_point_helps_around_it() -> None:
    edge, here, far = PLAN.edges[2], (12.0, 3.0, 1.1), (1.0, 1.0, 1.1)
    asked = np.array([here, far])
    blank = draw_map([edge], (), asked, RadioPrior())
    told = draw_map([edge], [SurveyPoint(*here, {EAST: -80.0})], asked, RadioPrior())
    assert (blank.doubt_db > 4).all()
    assert told.doubt_db[0, 0] < blank.doubt_db[0, 0] - 1
    assert told.doubt_db[0, 1] < blank.doubt_db[0, 1]
    assert blank.level_dbm[0, 0] > told.level_dbm[0, 0] > -80


def test_to_switch_takes_more_than_to_stay() -> None:
    assert choose_zone(None, Belief({"a": 0.4, "b": 0.5}, 0.1)) == "b"
    assert choose_zone("a", Belief({"a": 0.4, "b": 0.5}, 0.1)) == "a"
    assert choose_zone("a", Belief({"a": 0.1, "b": 0.9}, 0.0)) == "b"


def test_a_body_weighs_less_below_the_map_than_luck_above_it() -> None:
    model = ZoneFilter(
        GRID,
        draw_map(PLAN.edges, (), places(GRID), KNOWN_ROOM),
        TICK_SECONDS,
        Noise(below=2.0, above=1.0, common_db=0.0),
    )
    beliefs = []
    for error in (-10, 10):
        who = PresenceTracker(model, GRID.zone_ids)
        for edge in PLAN.edges:
            who.hear(ANNA, edge.id, level(edge, 15, 3) + (error if edge.id == EAST else 0), 0.0)
        beliefs.append(who.believe(ANNA, 0.0))
    assert is_sound(beliefs[0])
    # Half of what anybody new is believed to be anywhere inside.
    assert beliefs[1].zones["east"] > beliefs[0].zones["east"] > Doors().first_floor / 2


def mean(levels: dict[int, int]) -> float:
    return sum(rssi * count for rssi, count in levels.items()) / sum(levels.values())


def test_a_recorded_walk_is_followed(tmp_path: Path) -> None:
    datasets = os.environ.get("GODDAG_DATASETS")
    if not datasets:
        if os.environ.get("CI"):
            pytest.fail("GODDAG_DATASETS is not set: CI must run the recorded walk")
        pytest.skip("GODDAG_DATASETS is not set: the recorded walk was NOT run; docs/datasets.md says where it is")
    folder = Path(datasets) / "danis"
    recording = read_recording(folder)
    path = tmp_path / "plan.toml"
    path.write_text(floor_plan_toml(recording.sensors))
    plan = load_floor_plan(path)
    survey = [
        SurveyPoint(spot.x_m, spot.y_m, spot.z_m, {EdgeId(edge): mean(each) for edge, each in spot.levels.items()})
        for spot in read_survey(folder, "set_1", recording.sensors)
    ]
    grid = lay_grid(plan)
    at_height = np.column_stack([grid.centres, np.full(len(grid.centres), 1.85)])
    model = ZoneFilter(
        grid,
        draw_map(plan.edges, survey, at_height, RadioPrior()),
        TICK_SECONDS,
        Noise(below=1.15, above=0.8, common_db=0.0),
    )
    who = PresenceTracker(model, grid.zone_ids)
    track = next(each for each in recording.tracks if each.name == "rectangular_with_rotation")
    errors, right = [], []
    for packet in track.packets:
        who.hear(ANNA, EdgeId(packet.edge), packet.rssi_dbm, packet.at_s)
        belief, place = who.believe(ANNA, packet.at_s), who.place(ANNA)
        errors.append(math.dist((place.x_m, place.y_m), (packet.x_m, packet.y_m)))
        right.append(belief.best()[0] == zone_of(packet.x_m, packet.y_m))
    # With margins: the benchmark says 1.5 m and 90 % (a change of the model that costs this much is no refinement).
    assert np.median(errors) < 1.8
    assert np.mean(right) > 0.8
