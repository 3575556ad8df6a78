"""What a campaign's document cannot know by itself: the shop's languages, zones and articles, its rule. Pure."""

import difflib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hub.ground.words.phrase import Phrase, phrase
from hub.service.campaigns.document import Action, CampaignDocument, Kpi, Text, Variant
from hub.service.campaigns.rules.engine import CompiledRule, HoldsNot, engine_for
from hub.service.campaigns.rules.fields import FieldType, Value
from hub.service.campaigns.rules.mistakes import Mistake
from hub.service.campaigns.rules.tree import (
    MOST_DEPTH,
    MOST_PARTS,
    AllOf,
    AnyOf,
    Cel,
    Leaf,
    Not,
    Rule,
    depth,
    parts_of,
    to_cel,
)

Where = tuple[str | int, ...]

PLACEHOLDERS = ("article", "code", "value", "until")
"""What stands in braces in a text, and is filled in for each customer."""
_NOTHING: Mapping[FieldType, Value] = {
    FieldType.TEXT: "",
    FieldType.WHOLE: 0,
    FieldType.NUMBER: 0.0,
    FieldType.TEXTS: [],
    FieldType.COUNTS: {},
    FieldType.SHARES: {},
}
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What of the shop a campaign must fit."""

    languages: tuple[str, ...]
    store: str
    zones: frozenset[str]
    article_known: Callable[[str], bool] | None
    """None where no catalogue came in yet."""
    article_sensitive: Callable[[str], bool]
    unrecorded_zones: frozenset[str] = frozenset()
    """Of these nothing is kept, and nothing is said."""
    today: date | None = None
    """In the store's time zone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one part of a campaign."""

    where: Where
    what: Phrase
    mistake: Mistake | None = None
    """Of a rule: the place in its text."""


def findings(document: CampaignDocument, shop: ShopFacts) -> tuple[Finding, ...]:
    """Everything that stands in the way of starting it."""
    return (
        *_time_and_place(document, shop),
        *rule_findings(document),
        *sensitive_articles(document, shop),
        *unfit(document, shop),
        *_kpi(document),
    )


def unfit(document: CampaignDocument, shop: ShopFacts) -> tuple[Finding, ...]:
    """What of it the shop does not have, or not any more: a zone, a text in a language, an article."""
    return (*_zones(document, shop), *_texts(document, shop), *_unknown_articles(document, shop))


def rule_findings(document: CampaignDocument) -> Iterator[Finding]:
    """What is wrong with its rule."""
    if depth(document.who) > MOST_DEPTH or parts_of(document.who) > MOST_PARTS:
        yield Finding(("who",), phrase("campaigns-rule-nested"))
        return
    # What was written as CEL is looked at by itself first, so that the place is one of that text.
    found = [each for where, text in _cel_in(document.who, ("who",)) for each in _compiled(where, text)]
    yield from found or _compiled(("who",), to_cel(document.who))


def _compiled(where: Where, text: str) -> list[Finding]:
    engine = engine_for([text])
    compiled = engine.compile(text)
    if isinstance(compiled, CompiledRule):
        # A loop over what the rule itself names is as long for everybody: asked once of nobody, it shows.
        values = {each.name: _NOTHING[each.field.type] for each in compiled.variables}
        match compiled.holds(engine.about(values)):
            case HoldsNot(why=Phrase(id="campaigns-rule-heavy") as why):
                return [Finding(where, why)]
            case _:
                return []
    return [Finding(where, mistake.what, mistake) for mistake in compiled]


def _cel_in(rule: Rule, where: Where) -> Iterator[tuple[Where, str]]:
    match rule:
        case Cel(cel=text):
            yield (*where, "cel"), text
        case AllOf(all=parts):
            for number, each in enumerate(parts):
                yield from _cel_in(each, (*where, "all", number))
        case AnyOf(any=parts):
            for number, each in enumerate(parts):
                yield from _cel_in(each, (*where, "any", number))
        case Not(not_=part):
            yield from _cel_in(part, (*where, "not"))
        case Leaf():
            return


def sensitive_articles(document: CampaignDocument, shop: ShopFacts) -> Iterator[Finding]:
    """Articles of it that must never be spoken of."""
    for article, where in _articles(document):
        if shop.article_sensitive(article):
            yield Finding(where, phrase("campaigns-sensitive", article=article))


def _unknown_articles(document: CampaignDocument, shop: ShopFacts) -> Iterator[Finding]:
    """Articles of it that the shop does not sell."""
    for article, where in _articles(document):
        if shop.article_known and not shop.article_known(article) and not shop.article_sensitive(article):
            yield Finding(where, phrase("campaigns-no-article", article=article))


def overlaps(document: CampaignDocument, others: Iterable[CampaignDocument]) -> tuple[Finding, ...]:
    """Live campaigns that what happens sets off for the same people: one of the two is said, and the other is not."""
    return tuple(
        Finding(("trigger",), phrase(_which_is_said(document, each), name=each.name, id=each.id))
        for each in sorted(others, key=lambda other: other.id)
        if each.id != document.id and _meet(document, each) and _same_people(document, each)
    )


