"""What a manager reads of a campaign's effect: each figure with its sentence. Nothing of a person."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict

from hub.ground.words.phrase import Number, Phrase, phrase
from hub.ground.words.words import WordsIn
from hub.service.measurement.outcomes import Metric
from hub.service.measurement.planning import Forecast
from hub.service.measurement.results import CONTROL, NothingSaid, VariantResult, Verdict
from hub.service.measurement.service import LEAST_IN_A_SUM, ExperimentPlan, Measured, Sums
from hub.service.measurement.statistics import Horizon, Interval
from hub.service.measurement.sums import ArmSums
from hub.service.results.plan import Planned


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class RangeView(_View):
    """A best guess, with the range that holds the truth in 95 of 100 experiments."""

    estimate: float
    low: float
    high: float
    p: float | None
    """None where looking every day is allowed."""


class VariantView(_View):
    """One variant against those held out."""

    id: str
    customers: int
    difference: RangeView | None
    """For each customer: in the shop's currency, in seconds, or as a share of 1."""
    lift: RangeView | None
    """The same as a share of what those held out did."""
    verdict: Verdict
    customers_to_go: int
    days_to_go: int | None
    text: str


class ArmView(_View):
    """How many are in an arm, and what one of them did on average."""

    id: str
    customers: int | None
    """Whose time is over; None where it is so few that it would be as good as a name."""
    average: float | None


class CreditedView(_View):
    """Purchases after a contact: credited, not caused."""

    purchases: int
    spend: float
    days: int


class PlanView(_View):
    """What is fixed before the start."""

    campaign: str
    metric: Metric
    attribution_days: int
    horizon: Horizon
    customers: int
    """In the smallest arm."""
    all_customers: int | None
    days: int | None
    period_days: int
    fits: bool
    """Whether it can be judged within its period."""
    base: float
    smallest_lift: float | None
    text: list[str]


class ResultsView(_View):
    """What a campaign did."""

    campaign: str
    metric: Metric
    attribution_days: int
    horizon: Horizon
    planned_customers: int
    arms: list[ArmView]
    hidden: str | None
    """Why there is no figure; None where there is."""
    variants: list[VariantView]
    credited: CreditedView | None
    still_open: int | None
    withdrawn: int | None
    text: list[str]
    """What is to be known beside the figures, in sentences."""


class ArmSumsView(_View):
    """Counts and sums of one arm; of several stores they add up."""

    n: int
    y: float
    yy: float
    x: float
    xx: float
    xy: float


class SumsView(_View):
    """All that leaves a store of a campaign's measurement."""

    campaign: str
    metric: Metric
    attribution_days: int
    least: int = LEAST_IN_A_SUM
    arms: dict[str, ArmSumsView]
    """Empty while an arm is smaller than `least`."""


def results_view(plan: ExperimentPlan, measured: Measured, customers_a_day: float, words: WordsIn) -> ResultsView:
    """In the reader's language."""
    found = measured.found
    variants = [] if isinstance(found, NothingSaid) else _variants(found, customers_a_day, words)
    credited = measured.credited
    sums = measured.sums
    return ResultsView(
        campaign=plan.campaign,
        metric=plan.metric,
        attribution_days=plan.attribution_days,
        horizon=plan.horizon,
        planned_customers=plan.customers,
        arms=_arms(sums, figures=not isinstance(found, NothingSaid)),
        hidden=found.why.value if isinstance(found, NothingSaid) else None,
        variants=variants,
        credited=CreditedView(purchases=credited.purchases, spend=credited.spend, days=credited.days)
        if credited
        else None,
        still_open=_unless_few(sums.still_open),
        withdrawn=_unless_few(sums.withdrawn),
        text=[words.say(each) for each in _beside(plan, measured)],
    )


def plan_view(plan: Planned, words: WordsIn) -> PlanView:
    """In the reader's language."""
    seen = plan.forecast
    return PlanView(
        campaign=plan.plan.campaign,
        metric=plan.plan.metric,
        attribution_days=plan.plan.attribution_days,
        horizon=plan.plan.horizon,
        customers=plan.plan.customers,
        all_customers=seen.all_customers,
        days=seen.days,
        period_days=plan.period_days,
        fits=seen.fits,
        base=seen.base,
        smallest_lift=seen.smallest_lift,
        text=[words.say(each) for each in _planned(seen, plan)],
    )


