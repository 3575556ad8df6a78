"""How people walk: they stand, or go on the way they went, at one of two paces, and turn now and then. Pure.

The way somebody goes is part of the state. A filter that forgets it must allow steps to all sides at every tick, and
smears: on simulated walks its median error is 1.9 m where this one has 1.3 m.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hub.presence.floor_grid import FloorGrid

Floats = npt.NDArray[np.float32]

# Browsing and walking; both ends of what was seen in shops (0.2-1.3 m/s) lie within one cell and tick of one of them.
PACES_M_S = (0.4, 0.9)
HEADINGS = 8
# Mean times: until somebody who walks turns, or stops; until somebody who stands goes on.
TURN_SECONDS = 8.0
STOP_SECONDS = 15.0
GO_SECONDS = 6.0
# Who stands still sways and shuffles: variance of 1 cm a second or so; it also keeps an old belief from freezing.
SWAY_SHARE_PER_SECOND = 0.3
# Of those of whom nothing is known: a third stand.
STANDING_SHARE = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """One tick of walking. A mode is a heading and a pace; mode 0 stands."""

    start: Floats
    """(modes,): how likely each mode is of somebody new."""
    change: Floats
    """(modes, modes): the chance of a mode (row) after another (column)."""
    sources: npt.NDArray[np.intp]
    """(modes, steps, cells): from which cells a cell is reached."""
    shares: Floats
    """(modes, steps, cells): how much of the source arrives here."""


def walk(grid: FloorGrid, tick_seconds: float) -> Motion:
    """Motion on a grid for ticks of that length; the outline and interior walls hold people back."""
    ways = [(pace, 2 * math.pi * h / HEADINGS) for pace in PACES_M_S for h in range(HEADINGS)]
    modes = 1 + len(ways)
    turn, stop, go = (1 - math.exp(-tick_seconds / mean) for mean in (TURN_SECONDS, STOP_SECONDS, GO_SECONDS))
    change = np.full((modes, modes), (1 - stop) * turn / len(ways))
    change[range(modes), range(modes)] += (1 - stop) * (1 - turn)
    change[0, :], change[:, 0] = stop, go / len(ways)
    change[0, 0] = 1 - go
    # A shift by a part of a cell goes to the four cells that it touches, by area.
    moves = [_sway(tick_seconds)]
    moves += [
        _touched(
            pace * tick_seconds * math.cos(angle) / grid.cell_m, pace * tick_seconds * math.sin(angle) / grid.cell_m
        )
        for pace, angle in ways
    ]
    arrivals = [_arrivals(grid, steps) for steps in moves]
    start = np.full(modes, (1 - STANDING_SHARE) / len(ways))
    start[0] = STANDING_SHARE
    return Motion(
        start.astype(np.float32),
        change.astype(np.float32),
        np.array([sources for sources, _ in arrivals]),
        np.array([shares for _, shares in arrivals], dtype=np.float32),
    )


_Step = tuple[int, int, float]


def _sway(tick_seconds: float) -> list[_Step]:
    share = 1 - math.exp(-SWAY_SHARE_PER_SECOND * tick_seconds)
    return [(1, 0, share / 4), (-1, 0, share / 4), (0, 1, share / 4), (0, -1, share / 4)]


def _touched(dx: float, dy: float) -> list[_Step]:
    x, y = math.floor(dx), math.floor(dy)
    u, v = dx - x, dy - y
    return [
        (x, y, (1 - u) * (1 - v)),
        (x + 1, y, u * (1 - v)),
        (x, y + 1, (1 - u) * v),
        (x + 1, y + 1, u * v),
    ]


def _arrivals(grid: FloorGrid, steps: list[_Step]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Sources and shares of one mode: the steps, and last the cell itself for those who did not get away."""
    cells = np.arange(grid.columns * grid.rows)
    column, row = np.divmod(cells, grid.rows)
    stays = np.ones(len(cells))
    sources: list[npt.NDArray[np.intp]] = []
    shares: list[npt.NDArray[np.float64]] = []
    for dx, dy, share in steps:
        source = _cell(grid, column - dx, row - dy)
        free = grid.lets_pass(dx, dy)
        sources.append(np.maximum(source, 0))
        shares.append(np.where((source >= 0) & free[source], share, 0.0))
        stays -= np.where(free, share, 0.0)
    return np.array([*sources, cells]), np.array([*shares, np.maximum(stays, 0.0)])


def _cell(grid: FloorGrid, column: npt.NDArray[np.intp], row: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    there = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
    return np.where(there, column * grid.rows + row, -1)
