"""goddag-hub measurement: what campaigns did, from a terminal. A hub may run."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from hub.ground.command_line import DataDir, SettingsFile, hub_database, refuse, refusing, settings_of

if TYPE_CHECKING:  # the help must not wait for these
    from hub.ground.words.words import WordsIn
    from hub.service.campaigns.document import CampaignDocument
    from hub.service.results.service import Results
    from hub.service.results.views import PlanView, ResultsView

measurement = typer.Typer(
    help="What campaigns did, against the customers held out.", no_args_is_help=True, rich_markup_mode=None
)
COMMANDS = {"measurement": measurement}

_Id = Annotated[str, typer.Argument(metavar="ID", help="The campaign's id; all: every campaign together.")]
_Language = Annotated[str, typer.Option("--language", help="da, nb, sv or en; without it, the shop's first.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program, as /api/measurement has it.")]
ALL = "all"
V = TypeVar("V")


@measurement.command()
def results(
    campaign: _Id,
    language: _Language = "",
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    as_json: _Json = False,
) -> None:
    """Say what a campaign did: each variant against those held out, or why nothing can be said yet."""
    from hub.service.results.views import results_view  # noqa: PLC0415

    def ask(of: "Results", document: "CampaignDocument | None", words: "WordsIn", now_ms: int) -> "ResultsView":
        found = of.results(document, now_ms) if document else of.of_all(now_ms)
        return results_view(*found, words)

    view = _asked(campaign, language, settings_file, data_dir, ask)
    if as_json:
        print(view.model_dump_json(indent=1))
        return
    for arm in view.arms:
        print(f"{arm.id}: {'fewer than 10' if arm.customers is None else f'{arm.customers:,}'}")
    for line in (*(each.text for each in view.variants), *view.text):
        print(line)


@measurement.command()
def plan(
    campaign: _Id,
    language: _Language = "",
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    as_json: _Json = False,
) -> None:
    """Say how many customers and days it takes to know, and whether the campaign's period is long enough."""
    from hub.service.results.views import plan_view  # noqa: PLC0415

    def ask(of: "Results", document: "CampaignDocument | None", words: "WordsIn", now_ms: int) -> "PlanView":
        if document is None:
            refuse("name one campaign: all together have no plan of their own.")
        return plan_view(of.plan(document, now_ms), words)

    view = _asked(campaign, language, settings_file, data_dir, ask)
    print(view.model_dump_json(indent=1) if as_json else "\n".join(view.text))


def _asked(
    campaign: str,
    language: str,
    settings_file: SettingsFile,
    data_dir: DataDir,
    ask: "Callable[[Results, CampaignDocument | None, WordsIn, int], V]",
) -> V:
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from hub.ground.manifests import schemas  # noqa: PLC0415
    from hub.ground.shop.file import shop_of  # noqa: PLC0415
    from hub.ground.words.words import Words  # noqa: PLC0415
    from hub.service.campaigns.repository import CampaignRepository  # noqa: PLC0415
    from hub.service.campaigns.terminal import facts_of  # noqa: PLC0415
    from hub.service.results.endpoints import document_of  # noqa: PLC0415
    from hub.service.results.service import Results  # noqa: PLC0415

    with refusing():
        settings = settings_of(settings_file, data_dir)
        with hub_database(settings.data_dir, schemas()) as db:
            document = None
            if campaign != ALL:
                document = document_of(CampaignRepository(db, lambda: facts_of(settings)), campaign)
                if document is None:
                    refuse(f'there is no campaign "{campaign}" with a document. goddag-hub campaigns list names them.')
            shop = shop_of(settings)
            of = Results(db.path, shop.currency, ZoneInfo(shop.time_zone), shop.contacts.global_holdout)
            return ask(of, document, Words(shop).of(language), round(time.time() * 1000))
