"""The file of a walk: where somebody tapped, and what edges heard of their phone meanwhile. JSON Lines.

    {"kind": "walk", "version": 1, "store": "demo"}
    {"kind": "tap", "at": 4.0, "x_m": 3.5, "y_m": 12.0}
    {"kind": "heard", "at": 4.9, "edge": "edge-5", "rssi_dbm": -63.5, "packets": 4}

`at` is seconds of any one clock, in order. A tap may name a `zone` instead of a place: then it only judges.
"""

import hashlib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hub.ground.errors import HubError
from hub.ground.floor_plan.model import FloorPlan, contains
from hub.place.presence.tracker import STRONGEST_DBM, WEAKEST_DBM
from wire.sentences import sentence_of

# A walk of an hour past sixty edges stays below; a larger file is another one.
MOST_BYTES = 50_000_000
MOST_COMPLAINTS = 20
Seconds = Annotated[float, Field(ge=0, le=1e11, allow_inf_nan=False)]
Metres = Annotated[float, Field(ge=-1e5, le=1e5, allow_inf_nan=False)]


class WalkRefused(HubError):
    """A walk that cannot be used; the text names file, lines and reasons."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WalkHead(_Line):
    """The first line."""

    kind: Literal["walk"] = "walk"
    version: Literal[1] = 1
    store: str


class Tap(_Line):
    """Here I stand, and stay for some seconds."""

    kind: Literal["tap"] = "tap"
    at: Seconds
    x_m: Metres | None = None
    y_m: Metres | None = None
    zone: str | None = None


class WalkHeard(_Line):
    """What one edge heard of the phone in about a second."""

    kind: Literal["heard"] = "heard"
    at: Seconds
    edge: str
    rssi_dbm: float
    packets: Annotated[int, Field(ge=1, le=100_000)] = 1


_LINE: TypeAdapter[WalkHead | Tap | WalkHeard] = TypeAdapter(
    Annotated[WalkHead | Tap | WalkHeard, Field(discriminator="kind")]
)


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk that makes sense on its plan, in order of time."""

    taps: tuple[Tap, ...]
    heard: tuple[WalkHeard, ...]
    source: str
    """Name and fingerprint of the file, to know it again."""


def read_walk(path: Path, plan: FloorPlan) -> Walk:
    """Read and check a walk. Raises `WalkRefused` with every line that is wrong, up to a screenful."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WalkRefused(f"{path} has more than {MOST_BYTES // 1_000_000} MB: no walk is so long.")
        content = path.read_bytes()
    except OSError as error:
        raise WalkRefused(f"cannot read {path}: {error.strerror}.") from None
    lines, complaints = _parse(content.decode("utf-8", "replace").splitlines())
    complaints += _nonsense(lines, plan)
    if complaints:
        complaints.sort()
        told = "\n".join(f"{path}:{line}: {why}" for line, why in complaints[:MOST_COMPLAINTS])
        more = len(complaints) - MOST_COMPLAINTS
        raise WalkRefused(told + (f"\n... and {more} more" if more > 0 else ""))
    found = [line for _, line in lines]
    return Walk(
        tuple(line for line in found if isinstance(line, Tap)),
        tuple(line for line in found if isinstance(line, WalkHeard)),
        f"{path.name} sha256:{hashlib.sha256(content).hexdigest()[:12]}",
    )


_Numbered = tuple[int, WalkHead | Tap | WalkHeard]
_Complaint = tuple[int, str]


def _parse(rows: Iterable[str]) -> tuple[list[_Numbered], list[_Complaint]]:
    lines: list[_Numbered] = []
    complaints: list[_Complaint] = []
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        try:
            lines.append((number, _LINE.validate_json(row)))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"][1:])
            complaints.append((number, f"{field}: {sentence_of(first)}" if field else sentence_of(first)))
    return lines, complaints


def _nonsense(lines: list[_Numbered], plan: FloorPlan) -> list[_Complaint]:
    if not lines or not isinstance(lines[0][1], WalkHead):
        return [(1, 'the first line must be {"kind": "walk", "version": 1, "store": "..."}')]
    edges = {str(edge.id) for edge in plan.edges}
    found: list[_Complaint] = []
    newest: dict[str, float] = {}
    for number, line in lines:
        match line:
            case WalkHead():
                found += [(number, why) for why in _wrong_head(line, plan, is_first=number == lines[0][0])]
                continue
            case Tap():
                found += [(number, why) for why in wrong_place(line, plan)]
            case WalkHeard():
                found += [(number, why) for why in _wrong_hearing(line, edges)]
        # Edges tell by turns: each is in order for itself, and so are the taps.
        by = line.edge if isinstance(line, WalkHeard) else ""
        if line.at < newest.get(by, 0.0):
            found.append((number, f"time goes back: {line.at:g} s after {newest[by]:g} s"))
        newest[by] = max(line.at, newest.get(by, 0.0))
    return found


def _wrong_head(head: WalkHead, plan: FloorPlan, *, is_first: bool) -> Iterable[str]:
    if not is_first:
        yield "a second walk begins here: one file, one walk"
    elif head.store != plan.store_id:
        yield f'this is a walk through "{head.store}"; the floor plan is of "{plan.store_id}"'


def _wrong_hearing(line: WalkHeard, edges: Container[str]) -> Iterable[str]:
    if line.edge not in edges:
        yield f'edge "{line.edge}" is not on the floor plan'
    if not WEAKEST_DBM <= line.rssi_dbm <= STRONGEST_DBM:
        yield f"no radio hears a phone with {line.rssi_dbm:g} dBm; 0 and 127 mean unknown"


def wrong_place(tap: Tap, plan: FloorPlan) -> Iterable[str]:
    """What is wrong with where a tap says it is."""
    if (tap.x_m is None) != (tap.y_m is None) or (tap.x_m is None) == (tap.zone is None):
        yield "a tap says either x_m and y_m or zone"
    elif tap.zone is not None and plan.zone_named(tap.zone) is None:
        yield f'zone "{tap.zone}" is not on the floor plan'
    elif tap.x_m is not None and tap.y_m is not None and not contains(plan.outline, (tap.x_m, tap.y_m)):
        yield f"({tap.x_m:g}, {tap.y_m:g}) is outside the store's outline"
