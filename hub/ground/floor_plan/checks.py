"""What is wrong with a floor plan, all of it: errors, and warnings about what will work badly. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from hub.ground.floor_plan.grid import FloorGrid, Mask, lay_grid
from hub.ground.floor_plan.model import RESERVED_EDGES, FloorPlan, PlacedBeacon, PlacedEdge, ZoneKind
from hub.ground.floor_plan.toml_lines import Key

# A zone drawn along a wall may lie a hair outside it by rounding; a centimetre is below any drawing's precision.
WALL_TOLERANCE_M = 0.01
# Along a slanting wall the ends of a door are measured to a decimetre.
DOOR_TOLERANCE_M = 0.1
# Smaller than a sheet of paper: not a place.
LEAST_AREA_M2 = 0.1
# The longest shops have less; a plan in centimetres has more.
LONGEST_SIDE_M = 400.0
# A narrow door has 0.7 m.
NARROWEST_DOOR_M = 0.5
# Two things nearer than this are one place, or one of them was not measured.
SAME_PLACE_M = 0.2
# Levels scatter by 5.4 dB (recorded walks), a factor of 1.9 in distance at exponent 2: from 8 m off "somewhere in this
# zone" is already as good a guess.
NEAR_M = 8.0
# A phone in a pocket (-10 dB) is at an adapter's limit (-94 dBm) at 13 m; at this spacing two edges hear all between.
SPACING_M = 10.0


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, and at which entry of the file; entries are counted as in the plan's tuples."""

    where: Key
    text: str
    is_error: bool = True


def complaints(plan: FloorPlan) -> Iterator[Complaint]:
    """All errors; the warnings only of a plan without errors, whose shapes can be trusted."""
    errors = [*_names(plan), *_shapes(plan)]
    yield from errors or _warnings(plan)


def _names(plan: FloorPlan) -> Iterator[Complaint]:
    for kind, entries in {"zones": plan.zones, "edges": plan.edges, "beacons": plan.beacons}.items():
        for number in _repeated([entry.id for entry in entries]):
            name = entries[number].id
            yield Complaint((kind, number, "id"), f'{kind}: the id "{name}" stands twice; each needs its own.')
    for number in _repeated([(beacon.major, beacon.minor) for beacon in plan.beacons]):
        beacon = plan.beacons[number]
        yield Complaint(
            ("beacons", number, "minor"),
            f'beacon "{beacon.id}": another one sends major {beacon.major}, minor {beacon.minor} too; no phone can tell'
            " them apart.",
        )
    for number, edge in enumerate(plan.edges):
        if edge.id in RESERVED_EDGES:
            yield Complaint(
                ("edges", number, "id"), f'edge "{edge.id}": that name is a user of the broker; choose another.'
            )


def _repeated(values: Sequence[object]) -> list[int]:
    """The number of each that was there before."""
    return [number for number, value in enumerate(values) if value in values[:number]]


def _shapes(plan: FloorPlan) -> Iterator[Complaint]:
    outline = Polygon(plan.outline)
    wrong = _wrong_shape(outline)
    longest = max(np.ptp(np.array(plan.outline), axis=0))
    if longest > LONGEST_SIDE_M:
        wrong = f"it is {longest:.0f} m long; are these metres? {LONGEST_SIDE_M:.0f} m is the most."
    if wrong:
        # Against such an outline everything else would be wrong too.
        yield Complaint(("store", "outline"), f"store.outline: {wrong}")
        return
    shapes: list[tuple[int, Polygon]] = []
    for number, zone in enumerate(plan.zones):
        shape = Polygon(zone.polygon)
        if wrong := _wrong_shape(shape):
            yield Complaint(("zones", number, "polygon"), f'zone "{zone.id}": {wrong}')
        else:
            shapes.append((number, shape))
    yield from _outside(plan, outline, shapes)
    yield from _overlaps(plan, shapes)
    yield from _wall_faults(plan, outline)
    yield from _door_faults(plan, outline, [shape for n, shape in shapes if plan.zones[n].kind is ZoneKind.ENTRANCE])


