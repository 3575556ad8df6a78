"""The floor plan of a store, in metres: outline, zones, edges and beacons, checked when it is read."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, ValidationError

from hub.errors import FloorPlanError
from wire.ids import EdgeId, IdText, StoreId
from wire.messages import UuidText

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Polyline = tuple[Point, ...]

# A zone drawn along a wall may lie a hair outside it by rounding; a centimetre is below any drawing's precision.
WALL_TOLERANCE_M = 0.01
# Names that stand for the hub's own users at the broker.
RESERVED_EDGES = frozenset({"hub", "observer"})


class ZoneKind(StrEnum):
    """What a zone is for; sensitive zones are never recorded."""

    ENTRANCE = "entrance"
    SALES = "sales"
    SENSITIVE = "sensitive"
    TILL = "till"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Zone:
    """A named part of the floor."""

    id: str
    name: str
    kind: ZoneKind
    polygon: Polygon


@dataclass(frozen=True, slots=True)
class PlacedEdge:
    """An edge, and where it hangs."""

    id: EdgeId
    x_m: float
    y_m: float
    height_m: float


@dataclass(frozen=True, slots=True)
class PlacedBeacon:
    """A fixed beacon, and where it hangs."""

    id: str
    major: int
    minor: int
    x_m: float
    y_m: float
    height_m: float


@dataclass(frozen=True, slots=True)
class Wall:
    """An interior wall or a row of shelves: a line of two points or more that nobody walks through."""

    line: Polyline


@dataclass(frozen=True, slots=True)
class Door:
    """A stretch of the outline through which people come and go."""

    line: tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """One store, drawn."""

    store_id: StoreId
    store_name: str
    beacon_uuid: str
    outline: Polygon
    zones: tuple[Zone, ...]
    edges: tuple[PlacedEdge, ...]
    beacons: tuple[PlacedBeacon, ...]
    walls: tuple[Wall, ...] = ()
    doors: tuple[Door, ...] = ()
    """None drawn: people come and go anywhere in the zones of kind entrance."""

    def zone_at(self, x_m: float, y_m: float) -> Zone | None:
        """The zone that holds a point, or None between zones."""
        return next((zone for zone in self.zones if contains(zone.polygon, (x_m, y_m))), None)

    def zone_of(self, edge: EdgeId) -> Zone | None:
        """The zone that an edge hangs in; None for an edge the plan does not know."""
        placed = next((e for e in self.edges if e.id == edge), None)
        return self.zone_at(placed.x_m, placed.y_m) if placed else None

    @property
    def has_way_out(self) -> bool:
        """Whether there is a zone through which people come and go."""
        return any(zone.kind is ZoneKind.ENTRANCE for zone in self.zones)

    @property
    def unrecorded_zones(self) -> frozenset[str]:
        """Where nothing is recorded: being there alone would tell something about a person."""
        return frozenset(zone.id for zone in self.zones if zone.kind is ZoneKind.SENSITIVE)

    def zone_named(self, zone_id: str) -> Zone | None:
        """The zone of that id."""
        return next((zone for zone in self.zones if zone.id == zone_id), None)


def contains(polygon: Polygon, point: Point) -> bool:
    """Whether a point lies in a polygon (even-odd rule)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


