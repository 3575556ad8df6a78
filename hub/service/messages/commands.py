"""goddag-hub push: a key for browsers, and whether messages would arrive."""

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, refuse, refusing
from hub.trust.rights.commands import open_hub

if TYPE_CHECKING:  # the help, and every other command, must not wait for these
    from hub.ground.database import Database
    from hub.ground.store_settings import StoreSettings
    from hub.service.messages.checking import Finding

push = typer.Typer(
    help="Messages to customers' phones: set up, and tried before anybody is bothered.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
COMMANDS = {"push": push}


@push.command("check")
def check_push(
    customer: Annotated[str, typer.Option("--customer", help="Their id in the customer data platform.")],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Ask each push service whether a customer's messages would arrive. Nothing reaches them. Exit 1: not all would."""
    with refusing(), open_hub(data_dir, settings_file) as (db, settings):
        found = asyncio.run(_checked(db, settings, customer))
    for each in found:
        print(f"{'OK  ' if each.is_good else 'NOT '}{each.text}")
    raise typer.Exit(0 if all(each.is_good for each in found) else 1)


@push.command("vapid-key")
def make_vapid_key(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the new key goes.")]) -> None:
    """Make the key for messages to browsers, once: who subscribed with another one gets nothing more."""
    from hub.service.messages.signing_key import create_signing_key  # noqa: PLC0415
    from hub.service.messages.web_push import public_text  # noqa: PLC0415

    try:
        key = create_signing_key(file)
    except OSError as error:
        refuse(f"{file} cannot be made: {error.strerror}. Name a file that is not there yet.")
    print(f"{file.resolve()} is the key: push_vapid_key names it. Nobody but the hub reads it.")
    print(f"Pages subscribe with its public half (GET /v1/app/web-push gives it):\n{public_text(key)}")


async def _checked(db: "Database", settings: "StoreSettings", customer: str) -> "list[Finding]":
    from hub.ground.health.lights import Lights  # noqa: PLC0415
    from hub.ground.http.outgoing import open_outgoing  # noqa: PLC0415
    from hub.service.messages.checking import Finding, check  # noqa: PLC0415
    from hub.service.messages.inbox import Inbox  # noqa: PLC0415
    from hub.service.messages.post import MessagePost  # noqa: PLC0415
    from hub.service.messages.setup import open_channels  # noqa: PLC0415
    from hub.trust.consents.ledger import ConsentLedger  # noqa: PLC0415
    from hub.trust.consents.purposes import Purpose  # noqa: PLC0415
    from hub.trust.members.repository import Members  # noqa: PLC0415
    from wire.clock import Clock  # noqa: PLC0415

    members, clock = Members(db), Clock()
    record = members.by_customer(customer)
    if record is None:
        refuse(f'no customer "{customer}" has enrolled here: give their id in the customer data platform.', 1)
    async with open_outgoing() as outgoing:
        lights = Lights(db, clock)
        channels = open_channels(settings, MessagePost(outgoing), lights, clock, members, Inbox(db), lambda: 0)
        if not channels.is_set_up:
            refuse("this store sends no messages: set push_url, push_apns_key or push_vapid_key.", 1)
        devices = members.reachable_devices(record.member)
        found = [each async for each in check(channels.by_kind, devices)]
    if not devices:
        nobody = "The customer has no phone that takes messages: they lie in the app's inbox alone."
        found.append(Finding(is_good=False, text=nobody))
    needs = Purpose.RECOGNISE_IN_STORE, Purpose.MARKETING_PUSH
    agreed = ConsentLedger(db).permission(record.member, *needs, at_ms=round(time.time() * 1000))
    if agreed is None:
        text = "The customer has not agreed to get messages in the store: none is sent."
        found.append(Finding(is_good=False, text=text))
    return found
