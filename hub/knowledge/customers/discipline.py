"""Which discipline a customer belongs to, when they belong to one."""

from collections.abc import Mapping

from hub.knowledge.customers.port import Trait

# From this share on, a customer belongs to one discipline, and offers from another annoy.
LOYAL_SHARE = 0.8
# Fewer orders than this say little about a person.
LOYAL_ORDERS = 5


def main_discipline(traits: Mapping[str, Trait]) -> str | None:
    """The one discipline a customer belongs to, or None when they ride several or too little is known."""
    trait = traits.get("disciplines_24m")
    if trait is None or not isinstance(trait.value, Mapping) or not trait.value:
        return None
    total = sum(trait.value.values())
    name, most = max(trait.value.items(), key=lambda item: item[1])
    return name if total >= LOYAL_ORDERS and most / total >= LOYAL_SHARE else None
