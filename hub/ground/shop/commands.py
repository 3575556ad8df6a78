"""goddag-hub shop: what a shop says of itself, checked before a hub runs on it."""

from pathlib import Path
from typing import Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, refuse, refusing, settings_of
from wire.sentences import counted

shop = typer.Typer(help="shop.toml: what the shop says of itself.", no_args_is_help=True, rich_markup_mode=None)


@shop.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="SHOP", help="The shop (shop.toml); without it, as in the settings.")
    ] = None,
    floor_plan: Annotated[
        Path | None,
        typer.Option("--floor-plan", help="Also say where the store's floor plan disagrees; or as in the settings."),
    ] = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Say all that is wrong with a shop, by file and line, beside the floor plan and the catalogue of the hub's folder.

    Exit status 1 with errors, 0 with warnings alone.
    """
    from hub.ground.data_folder import began_before  # noqa: PLC0415 - the help must not wait for geometry
    from hub.ground.manifests import named  # noqa: PLC0415
    from hub.ground.settings import NO_FLOOR_PLAN  # noqa: PLC0415
    from hub.ground.shop.check import check_shop  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir, shop=file, floor_plan=floor_plan)
        if settings.shop is None:
            refuse("which shop? Name its file: goddag-hub shop check shop.toml, or --settings hub.toml.")
        plan = None if settings.floor_plan == NO_FLOOR_PLAN else settings.floor_plan
        report = check_shop(settings.shop, plan, settings, named("shop_checks"))
    for what, lines in (("error", report.errors), ("warning", report.warnings), ("note", report.notes)):
        for line in lines:
            print(f"{what}: {line}")
    errors, warnings = counted(len(report.errors), "error"), counted(len(report.warnings), "warning")
    if report.shop is None:
        print(f"{errors}: no hub starts with this shop.")
        raise typer.Exit(1)
    read = report.shop
    names = ", ".join(read.lines.names) if read.lines and read.lines.names else "none"
    said = errors if report.errors else warnings if report.warnings else "nothing to mend"
    languages = ", ".join(read.languages)
    print(f"{settings.shop}: {read.name}, {languages}, {read.currency}, {read.time_zone}; lines: {names}; {said}.")
    if began_before(settings.data_dir, settings.shop):
        print(f"The hub in {settings.data_dir} still goes by the file of before: restart the hub.")
    if report.errors:
        raise typer.Exit(1)


@shop.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go; made when it is not there.")],
    name: Annotated[str | None, typer.Option("--name", help="What customers call the shop.")] = None,
    languages: Annotated[str | None, typer.Option("--languages", help="Of customers and staff, e.g. da,en.")] = None,
    currency: Annotated[str | None, typer.Option("--currency", help="ISO 4217, e.g. DKK.")] = None,
    time_zone: Annotated[str | None, typer.Option("--time-zone", help="IANA, e.g. Europe/Copenhagen.")] = None,
    size: Annotated[str | None, typer.Option("--size", help="Of the floor in metres, width x depth: 16x12.")] = None,
    lines_attribute: Annotated[
        str | None,
        typer.Option("--lines-attribute", help="The feed's column that divides articles: custom_label_0; - for none."),
    ] = None,
    lines: Annotated[
        str | None, typer.Option("--lines", help="Its values, comma separated, as the feed has them; - for none.")
    ] = None,
    offer: Annotated[str | None, typer.Option("--offer", help="What staff may always offer; - for nothing.")] = None,
) -> None:
    """Ask a handful of questions and write shop.toml, a floor plan, customers.toml and hub.toml, which run as they are.

    What is given as an option is not asked. Nothing that is there already is overwritten.
    """
    from hub.ground.shop.questions import ask_and_write  # noqa: PLC0415 - the help must not wait

    given = {
        "name": name, "languages": languages, "currency": currency, "time_zone": time_zone, "size": size,
        "lines_attribute": lines_attribute, "lines": lines, "offer": offer,
    }  # fmt: skip
    with refusing():
        written = ask_and_write(folder, given)
    for file in written:
        print(f"wrote {file}")
    print(f"Next: cd {folder} && goddag-hub run --settings hub.toml")
    print("Then, to see a card: goddag-sim visit --settings hub.toml (docs/operating/first-day.md)")


COMMANDS = {"shop": shop}
