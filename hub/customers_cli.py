"""goddag-hub customers: where customer data comes from, from a terminal."""

import asyncio
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.command_line import DataDir, SettingsFile, hub_database, refuse, refusing, settings_of

if TYPE_CHECKING:  # the help must not wait for these
    from hub.customers.check import SourceReport
    from hub.settings import Settings

customers = typer.Typer(
    help="What is known of customers: the sources behind the cards.", no_args_is_help=True, rich_markup_mode=None
)


@customers.command("check")
def check_sources(
    customer: Annotated[
        str | None, typer.Option("--customer", help="A test customer of your own, by the id of the app's sign-in.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="customers.toml; without it, as in the settings.")] = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Ask the live sources, and say what answered, how fast, which traits map, and what to do. Exit 1: not good.

    Asks three times about a test customer; without one, about an id that nobody has. No value of anybody is printed.
    """
    from hub.customers.check import as_text  # noqa: PLC0415

    with refusing():
        reports = asyncio.run(_check(settings_of(settings_file, data_dir, customers=file), customer))
    print(json.dumps([asdict(report) for report in reports], indent=1) if as_json else as_text(reports))
    raise typer.Exit(0 if all(report.good for report in reports) else 1)


@customers.command("import")
def import_customers(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A line a customer; its first line names columns.")],
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take what a till or a shop exports into the built-in store: for shops without a customer data platform.

    The columns are customer (the id of the app's sign-in), observed_at, and traits by our names. Only lines about
    members are kept, so import again regularly; what a line says replaces what the last import said of that member.
    """
    from hub.customers.built_in import KnownTraits, import_csv  # noqa: PLC0415
    from hub.customers.sensitive import load_sensitive_products  # noqa: PLC0415
    from hub.members.repository import Members  # noqa: PLC0415
    from hub.tables import SCHEMAS  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir)
        with hub_database(settings.data_dir, SCHEMAS, complete=True) as db:
            sensitive = load_sensitive_products(settings.sensitive_products)
            members = [record.customer_ref for record in Members(db).all()]
            told = import_csv(file, KnownTraits(db), members, sensitive, round(time.time() * 1000))
    print(f"{told.lines} lines: {told.members} about members are kept, {told.strangers} about others are not.")
    if told.sensitive:
        print(f"{told.sensitive} values name something sensitive, and are not kept.")
    for column, count in sorted(told.unusable.items()):
        print(f"{column}: {count} values cannot be used by a card, and are left out.")


async def _check(settings: "Settings", customer: str | None) -> "list[SourceReport]":
    from hub.customers.check import check  # noqa: PLC0415
    from hub.customers.door import Door  # noqa: PLC0415
    from hub.customers.sources import configuration_of, sources_of  # noqa: PLC0415
    from hub.data_folder import DATABASE_FILE, open_hub_database  # noqa: PLC0415
    from hub.outgoing import open_outgoing  # noqa: PLC0415
    from hub.tables import SCHEMAS  # noqa: PLC0415

    configuration = configuration_of(settings)
    if configuration is None:
        refuse("no source of customer data is set: see the setting customers, and docs/connecting.md.")
    # Whoever only tries a file out has no hub yet, and shall not get one by that.
    is_there = (settings.data_dir / DATABASE_FILE).exists()
    db = open_hub_database(settings.data_dir, SCHEMAS) if is_there else None
    try:
        async with open_outgoing() as outgoing:
            return await check(configuration, sources_of(configuration, Door(outgoing), db), customer)
    finally:
        if db:
            db.close()
