"""Measurement: what a campaign did, as far as members agreed to be measured."""

from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.ground import Ground
from hub.ground.journal import ConsentWithdrawn, Event, Member
from hub.ground.parsing.money import EXPONENTS
from hub.ground.part import Part
from hub.knowledge.purchases.repository import Orders
from hub.place.visits.repository import Visits
from hub.service.measurement.experiments import Experiments
from hub.service.measurement.metrics import metrics_of
from hub.service.measurement.outcomes import Outcomes
from hub.service.measurement.service import Measurement
from hub.service.offers.redeemed import redeemed_in
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose


@dataclass(frozen=True, slots=True)
class MeasurementPart:
    """What other parts may use."""

    part: Part
    experiments: Experiments
    measurement: Measurement


def measurement(ground: Ground, ledger: ConsentLedger) -> MeasurementPart:
    """Build the part."""
    whole = measurement_over(ground.db, ground.shop.currency)
    experiments = whole.experiments

    def apply(event: Event, _seq: int) -> None:
        match event:
            case ConsentWithdrawn(member, Purpose.MEASURE):
                if ledger.permission(member, Purpose.MEASURE, at_ms=ground.now_ms()) is None:  # not given again since
                    experiments.withdraw(member)
            case _:
                pass

    part = Part(name="measurement", reacts_to=(ConsentWithdrawn,), apply=apply, metrics=metrics_of(experiments))
    return MeasurementPart(part, experiments, whole)


def measurement_over(db: Database, currency: str) -> Measurement:
    """The same over any connection: of a command beside a hub, and of a hub's own second one for long questions."""
    outcomes = Outcomes(Orders(db), Visits(db), currency, 10 ** EXPONENTS.get(currency, 2), redeemed_in(db))
    ledger = ConsentLedger(db)

    def may_measure(member: Member, at_ms: int) -> bool:
        return ledger.permission(member, Purpose.MEASURE, at_ms=at_ms) is not None

    return Measurement(db, Experiments(db), outcomes, may_measure)
