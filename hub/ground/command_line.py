"""What the commands of goddag-hub share: which hub is meant, and how a person is refused."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hub.ground.errors import HubError
from wire.errors import SettingsError
from wire.ids import is_id, why_no_id

if TYPE_CHECKING:  # the help, and every other command, must not wait for these
    from hub.ground.database import Database, Schema
    from hub.ground.store_settings import StoreSettings

# Neither has a default or a variable of its own: both are settings, and `settings_of` reads them as the hub does.
DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of the hub's database and keys; without it, as in the settings."),
]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="TOML file with the hub's settings.")]


def refuse(sentence: str, code: int = 2) -> NoReturn:
    """Say what is wrong and the next step, and end."""
    typer.echo(f"goddag-hub: {sentence}", err=True)
    raise typer.Exit(code)


@contextmanager
def refusing(code: int = 2) -> Generator[None]:
    """Errors that a person may see end the command with their sentence."""
    try:
        yield
    except (SettingsError, HubError) as error:
        refuse(str(error), code)


def check_name(name: str) -> None:
    """Refuse what can be the name of no edge and no store."""
    if not is_id(name):
        refuse(f"{why_no_id(name)}.")


def settings_of(settings_file: Path | None, data_dir: Path | None, **more: Path | None) -> "StoreSettings":
    """The settings that the hub itself would run with: command line, then environment, then file.

    A floor plan need not be among them: these commands do not open it. Raises `SettingsError`.
    """
    from hub.ground.settings import read_settings  # noqa: PLC0415

    return read_settings(settings_file, data_dir=data_dir, without_floor_plan=True, **more)


def settings_of_a_hub(settings_file: Path | None, data_dir: Path | None) -> "StoreSettings":
    """As `settings_of`, for a command that needs what a hub has left there; refused where none has run."""
    settings = settings_of(settings_file, data_dir)
    _check_hub(settings.data_dir)
    return settings


def folder_of(settings_file: Path | None, data_dir: Path | None) -> Path:
    """The hub's data folder. Raises `SettingsError`."""
    return settings_of(settings_file, data_dir).data_dir


@contextmanager
def hub_database(data_dir: Path, schemas: "Mapping[str, Schema]", *, create: bool = False) -> Generator["Database"]:
    """The database in that folder, with some of its tables or all; refused where no hub is, and where a newer one ran.

    Raises `HubError`.
    """
    from hub.ground.data_folder import open_hub_database  # noqa: PLC0415

    if not create:
        _check_hub(data_dir)
    db = open_hub_database(data_dir, schemas)
    try:
        yield db
    finally:
        db.close()


def _check_hub(data_dir: Path) -> None:
    from hub.ground.data_folder import DATABASE_FILE  # noqa: PLC0415

    if not (data_dir / DATABASE_FILE).exists():
        refuse(f"there is no hub database in {data_dir}. Name the hub's folder: --data-dir.")
