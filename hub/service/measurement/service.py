"""What a campaign did, from the tables to what may be said of it. Only counts and sums leave this module."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field

from hub.ground.database import Database
from hub.ground.holdings import DAY_MS
from hub.ground.journal import Member
from hub.ground.member_window import MemberWindow
from hub.service.measurement.experiments import ANY, EVERY_CAMPAIGN, Entry, Experiments, Tally
from hub.service.measurement.outcomes import Metric, Outcomes
from hub.service.measurement.planning import History
from hub.service.measurement.results import CONTROL, NothingSaid, Plan, VariantResult, results
from hub.service.measurement.statistics import Horizon
from hub.service.measurement.sums import ArmSums, sums_of

# Of fewer, a sum would be as good as a name: neither a store's own people nor a chain gets it.
LEAST_IN_A_SUM = 10
# A month has each day of the week as often as any other.
HISTORY_DAYS = 28
# After so long nobody remembers a message; a purchase on the same visit would be too few to speak of.
CREDIT_DAYS = 7


@dataclass(frozen=True, slots=True)
class ExperimentPlan:
    """What is fixed before a campaign starts: changed on the way, the figures would be chosen by what they say."""

    campaign: str
    metric: Metric
    attribution_days: int
    shares: Mapping[str, float]
    """Planned, of each arm; the control's under `CONTROL`."""
    customers: int
    """In the smallest arm, until an effect as large as is looked for would be seen."""
    horizon: Horizon = Horizon.SEQUENTIAL
    since_ms: int = 0
    """The first day's beginning: who came in before was part of a trial."""
    merged: bool = False
    """Whether its variants are one arm: a bandit gives more to what did well, so that each alone is biased."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Each arm's sums, of members whose time is over; `still_open` are those of whom it is not yet known."""

    arms: Mapping[str, ArmSums]
    still_open: int
    withdrawn: int
    """Members who are not in it any more, because they want no measuring."""

    @property
    def may_leave(self) -> bool:
        """Whether no sum is as good as a name."""
        return all(each.n == 0 or each.n >= LEAST_IN_A_SUM for each in self.arms.values())