def sums_view(plan: ExperimentPlan, sums: Sums) -> SumsView:
    """For an office that adds stores up."""
    arms: Mapping[str, ArmSums] = sums.arms if sums.may_leave else {}
    return SumsView(
        campaign=plan.campaign,
        metric=plan.metric,
        attribution_days=plan.attribution_days,
        arms={name: ArmSumsView(n=a.n, y=a.y, yy=a.yy, x=a.x, xx=a.xx, xy=a.xy) for name, a in arms.items()},
    )


def _arms(sums: Sums, *, figures: bool) -> list[ArmView]:
    return [
        ArmView(id=name, customers=_unless_few(each.n), average=each.mean if figures else None)
        for name, each in sums.arms.items()
    ]


def _unless_few(count: int) -> int | None:
    return count if count == 0 or count >= LEAST_IN_A_SUM else None


def _variants(found: Mapping[str, VariantResult], a_day: float, words: WordsIn) -> list[VariantView]:
    return [
        VariantView(
            id=name,
            customers=each.customers,
            difference=_range(each.difference),
            lift=_range(each.lift),
            verdict=each.verdict,
            customers_to_go=each.customers_to_go,
            days_to_go=each.days_to_go(a_day),
            text=" ".join(words.say(said) for said in _said(name, each, a_day)),
        )
        for name, each in found.items()
    ]


def _range(interval: Interval | None) -> RangeView | None:
    if interval is None:
        return None
    return RangeView(estimate=interval.estimate, low=interval.low, high=interval.high, p=interval.p)


def _said(name: str, found: VariantResult, a_day: float) -> Iterator[Phrase]:
    yield Phrase(f"measurement-verdict-{found.verdict.value.replace('_', '-')}", {"variant": name})
    if found.lift:
        low, guess, high = (_number(100 * each, 1) for each in (found.lift.low, found.lift.estimate, found.lift.high))
        yield phrase("measurement-range-lift", low=low, guess=guess, high=high)
    elif found.difference:
        each = found.difference
        yield phrase(
            "measurement-range-difference",
            low=_number(each.low, 4),
            guess=_number(each.estimate, 4),
            high=_number(each.high, 4),
        )
    if found.verdict is Verdict.NOT_YET and found.customers_to_go:
        days = found.days_to_go(a_day)
        if days is None:
            yield phrase("measurement-to-go-never", customers=found.customers_to_go)
        else:
            yield phrase("measurement-to-go", customers=found.customers_to_go, days=days)


def _beside(plan: ExperimentPlan, measured: Measured) -> Iterator[Phrase]:
    if isinstance(measured.found, NothingSaid):
        yield Phrase(f"measurement-hidden-{measured.found.why.value.replace('_', '-')}")
    else:
        yield Phrase(f"measurement-horizon-{plan.horizon.value}")
    if plan.metric is Metric.OFFER:
        yield phrase("measurement-offer")
    if plan.merged:
        yield phrase("measurement-bandit")
    credited = measured.credited
    if credited:
        yield phrase("measurement-credited", purchases=credited.purchases, days=credited.days)
    else:
        yield phrase("measurement-credited-few", least=LEAST_IN_A_SUM)
    if _unless_few(measured.sums.still_open):
        yield phrase("measurement-still-open", customers=measured.sums.still_open)
    if measured.sums.withdrawn:
        count = _unless_few(measured.sums.withdrawn)
        yield (
            phrase("measurement-withdrawn", customers=count)
            if count
            else phrase("measurement-withdrawn-few", least=LEAST_IN_A_SUM)
        )


def _planned(seen: Forecast, plan: Planned) -> Iterator[Phrase]:
    if plan.plan.shares.get(CONTROL, 0.0) <= 0.0:
        yield phrase("measurement-hidden-no-control")
    elif seen.customers is None or seen.all_customers is None:
        yield phrase("measurement-plan-unknown", customers=plan.plan.customers)
    elif seen.days is None:
        yield phrase("measurement-plan-nobody", customers=seen.all_customers)
    elif seen.fits:
        yield phrase("measurement-plan-fits", customers=seen.all_customers, days=seen.days, smallest=seen.customers)
    else:
        yield phrase("measurement-plan-never", customers=seen.all_customers, days=seen.days, period=plan.period_days)
        if seen.smallest_lift:
            yield phrase("measurement-plan-smallest", lift=_number(100 * seen.smallest_lift, 0))
    yield Phrase(f"measurement-horizon-{plan.plan.horizon.value}")


def _number(value: float, places: int) -> Number:
    return Number(f"{value:.{places}f}")
