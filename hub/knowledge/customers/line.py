"""Which line of the shop's articles a customer belongs to, when they belong to one."""

from collections.abc import Mapping

from hub.ground.shop.model import LOYAL_ORDERS, LOYAL_SHARE, Shop
from hub.knowledge.customers.port import Trait


def main_line(traits: Mapping[str, Trait], shop: Shop) -> str | None:
    """The one line a customer belongs to, or None when they buy of several or too little is known."""
    trait = traits.get("lines_24m")
    if trait is None or not isinstance(trait.value, Mapping) or not trait.value:
        return None
    orders = shop.lines.loyal_orders if shop.lines else LOYAL_ORDERS
    share = shop.lines.loyal_share if shop.lines else LOYAL_SHARE
    total = sum(trait.value.values())
    name, most = max(trait.value.items(), key=lambda item: item[1])
    return name if total >= orders and most / total >= share else None
