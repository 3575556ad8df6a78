"""A look at one customer from a terminal: the same as over /api/insight, and written down like it."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from zoneinfo import ZoneInfo

from hub.ground.data_folder import open_hub_database
from hub.ground.database import Database
from hub.ground.health.light import Light
from hub.ground.http.outgoing import open_outgoing
from hub.ground.manifests import schemas
from hub.ground.shop.file import shop_of
from hub.ground.store_settings import StoreSettings
from hub.ground.words.words import Words
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.customers.dismissals import Dismissals
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.known import KnownCustomers
from hub.knowledge.customers.port import NoSource
from hub.knowledge.customers.profiles import Profiles
from hub.knowledge.customers.sensitive import SensitiveProducts, load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.customers.sources import configuration_of, sources_of
from hub.knowledge.customers.traits import Traits, traits_of
from hub.knowledge.insight.explained_view import MemberInsightView
from hub.knowledge.insight.looks import REASON, LookAsked, LookLog, LookRefusal, Looks
from hub.knowledge.insight.members import MemberInsight
from hub.knowledge.insight.model_store import ModelStore
from hub.knowledge.insight.service import Insight
from hub.trust.audit.bulk import Limits
from hub.trust.audit.consent_evidence import EvidenceLookup
from hub.trust.audit.log import AuditLog
from hub.trust.audit.settings import AuditSettings
from hub.trust.audit.watch import Watch
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members
from wire.clock import Clock

TERMINAL = "terminal"
"""The device of the audit log: nobody signs in at a terminal."""


def explained(
    settings: StoreSettings, customer_ref: str, staff: str, language: str, now_ms: int
) -> MemberInsightView | LookRefusal:
    """What is said of them, or why not; asks the sources of customer data as a card does. Raises `HubError`."""
    asked = LookAsked(customer_ref, staff, TERMINAL, secrets.token_hex(8), language)
    return asyncio.run(_explained(settings, asked, now_ms))


async def _explained(settings: StoreSettings, asked: LookAsked, now_ms: int) -> MemberInsightView | LookRefusal:
    shop = shop_of(settings)
    sensitive = load_sensitive_products(settings.of(CustomerSettings).sensitive_products)
    with (
        closing(open_hub_database(settings.data_dir, schemas())) as db,
        closing(StoredCatalogue(settings.data_dir, lambda: now_ms)) as catalogue,
    ):
        people, ledger = Members(db), ConsentLedger(db)
        written = look_log(settings, db)
        members = MemberInsight(db, catalogue, shop, ZoneInfo(shop.time_zone), sensitive.names)
        insight = Insight(members, ModelStore(settings.data_dir), Light("insight"))
        async with sources_asked(settings, db) as customers:
            looks = Looks(people, ledger, customers, insight, written, shop, Words(shop))
            return await looks.look(asked, now_ms)


def look_log(settings: StoreSettings, db: Database, reason: str = REASON) -> LookLog:
    """Where a look is written down, with the same limits as in the hub."""
    own, log = settings.of(AuditSettings), AuditLog(db)
    watch = Watch(log, Limits(own.most_opened_per_hour, own.most_opened_before_refusing))
    return LookLog(EvidenceLookup(Members(db), ConsentLedger(db)), log, watch, own.audit_names, reason)


@asynccontextmanager
async def sources_asked(settings: StoreSettings, db: Database) -> AsyncGenerator[KnownCustomers]:
    """The sources of customer data, as the hub asks them."""
    sensitive = load_sensitive_products(settings.of(CustomerSettings).sensitive_products)
    async with open_outgoing() as outgoing:
        traits = traits_of(shop_of(settings), sensitive)
        customers = _customers(settings, traits, sensitive, db, JsonClient(outgoing))
        try:
            yield customers
        finally:
            await customers.source.close()


def _customers(
    settings: StoreSettings, traits: Traits, sensitive: SensitiveProducts, db: Database, door: JsonClient
) -> KnownCustomers:
    configuration = configuration_of(settings.of(CustomerSettings), traits)
    if configuration is None:
        return KnownCustomers(NoSource(), Dismissals(db), traits)
    sources = list(sources_of(configuration, door, db, traits))
    return KnownCustomers(Profiles(sources, sensitive, Clock(), traits=traits), Dismissals(db), traits)
