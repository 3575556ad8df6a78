"""goddag-hub devices: the handhelds that knew the store's PIN, from a terminal."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hub.errors import DatabaseFailed

if TYPE_CHECKING:  # the help must not wait for the database
    from hub.staff.devices import Devices

devices = typer.Typer(
    help="Devices that knew the staff PIN: list them, and end the sign-in of one that is lost.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
DataDir = Annotated[
    Path, typer.Option("--data-dir", envvar="GODDAG_HUB_DATA_DIR", help="Folder of the hub's database and keys.")
]


@devices.command("list")
def list_devices(
    data_dir: DataDir = Path("goddag-data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Print each device, the one used last first. When it was used is right to the minute."""
    try:
        found = _devices(data_dir).all()
    except DatabaseFailed as failed:
        _refuse(str(failed))
    if as_json:
        shown = [
            {
                "device": each.device,
                "kind": each.kind,
                "signed_in": each.session is not None,
                "first_ms": each.first_ms,
                "seen_ms": each.seen_ms,
            }
            for each in found
        ]
        print(json.dumps(shown))
        return
    for each in found:
        state = "signed in" if each.session is not None else "signed out"
        print(f"{each.device}  {state:10}  last used {_utc(each.seen_ms)}  first {_utc(each.first_ms)}  {each.kind}")
    if not found:
        print("No device knows the PIN yet.")


@devices.command("revoke")
def revoke_device(
    device: Annotated[str, typer.Argument(help='Its name, as "goddag-hub devices list" prints it.')],
    data_dir: DataDir = Path("goddag-data"),
) -> None:
    """End the sign-in of a device that is lost; a running hub closes its screens within two seconds."""
    try:
        removed = _devices(data_dir).remove(device)
    except DatabaseFailed as failed:
        _refuse(str(failed))
    if not removed:
        _refuse(f'there is no device "{device}"; see goddag-hub devices list.')
    print(f"{device} is signed out, and needs the PIN as if it had never known it.")
    print("If somebody may have seen the PIN, change staff_pin as well: with another PIN every device signs in anew.")


def _devices(data_dir: Path) -> "Devices":
    from hub.database import open_database  # noqa: PLC0415
    from hub.staff.devices import SCHEMA, Devices  # noqa: PLC0415

    if not (data_dir / "hub.db").exists():
        _refuse(f"there is no hub database in {data_dir}. Name the hub's folder: --data-dir.")
    return Devices(open_database(data_dir / "hub.db", {"staff_devices": SCHEMA}))


def _utc(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _refuse(sentence: str) -> NoReturn:
    print(f"goddag-hub: {sentence}", file=sys.stderr)
    raise typer.Exit(2)
