"""The floor as square cells: which are inside the walls, and what share of each belongs to which zone. Pure."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hub.presence.floor_plan import FloorPlan, ZoneKind, contains

Floats = npt.NDArray[np.float64]

# Finer cells tell positions no better (simulated walks: the same within 1 cm at 0.5 m) and cost four times as much.
# A large store makes do with coarser ones (2 m: 3 cm worse), so that a member costs about the same in every store.
FINEST_M, COARSEST_M = 1.0, 2.0
CELLS = 600
# Who passes by walks so far from the wall; who stops there is heard through it at the nearest edges only.
PASSING_M = 1.5
PASSING_STEP_M = 3.0
# A zone's border runs through cells; so many points a side say how much of the cell is on either side.
SAMPLES_A_SIDE = 5


@dataclass(frozen=True, slots=True, eq=False)
class FloorGrid:
    """Cells in rows of y within columns of x, over the rectangle around the outline."""

    cell_m: float
    columns: int
    rows: int
    centres: Floats
    """(cells, 2) in metres."""
    inside: npt.NDArray[np.bool_]
    zone_ids: tuple[str, ...]
    zone_share: Floats
    """(zones, cells); a cell's shares sum to 1, points in no zone going to the nearest one."""
    entrance_share: Floats
    """(cells,): how much of the way out goes through each cell; sums to 1, or all 0 in a plan without an entrance."""
    around: Floats
    """(places, 2) in metres, along the outer walls on the outside; none in a plan without an entrance."""

    def places(self, height_m: float) -> Floats:
        """(cells and places around, 3): where the filter asks a radio map, in its order."""
        flat = np.concatenate([self.centres, self.around])
        return np.column_stack([flat, np.full(len(flat), height_m)])


def cell_of(plan: FloorPlan) -> float:
    """How fine to cut a plan: the side of a cell in metres."""
    ends = (*plan.outline[1:], plan.outline[0])
    area = abs(sum(x * v - u * y for (x, y), (u, v) in zip(plan.outline, ends, strict=True))) / 2
    return min(max(math.sqrt(area / CELLS), FINEST_M), COARSEST_M)


def lay_grid(plan: FloorPlan, cell_m: float | None = None) -> FloorGrid:
    """Cut a plan into cells, as fine as its size allows unless told."""
    cell_m = cell_m or cell_of(plan)
    left, bottom = (min(corner[axis] for corner in plan.outline) for axis in (0, 1))
    right, top = (max(corner[axis] for corner in plan.outline) for axis in (0, 1))
    columns, rows = math.ceil((right - left) / cell_m), math.ceil((top - bottom) / cell_m)
    steps = (np.arange(SAMPLES_A_SIDE) + 0.5) / SAMPLES_A_SIDE
    corners = [(left + i * cell_m, bottom + j * cell_m) for i in range(columns) for j in range(rows)]
    share = np.zeros((len(plan.zones), len(corners)))
    walkable = np.zeros(len(corners))
    for cell, (x, y) in enumerate(corners):
        for u in steps:
            for v in steps:
                point = (float(x + u * cell_m), float(y + v * cell_m))
                if contains(plan.outline, point):
                    walkable[cell] += 1
                    share[_zone_number(plan, point), cell] += 1
    entrances = [number for number, zone in enumerate(plan.zones) if zone.kind is ZoneKind.ENTRANCE]
    entrance = share[entrances].sum(0)
    return FloorGrid(
        cell_m,
        columns,
        rows,
        np.array(corners) + cell_m / 2,
        walkable > 0,
        tuple(zone.id for zone in plan.zones),
        share / np.maximum(walkable, 1),
        entrance / max(entrance.sum(), 1),
        _around(plan) if entrances else np.zeros((0, 2)),
    )


def _around(plan: FloorPlan) -> Floats:
    """Places along the outline, on its outer side."""
    places: list[tuple[float, float]] = []
    for (x1, y1), (x2, y2) in zip(plan.outline, plan.outline[1:] + plan.outline[:1], strict=True):
        length = math.hypot(x2 - x1, y2 - y1)
        steps = max(1, round(length / PASSING_STEP_M))
        normal = (y2 - y1) / length * PASSING_M, (x1 - x2) / length * PASSING_M
        for step in range(steps):
            part = (step + 0.5) / steps
            middle = x1 + part * (x2 - x1), y1 + part * (y2 - y1)
            sides = [(middle[0] + side * normal[0], middle[1] + side * normal[1]) for side in (1, -1)]
            places += [place for place in sides if not contains(plan.outline, place)]
    return np.array(places).reshape(-1, 2)


def _zone_number(plan: FloorPlan, point: tuple[float, float]) -> int:
    for number, zone in enumerate(plan.zones):
        if contains(zone.polygon, point):
            return number
    middles = [np.mean(np.array(zone.polygon), axis=0) for zone in plan.zones]
    return int(np.argmin([np.hypot(*(middle - point)) for middle in middles]))
