"""The floor as square cells: which are inside, what share of each is which zone's, and where walls part them. Pure."""

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hub.ground.floor_plan.model import FloorPlan, Polyline, ZoneKind, contains

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Finer cells tell positions no better (simulated walks: the same within 1 cm at 0.5 m) and cost four times as much.
# A large store makes do with coarser ones (2 m: 3 cm worse), so that a member costs about the same in every store.
FINEST_M, COARSEST_M = 1.0, 2.0
CELLS = 600
# Who passes by walks so far from the wall; who stops there is heard through it at the nearest edges only.
PASSING_M = 1.5
PASSING_STEP_M = 3.0
# A zone's border runs through cells; so many points a side say how much of the cell is on either side.
SAMPLES_A_SIDE = 5
# A wall drawn a hand's width short of the next one is meant to touch it: each end reaches so much farther.
WALL_REACH_M = 0.15
# Straight from centre to centre many a gap in a wall is missed; so people also pass by so many cells to the side. With
# these the lines through a wall are a fifth of a cell apart: every gap of 0.6 m (WALL_REACH_M at both sides) is found.
SIDESTEPS = (-0.4, -0.2, 0.2, 0.4)
# Of a door, that often along it is asked which cell it opens to.
DOOR_STEP_M = 0.1
# A line that comes as near as this to a wall's end touches it: below any drawing's precision, above rounding.
TOUCH_M = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class FloorGrid:
    """Cells in rows of y within columns of x, over the rectangle around the outline."""

    cell_m: float
    columns: int
    rows: int
    centres: Floats
    """(cells, 2) in metres."""
    inside: Mask
    zone_ids: tuple[str, ...]
    zone_share: Floats
    """(zones, cells); a cell's shares sum to 1, points in no zone going to the nearest one."""
    entrance_share: Floats
    """(cells,): how much of the way out goes through each cell; sums to 1, or all 0 in a plan without an entrance."""
    around: Floats
    """(places, 2) in metres, along the outer walls on the outside; none in a plan without an entrance."""
    walls: Floats
    """(stretches, 4): x and y of both ends of each straight piece of an interior wall."""
    outline: Floats
    """(stretches, 4)"""

    def places(self, height_m: float) -> Floats:
        """(cells and places around, 3): where the filter asks a radio map, in its order."""
        flat = np.concatenate([self.centres, self.around])
        return np.column_stack([flat, np.full(len(flat), height_m)])

    def lets_pass(self, dx: int, dy: int) -> Mask:
        """(cells,): whether somebody in a cell can step to the one so many columns and rows on: inside, and no wall."""
        column, row = np.divmod(np.arange(self.columns * self.rows), self.rows)
        column, row = column + dx, row + dy
        there = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        free = there & self.inside & self.inside[np.where(there, column * self.rows + row, 0)]
        if not len(self.walls):
            return free
        step = np.array([dx, dy]) * self.cell_m
        here = self.centres
        straight = ~crosses(self.walls, here, here + step)
        parted = np.flatnonzero(free & ~straight)
        aside = np.array([-dy, dx]) / max(math.hypot(dx, dy), 1) * self.cell_m
        around = np.concatenate([self.walls, self.outline])
        for share in SIDESTEPS:
            here, beside = self.centres[parted], self.centres[parted] + share * aside
            legs = ((here, beside), (beside, beside + step), (beside + step, here + step))
            straight[parted] |= ~np.any([crosses(around, *leg) for leg in legs], axis=0)
        return free & straight


def cell_of(plan: FloorPlan) -> float:
    """How fine to cut a plan: the side of a cell in metres."""
    ends = (*plan.outline[1:], plan.outline[0])
    area = abs(sum(x * v - u * y for (x, y), (u, v) in zip(plan.outline, ends, strict=True))) / 2
    return min(max(math.sqrt(area / CELLS), FINEST_M), COARSEST_M)


