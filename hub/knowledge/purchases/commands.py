"""goddag-hub tills: a mapping tried before a hub runs with it, what was not kept, and what was missed fetched again."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, folder_of, refuse, refusing, settings_of
from hub.ground.errors import TillMappingError

tills = typer.Typer(
    help="Tills: what the hub reads in their JSON, and what it could not read.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@tills.command()
def check(
    mapping: Annotated[Path, typer.Argument(metavar="MAPPING", help="The mapping (till.toml).")],
    sample: Annotated[Path, typer.Option("--sample", help="A file with the JSON of one order, as the till sends it.")],
) -> None:
    """Read a sample as the hub would, and print the order; or what is wrong, by line of the mapping. Exit 1: wrong.

    Nothing is kept, and nobody is told.
    """
    from hub.knowledge.purchases.till_trial import try_mapping  # noqa: PLC0415 - the help must not wait for pydantic

    try:
        trial = try_mapping(mapping, sample.read_bytes())
    except OSError as error:
        refuse(f"cannot read {error.filename}: {error.strerror}.", 1)
    except TillMappingError as error:
        refuse(str(error), 1)
    for line in trial.lines:
        print(line)
    raise typer.Exit(0 if trial.good else 1)


@tills.command()
def fetch(
    since: Annotated[str, typer.Option("--since", help="From when, e.g. 2026-11-25 or 2026-11-25T10:00+01:00.")],
    until: Annotated[str | None, typer.Option("--until", help="Until when; without it, until now.")] = None,
    platform: Annotated[
        str | None,
        typer.Option("--from", help="One till alone, square or shopify; without it, each that can be asked."),
    ] = None,
    hub_address: Annotated[
        str | None, typer.Option("--hub", help="Address of the running hub; without it, as in the settings.")
    ] = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Ask Square or Shopify for what changed in a period, and hand it to the running hub. Exit 1: some was not kept.

    What the hub knows changes nothing, so a period may be fetched as often as you like. Times without a zone are the
    store's.
    """
    from hub.knowledge.purchases.fetch.command import run  # noqa: PLC0415

    with refusing():
        fetched = run(settings_of(settings_file, data_dir), (since, until), platform, hub_address, print)
    for name, each in fetched.items():
        print(f"{name}: {each.line()}.")
    missed = sum(each.missed for each in fetched.values())
    if missed:
        print("See goddag-hub tills refused.")
    raise typer.Exit(1 if missed else 0)


@tills.command()
def refused(
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many, newest first.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """List what tills told and the hub did not keep: till, topic, order number, field and reason. A hub may run.

    Nothing that was in an order is kept here, and nothing about anybody. Lines go after 30 days.
    """
    from hub.ground.data_folder import read_hub_database  # noqa: PLC0415
    from hub.knowledge.purchases.refusal_log import newest_refusals  # noqa: PLC0415

    with refusing():
        db = read_hub_database(folder_of(settings_file, data_dir))
        try:
            found = newest_refusals(db, limit)
        finally:
            db.close()
    if as_json:
        print(json.dumps([asdict(each) for each in found], indent=1))
        return
    for each in found:
        at = datetime.fromtimestamp(each.last_ms / 1000, UTC).isoformat(timespec="seconds")
        about = " ".join(filter(None, (each.topic, each.order_number and f"order {each.order_number}")))
        why = ": ".join(filter(None, (each.field, each.why)))
        times = f" ({each.times} times)" if each.times > 1 else ""
        print(f"{at}  {each.source} {about or '-'}: {each.reason}{times}{f'; {why}' if why else ''}")
    if not found:
        print("Nothing was refused.")


purchases = typer.Typer(help="Orders of years past, from a file.", no_args_is_help=True, rich_markup_mode=None)


@purchases.command("import")
def import_past(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or JSON by a mapping, or Parquet.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="orders.toml; exports that are known by themselves need none.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and count as an import would, and keep nothing.")
    ] = False,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take past orders in: members' as theirs, others' as baskets alone where the shop learns from everybody.

    As often as you like: what is known changes nothing. A hub may run. Of others neither customer nor order number is
    written anywhere.
    """
    from hub.ground.data_folder import DATABASE_FILE  # noqa: PLC0415
    from hub.knowledge.purchases.past.command import run  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir)
        done = run(settings, file, mapping, dry_run=dry_run)
    for line in done.text():
        print(line)
    place = settings.data_dir / DATABASE_FILE
    print(f"Nothing was kept in {place}: this was a dry run." if dry_run else f"Into {place}.")


@purchases.command("joined")
def joined(settings_file: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Print which share of the stored order lines finds its article in the catalogue, by rule."""
    from hub.knowledge.purchases.past.command import joined_lines  # noqa: PLC0415

    with refusing():
        for line in joined_lines(folder_of(settings_file, data_dir)):
            print(line)


COMMANDS = {"tills": tills, "purchases": purchases}
