"""goddag-hub floor: the floor plan checked and drawn, before a hub runs on it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wire.sentences import counted

floor = typer.Typer(
    help="The floor plan: what is wrong with it, and how it looks.", no_args_is_help=True, rich_markup_mode=None
)
Plan = Annotated[Path, typer.Argument(metavar="PLAN", help="The store's floor plan (TOML, metres).")]


@floor.command()
def check(plan: Plan) -> None:
    """Say all that is wrong with a floor plan, by file and line. Exit status 1 with errors, 0 with warnings alone."""
    from hub.ground.floor_plan.file import read_floor_plan  # noqa: PLC0415 - the help must not wait for geometry

    reading = read_floor_plan(plan)
    for line in reading.errors:
        print(f"error: {line}")
    for line in reading.warnings:
        print(f"warning: {line}")
    if reading.errors:
        print(f"{counted(len(reading.errors), 'error')}: no hub starts with this plan.")
        raise typer.Exit(1)
    assert reading.plan is not None  # noqa: S101 - only errors make it none
    read = reading.plan
    held = [(read.zones, "zone"), (read.doors, "door"), (read.walls, "wall"), (read.edges, "edge")]
    parts = ", ".join(counted(len(items), name) for items, name in (*held, (read.beacons, "beacon")))
    print(f"{plan}: {parts}; {counted(len(reading.warnings), 'warning') if reading.warnings else 'nothing to mend'}.")


@floor.command()
def draw(
    plan: Plan,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; without it, the terminal.")] = None,
) -> None:
    """Draw a floor plan as SVG, for a browser or a printer; also one with errors, as far as it can be read."""
    from hub.ground.floor_plan.drawing import draw as drawn  # noqa: PLC0415
    from hub.ground.floor_plan.file import read_floor_plan  # noqa: PLC0415

    reading = read_floor_plan(plan)
    for line in reading.errors:
        print(f"goddag-hub: {line}", file=sys.stderr)
    if reading.plan is None:
        raise typer.Exit(1)
    picture = drawn(reading.plan)
    if out is None:
        sys.stdout.write(picture)
        return
    try:
        out.write_text(picture, encoding="utf-8")
    except OSError as error:
        print(f"goddag-hub: cannot write {out}: {error.strerror}.", file=sys.stderr)
        raise typer.Exit(2) from None
    print(out)


COMMANDS = {"floor": floor}
