"""goddag-hub campaigns: from a file to a live campaign, and its whole life, from a terminal. A running hub follows."""

import json
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, hub_database, refuse, refusing, settings_of
from wire.sentences import counted

if TYPE_CHECKING:  # the help must not wait for these
    from hub.service.campaigns.life import ApprovalRole, Person
    from hub.service.campaigns.repository import CampaignRepository, Version
    from hub.service.campaigns.yaml_file import CampaignFile

campaigns = typer.Typer(
    help="What is said to which customers, when, and who let it out.", no_args_is_help=True, rich_markup_mode=None
)
COMMANDS = {"campaigns": campaigns}

_Id = Annotated[str, typer.Argument(metavar="ID", help="The campaign's id.")]
_File = Annotated[Path, typer.Argument(metavar="FILE", help="A campaign as YAML (docs/campaigns.md) or JSON.")]
_By = Annotated[
    str, typer.Option("--by", metavar="NAME:ROLE", help="Who does it, and for whom: marketing, it or store.")
]
_Note = Annotated[str, typer.Option("--note", help="What, or why; some steps need it.")]
_Plan = Annotated[
    Path | None, typer.Option("--floor-plan", help="The store's floor plan; without it, as in the settings.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


@campaigns.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Campaigns as YAML or JSON.")],
    floor_plan: _Plan = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Say everything that stands in the way of starting them, with file, line and column. Exit 1: something does."""
    from hub.ground.data_folder import DATABASE_FILE  # noqa: PLC0415
    from hub.service.campaigns.terminal import everything_wrong, facts_for_check, warnings_about  # noqa: PLC0415

    with refusing(), ExitStack() as stack:
        settings = settings_of(settings_file, data_dir, floor_plan=floor_plan)
        beside = None
        if (settings.data_dir / DATABASE_FILE).exists():
            beside = stack.enter_context(_repository(settings_file, data_dir, floor_plan))
        shop, without = facts_for_check(settings)
        wrong, read = everything_wrong(files, shop)
        for line in (*wrong, *(warnings_about(beside, read) if beside else ())):
            print(line)
    for line in without:
        print(line)
    if wrong:
        raise typer.Exit(1)
    print(f"{counted(len(files), 'file')} checked: nothing stands in the way.")


@campaigns.command("list")
def list_campaigns(settings_file: SettingsFile = None, data_dir: DataDir = None, as_json: _Json = False) -> None:
    """Print every campaign and where it is in its life, the last that was changed first."""
    from hub.service.campaigns.terminal import listed  # noqa: PLC0415
    from hub.service.campaigns.views import summary_of  # noqa: PLC0415

    with refusing(), _repository(settings_file, data_dir) as repository:
        found = [summary_of(repository, each) for each in repository.newest()]
    if as_json:
        print(json.dumps([each.model_dump(mode="json") for each in found], indent=1, ensure_ascii=False))
        return
    for each in found:
        print(listed(each))
    print(
        f"{counted(len(found), 'campaign')}." if found else "There is no campaign yet: goddag-hub campaigns start FILE."
    )


@campaigns.command("show")
def show_campaign(
    campaign: Annotated[str | None, typer.Argument(metavar="ID", help="Without it, all of them are listed.")] = None,
    version: Annotated[int | None, typer.Option("--version", help="Its number; without it, the newest.")] = None,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print the text alone, as a file.")] = False,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    as_json: _Json = False,
) -> None:
    """Print a campaign: its text, who approved it, and everything that was done with it."""
    from hub.ground.words.words import Words  # noqa: PLC0415
    from hub.service.campaigns.terminal import shown  # noqa: PLC0415
    from hub.service.campaigns.views import campaign_view, version_view  # noqa: PLC0415

    if campaign is None:
        list_campaigns(settings_file, data_dir, as_json)
        return
    with refusing(), _repository(settings_file, data_dir) as repository:
        found = _known(repository, campaign, version)
        view = campaign_view(repository, found, Words().of("en"))
        text = version_view(found).yaml
    if as_yaml:
        print(text, end="")
    elif as_json:
        print(json.dumps(view.model_dump(mode="json"), indent=1, ensure_ascii=False))
    else:
        for line in shown(view):
            print(line)


@campaigns.command("diff")
def diff_campaign(
    campaign: _Id,
    older: Annotated[int | None, typer.Argument(help="A version; without it, the one before.")] = None,
    newer: Annotated[int | None, typer.Argument(help="A version; without it, the newest.")] = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Print what two versions differ in."""
    from hub.ground.words.words import in_english  # noqa: PLC0415
    from hub.service.campaigns.gate import unlike_begun  # noqa: PLC0415
    from hub.service.campaigns.views import difference  # noqa: PLC0415

    with refusing(), _repository(settings_file, data_dir) as repository:
        second = _known(repository, campaign, newer)
        first = _known(repository, campaign, older or max(1, second.number - 1))
        view, known = difference(first, second), unlike_begun(repository, second)
    for line in view.lines:
        print(line)
    for each in known:
        print(f"to be known: {in_english(each.what)}")
    if not view.lines:
        print(f"Versions {view.older} and {view.newer} are the same.")


@campaigns.command("idea")
def keep_idea(
    campaign: _Id,
    idea: Annotated[str, typer.Argument(help="What it is, in a sentence.")],
    by: _By,
    name: Annotated[str, typer.Option("--name", help="What people call it; without it, the id.")] = "",
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Keep an idea that somebody may make a campaign of."""
    from hub.service.campaigns.gate import propose  # noqa: PLC0415

    with refusing(), _repository(settings_file, data_dir) as repository:
        propose(repository, campaign, name or campaign, idea, _person(by), _now_ms())
    print(f"{campaign}: kept as an idea.")


@campaigns.command("vote")
def vote_for(campaign: _Id, by: _By, settings_file: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Want it: once for each person."""
    from hub.service.campaigns.gate import vote  # noqa: PLC0415

    with refusing(), _repository(settings_file, data_dir) as repository:
        votes = vote(repository, campaign, _person(by), _now_ms())
    print(f"{campaign}: wanted by {votes}.")


@campaigns.command("comment")
def comment_on(
    campaign: _Id,
    text: Annotated[str, typer.Argument(help="What you want to say of it.")],
    by: _By,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Say something of the newest version."""
    from hub.service.campaigns.gate import comment  # noqa: PLC0415

    with refusing(), _repository(settings_file, data_dir) as repository:
        comment(repository, campaign, _person(by), text, _now_ms())
    print(f"{campaign}: kept.")


@campaigns.command("save")
def save_draft(
    file: _File, by: _By, floor_plan: _Plan = None, settings_file: SettingsFile = None, data_dir: DataDir = None
) -> None:
    """Keep a file as a draft: a new version, which takes the place of one in review or approved."""
    from hub.service.campaigns.gate import write  # noqa: PLC0415
    from hub.service.campaigns.terminal import told  # noqa: PLC0415

    with refusing(), _repository(settings_file, data_dir, floor_plan) as repository:
        read = _read(file)
        taken = write(repository, read.document, _person(by), _now_ms())
    for line in told(read.document.id, taken, file, read):
        print(line)


@campaigns.command("start")
def start_campaign(
    what: Annotated[str, typer.Argument(metavar="FILE|ID", help="A file, or the id of an approved campaign.")],
    approved_by: Annotated[
        list[str] | None,
        typer.Option("--approved-by", metavar="NAME:ROLE", help="Of a file: marketing, and it or store. Twice."),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME:ROLE", help="Of an id: who starts it.")] = "",
    floor_plan: _Plan = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take a campaign live. A file goes the whole way: draft, review, two approvals, live; or none of it."""
    from hub.service.campaigns.gate import take_live, take_step  # noqa: PLC0415
    from hub.service.campaigns.life import Step  # noqa: PLC0415
    from hub.service.campaigns.terminal import check_file, told  # noqa: PLC0415

    file = Path(what)
    is_file = file.suffix in {".yaml", ".yml", ".json"} or file.is_file()
    with refusing(1 if is_file else 2), _repository(settings_file, data_dir, floor_plan) as repository:
        if is_file:
            read = _read(file)
            check_file(file, read, repository.shop())
            taken = take_live(repository, read.document, [_person(each) for each in approved_by or ()], _now_ms())
            lines = list(told(read.document.id, taken, file, read))
        else:
            _known(repository, what, None)
            if not by:
                refuse(f"say who starts {what}: --by NAME:ROLE.")
            taken = take_step(repository, what, Step.START, _person(by), _now_ms())
            lines = list(told(what, taken))
    for line in lines:
        print(line)


@campaigns.command("stop")
def stop_campaign(
    campaign: _Id,
    by: _By,
    reason: Annotated[str, typer.Option("--reason", help="Why: whoever wrote it reads it.")],
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Stop a live campaign: nothing more of it is said from the next event on. Anybody with a role may."""
    _take("stop", campaign, by, reason, settings_file, data_dir)


@campaigns.command("dry-run")
def dry_run_file(
    file: _File,
    days: Annotated[int, typer.Option("--days", min=1, max=90, help="Over the visits of so many days.")] = 30,
    floor_plan: _Plan = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    as_json: _Json = False,
) -> None:
    """Say what a campaign would have done over the last days of real visits. Nothing is kept. Exit 1: a mistake in it.

    Counts alone: whom it would have reached, and by which reason not. A hub may run.
    """
    from hub.service.campaigns.dry_run_terminal import dry_run_at_terminal, printed_run  # noqa: PLC0415
    from hub.service.campaigns.terminal import check_file  # noqa: PLC0415

    with refusing(1), _repository(settings_file, data_dir, floor_plan) as repository:
        read = _read(file)
        check_file(file, read, repository.shop())
        settings = settings_of(settings_file, data_dir, floor_plan=floor_plan)
        view = dry_run_at_terminal(settings, repository.db, read.document, days, _now_ms(), _progress)
    if as_json:
        print(view.model_dump_json(indent=1))
        return
    for line in printed_run(view):
        print(line)


@campaigns.command("why")
def why_customer(
    campaign: _Id,
    customer: Annotated[str, typer.Option("--customer", help="The customer's id, as the app's sign-in has it.")],
    staff: Annotated[str, typer.Option("--staff", help="Who asks: the customer sees it in their mirror.")],
    language: Annotated[str, typer.Option("--language", help="da, nb, sv or en; without it, the shop's first.")] = "",
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    as_json: _Json = False,
) -> None:
    """Say why a customer got a campaign, or did not: every rule in order with the value it saw. It is written down."""
    from hub.knowledge.insight.looks import LookRefusal  # noqa: PLC0415
    from hub.service.campaigns.why_terminal import printed, why_at_terminal  # noqa: PLC0415

    with refusing(), _repository(settings_file, data_dir) as repository:
        _known(repository, campaign, None)
        settings = settings_of(settings_file, data_dir)
        found = why_at_terminal(settings, repository, campaign, (customer, staff, language), _now_ms())
    if isinstance(found, LookRefusal):
        too_many = found is LookRefusal.TOO_MANY
        refuse(
            "more customers were looked at from here within the hour than work explains."
            if too_many
            else "nothing may be said of this customer: they are no member here, or do not show staff their history.",
            1,
        )
    if as_json:
        print(json.dumps([each.model_dump(mode="json") for each in found], indent=1, ensure_ascii=False))
        return
    for line in printed(found):
        print(line)


@campaigns.command("role")
def set_role_of(
    name: Annotated[str, typer.Argument(help="Whose.")],
    by: _By,
    lost: Annotated[list[str] | None, typer.Option("--lost", metavar="ROLE", help="Has it no more.")] = None,
    given: Annotated[list[str] | None, typer.Option("--given", metavar="ROLE", help="Has it again.")] = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Somebody left, or has another role: what they approved counts no more, and their campaigns are flagged."""
    from hub.service.campaigns.gate import set_role  # noqa: PLC0415
    from hub.service.campaigns.life import ApprovalRole  # noqa: PLC0415

    if not lost and not given:
        refuse("say which role: --lost ROLE or --given ROLE.")
    with refusing(), _repository(settings_file, data_dir) as repository:
        if _person(by).role is not ApprovalRole.IT:
            refuse("roles are given and taken by IT: --by NAME:it.")
        set_role(repository, name, [_role(each) for each in lost or ()], _now_ms(), lost=True)
        set_role(repository, name, [_role(each) for each in given or ()], _now_ms(), lost=False)
    print(f"{name}: written down.")


def _step(name: str, says: str) -> Callable[..., None]:
    """The command of one step of a life."""

    def command(
        campaign: _Id, by: _By, note: _Note = "", settings_file: SettingsFile = None, data_dir: DataDir = None
    ) -> None:
        _take(name, campaign, by, note, settings_file, data_dir)

    command.__doc__ = says
    return command


for _name, _says in {
    "submit": "Hand the newest version in: two people have to approve it.",
    "send_back": "Send it back from review, and say what is missing.",
    "approve": "Approve the version in review, for your role.",
    "end": "End a campaign: what it did can be judged.",
    "learn": "Say what was learned from one that has ended.",
    "drop": "Give up an idea, a draft or one in review.",
}.items():
    campaigns.command(_name.replace("_", "-"))(_step(_name, _says))


def _take(name: str, campaign: str, by: str, note: str, settings_file: Path | None, data_dir: Path | None) -> None:
    from hub.service.campaigns.gate import take_step  # noqa: PLC0415
    from hub.service.campaigns.life import Step  # noqa: PLC0415
    from hub.service.campaigns.terminal import told  # noqa: PLC0415

    with refusing(), _repository(settings_file, data_dir) as repository:
        _known(repository, campaign, None)
        taken = take_step(repository, campaign, Step(name), _person(by), _now_ms(), note=note)
    for line in told(campaign, taken):
        print(line)


def _progress(done: int, of: int) -> None:
    """One line that is written over, where somebody watches."""
    if sys.stderr.isatty():
        print(f"\r{done:,} of {of:,} customers", end="\n" if done == of else "", file=sys.stderr, flush=True)


@contextmanager
def _repository(
    settings_file: Path | None, data_dir: Path | None, floor_plan: Path | None = None
) -> "Generator[CampaignRepository]":
    from hub.ground.manifests import schemas  # noqa: PLC0415
    from hub.service.campaigns.repository import CampaignRepository  # noqa: PLC0415
    from hub.service.campaigns.terminal import facts_of  # noqa: PLC0415

    settings = settings_of(settings_file, data_dir, floor_plan=floor_plan)
    with hub_database(settings.data_dir, schemas()) as db:
        yield CampaignRepository(db, lambda: facts_of(settings))


def _known(repository: "CampaignRepository", campaign: str, number: int | None) -> "Version":
    found = repository.version(campaign, number)
    if found is None:
        what = f"version {number} of the campaign" if number else "campaign"
        refuse(f'there is no {what} "{campaign}": goddag-hub campaigns list.')
    return found


def _read(file: Path) -> "CampaignFile":
    from hub.service.campaigns.terminal import read_file  # noqa: PLC0415

    read = read_file(file)
    if isinstance(read, list):
        refuse("\n".join(read), 1)
    return read


def _person(text: str) -> "Person":
    from hub.service.campaigns.life import Person  # noqa: PLC0415

    name, _, role = text.rpartition(":")
    if not name.strip() or not name.isprintable():
        refuse(f'"{text}" is no name with a role: write it as Maja:marketing.')
    return Person(name.strip(), _role(role))


def _role(text: str) -> "ApprovalRole":
    from hub.service.campaigns.life import ApprovalRole  # noqa: PLC0415

    try:
        return ApprovalRole(text.strip().casefold())
    except ValueError:
        refuse(f'"{text}" is no role: {", ".join(ApprovalRole)}.')


def _now_ms() -> int:
    return round(time.time() * 1000)
