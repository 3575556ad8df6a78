"""A dry run from a terminal, with its progress: the same as over /api/campaigns/{id}/dry-run."""

import asyncio
from collections.abc import Iterator

from hub.ground.database import Database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.shop.file import shop_of
from hub.ground.store_settings import StoreSettings
from hub.ground.words.words import Words
from hub.knowledge.insight.looking import sources_asked
from hub.place.visits.repository import Visits
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.dry_run import DryRun, Progress, StoreOfThen, names_sensitive
from hub.service.campaigns.dry_run_view import DryRunView, Reach, view_of_run
from hub.service.campaigns.dry_runs import AskedNow, DryRuns
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members


def dry_run_at_terminal(
    settings: StoreSettings, db: Database, document: CampaignDocument, days: int, now_ms: int, progress: Progress
) -> DryRunView:
    """Asks the sources of customer data as the hub does, where the campaign asks for them. Raises `HubError`."""
    found = asyncio.run(_run(settings, db, document, days, now_ms, progress))
    return view_of_run(document, found, Words(shop_of(settings)).of("en"))


async def _run(
    settings: StoreSettings, db: Database, document: CampaignDocument, days: int, now_ms: int, progress: Progress
) -> DryRun:
    shop, plan = shop_of(settings), load_floor_plan(settings.floor_plan)
    of = StoreOfThen(db.path, settings.data_dir, plan.store_id, shop, names_sensitive(settings))
    async with sources_asked(settings, db) as customers:
        runs = DryRuns(of, AskedNow(Members(db), ConsentLedger(db), Visits(db), customers))
        return await runs.run(document, now_ms, days, progress)


def printed_run(view: DryRunView) -> Iterator[str]:
    """The answer first, then by store and reason, then what it rests on."""
    yield view.said
    for store in view.stores:
        yield f"{store.store}: {_counted(store.all)}"
        yield f"  {_counted(store.reached)}  reached" + "".join(
            f", {name} in {visits:,}" for name, visits in store.variants.items()
        )
        for each in store.withheld:
            yield f"  {_counted(each)}  {each.reason}: {each.said}"
        yield f"  {_counted(store.not_set_off)}  not set off"
        if store.unknown_visits:
            yield f"  in {store.unknown_visits:,} visits the rule asks about a value that was not known."
    yield from view.notes


def _counted(reach: Reach) -> str:
    return f"{reach.visits:>8,} visits of {reach.members:>7,} members"
