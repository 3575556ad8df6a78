"""goddag-hub: the store hub, from a terminal."""

import asyncio
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from hub.equipment.edges.commands import edges
from hub.ground.command_line import DataDir, SettingsFile, check_name, folder_of, hub_database, refuse, refusing
from hub.ground.errors import HubError
from hub.ground.floor_plan.commands import floor
from hub.knowledge.customers.commands import customers
from hub.knowledge.purchases.commands import tills
from hub.place.calibration.commands import calibrate
from hub.service.privacy_documents.commands import consents, privacy
from hub.trust.accounts.commands import devices
from hub.trust.audit.commands import audit
from hub.trust.rights.commands import backup, members, retention
from wire.errors import SettingsError
from wire.extras import needing
from wire.ids import StoreId
from wire.lean import without_rich

app = typer.Typer(
    help="The store hub: hears the edges through a broker, knows who agreed to be recognised, shows staff who is here,"
    " and writes to a customer's app.\n\nStart with: goddag-hub run --floor-plan shop.toml",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(edges, name="edges")
broker = typer.Typer(
    help="A broker of your own instead of the embedded one.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(broker, name="broker")
app.add_typer(floor, name="floor")
app.command()(calibrate)
app.add_typer(members, name="members")
app.add_typer(backup, name="backup")
tokens = typer.Typer(
    help="At the chain's office: the root behind every token, and the day keys that hubs live on.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(tokens, name="tokens")

app.add_typer(retention, name="retention")
app.add_typer(customers, name="customers")
app.add_typer(tills, name="tills")
app.add_typer(devices, name="devices")

app.add_typer(consents, name="consents")
app.add_typer(privacy, name="privacy")
app.add_typer(audit, name="audit")


@app.command()
def run(
    settings_file: Annotated[Path | None, typer.Option("--settings", help="TOML file with settings.")] = None,
    floor_plan: Annotated[Path | None, typer.Option(help="The store's floor plan (TOML, metres).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for database, keys and broker files.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on; another than loopback needs a PIN.")] = None,
    port: Annotated[int | None, typer.Option(help="HTTP port of screens and APIs.")] = None,
    broker_host: Annotated[
        str | None, typer.Option(help="Address on which the embedded broker listens for edges; 0.0.0.0 for all.")
    ] = None,
    broker_url: Annotated[str | None, typer.Option(help='"embedded", or mqtt://user@host:port of your own.')] = None,
    broker_port: Annotated[int | None, typer.Option(help="MQTT port of the embedded broker.")] = None,
    broker_tls: Annotated[
        bool | None, typer.Option("--broker-tls", help="Edges prove themselves with certificates, over TLS.")
    ] = None,
    new_database: Annotated[
        bool,
        typer.Option("--new-database", help="Begin without members, though the folder's files belong to a hub."),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more on stderr.")] = False,
) -> None:
    """Run the hub. Every setting is also GODDAG_HUB_<NAME> in the environment; docs/settings.md lists them all."""
    without_rich()
    from hub.app import run as run_hub  # noqa: PLC0415 - the help must not wait for a web framework
    from hub.ground.settings import read_settings  # noqa: PLC0415
    from wire.logs import configure_logs  # noqa: PLC0415

    configure_logs(verbose=verbose)
    try:
        settings = read_settings(
            settings_file,
            floor_plan=floor_plan,
            data_dir=data_dir,
            host=host,
            port=port,
            broker_url=broker_url,
            broker_host=broker_host,
            broker_port=broker_port,
            broker_tls=broker_tls,
        )
        asyncio.run(run_hub(settings, begin_anew=new_database))
    except (SettingsError, HubError) as error:
        print(f"goddag-hub: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


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
    from hub.equipment.enrolment.registry import SCHEMA, EdgeRegistry  # noqa: PLC0415

    check_name(store)
    now = time.time()
    try:
        with refusing():
            hub_folder = folder_of(settings_file, data_dir)
            with hub_database(hub_folder, {"registry": SCHEMA}, create=True) as db:
                revoked = EdgeRegistry(db).revoked_serials(round(now * 1000))
            authority = load_or_create_authority(hub_folder / AUTHORITY_FOLDER, now)
            authority.check_in_force(now)
            written = write_mosquitto_files(folder, authority, StoreId(store), host, port, name, revoked, now)
    except OSError as error:
        refuse(f"cannot write to {folder}: {error.strerror}.")
    for path in written:
        print(path)


@tokens.command("new-root")
def new_root(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the new root goes.")]) -> None:
    """Make the root of a chain, once. Keep it where no store can reach it, and a copy of it elsewhere."""
    from hub.trust.members.keys import create_root  # noqa: PLC0415

    try:
        create_root(file)
    except HubError as error:
        refuse(str(error))
    print(f"{file.resolve()} is the root of every token of this chain. It never goes to a store.")


@tokens.command("day-keys")
def day_keys(
    root: Annotated[Path, typer.Option(help="The chain's root, made with: goddag-hub tokens new-root FILE")],
    days: Annotated[int, typer.Option(min=1, max=31, help="How many days, from yesterday on (UTC).")] = 3,
    region: Annotated[
        str, typer.Option(help="As token_region of the hubs; a stolen hub opens one region.")
    ] = "goddag-1",
    out: Annotated[Path | None, typer.Option(help="Where to; without it, to standard output.")] = None,
) -> None:
    """Make the day keys for the hubs of a region: for each, the setting token_day_keys names its copy.

    Three days are yesterday, today and tomorrow: a hub that gets no new file is blind from the day after tomorrow. More
    days bridge a longer outage, and are what a thief of the hub gets.
    """
    from hub.trust.members.day_keys import make_day_keys, write_day_keys  # noqa: PLC0415
    from hub.trust.members.keys import load_root  # noqa: PLC0415
    from hub.trust.members.tokens import day_at  # noqa: PLC0415

    try:
        made = make_day_keys(load_root(root), region, day_at(time.time()) - 1, days)
        if out is None:
            print(made.model_dump_json(indent=2))
        else:
            write_day_keys(out, made)
            print(f"{out}: {days} days of {region}", file=sys.stderr)
    except HubError as error:
        refuse(str(error))


def main() -> None:
    """Entry point of the console script."""
    with needing("goddag-hub", "hub"):
        app()
