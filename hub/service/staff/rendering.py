"""A card in the reader's language: each sentence as text, with its id and arguments beside it for programs."""

from collections.abc import Iterable

from hub.ground.words.phrase import Money, Phrase, phrase
from hub.ground.words.view import view_of
from hub.ground.words.words import WordsIn
from hub.knowledge.insight.explained_view import segment_view, suggestion_view
from hub.knowledge.purchases.timeline import Entry, EntryKind
from hub.service.staff.model import (
    CardField,
    CardLine,
    OfferOnCard,
    SuggestionView,
    TimelineEntry,
    VisitCard,
    WhyView,
)
from hub.service.staff.visit_card import Card, Fact, Line, Why

# Who buys for a shop of their own buys a hundred articles at once; a card is read in seconds.
MOST_NAMED = 5


def card_in(card: Card, words: WordsIn) -> VisitCard:
    """The whole card."""
    return VisitCard(
        need=_line(card.need, words),
        next_best=_line(card.next_best, words),
        avoid=_line(card.avoid, words),
        notice=words.say(card.notice) if card.notice else None,
        campaigns=tuple(_line(each, words) for each in card.campaigns),
        fields=[_field(each, words) for each in card.facts],
        why=_why(card.why, words),
        timeline=timeline_in(card.timeline, words, MOST_NAMED),
        offers=tuple(
            OfferOnCard(
                code=each.code,
                text=words.say(each.phrase),
                campaign=each.campaign,
                valid_until_ms=each.valid_until_ms,
            )
            for each in card.offers
        ),
    )


def _why(why: Why, words: WordsIn) -> WhyView:
    stands_in = why.suggestions[:1] if why.stands_in_next_best else ()
    return WhyView(
        suggestions=tuple(
            SuggestionView(**dict(suggestion_view(each, words)), stands_in="next_best" if each in stands_in else None)
            for each in why.suggestions
        ),
        segments=tuple(segment_view(each, words) for each in why.segments),
    )


def timeline_in(entries: Iterable[Entry], words: WordsIn, most_named: int | None = None) -> list[TimelineEntry]:
    """What happened before. `most_named`: of a purchase only so many articles are named, and the rest counted."""
    return [
        TimelineEntry(
            kind=entry.kind.value,
            label=words.say(Phrase(f"card-event-{_with_hyphens(entry.kind.value)}")),
            at_ms=entry.at_ms,
            source=entry.source,
            text=_text(entry, words, most_named),
            amount=entry.amount,
            currency=entry.currency,
            note=entry.id if entry.template else None,
            by=entry.by,
            price=words.money(Money(entry.amount, entry.currency)) if entry.amount and entry.currency else None,
        )
        for entry in entries
    ]


def _line(line: Line, words: WordsIn) -> CardLine:
    said = view_of(line.phrase, words)
    return CardLine(
        id=said.id,
        args=said.args,
        text=words.say(line.phrase),
        source=line.source,
        observed_at_ms=line.observed_at_ms,
        is_nudge=line.is_nudge,
    )


def _field(fact: Fact, words: WordsIn) -> CardField:
    return CardField(
        name=fact.name,
        label=words.write(fact.label),
        value=None if fact.value is None else words.write(fact.value),
        source=fact.source,
        observed_at_ms=fact.observed_at_ms,
        fetched_at_ms=fact.fetched_at_ms,
        freshness=fact.freshness.value,
        reason=fact.reason,
    )


def _text(entry: Entry, words: WordsIn, most_named: int | None) -> str:
    """An outcome that staff chose is a code; everything else is somebody's own text."""
    if most_named is not None and len(entry.names) > most_named + 1:
        first, more = ", ".join(entry.names[:most_named]), len(entry.names) - most_named
        return words.say(phrase("card-event-articles", first=first, more=more))
    if entry.template:
        template = words.say(Phrase(f"card-note-{_with_hyphens(entry.template)}"))
        return words.say(phrase("card-note-words", template=template, text=entry.text)) if entry.text else template
    said = f"card-outcome-{_with_hyphens(entry.text)}"
    return words.say(Phrase(said)) if entry.kind is EntryKind.NOTE and words.has(said) else entry.text


def _with_hyphens(code: str) -> str:
    return code.replace("_", "-")
