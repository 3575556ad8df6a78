"""The one door to CEL: rules are compiled with types, answered within bounds, and nothing but a true `true` holds.

cel-expr-python is Google's CEL in C++: loops end at about 10,000 steps, patterns are RE2's, nesting ends at 32, and
nothing of Python can be reached. What fails while a rule is answered comes back as a value of the type ERROR, whose
`value()` is a text, and a text is true: so the type is asked first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cel_expr_python import cel

from hub.ground.words.phrase import Phrase, phrase
from hub.service.campaigns.rules.fields import FIELDS, FieldType, Value, Variable, purposes_of, variables_in
from hub.service.campaigns.rules.mistakes import Mistake, mistakes_in, why_not
from hub.trust.consents.purposes import Purpose

MOST_LETTERS = 8000
_BOOL = cel.Type.BOOL.name()
_TYPES = {
    FieldType.TEXT: cel.Type.STRING,
    FieldType.WHOLE: cel.Type.INT,
    FieldType.NUMBER: cel.Type.DOUBLE,
    FieldType.TEXTS: cel.Type.List(cel.Type.STRING),
    FieldType.COUNTS: cel.Type.Map(cel.Type.STRING, cel.Type.INT),
    FieldType.SHARES: cel.Type.Map(cel.Type.STRING, cel.Type.DOUBLE),
}


@dataclass(frozen=True, slots=True)
class Holds:
    """The rule is true of the customer."""


@dataclass(frozen=True, slots=True)
class HoldsNot:
    """It is not, or nobody can say; `why` is None where it is plainly false."""

    why: Phrase | None = None


_PLAINLY_NOT = HoldsNot()


class Asked:
    """What rules are asked about: the values of one customer, brought to the engine once for all rules."""

    def __init__(self, activation: Any, known: frozenset[str]) -> None:
        self.activation = activation
        self.known = known


class CompiledRule:
    """A rule that can be asked again and again, about what its own engine was told."""

    def __init__(self, text: str, expression: Any, variables: tuple[Variable, ...]) -> None:
        self.text = text
        self.variables = variables
        self._expression = expression

    @property
    def needs(self) -> frozenset[Purpose]:
        """What a customer must have agreed to, so that the fields of this rule are there."""
        return purposes_of(self.variables)

    def holds(self, asked: Asked) -> Holds | HoldsNot:
        """Whether it is true of that customer; never raises."""
        try:
            value = self._expression.eval(asked.activation).value()
        except (RuntimeError, TypeError, ValueError) as failed:  # the library raises these for what it cannot do
            return HoldsNot(why_not(str(failed)))
        if value is True:
            return Holds()
        if value is False:
            return _PLAINLY_NOT
        missing = next((each.name for each in self.variables if each.name not in asked.known), None)
        return HoldsNot(phrase("campaigns-rule-missing", name=missing) if missing else why_not(str(value)))


class RuleEngine:
    """Compiles rules over every field, and over these with windows."""

    def __init__(self, windowed: Iterable[Variable] = ()) -> None:
        every = {each.name: each for each in (*map(Variable, FIELDS.values()), *windowed)}
        self._env = cel.NewEnv(variables={name: _TYPES[each.field.type] for name, each in every.items()})
        self._known = frozenset(every)

    def compile(self, text: str) -> CompiledRule | tuple[Mistake, ...]:
        """The rule, or what is wrong with it."""
        if len(text) > MOST_LETTERS:
            return (Mistake(phrase("campaigns-rule-long", most=MOST_LETTERS)),)
        try:
            expression = self._env.compile(text)
        except RuntimeError as failed:
            return mistakes_in(text, str(failed))
        if expression.return_type().name() != _BOOL:
            return (Mistake(phrase("campaigns-rule-no-answer")),)
        return CompiledRule(text, expression, variables_in(text))

    def about(self, values: Mapping[str, Value]) -> Asked:
        """A customer's values, by the names of variables; what no rule here names is left out."""
        told = {name: value for name, value in values.items() if name in self._known}
        return Asked(self._env.Activation(told), frozenset(told))


def engine_for(texts: Iterable[str]) -> RuleEngine:
    """An engine that knows the windows that these rules name."""
    return RuleEngine(each for text in texts for each in variables_in(text))