def _wrong_shape(shape: Polygon) -> str | None:
    if not shape.is_valid:
        # GEOS says it as: Self-intersection[5 5]
        _, _, place = explain_validity(shape).partition("[")
        spot = f" at [{', '.join(place.rstrip(']').split())}]" if place else ""
        return f"its sides cross or touch{spot}; list the corners in their order around it, each once."
    if shape.area < LEAST_AREA_M2:
        return f"it has an area of {shape.area:.2f} m²; are its corners on one line, or is this not in metres?"
    return None


def _outside(plan: FloorPlan, outline: Polygon, shapes: list[tuple[int, Polygon]]) -> Iterator[Complaint]:
    for number, zone in enumerate(plan.zones):
        for corner in zone.polygon:
            if outline.distance(Point(corner)) > WALL_TOLERANCE_M:
                yield Complaint(
                    ("zones", number, "polygon"),
                    f'zone "{zone.id}": the corner {_spot(corner)} lies outside the walls (store.outline).',
                )
    for number, shape in shapes:
        beyond = shape.difference(outline).buffer(-WALL_TOLERANCE_M)
        if not beyond.is_empty and all(outline.distance(Point(c)) <= WALL_TOLERANCE_M for c in shape.exterior.coords):
            yield Complaint(
                ("zones", number, "polygon"),
                f'zone "{plan.zones[number].id}" reaches beyond the walls (store.outline) around {_middle(beyond)}.',
            )
    placed: list[tuple[Key, str, PlacedEdge | PlacedBeacon]] = [
        *((("edges", n, "at"), "edge", edge) for n, edge in enumerate(plan.edges)),
        *((("beacons", n, "at"), "beacon", beacon) for n, beacon in enumerate(plan.beacons)),
    ]
    for where, what, item in placed:
        if outline.distance(Point(item.x_m, item.y_m)) > WALL_TOLERANCE_M:
            spot = _spot((item.x_m, item.y_m))
            yield Complaint(where, f'{what} "{item.id}" at {spot} lies outside the walls (store.outline).')
        elif what == "edge" and plan.zone_at(item.x_m, item.y_m) is None:
            yield Complaint(where, f'edge "{item.id}" hangs in no zone; move it or draw a zone around it.')


def _overlaps(plan: FloorPlan, shapes: list[tuple[int, Polygon]]) -> Iterator[Complaint]:
    for (first, a), (second, b) in combinations(shapes, 2):
        shared = a.intersection(b)
        # Borders drawn twice differ by rounding; only what is wider than that is floor.
        if not shared.buffer(-WALL_TOLERANCE_M).is_empty:
            yield Complaint(
                ("zones", second, "polygon"),
                f'zone "{plan.zones[second].id}" and zone "{plan.zones[first].id}" overlap around'
                f" {_middle(shared)} ({shared.area:.2f} m²); a person is in one zone.",
            )


def _wall_faults(plan: FloorPlan, outline: Polygon) -> Iterator[Complaint]:
    for number, wall in enumerate(plan.walls):
        line = LineString(wall.line)
        beyond = line.difference(outline.buffer(WALL_TOLERANCE_M))
        if line.length < WALL_TOLERANCE_M:
            yield Complaint(("walls", number, "line"), f"wall {number + 1} has no length; give it two points or more.")
        elif not beyond.is_empty:
            yield Complaint(
                ("walls", number, "line"),
                f"wall {number + 1} lies outside the outline around {_middle(beyond)}; these are walls inside a store.",
            )