def without_codes(document: CampaignDocument, left: Mapping[str, int], retired: Container[str]) -> tuple[Finding, ...]:
    """Lists it draws from that have no codes: until some come in, nobody gets the offer.

    `left`: by list in use, how many codes nobody has.
    """
    found: list[Finding] = []
    for number, pool in enumerate(each.offer.pool if each.offer else None for each in document.variants):
        if pool and not left.get(pool):
            state = "empty" if pool in left else "retired" if pool in retired else "unknown"
            where: Where = ("variants", number, "offer", "pool")
            found.append(Finding(where, phrase(f"campaigns-pool-{state}", pool=pool)))
    return tuple(found)


def _meet(one: CampaignDocument, other: CampaignDocument) -> bool:
    places = not one.stores or not other.stores or bool(set(one.stores) & set(other.stores))
    days = one.period.first <= other.period.last and other.period.first <= one.period.last
    same = (one.trigger.on, one.trigger.zone, one.action) == (other.trigger.on, other.trigger.zone, other.action)
    return places and days and same


def _same_people(one: CampaignDocument, other: CampaignDocument) -> bool:
    """The same audience; or one is for everybody and comes first, so that the other is never said."""
    mine, theirs = to_cel(one.who), to_cel(other.who)
    if mine == theirs:
        return True
    first = one if one.priority >= other.priority else other
    return to_cel(first.who) == "true"


def _which_is_said(one: CampaignDocument, other: CampaignDocument) -> str:
    if one.priority == other.priority:
        return "campaigns-overlap-even"
    return "campaigns-overlap-first" if one.priority > other.priority else "campaigns-overlap-never"


def _time_and_place(document: CampaignDocument, shop: ShopFacts) -> Iterator[Finding]:
    if shop.today and document.period.last < shop.today:
        yield Finding(("period", "last"), phrase("campaigns-over", last=document.period.last.isoformat()))
    if document.stores and shop.store not in document.stores:
        yield Finding(("stores",), phrase("campaigns-no-store", store=shop.store, stores=", ".join(document.stores)))


def _zones(document: CampaignDocument, shop: ShopFacts) -> Iterator[Finding]:
    zone = document.trigger.zone
    if zone is None:
        return
    if zone not in shop.zones:
        yield Finding(("trigger", "zone"), _unknown_zone(zone, shop.zones))
    elif zone in shop.unrecorded_zones:
        yield Finding(("trigger", "zone"), phrase("campaigns-zone-sensitive", zone=zone))


def _texts(document: CampaignDocument, shop: ShopFacts) -> Iterator[Finding]:
    for number, variant in enumerate(document.variants):
        where: Where = ("variants", number, "text")
        for language in shop.languages:
            if language not in variant.text:
                yield Finding(where, phrase("campaigns-no-text", variant=variant.id, language=language))
        if document.action is Action.MESSAGE and not all(each.body for each in variant.text.values()):
            yield Finding(where, phrase("campaigns-no-body", variant=variant.id))
        for language, text in variant.text.items():
            yield from _placeholders(variant, text, (*where, language))


def _placeholders(variant: Variant, text: Text, where: Where) -> Iterator[Finding]:
    for key, said in (("title", text.title), ("body", text.body)):
        for name in dict.fromkeys(_BRACES.findall(said)):
            if what := _wrong_placeholder(variant, name):
                yield Finding((*where, key), what)
        if re.search(r"[{}]", _BRACES.sub("", said)):
            yield Finding((*where, key), phrase("campaigns-brace", name="{article}"))


def _wrong_placeholder(variant: Variant, name: str) -> Phrase | None:
    if name not in PLACEHOLDERS:
        allowed = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
        return phrase("campaigns-placeholder", name=f"{{{name}}}", allowed=allowed)
    offer = variant.offer
    if name == "article" and not variant.article and not (offer and offer.article):
        return phrase("campaigns-placeholder-article", variant=variant.id, name="{article}")
    if name != "article" and offer is None:
        return phrase("campaigns-placeholder-offer", variant=variant.id, name=f"{{{name}}}")
    if name == "value" and offer and offer.value is None:
        return phrase("campaigns-placeholder-value", variant=variant.id, name="{value}")
    return None


def _articles(document: CampaignDocument) -> Iterator[tuple[str, Where]]:
    """Each article that it speaks of, where it stands first."""
    seen: set[str] = set()
    for number, variant in enumerate(document.variants):
        named: list[tuple[str | None, Where]] = [(variant.article, ("variants", number, "article"))]
        if variant.offer:
            named.append((variant.offer.article, ("variants", number, "offer", "article")))
        for article, where in named:
            if article and article not in seen:
                seen.add(article)
                yield article, where


def _kpi(document: CampaignDocument) -> Iterator[Finding]:
    if document.kpi is Kpi.DWELL and document.attribution_days:
        yield Finding(("attribution_days",), phrase("campaigns-dwell-days"))
    if document.kpi is Kpi.VISIT and not document.attribution_days:
        yield Finding(("kpi",), phrase("campaigns-visit-days"))


def _unknown_zone(name: str, known: frozenset[str]) -> Phrase:
    if close := difflib.get_close_matches(name, known, n=1):
        return phrase("campaigns-no-zone-near", zone=name, near=close[0])
    return phrase("campaigns-no-zone", zone=name)
