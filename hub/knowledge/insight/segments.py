"""Who belongs to a segment that marketing named, and which condition held with which value. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hub.ground.shop.model import SegmentDefinition
from hub.knowledge.customers.port import Trait
from hub.knowledge.insight.history import History

VALUE_DAYS = 730


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What conditions are asked of. None: not known, and then no condition about it holds."""

    orders: int
    """In 24 months, as is what was spent."""
    days_since_last_order: int | None
    visits_90_days: int | None
    discount_share: float | None
    spent_minor_24_months: int
    lapse: float | None
    line: str | None
    facts: Mapping[str, Trait] = field(default_factory=dict[str, Trait])
    """The shop's own, by key; some are what a platform computes."""


@dataclass(frozen=True, slots=True)
class Held:
    """One condition of a definition, and the value that it was asked of."""

    condition: str
    """The key in shop.toml."""
    bound: float | str
    value: float | str | None
    holds: bool
    fact: str = ""
    """The key of a fact of the shop's own, where the condition is about one."""
    source: str = ""
    """Who told of that fact."""
    observed_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether somebody belongs to a segment, and why."""

    segment: str
    belongs: bool
    because: tuple[Held, ...]


def facts_of(
    history: History,
    day: int,
    line: str | None,
    lapse: float | None,
    visits: int | None,
    own: Mapping[str, Trait] | None = None,
) -> MemberFacts:
    """From a person's orders, seen from that day."""
    sales = history.sales
    return MemberFacts(
        orders=sum(order.day > day - VALUE_DAYS for order in sales),
        days_since_last_order=max(day - max(order.day for order in sales), 0) if sales else None,
        visits_90_days=visits,
        discount_share=sum(order.has_discount for order in sales) / len(sales) if sales else None,
        spent_minor_24_months=sum(order.net_minor for order in history.orders if order.day > day - VALUE_DAYS),
        lapse=lapse,
        line=line,
        facts=own or {},
    )


def membership(segment: SegmentDefinition, facts: MemberFacts) -> Membership:
    """Every condition that is given has to hold; one without any is nobody's."""
    asked: list[tuple[str, float | None, float | None]] = [
        ("orders_at_least", segment.orders_at_least, facts.orders),
        ("days_since_last_order_at_least", segment.days_since_last_order_at_least, facts.days_since_last_order),
        ("visits_at_least", segment.visits_at_least, facts.visits_90_days),
        ("discount_share_at_least", segment.discount_share_at_least, facts.discount_share),
        ("spent_minor_at_least", segment.spent_minor_at_least, facts.spent_minor_24_months),
        ("lapse_at_least", segment.lapse_at_least, facts.lapse),
    ]
    held = [
        Held(name, bound, value, value is not None and value >= bound)
        for name, bound, value in asked
        if bound is not None
    ]
    at_most: list[tuple[str, float | None, float | None]] = [
        ("orders_at_most", segment.orders_at_most, facts.orders),
        ("days_since_last_order_at_most", segment.days_since_last_order_at_most, facts.days_since_last_order),
    ]
    held += [
        Held(name, bound, value, value is not None and value <= bound)
        for name, bound, value in at_most
        if bound is not None
    ]
    held += _about_facts(segment, facts.facts)
    if segment.line is not None:
        held.append(Held("line", segment.line, facts.line, segment.line == facts.line))
    return Membership(segment.id, bool(held) and all(each.holds for each in held), tuple(held))


def _about_facts(segment: SegmentDefinition, facts: Mapping[str, Trait]) -> list[Held]:
    asked: list[tuple[str, Mapping[str, str] | Mapping[str, float]]] = [
        ("facts_are", segment.facts_are),
        ("facts_at_least", segment.facts_at_least),
        ("facts_at_most", segment.facts_at_most),
    ]
    return [_about_fact(name, key, bound, facts.get(key)) for name, by_key in asked for key, bound in by_key.items()]


def _about_fact(condition: str, key: str, bound: float | str, trait: Trait | None) -> Held:
    if trait is None:
        return Held(condition, bound, None, holds=False, fact=key)
    said = str(trait.value)
    if isinstance(bound, str):
        return Held(condition, bound, said, said == bound, key, trait.source, trait.observed_at_ms)
    value = float(said)
    holds = value >= bound if condition == "facts_at_least" else value <= bound
    return Held(condition, bound, value, holds, key, trait.source, trait.observed_at_ms)


def memberships(segments: Iterable[SegmentDefinition], facts: MemberFacts) -> tuple[Membership, ...]:
    """Of every definition, in the order of shop.toml."""
    return tuple(membership(each, facts) for each in segments)
