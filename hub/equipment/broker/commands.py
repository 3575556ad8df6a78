"""goddag-hub broker: a broker of the shop's own instead of the embedded one."""

import time
from pathlib import Path
from typing import Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, check_name, folder_of, hub_database, refuse, refusing
from wire.ids import StoreId

broker = typer.Typer(
    help="A broker of your own instead of the embedded one.", no_args_is_help=True, rich_markup_mode=None
)
COMMANDS = {"broker": broker}


@broker.command("mosquitto-config")
def mosquitto_config(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go; made when it is not there.")],
    store: Annotated[str, typer.Option(help="The store's id, as on the floor plan.")],
    name: Annotated[str, typer.Option(help="Name or address by which edges and hub reach the broker.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8883,
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Write configuration, rights, certificates and revocations for Mosquitto 2.0. Again after each revocation.

    Then: mosquitto -c DIR/mosquitto.conf, and the hub with broker_tls and broker_url mqtts://NAME:PORT.
    """
    from hub.equipment.broker.mosquitto import write_mosquitto_files  # noqa: PLC0415
    from hub.equipment.enrolment.authority import AUTHORITY_FOLDER, load_or_create_authority  # noqa: PLC0415
    from hub.equipment.enrolment.registry import EdgeRegistry  # noqa: PLC0415
    from hub.equipment.enrolment.tables import TABLES  # noqa: PLC0415

    check_name(store)
    now = time.time()
    try:
        with refusing():
            hub_folder = folder_of(settings_file, data_dir)
            with hub_database(hub_folder, TABLES.schemas, create=True) as db:
                revoked = EdgeRegistry(db).revoked_serials(round(now * 1000))
            authority = load_or_create_authority(hub_folder / AUTHORITY_FOLDER, now)
            authority.check_in_force(now)
            written = write_mosquitto_files(folder, authority, StoreId(store), host, port, name, revoked, now)
    except OSError as error:
        refuse(f"cannot write to {folder}: {error.strerror}.")
    for path in written:
        print(path)
