"""What somebody does now moves what is said first: where they stand, what they looked at, what is in the basket. Pure.

The chances stay what they are: they were calibrated without the moment. Only the order changes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hub.ground.shop.model import Category
from hub.knowledge.insight.lists import Lists, Suggestion
from hub.knowledge.insight.model import USUAL_STANDING
from hub.knowledge.insight.ranking import Kind

# In logits. Standing in front of it says most, a look at it nearly as much; dwelling a minute counts as standing there.
IN_ZONE, LOOKED_AT_ARTICLE, LOOKED_AT_CATEGORY, GOES_WITH_BASKET = 1.5, 1.2, 0.5, 0.8
FULL_DWELL_SECONDS = 60.0
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Moment:
    """What is going on just now."""

    zone_categories: frozenset[Category] = frozenset()
    """What hangs where they stand."""
    dwell_seconds: float = 0.0
    viewed: Mapping[str, int] = field(default_factory=dict[str, int])
    """Articles looked at online lately, and how often."""
    viewed_categories: frozenset[Category] = frozenset()
    basket: frozenset[str] = frozenset()
    """Articles that are in the basket: those need no saying."""


def rerank(lists: Lists, moment: Moment) -> Lists:
    """The same suggestions in the order that fits the moment, without what is in the basket."""
    return replace(
        lists,
        overall=_sorted(lists.overall, moment),
        again=_sorted(lists.again, moment),
        new=_sorted(lists.new, moment),
    )


def _sorted(suggestions: tuple[Suggestion, ...], moment: Moment) -> tuple[Suggestion, ...]:
    left = [each for each in suggestions if each.article.id not in moment.basket]
    return tuple(sorted(left, key=lambda each: (-_standing(each, moment), each.article.id)))


def _standing(suggestion: Suggestion, moment: Moment) -> float:
    chance = suggestion.probability * (USUAL_STANDING if suggestion.kind is Kind.NEW else 1.0)
    chance = min(max(chance, LEAST), 1 - LEAST)
    standing = math.log(chance / (1 - chance))
    category = suggestion.article.category
    if _lies_in(category, moment.zone_categories):
        standing += IN_ZONE * min(moment.dwell_seconds / FULL_DWELL_SECONDS, 1.0)
    if suggestion.article.id in moment.viewed:
        standing += LOOKED_AT_ARTICLE
    elif _lies_in(category, moment.viewed_categories):
        standing += LOOKED_AT_CATEGORY
    if any(each.id in moment.basket for each in suggestion.behind):
        standing += GOES_WITH_BASKET
    return standing


def _lies_in(category: Category, among: frozenset[Category]) -> bool:
    return any(category[:length] in among for length in range(1, len(category) + 1))
