"""What a consent webhook says, taken out of whatever stands beside it. Pure.

A no counts with a junk date, without one, or beside channels that nobody knows; a yes needs everything to be right.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from hub.ground.customer_ref import as_customer_ref
from hub.ground.parsing.moments import NotAMoment, read_moment
from hub.trust.channels.repository import Answer
from hub.trust.channels.strictest import Said, channel_named
from hub.trust.consents.answers import is_no, is_yes
from wire.clock import to_ms

TYPE = "consent.updated"
# Another time zone makes half a day; what is further ahead was no moment at all.
_AHEAD_MS = 24 * 3600 * 1000
# 2010-01-01: platforms did not ask before; an earlier date is a default (1970, 1900, 2001) that nobody filled in.
_EARLIEST_MS = 1_262_304_000_000
_LONGEST_SOURCE = 31
_SOURCE_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")


class Passed(StrEnum):
    """Why a part of a webhook was passed over."""

    NO_CUSTOMER = "no_customer"
    """It does not say whose answers these are."""
    NO_ANSWERS = "no_answers"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNCLEAR_ANSWER = "unclear_answer"
    """Neither a yes nor a no, or a yes in another form than `true`."""
    UNCLEAR_YES = "unclear_yes"
    """A yes of no moment, or in a webhook of another type."""


@dataclass(frozen=True, slots=True)
class PlatformConsent:
    """What one customer answered."""

    customer_ref: str
    answers: tuple[Answer, ...]
    """Each no before every yes."""


@dataclass(frozen=True, slots=True)
class Read:
    """What could be used of a webhook, and how often what could not, by reason."""

    told: tuple[PlatformConsent, ...]
    passed_over: Mapping[Passed, int]


def read(webhook: Any, sent_ms: int) -> Read:
    """The answers in a parsed webhook; one without a moment is of `sent_ms`."""
    envelope = _object(webhook)
    passed_over: Counter[Passed] = Counter()
    told = [
        found
        for data in _each(envelope.get("data", webhook))
        if (found := _told(_object(data), envelope.get("type") == TYPE, sent_ms, passed_over))
    ]
    return Read(tuple(told), passed_over)


def _told(
    data: Mapping[str, Any],
    may_agree: bool,  # noqa: FBT001 - of its caller alone
    sent_ms: int,
    passed_over: Counter[Passed],
) -> PlatformConsent | None:
    try:
        named = data.get("customer_ref")
        customer_ref = as_customer_ref(named.strip() if isinstance(named, str) else named)
    except ValueError:
        passed_over[Passed.NO_CUSTOMER] += 1
        return None
    source = _source(data.get("source"))
    answers: list[Answer] = []
    given = list(_each(data.get("consents")))
    for each in given:
        found = _answer(_object(each), source, may_agree, sent_ms)
        if isinstance(found, Passed):
            passed_over[found] += 1
        else:
            answers.append(found)
    passed_over[Passed.NO_ANSWERS] += not given
    return PlatformConsent(customer_ref, tuple(sorted(answers, key=lambda answer: answer.said.granted)))


def _answer(consent: Mapping[str, Any], source: str, may_agree: bool, sent_ms: int) -> Answer | Passed:  # noqa: FBT001
    channel = channel_named(consent.get("channel"))
    if channel is None:
        return Passed.UNKNOWN_CHANNEL
    granted, at = consent.get("granted"), consent.get("at")
    said_ms = sent_ms if at is None else moment_ms(at, sent_ms)
    if is_no(granted):
        # A moment still to come would be one that nothing can follow.
        return Answer(channel, source, Said(granted=False, at_ms=sent_ms if said_ms is None else min(said_ms, sent_ms)))
    if not is_yes(granted):
        return Passed.UNCLEAR_ANSWER
    if said_ms is None or not may_agree:
        return Passed.UNCLEAR_YES
    return Answer(channel, source, Said(granted=True, at_ms=said_ms))


def moment_ms(at: object, now_ms: int) -> int | None:
    """A moment with a zone, in any form that is read elsewhere; None for a default date, or one a day ahead."""
    try:
        found = to_ms(read_moment(at, zone=None).timestamp())
    except NotAMoment:
        return None
    return found if _EARLIEST_MS <= found <= now_ms + _AHEAD_MS else None


def _source(name: object) -> str:
    """Nobody speaks for our own ledger, which is called `store`."""
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_SOURCE or not _SOURCE_SIGNS.issuperset(name):
        return "cdp"
    return "cdp" if name == "store" or not name[0].isalpha() else name


def _each(found: Any) -> Iterator[Any]:
    """The items of a list; anything else that is there is the only one."""
    if isinstance(found, list):
        yield from cast("list[Any]", found)
    elif found is not None:
        yield found


def _object(found: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}
