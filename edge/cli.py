"""The command `goddag-edge`: the agent that runs on one Pi."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from wire.extras import needing
from wire.lean import without_rich

if TYPE_CHECKING:
    from edge.gateways.settings import BridgeSettings
    from edge.settings import EdgeSettings

app = typer.Typer(
    help="""The agent on a Pi: hears the store's members and beacons, forgets every stranger at once, and keeps what
it heard until the store's hub has it.

A first start on a Pi with a Bluetooth adapter, after `goddag-hub edges invite edge-1` has printed a code:

\b
  goddag-edge enrol --hub http://hub.local:8780 --code XXXX-... \\
    --data-dir /var/lib/goddag-edge
  goddag-edge run --radio bluez:hci0 --data-dir /var/lib/goddag-edge
""",
    # Plain help and plain tracebacks: loading rich takes longer than starting the agent.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)


@app.command()
def enrol(
    hub: Annotated[str, typer.Option(help="Where the hub is: http://host:port.")],
    code: Annotated[str, typer.Option(help="What `goddag-hub edges invite NAME` printed: good for 15 minutes, once.")],
    data_dir: Annotated[
        Path, typer.Option(envvar="GODDAG_EDGE_DATA_DIR", help="Where the edge keeps its key, and later its outbox.")
    ],
) -> None:
    """Join a store with a one-time code. Afterwards `goddag-edge run --data-dir` needs nothing else but a radio.

    The edge makes its own key, which never leaves this machine. The last letters of the code are a fingerprint of the
    store's authority, so a wrong hub, or somebody between here and the hub, is recognised.
    Exit code 2: it did not work, and one sentence says why and what to do.
    """
    without_rich()
    from edge.enrol import enrol as enrol_at  # noqa: PLC0415
    from edge.errors import EdgeError  # noqa: PLC0415
    from wire.errors import SettingsError  # noqa: PLC0415

    try:
        enrolled = enrol_at(hub, code, data_dir)
    except (SettingsError, EdgeError) as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"cannot write to {data_dir}: {error.strerror}. Check its rights and the room on its disk.")
    print(f"{enrolled.edge} belongs to the store {enrolled.store}. Start it with:")
    print(f"  goddag-edge run --data-dir {data_dir} --radio bluez:hci0")


@app.command()
def run(
    settings: Annotated[Path | None, typer.Option(help="A TOML file with any of the settings by their names.")] = None,
    store: Annotated[str | None, typer.Option(help="The store this edge hangs in.")] = None,
    edge: Annotated[str | None, typer.Option(help="Its own name, as registered at the hub.")] = None,
    broker_url: Annotated[
        str | None,
        typer.Option(help="mqtt://host:port or mqtts://host:port; the user is the edge's name if none is given."),
    ] = None,
    broker_ca_file: Annotated[Path | None, typer.Option(help="The certificate authority to trust for mqtts.")] = None,
    radio: Annotated[
        str | None,
        typer.Option(
            help="bluez:hci0 for an adapter of this machine, bluez:hci0,hci1 for two, bluez:ADDRESS for one whatever"
            " the kernel calls it, bluez:hci0?passive to ask no phone anything; hci:unix:PATH or hci:tcp:HOST:PORT for"
            " a controller."
        ),
    ] = None,
    radio_quiet_seconds: Annotated[
        float | None, typer.Option(help="A scan that hears nothing for so long is begun anew [20].")
    ] = None,
    radio_patience_seconds: Annotated[
        float | None, typer.Option(help="After so long without hearing the process ends with code 75 [300].")
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the outbox and the last orders are kept.")] = None,
    marker: Annotated[
        str | None, typer.Option(help="The 16-bit UUID before a token, until the hub's orders come.")
    ] = None,
    beacon_uuids: Annotated[
        str | None, typer.Option(help="The store's own iBeacon UUIDs, comma separated, until the hub's orders come.")
    ] = None,
    new_tokens_per_minute: Annotated[
        int | None, typer.Option(help="Tokens never heard before that are believed per minute [600].")
    ] = None,
    outbox_max_mb: Annotated[
        float | None, typer.Option(help="Disk budget for what the hub has not got yet [256].")
    ] = None,
    metrics_port: Annotated[
        int | None, typer.Option(help="Serve Prometheus metrics on this port of 127.0.0.1 [off].")
    ] = None,
    clock_speed: Annotated[float | None, typer.Option(help="Simulations: how many times faster than real.")] = None,
    clock_anchor: Annotated[
        float | None, typer.Option(help="Simulations: Unix second where both clocks are equal.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more in the log.")] = False,
) -> None:
    """Listen until stopped (Ctrl-C or SIGTERM).

    Every option can also be set as GODDAG_EDGE_NAME in the environment or as `name` in the settings file; the
    command line wins, then the environment. The password is never an option: GODDAG_EDGE_BROKER_PASSWORD.

    The broker, the hub and the radio may come and go: the agent goes on, keeps what it hears, and says so in the log.
    Exit code 2: a setting is wrong, and one sentence says which. Exit code 75: the radio has been deaf for long and
    nothing has helped but, perhaps, a fresh process: whatever runs this should start it again, as systemd does.
    """
    without_rich()
    from edge.settings import EdgeSettings  # noqa: PLC0415

    given = {
        "store": store,
        "edge": edge,
        "broker_url": broker_url,
        "broker_ca_file": broker_ca_file,
        "radio": radio,
        "radio_quiet_seconds": radio_quiet_seconds,
        "radio_patience_seconds": radio_patience_seconds,
        "data_dir": data_dir,
        "marker": marker,
        "beacon_uuids": beacon_uuids,
        "new_tokens_per_minute": new_tokens_per_minute,
        "outbox_max_mb": outbox_max_mb,
        "metrics_port": metrics_port,
        "clock_speed": clock_speed,
        "clock_anchor": clock_anchor,
    }
    _serve(EdgeSettings, settings, given, verbose=verbose)


@app.command()
def bridge(
    settings: Annotated[Path | None, typer.Option(help="A TOML file with any of the settings by their names.")] = None,
    dialect: Annotated[str | None, typer.Option(help="theengs, openmqttgateway or espresense.")] = None,
    gateway: Annotated[
        str | None, typer.Option(help="The gateway's name in its topics; for ESPresense, its room.")
    ] = None,
    gateway_root: Annotated[str | None, typer.Option(help="What its topics begin with [home; espresense].")] = None,
    gateway_url: Annotated[
        str | None, typer.Option(help="The broker it publishes to, mqtt://user@host:port [mqtt://127.0.0.1:1883].")
    ] = None,
    gateway_ca_file: Annotated[Path | None, typer.Option(help="The authority of that broker, for mqtts.")] = None,
    store: Annotated[str | None, typer.Option(help="The store this gateway hangs in.")] = None,
    edge: Annotated[str | None, typer.Option(help="The edge that it is to the hub.")] = None,
    broker_url: Annotated[str | None, typer.Option(help="The hub's broker: mqtt://host:port or mqtts://.")] = None,
    broker_ca_file: Annotated[Path | None, typer.Option(help="The certificate authority of the hub's broker.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the outbox and the last orders are kept.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more in the log.")] = False,
) -> None:
    """Be an edge whose radio is a gateway that the shop already owns, until stopped (Ctrl-C or SIGTERM).

    One bridge is one gateway and one edge, enrolled as any other; it may run anywhere between the two brokers. Every
    setting of `run` but `radio` counts here, too, in the environment or in the file. The gateway's password is never
    an option: GODDAG_EDGE_GATEWAY_PASSWORD. Exit codes are those of `run`.
    """
    without_rich()
    from edge.gateways.settings import BridgeSettings  # noqa: PLC0415

    given = {
        "dialect": dialect,
        "gateway": gateway,
        "gateway_root": gateway_root,
        "gateway_url": gateway_url,
        "gateway_ca_file": gateway_ca_file,
        "store": store,
        "edge": edge,
        "broker_url": broker_url,
        "broker_ca_file": broker_ca_file,
        "data_dir": data_dir,
    }
    _serve(BridgeSettings, settings, given, verbose=verbose)


def _serve(
    model: "type[EdgeSettings | BridgeSettings]", file: Path | None, given: dict[str, Any], *, verbose: bool
) -> None:
    # Here, not above: `--help` and a typing error answer at once.
    from edge.agent import run_agent  # noqa: PLC0415
    from edge.errors import DataDirInUse, IdentityUnusable, OutboxUnavailable, RadioGivenUp  # noqa: PLC0415
    from edge.settings import PREFIX  # noqa: PLC0415
    from wire.errors import SettingsError  # noqa: PLC0415
    from wire.logs import configure_logs  # noqa: PLC0415
    from wire.settings import load_settings  # noqa: PLC0415

    configure_logs(verbose=verbose)
    try:
        loaded = load_settings(model, PREFIX, file, given)
        asyncio.run(_until_stopped(run_agent(loaded)))
    except (SettingsError, DataDirInUse, IdentityUnusable) as error:
        _refuse(str(error))
    except RadioGivenUp as error:
        print(f"goddag-edge: {error}", file=sys.stderr)
        raise typer.Exit(os.EX_TEMPFAIL) from None
    except (OSError, OutboxUnavailable) as error:
        _refuse(f"cannot work in the data folder: {error}. Check its rights and the room on its disk.")


@app.command()
def doctor(
    settings: Annotated[Path | None, typer.Option(help="A TOML file with any of the settings by their names.")] = None,
    store: Annotated[str | None, typer.Option(help="The store this edge hangs in.")] = None,
    edge: Annotated[str | None, typer.Option(help="Its own name, as registered at the hub.")] = None,
    broker_url: Annotated[str | None, typer.Option(help="mqtt://host:port or mqtts://host:port.")] = None,
    broker_ca_file: Annotated[Path | None, typer.Option(help="The certificate authority to trust for mqtts.")] = None,
    radio: Annotated[str | None, typer.Option(help="As for `run`: bluez:hci0 if it is not given.")] = None,
    dialect: Annotated[str | None, typer.Option(help="As for `bridge`: look at its gateway and at no radio.")] = None,
    gateway: Annotated[str | None, typer.Option(help="As for `bridge`.")] = None,
    gateway_root: Annotated[str | None, typer.Option(help="As for `bridge`.")] = None,
    gateway_url: Annotated[str | None, typer.Option(help="As for `bridge`.")] = None,
    gateway_ca_file: Annotated[Path | None, typer.Option(help="As for `bridge`.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the outbox and the last orders are kept.")] = None,
) -> None:
    """Look at everything an edge needs on this machine; for each that is wrong, say the next step.

    Reads the same settings as `run`, or as `bridge` where the setting dialect or an option of a gateway is given. May
    be used before enrolling, and while the agent runs. Exit code 1: something is wrong.
    """
    without_rich()
    from edge.doctor import ExaminedBridge, ExaminedEdge  # noqa: PLC0415
    from edge.errors import IdentityUnusable  # noqa: PLC0415
    from edge.settings import PREFIX  # noqa: PLC0415
    from wire.errors import SettingsError  # noqa: PLC0415
    from wire.settings import load_settings, mentions  # noqa: PLC0415

    given = {"store": store, "edge": edge, "broker_url": broker_url, "broker_ca_file": broker_ca_file}
    given |= {"data_dir": data_dir, "radio": radio}
    of_gateway = {"dialect": dialect, "gateway": gateway, "gateway_root": gateway_root, "gateway_url": gateway_url}
    of_gateway |= {"gateway_ca_file": gateway_ca_file}
    try:
        # One setting of a bridge is enough: what it still needs is said then, and not that nobody knows it.
        bridges = ExaminedBridge.model_fields.keys() - ExaminedEdge.model_fields.keys()
        if any(of_gateway.values()) or any(mentions(name, PREFIX, settings) for name in bridges):
            loaded = load_settings(ExaminedBridge, PREFIX, settings, given | of_gateway)
            _ = loaded.radio
        else:
            loaded = load_settings(ExaminedEdge, PREFIX, settings, given)
        with contextlib.suppress(IdentityUnusable):  # that is a finding, beside the others
            loaded.broker()
    except (SettingsError, IdentityUnusable) as error:
        _refuse(str(error))
    if asyncio.run(_examine(loaded)):
        raise typer.Exit(1)


async def _examine(settings: "EdgeSettings | BridgeSettings") -> int:
    """Print what is found, and count what is wrong."""
    from edge.doctor import examine  # noqa: PLC0415

    wrong = 0
    async for finding in examine(settings):
        print(f"{'ok   ' if finding.is_well else 'WRONG'} {finding.subject:<12} {finding.says}", flush=True)
        if not finding.is_well:
            print(f"      {'next step:':<12} {finding.next_step}", flush=True)
            wrong += 1
    print("all is well" if not wrong else f"{wrong} wrong")
    return wrong


async def _until_stopped(agent: Coroutine[Any, Any, None]) -> None:
    """Run `agent`; a signal to stop cancels it, and that is a success."""
    running = asyncio.ensure_future(agent)
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stop, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _refuse(sentence: str) -> NoReturn:
    print(f"goddag-edge: {sentence}", file=sys.stderr)
    raise typer.Exit(2)


def main() -> None:
    """Entry point of the console script."""
    with needing("goddag-edge", "edge"):
        app()
