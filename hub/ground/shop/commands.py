"""goddag-hub shop: what a shop says of itself, checked before a hub runs on it."""

from pathlib import Path
from typing import Annotated

import typer

from hub.ground.command_line import refusing

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


@shop.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go; made when it is not there.")],
    name: Annotated[str | None, typer.Option("--name", help="What customers call the shop.")] = None,
    languages: Annotated[str | None, typer.Option("--languages", help="Of customers and staff, e.g. da,en.")] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="ISO 4217, e.g. DKK.")] = None,
    time_zone: Annotated[str | None, typer.Option("--time-zone", help="IANA, e.g. Europe/Copenhagen.")] = None,
    size: Annotated[str | None, typer.Option("--size", help="Of the floor in metres, width x depth: 16x12.")] = None,
    lines: Annotated[
        str | None, typer.Option("--lines", help="What articles are divided by, comma separated; - for nothing.")
    ] = None,
    offer: Annotated[str | None, typer.Option("--offer", help="What staff may always offer; - for nothing.")] = None,
) -> None:
    """Ask a handful of questions and write shop.toml, a floor plan, customers.toml and hub.toml, which run as they are.

    What is given as an option is not asked. Nothing that is there already is overwritten.
    """
    from hub.ground.shop.questions import ask_and_write  # noqa: PLC0415 - the help must not wait

    given = {
        "name": name, "languages": languages, "currency": currency, "time_zone": time_zone, "size": size,
        "lines": lines, "offer": offer,
    }  # fmt: skip
    with refusing():
        written = ask_and_write(folder, given)
    for file in written:
        print(f"wrote {file}")
    print(f"Next: cd {folder} && goddag-hub run --settings hub.toml")
    print("Then, to see a card: goddag-sim visit --settings hub.toml (docs/operating/first-day.md)")


COMMANDS = {"shop": shop}
