"""All that can be said of a shop before a hub runs on it: by itself, beside its floor plan, and by what parts know.

A part that knows more adds its own: `shop_checks` of its manifest names a function that takes a `ShopInPlace`.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hub.ground.floor_plan.file import read_floor_plan
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.shop.file import ShopFile, ShopReading, Wrong, hint, read_shop, told
from hub.ground.shop.model import Shop
from hub.ground.store_settings import StoreSettings


@dataclass(frozen=True, slots=True)
class ShopInPlace:
    """A shop that is right by itself, and where it stands."""

    file: ShopFile
    settings: StoreSettings
    plan: FloorPlan | None
    """None where no floor plan was named, or it has errors of its own."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Where shop.toml and what is there disagree."""

    errors: tuple[Wrong, ...] = ()
    """The hub starts, and what is said there has no effect."""
    warnings: tuple[Wrong, ...] = ()
    notes: tuple[str, ...] = ()
    """Whole sentences: what could not be looked at, and why."""


ShopCheck = Callable[[ShopInPlace], Disagreements]


@dataclass(slots=True)
class ShopReport:
    """What to read, line by line."""

    shop: Shop | None
    errors: list[str]
    warnings: list[str]
    notes: list[str] = field(default_factory=list[str])


def check_shop(path: Path, floor_plan: Path | None, settings: StoreSettings, parts: Iterable[ShopCheck]) -> ShopReport:
    """Say all that is wrong. Raises nothing for what is in the files."""
    reading = read_shop(path, settings.time_zone)
    report = ShopReport(reading.shop, [*reading.errors], [*reading.warnings])
    if reading.shop is None or reading.file is None:
        return report
    plan = _plan(floor_plan, report) if floor_plan else None
    if plan and floor_plan and plan.store_name != reading.shop.name:
        report.warnings.append(f'{floor_plan} calls the store "{plan.store_name}", {path} "{reading.shop.name}".')
    place = ShopInPlace(reading.file, settings, plan)
    for found in (_beside_the_plan(place, floor_plan), *(each(place) for each in parts)):
        _say(found, path, reading, report)
    return report


def _plan(file: Path, report: ShopReport) -> FloorPlan | None:
    read = read_floor_plan(file)
    if read.plan is None or read.errors:
        report.warnings.append(f"{file} has errors of its own: goddag-hub floor check {file}")
        return None
    return read.plan


def _say(found: Disagreements, path: Path, reading: ShopReading, report: ShopReport) -> None:
    report.errors += told(path, reading.text, found.errors)
    report.warnings += told(path, reading.text, found.warnings)
    report.notes += found.notes


def _beside_the_plan(place: ShopInPlace, floor_plan: Path | None) -> Disagreements:
    """A zone shows the line that it is called by, so a line that is written a little otherwise is shown nowhere."""
    if place.plan is None or place.file.lines is None:
        return Disagreements()
    return Disagreements(warnings=tuple(_unplaced_lines(place.plan, [*place.file.lines.names], floor_plan)))


def _unplaced_lines(plan: FloorPlan, lines: list[str], floor_plan: Path | None) -> Iterator[Wrong]:
    zones = {as_called(name): zone.id for zone in plan.zones for name in (zone.id, zone.name)}
    of_lines = {as_called(line) for line in lines}
    for line in lines:
        near = difflib.get_close_matches(as_called(line), zones.keys() - of_lines, n=1)
        if as_called(line) not in zones and near:
            yield ("lines", "names", line), f"no zone of {floor_plan} is called so{hint([zones[near[0]]])}"


def as_called(text: str) -> str:
    """A name as people read it: `City-kids` and `city kids` are the same."""
    return " ".join(text.replace("-", " ").replace("_", " ").casefold().split())
