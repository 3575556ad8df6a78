import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.ground.floor_plan.grid import FloorGrid, lay_grid
from hub.ground.floor_plan.model import Door, FloorPlan, Wall, Zone, ZoneKind
from hub.place.presence.motion import walk
from hub.place.presence.radio_map import RadioMap
from hub.place.presence.zone_filter import Beliefs, ZoneFilter
from wire.ids import StoreId

TICK_SECONDS = 0.5
FLOOR = ((0.0, 0.0), (10.0, 0.0), (10.0, 6.0), (0.0, 6.0))
# Off the lines between cells, as walls are.
WALL_X = 5.4


def plan(
    *walls: tuple[tuple[float, float], ...], west: ZoneKind = ZoneKind.SALES, doors: tuple[Door, ...] = ()
) -> FloorPlan:
    zones = (
        Zone("west", "West", west, ((0.0, 0.0), (WALL_X, 0.0), (WALL_X, 6.0), (0.0, 6.0))),
        Zone("east", "East", ZoneKind.SALES, ((WALL_X, 0.0), (10.0, 0.0), (10.0, 6.0), (WALL_X, 6.0))),
    )
    return FloorPlan(StoreId("s"), "Shop", "", FLOOR, zones, (), (), tuple(map(Wall, walls)), doors)


def cell_at(grid: FloorGrid, x: float, y: float) -> int:
    return int(np.argmin(np.hypot(*(grid.centres - [x, y]).T)))


def after_walking(grid: FloorGrid, seconds: float, x: float, y: float) -> np.ndarray:
    """Where somebody may be who was seen there that long ago: (cells,), as the zone filter moves beliefs."""
    no_edges = RadioMap((), np.zeros((0, len(grid.places(1.1)))), np.zeros((0, len(grid.places(1.1)))))
    model = ZoneFilter(grid, no_edges, TICK_SECONDS)
    cells = np.zeros_like(model.prior(1).cells)
    cells[:, cell_at(grid, x, y), 0] = walk(grid, TICK_SECONDS).start
    beliefs = Beliefs(cells, np.zeros_like(model.prior(1).away))
    for _ in range(int(seconds / TICK_SECONDS)):
        beliefs = model.predict(beliefs)
    return beliefs.cells.sum(0)[:, 0]


def reached(grid: FloorGrid, x: float, y: float) -> set[int]:
    """The cells to which somebody there can walk, in strides of up to two cells."""
    strides = [(dx, dy) for dx in range(-2, 3) for dy in range(-2, 3) if (dx, dy) != (0, 0)]
    ways = {dx * grid.rows + dy: grid.lets_pass(dx, dy) for dx, dy in strides}
    found = {cell_at(grid, x, y)}
    waiting = list(found)
    while waiting:
        cell = waiting.pop()
        new = {cell + on for on, free in ways.items() if free[cell]} - found
        found |= new
        waiting += new
    return found


def east_of(grid: FloorGrid, floor: np.ndarray) -> float:
    return float(floor[grid.centres[:, 0] > WALL_X].sum())


def test_a_belief_does_not_leak_through_a_wall() -> None:
    grid = lay_grid(plan(((WALL_X, 0.0), (WALL_X, 6.0))))
    assert east_of(grid, after_walking(grid, 120, 5, 3)) == 0
    assert east_of(lay_grid(plan()), after_walking(lay_grid(plan()), 120, 5, 3)) > 0.1


def test_it_goes_around_the_end_of_a_wall() -> None:
    grid = lay_grid(plan(((WALL_X, 0.0), (WALL_X, 5.0))))
    assert east_of(grid, after_walking(grid, 1, 4.5, 0.5)) == 0
    assert east_of(grid, after_walking(grid, 120, 4.5, 0.5)) > 0.1


@pytest.mark.parametrize("bottom", [1.05, 2.2, 2.5, 5.39])
@pytest.mark.parametrize("x", [5.0, 5.5, 5.9])
def test_every_gap_of_sixty_centimetres_is_a_way(x: float, bottom: float) -> None:
    grid = lay_grid(plan(((x, 0.0), (x, bottom)), ((x, bottom + 0.6), (x, 6.0))))
    assert cell_at(grid, 8, 3) in reached(grid, 2, 3)


@pytest.mark.parametrize("bottom", [0.0, 1.3, 3.49, 5.7])
def test_walls_that_almost_touch_are_closed(bottom: float) -> None:
    grid = lay_grid(plan(((WALL_X, 0.0), (WALL_X, bottom)), ((WALL_X, bottom + 0.25), (WALL_X, 6.0))))
    assert cell_at(grid, 8, 3) not in reached(grid, 2, 3)


inner = st.floats(0.5, 5.5)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(2.2, 7.8), inner), max_size=5), st.floats(2.2, 7.8), st.floats(2.2, 7.8))
def test_no_crooked_wall_from_side_to_side_lets_anybody_through(
    bends: list[tuple[float, float]], bottom: float, top: float
) -> None:
    line = ((bottom, 0.0), *sorted(bends, key=lambda bend: bend[1]), (top, 6.0))
    grid = lay_grid(plan(line))
    assert cell_at(grid, 9.5, 3) not in reached(grid, 0.5, 3)


def test_walls_lose_and_create_nobody() -> None:
    grid = lay_grid(plan(((WALL_X, 0.0), (WALL_X, 4.0)), ((1.0, 1.5), (3.0, 3.5), (3.0, 5.0))))
    assert after_walking(grid, 60, 2, 2).sum() == pytest.approx(1, abs=1e-4)


def test_a_cell_cut_by_a_wall_counts_to_the_side_of_its_middle() -> None:
    walled = lay_grid(plan(((WALL_X, 0.0), (WALL_X, 6.0))))
    cut = cell_at(walled, 5.5, 3.5)
    assert walled.zone_share[:, cut] == pytest.approx([0, 1])
    assert lay_grid(plan()).zone_share[:, cut] == pytest.approx([0.4, 0.6])


def test_the_way_out_is_where_the_doors_are() -> None:
    doors = Door(((2.0, 0.0), (4.0, 0.0))), Door(((0.0, 3.0), (0.0, 4.0)))
    grid = lay_grid(plan(west=ZoneKind.ENTRANCE, doors=doors))
    expected = {cell_at(grid, 2.5, 0.5), cell_at(grid, 3.5, 0.5), cell_at(grid, 0.5, 3.5)}
    assert set(np.flatnonzero(grid.entrance_share)) == expected
    assert grid.entrance_share.sum() == pytest.approx(1)
    assert grid.entrance_share.max() == pytest.approx(1 / 3)


def test_without_doors_the_whole_entrance_zone_is_the_way_out() -> None:
    grid = lay_grid(plan(west=ZoneKind.ENTRANCE))
    assert math.isclose(grid.entrance_share[grid.centres[:, 0] < 5].sum(), 5 / 5.4, rel_tol=1e-6)
