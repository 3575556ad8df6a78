"""goddag-sim: the store without hardware, from a terminal."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from wire.extras import needing
from wire.lean import without_rich

BEGAN = time.monotonic()

app = typer.Typer(
    help="""A store without hardware: people who walk, phones that send real bytes, a customer data platform, a push
gateway. Hub, edges and broker are the real ones, each its own process.

Start with: goddag-sim demo
""",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Shop = Annotated[
    str | None,
    typer.Option("--shop", help="A shop of simulators/shops/ by name, or a folder that is one."),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same people, walks, orders and radio field.")]


@app.command()
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="No screen: run for --for seconds, measure, judge. Exit 1: not kept.")
    ] = False,
    seconds: Annotated[
        float | None, typer.Option("--for", min=10, help="Seconds to run [headless: 60; else until Ctrl-C].")
    ] = None,
    seed: Seed = 7,
    report: Annotated[Path | None, typer.Option(help="Headless: write the figures to this JSON file.")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the hub [8780; headless: any free one].")
    ] = None,
    console_port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the simulator page [8781].")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Keep database, logs and keys here [a temporary folder].")] = None,
    radio: Annotated[
        Literal["hci", "bluez"],
        typer.Option(help="How edges reach the air: a controller's socket, or bleak and a BlueZ on a private D-Bus."),
    ] = "hci",
    customers: Annotated[
        Path | None,
        typer.Option(
            help="Cards from what this customers.toml names: it has to know the members of the shop (u-1001 and on)."
        ),
    ] = None,
    open_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open the simulator page [when there is a display].")
    ] = None,
    shop: Shop = None,
) -> None:
    """Open a shop: its members and many strangers walk in and out.

    A member's phone is heard, the hub recognises it, a card appears on the handheld page, and a message reaches the
    phone. Everything listens on this machine only. Ctrl-C stops every process.

    With --headless the same store is measured from outside the hub, and each broken promise is named.
    """
    without_rich()
    from simulators.demo import Options, run_demo  # noqa: PLC0415 - the help must not wait for a web server
    from simulators.narrator import Narrator  # noqa: PLC0415

    if open_browser is None:
        open_browser = sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    options = Options(
        headless, seconds, seed, report, port, console_port, data, open_browser, radio == "bluez", customers, shop
    )
    _run(run_demo(options, Narrator(BEGAN)), stopped=130 if headless else 0)


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with tracks.csv and sensors.csv.")],
    speed: Annotated[float, typer.Option(min=1, max=100, help="How many times faster than recorded.")] = 4.0,
    seed: Seed = 7,
    report: Annotated[Path | None, typer.Option(help="Write the figures to this JSON file.")] = None,
    data: Annotated[Path | None, typer.Option(help="Keep database, logs and keys here [a temporary folder].")] = None,
    track: Annotated[list[str] | None, typer.Option(help="Only this track; can be repeated.")] = None,
) -> None:
    """Play recorded radio data through the real chain, and score the zones against the recorded truth.

    The recordings are the Danis tracks (CC0): one transmitter, moved through a furnished area of 20.66 x 17.64 m and
    heard by 12 sensors. Each sensor becomes an edge; each packet reaches it as the bytes of a member's phone, with the
    recorded signal strength, at the recorded time divided by --speed. Zones are scored as a handheld is told of them,
    by the moment since which the hub says that it was so; by the moment of telling (zone_accuracy_as_shown) the chain's
    own delay counts --speed times. A machine that cannot keep up is said, with exit code 1: its zones are those of the
    delay, not of the engine.
    """
    without_rich()
    from simulators.narrator import Narrator  # noqa: PLC0415
    from simulators.replay import ReplayOptions, run_replay  # noqa: PLC0415

    _run(run_replay(ReplayOptions(folder, speed, seed, report, data, tuple(track or ())), Narrator(BEGAN)), stopped=130)


@app.command()
def walk(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the walk goes (JSON Lines).")],
    floor_plan: Annotated[
        Path | None, typer.Option(help="The store to walk through [the demo's bicycle shop].")
    ] = None,
    seed: Seed = 7,
    spacing: Annotated[float, typer.Option(min=1, max=20, help="Metres from tap to tap.")] = 3.5,
    gain: Annotated[float, typer.Option(min=-20, max=20, help="By how many dB the phone is stronger than others.")] = 0,
) -> None:
    """Walk through a simulated store and tap at each spot, for goddag-hub calibrate --walk FILE.

    What each edge hears is made by the radio field of the demo with the same --seed, through the edges' own windows.
    """
    without_rich()
    from hub.ground.errors import HubError  # noqa: PLC0415
    from hub.ground.floor_plan.file import load_floor_plan  # noqa: PLC0415
    from simulators.demo import FLOOR_PLAN  # noqa: PLC0415
    from simulators.walked import walked  # noqa: PLC0415

    try:
        file.write_text(walked(load_floor_plan(floor_plan or FLOOR_PLAN), seed, spacing_m=spacing, gain_db=gain))
    except (HubError, OSError) as error:
        _refuse(error)
    print(file)


@app.command()
def cdp(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8782,
    seed: Seed = 7,
    kind: Annotated[
        Literal["segment", "unomi", "odp", "rest"], typer.Option(help="Whose shape it has; rest is a shop's own.")
    ] = "segment",
    oddity: Annotated[
        Literal["none", "own-ids", "issued-profiles", "cookies"],
        typer.Option(help="own-ids (segment), issued-profiles (unomi), cookies (rest): see docs/simulators/."),
    ] = "none",
    shop: Shop = None,
) -> None:
    """Serve a customer data platform with a year of orders per customer: Segment's, Unomi's, ODP's or a shop's own.

    Prints the customers.toml that fits it: goddag-sim cdp --kind odp > customers.toml

    POST /faults {"kind": "500", "delay_ms": 0, "times": null, "retry_after_s": null} makes it misbehave; kinds are
    none, slow, 401, 403, 404, 429, 500, 503, garbage, huge, truncated, shape, redirect, drop, partial (odp).
    """
    without_rich()
    from simulators.cdp_file import customers_toml, platform_app  # noqa: PLC0415
    from simulators.errors import SimulatorError  # noqa: PLC0415
    from simulators.serving import HOST, check_free, serve  # noqa: PLC0415
    from simulators.shops.files import open_demo_shop  # noqa: PLC0415

    try:
        check_free([(port, "--port")])
        opened = open_demo_shop(shop) if shop else None
        platform = platform_app(kind, oddity, seed, opened)
        facts = {key: None for each in opened.members for key in each.facts} if opened else {}
        print(customers_toml(kind, f"http://{HOST}:{port}", facts), end="", flush=True)
        serve(platform, port)
    except SimulatorError as error:
        _refuse(error)


@app.command()
def push(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8783,
) -> None:
    """Serve a push gateway with the shape of FCM HTTP v1, its token service, and the inboxes of the phones behind it.

    GET /inbox/TOKEN shows a phone's messages, GET /deliveries streams them, DELETE /inbox/TOKEN removes the app,
    POST /faults makes it misbehave. GET /service-account.json is the key file for GODDAG_HUB_PUSH_SERVICE_ACCOUNT.
    docs/simulators/fcm.md has the rest.
    """
    without_rich()
    from simulators.errors import SimulatorError  # noqa: PLC0415
    from simulators.push import create_app  # noqa: PLC0415
    from simulators.serving import serve  # noqa: PLC0415

    try:
        serve(create_app(), port)
    except SimulatorError as error:
        _refuse(error)


@app.command()
def apns(
    key: Annotated[Path, typer.Argument(metavar="KEY", help="The key of the team (.p8); made when it is not there.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8785,
    topic: Annotated[str, typer.Option(help="The app's bundle id.")] = "example.shop.app",
) -> None:
    """Serve Apple's push service over HTTP/2, and the phones behind it. Prints the settings of a hub that fit it.

    GET /inbox/TOKEN shows a phone's messages, PUT /inbox/TOKEN/is/unregistered makes it odd, POST /answers and
    POST /faults make the service misbehave. docs/simulators/push-services.md has the rest.
    """
    without_rich()
    from simulators.push_services import run_apns  # noqa: PLC0415

    _run(run_apns(key.resolve(), port, topic, lambda text: print(text, flush=True)), stopped=0)


@app.command("web-push")
def web_push(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8786,
) -> None:
    """Serve a push service of browsers, and the browsers behind it, which decrypt what they get.

    POST /subscribe {"applicationServerKey": "..."} gives the subscription that a page registers with; behind the
    address in it, GET .../inbox shows the messages and PUT .../is/410 ends it. The hub has push_web_hosts =
    "127.0.0.1:PORT". docs/simulators/push-services.md has the rest.
    """
    without_rich()
    from simulators.errors import SimulatorError  # noqa: PLC0415
    from simulators.serving import serve  # noqa: PLC0415
    from simulators.web_push import PushService, create_app  # noqa: PLC0415

    try:
        serve(create_app(PushService()), port)
    except SimulatorError as error:
        _refuse(error)


@app.command()
def issuer(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8784,
    name: Annotated[
        str, typer.Option("--issuer", help="Who it says it is; for a hub.toml of shop init: http://127.0.0.1:8784")
    ] = "https://sign-in.example",
) -> None:
    """Serve a retailer's sign-in: identity tokens for any customer, and the keys to check them with.

    POST /token {"customer_ref": "u-1001"} answers with an id_token. For the hub: app_issuer is what --issuer says,
    app_keys is http://127.0.0.1:PORT/.well-known/jwks.json. goddag-sim visit brings its own: run one of the two.
    """
    without_rich()
    from simulators.errors import SimulatorError  # noqa: PLC0415
    from simulators.issuer import Issuer, issuer_app  # noqa: PLC0415
    from simulators.serving import serve  # noqa: PLC0415

    try:
        serve(issuer_app(Issuer(name)), port)
    except SimulatorError as error:
        _refuse(error)


@app.command()
def visit(
    settings_file: Annotated[Path, typer.Option("--settings", help="The settings of the hub that runs (hub.toml).")],
    customer: Annotated[str, typer.Option("--customer", help="The customer id with which they sign in.")] = "u-1",
    first_name: Annotated[str, typer.Option("--first-name", help="What they are called.")] = "Anna",
    language: Annotated[
        str | None, typer.Option("--language", help="The language of their app; else the shop's first.")
    ] = None,
) -> None:
    """Send one customer into a shop of your own: they sign in, enrol, and are heard by their phone until Ctrl-C.

    The hub runs already; its settings name this sign-in, as goddag-hub shop init writes them. Their phone ranges the
    beacons of the floor plan, so no radio is needed.
    """
    without_rich()
    from simulators.visit import visit as run_visit  # noqa: PLC0415

    _run(run_visit(settings_file, customer, first_name, language, print), 0)


def _run(main: Coroutine[Any, Any, int], stopped: int) -> None:
    """Run to the end; a signal to stop cancels it, everything is closed, and `stopped` is the exit code."""
    from hub.ground.errors import HubError  # noqa: PLC0415
    from simulators.errors import SimulatorError  # noqa: PLC0415

    try:
        raise typer.Exit(asyncio.run(_until_stopped(main, stopped)))
    except (SimulatorError, HubError, OSError) as error:
        _refuse(error)


async def _until_stopped(main: Coroutine[Any, Any, int], stopped: int) -> int:
    running = asyncio.ensure_future(main)
    loop = asyncio.get_running_loop()
    asked: list[int] = []

    def stop(which: int) -> None:
        if not asked:  # the second Ctrl-C must not break off the closing
            running.cancel()
        asked.append(which)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(each, stop, int(each))
    try:
        return await running
    except asyncio.CancelledError:
        if not asked:
            raise
        return stopped


def _refuse(error: Exception) -> None:
    print(f"goddag-sim: {error}", file=sys.stderr)
    raise typer.Exit(2)


def main() -> None:
    """Entry point of the console script."""
    with needing("goddag-sim", "sim"):
        app()
