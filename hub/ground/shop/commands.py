"""goddag-hub shop: what a shop says of itself, checked before a hub runs on it."""

from pathlib import Path
from typing import Annotated

import typer

shop = typer.Typer(help="shop.toml: what the shop says of itself.", no_args_is_help=True, rich_markup_mode=None)


@shop.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="SHOP", help="The shop (shop.toml).")],
    floor_plan: Annotated[
        Path | None, typer.Option("--floor-plan", help="Also say where the store's floor plan disagrees.")
    ] = None,
) -> None:
    """Say all that is wrong with a shop, by file and line. Exit status 1 with errors, 0 with warnings alone."""
    from hub.ground.floor_plan.file import read_floor_plan  # noqa: PLC0415 - the help must not wait for geometry
    from hub.ground.shop.file import read_shop  # noqa: PLC0415

    reading = read_shop(file)
    for line in reading.errors:
        print(f"error: {line}")
    warnings = list(reading.warnings)
    if floor_plan is not None:
        plan = read_floor_plan(floor_plan)
        if plan.plan is None or plan.errors:
            warnings.append(f"{floor_plan} has errors of its own: goddag-hub floor check {floor_plan}")
        elif reading.shop and plan.plan.store_name != reading.shop.name:
            warnings.append(f'{floor_plan} calls the store "{plan.plan.store_name}", {file} "{reading.shop.name}".')
    for line in warnings:
        print(f"warning: {line}")
    if reading.shop is None:
        print(f"{len(reading.errors)} error{'' if len(reading.errors) == 1 else 's'}: no hub starts with this shop.")
        raise typer.Exit(1)
    read = reading.shop
    names = ", ".join(read.lines.names) if read.lines and read.lines.names else "none"
    said = f"{len(warnings)} warning{'' if len(warnings) == 1 else 's'}" if warnings else "nothing to mend"
    print(
        f"{file}: {read.name}, {', '.join(read.languages)}, {read.currency}, {read.time_zone}; lines: {names}; {said}."
    )


COMMANDS = {"shop": shop}
