"""Why a customer got a campaign, or did not, from a terminal: the same as over /api/campaigns/why, written down too."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.settings import NO_FLOOR_PLAN
from hub.ground.shop.file import shop_of
from hub.ground.store_settings import StoreSettings
from hub.ground.words.words import Words
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.insight.looking import TERMINAL, look_log
from hub.knowledge.insight.looks import LookAsked, LookRefusal
from hub.service.campaigns.decisions import Decisions
from hub.service.campaigns.repository import CampaignRepository
from hub.service.campaigns.why_view import CampaignWhy, view_of
from hub.service.campaigns.whys import REASON, WhyLooks, Whys, naming_of
from hub.service.messages.exposures import Exposures
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members


def why_at_terminal(
    settings: StoreSettings, repository: CampaignRepository, campaign: str, asked: tuple[str, str, str], now_ms: int
) -> list[CampaignWhy] | LookRefusal:
    """`asked`: the customer's id, who asks, and in which language they read. Raises `HubError`."""
    customer, staff, language = asked
    shop, db = shop_of(settings), repository.db
    plan = load_floor_plan(settings.floor_plan) if settings.floor_plan != NO_FLOOR_PLAN else None
    with closing(StoredCatalogue(settings.data_dir, lambda: now_ms)) as catalogue:
        ledger = ConsentLedger(db)
        naming = naming_of(plan, catalogue, shop)
        whys = Whys(Decisions(db), repository, Exposures(db), ledger, naming, ZoneInfo(shop.time_zone))
        looks = WhyLooks(Members(db), ledger, whys, look_log(settings, db, REASON))
        found = looks.look(LookAsked(customer, staff, TERMINAL, secrets.token_hex(8), language), campaign, now_ms)
        if isinstance(found, LookRefusal):
            return found
        words = Words(shop).of(language)
        return [view_of(each, words) for each in found]


def printed(found: Iterable[CampaignWhy]) -> Iterator[str]:
    """One block for each decision: the answer, every rule in its order, and what became of the message."""
    for each in found:
        when = f", {_time(each.at_ms)}" if each.at_ms is not None else ""
        yield f"{each.name}, version {each.version}{when}"
        yield f"  {each.said}"
        yield from (f"  {'  ' * step.depth}[{step.went}] {step.said}" for step in each.steps)
        if each.became:
            yield f"  {each.became}"


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(sep=" ", timespec="minutes")[:16] + " UTC"
