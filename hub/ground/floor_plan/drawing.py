"""A floor plan as one self-contained SVG page: to hang beside the edges while they are put up. Pure."""

import math
from collections.abc import Iterator
from html import escape

from shapely import LineString, MultiLineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from hub.ground.floor_plan.model import FloorPlan, Zone, ZoneKind
from hub.ground.floor_plan.model import Point as Spot

# The longer side of the store; all else is in the same units.
PAGE, MARGIN = 1000.0, 48.0
LINE = 24.0
JAMB = 9.0
# An average letter is this part of its size wide.
LETTER = 0.56
LARGEST_NAME, SMALLEST_NAME = 19.0, 9.0
# Where a name may stand in its zone: so many places a side are tried.
TRIED = 13
# Light, so that black on them is read and a printer needs little; apart by lightness too.
FILL = {
    ZoneKind.ENTRANCE: "#fbeecb",
    ZoneKind.SALES: "#e9f1ea",
    ZoneKind.SENSITIVE: "url(#hatched)",
    ZoneKind.TILL: "#d9e6f5",
    ZoneKind.STAFF: "#e3e0e6",
}
MEANING = {
    ZoneKind.ENTRANCE: "entrance: people come and go here",
    ZoneKind.SALES: "sales",
    ZoneKind.SENSITIVE: "sensitive: never recorded",
    ZoneKind.TILL: "till",
    ZoneKind.STAFF: "staff",
}
STYLE = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:#1d1d1f}"
    ".halo{paint-order:stroke;stroke:#fff;stroke-width:4;stroke-linejoin:round}"
    ".zone{stroke:#8a8f98;stroke-width:1;stroke-dasharray:5 4}"
    ".outline{fill:none;stroke:#1d1d1f;stroke-width:7;stroke-linejoin:round}"
    ".wall{fill:none;stroke:#1d1d1f;stroke-width:5;stroke-linejoin:round}"
    ".gap{fill:none;stroke:#fff;stroke-width:8}.door{fill:none;stroke:#b3541e;stroke-width:4}"
    ".edge{fill:#0b57a4;stroke:#fff;stroke-width:1.5}"
    ".beacon{fill:#fff;stroke:#7b2d8b;stroke-width:2.5}.dot{fill:#7b2d8b}"
    ".ruler{fill:none;stroke:#1d1d1f;stroke-width:2}"
)


HATCHED = (
    '<defs><pattern id="hatched" width="10" height="10" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="10" height="10" fill="#fbe3e0"/>'
    '<path d="M0 0V10" stroke="#b94a3f" stroke-width="3"/></pattern></defs>'
)


class _Sheet:
    """Metres with y upwards, to the page with y downwards."""

    def __init__(self, plan: FloorPlan) -> None:
        xs, ys = zip(*plan.outline, strict=True)
        self._left, self._top = min(xs), max(ys)
        across, up = max(xs) - min(xs), max(ys) - min(ys)
        self.scale = PAGE / max(across, up, 0.1)
        self.above = MARGIN + LINE * 2
        # A narrow store still needs the width of its title and legend.
        self.width = max(across * self.scale, PAGE * 0.6) + 2 * MARGIN
        self.bottom = self.above + up * self.scale

    def at(self, point: Spot) -> Spot:
        x, y = point
        return MARGIN + (x - self._left) * self.scale, self.above + (self._top - y) * self.scale

    def line(self, points: tuple[Spot, ...]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.at, points))


