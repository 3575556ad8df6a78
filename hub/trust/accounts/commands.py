"""goddag-hub devices: the handhelds that knew the store's PIN, from a terminal."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, folder_of, hub_database, refuse, refusing

devices = typer.Typer(
    help="Devices that knew the staff PIN: list them, and end the sign-in of one that is lost.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@devices.command("list")
def list_devices(
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Print each device, the one used last first. When it was used is right to the minute."""
    from hub.trust.accounts.devices import Devices  # noqa: PLC0415
    from hub.trust.accounts.tables import TABLES  # noqa: PLC0415

    with refusing(), hub_database(folder_of(settings_file, data_dir), TABLES.schemas) as db:
        found = Devices(db).all()
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
        print("No device has signed in yet.")


@devices.command("revoke")
def revoke_device(
    device: Annotated[str, typer.Argument(help='Its name, as "goddag-hub devices list" prints it.')],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """End the sign-in of a device that is lost; a running hub closes its screens within two seconds."""
    from hub.trust.accounts.devices import Devices  # noqa: PLC0415
    from hub.trust.accounts.tables import TABLES  # noqa: PLC0415

    with refusing(), hub_database(folder_of(settings_file, data_dir), TABLES.schemas) as db:
        removed = Devices(db).remove(device)
    if not removed:
        refuse(f'there is no device "{device}"; see goddag-hub devices list.')
    print(f"{device} is signed out, and needs the PIN as if it had never known it.")
    print("If somebody may have seen the PIN, change staff_pin as well: with another PIN every device signs in anew.")


def _utc(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


COMMANDS = {"devices": devices}
