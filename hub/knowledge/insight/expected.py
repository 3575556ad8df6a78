"""What is expected of one person, as sentences with their reasons: the next visit, absence, worth, categories. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hub.ground.parsing.money import written
from hub.ground.shop.model import Shop
from hub.ground.words.phrase import Day, Money, Phrase, phrase
from hub.knowledge.insight.chance import Band, Chance, Level, Percent, TooLittleKnown, level_of
from hub.knowledge.insight.members import Known
from hub.knowledge.insight.propensities import (
    CATEGORY_THIRDS,
    LAPSE_THIRDS,
    CategoryExpected,
    NextVisit,
    Rhythm,
    upsell_potential,
)

DAY_MS = 24 * 3600 * 1000
NOON_MS = DAY_MS // 2
_LEVEL_OF_QUARTER = {1: Level.LOW, 2: Level.MEDIUM, 3: Level.MEDIUM, 4: Level.HIGH}


ExpectationName = Literal["next_visit", "lapse", "upsell", "value"]


@dataclass(frozen=True, slots=True)
class ExpectationTold:
    """One thing that is expected, and what it rests on."""

    name: ExpectationName
    label: Phrase
    said: Phrase
    level: Level | None
    probability: float | None
    """Calibrated, 0..1; None where only its order is known, or where it is none."""
    reasons: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class CategoryTold:
    """How likely they buy from one category within four weeks."""

    category: tuple[str, ...]
    said: Phrase
    level: Level | None
    probability: float | None
    reasons: tuple[Phrase, ...]


def expectations_told(known: Known, shop: Shop) -> Iterator[ExpectationTold]:
    """The next visit, staying away, room for more, and value. Nothing of somebody who bought nothing."""
    expected, unknown = known.propensities, phrase("insight-likely-unknown")
    if expected.rhythm is None:
        return
    rhythm = (_rhythm(expected.rhythm),)
    soon = expected.next_visit
    yield ExpectationTold(
        "next_visit", phrase("insight-label-next-visit"), _visit(soon) if soon else unknown, None, None, rhythm
    )
    yield ExpectationTold(
        "lapse",
        phrase("insight-label-lapse"),
        chance_told(expected.lapse),
        level_of(expected.lapse, LAPSE_THIRDS),
        _probability(expected.lapse),
        rhythm,
    )
    growth = upsell_potential(expected.recent_share)
    share = round((expected.recent_share or 0) * 100)
    yield ExpectationTold(
        "upsell",
        phrase("insight-label-upsell"),
        Phrase(f"insight-upsell-{growth.value}") if growth else unknown,
        growth,
        None,
        (phrase("insight-why-recent", percent=share),) if growth else rhythm,
    )
    if expected.value_quarter is not None:
        spent = Money(written(known.facts.spent_minor_24_months, shop.currency), shop.currency)
        yield ExpectationTold(
            "value",
            phrase("insight-label-value"),
            phrase("insight-value-quarter", quarter=expected.value_quarter),
            _LEVEL_OF_QUARTER[expected.value_quarter],
            None,
            (phrase("insight-why-spent", amount=spent),),
        )


def categories_told(known: Known) -> Iterator[CategoryTold]:
    """The likeliest first."""
    for each in known.propensities.categories:
        yield CategoryTold(
            each.category,
            chance_told(each.chance),
            level_of(each.chance, CATEGORY_THIRDS),
            _probability(each.chance),
            (_bought_of(each),),
        )


def chance_told(chance: Chance) -> Phrase:
    """As people count: of a hundred customers like this one. A band where the height is not known."""
    match chance:
        case Percent(probability):
            return phrase("insight-of-100", count=round(probability * 100))
        case Band(level):
            return Phrase(f"insight-band-{level.value}")
        case TooLittleKnown():
            return phrase("insight-likely-unknown")


def _probability(chance: Chance) -> float | None:
    return round(chance.probability, 4) if isinstance(chance, Percent) else None


def _visit(soon: NextVisit) -> Phrase:
    if soon.is_late:
        return phrase("insight-visit-late", latest=_day(soon.latest_day))
    return phrase("insight-visit-between", earliest=_day(soon.earliest_day), latest=_day(soon.latest_day))


def _rhythm(rhythm: Rhythm) -> Phrase:
    if rhythm.gap_days is None:
        return phrase("insight-why-came-once", last=_day(rhythm.last_day))
    return phrase("insight-why-comes", baskets=rhythm.baskets, days=rhythm.gap_days, last=_day(rhythm.last_day))


def _bought_of(category: CategoryExpected) -> Phrase:
    if category.last_day is None:
        return phrase("insight-why-never-bought")
    return phrase("insight-why-bought-of", baskets=category.baskets, last=_day(category.last_day))


def _day(day: int) -> Day:
    return Day(day * DAY_MS + NOON_MS)
