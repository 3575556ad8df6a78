"""goddag-hub backup and retention."""

import json
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, hub_database, refuse, refusing, settings_of

if TYPE_CHECKING:  # the help, and every other command, must not wait for these
    from hub.ground.database import Database
    from hub.ground.store_settings import StoreSettings
    from hub.trust.rights.backups import Backups
    from hub.trust.rights.offline import Offline

    Services = Callable[[Database], Offline]

backup = typer.Typer(help="Copies of the hub's database.", no_args_is_help=True, rich_markup_mode=None)
retention = typer.Typer(
    help="What is kept, how long, and what was removed.", no_args_is_help=True, rich_markup_mode=None
)

NO_TOMBSTONES = (
    "nobody would know who was erased, and who withdrew, since the copy was made, and they would be back. Put your"
    " newest tombstones.db and tombstones.key there first; they are kept apart from the backups. If they are lost, add"
    " --without-tombstones."
)
UNKNOWN_ERASURES = (
    "Warning: whoever was erased or withdrew since the copy was made, and is not counted above, is back. Go through the"
    " receipts and mails since then, and erase them again: goddag-hub members erase --customer ID."
)


@backup.command("create")
def create_backup(
    target: Annotated[Path, typer.Argument(help="A file that is not there yet, or a folder.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Copy the database and the catalogue while the hub runs, into one file.

    Keys and tombstones are not in it: keep them apart, always the newest.
    """
    from hub.ground.manifests import own_files  # noqa: PLC0415
    from hub.trust.rights.settings import RightsSettings  # noqa: PLC0415

    with refusing(), open_hub(data_dir, settings_file) as (db, settings):
        with suppression_of(settings) as (backups, _):
            made = backups.create(db, target, now_ms(), own_files())
        days = settings.of(RightsSettings).keep_backups_days
        print(f"{made.path}\nThe hub deletes it there after {days:g} days (keep_backups_days).")
        print("A copy that you carry elsewhere is yours to delete by then: receipts of erasures promise it.")


@backup.command("list")
def list_backups(data_dir: DataDir = None, settings_file: SettingsFile = None) -> None:
    """Print the copies that are where they were made."""
    with refusing(), suppression_of(_settings_of_a_hub(data_dir, settings_file)) as (backups, _):
        found = backups.all()
    for each in found:
        print(f"{as_time(each.made_ms)} {each.path}")
    if not found:
        print("There is no copy yet: goddag-hub backup create FOLDER.")


@backup.command("prune")
def prune_backups(data_dir: DataDir = None, settings_file: SettingsFile = None) -> None:
    """Delete the copies whose time is over; a running hub does so every hour."""
    with refusing(), suppression_of(_settings_of_a_hub(data_dir, settings_file)) as (backups, _):
        deleted = backups.prune(now_ms())
    for each in deleted:
        print(f"deleted {each.path}")
    if not deleted:
        print("No copy's time is over.")


@backup.command("restore")
def restore_backup(
    source: Annotated[Path, typer.Argument(help="A file made by backup create.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
    without_tombstones: Annotated[
        bool,
        typer.Option("--without-tombstones", help="Though nobody knows any more who was erased since the copy."),
    ] = False,
) -> None:
    """Put a copy in the place of the database of a stopped hub. Who was erased since is erased from it, at once.

    The catalogue of the copy is put beside it where none is there that can be read.
    """
    from hub.ground.data_folder import DATABASE_FILE, alone_in  # noqa: PLC0415
    from hub.ground.holdings import DAY_MS  # noqa: PLC0415
    from hub.ground.manifests import own_files, schemas  # noqa: PLC0415
    from hub.trust.rights.backed_up_files import take_files  # noqa: PLC0415
    from hub.trust.rights.backups import made_ms, restore  # noqa: PLC0415
    from hub.trust.rights.settings import RightsSettings  # noqa: PLC0415
    from hub.trust.suppression.suppression_list import FILE as TOMBSTONES  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir)
        if not without_tombstones and not (settings.data_dir / TOMBSTONES).exists():
            refuse(f"{settings.data_dir} has no {TOMBSTONES}: {NO_TOMBSTONES}")
    with refusing(), alone_in(settings.data_dir):
        oldest_ms = now_ms() - round(settings.of(RightsSettings).keep_tombstones_days * DAY_MS)
        made = made_ms(source)  # before anything is made here: a wrong name shall leave nothing behind
        with suppression_of(settings) as (backups, services):
            if not without_tombstones and made < backups.erasures_known_since_ms():
                refuse(f"{settings.data_dir / TOMBSTONES} was begun after {source} was made: {NO_TOMBSTONES}")
            db = restore(source, settings.data_dir / DATABASE_FILE, schemas(), oldest_ms)
            try:
                files = take_files(db, own_files())
                over = services(db)
                people = over.erasure.resume()
                choices = over.service.withdraw_again(now_ms())
            finally:
                db.close()
        print(f"restored {source}{''.join(f', and {name} from it' for name in files)}")
        who = "1 person" if people == 1 else f"{people} people"
        print(f"{who} erased since then, and erased from it; {choices} choices withdrawn again.")
        if without_tombstones:
            print(UNKNOWN_ERASURES, file=sys.stderr)


@retention.command("show")
def show_retention(settings_file: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Print every table that holds something about people: what, why, how long; and what the last runs removed."""
    from hub.ground.holdings import resolved  # noqa: PLC0415
    from hub.ground.manifests import holdings, outside  # noqa: PLC0415
    from hub.trust.rights.retention import last_runs  # noqa: PLC0415

    with refusing(), open_hub(data_dir, settings_file) as (db, settings):
        for holding in resolved((*holdings(), *outside()), settings):
            column = f".{holding.column}" if holding.column else ""
            period = f"until {holding.until}" if holding.until else f"{holding.keep_days:g} days"
            print(f"{holding.table}{column}: {period}{f' ({holding.setting})' if holding.setting else ''}")
            print(f"  what: {holding.what}\n  why: {holding.why}")
            if holding.kept_after_erasure:
                print(f"  kept after an erasure: {holding.kept_after_erasure}")
        runs = last_runs(db)
        for run in runs:
            print(f"{as_time(run.at_ms)} removed: {json.dumps(run.removed) if run.removed else 'nothing'}")
        if not runs:
            print("Nothing was removed yet: a running hub looks every hour.")


@contextmanager
def open_hub(data_dir: Path | None, settings_file: Path | None) -> Generator[tuple["Database", "StoreSettings"]]:
    from hub.ground.manifests import schemas  # noqa: PLC0415

    settings = settings_of(settings_file, data_dir)
    with hub_database(settings.data_dir, schemas()) as db:
        yield db, settings


def _settings_of_a_hub(data_dir: Path | None, settings_file: Path | None) -> "StoreSettings":
    """Refuses where no hub has run: tombstones made by looking would later say that its members are lost."""
    from hub.trust.suppression.suppression_list import FILE as TOMBSTONES  # noqa: PLC0415

    settings = settings_of(settings_file, data_dir)
    if not (settings.data_dir / TOMBSTONES).exists():
        refuse(
            f"{settings.data_dir} has no {TOMBSTONES}, where a hub writes down its copies. Name the hub's folder:"
            " --data-dir."
        )
    return settings


@contextmanager
def suppression_of(settings: "StoreSettings") -> Generator[tuple["Backups", "Services"]]:
    from hub.trust.rights.settings import RightsSettings  # noqa: PLC0415

    rights_settings = settings.of(RightsSettings)
    from hub.ground.holdings import resolved  # noqa: PLC0415
    from hub.ground.manifests import holdings, outside  # noqa: PLC0415
    from hub.trust.rights.backups import Backups  # noqa: PLC0415
    from hub.trust.rights.offline import offline  # noqa: PLC0415
    from hub.trust.suppression.suppression_list import open_tombstones  # noqa: PLC0415

    tombstones = open_tombstones(settings.data_dir)
    try:
        backups = Backups(tombstones.db, rights_settings.keep_backups_days)
        held = resolved((*holdings(), *outside()), settings)
        yield backups, lambda db: offline(db, tombstones, held, backups)
    finally:
        tombstones.close()


def as_time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")


def now_ms() -> int:
    return round(time.time() * 1000)


COMMANDS = {"backup": backup, "retention": retention}
