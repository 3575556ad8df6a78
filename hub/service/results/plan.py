"""What is measured of a campaign, from its document and what the store's customers did before."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from hub.service.campaigns.document import CampaignDocument, Choice
from hub.service.measurement.outcomes import Metric
from hub.service.measurement.planning import Forecast, forecast
from hub.service.measurement.results import CONTROL
from hub.service.measurement.service import ExperimentPlan, Measurement, merged
from hub.service.measurement.statistics import customers_needed, share_variance

# Of a store without a past nothing is known. As if one customer in ten did it: a figure that every manager can picture.
UNKNOWN_BASE = 0.1


@dataclass(frozen=True, slots=True)
class Planned:
    """What is fixed at the start, and what it was reckoned from."""

    plan: ExperimentPlan
    forecast: Forecast
    period_days: int


def shares_of(document: CampaignDocument) -> dict[str, float]:
    """The planned share of each arm, the control's under `CONTROL`; together 1."""
    every, rest = sum(each.share for each in document.variants), 1.0 - document.holdout
    return {CONTROL: document.holdout, **{each.id: rest * each.share / every for each in document.variants}}


def begins_ms(document: CampaignDocument, zone: ZoneInfo) -> int:
    """The first moment of the campaign's first day."""
    return round(datetime.combine(document.period.first, time(), zone).timestamp() * 1000)


def planned(document: CampaignDocument, measurement: Measurement, zone: ZoneInfo, now_ms: int) -> Planned:
    """The plan as it would be fixed now: from what was before the campaign's first day."""
    metric, first_ms = Metric(document.kpi.value), begins_ms(document, zone)
    is_merged = document.choice is Choice.BANDIT
    shares = merged(shares_of(document)) if is_merged else shares_of(document)
    history = measurement.history(metric, document.attribution_days, min(now_ms, first_ms))
    period_days = (document.period.last - document.period.first).days + 1
    seen = forecast(history, document.smallest_effect, shares, period_days, document.attribution_days)
    unknown = customers_needed(UNKNOWN_BASE, share_variance(UNKNOWN_BASE), document.smallest_effect)
    plan = ExperimentPlan(
        document.id, metric, document.attribution_days, shares, seen.customers or unknown, seen.horizon, first_ms,
        merged=is_merged,
    )  # fmt: skip
    return Planned(plan, seen, period_days)
