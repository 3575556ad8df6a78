"""A floor plan as a file (TOML, metres): read and checked; every complaint names the file, the line and the entry."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import structlog
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, ValidationError

from hub.ground.errors import FloorPlanError
from hub.ground.floor_plan.checks import Complaint, complaints
from hub.ground.floor_plan.model import Door, FloorPlan, PlacedBeacon, PlacedEdge, Wall, Zone, ZoneKind
from hub.ground.floor_plan.toml_lines import Key, key_lines, line_of
from wire.ids import EdgeId, IdText, StoreId
from wire.messages import UuidText
from wire.sentences import ended, sentence_of

# Who starts a hub wants to know what is wrong, not all of it.
TOLD_AT_ONCE = 3

log = structlog.get_logger()


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


# Ten kilometres either way: no store is there, and no arithmetic overflows.
_Metres = Annotated[FiniteFloat, Field(ge=-10_000, le=10_000)]
_Point = tuple[_Metres, _Metres]
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a file. Each complaint is a line of its own: file, line where there is one, entry, what to mend."""

    plan: FloorPlan | None
    """None when the file is no plan at all; one with errors is for drawing only."""
    errors: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def load_floor_plan(path: Path) -> FloorPlan:
    """Read and check a floor plan. Raises `FloorPlanError` with the first of what is wrong."""
    reading = read_floor_plan(path)
    if reading.plan is None or reading.errors:
        more = len(reading.errors) - TOLD_AT_ONCE
        rest = [f"and {more} more; all of it tells: goddag-hub floor check {path}"] if more > 0 else []
        raise FloorPlanError("\n".join([*reading.errors[:TOLD_AT_ONCE], *rest]))
    return reading.plan


def plan_of_the_store(path: Path) -> FloorPlan:
    """The plan that a hub starts with; what is not good about it is logged. Raises `FloorPlanError`."""
    plan = load_floor_plan(path)
    for what in read_floor_plan(path).warnings:
        log.warning("the floor plan works, but not well", what=what)
    return plan


def read_floor_plan(path: Path) -> Reading:
    """Read a floor plan and say all that is wrong with it. Raises nothing."""
    try:
        # Editors on Windows begin a file with a byte order mark.
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except OSError as error:
        return Reading(None, (f"cannot read the floor plan {path}: {error.strerror}.",))
    # A plain ValueError: a number of more digits than Python reads.
    except (ValueError, RecursionError) as error:
        return Reading(None, (f"{path} is not valid TOML: {error}.",))
    try:
        plan = _plan(_PlanFile.model_validate(raw))
    except ValidationError as error:
        found = error.errors(include_url=False)
        return Reading(None, tuple(_told(path, text, (Complaint(e["loc"], _entry(e, raw)) for e in found))))
    made = tuple(complaints(plan))
    return Reading(
        plan,
        tuple(_told(path, text, (each for each in made if each.is_error))),
        tuple(_told(path, text, (each for each in made if not each.is_error))),
    )


def _plan(file: _PlanFile) -> FloorPlan:
    return FloorPlan(
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


def _told(path: Path, text: str, made: Iterable[Complaint]) -> Iterator[str]:
    lines: dict[Key, int] | None = None
    for each in made:
        lines = key_lines(text) if lines is None else lines
        line = line_of(lines, each.where)
        yield f"{path}:{line}: {each.text}" if line else f"{path}: {each.text}"


def _entry(error: Any, raw: dict[str, Any]) -> str:
    """A place in the file and what is wrong there, as a person would say it: zones "till", field kind: ..."""
    section, *rest = [_shown(part) for part in error["loc"]] or ["the file"]
    if rest and isinstance(number := error["loc"][1], int):
        name = _id_of(raw[section], number)
        section = f'{section} "{_shown(name)}"' if isinstance(name, str) else f"{section} {number + 1}"
        rest = [f", field {'.'.join(rest[1:])}"] if rest[1:] else []
    else:
        rest = [f".{part}" for part in rest]
    return f"{section}{''.join(rest)}: {ended(sentence_of(error, _PlanFile))}"


def _shown(part: str | int) -> str:
    """Keys of a file are anybody's text: none moves the terminal's cursor."""
    return str(part) if str(part).isprintable() else ascii(part)


def _id_of(entries: Any, number: int) -> Any:
    entry = entries[number] if isinstance(entries, list) else None  # pyright: ignore[reportUnknownVariableType]
    return entry.get("id") if isinstance(entry, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
