"""The floor plan of a store, in metres: outline, zones, walls, doors, edges and beacons. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from wire.ids import EdgeId, StoreId

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Polyline = tuple[Point, ...]

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

    @property
    def listener(self) -> EdgeId:
        """Its name among the edges; no edge can have it, for the space."""
        return EdgeId(f"beacon {self.id}")


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

    @property
    def listeners(self) -> tuple[PlacedEdge, ...]:
        """Whatever tells how far a phone is: the edges that hear it, then the beacons that it hears."""
        beacons = (PlacedEdge(b.listener, b.x_m, b.y_m, b.height_m) for b in self.beacons)
        return (*self.edges, *beacons)

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
