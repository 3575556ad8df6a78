"""What members did after they were to get something, and before: one number for each, from the tables of others.

Within the visit where a campaign counts no days, else within so many days; before it, over the same length of time:
that takes out what the member would have done anyway (CUPED).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from hub.ground.holdings import DAY_MS
from hub.ground.member_window import MemberWindow
from hub.knowledge.purchases.repository import Bought, Orders
from hub.place.visits.repository import Visits
from hub.service.measurement.experiments import Entry

_EVER_MS = 2**62

Redeemed = Callable[[Sequence[MemberWindow], str], Sequence[int]]
"""How many offers of that campaign were redeemed within each window."""


class Metric(StrEnum):
    """What is counted for each member."""

    PURCHASE = "purchase"
    SPEND = "spend"
    VISIT = "visit"
    DWELL = "dwell"
    OFFER = "offer"

    @property
    def is_share(self) -> bool:
        """Whether it is a yes or no of each member."""
        return self in {Metric.PURCHASE, Metric.VISIT, Metric.OFFER}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one member did."""

    arm: str
    after: float
    before: float


@dataclass(slots=True)
class Outcomes:
    """Reads them."""

    orders: Orders
    visits: Visits
    currency: str
    minor_per_unit: int
    redeemed: Redeemed

    def closed(self, entries: Sequence[Entry], days: int, now_ms: int) -> list[Entry]:
        """Those whose time is over. Of the others nobody knows yet, and what they did so far is not compared."""
        if days:
            return [each for each in entries if each.at_ms + days * DAY_MS <= now_ms]
        still = {each.id for each in self.visits.all_open()}
        return [each for each in entries if each.visit not in still]

    def of(self, entries: Sequence[Entry], metric: Metric, days: int, campaign: str, now_ms: int) -> Iterator[Outcome]:
        """One for each entry, in their order; a member who did nothing counts as 0."""
        after = [_after(each, days) for each in entries]
        found = self._measured(after, metric, campaign, now_ms)
        known = self._measured(self._before(entries, days), metric, campaign, now_ms)
        for entry, did, did_before in zip(entries, found, known, strict=True):
            yield Outcome(entry.arm, did, did_before)

    def bought(self, windows: Sequence[MemberWindow]) -> list[Bought]:
        """What was bought within each window."""
        return self.orders.bought_in(windows, self.currency)

    def _before(self, entries: Sequence[Entry], days: int) -> list[MemberWindow]:
        if days:
            length = days * DAY_MS
            return [MemberWindow(e.member, e.at_ms - length, e.at_ms, but=e.visit) for e in entries]
        now = [MemberWindow(e.member, e.at_ms, e.at_ms, but=e.visit) for e in entries]
        # A window of no length: nothing is known of somebody who was here for the first time.
        return [
            MemberWindow(each.member, 0, each.until_ms, visit) if visit else each
            for each, visit in zip(now, self.visits.before(now), strict=True)
        ]

    def _measured(self, windows: Sequence[MemberWindow], metric: Metric, campaign: str, now_ms: int) -> list[float]:
        match metric:
            case Metric.PURCHASE:
                return [float(each.sales > 0) for each in self.bought(windows)]
            case Metric.SPEND:
                return [each.net_minor / self.minor_per_unit for each in self.bought(windows)]
            case Metric.VISIT:
                return [float(each.began > 0) for each in self.visits.stays_in(windows, now_ms)]
            case Metric.DWELL:
                return [each.seconds for each in self.visits.stays_in(windows, now_ms)]
            case Metric.OFFER:
                return [float(each > 0) for each in self.redeemed(windows, campaign)]
            case _:
                assert_never(metric)


def _after(entry: Entry, days: int) -> MemberWindow:
    if days:
        return MemberWindow(entry.member, entry.at_ms, entry.at_ms + days * DAY_MS, but=entry.visit)
    until = _EVER_MS if entry.visit else entry.at_ms
    return MemberWindow(entry.member, entry.at_ms, until, entry.visit, but=entry.visit)
