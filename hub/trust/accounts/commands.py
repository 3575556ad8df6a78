"""goddag-hub people and devices: who has an account, and which devices are the shop's, from the hub's own machine."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, hub_database, refuse, refusing, settings_of

if TYPE_CHECKING:  # the help, and every other command, must not wait for a database
    from hub.ground.store_settings import StoreSettings
    from hub.ground.web.may import Role
    from hub.trust.accounts.handhelds import Handhelds
    from hub.trust.accounts.links import LinkKind, Links
    from hub.trust.accounts.people import People, Person

people = typer.Typer(
    help="The people of the shop: add them, list them, give and take roles, remove them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
devices = typer.Typer(
    help="The devices that staff sign in on: list them, enrol one, and revoke one that is lost.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
_Name = Annotated[str, typer.Argument(help="What colleagues call them.")]
_RolesOption = Annotated[
    list[str] | None,
    typer.Option("--role", help="associate, manager, marketing, it or privacy_officer; give it again for each."),
]


@dataclass(frozen=True, slots=True)
class _Accounts:
    settings: "StoreSettings"
    people: "People"
    handhelds: "Handhelds"
    links: "Links"
    now_ms: int


@contextmanager
def _accounts(settings_file: Path | None, data_dir: Path | None) -> Generator[_Accounts]:
    from hub.trust.accounts.handhelds import Handhelds  # noqa: PLC0415
    from hub.trust.accounts.links import Links  # noqa: PLC0415
    from hub.trust.accounts.people import People  # noqa: PLC0415
    from hub.trust.accounts.tables import TABLES  # noqa: PLC0415
    from wire.clock import Clock, to_ms  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir)
        with hub_database(settings.data_dir, TABLES.schemas) as db:
            found = People(db)
            yield _Accounts(settings, found, Handhelds(db, found), Links(db), to_ms(Clock().wall()))


@people.command("add")
def add(
    name: _Name,
    role: _RolesOption = None,
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Give somebody an account, and print the link by which they first come in: once, within half an hour."""
    from hub.trust.accounts.links import LinkKind  # noqa: PLC0415
    from hub.trust.accounts.people import FROM_THE_BOX  # noqa: PLC0415

    name = _showable(name)
    with _accounts(settings_file, data_dir) as shop:
        roles = _roles(role) or _first(shop.people)
        person = shop.people.add(name, roles, FROM_THE_BOX, shop.now_ms)
        print(f"{person.name} has an account: {', '.join(sorted(roles))}.")
        _print_link(shop, LinkKind.WELCOME, person.id, "their first sign-in, on the phone or computer that is theirs")


@people.command("list")
def list_people(data_dir: DataDir = None, settings_file: SettingsFile = None, as_json: _AsJson = False) -> None:
    """Print everybody with an account, and what they may do."""
    with _accounts(settings_file, data_dir) as shop:
        found = shop.people.all()
    if as_json:
        shown = [
            {
                "id": each.id,
                "name": each.name,
                "roles": sorted(each.roles),
                "pin": each.has_pin,
                "badge": each.has_badge,
            }
            for each in found
        ]
        print(json.dumps(shown, ensure_ascii=False))
        return
    for each in found:
        print(f"{each.name:24}  {', '.join(sorted(each.roles)):40}  {'PIN' if each.has_pin else 'no PIN yet'}")
    if not found:
        print("Nobody has an account yet: goddag-hub people add NAME --role manager.")


