"""What a rule asked, part by part, and what it saw: sentences for whoever wants to know why."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.words.phrase import Argument, Number, Phrase, Several, phrase
from hub.service.campaigns.rules.engine import Asked, CompiledRule, Holds, RuleEngine, engine_for
from hub.service.campaigns.rules.fields import FIELDS, Value, Variable
from hub.service.campaigns.rules.tree import AllOf, AnyOf, Cel, Leaf, Not, Rule, Within, to_cel
from hub.trust.consents.purposes import Purpose

# Of these fields the id that a rule names, or the value itself, is of that kind.
_ZONES = frozenset({"zone", "zones", "dwell_seconds"})
_LINES = frozenset({"line", "bought_lines"})
_ARTICLES = frozenset({"viewed", "bought", "cart"})


class StepState(StrEnum):
    """How one rule went."""

    PASSED = "passed"
    STOPPED = "stopped"
    """Here it ended: nothing was said."""
    NOT_REACHED = "not_reached"
    """Something before it had stopped it."""
    HOLDS = "holds"
    """Of a part of the audience."""
    HOLDS_NOT = "holds_not"
    NOT_KNOWN = "not_known"
    SEEN = "seen"
    """A value by itself, of a rule that is written as CEL."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rule with the value that it saw. `depth`: 1 and more for the parts of the audience."""

    key: str
    state: StepState
    said: Phrase
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Naming:
    """What the shop calls what a rule names by id."""

    article: Callable[[str], str]
    zone: Callable[[str], str]
    line: Callable[[str], Argument]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule saw of a customer. `may`: what they had agreed to; a value needs it to be known, or to be shown."""

    values: Mapping[str, Value]
    may: frozenset[Purpose]
    shown: frozenset[Purpose]
    """Whoever reads this sees no value of another purpose."""


def rule_steps(rule: Rule, seen: Seen, naming: Naming) -> tuple[Step, ...]:
    """Each part in its order, the whole before its parts."""
    engine = engine_for(_texts(rule))
    return tuple(_Reading(engine, engine.about(seen.values), seen, naming).steps(rule, 1))


def _texts(rule: Rule) -> Iterator[str]:
    yield to_cel(rule)
    match rule:
        case AllOf(all=parts) | AnyOf(any=parts):
            for each in parts:
                yield from _texts(each)
        case Not(not_=part):
            yield from _texts(part)
        case _:
            pass


@dataclass(frozen=True, slots=True)
class _Reading:
    engine: RuleEngine
    asked: Asked
    seen: Seen
    naming: Naming

    def steps(self, rule: Rule, depth: int) -> Iterator[Step]:
        match rule:
            case AllOf(all=()):
                yield Step("everybody", StepState.HOLDS, phrase("why-everybody"), depth)
            case AllOf(all=parts):
                yield from self._group(rule, phrase("why-all"), parts, depth)
            case AnyOf(any=parts):
                yield from self._group(rule, phrase("why-any"), parts, depth)
            case Not(not_=part):
                yield from self._group(rule, phrase("why-not"), (part,), depth)
            case Cel(cel=text):
                yield Step("cel", self._state(rule), phrase("why-cel", rule=text), depth)
                yield from self._values(text, depth + 1)
            case Leaf():
                yield self._leaf(rule, depth)

    def _group(self, rule: Rule, said: Phrase, parts: tuple[Rule, ...], depth: int) -> Iterator[Step]:
        yield Step("group", self._state(rule), said, depth)
        for each in parts:
            yield from self.steps(each, depth + 1)

    def _state(self, rule: Rule) -> StepState:
        compiled = self.engine.compile(to_cel(rule))
        if not isinstance(compiled, CompiledRule):
            return StepState.NOT_KNOWN
        if not all(self._may_show(each) for each in compiled.variables):
            return StepState.NOT_KNOWN
        match compiled.holds(self.asked):
            case Holds():
                return StepState.HOLDS
            case answer:
                return StepState.HOLDS_NOT if answer.why is None else StepState.NOT_KNOWN

    def _values(self, text: str, depth: int) -> Iterator[Step]:
        compiled = self.engine.compile(text)
        for each in compiled.variables if isinstance(compiled, CompiledRule) else ():
            value = self._value(each)
            if value is None:
                yield Step(
                    each.name, StepState.NOT_KNOWN, self._unknown(phrase("why-name", name=each.name), each), depth
                )
            else:
                said = phrase("why-value", name=each.name, value=json.dumps(value, ensure_ascii=False))
                yield Step(each.name, StepState.SEEN, said, depth)

    def _leaf(self, leaf: Leaf, depth: int) -> Step:
        variable = Variable(FIELDS[leaf.field], leaf.within.window if leaf.within else None)
        value, what = self._value(variable), _within(self._what(leaf), leaf.within)
        if value is None:
            return Step(variable.name, StepState.NOT_KNOWN, self._unknown(what, variable), depth)
        said = phrase("why-seen", what=what, seen=self._written(leaf, value), asked=self._asked(leaf))
        return Step(variable.name, self._state(leaf), said, depth)

    def _what(self, leaf: Leaf) -> Phrase:
        return Phrase(f"why-field-{leaf.field.replace('_', '-')}", {"of": self._named(leaf.field, leaf.of or "")})

    def _asked(self, leaf: Leaf) -> Phrase:
        value = self._named(leaf.field, leaf.value) if isinstance(leaf.value, str) else _number(leaf.value)
        return Phrase(f"why-asked-{leaf.is_.replace('_', '-')}", {"value": value})

    def _written(self, leaf: Leaf, value: Value) -> Argument:
        match value:
            case dict():
                return _number(value.get(leaf.of or "", 0))
            case list():
                named = tuple(self._item(leaf.field, each) for each in value)
                return Several(named) if named else phrase("why-nothing")
            case str():
                return self._named(leaf.field, value) if value else phrase("why-nothing")
            case _:
                return _number(value)

    def _item(self, field: str, name: str) -> str:
        named = self._named(field, name)
        return named if isinstance(named, str) else name

    def _named(self, field: str, name: str) -> Argument:
        if field in _ZONES:
            return self.naming.zone(name)
        if field in _LINES:
            return self.naming.line(name)
        return self.naming.article(name) if field in _ARTICLES else name

    def _value(self, variable: Variable) -> Value | None:
        return self.seen.values.get(variable.name) if self._may_show(variable) else None

    def _may_show(self, variable: Variable) -> bool:
        return variable.field.needs is None or variable.field.needs in self.seen.shown

    def _unknown(self, what: Phrase, variable: Variable) -> Phrase:
        needs = variable.field.needs
        if variable.name in self.seen.values:
            return phrase("why-not-shown", what=what)
        if needs is not None and needs not in self.seen.may:
            return phrase("why-not-agreed", what=what, purpose=Phrase(f"why-purpose-{needs.value.replace('_', '-')}"))
        return phrase("why-not-known", what=what)


def _within(what: Phrase, within: Within | None) -> Phrase:
    if within is None:
        return what
    if within.days is not None:
        return phrase("why-within-days", what=what, days=within.days)
    return phrase("why-within-visits", what=what, visits=within.visits or 0)


def _number(value: float) -> Argument:
    if isinstance(value, int):
        return int(value)
    return int(value) if value.is_integer() else Number(f"{value:.4f}".rstrip("0").rstrip("."))
