"""Shop requests: what a shop system asks for by law on a customer's behalf."""

from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.knowledge.purchases.endpoints import till_routes
from hub.knowledge.purchases.part import PurchasesPart
from hub.service.customer_view.customer_merge import Rename
from hub.service.shop_requests.endpoints import shop_request_routes
from hub.service.shop_requests.service import ShopRequests
from hub.trust.members.repository import Members


def shop_requests(ground: Ground, people: Members, purchases: PurchasesPart, rename: Rename) -> Part:
    """Build the part, and the webhooks of tills: Shopify sends orders and requests through one door."""
    service = ShopRequests(ground.db, ground.journal, people, purchases.orders, rename)
    return Part(
        name="shop_requests",
        routes=(till_routes(purchases.service, service, purchases.tills, purchases.refusals, ground.clock),),
        guarded=(shop_request_routes(ground.db),),
    )
