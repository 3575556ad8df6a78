"""goddag-hub offers: lists of codes, and what became of offers, from a terminal."""

import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, refuse, refusing
from hub.trust.rights.commands import open_hub

if TYPE_CHECKING:  # the help must not wait for it
    from hub.service.offers.repository import Offers

offers = typer.Typer(help="Offers and their codes.", no_args_is_help=True, rich_markup_mode=None)
COMMANDS = {"offers": offers}
_TOLD_AT_ONCE = 10
_AT_ONCE = 1000
_LONGEST_NAME = 60


@offers.command("import")
def import_codes(
    pool: Annotated[str, typer.Argument(help="The name of the list, as campaigns say it: summer-gifts.")],
    file: Annotated[Path, typer.Argument(help="One code a line, UTF-8.")],
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Add codes to a list; a running hub has them at once. Codes that stand there already are left alone.

    A file with a line that is no code is refused as a whole, and the list stays as it was.
    """
    from hub.service.offers.pool_file import read_codes  # noqa: PLC0415

    with refusing(1), open_hub(data_dir, settings_file) as (db, _settings):
        codes, wrong = read_codes(pool, file)
        if wrong:
            more = len(wrong) - _TOLD_AT_ONCE
            refuse("\n".join([*wrong[:_TOLD_AT_ONCE], *([f"and {more} more lines."] if more > 0 else [])]))
        service, new, known = _offers(db), 0, 0
        for at in range(0, len(codes), _AT_ONCE):
            added, before = service.fill(pool, codes[at : at + _AT_ONCE])
            new, known = new + added, known + before
            if len(codes) > _AT_ONCE:
                print(f"\r{min(at + _AT_ONCE, len(codes))} of {len(codes)} codes", end="", flush=True)
        print(("\n" if len(codes) > _AT_ONCE else "") + f"{new} codes came in, {known} stood there before.")
        print(f"{service.left(pool)} of {pool} are left.")


@offers.command("list")
def list_offers(settings_file: SettingsFile = None, data_dir: DataDir = None) -> None:
    """How many offers there are, by what became of them, and what is left of each list of codes."""
    with refusing(1), open_hub(data_dir, settings_file) as (db, _settings):
        service = _offers(db)
        states = service.states(round(time.time() * 1000))
        print(
            ", ".join(f"{times} {state}" for state, times in sorted(states.items())) + "."
            if states
            else "No offers yet."
        )
        for pool, left in service.pools().items():
            print(f"{pool}: {left} codes left.")
        for pool, drawn in service.retired().items():
            print(f"{pool}: retired; {drawn} codes are with customers.")


@offers.command("retire")
def retire(
    pool: Annotated[str, typer.Argument(help="The name of the list.")],
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Retire a list: its codes that nobody has are forgotten, and what customers got stays valid.

    A campaign that draws from it gives no more offers, until codes are imported under the same name.
    """
    with refusing(1), open_hub(data_dir, settings_file) as (db, _settings):
        retired = _offers(db).retire(pool, round(time.time() * 1000))
        if retired is None:
            refuse(f'There is no list "{pool}": goddag-hub offers list names those there are.', 1)
        print(f"{pool} is retired: {retired[0]} codes are forgotten, {retired[1]} are with customers and stay valid.")


@offers.command("redeem")
def redeem(
    code: Annotated[str, typer.Argument(help="As the customer has it; blanks, dashes and small letters are fine.")],
    staff: Annotated[str, typer.Option("--by", help="Who redeems it; kept with the offer for a day.")],
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Redeem a code once, where neither the till nor a handheld can."""
    from hub.ground.words.phrase import phrase  # noqa: PLC0415
    from hub.ground.words.words import in_english  # noqa: PLC0415
    from hub.service.offers.model import NotRedeemed  # noqa: PLC0415

    if not staff.strip() or not staff.isprintable() or len(staff) > _LONGEST_NAME:
        refuse(f"--by is the name of a colleague, at most {_LONGEST_NAME} letters.")
    with refusing(1), open_hub(data_dir, settings_file) as (db, _settings):
        by = f"staff:terminal-{secrets.token_hex(8)}"
        found = _offers(db).redeem(code, by, round(time.time() * 1000), staff=staff.strip())
        if isinstance(found, NotRedeemed):
            refuse(in_english(phrase(f"refused-offer-{found.value.replace('_', '-')}")), 1)
        offer = found.offer
        print(f"{offer.code} is redeemed: {_promised(offer.kind, offer.value, offer.article)}.")


@offers.command("show")
def show(
    code: Annotated[str, typer.Argument(help="As the customer has it; blanks and dashes do not matter.")],
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """What became of one code; whose it is stays unsaid."""
    with refusing(1), open_hub(data_dir, settings_file) as (db, _settings):
        found = _offers(db).named(code)
        if found is None:
            refuse("There is no offer with that code in this store.")
        print(f"{found.code}: {_promised(found.kind, found.value, found.article)}")
        print(f"campaign {found.campaign}, {found.state(round(time.time() * 1000))}")


def _promised(kind: str, value: str | None, article: str | None) -> str:
    return f"{kind} {value or ''}".rstrip() + (f" on {article}" if article else "")


def _offers(db: "object") -> "Offers":
    from hub.ground.database import Database  # noqa: PLC0415
    from hub.ground.journal import Journal  # noqa: PLC0415
    from hub.service.offers.repository import Offers  # noqa: PLC0415

    if not isinstance(db, Database):
        raise TypeError("offers are kept in the hub's database")

    def nothing_known(_permission: object, _article: str, _since_ms: int) -> bool:
        return False  # nothing is issued from here

    return Offers(db, Journal(db), nothing_known)
