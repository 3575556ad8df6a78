"""A visit card before it has a language: the three lines, what they rest on, and what happened before."""

from dataclasses import dataclass

from hub.ground.words.phrase import Argument, Names, Phrase
from hub.knowledge.customers.port import Freshness
from hub.knowledge.insight.explained import SegmentTold, SuggestionTold
from hub.knowledge.purchases.timeline import Entry


@dataclass(frozen=True, slots=True)
class Line:
    """One of the three lines, with where it comes from and how old that is."""

    phrase: Phrase
    source: str | None = None
    observed_at_ms: int | None = None
    is_nudge: bool = False
    """A colleague who was free was told of it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing behind the lines; without a value, why it is missing."""

    name: str
    label: Phrase | Names
    value: "Argument | None"
    source: str
    observed_at_ms: int | None = None
    fetched_at_ms: int | None = None
    freshness: Freshness = Freshness.FRESH
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer that the customer has and that still counts."""

    code: str
    phrase: Phrase
    campaign: str | None
    """What the campaign is called, where it still runs."""
    valid_until_ms: int


@dataclass(frozen=True, slots=True)
class Why:
    """What insight says of them: for whoever opens the card and asks why this."""

    suggestions: tuple[SuggestionTold, ...] = ()
    """The likeliest first."""
    segments: tuple[SegmentTold, ...] = ()
    stands_in_next_best: bool = False
    """The second line is the first suggestion."""


@dataclass(frozen=True, slots=True)
class Card:
    """How to help one customer, in three lines."""

    need: Line
    next_best: Line
    avoid: Line
    facts: tuple[Fact, ...] = ()
    notice: Phrase | None = None
    why: Why = Why()
    timeline: tuple[Entry, ...] = ()
    campaigns: tuple[Line, ...] = ()
    """What campaigns would have staff say, newest first; their source is the campaign's name."""
    offers: tuple[OpenOffer, ...] = ()
    """Those that still count, newest first."""