@people.command("roles")
def set_roles(
    name: _Name,
    role: _RolesOption = None,
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Say all roles that somebody has from now on; a running hub goes by it at once."""
    from hub.trust.accounts.people import FROM_THE_BOX  # noqa: PLC0415

    with _accounts(settings_file, data_dir) as shop:
        person, roles = _called(shop.people, name), _roles(role)
        if not roles:
            refuse("say which roles: --role ROLE, once for each.")
        shop.people.set_roles(person, roles, FROM_THE_BOX, shop.now_ms)
    print(f"{person.name}: {', '.join(sorted(roles))}.")


@people.command("link")
def link(name: _Name, data_dir: DataDir = None, settings_file: SettingsFile = None) -> None:
    """Print a new link for somebody who lost every way in; one of before works no more."""
    from hub.trust.accounts.links import LinkKind  # noqa: PLC0415

    with _accounts(settings_file, data_dir) as shop:
        person = _called(shop.people, name)
        _print_link(shop, LinkKind.WELCOME, person.id, f"{person.name} to sign in")


@people.command("revoke")
def revoke(name: _Name, data_dir: DataDir = None, settings_file: SettingsFile = None) -> None:
    """Remove somebody's account; a running hub closes their screens within two seconds."""
    from hub.trust.accounts.people import FROM_THE_BOX  # noqa: PLC0415

    with _accounts(settings_file, data_dir) as shop:
        person = _called(shop.people, name)
        shop.people.remove(person, FROM_THE_BOX, shop.now_ms)
        left = shop.people.anybody()
    print(f"{person.name} has no account any more.")
    if not left:
        print("Nobody has one now: goddag-hub people add NAME --role manager.")


@people.command("log")
def show_log(data_dir: DataDir = None, settings_file: SettingsFile = None, as_json: _AsJson = False) -> None:
    """Print who gave whom what, and who signed in where; exits 1 where somebody changed what was written."""
    with _accounts(settings_file, data_dir) as shop:
        names = {each.id: each.name for each in shop.people.all()}
        names |= {each.device: each.name for each in shop.handhelds.all()}
        lines, broken = shop.people.changes(), shop.people.first_broken_line()
    for line in lines:
        about, by = names.get(line.about, line.about), names.get(line.by, line.by)
        at = _utc(line.at_ms)
        print(
            json.dumps(asdict(line)) if as_json else f"{at}  {line.change.value:14}  {about:24}  by {by}  {line.detail}"
        )
    if not lines and not as_json:
        print("Nothing was changed about anybody yet.")
    if broken is not None:
        print(f"line {broken} does not follow from the one before it, or is missing: somebody wrote into hub.db.")
        raise typer.Exit(1)


@devices.command("list")
def list_devices(data_dir: DataDir = None, settings_file: SettingsFile = None, as_json: _AsJson = False) -> None:
    """Print each device of the shop, the one used last first. When it was used is right to the minute."""
    with _accounts(settings_file, data_dir) as shop:
        found, names = shop.handhelds.all(), {each.id: each.name for each in shop.people.all()}
    if as_json:
        shown = [
            {
                "device": each.device,
                "name": each.name,
                "kind": each.kind,
                "owner": names.get(each.person or ""),
                "first_ms": each.enrolled_ms,
                "seen_ms": each.seen_ms,
            }
            for each in found
        ]
        print(json.dumps(shown, ensure_ascii=False))
        return
    for each in found:
        whose = names.get(each.person or "", "shared")
        print(f"{each.device}  {each.name:24}  {whose:16}  last used {_utc(each.seen_ms)}  {each.kind}")
    if not found:
        print("No device is the shop's yet: goddag-hub devices enrol NAME.")


@devices.command("enrol")
def enrol_device(
    name: Annotated[str, typer.Argument(help='What colleagues call it, for example "Till 2".')],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Print a link by which a browser becomes a shared handheld: once, within ten minutes."""
    from hub.trust.accounts.links import LinkKind  # noqa: PLC0415

    name = _showable(name)
    with _accounts(settings_file, data_dir) as shop:
        _print_link(shop, LinkKind.HANDHELD, name, "the handheld to open")


@devices.command("revoke")
def revoke_device(
    device: Annotated[str, typer.Argument(help='Its id, as "goddag-hub devices list" prints it.')],
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Take a device out of use that is lost; a running hub closes its screens within two seconds."""
    from hub.trust.accounts.people import FROM_THE_BOX  # noqa: PLC0415

    with _accounts(settings_file, data_dir) as shop:
        removed = shop.handhelds.revoke(device, FROM_THE_BOX, shop.now_ms)
    if not removed:
        refuse(f'there is no device "{device}"; see goddag-hub devices list.')
    print(f"{device} opens nothing any more; it has to be enrolled as if it had never been.")


def _print_link(shop: _Accounts, kind: "LinkKind", about: str, what_for: str) -> None:
    from hub.ground.web.hosts import LOOPBACK  # noqa: PLC0415
    from hub.ground.web.settings import WebSettings  # noqa: PLC0415
    from hub.trust.accounts.people import FROM_THE_BOX, Change  # noqa: PLC0415

    web = shop.settings.of(WebSettings)
    secret, expires_ms = shop.links.make(kind, about, FROM_THE_BOX, shop.now_ms)
    shop.people.note(Change.LINK, about, FROM_THE_BOX, shop.now_ms, kind.value)
    here = web.host if web.host in LOOPBACK else "127.0.0.1"
    origin = f"https://{web.public_name}" if web.public_name else f"http://{here}:{web.port}"
    print(f"Once, until {_utc(expires_ms)}, for {what_for}:")
    print(f"  {origin}/app/handheld/#{kind.value}={secret}")
    if not web.public_name and web.host not in LOOPBACK:
        print("The hub has no public_name yet: that link works on this machine alone. See docs/operating/https.md.")


def _first(found: "People") -> "frozenset[Role]":
    from hub.ground.web.may import Role  # noqa: PLC0415

    if found.anybody():
        refuse("say what they may do: --role ROLE, once for each.")
    return frozenset({Role.MANAGER, Role.IT})


def _roles(texts: list[str] | None) -> "frozenset[Role]":
    from hub.ground.web.may import Role  # noqa: PLC0415

    wanted: set[Role] = set()
    for text in texts or ():
        try:
            wanted.add(Role(text.strip().lower().replace("-", "_").replace(" ", "_")))
        except ValueError:
            refuse(f'"{text}" is no role: {", ".join(Role)}.')
    return frozenset(wanted)


def _showable(name: str) -> str:
    """As the screens take a name."""
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415

    from hub.trust.accounts.model import PersonName  # noqa: PLC0415
    from wire.sentences import sentence_of  # noqa: PLC0415

    try:
        return TypeAdapter(PersonName).validate_python(name)
    except ValidationError as error:
        refuse(f"the name: {sentence_of(error.errors()[0])}.")


def _called(found: "People", name: str) -> "Person":
    person = found.called(name)
    if person is None:
        refuse(f'nobody is called "{name}"; see goddag-hub people list.')
    return person


def _utc(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


COMMANDS = {"people": people, "devices": devices}
