"""Offers: codes are made, run out and are redeemed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog

from hub.ground.ground import Ground
from hub.ground.health.light import Light
from hub.ground.health.metric import counter, gauge
from hub.ground.part import Part, Round
from hub.ground.words.phrase import Phrase, phrase
from hub.knowledge.catalogue.model import Catalogue
from hub.knowledge.purchases.model import CodesOfOrder, OrderKind
from hub.knowledge.purchases.part import PurchasesPart
from hub.service.offers.bought import paid_in_full
from hub.service.offers.endpoints import offer_routes
from hub.service.offers.model import IssuedOffer, NotRedeemed
from hub.service.offers.repository import FEW_LEFT, Offers
from hub.service.offers.said import said_of_offer
from hub.trust.consents.permission import Permission

LOOK_SECONDS, WITHIN_SECONDS = 30.0, 300.0
# What a shop's own discounts are called is no code of ours, and nobody's mistake.
_NO_CODES = frozenset({NotRedeemed.NO_CODE})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OffersPart:
    """What other parts may use."""

    part: Part
    offers: Offers
    said: Callable[[IssuedOffer], Phrase]
    """What an offer is, in words."""


def offers(
    ground: Ground, purchases: PurchasesPart, catalogue: Catalogue, drawn_from: Callable[[], Iterable[str]]
) -> OffersPart:
    """Build the part. `drawn_from`: the lists that campaigns in force give codes of."""

    def bought(permission: Permission, article: str, since_ms: int) -> bool:
        return paid_in_full(purchases.orders, catalogue, permission, article, since_ms)

    def said(offer: IssuedOffer) -> Phrase:
        return said_of_offer(offer, catalogue, ground.shop.currency)

    service = Offers(ground.db, ground.journal, bought)
    light = ground.lights.add("offers", "alarms-what-offers")

    def settle(told: CodesOfOrder) -> None:
        if told.kind is OrderKind.VOID:
            service.give_back(told.order)
            return
        if told.kind is not OrderKind.SALE:
            return
        service.give_back(told.order, but=told.codes)
        for code in told.codes:
            found = service.redeem(code, told.order, told.at_ms, told.payer, told.paid_ms)
            if isinstance(found, NotRedeemed) and found not in _NO_CODES:
                log.warning("a till told of a code that does not count", why=found.value)

    purchases.service.codes.tell(settle)

    async def look(_round: int) -> None:
        service.end_overdue(ground.now_ms())
        shine(light, service.pools(), drawn_from())

    part = Part(
        name="offers",
        routes=(offer_routes(service, ground, said),),
        rounds=(Round(name="offers", every_seconds=LOOK_SECONDS, once=look, within_seconds=WITHIN_SECONDS),),
        metrics=(
            gauge(
                "offers",
                "Offers that customers got, by what became of them",
                lambda: service.states(ground.now_ms()),
                "state",
            ),
            gauge("offer_codes_left", "Codes in imported lists that nobody has yet", service.pools, "pool"),
            counter(
                "offer_codes",
                "Codes that were brought since the start, by what became of them",
                lambda: service.outcomes,
                "result",
            ),
        ),
    )
    return OffersPart(part, service, said)


def shine(light: Light, pools: Mapping[str, int], drawn_from: Iterable[str]) -> None:
    """Say which lists ran dry, or soon will. Of a list that no campaign in force draws from, nobody misses a code."""
    left = {pool: pools.get(pool, 0) for pool in sorted(drawn_from)}
    dry = [pool for pool, codes in left.items() if codes == 0]
    few = [f"{pool}: {codes}" for pool, codes in left.items() if 0 < codes < FEW_LEFT]
    if dry:
        light.stops(phrase("health-why-offers-dry"), phrase("health-next-offers"), ", ".join(dry))
    elif few:
        light.waits(phrase("health-why-offers-few"), phrase("health-next-offers"), ", ".join(few))
    elif left:
        light.works()
    else:
        light.rests()
