"""goddag-hub: the store hub, from a terminal."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from hub.ground.errors import HubError
from hub.ground.manifests import commands_of, manifests
from wire.errors import SettingsError
from wire.extras import needing
from wire.lean import without_rich

app = typer.Typer(
    help="The store hub: hears the edges through a broker, knows who agreed to be recognised, shows staff who is here,"
    " and writes to a customer's app.\n\nStart with: goddag-hub run --floor-plan shop.toml",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _add_commands_of_parts() -> None:
    """Every part's, by name."""
    found = {name: each for part in manifests() if part.commands for name, each in commands_of(part).items()}
    for name, command in sorted(found.items()):
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)


@app.command()
def run(
    settings_file: Annotated[Path | None, typer.Option("--settings", help="TOML file with settings.")] = None,
    floor_plan: Annotated[Path | None, typer.Option(help="The store's floor plan (TOML, metres).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder for database, keys and broker files.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on; another than loopback needs HTTPS.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of screens and APIs.")] = None,
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
    from hub.ground.settings import read_settings  # noqa: PLC0415
    from hub.run import run as run_hub  # noqa: PLC0415 - the help must not wait for a web framework
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
        asyncio.run(run_hub(settings, begin_anew=new_database, say=partial(print, flush=True)))
    except (SettingsError, HubError) as error:
        print(f"goddag-hub: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


_add_commands_of_parts()


def main() -> None:
    """Entry point of the console script."""
    with needing("goddag-hub", "hub"):
        app()