def _door_faults(plan: FloorPlan, outline: Polygon, entrances: list[Polygon]) -> Iterator[Complaint]:
    for number, door in enumerate(plan.doors):
        line, name = LineString(door.line), f"door {number + 1}"
        where: Key = ("doors", number, "line")
        if line.length < NARROWEST_DOOR_M:
            yield Complaint(where, f"{name} is {line.length:.2f} m wide; {NARROWEST_DOOR_M} m is the least. Metres?")
        elif not outline.exterior.buffer(DOOR_TOLERANCE_M).covers(line):
            yield Complaint(
                where, f"{name} does not lie on the outline; both ends belong on one side of store.outline."
            )
        elif MultiPolygon(entrances).distance(line.interpolate(0.5, normalized=True)) > DOOR_TOLERANCE_M:
            yield Complaint(
                where,
                f"{name} opens to no zone of kind entrance; draw one behind it, or move the door.",
            )


def _warnings(plan: FloorPlan) -> Iterator[Complaint]:
    kinds = Counter(zone.kind for zone in plan.zones)
    if not kinds[ZoneKind.ENTRANCE]:
        yield Complaint((), "no zone is of kind entrance: nobody can be seen to arrive or to leave.", is_error=False)
    for kind, items in {"edges": plan.edges, "beacons": plan.beacons}.items():
        for (_, a), (number, b) in combinations(enumerate(items), 2):
            if _apart(a, b) < SAME_PLACE_M:
                text = f'{kind} "{a.id}" and "{b.id}" hang at one place, {_spot((b.x_m, b.y_m))}; measure both again.'
                yield Complaint((kind, number, "at"), text, is_error=False)
    yield from _thin_radio(plan)
    if plan.walls and kinds[ZoneKind.ENTRANCE]:
        grid = lay_grid(plan)
        reached = _within_reach(grid)
        for number, zone in enumerate(plan.zones):
            floor = grid.zone_share[number] > 0
            if floor.any() and not (floor & reached).any():
                yield Complaint(
                    ("zones", number),
                    f'zone "{zone.id}": walls close it off, nobody can walk in; leave a gap of 0.6 m or more.',
                    is_error=False,
                )


def _thin_radio(plan: FloorPlan) -> Iterator[Complaint]:
    for number, zone in enumerate(plan.zones):
        if zone.kind is ZoneKind.SENSITIVE:  # nobody is told to be there
            continue
        middle = Polygon(zone.polygon).centroid
        apart, nearest = min((middle.distance(Point(e.x_m, e.y_m)), e.id) for e in plan.edges)
        if apart > NEAR_M:
            yield Complaint(
                ("zones", number),
                f'zone "{zone.id}" has no edge near: from its middle to {nearest} it is {apart:.1f} m, more than'
                f" {NEAR_M:.0f} m. Who is there will be told late or wrong; hang an edge in it.",
                is_error=False,
            )
    for number, edge in enumerate(plan.edges if len(plan.edges) > 1 else ()):
        apart, nearest = min((_apart(edge, other), other.id) for other in plan.edges if other is not edge)
        if apart > SPACING_M:
            yield Complaint(
                ("edges", number, "at"),
                f'edge "{edge.id}" hangs {apart:.1f} m from the nearest other one, {nearest}; between them a phone in a'
                f" pocket is heard by one alone. {SPACING_M:.0f} m is the most.",
                is_error=False,
            )


def _within_reach(grid: FloorGrid) -> Mask:
    """(cells,): where one can walk to from the way in."""
    steps = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0)]
    ways = [(dx * grid.rows + dy, grid.lets_pass(dx, dy)) for dx, dy in steps]
    reached, known = grid.entrance_share > 0, -1
    while known != (known := int(reached.sum())):
        for on, free in ways:
            reached[np.flatnonzero(reached & free) + on] = True
    return reached


def _apart(a: PlacedEdge | PlacedBeacon, b: PlacedEdge | PlacedBeacon) -> float:
    return float(np.hypot(a.x_m - b.x_m, a.y_m - b.y_m))


def _middle(shape: BaseGeometry) -> str:
    point = shape.representative_point()
    return _spot((round(point.x, 2), round(point.y, 2)))


def _spot(point: tuple[float, float]) -> str:
    return str(list(point))