@dataclass(frozen=True, slots=True)
class Credited:
    """What was bought after a contact and before the next: not what the contact caused."""

    purchases: int
    spend: float
    days: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What may be said of a campaign now."""

    sums: Sums
    found: Mapping[str, VariantResult] | NothingSaid
    credited: Credited | None
    """None where so few bought that it would be as good as a name."""


@dataclass(slots=True)
class Measurement:
    """Reads the tables, and forgets what it read."""

    db: Database
    experiments: Experiments
    outcomes: Outcomes
    may_measure: Callable[[Member, int], bool] = field(default=lambda _member, _at: False)

    def sums(self, plan: ExperimentPlan, now_ms: int) -> Sums:
        """The counts and sums of each arm: of several stores they add up."""
        entries = self.experiments.entries(plan.campaign, plan.since_ms)
        closed = self.outcomes.closed(entries, plan.attribution_days, now_ms)
        arms: dict[str, list[tuple[float, float]]] = {name: [] for name in plan.shares}
        for each in self.outcomes.of(closed, plan.metric, plan.attribution_days, plan.campaign, now_ms):
            # Of a variant that was taken out of the campaign nothing is planned: nothing is compared.
            arms.get(_arm(each.arm, plan), []).append((each.after, each.before))
        made = {name: sums_of(outcomes) for name, outcomes in arms.items()}
        return Sums(made, len(entries) - len(closed), self.experiments.withdrawn(plan.campaign))

    def results(self, plan: ExperimentPlan, now_ms: int) -> Measured:
        """What may be said now."""
        sums = self.sums(plan, now_ms)
        found = results(sums.arms, Plan(plan.shares, plan.customers, plan.horizon))
        return Measured(sums, found, self.credited(plan, now_ms))

    def credited(self, plan: ExperimentPlan, now_ms: int) -> Credited | None:
        """What came after its contacts, each purchase to the last contact before it."""
        days = plan.attribution_days or CREDIT_DAYS
        windows = [
            MemberWindow(each.member, each.at_ms, min(each.at_ms + days * DAY_MS, each.next_ms or now_ms, now_ms))
            for each in self.experiments.contacts(plan.campaign, plan.since_ms)
        ]
        bought = [
            (window.member, each)
            for window, each in zip(windows, self.outcomes.bought(windows), strict=True)
            if each.sales
        ]
        if 0 < len({member for member, _ in bought}) < LEAST_IN_A_SUM:
            return None
        spend = sum(each.net_minor for _, each in bought) / self.outcomes.minor_per_unit
        return Credited(sum(each.sales for _, each in bought), spend, days)

    def tallies(self, campaign: str, metric: Metric, now_ms: int) -> dict[str, Tally]:
        """What a bandit learns from: whether they did it within the visit; of spend, whether they bought."""
        entries = self.outcomes.closed(self.experiments.entries(campaign), 0, now_ms)
        found: dict[str, Tally] = {}
        for each in self.outcomes.of(entries, metric, 0, campaign, now_ms):
            known = found.get(each.arm, Tally())
            found[each.arm] = Tally(known.customers + 1, known.successes + (each.after > 0))
        return found

    def history(self, metric: Metric, days: int, until_ms: int) -> History:
        """What members who agreed to be measured did in the four weeks before, from their first visit on."""
        last_ms = until_ms - days * DAY_MS
        first_ms = last_ms - HISTORY_DAYS * DAY_MS
        visits = self.outcomes.visits.first_of_each(first_ms, last_ms)
        entries = [Entry(member, ANY, visit, at) for member, visit, at in visits if self.may_measure(member, until_ms)]
        found = self.outcomes.of(entries, metric, days, "", until_ms)
        sums = sums_of((each.after, each.before) for each in found)
        return History(sums.n, sums.mean, sums.variance, sums.n / HISTORY_DAYS)

    def fixed(self, plan: ExperimentPlan, now_ms: int) -> ExperimentPlan:
        """The plan as it was the first time; from now on it is this one."""
        self.db.run(
            "INSERT OR IGNORE INTO experiment_plans (campaign, plan, fixed_ms) VALUES (?, ?, ?)",
            *(plan.campaign, json.dumps(asdict(plan)), now_ms),
        )
        return self.plan_of(plan.campaign) or plan

    def plan_of(self, campaign: str) -> ExperimentPlan | None:
        """What was fixed of a campaign; None before its start."""
        row = self.db.row("SELECT plan FROM experiment_plans WHERE campaign = ?", campaign)
        if row is None:
            return None
        kept = json.loads(row[0])
        return ExperimentPlan(**kept | {"metric": Metric(kept["metric"]), "horizon": Horizon(kept["horizon"])})


def plan_of_all(share_held_out: float, customers: int, days: int, since_ms: int) -> ExperimentPlan:
    """All campaigns together, by what customers spend."""
    shares = {CONTROL: share_held_out, ANY: 1.0 - share_held_out}
    return ExperimentPlan(EVERY_CAMPAIGN, Metric.SPEND, days, shares, customers, since_ms=since_ms)


def merged(shares: Mapping[str, float]) -> dict[str, float]:
    """All variants as one arm, beside those held out."""
    return {CONTROL: shares[CONTROL], ANY: sum(share for name, share in shares.items() if name != CONTROL)}


def pooled(stores: Iterable[Mapping[str, ArmSums]]) -> dict[str, ArmSums]:
    """The sums of several stores."""
    found: dict[str, ArmSums] = {}
    for store in stores:
        for arm, sums in store.items():
            found[arm] = found.get(arm, ArmSums()) + sums
    return found


def _arm(arm: str, plan: ExperimentPlan) -> str:
    return ANY if plan.merged and arm != CONTROL else arm