def draw(plan: FloorPlan) -> str:
    """The plan as SVG; y points up, as on the drawings that plans are measured from. Also a plan with errors."""
    sheet = _Sheet(plan)
    legend = list(_legend(plan))
    height = sheet.bottom + MARGIN + LINE * 2.2 + LINE * len(legend)
    width, up = (max(c[axis] for c in plan.outline) - min(c[axis] for c in plan.outline) for axis in (0, 1))
    marks = [Point(sheet.at((m.x_m, m.y_m))) for m in (*plan.edges, *plan.beacons)]
    size = f"{sheet.width:.0f} {height:.0f}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" aria-labelledby="title desc">',
        f'<title id="title">Floor plan of {_text(plan.store_name)}</title>',
        f'<desc id="desc">{_text(_said(plan, width, up))}</desc>',
        f"<style>{STYLE}</style>",
        HATCHED,
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{MARGIN}" y="{MARGIN + 8}" font-size="26" font-weight="600">{_text(plan.store_name)}</text>',
        f'<text x="{MARGIN}" y="{MARGIN + 32}" font-size="15">{_text(plan.store_id)}, {width:g} m by {up:g} m</text>',
        *(_floor(zone, sheet) for zone in plan.zones),
        f'<polygon class="outline" points="{sheet.line(plan.outline)}"/>',
        *(f'<polyline class="wall" points="{sheet.line(wall.line)}"/>' for wall in plan.walls),
        *(_door(sheet.at(door.line[0]), sheet.at(door.line[1])) for door in plan.doors),
        *_names(plan, sheet, marks),
        *(_beacon(sheet.at((b.x_m, b.y_m)), b.id) for b in plan.beacons),
        *(_edge(sheet.at((e.x_m, e.y_m)), e.id) for e in plan.edges),
        *_ruler(sheet, sheet.bottom + MARGIN * 0.8),
        *(
            f'<g transform="translate({MARGIN} {sheet.bottom + MARGIN + LINE * (number + 1.6):.1f})">{row}</g>'
            for number, row in enumerate(legend)
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _said(plan: FloorPlan, width: float, up: float) -> str:
    zones = ", ".join(f"{zone.name} ({zone.kind})" for zone in plan.zones)
    edges = ", ".join(f"{e.id} at {e.x_m:g}, {e.y_m:g}" for e in plan.edges)
    beacons = ", ".join(f"{b.id} at {b.x_m:g}, {b.y_m:g}" for b in plan.beacons)
    return (
        f"{width:g} by {up:g} metres, {len(plan.doors)} doors, {len(plan.walls)} interior walls. Zones: {zones}."
        f" Edges: {edges}. Beacons: {beacons or 'none'}."
    )


def _names(plan: FloorPlan, sheet: _Sheet, marks: list[Point]) -> Iterator[str]:
    # The ids of edges and beacons stand to the right of them.
    taken: BaseGeometry = MultiLineString([LineString([(m.x - 12, m.y), (m.x + 75, m.y)]) for m in marks]).buffer(12)
    walls = MultiLineString([LineString([*map(sheet.at, wall.line)]) for wall in plan.walls])
    for zone in plan.zones:
        x, y, size = _place(zone, sheet, taken.union(walls.buffer(4)))
        yield (
            f'<text class="halo" x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" font-weight="600"'
            f' text-anchor="middle">{_text(zone.name)}</text>'
        )


def _place(zone: Zone, sheet: _Sheet, taken: BaseGeometry) -> tuple[float, float, float]:
    """Middle of the baseline and size of a zone's name: as large as fits, as far as can be from what is drawn."""
    floor = Polygon([sheet.at(corner) for corner in zone.polygon])
    if not floor.is_valid:
        x, y = sheet.at(zone.polygon[0])
        return x, y, SMALLEST_NAME
    left, top, right, bottom = floor.bounds
    size = LARGEST_NAME
    while size >= SMALLEST_NAME:
        half = len(zone.name) * size * LETTER / 2
        best: tuple[float, float, float] | None = None
        for i in range(1, TRIED):
            for j in range(1, TRIED):
                x, y = left + (right - left) * i / TRIED, top + (bottom - top) * j / TRIED
                words = box(x - half - 4, y - size, x + half + 4, y + size * 0.4)
                if floor.contains(words) and not taken.intersects(words):
                    room = min(words.distance(taken), words.distance(floor.exterior) * 1.5, 60.0)
                    best = max(best or (room, x, y), (room, x, y), key=lambda found: found[0])
        if best:
            return best[1], best[2], size
        size -= 2
    inner = floor.representative_point()
    return inner.x, inner.y, SMALLEST_NAME


def _edge(at: Spot, name: str) -> str:
    x, y = at
    return (
        f'<path class="edge" d="M{x - 10:.1f} {y + 8:.1f}h20l-10 -18z"/>'
        f'<text class="halo" x="{x + 14:.1f}" y="{y + 5:.1f}" font-size="13">{_text(name)}</text>'
    )


def _beacon(at: Spot, name: str) -> str:
    x, y = at
    return (
        f'<circle class="beacon" cx="{x:.1f}" cy="{y:.1f}" r="8"/><circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
        f'<text class="halo" x="{x + 13:.1f}" y="{y + 4:.1f}" font-size="12">{_text(name)}</text>'
    )


def _floor(zone: Zone, sheet: _Sheet) -> str:
    return (
        f'<polygon class="zone" data-kind="{zone.kind}" fill="{FILL[zone.kind]}" points="{sheet.line(zone.polygon)}"/>'
    )


def _door(a: Spot, b: Spot) -> str:
    """A gap in the wall with a jamb on either side."""
    (ax, ay), (bx, by) = a, b
    length = max(1.0, math.hypot(bx - ax, by - ay))
    nx, ny = -(by - ay) / length * JAMB, (bx - ax) / length * JAMB
    jambs = "".join(f"M{x - nx:.1f} {y - ny:.1f}L{x + nx:.1f} {y + ny:.1f}" for x, y in (a, b))
    return (
        f'<path class="gap" d="M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}"/>'
        f'<path class="door" d="M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}{jambs}"/>'
    )


def _ruler(sheet: _Sheet, y: float) -> Iterator[str]:
    """A scale of a round length, at most a third of the plan."""
    metres = next(m for m in (100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.01) if m * sheet.scale <= PAGE / 3)
    length = metres * sheet.scale
    yield f'<path class="ruler" d="M{MARGIN} {y - 6:.1f}v12m0 -6h{length:.1f}m0 -6v12"/>'
    yield f'<text x="{MARGIN + length + 10:.1f}" y="{y + 5:.1f}" font-size="14">{metres:g} m</text>'


def _legend(plan: FloorPlan) -> Iterator[str]:
    """Rows, each around y = 0 from x = 0 on: what is on this plan, and no more."""
    for kind in ZoneKind:
        if any(zone.kind is kind for zone in plan.zones):
            yield (
                f'<rect class="zone" x="0" y="-13" width="26" height="17" fill="{FILL[kind]}"/>'
                f"{_meaning(f'zone, {MEANING[kind]}')}"
            )
    if plan.doors:
        yield f'<path class="door" d="M0 -5H26M0 -12V2M26 -12V2"/>{_meaning("door")}'
    if plan.walls:
        yield f'<path class="wall" d="M0 -5H26"/>{_meaning("interior wall or shelves: nobody walks through")}'
    yield f'<path class="edge" d="M3 2h20l-10 -18z"/>{_meaning("edge: hears phones and beacons")}'
    if plan.beacons:
        mark = '<circle class="beacon" cx="13" cy="-5" r="8"/><circle class="dot" cx="13" cy="-5" r="3"/>'
        yield f"{mark}{_meaning('beacon: heard by phones and edges')}"


def _meaning(words: str) -> str:
    return f'<text x="38" y="0" font-size="14">{words}</text>'


def _text(words: str) -> str:
    """Inert, and without what XML has no letter for."""
    return escape("".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in words))
