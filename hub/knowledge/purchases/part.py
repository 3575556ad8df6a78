"""Purchases: what tills tell."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.health.metric import counter, gauge
from hub.ground.journal import ConsentWithdrawn, Event
from hub.ground.part import Part, Round
from hub.ground.rounds import UPKEEP_SECONDS
from hub.ground.shop.model import Shop
from hub.ground.store_settings import StoreSettings
from hub.knowledge.catalogue.part import CataloguePart
from hub.knowledge.catalogue.products import ShopifyProducts
from hub.knowledge.customers.sensitive import SensitiveProducts, load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.customers.source_guard import SourceConfig
from hub.knowledge.purchases.baskets import Baskets
from hub.knowledge.purchases.endpoints import TILL_PATH, count_routes
from hub.knowledge.purchases.order_traits import source_of
from hub.knowledge.purchases.pending_articles import PendingArticles, waiting_look_ups
from hub.knowledge.purchases.redaction import SensitiveArticles
from hub.knowledge.purchases.refusal_log import RefusalLog
from hub.knowledge.purchases.repository import Orders
from hub.knowledge.purchases.service import OrderRecorder
from hub.knowledge.purchases.settings import PurchaseSettings
from hub.knowledge.purchases.till_connector import Tills
from hub.knowledge.purchases.tills import connectors_of, has_till
from hub.knowledge.purchases.tills.secrets import secrets_in
from hub.place.visits.repository import Visits
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members

# It waits for a till's service.
WITHIN_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class PurchasesPart:
    """What other parts may use."""

    part: Part
    service: OrderRecorder
    orders: Orders
    baskets: Baskets
    tills: Tills
    refusals: RefusalLog
    pending: PendingArticles | None
    sensitive: SensitiveProducts
    products: ShopifyProducts
    """Where webhooks of products go."""
    traits: SourceConfig | None
    """What the tills say of a customer, as a source among others; None for a store without a till."""


def purchases(
    ground: Ground,
    people: Members,
    ledger: ConsentLedger,
    visits: Visits,
    articles: CataloguePart,
    settings: StoreSettings,
) -> PurchasesPart:
    """Build the part. Raises `TillMappingError`, and `SensitiveListError`."""
    customer_settings = settings.of(CustomerSettings)
    orders, baskets, tills = Orders(ground.db), Baskets(ground.db), _tills(settings, ground.shop)
    sensitive = load_sensitive_products(customer_settings.sensitive_products)
    never_kept = SensitiveArticles(sensitive.names, articles.catalogue.is_sensitive)
    service = OrderRecorder(ground.journal, orders, baskets, people, ledger, visits, never_kept, tills)
    refusals = RefusalLog(ground.db)
    pending = _pending(ground, tills, service, refusals)

    async def keep(_round: int) -> None:
        service.save_counts()
        if pending:
            await pending.tick(ground.now_ms())

    async def act(event: Event, _seq: int) -> None:
        match event:
            case ConsentWithdrawn(member):
                service.anonymise(member, ground.now_ms())
            case _:
                pass

    part = Part(
        name="purchases",
        host_names=tuple(name for each in tills.connectors for name in each.host_names),
        routes=(count_routes(service, refusals),),
        bounded_itself=(f"{TILL_PATH}/",),
        rounds=(Round(name="tills", every_seconds=UPKEEP_SECONDS, once=keep, within_seconds=WITHIN_SECONDS),),
        metrics=(
            counter(
                "till_deliveries",
                "What tills told, by what became of it; `passed_over` is a place in an order that could not be used",
                lambda: _by_till(service.counts()),
                "till",
                "result",
            ),
            gauge("till_look_ups", "Sales that wait for their articles", lambda: waiting_look_ups(ground.db)),
        ),
        reacts_to=(ConsentWithdrawn,),
        act=act,
        save=service.save_counts,
    )
    # Orders of before tills came in, or of a shop that imports them now and then, speak for a card as well.
    has_orders = has_till(settings) or orders.of_a_member()
    traits = source_of(orders, people, ground.clock) if has_orders else None
    return PurchasesPart(part, service, orders, baskets, tills, refusals, pending, sensitive, articles.products, traits)


def _tills(settings: StoreSettings, shop: Shop) -> Tills:
    here = frozenset(secrets_in(settings.of(PurchaseSettings).till_locations))
    return Tills(connectors_of(settings), here, shop.currency if settings.shop else None)


def _by_till(counts: Mapping[str, int]) -> Counter[tuple[str, ...]]:
    """By till and result. Which place was passed over is at /api/tills: orders have too many for a figure each."""
    found = Counter[tuple[str, ...]]()
    for name, times in counts.items():
        found[tuple(name.split(":")[:2])] += times
    return found


def _pending(ground: Ground, tills: Tills, service: OrderRecorder, refusals: RefusalLog) -> PendingArticles | None:
    till = tills.asked_for_articles
    if till is None or till.articles is None:
        return None
    light = ground.lights.add(f"orders {till.source}", "alarms-what-sales", lambda: waiting_look_ups(ground.db))
    return PendingArticles(ground.db, service, till.source, till.articles(ground.outgoing, light), refusals)
