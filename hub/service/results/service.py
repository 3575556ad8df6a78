"""What a campaign did and how long that takes to know, asked on a connection of its own: it may take seconds."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from hub.ground.database import Database
from hub.ground.holdings import DAY_MS
from hub.service.campaigns.document import CampaignDocument
from hub.service.measurement.experiments import EVERY_CAMPAIGN, Tally
from hub.service.measurement.outcomes import Metric
from hub.service.measurement.part import measurement_over
from hub.service.measurement.service import (
    HISTORY_DAYS,
    ExperimentPlan,
    Measured,
    Measurement,
    Sums,
    plan_of_all,
)
from hub.service.measurement.statistics import customers_needed
from hub.service.results.plan import Planned, planned

# GrowthBook's advice: what all campaigns do together is read over two to four weeks.
ALL_DAYS = 28
# The smallest effect of all campaigns together that is worth finding.
ALL_EFFECT = 0.1


@dataclass(frozen=True, slots=True)
class Results:
    """Asks on the hub's file; safe to call in a thread."""

    file: Path
    currency: str
    zone: ZoneInfo
    global_holdout: float = 0.0
    """The share of customers who get no campaign at all."""

    def plan(self, document: CampaignDocument, now_ms: int) -> Planned:
        """The plan as it would be fixed now."""
        with self._reading() as measurement:
            return planned(document, measurement, self.zone, now_ms)

    def results(self, document: CampaignDocument, now_ms: int) -> tuple[ExperimentPlan, Measured, float]:
        """By the plan that was fixed, or as it would be now; and how many customers come in a day."""
        with self._reading() as measurement:
            plan = self._plan(measurement, document, now_ms)
            return plan, measurement.results(plan, now_ms), self._a_day(measurement, plan, now_ms)

    def sums(self, document: CampaignDocument, now_ms: int) -> tuple[ExperimentPlan, Sums]:
        """What may leave the store."""
        with self._reading() as measurement:
            plan = self._plan(measurement, document, now_ms)
            return plan, measurement.sums(plan, now_ms)

    def of_all(self, now_ms: int) -> tuple[ExperimentPlan, Measured, float]:
        """All campaigns together, against those who get none."""
        with self._reading() as measurement:
            plan = measurement.plan_of(EVERY_CAMPAIGN) or self._plan_of_all(measurement, now_ms)
            return plan, measurement.results(plan, now_ms), self._a_day(measurement, plan, now_ms)

    def tallies(self, document: CampaignDocument, now_ms: int) -> dict[str, Tally]:
        """What its bandit goes by."""
        with self._reading() as measurement:
            return measurement.tallies(document.id, Metric(document.kpi.value), now_ms)

    def _plan(self, measurement: Measurement, document: CampaignDocument, now_ms: int) -> ExperimentPlan:
        return measurement.plan_of(document.id) or planned(document, measurement, self.zone, now_ms).plan

    def _plan_of_all(self, measurement: Measurement, now_ms: int) -> ExperimentPlan:
        history = measurement.history(Metric.SPEND, ALL_DAYS, now_ms)
        known = history.mean > 0.0 and history.variance > 0.0
        customers = customers_needed(history.mean, history.variance, ALL_EFFECT) if known else 1
        return plan_of_all(self.global_holdout, customers, ALL_DAYS, 0)

    def _a_day(self, measurement: Measurement, plan: ExperimentPlan, now_ms: int) -> float:
        """How many came into the smallest arm, a day, of late."""
        since = max(plan.since_ms, now_ms - HISTORY_DAYS * DAY_MS)
        days = max(1.0, (now_ms - since) / DAY_MS)
        return len(measurement.experiments.entries(plan.campaign, since)) / days * min(plan.shares.values())

    @contextmanager
    def _reading(self) -> Generator[Measurement]:
        with closing(Database(self.file, read_only=True)) as db, db.snapshot():
            yield measurement_over(db, self.currency)
