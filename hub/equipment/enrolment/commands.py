"""goddag-hub edges: which edges belong to the store, how each gets in, and which are out again."""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import (
    DataDir,
    SettingsFile,
    check_name,
    folder_of,
    hub_database,
    refuse,
    refusing,
    settings_of,
)
from hub.ground.errors import HubError
from wire.ids import EdgeId

if TYPE_CHECKING:  # the help, and every other command, must not wait for these
    from hub.equipment.enrolment.registry import LastRun
    from hub.ground.store_settings import StoreSettings

edges = typer.Typer(
    help="Which edges belong to this store. The embedded broker lets in these and no others.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@edges.command("add")
def add_edge(
    name: Annotated[str, typer.Argument(help="Name of the edge: a-z, 0-9 and hyphens, as on the floor plan.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Register an edge and print its password, once."""
    from hub.equipment.enrolment.registry import EdgeRegistry  # noqa: PLC0415
    from hub.equipment.enrolment.tables import TABLES  # noqa: PLC0415

    check_name(name)
    with refusing():
        settings = settings_of(settings_file, data_dir)
        folder = settings.data_dir
        with hub_database(folder, TABLES.schemas, create=True) as db:
            registry = EdgeRegistry(db)
            password = registry.add(EdgeId(name), round(time.time() * 1000))
            _warn_if_not_on_plan(EdgeId(name), settings, registry.last_run())
    if as_json:
        print(json.dumps({"edge": name, "password": password}))
        return
    print(f"{name} is registered in {(folder / 'hub.db').resolve()}.")
    print("Its password is shown this once; put it on the edge:")
    print(f"  GODDAG_EDGE_BROKER_PASSWORD={password}")


@edges.command("invite")
def invite_edge(
    name: Annotated[str, typer.Argument(help="Name of the edge: a-z, 0-9 and hyphens, as on the floor plan.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Print a one-time code with which an edge enrols; for a broker with certificates (setting broker_tls)."""
    from hub.equipment.enrolment.authority import AUTHORITY_FOLDER, load_or_create_authority  # noqa: PLC0415
    from hub.equipment.enrolment.registry import EdgeRegistry  # noqa: PLC0415
    from hub.equipment.enrolment.service import CODE_SECONDS, invite  # noqa: PLC0415
    from hub.equipment.enrolment.tables import TABLES  # noqa: PLC0415
    from hub.ground.data_folder import refuse_lost  # noqa: PLC0415
    from hub.ground.web.settings import WebSettings  # noqa: PLC0415

    check_name(name)
    with refusing():
        settings = settings_of(settings_file, data_dir)
        folder = settings.data_dir
        is_new = not (folder / "hub.db").exists()
        if is_new:  # before anything is made there
            refuse_lost(folder)
            _refuse_without_certificates(name, settings, None)
        # The database first: an authority without one is a hub that lost it.
        with hub_database(folder, TABLES.schemas, create=True) as db:
            last_run = EdgeRegistry(db).last_run()
            _refuse_without_certificates(name, settings, last_run)
            authority = load_or_create_authority(folder / AUTHORITY_FOLDER, time.time())
            code = invite(db, authority, EdgeId(name), time.time())
            _warn_if_not_on_plan(EdgeId(name), settings, last_run)
    if is_new:
        print(
            f"goddag-hub: {folder} held no hub until now, and the code counts only at a hub that runs with it. If"
            " yours has another folder, name that: --data-dir.",
            file=sys.stderr,
        )
    if as_json:
        print(json.dumps({"edge": name, "code": str(code), "seconds": CODE_SECONDS}))
        return
    print(f"{code}")
    print(f"Good for {CODE_SECONDS // 60} minutes and once. On the Pi that is to be {name}:")
    web = settings.of(WebSettings)
    print(f"  goddag-edge enrol --hub {web.address} --code {code} --data-dir /var/lib/goddag-edge")


@edges.command("remove")
def remove_edge(
    name: Annotated[str, typer.Argument(help="Name of the edge.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Take an edge out; the embedded broker cuts its connection. The same as revoke."""
    revoke_edge(name, data_dir, settings_file)


@edges.command("revoke")
def revoke_edge(
    name: Annotated[str, typer.Argument(help="Name of the edge.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Take an edge's rights back: its connection is cut, its certificate and its code count no more."""
    from hub.equipment.enrolment.registry import EdgeRegistry  # noqa: PLC0415
    from hub.equipment.enrolment.service import void_codes  # noqa: PLC0415
    from hub.equipment.enrolment.tables import TABLES  # noqa: PLC0415

    with refusing(), hub_database(folder_of(settings_file, data_dir), TABLES.schemas) as db:
        codes = void_codes(db, EdgeId(name))
        removed = EdgeRegistry(db).remove(EdgeId(name), round(time.time() * 1000))
    if codes:
        print(f"The code that {name} was invited with is void.")
    if not removed:
        if codes:
            return
        refuse(f'no edge "{name}" is registered or invited; see goddag-hub edges list.')
    print(f"{name} is revoked. The embedded broker cuts its connection within seconds.")
    print("Mosquitto needs the new list and a restart: goddag-hub broker mosquitto-config DIR ..., then restart it.")


@edges.command("list")
def list_edges(data_dir: DataDir = None, settings_file: SettingsFile = None) -> None:
    """Print the registered edges, and after them those that are revoked."""
    from hub.equipment.enrolment.registry import EdgeRegistry  # noqa: PLC0415
    from hub.equipment.enrolment.tables import TABLES  # noqa: PLC0415

    with refusing(), hub_database(folder_of(settings_file, data_dir), TABLES.schemas) as db:
        registered, revoked = EdgeRegistry(db).all(), EdgeRegistry(db).revoked()
    for edge in registered:
        print(edge.edge)
    for name, at_ms in revoked:
        print(f"{name}  revoked {datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC")
    if not registered:
        print(
            "No edge is registered: goddag-hub edges add NAME prints a password, or with a broker that takes"
            " certificates (setting broker_tls) goddag-hub edges invite NAME a code."
        )


def _refuse_without_certificates(name: str, settings: "StoreSettings", last_run: "LastRun | None") -> None:
    """A code is for a broker with certificates: elsewhere an installer would climb a ladder with it for nothing.

    A hub may have been told so by its command line alone, so that it has left a note counts as well as the settings.
    """
    from hub.equipment.broker_settings import BrokerSettings  # noqa: PLC0415

    broker_settings = settings.of(BrokerSettings)
    from hub.equipment.enrolment.service import takes_certificates  # noqa: PLC0415

    urls = [broker_settings.broker_address_for_edges(), *([last_run.broker_url] if last_run else [])]
    if any(map(takes_certificates, urls)):
        return
    how = (
        "Run it with broker_tls (goddag-hub run --broker-tls)"
        if broker_settings.broker_url == "embedded"
        else "Give your broker certificates and the hub its mqtts:// address (setting broker_url)"
    )
    elsewhere = "" if last_run else f" No hub has run in {settings.data_dir}: if yours has another folder, --data-dir."
    refuse(
        f"no edge can enrol at this hub with a code: its broker takes no certificates. {how}, then ask for the code"
        f" again. For a broker with passwords: goddag-hub edges add {name}.{elsewhere}"
    )


def _warn_if_not_on_plan(edge: EdgeId, settings: "StoreSettings", last_run: "LastRun | None") -> None:
    """By the floor plan of the settings; where none can be read there, by that of the last run."""
    planned = _planned(settings) or (last_run.edges if last_run else ())
    if planned and edge not in planned:
        print(
            f"goddag-hub: the floor plan has no edge {edge}, so the hub does not know where it hangs: it has"
            f" {', '.join(planned)}. Add it to the plan, or take it out again: goddag-hub edges remove {edge}.",
            file=sys.stderr,
        )


def _planned(settings: "StoreSettings") -> Sequence[EdgeId]:
    from hub.ground.floor_plan.file import load_floor_plan  # noqa: PLC0415

    # Whether a plan can be used is said when a hub is to run with it.
    with suppress(HubError):
        return [each.id for each in load_floor_plan(settings.floor_plan).edges]
    return ()


COMMANDS = {"edges": edges}
