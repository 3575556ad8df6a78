"""goddag-hub customers: where customer data comes from, from a terminal."""

import asyncio
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hub.errors import HubError
from wire.errors import SettingsError

if TYPE_CHECKING:  # the help must not wait for these
    from hub.customers.check import SourceReport
    from hub.settings import Settings

customers = typer.Typer(
    help="What is known of customers: the sources behind the cards.", no_args_is_help=True, rich_markup_mode=None
)
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="TOML file with the hub's settings.")]
DataDirOrSetting = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of the hub's database; without it, as in the settings.")
]


@customers.command("check")
def check_sources(
    customer: Annotated[
        str | None, typer.Option("--customer", help="A test customer of your own, by the id of the app's sign-in.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="customers.toml; without it, as in the settings.")] = None,
    settings_file: SettingsFile = None,
    data_dir: DataDirOrSetting = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Ask the live sources, and say what answered, how fast, which traits map, and what to do. Exit 1: not good.

    Asks three times about a test customer; without one, about an id that nobody has. No value of anybody is printed.
    """
    from hub.customers.check import as_text  # noqa: PLC0415

    try:
        reports = asyncio.run(_check(_settings(settings_file, data_dir, customers=file), customer))
    except (SettingsError, HubError) as error:
        _refuse(str(error))
    print(json.dumps([asdict(report) for report in reports], indent=1) if as_json else as_text(reports))
    raise typer.Exit(0 if all(report.good for report in reports) else 1)


@customers.command("import")
def import_customers(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A line a customer; its first line names columns.")],
    settings_file: SettingsFile = None,
    data_dir: DataDirOrSetting = None,
) -> None:
    """Take what a till or a shop exports into the built-in store: for shops without a customer data platform.

    The columns are customer (the id of the app's sign-in), observed_at, and traits by our names. Only lines about
    members are kept, so import again regularly; what a line says replaces what the last import said of that member.
    """
    from hub.customers.built_in import KnownTraits, import_csv  # noqa: PLC0415
    from hub.customers.sensitive import load_sensitive_products  # noqa: PLC0415
    from hub.database import open_database  # noqa: PLC0415
    from hub.members.repository import Members  # noqa: PLC0415
    from hub.tables import SCHEMAS  # noqa: PLC0415

    try:
        settings = _settings(settings_file, data_dir)
        if not (settings.data_dir / "hub.db").exists():
            _refuse(f"there is no hub database in {settings.data_dir}. Name the hub's folder: --data-dir.")
        db = open_database(settings.data_dir / "hub.db", SCHEMAS)
        try:
            sensitive = load_sensitive_products(settings.sensitive_products)
            members = [record.customer_ref for record in Members(db).all()]
            told = import_csv(file, KnownTraits(db), members, sensitive, round(time.time() * 1000))
        finally:
            db.close()
    except (SettingsError, HubError) as error:
        _refuse(str(error))
    print(f"{told.lines} lines: {told.members} about members are kept, {told.strangers} about others are not.")
    if told.sensitive:
        print(f"{told.sensitive} values name something sensitive, and are not kept.")
    for column, count in sorted(told.unusable.items()):
        print(f"{column}: {count} values cannot be used by a card, and are left out.")


async def _check(settings: "Settings", customer: str | None) -> "list[SourceReport]":
    from hub.customers.check import check  # noqa: PLC0415
    from hub.customers.door import open_door  # noqa: PLC0415
    from hub.customers.sources import configuration_of, sources_of  # noqa: PLC0415
    from hub.database import open_database  # noqa: PLC0415
    from hub.tables import SCHEMAS  # noqa: PLC0415

    configuration = configuration_of(settings)
    if configuration is None:
        _refuse("no source of customer data is set: see the setting customers, and docs/connecting.md.")
    # Whoever only tries a file out has no hub yet, and shall not get one by that.
    db = open_database(file, SCHEMAS) if (file := settings.data_dir / "hub.db").exists() else None
    try:
        async with open_door() as door:
            return await check(configuration, sources_of(configuration, door, db), customer)
    finally:
        if db:
            db.close()


def _settings(file: Path | None, data_dir: Path | None, **more: Path | None) -> "Settings":
    """Raises `SettingsError`. The floor plan plays no part here, and need not be set."""
    from hub.settings import read_settings  # noqa: PLC0415

    plan = {} if file else {"floor_plan": Path("unread")}
    return read_settings(file, data_dir=data_dir, **plan, **more)


def _refuse(sentence: str) -> NoReturn:
    print(f"goddag-hub: {sentence}", file=sys.stderr)
    raise typer.Exit(2)
