"""goddag-hub customers: where customer data comes from, from a terminal."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hub.ground.command_line import DataDir, SettingsFile, hub_database, refuse, refusing, settings_of
from wire.sentences import counted

if TYPE_CHECKING:  # the help must not wait for these
    from hub.ground.store_settings import StoreSettings
    from hub.knowledge.customers.check import SourceReport
    from hub.knowledge.customers.csv_import import Imported

customers = typer.Typer(
    help="What is known of customers: the sources behind the cards.", no_args_is_help=True, rich_markup_mode=None
)


class _Dates(StrEnum):
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_ORDER: dict[_Dates, Literal["day_first", "month_first"]] = {
    _Dates.DAY_FIRST: "day_first",
    _Dates.MONTH_FIRST: "month_first",
}


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
    from hub.knowledge.customers.check import as_text  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir, customers=file)
        reports = asyncio.run(_check(settings, customer))
    print(json.dumps([asdict(report) for report in reports], indent=1) if as_json else as_text(reports))
    raise typer.Exit(0 if all(report.good for report in reports) else 1)


@customers.command("import")
def import_customers(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A line a customer; its first line names columns.")],
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    dates: Annotated[
        _Dates | None, typer.Option("--dates", help="Which comes first in dates such as 03-04-2026.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Of a file that is neither UTF nor Windows-1252, e.g. cp850.")
    ] = None,
) -> None:
    """Take what a till or a shop exports into the built-in store: for shops without a customer data platform.

    The columns are customer (the id of the app's sign-in), observed_at, traits by our names, and the keys of [[facts]]
    in shop.toml. Only lines about
    members are kept, so import again regularly; what a line says replaces what the last import said of that member.
    All of the file is taken, or nothing.
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from hub.ground.data_folder import DATABASE_FILE  # noqa: PLC0415
    from hub.ground.manifests import schemas  # noqa: PLC0415
    from hub.ground.shop.file import shop_of  # noqa: PLC0415
    from hub.knowledge.customers.built_in import KnownTraits  # noqa: PLC0415
    from hub.knowledge.customers.csv_import import Form, import_csv  # noqa: PLC0415
    from hub.knowledge.customers.sensitive import load_sensitive_products  # noqa: PLC0415
    from hub.knowledge.customers.settings import CustomerSettings  # noqa: PLC0415
    from hub.knowledge.customers.traits import traits_of  # noqa: PLC0415
    from hub.trust.members.repository import Members  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir)
        with hub_database(settings.data_dir, schemas()) as db:
            sensitive = load_sensitive_products(settings.of(CustomerSettings).sensitive_products)
            members = [record.customer_ref for record in Members(db).all()]
            traits = traits_of(shop_of(settings), sensitive)
            form = Form(ZoneInfo(settings.time_zone), _ORDER[dates] if dates else None, encoding, traits)
            told = import_csv(file, KnownTraits(db), members, sensitive, round(time.time() * 1000), form)
    for line in _report(told):
        print(line)
    print(f"Into {settings.data_dir / DATABASE_FILE}.")


def _report(told: "Imported") -> Iterator[str]:
    yield f"{counted(told.lines, 'line')}: {told.members} about members kept, {told.strangers} about others not kept."
    if told.lines and not told.members:
        yield "No line is about a member: is the column customer the id with which they sign in to the app?"
    if told.encoding != "UTF-8":
        yield f"It was read as {told.encoding}: look at a name with an accent on a card."
    if told.passed_over:
        more = f" and {len(told.passed_over) - 20} more" if len(told.passed_over) > 20 else ""
        yield f"Columns that no card uses are passed over: {', '.join(told.passed_over[:20])}{more}."
    if told.repeated:
        yield f"Lines about a member of another line, of which the newest by observed_at counts: {told.repeated}."
    if told.sensitive:
        yield f"Values that name something sensitive, and are not kept: {told.sensitive}."
    for column, count in sorted(told.unusable.items()):
        what = "read as a time" if column == "observed_at" else "used by a card"
        said = counted(count, "value")
        yield f"{column}: {said} that cannot be {what}, left out; the first on line {told.first_line[column]}."


async def _check(settings: "StoreSettings", customer: str | None) -> "list[SourceReport]":
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from hub.ground.data_folder import DATABASE_FILE, open_hub_database  # noqa: PLC0415
    from hub.ground.http.outgoing import open_outgoing  # noqa: PLC0415
    from hub.ground.manifests import schemas  # noqa: PLC0415
    from hub.ground.shop.file import shop_of  # noqa: PLC0415
    from hub.knowledge.customers.check import check  # noqa: PLC0415
    from hub.knowledge.customers.configuration import Store  # noqa: PLC0415
    from hub.knowledge.customers.json_client import JsonClient  # noqa: PLC0415
    from hub.knowledge.customers.sensitive import load_sensitive_products  # noqa: PLC0415
    from hub.knowledge.customers.settings import CustomerSettings  # noqa: PLC0415
    from hub.knowledge.customers.sources import configuration_of, sources_of  # noqa: PLC0415
    from hub.knowledge.customers.traits import traits_of  # noqa: PLC0415

    own = settings.of(CustomerSettings)
    # A hub with a list or a shop that cannot be used does not start.
    traits = traits_of(shop_of(settings), load_sensitive_products(own.sensitive_products))
    configuration = configuration_of(own, traits)
    if configuration is None:
        refuse("no source of customer data is set: see the setting customers, and docs/connecting.md.")
    # Whoever only tries a file out has no hub yet, and shall not get one by that.
    is_there = (settings.data_dir / DATABASE_FILE).exists()
    with TemporaryDirectory(prefix="goddag-check-") as nowhere:
        db = open_hub_database(settings.data_dir if is_there else Path(nowhere), schemas())
        try:
            async with open_outgoing() as outgoing:
                sources = sources_of(configuration, JsonClient(outgoing), db, traits)
                reports = await check(configuration, sources, customer, traits=traits)
        finally:
            db.close()
    for each, report in zip(configuration.source, reports, strict=True):
        if isinstance(each, Store) and not is_there:
            report.lines.append(f"No hub has run in {settings.data_dir} yet: the first start makes its database there.")
    return reports


COMMANDS = {"customers": customers}
