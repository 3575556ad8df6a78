"""goddag-hub members, backup and retention: people's rights from a terminal."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from hub.errors import HubError, HubRuns
from wire.errors import SettingsError

if TYPE_CHECKING:  # the help, and every other command, must not wait for these
    from hub.database import Database
    from hub.rights.backups import Backups
    from hub.rights.offline import Offline
    from hub.rights.receipt import Receipt
    from hub.settings import Settings

    Services = Callable[[Database], Offline]

members = typer.Typer(
    help="Customers who ask on paper, or get another id.", no_args_is_help=True, rich_markup_mode=None
)
backup = typer.Typer(help="Copies of the hub's database.", no_args_is_help=True, rich_markup_mode=None)
retention = typer.Typer(
    help="What is kept, how long, and what was removed.", no_args_is_help=True, rich_markup_mode=None
)

DataDir = Annotated[
    Path, typer.Option("--data-dir", envvar="GODDAG_HUB_DATA_DIR", help="Folder of the hub's database and keys.")
]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="TOML file with settings.")]
# A running hub looks every second; the platform gets three to answer.
ANSWER_SECONDS = 30.0


@members.command("erase")
def erase_member(
    customer: Annotated[str, typer.Option("--customer", help="Their id in the customer data platform.")],
    data_dir: DataDir = Path("goddag-data"),
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the receipt as JSON.")] = False,
) -> None:
    """Erase a customer who asked for it on paper, and print the receipt. Through the running hub, or without one."""
    with _refusing(), _data(data_dir, settings_file) as (db, settings):
        number = _ask(db, data_dir, settings, "erase", customer, None)
        with _remembered(data_dir, settings) as (backups, services):
            del backups
            receipt = services(db).erasure.receipt(number, _now_ms())
        assert receipt is not None  # noqa: S101 - _ask() refuses unless it was made
        print(receipt.model_dump_json(indent=1) if as_json else _told(receipt))


@members.command("rename")
def rename_member(
    old: Annotated[str, typer.Argument(help="The id until now.")],
    new: Annotated[str, typer.Argument(help="The id from now on.")],
    data_dir: DataDir = Path("goddag-data"),
    settings_file: SettingsFile = None,
) -> None:
    """A customer was renamed, or merged into another one, in the customer data platform.

    When both ids are members here, the new one stays with what both had agreed to, and the old one is erased.
    """
    from hub.customer_ref import WHAT_IT_IS, is_customer_ref  # noqa: PLC0415
    from hub.rights.requests import answer_to  # noqa: PLC0415

    if not is_customer_ref(new):
        _refuse(f'"{new}" cannot be a customer id: that is {WHAT_IT_IS}.')
    with _refusing(), _data(data_dir, settings_file) as (db, settings):
        print(answer_to(db, _ask(db, data_dir, settings, "rename", old, new)))


@backup.command("create")
def create_backup(
    target: Annotated[Path, typer.Argument(help="A file that is not there yet, or a folder.")],
    data_dir: DataDir = Path("goddag-data"),
    settings_file: SettingsFile = None,
) -> None:
    """Copy the database while the hub runs. Keys and tombstones are not in it: keep them apart, always the newest."""
    with _refusing(), _data(data_dir, settings_file) as (db, settings):
        with _remembered(data_dir, settings) as (backups, _):
            made = backups.create(db, target, _now_ms())
        print(f"{made.path}\nThe hub deletes it there after {settings.keep_backups_days:g} days (keep_backups_days).")
        print("A copy that you carry elsewhere is yours to delete by then: receipts of erasures promise it.")


@backup.command("list")
def list_backups(data_dir: DataDir = Path("goddag-data"), settings_file: SettingsFile = None) -> None:
    """Print the copies that are where they were made."""
    with _refusing(), _remembered(data_dir, _settings(data_dir, settings_file)) as (backups, _):
        for each in backups.all():
            print(f"{_time(each.made_ms)} {each.path}")


@backup.command("prune")
def prune_backups(data_dir: DataDir = Path("goddag-data"), settings_file: SettingsFile = None) -> None:
    """Delete the copies whose time is over; a running hub does so every hour."""
    with _refusing(), _remembered(data_dir, _settings(data_dir, settings_file)) as (backups, _):
        for each in backups.prune(_now_ms()):
            print(f"deleted {each.path}")


@backup.command("restore")
def restore_backup(
    source: Annotated[Path, typer.Argument(help="A file made by backup create.")],
    data_dir: DataDir = Path("goddag-data"),
    settings_file: SettingsFile = None,
) -> None:
    """Put a copy in the place of the database of a stopped hub. Who was erased since is erased from it, at once."""
    from hub.app import alone_in  # noqa: PLC0415
    from hub.holdings import DAY_MS  # noqa: PLC0415
    from hub.rights.backups import restore  # noqa: PLC0415
    from hub.tables import SCHEMAS  # noqa: PLC0415

    with _refusing(), alone_in(data_dir):
        settings = _settings(data_dir, settings_file)
        oldest_ms = _now_ms() - round(settings.keep_tombstones_days * DAY_MS)
        with _remembered(data_dir, settings) as (_, services):
            db = restore(source, data_dir / "hub.db", SCHEMAS, oldest_ms)
            try:
                over = services(db)
                people = over.erasure.resume()
                choices = over.service.withdraw_again(_now_ms())
            finally:
                db.close()
        print(f"restored {source}")
        who = "1 person" if people == 1 else f"{people} people"
        print(f"{who} erased since then, and erased from it; {choices} choices withdrawn again.")


@retention.command("show")
def show_retention(settings_file: SettingsFile = None, data_dir: DataDir = Path("goddag-data")) -> None:
    """Print every table that holds something about people: what, why, how long; and what the last runs removed."""
    from hub.holdings import resolved  # noqa: PLC0415
    from hub.rights.retention import last_runs  # noqa: PLC0415
    from hub.tables import HOLDINGS, REMEMBERED  # noqa: PLC0415

    with _refusing(), _data(data_dir, settings_file) as (db, settings):
        for holding in resolved((*HOLDINGS, *REMEMBERED), settings):
            column = f".{holding.column}" if holding.column else ""
            period = f"until {holding.until}" if holding.until else f"{holding.keep_days:g} days"
            print(f"{holding.table}{column}: {period}{f' ({holding.setting})' if holding.setting else ''}")
            print(f"  what: {holding.what}\n  why: {holding.why}")
            if holding.kept_after_erasure:
                print(f"  kept after an erasure: {holding.kept_after_erasure}")
        for run in last_runs(db):
            print(f"{_time(run.at_ms)} removed: {json.dumps(run.removed) if run.removed else 'nothing'}")


def _ask(
    db: "Database",
    data_dir: Path,
    settings: "Settings",
    kind: Literal["erase", "rename"],
    customer: str,
    new: str | None,
) -> str:
    """Have a running hub do it, or do it here; returns the request's number. Refuses with the answer."""
    from hub.app import alone_in  # noqa: PLC0415
    from hub.rights.requests import answer_to, ask  # noqa: PLC0415

    number = ask(db, kind, customer, new, _now_ms())
    try:
        with alone_in(data_dir), _remembered(data_dir, settings) as (_, services):
            asyncio.run(services(db).requests.work_off(_now_ms()))
    except HubRuns:
        deadline = time.monotonic() + ANSWER_SECONDS
        while answer_to(db, number) is None and time.monotonic() < deadline:
            time.sleep(0.2)
    answer = answer_to(db, number)
    if answer is None:
        _refuse("the hub has not done it yet. It does as soon as it can: look again with the same command.")
    if answer.startswith("refused: "):
        _refuse(answer.removeprefix("refused: "))
    return number


