"""Which tills a store has connected, and by which secrets they are believed."""

from dataclasses import dataclass

from hub.knowledge.purchases.mapped import TillMapping
from hub.knowledge.purchases.model import TillSystem
from hub.knowledge.purchases.settings import PurchaseSettings
from hub.knowledge.purchases.till_file import load_till_mapping


@dataclass(frozen=True, slots=True)
class Tills:
    """A till without a secret is not connected."""

    square_keys: tuple[str, ...]
    square_url: str
    square_customer: str
    shopify_secrets: tuple[str, ...]
    shopify_customer: str
    generic_secrets: tuple[str, ...]
    mapping: TillMapping | None
    """Of a generic till with a shape of its own."""
    locations: frozenset[str]
    """What tills call this shop; empty when each order in a store is of this one."""
    looks_up: bool = False
    """Whether articles that a till does not tell by itself can be asked for."""

    def connects(self, source: TillSystem) -> bool:
        """Whether webhooks of such a till are expected."""
        secrets = {
            TillSystem.SQUARE: self.square_keys,
            TillSystem.SHOPIFY: self.shopify_secrets,
            TillSystem.GENERIC: self.generic_secrets,
        }
        return bool(secrets[source])


def tills_of(settings: PurchaseSettings) -> Tills:
    """The tills of a store, as it is configured now. Raises `TillMappingError`."""
    return Tills(
        _parts(settings.till_square_keys),
        settings.till_square_url or "",
        settings.till_square_customer,
        _parts(settings.till_shopify_secrets),
        settings.till_shopify_customer,
        _parts(settings.till_generic_secrets),
        load_till_mapping(settings.till_mapping) if settings.till_mapping else None,
        frozenset(_parts(settings.till_locations)),
        looks_up=bool(settings.till_square_token),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))