# A start cuts its plan twice, to check it and to follow people on it, and each cut takes a third of a second.
@lru_cache(maxsize=4)
def lay_grid(plan: FloorPlan, cell_m: float | None = None) -> FloorGrid:
    """Cut a plan into cells, as fine as its size allows unless told."""
    cell_m = cell_m or cell_of(plan)
    left, bottom = (min(corner[axis] for corner in plan.outline) for axis in (0, 1))
    right, top = (max(corner[axis] for corner in plan.outline) for axis in (0, 1))
    columns, rows = math.ceil((right - left) / cell_m), math.ceil((top - bottom) / cell_m)
    steps = (np.arange(SAMPLES_A_SIDE) + 0.5) / SAMPLES_A_SIDE
    corners = [(left + i * cell_m, bottom + j * cell_m) for i in range(columns) for j in range(rows)]
    centres = np.array(corners) + cell_m / 2
    walls = np.concatenate([np.empty((0, 4)), *(_stretches(_lengthened(wall.line)) for wall in plan.walls)])
    share = np.zeros((len(plan.zones), len(corners)))
    walkable = np.zeros(len(corners))
    for cell, (x, y) in enumerate(corners):
        for u in steps:
            for v in steps:
                point = (float(x + u * cell_m), float(y + v * cell_m))
                if contains(plan.outline, point) and not _is_beyond_a_wall(walls, centres[cell], point):
                    walkable[cell] += 1
                    share[_zone_number(plan, point), cell] += 1
    inside = walkable > 0
    entrances = [number for number, zone in enumerate(plan.zones) if zone.kind is ZoneKind.ENTRANCE]
    entrance = _behind_doors(plan, centres, inside, walls) if plan.doors else share[entrances].sum(0)
    return FloorGrid(
        cell_m,
        columns,
        rows,
        centres,
        inside,
        tuple(zone.id for zone in plan.zones),
        share / np.maximum(walkable, 1),
        entrance / max(entrance.sum(), 1),
        _around(plan) if entrances else np.zeros((0, 2)),
        walls,
        _stretches((*plan.outline, plan.outline[0])),
    )


def _around(plan: FloorPlan) -> Floats:
    """Places along the outline, on its outer side."""
    places: list[tuple[float, float]] = []
    for (x1, y1), (x2, y2) in zip(plan.outline, plan.outline[1:] + plan.outline[:1], strict=True):
        length = math.hypot(x2 - x1, y2 - y1)
        if not length:
            continue  # a corner that stands twice
        steps = max(1, round(length / PASSING_STEP_M))
        normal = (y2 - y1) / length * PASSING_M, (x1 - x2) / length * PASSING_M
        for step in range(steps):
            part = (step + 0.5) / steps
            middle = x1 + part * (x2 - x1), y1 + part * (y2 - y1)
            sides = [(middle[0] + side * normal[0], middle[1] + side * normal[1]) for side in (1, -1)]
            places += [place for place in sides if not contains(plan.outline, place)]
    return np.array(places).reshape(-1, 2)


def crosses(walls: Floats, start: Floats, end: Floats) -> Mask:
    """Which of the ways from `start` to `end` (both (ways, 2)) meet a wall; to touch its end is to meet it.

    A place on a wall's very line counts to the left of it, always, so that nobody slips through by standing there.
    """
    (ax, ay, bx, by), (px, py), (qx, qy) = walls.T[:, :, None], start.T[:, None], end.T[:, None]
    length = np.hypot(qx - px, qy - py)
    a_side, b_side = (
        ((qx - px) * (y - py) - (qy - py) * (x - px)) / np.maximum(length, TOUCH_M) for x, y in ((ax, ay), (bx, by))
    )
    p_left, q_left = ((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for x, y in ((px, py), (qx, qy)))
    reaches = (np.minimum(a_side, b_side) <= TOUCH_M) & (np.maximum(a_side, b_side) >= -TOUCH_M)
    return (reaches & (p_left != q_left)).any(0)


def _stretches(line: Polyline) -> Floats:
    return np.array([(*a, *b) for a, b in itertools.pairwise(line)])


def _lengthened(line: Polyline) -> Polyline:
    (ax, ay), (bx, by), *_ = line
    *_, (cx, cy), (dx, dy) = line
    first = WALL_REACH_M / max(math.hypot(ax - bx, ay - by), TOUCH_M)
    last = WALL_REACH_M / max(math.hypot(dx - cx, dy - cy), TOUCH_M)
    return (
        (ax + first * (ax - bx), ay + first * (ay - by)),
        *line[1:-1],
        (dx + last * (dx - cx), dy + last * (dy - cy)),
    )


def _is_beyond_a_wall(walls: Floats, centre: Floats, point: tuple[float, float]) -> bool:
    return bool(len(walls)) and bool(crosses(walls, centre[None, :], np.array([point]))[0])


def _behind_doors(plan: FloorPlan, centres: Floats, inside: Mask, walls: Floats) -> Floats:
    """(cells,): metres of door that open to each cell: to the nearest that no wall parts from it."""
    opening = np.zeros(len(centres))
    for door in plan.doors:
        a, b = np.array(door.line)
        count = max(1, round(float(np.hypot(*(b - a))) / DOOR_STEP_M))
        for share in (np.arange(count) + 0.5) / count:
            point = a + share * (b - a)
            apart = np.hypot(*(centres - point).T)
            apart[~inside | crosses(walls, centres, np.tile(point, (len(centres), 1)))] = np.inf
            if np.isfinite(apart).any():
                opening[np.argmin(apart)] += DOOR_STEP_M
    return opening


def _zone_number(plan: FloorPlan, point: tuple[float, float]) -> int:
    for number, zone in enumerate(plan.zones):
        if contains(zone.polygon, point):
            return number
    middles = [np.mean(np.array(zone.polygon), axis=0) for zone in plan.zones]
    return int(np.argmin([np.hypot(*(middle - point)) for middle in middles]))
