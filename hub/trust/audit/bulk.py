"""Whether somebody opens more customers than helping explains."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

WINDOW_MS = 3600 * 1000


class Verdict(StrEnum):
    """What to do about one more opening."""

    FINE = "fine"
    ALERT = "alert"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Limits:
    """Different customers in an hour: above `alert` somebody is told, above `refuse` no more are shown."""

    alert: int
    refuse: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, and how many different customers it rests on."""

    verdict: Verdict
    customers: int


def judge(limits: Limits, opened: Iterable[AbstractSet[str]], customer: str) -> Judged:
    """One more opening. `opened`: the customers of the last hour by this device, and by this person."""
    seen = list(opened)
    # Looking again at the same customer is not reading through the store.
    grown = [len(each) + 1 for each in seen if customer not in each]
    customers = max(grown, default=max(map(len, seen), default=0))
    if not grown or customers <= limits.alert:
        return Judged(Verdict.FINE, customers)
    refused = limits.refuse is not None and customers > limits.refuse
    return Judged(Verdict.REFUSE if refused else Verdict.ALERT, customers)
