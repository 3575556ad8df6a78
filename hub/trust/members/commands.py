"""goddag-hub tokens: the keys behind every token, at the chain's office."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from hub.ground.command_line import refuse
from hub.ground.errors import HubError

tokens = typer.Typer(
    help="At the chain's office: the root behind every token, and the day keys that hubs live on.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
COMMANDS = {"tokens": tokens}


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
