"""What may be expected of a person: categories, the next visit, staying away, room for more, and their value. Pure."""

from dataclasses import dataclass, field

import numpy as np

from hub.ground.shop.model import Category
from hub.knowledge.insight.categories import category_features, habits_of
from hub.knowledge.insight.chance import FEWEST_FOR_PERCENT, Chance, Level, TooLittleKnown, chance_of
from hub.knowledge.insight.history import History, habits_in, owned_by
from hub.knowledge.insight.lapse import BuyingHabits, lapse_features, usual_gap_days
from hub.knowledge.insight.model import InsightModel, Shown
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

MOST_CATEGORIES = 10
CATEGORY_THIRDS = (0.03, 0.10)
LAPSE_THIRDS = (0.33, 0.66)
# Half of all gaps of a person lie between these shares of their usual one (measured on real orders, rounded).
EARLIEST_SHARE, LATEST_SHARE = 0.5, 1.5
# The last three baskets against those before.
RECENT_BASKETS, GROWS, SHRINKS = 3, 1.25, 0.75
VALUE_DAYS = 730


@dataclass(frozen=True, slots=True)
class NextVisit:
    """When they usually come again; days since 1970."""

    earliest_day: int
    latest_day: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often they come, and when they came last; days since 1970."""

    baskets: int
    last_day: int
    gap_days: int | None
    """None with one basket."""


@dataclass(frozen=True, slots=True)
class CategoryExpected:
    """How likely they buy from a category within four weeks, and what they bought of it."""

    category: Category
    chance: Chance
    baskets: int
    """So many of theirs held something of it."""
    last_day: int | None
    """None when they never bought of it."""


@dataclass(frozen=True, slots=True)
class Propensities:
    """All that may be expected of one person, or that too little is known."""

    rhythm: Rhythm | None = None
    """What all of it rests on; None without a purchase."""
    categories: tuple[CategoryExpected, ...] = ()
    lapse: Chance = field(default_factory=TooLittleKnown)
    """Stays away for eight weeks."""
    lapse_probability: float | None = None
    """For segments; what a person is told is `lapse`."""
    next_visit: NextVisit | None = None
    recent_share: float | None = None
    """What their last three baskets are worth, in baskets of those before; None with too few to compare."""
    value_quarter: int | None = None
    """Of all customers by what they spent in 24 months: 4 is the quarter that spent most."""


def propensities_of(model: InsightModel, history: History, permission: Permission | None, day: int) -> Propensities:
    """Of one person; nothing without a permission that allows `predict`, or without a purchase."""
    habits = habits_in(history)
    if permission is None or not permission.allows(Purpose.PREDICT) or not len(habits.day):
        return Propensities()
    baskets = len(habits.day)
    lapse = float(model.lapse.probability(lapse_features(habits, day)[None, :])[0])
    return Propensities(
        rhythm=rhythm_of(habits, day),
        categories=_categories(model, history, baskets, day),
        lapse=chance_of(lapse, baskets, model.trained.lapse_shown, LAPSE_THIRDS),
        lapse_probability=lapse,
        next_visit=next_visit(habits, day),
        recent_share=recent_share(habits),
        value_quarter=value_quarter(model, habits, day),
    )


def rhythm_of(habits: BuyingHabits, day: int) -> Rhythm:
    """At least one basket."""
    baskets = len(habits.day)
    gap = max(round(usual_gap_days(habits, day)), 1) if baskets > 1 else None
    return Rhythm(baskets, int(habits.day[-1]), gap)


def _categories(model: InsightModel, history: History, baskets: int, day: int) -> tuple[CategoryExpected, ...]:
    owned = owned_by(history, model.articles.places)
    if not len(owned.article):
        return ()
    places = model.articles.places
    rows = [
        (int(model.articles.category[places[line.article]]), order.day)
        for order in history.sales
        for line in order.lines
        if line.quantity > 0 and line.article in places
    ]
    category, days = (np.array([row[column] for row in rows], dtype=np.int64) for column in (0, 1))
    habits = habits_of(category, days, len(model.articles.categories))
    told = model.category.probability(category_features(habits, model.category_facts, day))
    # Without a catalogue every article lies in one category that has no name.
    ranked = [int(each) for each in np.argsort(-told, kind="stable")]
    best = [each for each in ranked if model.articles.categories[each]][:MOST_CATEGORIES]
    return tuple(
        CategoryExpected(
            model.articles.categories[each],
            chance_of(float(told[each]), baskets, Shown.PERCENT, CATEGORY_THIRDS),
            int(habits.baskets[each]),
            int(habits.last_day[each]) if habits.baskets[each] else None,
        )
        for each in best
    )


def next_visit(habits: BuyingHabits, day: int) -> NextVisit | None:
    """From their own rhythm; None before it is known."""
    if len(habits.day) < FEWEST_FOR_PERCENT:
        return None
    gap, last = usual_gap_days(habits, day), int(habits.day[-1])
    latest = last + round(gap * LATEST_SHARE)
    return NextVisit(last + round(gap * EARLIEST_SHARE), latest, day > latest)


def recent_share(habits: BuyingHabits) -> float | None:
    """What the last three baskets are worth against those before; None with too few to compare."""
    if len(habits.spent) <= RECENT_BASKETS:
        return None
    before, recent = float(habits.spent[:-RECENT_BASKETS].mean()), float(habits.spent[-RECENT_BASKETS:].mean())
    return recent / before if before > 0 else None


def upsell_potential(share: float | None) -> Level | None:
    """Whether their baskets grow: high where the last three are worth a quarter more than those before."""
    if share is None:
        return None
    return Level.HIGH if share >= GROWS else Level.LOW if share <= SHRINKS else Level.MEDIUM


def value_quarter(model: InsightModel, habits: BuyingHabits, day: int) -> int:
    """1 to 4."""
    spent = float(habits.spent[habits.day >= day - VALUE_DAYS].sum())
    return 1 + int(np.searchsorted(model.spent_quartiles, spent, side="right"))
