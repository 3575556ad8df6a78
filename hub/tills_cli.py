"""goddag-hub tills: a till's mapping tried before a hub runs with it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hub.errors import TillMappingError

tills = typer.Typer(
    help="Tills with JSON of their own: what the hub reads in it.", no_args_is_help=True, rich_markup_mode=None
)


@tills.command()
def check(
    mapping: Annotated[Path, typer.Argument(metavar="MAPPING", help="The mapping (till.toml).")],
    sample: Annotated[Path, typer.Option("--sample", help="A file with the JSON of one order, as the till sends it.")],
) -> None:
    """Read a sample as the hub would, and print the order; or what is wrong, by line of the mapping. Exit 1: wrong.

    Nothing is kept, and nobody is told.
    """
    from hub.purchases.till_trial import try_mapping  # noqa: PLC0415 - the help must not wait for pydantic

    try:
        trial = try_mapping(mapping, sample.read_bytes())
    except OSError as error:
        print(f"goddag-hub: cannot read {error.filename}: {error.strerror}.", file=sys.stderr)
        raise typer.Exit(1) from None
    except TillMappingError as error:
        print(f"goddag-hub: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    for line in trial.lines:
        print(line)
    raise typer.Exit(0 if trial.good else 1)


@tills.callback()
def _only_commands() -> None:
    """So that check has to be said even while it is the only one."""
