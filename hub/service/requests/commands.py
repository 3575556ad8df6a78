"""goddag-hub members: what is asked for on a customer's behalf, from a terminal."""

import asyncio
import time
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hub.ground.command_line import DataDir, SettingsFile, refuse, refusing
from hub.ground.errors import HubRuns
from hub.trust.rights.commands import as_time, now_ms, open_hub, suppression_of

if TYPE_CHECKING:  # the help, and every other command, must not wait for these
    from hub.ground.database import Database
    from hub.ground.store_settings import StoreSettings
    from hub.trust.rights.receipt import Receipt

members = typer.Typer(
    help="Customers who ask on paper, or get another id.", no_args_is_help=True, rich_markup_mode=None
)
COMMANDS = {"members": members}

# A running hub looks every second; the platform gets three to answer.
ANSWER_SECONDS = 30.0


@members.command("erase")
def erase_member(
    customer: Annotated[str, typer.Option("--customer", help="Their id in the customer data platform.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the receipt as JSON.")] = False,
) -> None:
    """Erase a customer who asked for it on paper, and print the receipt. Through the running hub, or without one."""
    with refusing(), open_hub(data_dir, settings_file) as (db, settings):
        number = _ask(db, settings, "erase", customer, None)
        with suppression_of(settings) as (backups, services):
            del backups
            receipt = services(db).erasure.receipt(number, now_ms())
        assert receipt is not None  # noqa: S101 - _ask() refuses unless it was made
        print(receipt.model_dump_json(indent=1) if as_json else _told(receipt))


@members.command("rename")
def rename_member(
    old: Annotated[str, typer.Argument(help="The id until now.")],
    new: Annotated[str, typer.Argument(help="The id from now on.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """A customer was renamed, or merged into another one, in the customer data platform.

    When both ids are members here, the new one stays with what both had agreed to, and the old one is erased.
    """
    from hub.ground.customer_ref import WHAT_IT_IS, is_customer_ref  # noqa: PLC0415
    from hub.service.requests.paper_requests import answer_to  # noqa: PLC0415

    if not is_customer_ref(new):
        refuse(f'"{new}" cannot be a customer id: that is {WHAT_IT_IS}.')
    with refusing(), open_hub(data_dir, settings_file) as (db, settings):
        print(answer_to(db, _ask(db, settings, "rename", old, new)))


@members.command("requests")
def list_requests(data_dir: DataDir = None, settings_file: SettingsFile = None) -> None:
    """Print what shop systems asked for by law, each with its day. Exit 1: something is open."""
    from hub.service.requests.repository import NEXT, shop_requests  # noqa: PLC0415

    with refusing(), open_hub(data_dir, settings_file) as (db, _):
        asked = shop_requests(db)
    for each in asked:
        about = " ".join(filter(None, (each.customer_ref, each.reference and f"(their number {each.reference})")))
        print(f"{each.number} {each.source} {each.kind.value} {about}".rstrip())
        if each.done_ms is None:
            print(f"  open, due by {as_time(each.due_ms)}: {NEXT[each.kind].replace('NUMBER', each.number)}")
        else:
            print(f"  {as_time(each.done_ms)} {each.answer}{f', receipt {each.receipt}' if each.receipt else ''}")
    if not asked:
        print("Nothing was asked for by law.")
    raise typer.Exit(1 if any(each.done_ms is None for each in asked) else 0)


@members.command("answered")
def request_answered(
    number: Annotated[str, typer.Argument(help="The number of the request.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Say that the shop has done what a shop system asked for by law."""
    from hub.service.requests.repository import answered_by_hand  # noqa: PLC0415

    with refusing(), open_hub(data_dir, settings_file) as (db, _):
        if not answered_by_hand(db, number, now_ms()):
            refuse(f'no request "{number}" is open for the shop to answer: goddag-hub members requests lists them.')
    print("written down as answered")


def _ask(
    db: "Database",
    settings: "StoreSettings",
    kind: Literal["erase", "rename"],
    customer: str,
    new: str | None,
) -> str:
    """Have a running hub do it, or do it here; returns the request's number. Refuses with the answer."""
    from hub.ground.data_folder import alone_in  # noqa: PLC0415
    from hub.service.requests.paper_requests import answer_to, ask  # noqa: PLC0415
    from hub.service.requests.part import requests_offline  # noqa: PLC0415

    number = ask(db, kind, customer, new, now_ms())
    try:
        with alone_in(settings.data_dir), suppression_of(settings) as (_, services):
            asyncio.run(requests_offline(db, services(db)).work_off(now_ms()))
    except HubRuns:
        deadline = time.monotonic() + ANSWER_SECONDS
        while answer_to(db, number) is None and time.monotonic() < deadline:
            time.sleep(0.2)
    answer = answer_to(db, number)
    if answer is None:
        refuse("the hub has not done it yet. It does as soon as it can: look again with the same command.")
    if answer.startswith("refused: "):
        refuse(answer.removeprefix("refused: "))
    return number


def _told(receipt: "Receipt") -> str:
    lines = [f"Receipt {receipt.receipt}, asked for at {as_time(receipt.asked_at_ms)}"]
    for sink in receipt.sinks:
        until = f" until {as_time(sink.until_ms)}" if sink.until_ms else ""
        lines.append(f"  {sink.state.value:8}{sink.place}{until}: {sink.detail}")
    return "\n".join(lines)
