"""What a campaign's document cannot know by itself: the shop's languages, zones and articles, its rule. Pure."""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hub.ground.words.phrase import Phrase, phrase
from hub.service.campaigns.document import Action, CampaignDocument, Kpi
from hub.service.campaigns.rules.engine import CompiledRule, engine_for
from hub.service.campaigns.rules.mistakes import Mistake
from hub.service.campaigns.rules.tree import MOST_DEPTH, MOST_PARTS, depth, parts_of, to_cel

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What of the shop a campaign must fit."""

    languages: tuple[str, ...]
    store: str
    zones: frozenset[str]
    article_known: Callable[[str], bool] | None
    """None where no catalogue came in yet."""
    article_sensitive: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one part of a campaign."""

    where: Where
    what: Phrase
    mistake: Mistake | None = None
    """Of a rule: the place in its text."""


def findings(document: CampaignDocument, shop: ShopFacts) -> tuple[Finding, ...]:
    """Everything that stands in the way of starting it."""
    return (*_rule(document), *_zones(document, shop), *_texts(document, shop), *_articles(document, shop))


def _rule(document: CampaignDocument) -> Iterator[Finding]:
    if depth(document.who) > MOST_DEPTH or parts_of(document.who) > MOST_PARTS:
        yield Finding(("who",), phrase("campaigns-rule-nested"))
        return
    text = to_cel(document.who)
    compiled = engine_for([text]).compile(text)
    if not isinstance(compiled, CompiledRule):
        for mistake in compiled:
            yield Finding(("who",), mistake.what, mistake)


def _zones(document: CampaignDocument, shop: ShopFacts) -> Iterator[Finding]:
    zone = document.trigger.zone
    if zone is not None and zone not in shop.zones:
        yield Finding(("trigger", "zone"), _unknown_zone(zone, shop.zones))


def _texts(document: CampaignDocument, shop: ShopFacts) -> Iterator[Finding]:
    for number, variant in enumerate(document.variants):
        for language in shop.languages:
            if language not in variant.text:
                yield Finding(
                    ("variants", number, "text"), phrase("campaigns-no-text", variant=variant.id, language=language)
                )
        if document.action is Action.MESSAGE and not all(each.body for each in variant.text.values()):
            yield Finding(("variants", number, "text"), phrase("campaigns-no-body", variant=variant.id))


def _articles(document: CampaignDocument, shop: ShopFacts) -> Iterator[Finding]:
    for article in sorted(document.articles):
        if shop.article_sensitive(article):
            yield Finding(("variants",), phrase("campaigns-sensitive", article=article))
        elif shop.article_known is not None and not shop.article_known(article):
            yield Finding(("variants",), phrase("campaigns-no-article", article=article))
    if document.kpi is Kpi.DWELL and document.attribution_days:
        yield Finding(("attribution_days",), phrase("campaigns-dwell-days"))


def _unknown_zone(name: str, known: frozenset[str]) -> Phrase:
    if close := difflib.get_close_matches(name, known, n=1):
        return phrase("campaigns-no-zone-near", zone=name, near=close[0])
    return phrase("campaigns-no-zone", zone=name)
