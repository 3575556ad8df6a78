"""How people move through the store: a route is drawn once, then the place at any time is a pure function of it."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from random import Random

from hub.ground.floor_plan.model import FloorPlan, Zone, ZoneKind

# People in shops stroll; on a pavement they walk.
SLOWEST_STEP_M_S = 0.8
FASTEST_STEP_M_S = 1.2
# Passers-by keep this far from the window and walk at pavement speed.
PAVEMENT_Y_M = -2.5
PAVEMENT_SPEED_M_S = 1.4
# A person keeps clear of the walls and racks by half a shoulder width and a bit.
CLEARANCE_M = 0.7
# Someone looking at a bicycle turns and steps about this far, every few seconds.
SHUFFLE_M = 0.5
SHUFFLE_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is, and which way they face (radians, 0 along x)."""

    x_m: float
    y_m: float
    facing_rad: float


@dataclass(frozen=True, slots=True)
class Step:
    """From one point to the next in a straight line; standing still when they are the same."""

    from_s: float
    to_s: float
    from_x: float
    from_y: float
    to_x: float
    to_y: float
    facing_rad: float


@dataclass(frozen=True, slots=True)
class Route:
    """A whole visit, from appearing in the street to vanishing again. Seconds count from its start."""

    steps: tuple[Step, ...]
    enters_s: float | None
    """When the door is passed inwards; None for a passer-by."""
    leaves_s: float | None

    @property
    def seconds(self) -> float:
        return self.steps[-1].to_s

    def at(self, seconds: float) -> Place | None:
        """The place at that time, or None before and after the visit."""
        if not 0 <= seconds <= self.seconds:
            return None
        step = self.steps[max(0, bisect_right(self.steps, seconds, key=lambda s: s.from_s) - 1)]
        share = 1.0 if step.to_s <= step.from_s else min(1.0, (seconds - step.from_s) / (step.to_s - step.from_s))
        return Place(
            step.from_x + (step.to_x - step.from_x) * share,
            step.from_y + (step.to_y - step.from_y) * share,
            step.facing_rad,
        )

    def inside(self, seconds: float) -> bool:
        """Whether the person is in the store at that time."""
        return self.enters_s is not None and self.leaves_s is not None and self.enters_s <= seconds < self.leaves_s


def visit_route(plan: FloorPlan, dice: Random, zones: list[Zone], dwell_s: float) -> Route:
    """Through the door, about `dwell_s` seconds in each of `zones` in turn, and out again."""
    door_x, door_y = door(plan)
    path = _Path(dice, door_x + dice.uniform(-1.0, 1.0), door_y - 1.2)
    path.walk(door_x, door_y)
    enters = path.now
    path.walk(door_x, door_y + 1.0)
    for zone in zones:
        path.walk(*_spot(zone, dice))
        path.linger(zone, dwell_s * dice.uniform(0.8, 1.2))
    path.walk(door_x, door_y + 1.0)
    path.walk(door_x, door_y)
    leaves = path.now
    path.walk(door_x + dice.uniform(-1.0, 1.0), door_y - 1.2)
    return Route(tuple(path.steps), enters, leaves)


def passing_route(plan: FloorPlan, dice: Random) -> Route:
    """Along the pavement in front of the window, without coming in."""
    left = min(x for x, _ in plan.outline) - 4.0
    right = max(x for x, _ in plan.outline) + 4.0
    start, end = (left, right) if dice.random() < 0.5 else (right, left)
    y = PAVEMENT_Y_M - dice.uniform(0.0, 1.0)
    path = _Path(dice, start, y, speed=PAVEMENT_SPEED_M_S * dice.uniform(0.85, 1.15))
    path.walk(end, y)
    return Route(tuple(path.steps), None, None)


def door(plan: FloorPlan) -> tuple[float, float]:
    """The door is in the middle of the entrance zone's side that lies nearest to the street (lowest y)."""
    zone = next((z for z in plan.zones if z.kind is ZoneKind.ENTRANCE), plan.zones[0])
    xs = [x for x, _ in zone.polygon]
    return (min(xs) + max(xs)) / 2, min(y for _, y in zone.polygon)


class _Path:
    """A route being drawn."""

    def __init__(self, dice: Random, x: float, y: float, speed: float | None = None) -> None:
        self.steps: list[Step] = []
        self.now = 0.0
        self._dice = dice
        self._x, self._y = x, y
        self._speed = speed or dice.uniform(SLOWEST_STEP_M_S, FASTEST_STEP_M_S)

    def walk(self, x: float, y: float) -> None:
        distance = math.hypot(x - self._x, y - self._y)
        self._add(x, y, distance / self._speed, math.atan2(y - self._y, x - self._x))

    def linger(self, zone: Zone, seconds: float) -> None:
        """Stand, turn and shuffle within the zone for that long."""
        until = self.now + seconds
        while self.now < until:
            pause = min(until - self.now, SHUFFLE_SECONDS * self._dice.uniform(0.6, 1.4))
            x, y = _keep_in(
                zone,
                self._x + self._dice.uniform(-SHUFFLE_M, SHUFFLE_M),
                self._y + self._dice.uniform(-SHUFFLE_M, SHUFFLE_M),
            )
            hurry = math.hypot(x - self._x, y - self._y) / self._speed  # the last pause may be short
            self._add(x, y, max(pause, hurry), self._dice.uniform(-math.pi, math.pi))

    def _add(self, x: float, y: float, seconds: float, facing: float) -> None:
        self.steps.append(Step(self.now, self.now + seconds, self._x, self._y, x, y, facing))
        self.now += seconds
        self._x, self._y = x, y


def _spot(zone: Zone, dice: Random) -> tuple[float, float]:
    xs, ys = [x for x, _ in zone.polygon], [y for _, y in zone.polygon]
    return _keep_in(zone, dice.uniform(min(xs), max(xs)), dice.uniform(min(ys), max(ys)))


def _keep_in(zone: Zone, x: float, y: float) -> tuple[float, float]:
    """Into the zone's bounding box, clear of its sides: enough for zones drawn as rectangles."""
    xs, ys = [px for px, _ in zone.polygon], [py for _, py in zone.polygon]
    return (
        min(max(x, min(xs) + CLEARANCE_M), max(xs) - CLEARANCE_M),
        min(max(y, min(ys) + CLEARANCE_M), max(ys) - CLEARANCE_M),
    )
