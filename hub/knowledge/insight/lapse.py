"""Whether a person comes back within eight weeks, from how recently, how often and for how much they bought. Pure."""

from dataclasses import dataclass

import numpy as np

from hub.knowledge.insight.logistic import Logistic, fit_logistic
from hub.knowledge.insight.orders import Baskets, Floats, Ints

HORIZON_DAYS = 56
# Many features that say nearly the same, and a strong ridge: the least log-loss on five earlier cuts of real orders.
RIDGE = 100.0
GRACE_DAYS = 7.0
# What stands in where a person came too seldom for a gap to be known: about a season.
UNKNOWN_GAP, UNKNOWN_SPREAD, UNKNOWN_LAST_BUT_ONE = 5.0, 3.0, 6.0
FEATURES = (
    "log baskets",
    "log days since",
    "log days known",
    "log time since, against the usual gap",
    "log spent",
    "log spent a basket",
    "log baskets in 30 days",
    "log baskets in 90 days",
    "log decayed baskets, 30 days",
    "log decayed baskets, 90 days",
    "log decayed baskets, 180 days",
    "log spent in the last basket",
    "log lines",
    "log lines a basket",
    "came once",
    "log baskets by log days since",
    "squared log days since",
    "log baskets in 180 days",
    "log baskets in 60 days",
    "log spread of the gaps",
    "log days since the last but one",
    "log spent in the largest basket",
    "log decayed spent, 90 days",
    "log baskets a day",
    "log time since, when it is beyond the usual gap",
    "squared log baskets",
    "log last gap",
)


@dataclass(frozen=True, slots=True)
class BuyingHabits:
    """One person's baskets, by day, ascending."""

    day: Ints
    spent: Floats
    lines: Ints


def usual_gap_days(habits: BuyingHabits, day: int) -> float:
    """Days between two baskets; for a single one, as long as it has been."""
    count = len(habits.day)
    return float(habits.day[-1] - habits.day[0]) / (count - 1) if count > 1 else float(max(day - int(habits.day[0]), 1))


def lapse_features(habits: BuyingHabits, day: int) -> Floats:
    """FEATURES of one person, seen from the morning of that day. At least one basket."""
    days, spent = habits.day, np.maximum(habits.spent, 0.0)
    count, age = len(days), np.maximum(day - habits.day, 0).astype(np.float64)
    since, known = float(age[-1]), max(float(age[0]), 1.0)
    lateness = np.log((since + GRACE_DAYS) / (usual_gap_days(habits, day) + GRACE_DAYS))
    gaps = np.diff(days)
    log_count, log_since = np.log(count), np.log1p(since)
    return np.array(
        (
            log_count,
            log_since,
            np.log1p(known),
            lateness,
            np.log1p(spent.sum()),
            np.log1p(spent.mean()),
            *(np.log1p(float((age <= within).sum())) for within in (30, 90)),
            *(np.log1p((0.5 ** (age / half)).sum()) for half in (30, 90, 180)),
            np.log1p(spent[-1]),
            np.log1p(float(habits.lines.sum())),
            np.log1p(habits.lines.mean()),
            float(count == 1),
            log_count * log_since,
            log_since**2,
            *(np.log1p(float((age <= within).sum())) for within in (180, 60)),
            np.log1p(gaps.std()) if count > 2 else UNKNOWN_SPREAD,
            np.log1p(age[-2]) if count > 1 else UNKNOWN_LAST_BUT_ONE,
            np.log1p(spent.max()),
            np.log1p((spent * 0.5 ** (age / 90)).sum()),
            np.log(count / (known + 30.0)),
            max(0.0, float(lateness)),
            log_count**2,
            np.log1p(float(gaps[-1])) if count > 1 else UNKNOWN_GAP,
        )
    )


def lapse_rows(baskets: Baskets, day: int, horizon_days: int = HORIZON_DAYS) -> tuple[Floats, Floats]:
    """Features, and whether they did not come within the horizon, of everybody who bought before that day."""
    features: list[Floats] = []
    labels: list[float] = []
    for start, end in baskets.customer_slices():
        days = baskets.day[start:end]
        known = start + int(np.searchsorted(days, day))
        if known == start:
            continue
        habits = BuyingHabits(baskets.day[start:known], baskets.spent[start:known], baskets.lines[start:known])
        features.append(lapse_features(habits, day))
        labels.append(float(not (days[known - start :] < day + horizon_days).any()))
    if not features:
        return np.zeros((0, len(FEATURES))), np.zeros(0)
    return np.stack(features), np.array(labels)


def fit_lapse(baskets: Baskets, end: int, horizon_days: int = HORIZON_DAYS) -> Logistic:
    """From the last whole horizon before `end`; nothing from `end` on is looked at."""
    features, labels = lapse_rows(baskets, end - horizon_days, horizon_days)
    return fit_logistic(FEATURES, features, labels, ridge=RIDGE)
