"""What a model says of one person, as sentences: for the opened card, and for analysts. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.ground.parsing.money import written
from hub.ground.shop.model import PlatformScore, SegmentDefinition, Shop
from hub.ground.words.own_facts import fact_value
from hub.ground.words.phrase import Argument, Day, Money, Names, Phrase, phrase
from hub.ground.words.shop_names import name_of_line
from hub.knowledge.customers.port import Trait
from hub.knowledge.insight.chance import Level, level_of
from hub.knowledge.insight.lists import THIRDS, Suggestion
from hub.knowledge.insight.members import Known
from hub.knowledge.insight.ranking import Kind
from hub.knowledge.insight.segments import Held

DAY_MS = 24 * 3600 * 1000
# A day as a moment that is of that day, also by the shop's clock.
NOON_MS = DAY_MS // 2
INSIGHT = "insight"
"""The source of what is computed here."""
_SHARES = frozenset({"discount_share_at_least", "lapse_at_least"})


@dataclass(frozen=True, slots=True)
class SuggestionTold:
    """One article, how likely it is in words, and what it rests on."""

    article_id: str
    article: str
    kind: Kind
    level: Level | None
    """None while too little is known."""
    likelihood: Phrase
    reasons: tuple[Phrase, ...]
    behind: tuple[str, ...]
    """What the articles of their history that it rests on are called."""
    observed_at_ms: int


@dataclass(frozen=True, slots=True)
class SegmentTold:
    """A segment that somebody belongs to, with every condition that held and its value."""

    segment: str
    name: Argument
    reasons: tuple[Phrase, ...]
    observed_at_ms: int | None
    """The newest order, or what the platform says; None without one."""
    source: str = INSIGHT


@dataclass(frozen=True, slots=True)
class PlatformTold:
    """One thing that a platform computed itself."""

    score: PlatformScore
    label: Names
    value: Argument
    trait: Trait
    """With its source and age."""


def suggestion_told(suggestion: Suggestion) -> SuggestionTold:
    """One suggestion."""
    level = level_of(suggestion.chance, THIRDS)
    return SuggestionTold(
        suggestion.article.id,
        suggestion.article.name,
        suggestion.kind,
        level,
        likelihood(suggestion.kind, level),
        (suggestion.why,),
        tuple(each.name for each in suggestion.behind),
        suggestion.as_of_day * DAY_MS + NOON_MS,
    )


def likelihood(kind: Kind, level: Level | None) -> Phrase:
    """What a colleague would say instead of a number."""
    if level is None:
        return phrase("insight-likely-unknown")
    return Phrase(f"insight-likely-{kind.value}-{level.value}")


def segments_told(known: Known, shop: Shop) -> Iterator[SegmentTold]:
    """Those that somebody belongs to, in the order of shop.toml."""
    definitions = {each.id: each for each in shop.segments}
    observed_at_ms = None if known.newest_day is None else known.newest_day * DAY_MS + NOON_MS
    for told in platform_told(known, shop):
        if told.score is PlatformScore.SEGMENT:
            seen = told.trait.source, told.trait.observed_at_ms
            yield SegmentTold(shop.platform[told.score], told.value, (phrase("insight-by-platform"),), seen[1], seen[0])
    for each in known.segments:
        if each.belongs:
            reasons = tuple(condition_told(held, shop) for held in each.because)
            yield SegmentTold(each.segment, name_of_segment(definitions[each.segment]), reasons, observed_at_ms)


def filter_told(reason: str) -> Phrase:
    """Why an article is not offered."""
    return Phrase(f"insight-filter-{reason.replace('_', '-')}")


def name_of_segment(definition: SegmentDefinition) -> Names:
    """What marketing calls it."""
    return Names(definition.names)


def condition_told(held: Held, shop: Shop) -> Phrase:
    """One condition, the value that it was asked of, and its bound: `Orders in 24 months: 6 (at least 5)`."""
    if held.fact:
        return _fact_told(held, shop)
    value = phrase("insight-not-known") if held.value is None else _written(held.condition, held.value, shop)
    args: dict[str, Argument] = {"value": value, "bound": _written(held.condition, held.bound, shop)}
    return Phrase(f"insight-held-{held.condition.replace('_', '-')}", args)


def _fact_told(held: Held, shop: Shop) -> Phrase:
    fact = next(each for each in shop.facts if each.key == held.fact)
    bound = fact_value(fact, f"{held.bound:g}" if isinstance(held.bound, float | int) else held.bound, shop)
    how = held.condition.replace("_", "-")
    if held.value is None:
        unknown = phrase("insight-not-known")
        return Phrase(f"insight-held-{how}", {"fact": Names(fact.label), "value": unknown, "bound": bound})
    value = fact_value(fact, held.value if isinstance(held.value, str) else f"{held.value:g}", shop)
    told = phrase("insight-value-from", value=value, source=held.source)
    if held.observed_at_ms is not None:
        told = phrase("insight-value-from-on", value=value, source=held.source, day=Day(held.observed_at_ms))
    return Phrase(f"insight-held-{how}", {"fact": Names(fact.label), "value": told, "bound": bound})


def platform_told(known: Known, shop: Shop) -> Iterator[PlatformTold]:
    """What a platform computed itself, where the shop says that it is used."""
    facts = {each.key: each for each in shop.facts}
    for score, key in shop.platform.items():
        trait, fact = known.facts.facts.get(key), facts[key]
        if trait:
            yield PlatformTold(score, Names(fact.label), fact_value(fact, str(trait.value), shop), trait)


def _written(condition: str, value: float | str, shop: Shop) -> Argument:
    if isinstance(value, str):
        return name_of_line(value, shop)
    if condition == "spent_minor_at_least":
        return Money(written(round(value), shop.currency), shop.currency)
    return round(value * 100) if condition in _SHARES else round(value)
