"""What a local inventory feed says of an article in one store. Pure.

Its fields: Google Merchant Center help, "Local inventory data specification".
"""

from dataclasses import dataclass

from hub.knowledge.catalogue.model import StoreOffer
from hub.knowledge.catalogue.plain_text import plain
from hub.knowledge.catalogue.reading import ReadingRules, prices_and_dates
from hub.knowledge.catalogue.record import Record

PICKUP_METHODS = frozenset({"buy", "reserve", "ship_to_store", "not_supported"})
_PICKUP_SLAS = frozenset({"same_day", "next_day", "multi_week", *(f"{days}_day" for days in range(2, 8))})
# A table's header may be written "in-store product location".
_SHELVES = ("instore_product_location", "in_store_product_location")


@dataclass(frozen=True, slots=True)
class StoreOfferRead:
    """The offer, and what of the line was passed over."""

    offer: StoreOffer
    sale_from_ms: int | None = None
    sale_until_ms: int | None = None
    faults: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is more in it than the store."""
        return self.offer != StoreOffer(self.offer.store, currency=self.offer.currency)


def store_offer_of(record: Record, rules: ReadingRules) -> StoreOfferRead:
    """What the line says beside how many there are."""
    said = record.fields
    priced = prices_and_dates(said, rules)
    faults = [*priced.faults]
    method, sla = _word(said.get("pickup_method", "")), _word(said.get("pickup_sla", ""))
    if method and method not in PICKUP_METHODS:
        faults.append("pickup")
        method = ""
    if sla and sla not in _PICKUP_SLAS:
        faults.append("pickup")
        sla = ""
    offer = StoreOffer(
        store=said.get("store_code", "").strip()[:64],
        price_minor=priced.prices.ordinary,
        sale_minor=priced.prices.reduced,
        currency=rules.currency,
        pickup_method=method,
        pickup_sla=sla,
        shelf=plain(next((value for name in _SHELVES if (value := said.get(name))), ""), 60),
    )
    return StoreOfferRead(offer, priced.sale_from_ms, priced.sale_until_ms, tuple(dict.fromkeys(faults)))


def _word(text: str) -> str:
    return "_".join(text.strip().casefold().replace("-", " ").replace("_", " ").split())
