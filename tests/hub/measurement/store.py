"""A store's tables with members, visits and orders in them, for tests of what a campaign did."""

from dataclasses import dataclass, field

from hub.ground.database import Database
from hub.ground.holdings import DAY_MS
from hub.ground.journal import EndReason, Member, VisitId
from hub.knowledge.purchases.model import Order, OrderKind, TillSystem
from hub.knowledge.purchases.repository import Orders
from hub.place.visits.repository import Visit, Visits
from hub.service.measurement.experiments import Experiments
from hub.service.measurement.outcomes import Outcomes
from hub.service.measurement.service import Measurement
from hub.service.offers.redeemed import redeemed_in
from hub.trust.consents.permission import Grant, Permission, permits
from hub.trust.consents.purposes import Purpose

HOUR_MS = 3600 * 1000
NOON = 1_796_466_000_000
TILL = TillSystem("generic")


def permission(member: int) -> Permission:
    grant = Grant(Member(member), Purpose.MEASURE, granted=True, at_ms=1)
    made = permits([grant], Member(member), (Purpose.MEASURE,), 2)
    assert made
    return made


@dataclass
class Store:
    db: Database
    currency: str = "DKK"
    numbers: int = 0
    visits: Visits = field(init=False)
    orders: Orders = field(init=False)
    experiments: Experiments = field(init=False)
    measurement: Measurement = field(init=False)

    def __post_init__(self) -> None:
        self.visits, self.orders, self.experiments = Visits(self.db), Orders(self.db), Experiments(self.db)
        outcomes = Outcomes(self.orders, self.visits, self.currency, 100, redeemed_in(self.db))
        self.measurement = Measurement(self.db, self.experiments, outcomes, lambda member, _at: member != 99)

    def visit(self, member: int, at_ms: int, seconds: int | None = 1800) -> VisitId:
        self.numbers += 1
        visit = Visit(VisitId(f"v{self.numbers}"), Member(member), "sofas", at_ms, at_ms, at_ms)
        self.visits.start(visit)
        if seconds is not None:
            self.visits.end(visit, EndReason.LEFT, at_ms + seconds * 1000)
        return visit.id

    def order(self, member: int, at_ms: int, minor: int, visit: VisitId | None = None, of: str | None = None) -> str:
        self.numbers += 1
        kind = OrderKind.RETURN if minor < 0 else OrderKind.SALE
        order = Order(TILL, f"o{self.numbers}", 1, kind, at_ms, self.currency, minor, original=of)
        self.orders.put(order, at_ms, at_ms, Member(member), visit)
        return order.order_id

    def enter(self, member: int, arm: str, visit: VisitId | None, at_ms: int, campaign: str = "sofas") -> None:
        self.experiments.enter(permission(member), campaign, arm, visit, at_ms)


__all__ = ["DAY_MS", "HOUR_MS", "NOON", "Store", "permission"]
