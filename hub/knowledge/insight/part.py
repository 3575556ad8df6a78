"""Insight: what would help a customer next."""

from dataclasses import dataclass
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from hub.ground.ground import Ground
from hub.ground.part import Part, Round
from hub.ground.store_settings import StoreSettings
from hub.knowledge.catalogue.model import Catalogue
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.insight.endpoints import insight_routes
from hub.knowledge.insight.looks import LookLog, Looks
from hub.knowledge.insight.members import MemberInsight
from hub.knowledge.insight.metrics import metrics_of
from hub.knowledge.insight.model_store import ModelStore
from hub.knowledge.insight.nightly import DEADLINE_SECONDS, LOOK_SECONDS, NightlyTraining
from hub.knowledge.insight.service import Insight
from hub.knowledge.insight.settings import InsightSettings
from hub.knowledge.insight.worker_job import TrainingJob, job_of
from hub.trust.audit.part import Audit
from hub.trust.audit.watch import Watch
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members


@dataclass(frozen=True, slots=True)
class InsightPart:
    """What other parts may use."""

    part: Part
    insight: Insight


def insight(
    ground: Ground,
    catalogue: Catalogue,
    people: Members,
    ledger: ConsentLedger,
    customers: KnownCustomers,
    audit: Audit,
    settings: StoreSettings,
) -> InsightPart:
    """Build the part. Training needs an extra; without it the hub scores with the model that is there."""
    own, zone = settings.of(InsightSettings), ZoneInfo(ground.shop.time_zone)
    store = ModelStore(ground.data_dir)
    sensitive = load_sensitive_products(settings.of(CustomerSettings).sensitive_products)
    light = ground.lights.add("insight", "alarms-what-insight")
    service = Insight(MemberInsight(ground.db, catalogue, ground.shop, zone, sensitive.names), store, light)

    def job() -> TrainingJob:
        return job_of(settings, ground.now_ms())

    nightly = NightlyTraining(job, store, light, own.insight_at, zone)

    can_train = own.insight_nightly and find_spec("sklearn") is not None

    async def look(_round: int) -> None:
        nightly.follow()
        if can_train:
            await nightly.look(ground.now_ms())

    within = DEADLINE_SECONDS + LOOK_SECONDS
    round_ = Round(name="insight", every_seconds=LOOK_SECONDS, once=look, within_seconds=within)
    written = LookLog(audit.bases, audit.log, Watch(audit.log, audit.limits), audit.names)
    looks = Looks(people, ledger, customers, service, written, ground.shop, ground.words)
    routes = insight_routes(store, looks, ground.clock)
    part = Part(
        name="insight",
        routes=(routes,),
        rounds=(round_,),
        metrics=metrics_of(store, ground.now_ms),
    )
    return InsightPart(part, service)