_Point = tuple[FiniteFloat, FiniteFloat]
_Corners = Annotated[list[_Point], Field(min_length=3)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class _StoreEntry(_Closed):
    id: IdText
    name: _Name
    beacon_uuid: UuidText
    outline: _Corners


class _ZoneEntry(_Closed):
    id: IdText
    name: _Name
    kind: ZoneKind
    polygon: _Corners


class _EdgeEntry(_Closed):
    id: IdText
    at: _Point
    height: Annotated[float, Field(ge=0, le=30)] = 2.5


class _BeaconEntry(_Closed):
    id: IdText
    major: Annotated[int, Field(ge=0, le=0xFFFF)]
    minor: Annotated[int, Field(ge=0, le=0xFFFF)]
    at: _Point
    height: Annotated[float, Field(ge=0, le=30)] = 1.2


class _WallEntry(_Closed):
    line: Annotated[list[_Point], Field(min_length=2)]


class _DoorEntry(_Closed):
    line: tuple[_Point, _Point]


class _PlanFile(_Closed):
    store: _StoreEntry
    zones: Annotated[list[_ZoneEntry], Field(min_length=1)]
    edges: Annotated[list[_EdgeEntry], Field(min_length=1)]
    beacons: list[_BeaconEntry] = []
    walls: list[_WallEntry] = []
    doors: list[_DoorEntry] = []


def load_floor_plan(path: Path) -> FloorPlan:
    """Read and check a floor plan. Raises `FloorPlanError` that names the file, the entry and what to mend."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FloorPlanError(f"cannot read the floor plan {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FloorPlanError(f"{path} is not valid TOML: {error}.") from None
    try:
        file = _PlanFile.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise FloorPlanError(f"{path}: {_entry(first['loc'], raw)}: {first['msg']}.") from None
    plan = FloorPlan(
        store_id=StoreId(file.store.id),
        store_name=file.store.name,
        beacon_uuid=file.store.beacon_uuid,
        outline=tuple(file.store.outline),
        zones=tuple(Zone(z.id, z.name, z.kind, tuple(z.polygon)) for z in file.zones),
        edges=tuple(PlacedEdge(EdgeId(e.id), *e.at, e.height) for e in file.edges),
        beacons=tuple(PlacedBeacon(b.id, b.major, b.minor, *b.at, b.height) for b in file.beacons),
        walls=tuple(Wall(tuple(w.line)) for w in file.walls),
        doors=tuple(Door(d.line) for d in file.doors),
    )
    _check(plan, path)
    return plan


def _check(plan: FloorPlan, path: Path) -> None:
    complaint = next(_complaints(plan), None)
    if complaint:
        raise FloorPlanError(f"{path}: {complaint}")


def _complaints(plan: FloorPlan) -> Iterator[str]:
    groups = {"zones": plan.zones, "edges": plan.edges, "beacons": plan.beacons}
    for kind, entries in groups.items():
        twice = [name for name, count in Counter(str(entry.id) for entry in entries).items() if count > 1]
        yield from (f'{kind}: the id "{name}" stands twice; each needs its own.' for name in twice)
    corners = [(f'zone "{zone.id}": the corner', corner) for zone in plan.zones for corner in zone.polygon]
    edges = [(f'edge "{edge.id}" at', (edge.x_m, edge.y_m)) for edge in plan.edges]
    beacons = [(f'beacon "{beacon.id}" at', (beacon.x_m, beacon.y_m)) for beacon in plan.beacons]
    for what, point in corners + edges + beacons:
        if not _within(plan.outline, point):
            yield f"{what} {list(point)} lies outside the walls (store.outline)."
    for edge in plan.edges:
        if edge.id in RESERVED_EDGES:
            yield f'edge "{edge.id}": that name is a user of the broker; choose another.'
        if plan.zone_of(edge.id) is None:
            yield f'edge "{edge.id}" hangs in no zone; move it or draw a zone around it.'


def _within(outline: Polygon, point: Point) -> bool:
    return contains(outline, point) or any(
        _distance_to_segment(point, a, b) <= WALL_TOLERANCE_M
        for a, b in zip(outline, outline[1:] + outline[:1], strict=True)
    )


def _distance_to_segment(point: Point, a: Point, b: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, a, b
    dx, dy = bx - ax, by - ay
    length_squared = dx * dx + dy * dy
    t = 0.0 if length_squared == 0 else max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / length_squared))
    return ((px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2) ** 0.5


def _entry(loc: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """A place in the file as a person would say it: zones "till", field polygon."""
    section = loc[0] if loc else ""
    entries = raw.get(str(section))
    if len(loc) > 1 and isinstance(loc[1], int) and isinstance(entries, list):
        name = _id_of(entries[loc[1]])
        field = ".".join(str(part) for part in loc[2:])
        return f'{section} "{name if isinstance(name, str) else loc[1] + 1}", field {field}'
    return ".".join(str(part) for part in loc)


def _id_of(entry: Any) -> Any:
    return entry.get("id") if isinstance(entry, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
