"""The two lists of a person: what they buy again, and what may be new to them; each with its chance and its reason.

The filters speak last: nothing that `why_not` forbids is ever in a list. Pure.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from hub.ground.shop.model import After, repeat_of
from hub.ground.words.phrase import Day, Phrase, Several, phrase
from hub.knowledge.catalogue.model import Article
from hub.knowledge.insight.chance import Chance, chance_of
from hub.knowledge.insight.filters import Filtered, Holdings, Store, why_not
from hub.knowledge.insight.history import ArticleOf, History, owned_by
from hub.knowledge.insight.model import InsightModel, Shown
from hub.knowledge.insight.neighbours import SpokenFor
from hub.knowledge.insight.orders import Ints
from hub.knowledge.insight.owned import Owned
from hub.knowledge.insight.ranking import Kind, Ranked, because, rank
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

LENGTH = 10
# Measured on real orders: a third of what is owned is below the first, a third of the candidates above the second.
THIRDS = (0.05, 0.15)
DAY_MS = 24 * 3600 * 1000
NOON_MS = DAY_MS // 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One article of a list."""

    article: Article
    kind: Kind
    probability: float
    """For sorting; what a person is told is `chance`."""
    chance: Chance
    why: Phrase
    behind: tuple[Article, ...]
    """The articles of their history that it rests on."""
    as_of_day: int
    """The newest purchase that it rests on."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What may be offered, the likeliest first, and how often each reason spoke against something likelier."""

    overall: tuple[Suggestion, ...] = ()
    again: tuple[Suggestion, ...] = ()
    new: tuple[Suggestion, ...] = ()
    removed: Mapping[Filtered, int] = field(default_factory=dict[Filtered, int])


@dataclass(frozen=True, slots=True)
class Person:
    """Whose lists are made."""

    history: History
    holdings: Holdings


@dataclass(frozen=True, slots=True)
class _Told:
    """All that a reason is made from."""

    model: InsightModel
    owned: Owned
    spoken: SpokenFor
    article_of: ArticleOf
    store: Store


def make_lists(
    model: InsightModel, person: Person, permission: Permission | None, article_of: ArticleOf, store: Store
) -> Lists:
    """The lists, or none without a permission that allows `predict`."""
    if permission is None or not permission.allows(Purpose.PREDICT):
        return Lists(removed={Filtered.NO_PERMISSION: 1})
    owned = owned_by(person.history, model.articles.places)
    found = rank(model, owned, store.day)
    told = _Told(model, owned, found.spoken, article_of, store)
    removed: Counter[Filtered] = Counter()
    again = _pick(told, found, Kind.AGAIN, person.holdings, removed)
    new = _pick(told, found, Kind.NEW, person.holdings, removed)
    both = sorted({**again, **new}.items())
    overall = tuple(suggestion for _, suggestion in both[:LENGTH])
    return Lists(overall, tuple(again.values()), tuple(new.values()), dict(removed))


def _pick(
    told: _Told, found: Ranked, kind: Kind, holdings: Holdings, removed: Counter[Filtered]
) -> dict[int, Suggestion]:
    """The first of that kind that no filter forbids, by their places in the ranking; what is forbidden is counted."""
    picked: dict[int, Suggestion] = {}
    groups: set[str] = set()
    for rank_place, place, probability in found.of(kind):
        article = told.article_of(told.model.articles.ids[place])
        reason = Filtered.UNKNOWN_ARTICLE
        if article:
            reason = why_not(article, probability, holdings, told.store, is_again=kind is Kind.AGAIN)
        if article is None or reason is not None:
            removed[reason or Filtered.UNKNOWN_ARTICLE] += 1
            continue
        if article.group and article.group in groups:
            continue  # one of its variants is in the list, and says all that this one would
        groups.add(article.group)
        make = _again if kind is Kind.AGAIN else _new
        picked[rank_place] = make(told, article, place, probability)
        if len(picked) == LENGTH:
            break
    return picked


def _again(told: _Told, article: Article, place: int, probability: float) -> Suggestion:
    owned = told.owned
    at = int(np.searchsorted(owned.article, place))
    times, first, last = int(owned.baskets[at]), int(owned.first_day[at]), int(owned.last_day[at])
    if times > 1:
        why = phrase(
            "insight-why-rhythm", times=times, days=max(round((last - first) / (times - 1)), 1), last=_day(last)
        )
    elif isinstance(repeat_of(told.store.shop, article.category), After):
        why = phrase("insight-why-worn", last=_day(last))
    else:
        why = phrase("insight-why-once", last=_day(last))
    return Suggestion(article, Kind.AGAIN, probability, _chance(told, probability), why, (article,), last)


def _new(told: _Told, article: Article, place: int, probability: float) -> Suggestion:
    speaks = because(told.spoken, place)
    behind = [each for each in map(told.article_of, _ids(told.model, speaks)) if each and not each.sensitive]
    names = tuple(each.name for each in behind)
    why = phrase("insight-why-because", bought=Several(names)) if names else phrase("insight-why-popular")
    days = told.owned.last_day[np.searchsorted(told.owned.article, speaks)]
    as_of = int(days.max()) if len(days) else told.owned.last_basket_day
    return Suggestion(article, Kind.NEW, probability, _chance(told, probability), why, tuple(behind), as_of)


def _chance(told: _Told, probability: float) -> Chance:
    return chance_of(probability, told.owned.all_baskets, Shown.PERCENT, THIRDS)


def _ids(model: InsightModel, places: Ints) -> list[str]:
    return [model.articles.ids[place] for place in places.tolist()]


def _day(day: int) -> Day:
    return Day(day * DAY_MS + NOON_MS)
