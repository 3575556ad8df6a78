"""Requests: what is asked for on a customer's behalf, at a terminal or by a shop system."""

from hub.ground.database import Database
from hub.ground.ground import Ground
from hub.ground.health.metric import gauge
from hub.ground.part import Part, Round
from hub.ground.rounds import UPKEEP_SECONDS
from hub.knowledge.customers.built_in import KnownTraits
from hub.knowledge.customers.part import Customers
from hub.knowledge.customers.port import NoSource
from hub.knowledge.purchases.endpoints import till_routes
from hub.knowledge.purchases.part import PurchasesPart
from hub.knowledge.purchases.repository import Orders
from hub.service.requests.customer_merge import CustomerMerge
from hub.service.requests.endpoints import shop_request_routes
from hub.service.requests.paper_requests import PaperRequests
from hub.service.requests.repository import waiting_for_an_answer
from hub.service.requests.shop_requests import ShopRequests
from hub.trust.members.part import MembersPart
from hub.trust.rights.offline import Offline
from hub.trust.rights.part import ErasurePart

# An erasure waits for a customer data platform that may be slow.
WITHIN_SECONDS = 900.0


def requests(
    ground: Ground, people: MembersPart, customers: Customers, purchases: PurchasesPart, erased: ErasurePart
) -> Part:
    """Build the part, and the webhooks of tills: Shopify sends orders and requests through one door."""
    db, members, orders = ground.db, people.people, purchases.orders
    rename = CustomerMerge(
        ground.journal, members, people.service, customers.known.source, orders, KnownTraits(db), erased.service
    )
    by_shops = ShopRequests(db, ground.journal, members, orders, rename)
    on_paper = PaperRequests(db, members, erased.service, rename)

    async def work_off(_round: int) -> None:
        await on_paper.work_off(ground.now_ms())

    return Part(
        name="requests",
        routes=(
            till_routes(
                purchases.service, by_shops, purchases.products, purchases.tills, purchases.refusals, ground.clock
            ),
            shop_request_routes(db),
        ),
        metrics=(
            gauge(
                "shop_requests_open",
                "Requests of customers that a shop system passed on and nobody has answered",
                lambda: waiting_for_an_answer(db),
            ),
        ),
        rounds=(Round(name="requests", every_seconds=UPKEEP_SECONDS, once=work_off, within_seconds=WITHIN_SECONDS),),
    )


def requests_offline(db: Database, over: Offline) -> PaperRequests:
    """The same queue at a hub that is stopped."""
    rename = CustomerMerge(
        over.journal, over.members, over.service, NoSource(), Orders(db), KnownTraits(db), over.erasure
    )
    return PaperRequests(db, over.members, over.erasure, rename)
