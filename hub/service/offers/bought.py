"""Whether a customer paid the full price for an article: an offer for it would say that they paid too much."""

from hub.knowledge.catalogue.model import Catalogue
from hub.knowledge.purchases.repository import Orders
from hub.trust.consents.permission import Permission


def paid_in_full(
    orders: Orders,
    catalogue: Catalogue,
    permission: Permission,
    article: str,
    since_ms: int,
    until_ms: int | None = None,
) -> bool:
    """Since a moment, until another; `article` by the till's number or the catalogue's id."""
    skus = orders.paid_in_full(permission.member, since_ms, until_ms)
    found = (catalogue.joined(sku) for sku in skus)
    return article in skus or any(each is not None and each.id == article for each in found)
