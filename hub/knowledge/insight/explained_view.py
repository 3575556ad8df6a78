"""What is said of one person, in the reader's language: the shapes of the card's "why this?" and of /api/insight."""

from typing import Literal

from hub.ground.shop.model import PlatformScore, Shop
from hub.ground.words.phrase import Phrase
from hub.ground.words.words import WordsIn
from hub.knowledge.insight.expected import ExpectationName, categories_told, expectations_told
from hub.knowledge.insight.explained import (
    INSIGHT,
    PlatformTold,
    SegmentTold,
    SuggestionTold,
    condition_told,
    filter_told,
    name_of_segment,
    platform_told,
    suggestion_told,
)
from hub.knowledge.insight.members import Known
from hub.knowledge.insight.segments import Held
from hub.trust.accounts.model import StaffModel

BandView = Literal["low", "medium", "high"]


class SuggestedView(StaffModel):
    """An article that may help, and why: in the reader's language, and in words where others show a score."""

    article: str
    list: Literal["again", "new"]
    band: BandView | None
    """How likely, seen from what is usual; None while too little is known."""
    likelihood: str
    """The same in words."""
    reasons: tuple[str, ...]
    behind: tuple[str, ...]
    """The articles of the customer's own history that it rests on."""
    source: str
    observed_at_ms: int
    """The newest purchase that it rests on."""


class SegmentView(StaffModel):
    """A group that the shop has named and the customer belongs to."""

    id: str
    name: str
    reasons: tuple[str, ...]
    """Each condition of shop.toml, with the value that held."""
    source: str
    observed_at_ms: int | None


class ConditionView(StaffModel):
    """One condition of a segment, asked of one person."""

    condition: str
    """The key in shop.toml."""
    bound: float | str
    value: float | str | None
    """None: not known, and then it does not hold."""
    holds: bool
    text: str


class JudgedSegmentView(StaffModel):
    """A segment of shop.toml, and why somebody belongs to it or does not."""

    id: str
    name: str
    belongs: bool
    conditions: tuple[ConditionView, ...]


class ExpectationView(StaffModel):
    """One thing that is expected of a person, and what it rests on."""

    name: ExpectationName
    label: str
    text: str
    band: BandView | None
    probability: float | None
    """Calibrated, 0 to 1; None where only the band is known, or where it is none."""
    reasons: tuple[str, ...]
    source: str
    observed_at_ms: int | None


class CategoryView(StaffModel):
    """How likely somebody buys from a category within four weeks."""

    category: tuple[str, ...]
    text: str
    band: BandView | None
    probability: float | None
    reasons: tuple[str, ...]


class PlatformView(StaffModel):
    """What the customer data platform computed itself, where shop.toml says that it is used."""

    name: PlatformScore
    label: str
    text: str
    source: str
    observed_at_ms: int | None
    """By the platform's own time; None when it did not say."""
    fetched_at_ms: int
    freshness: Literal["fresh", "stale", "missing"]


class RemovedView(StaffModel):
    """What the filters took out of a person's lists."""

    reason: str
    text: str
    articles: int


class MemberInsightView(StaffModel):
    """Everything that is said of one person, with its reasons."""

    model_of_ms: int
    """When the model was trained."""
    expectations: tuple[ExpectationView, ...]
    """None without a purchase."""
    categories: tuple[CategoryView, ...]
    """The likeliest first."""
    platform: tuple[PlatformView, ...]
    """The same by the platform's own reckoning, beside ours."""
    segments: tuple[JudgedSegmentView, ...]
    """In the order of shop.toml, also those that they do not belong to."""
    again: tuple[SuggestedView, ...]
    new: tuple[SuggestedView, ...]
    removed: tuple[RemovedView, ...]


def suggestion_view(told: SuggestionTold, words: WordsIn) -> SuggestedView:
    """One suggestion."""
    return SuggestedView(
        article=told.article,
        list=told.kind.value,
        band=told.level.value if told.level else None,
        likelihood=words.say(told.likelihood),
        reasons=_said(told.reasons, words),
        behind=told.behind,
        source=INSIGHT,
        observed_at_ms=told.observed_at_ms,
    )


def segment_view(told: SegmentTold, words: WordsIn) -> SegmentView:
    """A segment that somebody belongs to."""
    return SegmentView(
        id=told.segment,
        name=words.write(told.name),
        reasons=_said(told.reasons, words),
        source=told.source,
        observed_at_ms=told.observed_at_ms,
    )


def member_view(known: Known, shop: Shop, words: WordsIn) -> MemberInsightView:
    """Everything, for analysts."""
    observed_at_ms = None if known.newest_day is None else known.newest_day * 24 * 3600 * 1000
    return MemberInsightView(
        model_of_ms=known.model_of_ms,
        expectations=tuple(
            ExpectationView(
                name=each.name,
                label=words.say(each.label),
                text=words.say(each.said),
                band=each.level.value if each.level else None,
                probability=each.probability,
                reasons=_said(each.reasons, words),
                source=INSIGHT,
                observed_at_ms=observed_at_ms,
            )
            for each in expectations_told(known, shop)
        ),
        categories=tuple(
            CategoryView(
                category=each.category,
                text=words.say(each.said),
                band=each.level.value if each.level else None,
                probability=each.probability,
                reasons=_said(each.reasons, words),
            )
            for each in categories_told(known)
        ),
        platform=tuple(_platform(each, words) for each in platform_told(known, shop)),
        segments=_segments(known, shop, words),
        again=tuple(suggestion_view(suggestion_told(each), words) for each in known.lists.again),
        new=tuple(suggestion_view(suggestion_told(each), words) for each in known.lists.new),
        removed=tuple(
            RemovedView(reason=reason.value, text=words.say(filter_told(reason.value)), articles=times)
            for reason, times in known.lists.removed.items()
        ),
    )


def _platform(told: PlatformTold, words: WordsIn) -> PlatformView:
    trait = told.trait
    return PlatformView(
        name=told.score,
        label=words.write(told.label),
        text=words.write(told.value),
        source=trait.source,
        observed_at_ms=trait.observed_at_ms,
        fetched_at_ms=trait.fetched_at_ms,
        freshness=trait.freshness.value,
    )


def _segments(known: Known, shop: Shop, words: WordsIn) -> tuple[JudgedSegmentView, ...]:
    definitions = {each.id: each for each in shop.segments}
    return tuple(
        JudgedSegmentView(
            id=each.segment,
            name=words.write(name_of_segment(definitions[each.segment])),
            belongs=each.belongs,
            conditions=tuple(_condition(held, shop, words) for held in each.because),
        )
        for each in known.segments
    )


def _condition(held: Held, shop: Shop, words: WordsIn) -> ConditionView:
    text = words.say(condition_told(held, shop))
    return ConditionView(condition=held.condition, bound=held.bound, value=held.value, holds=held.holds, text=text)


def _said(phrases: tuple[Phrase, ...], words: WordsIn) -> tuple[str, ...]:
    return tuple(words.say(each) for each in phrases)