def _settings(data_dir: Path, settings_file: Path | None) -> "Settings":
    from hub.settings import read_settings  # noqa: PLC0415

    # The floor plan says nothing about people, and is not opened here.
    plan = {} if settings_file else {"floor_plan": Path("unread")}
    return read_settings(settings_file, data_dir=data_dir, **plan)


@contextmanager
def _data(data_dir: Path, settings_file: Path | None) -> Generator[tuple["Database", "Settings"]]:
    from hub.database import open_database  # noqa: PLC0415
    from hub.tables import SCHEMAS  # noqa: PLC0415

    settings = _settings(data_dir, settings_file)
    if not (data_dir / "hub.db").exists():
        _refuse(f"there is no hub database in {data_dir}. Name the hub's folder: --data-dir.")
    db = open_database(data_dir / "hub.db", SCHEMAS)
    try:
        yield db, settings
    finally:
        db.close()


@contextmanager
def _remembered(data_dir: Path, settings: "Settings") -> Generator[tuple["Backups", "Services"]]:
    from hub.holdings import resolved  # noqa: PLC0415
    from hub.members.tombstones import open_tombstones  # noqa: PLC0415
    from hub.rights.backups import Backups  # noqa: PLC0415
    from hub.rights.offline import offline  # noqa: PLC0415
    from hub.tables import HOLDINGS, REMEMBERED  # noqa: PLC0415

    tombstones = open_tombstones(data_dir)
    try:
        backups = Backups(tombstones.db, settings.keep_backups_days)
        holdings = resolved((*HOLDINGS, *REMEMBERED), settings)
        yield backups, lambda db: offline(db, tombstones, holdings, backups)
    finally:
        tombstones.close()


@contextmanager
def _refusing() -> Generator[None]:
    try:
        yield
    except (SettingsError, HubError) as error:
        _refuse(str(error))


def _told(receipt: "Receipt") -> str:
    lines = [f"Receipt {receipt.receipt}, asked for at {_time(receipt.asked_at_ms)}"]
    for sink in receipt.sinks:
        until = f" until {_time(sink.until_ms)}" if sink.until_ms else ""
        lines.append(f"  {sink.state.value:8}{sink.place}{until}: {sink.detail}")
    return "\n".join(lines)


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")


def _now_ms() -> int:
    return round(time.time() * 1000)


def _refuse(sentence: str) -> NoReturn:
    print(f"goddag-hub: {sentence}", file=sys.stderr)
    raise typer.Exit(2)
