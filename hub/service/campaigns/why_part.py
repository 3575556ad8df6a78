"""Questions about campaigns: why a customer got one, or did not; and what one would have done."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.store_settings import StoreSettings
from hub.knowledge.insight.looks import LookLog
from hub.service.campaigns.deciding_part import CustomerKnowledge
from hub.service.campaigns.decisions import Decisions
from hub.service.campaigns.dry_run import StoreOfThen, names_sensitive
from hub.service.campaigns.dry_run_endpoints import dry_run_routes
from hub.service.campaigns.dry_runs import AskedNow, DryRuns
from hub.service.campaigns.repository import CampaignRepository
from hub.service.campaigns.why_endpoints import why_routes
from hub.service.campaigns.whys import REASON, WhyLooks, Whys, naming_of
from hub.service.messages.exposures import Exposures
from hub.trust.audit.part import Audit
from hub.trust.audit.watch import Watch


@dataclass(frozen=True, slots=True)
class WhyPart:
    """What other parts may use."""

    part: Part
    whys: Whys


def campaign_whys(
    ground: Ground,
    of: CustomerKnowledge,
    repository: CampaignRepository,
    exposures: Exposures,
    audit: Audit,
    settings: StoreSettings,
) -> WhyPart:
    """Build the part."""
    naming, zone = naming_of(ground.plan, of.catalogue, ground.shop), ZoneInfo(ground.shop.time_zone)
    whys = Whys(Decisions(ground.db), repository, exposures, of.ledger, naming, zone)
    log = LookLog(audit.bases, audit.log, Watch(audit.log, audit.limits), audit.names, REASON)
    looks = WhyLooks(of.people, of.ledger, whys, log)
    runs = DryRuns(
        StoreOfThen(ground.db.path, ground.data_dir, ground.plan.store_id, ground.shop, names_sensitive(settings)),
        AskedNow(of.people, of.ledger, of.visits, of.customers),
    )
    routes = (
        why_routes(looks, repository, ground.words, ground.clock),
        dry_run_routes(runs, repository, ground.words, ground.clock),
    )
    return WhyPart(Part(name="campaigns", routes=routes), whys)
