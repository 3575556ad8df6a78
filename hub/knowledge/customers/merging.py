"""What several sources know of one customer becomes one context."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from hub.knowledge.customers.answer import Answer
from hub.knowledge.customers.port import HAPPENINGS, Context, Freshness, SourceStatus, Trait, told_together
from hub.knowledge.customers.traits import OURS, Traits
from hub.knowledge.customers.values import moment_ms

_ANSWERED = frozenset({SourceStatus.OK, SourceStatus.NOT_FOUND})


@dataclass(frozen=True, slots=True)
class SourceResult:
    """One source: what it can tell, how asking went, and what is kept of its answer."""

    offers: frozenset[str]
    priority: int
    status: SourceStatus
    answer: Answer | None
    is_beside: bool = False
    """Whether it only adds to what a platform tells: whom it knows nothing of may be unknown there all the same."""


def merge(
    told: Sequence[SourceResult], wanted: frozenset[str], now: float, *, awaited: bool, known: Traits = OURS
) -> Context:
    """One context from all; `now` in monotonic seconds. Traits of one thing come from one source, never mixed."""
    told, needs = [each for each in told if each.offers & wanted], known.needs
    traits: dict[str, Trait] = {}
    for group in told_together(wanted):
        knowing = [each for each in told if each.answer and group & each.answer.traits.keys()]
        if not knowing:
            continue
        best = max(knowing, key=lambda each: (each.priority, _newest(each.answer, group)))
        if answer := best.answer:
            freshness = Freshness.FRESH if now < answer.fresh_until else Freshness.STALE
            traits |= {name: replace(answer.traits[name], freshness=freshness) for name in group & answer.traits.keys()}
    missing = {name: "no_consent" for name in needs if name not in wanted}
    missing |= {name: _why(name, told) for name in wanted & needs.keys() if name not in traits}
    answers = [each.answer for each in told if each.answer]
    happened = tuple(one for each in answers for name in wanted & each.happened.keys() for one in each.happened[name])
    here = {name for name, trait in traits.items() if trait.freshness is Freshness.FRESH}
    here |= {name for each in answers if now < each.fresh_until for name in each.asked & HAPPENINGS.keys()}
    return Context(traits, _status(told, here, wanted), missing, awaited, happened)


def _newest(answer: Answer | None, group: frozenset[str]) -> int:
    bought = answer.traits.get("last_order_at") if answer and "last_order_at" in group else None
    # An order is as new as it is, however late somebody counted it.
    if bought and (at_ms := moment_ms(bought.value)) is not None:
        return at_ms
    seen = [trait.observed_at_ms or 0 for name, trait in answer.traits.items() if name in group] if answer else []
    return max(seen, default=0)


def _why(name: str, told: Iterable[SourceResult]) -> str:
    """The reason that somebody can do something about comes first."""
    told = [each for each in told if name in each.offers]
    failing = [each.status for each in told if each.status not in _ANSWERED]
    if failing:
        return failing[0].value
    answers = [each.answer for each in told if each.answer]
    if any(name in answer.unusable for answer in answers):
        return "unusable"
    if any(name in answer.broken for answer in answers):
        return SourceStatus.BAD_REPLY.value
    if told and all(each.status is SourceStatus.NOT_FOUND for each in told):
        return SourceStatus.NOT_FOUND.value
    return "unknown"


def _status(told: Sequence[SourceResult], here: AbstractSet[str], wanted: frozenset[str]) -> SourceStatus:
    """Of a source that failed, unless all that it could have told is here, and fresh, from another one."""
    for each in told:
        if each.status not in _ANSWERED and not each.offers & wanted <= here:
            return each.status
    platforms = [each for each in told if not each.is_beside]
    if platforms and all(each.status is SourceStatus.NOT_FOUND for each in platforms):
        return SourceStatus.NOT_FOUND
    return SourceStatus.OK
